"""From claims to what is known: a pure function.

Sources and people claim; `resolve` says what stands. For a field it is the claim of the highest-ranked origin, and
the newest of that origin; claims that differ are kept beside it. Steps of several sources that mean the same event
become one step with several pieces of evidence. The same claims always give the same answer, in whatever order they
came.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from scrapers.columns import BETWEEN
from scrapers.records import (
    ApplicationRecord,
    PresentationRecord,
    ProcedureRecord,
)
from tracker.catalogue.joining import steps_of, steps_told_once
from tracker.catalogue.known import (
    MAIN_FIELDS,
    MARKETING_AUTHORISATION,
    WHOLE,
    Claim,
    Extent,
    Field,
    FieldClaim,
    Procedure,
    ResolvedApplication,
)
from tracker.catalogue.merging import documents_of


def resolve(claims: Iterable[Claim], extent: Extent = WHOLE) -> ResolvedApplication:
    """What stands, given at least one claim; all must be about one application."""
    ordered = sorted(claims, key=_believed_first)
    first = ordered[0].record
    return ResolvedApplication(
        number=first.number,
        authority=first.authority,
        fields=_fields(ordered),
        procedures=_procedures(ordered, extent),
        documents=documents_of(ordered) if extent.documents else (),
        presentations=_presentations(ordered) if extent.presentations else (),
        type=next((claim.record.type for claim in ordered if claim.record.type != MARKETING_AUTHORISATION), first.type),
        concerns=next((claim.record.concerns for claim in ordered if claim.record.concerns), ()),
        is_reconstructed=any(claim.is_reconstructed for claim in ordered),
        claims=tuple(ordered),
        extent=extent,
    )


def nothing_known(number: str, authority: str) -> ResolvedApplication:
    """An application about which nobody claims anything any more."""
    return ResolvedApplication(number, authority, fields={}, procedures=(), documents=(), presentations=())


def _believed_first(claim: Claim) -> tuple[int, float, str, int]:
    return (claim.rank, -claim.retrieved_at.timestamp(), claim.record.key, claim.entry or 0)


def _claimed_fields(record: ApplicationRecord) -> dict[str, str]:
    """The fields that a record has a value for."""
    main = {name: getattr(record, name) for name in MAIN_FIELDS} | {"status": record.claimed_status}
    others = {"concerns": BETWEEN.join(record.concerns), **record.details}
    return {name: value for name, value in {**main, **others}.items() if value}


def _fields(claims: Sequence[Claim]) -> dict[str, Field]:
    found: dict[str, list[FieldClaim]] = {}
    for claim in claims:
        for name, value in _claimed_fields(claim.record).items():
            found.setdefault(name, []).append(FieldClaim(value, claim))
    fields = {name: Field(said[0].value, tuple(said)) for name, said in found.items()}
    return _with_the_word_for_the_status(fields)


def _with_the_word_for_the_status(fields: dict[str, Field]) -> dict[str, Field]:
    """The authority's own word must be of the same claim as the status that stands."""
    if "status" not in fields:
        return fields
    said = fields["status"].claims[0].claim
    return {**fields, "status_text": Field(said.record.status_text, (FieldClaim(said.record.status_text, said),))}


def _presentations(claims: Sequence[Claim]) -> tuple[PresentationRecord, ...]:
    return next((claim.record.presentations for claim in claims if claim.record.presentations), ())


def _procedures(claims: Sequence[Claim], extent: Extent) -> tuple[Procedure, ...]:
    found: dict[str, list[tuple[Claim, ProcedureRecord]]] = {}
    for claim in claims:
        for procedure in claim.record.procedures:
            if not extent.has(procedure.slug):
                continue
            found.setdefault(procedure.slug, []).append((claim, procedure))
    return tuple(_procedure(slug, said) for slug, said in sorted(found.items(), key=lambda item: _natural(item[0])))


@lru_cache(maxsize=2**12)
def _natural(slug: str) -> tuple[object, ...]:
    """`initial` and `ORIG-1` first, then by type and number: SUPPL-2 before SUPPL-10."""
    letters = "".join(letter for letter in slug if not letter.isdigit())
    digits = "".join(letter for letter in slug if letter.isdigit())
    return (slug != "initial", letters, int(digits or 0), slug)


def _procedure(slug: str, said: Sequence[tuple[Claim, ProcedureRecord]]) -> Procedure:
    if len(said) == 1:
        return _procedure_told_once(slug, *said[0])
    records = [record for _, record in said]
    best = next((record for record in records if record.status), records[0])
    details: dict[str, str] = {}
    for record in reversed(records):
        details.update({name: value for name, value in record.details.items() if value})
    return Procedure(
        slug=slug,
        type=records[0].type,
        status=best.status,
        status_text=best.status_text,
        details=details,
        steps=steps_of(said[0][0].record.number, slug, said),
        milestones=tuple(dict.fromkeys(milestone for record in records for milestone in record.milestones)),
        passages=tuple(dict.fromkeys(passage for record in records for passage in record.passages)),
        cleared=all(record.cleared for record in records),
    )


def _procedure_told_once(slug: str, claim: Claim, record: ProcedureRecord) -> Procedure:
    """What one claim alone says, as it says it: nearly all procedures of a whole release are told so."""
    return Procedure(
        slug=slug,
        type=record.type,
        status=record.status,
        status_text=record.status_text,
        details={name: value for name, value in record.details.items() if value},
        steps=steps_told_once(claim.record.number, slug, claim, record.steps),
        milestones=tuple(dict.fromkeys(record.milestones)) if record.milestones else (),
        passages=tuple(dict.fromkeys(record.passages)) if record.passages else (),
        cleared=record.cleared,
    )
