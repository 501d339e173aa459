"""Where claims do not fit together: fields that differ, steps with several dates, an authority against itself. Pure.

Every disagreement says in words why it is one; nothing here decides who is right.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from scrapers.dates import PartialDate, from_iso, from_slashes
from scrapers.dates_in_words import in_words
from scrapers.origins import BY_NAME
from scrapers.vocabulary import label
from tracker.catalogue import spelling
from tracker.catalogue.known import PERSON, Claim, Field, Procedure, ResolvedApplication, Step
from tracker.timelines.timeline import ConflictSide, Disagreement, procedure_title

SourceOf = Callable[[Claim], str]

COMPARED_FIELDS = ("status", "name", "applicant", "active_substance", "inn")
JOINED_BY_ALIAS = frozenset(("applicant", "active_substance", "inn"))
"""Fields in which different words may mean one thing: the authorities call one substance by different names."""

_FORMER_NAME = re.compile(r"\(previously [^)]*\)", re.IGNORECASE)
"""EMA's table keeps former names, `Adcirca (previously Tadalafil Lilly)`; its pages do not."""

NEVER_AUTHORISED = frozenset(("application-withdrawn", "withdrawn-from-rolling-review"))
FILLER = "2009-12-31"
"""The Commission decision date on 61 of the 258 withdrawn applications in EMA's table of March 2025."""


def of(
    known: ResolvedApplication, procedures: Sequence[Procedure], source_of: SourceOf, same_thing: Mapping[str, str]
) -> tuple[Disagreement, ...]:
    """The disagreements that the claims themselves show. Those about fields belong to the initial application."""
    found: list[Disagreement] = []
    if any(procedure.type == "initial" for procedure in procedures) or not known.procedures:
        found += _between_fields(known, source_of, same_thing)
        found += _decision_field(known, source_of)
    for procedure in procedures:
        found += _between_dates(known, procedure, source_of)
    return tuple(found)


def decision_without_an_authorisation(known: ResolvedApplication, step: Step) -> bool:
    """Whether the step is a Commission decision about an application that was withdrawn before any decision."""
    return step.kind == "ec-decision" and was_never_authorised(known)


def was_never_authorised(known: ResolvedApplication) -> bool:
    """Whether the status says that there never was a decision, and no step says otherwise."""
    steps = (step for procedure in known.procedures for step in procedure.steps)
    return known.value("status") in NEVER_AUTHORISED and all(step.kind != "authorised" for step in steps)


def _between_fields(
    known: ResolvedApplication, source_of: SourceOf, same_thing: Mapping[str, str]
) -> Iterable[Disagreement]:
    for name in COMPARED_FIELDS:
        field = known.fields.get(name)
        if field is None or not field.conflict:
            continue
        if name in JOINED_BY_ALIAS and _mean_one_thing(field, same_thing):
            continue
        if name == "name" and len({spelling.key(_FORMER_NAME.sub("", one.value)) for one in field.claims}) == 1:
            continue
        yield Disagreement(
            subject=label(name),
            claims=tuple(_sides(field, source_of)),
            explanation=(
                f"The sources differ about this. Shown is {_shown(name, field.value)!r}, as said by"
                f" {_who(field.claims[0].claim)}, which ranks first."
            ),
        )


def _mean_one_thing(field: Field, same_thing: Mapping[str, str]) -> bool:
    """Whether each claim names the same substances, or the same organisation, once aliases are joined."""
    meanings = {
        frozenset(same_thing.get(spelling.key(part), spelling.key(part)) for part in spelling.substances(one.value, ""))
        for one in field.claims
    }
    whole = {same_thing.get(spelling.key(one.value), spelling.key(one.value)) for one in field.claims}
    return len(meanings) == 1 or len(whole) == 1


def _sides(field: Field, source_of: SourceOf) -> Iterable[ConflictSide]:
    seen: set[tuple[str, str]] = set()
    for one in field.claims:
        key = (spelling.key(one.value), one.claim.origin)
        if key not in seen:
            seen.add(key)
            yield ConflictSide(one.claim.claimed_by, _said(one.claim, one.value), source_of(one.claim))


def _said(claim: Claim, value: str) -> str:
    """The source's own word for a status, else the value."""
    is_status = value == claim.record.status
    return (claim.record.status_text or label(value)) if is_status else value


def _shown(name: str, value: str) -> str:
    return label(value) if name == "status" else value


def _who(claim: Claim) -> str:
    return claim.claimed_by if claim.origin == PERSON or claim.origin not in BY_NAME else BY_NAME[claim.origin].title


def _between_dates(known: ResolvedApplication, procedure: Procedure, source_of: SourceOf) -> Iterable[Disagreement]:
    for step in procedure.steps:
        title = f"{step.label or label(step.kind)}, {procedure_title(procedure.slug, procedure.type).lower()}"
        if decision_without_an_authorisation(known, step):
            yield _without_an_authorisation(known, step.date, [piece.claim for piece in step.evidence], source_of)
        elif step.conflict:
            sides = dict.fromkeys(
                ConflictSide(piece.claim.claimed_by, in_words(piece.record.date), source_of(piece.claim))
                for piece in step.evidence
                if piece.record.date
            )
            yield Disagreement(
                subject=f"Date: {title}",
                claims=tuple(sides),
                explanation=(
                    f"The sources give different dates for one step. Shown is {in_words(step.date)}, the date of the"
                    " source that ranks first."
                ),
            )


def _decision_field(known: ResolvedApplication, source_of: SourceOf) -> Iterable[Disagreement]:
    field = known.fields.get("ec_decision_date")
    if field and was_never_authorised(known):
        yield _without_an_authorisation(known, _date(field.value), [one.claim for one in field.claims], source_of)


def _without_an_authorisation(
    known: ResolvedApplication, date: PartialDate | None, claims: Sequence[Claim], source_of: SourceOf
) -> Disagreement:
    status = known.fields["status"]
    said = in_words(date) or "a date"
    explanation = (
        "The application was withdrawn before the European Commission decided, so there can be no decision."
        " The date is the authority's own and contradicts its own status."
    )
    if date is not None and str(date) == FILLER:
        explanation += " EMA's table has carried the same date for many withdrawn applications: it looks like a filler."
    return Disagreement(
        subject="European Commission decision on an application that was never authorised",
        claims=(
            *(
                ConflictSide(claim.claimed_by, f"European Commission decision of {said}", source_of(claim))
                for claim in claims
            ),
            ConflictSide(
                status.claims[0].claim.claimed_by,
                _said(status.claims[0].claim, status.value),
                source_of(status.claims[0].claim),
            ),
        ),
        explanation=explanation,
    )


def _date(text: str) -> PartialDate | None:
    for parse in (from_iso, from_slashes):
        try:
            return parse(text)
        except ValueError:
            continue
    return None
