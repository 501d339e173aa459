"""From claims to what is known: a pure function.

Sources and people claim; `resolve` says what stands. For a field it is the claim of the highest-ranked origin, and
the newest of that origin; claims that differ are kept beside it. Steps of several sources that mean the same event
become one step with several pieces of evidence. The same claims always give the same answer, in whatever order they
came.
"""

import datetime
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import msgspec

from scrapers.columns import BETWEEN, column_of, same_event
from scrapers.dates import PartialDate
from scrapers.origins import RANKS
from scrapers.records import (
    ApplicationRecord,
    DocumentRecord,
    EvidenceRecord,
    FileRecord,
    MilestoneRecord,
    PassageRecord,
    PresentationRecord,
    ProcedureRecord,
    StepRecord,
)
from scrapers.text import spelling
from tracker.catalogue.encoding import fingerprint
from tracker.catalogue.plans import DatedStep, PlannedStep, happened

PERSON = "person"
"""The origin of what people enter."""

MAIN_FIELDS = ("name", "category", "status", "status_text", "applicant", "active_substance", "inn", "address")
MARKETING_AUTHORISATION = "marketing-authorisation"
JOIN_WITHIN_DAYS = 31
"""Two sources that date the only step of a kind at most this far apart mean the same step and disagree about its
date."""


class Claim(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one origin, or one person, says about an application, and since when.

    `snapshot` and `entry` are the ids of what it rests on; one of them is None. `is_override`: a person's correction
    that beats every source until it is released. `is_plan`: a person's plan, which claims nothing about what happened.
    `is_gone`: the origin's whole list no longer has it.
    """

    origin: str
    claimed_by: str
    retrieved_at: datetime.datetime
    record: ApplicationRecord
    snapshot: int | None = None
    entry: int | None = None
    is_override: bool = False
    is_plan: bool = False
    is_gone: bool = False
    is_reconstructed: bool = False

    @property
    def rank(self) -> int:
        """Lower is believed more: an override, then the origins in their order, then what people add."""
        if self.origin == PERSON:
            return -1 if self.is_override else len(RANKS)
        return RANKS.get(self.origin, len(RANKS))


class FieldClaim(NamedTuple):
    """One claim about one field."""

    value: str
    claim: Claim


class Field(NamedTuple):
    """What stands for a field, and all who say something about it, the believed one first."""

    value: str
    claims: tuple[FieldClaim, ...]

    @property
    def conflict(self) -> bool:
        """Whether the claims differ in more than spelling."""
        return len({spelling(claim.value) for claim in self.claims}) > 1


class StepEvidence(msgspec.Struct, frozen=True, gc=False):
    """A piece of evidence and who brings it."""

    record: EvidenceRecord
    claim: Claim
    fingerprint: str
    cleared: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known of one step. `conflict`: its sources give different dates."""

    kind: str
    occurrence: int
    date: PartialDate | None
    range: tuple[datetime.date, datetime.date] | None
    state: str
    label: str
    reported_day: int | None
    inferred: bool
    cleared: bool
    conflict: bool
    evidence: tuple[StepEvidence, ...]

    @property
    def is_plan(self) -> bool:
        """Whether it stands in somebody's plan only: neither an authority nor an applicant announced it."""
        return bool(self.evidence) and all(piece.claim.is_plan for piece in self.evidence)


class Procedure(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known of one procedure."""

    slug: str
    type: str
    status: str
    status_text: str
    details: dict[str, str]
    steps: tuple[Step, ...]
    milestones: tuple[MilestoneRecord, ...]
    passages: tuple[PassageRecord, ...]
    cleared: bool


class Extent(NamedTuple):
    """What of an application is looked at: procedures by slug (None: all), documents, presentations.

    Of an application with hundreds of supplements mostly one changes; the others are not resolved and written again.
    """

    procedures: frozenset[str] | None = None
    documents: bool = True
    presentations: bool = True

    def has(self, slug: str) -> bool:
        """Whether a procedure is looked at."""
        return self.procedures is None or slug in self.procedures


WHOLE = Extent()


class ResolvedApplication(msgspec.Struct, frozen=True, gc=False):
    """What is known of an application, as far as `extent`. Fields without any claim are absent from `fields`."""

    number: str
    authority: str
    fields: dict[str, Field]
    procedures: tuple[Procedure, ...]
    documents: tuple[DocumentRecord, ...]
    presentations: tuple[PresentationRecord, ...]
    type: str = MARKETING_AUTHORISATION
    concerns: tuple[str, ...] = ()
    is_reconstructed: bool = False
    claims: tuple[Claim, ...] = ()
    extent: Extent = WHOLE

    def value(self, name: str) -> str:
        """The field's value, or the empty string."""
        return self.fields[name].value if name in self.fields else ""


def resolve(claims: Iterable[Claim], extent: Extent = WHOLE) -> ResolvedApplication:
    """What stands, given at least one claim; all must be about one application."""
    ordered = sorted(claims, key=_believed_first)
    first = ordered[0].record
    return ResolvedApplication(
        number=first.number,
        authority=first.authority,
        fields=_fields(ordered),
        procedures=_procedures(ordered, extent),
        documents=_documents(ordered) if extent.documents else (),
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
        steps=_steps(said[0][0].record.number, slug, said),
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
        steps=_steps_told_once(claim.record.number, slug, claim, record.steps),
        milestones=tuple(dict.fromkeys(record.milestones)) if record.milestones else (),
        passages=tuple(dict.fromkeys(record.passages)) if record.passages else (),
        cleared=record.cleared,
    )


def _steps_told_once(number: str, slug: str, claim: Claim, records: Sequence[StepRecord]) -> tuple[Step, ...]:
    """Steps of one claim never mean the same event."""
    counts: dict[str, int] = {}
    steps = []
    for record in sorted(records, key=lambda record: _moment(record.date)) if len(records) > 1 else records:
        counts[record.kind] = counts.get(record.kind, 0) + 1
        steps.append(
            Step(
                kind=record.kind,
                occurrence=counts[record.kind],
                date=record.date,
                range=record.range,
                state=record.state,
                label=record.label,
                reported_day=record.reported_day,
                inferred=record.inferred,
                cleared=record.cleared,
                conflict=False,
                evidence=_evidence_for(number, slug, [(claim, record)]),
            )
        )
    return _in_order(steps)


def _in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    if len(steps) < 2:
        return tuple(steps)
    return tuple(sorted(steps, key=lambda step: (_moment(step.date), step.kind, step.occurrence)))


class _Event(msgspec.Struct, gc=False):
    """A step in the making: the claims that mean it, the believed one first."""

    said: list[tuple[Claim, StepRecord]]

    @property
    def best(self) -> StepRecord:
        return self.said[0][1]

    @property
    def kind(self) -> str:
        """The kind; where one source says the outcome of an opinion and another does not, the one with the outcome."""
        kinds = [record.kind for _, record in self.said]
        return next((kind for kind in kinds if kind != "opinion"), kinds[0])

    @property
    def state(self) -> str:
        """What one source says has happened has."""
        return "actual" if any(record.state == "actual" for _, record in self.said) else "planned"

    @property
    def dates(self) -> list[PartialDate]:
        """The dates that count, the believed one first: those announced for a step that has happened do not."""
        return [record.date for _, record in self.said if record.date and record.state == self.state]


def _steps(number: str, slug: str, said: Sequence[tuple[Claim, ProcedureRecord]]) -> tuple[Step, ...]:
    events: dict[str, list[_Event]] = {}
    for claim, procedure in said:
        for record in procedure.steps if not claim.is_plan else ():
            _join(events.setdefault(column_of(record.kind), []), claim, record)
    told = list(chain(*events.values()))
    by_kind: dict[str, list[_Event]] = {}
    for event in sorted((*told, *_still_planned(said, told)), key=lambda event: _moment(_date(event))):
        by_kind.setdefault(event.kind, []).append(event)
    steps = [
        _step(number, slug, event, occurrence)
        for same_kind in by_kind.values()
        for occurrence, event in enumerate(same_kind, start=1)
    ]
    return _in_order(steps)


def _still_planned(said: Sequence[tuple[Claim, ProcedureRecord]], told: Sequence[_Event]) -> list[_Event]:
    """The planned steps that have not happened: each is a step of its own, whatever is said of others of its kind."""
    plans = [_Event([(claim, step)]) for claim, record in said if claim.is_plan for step in record.steps]
    if not plans:
        return []
    planned = [
        PlannedStep(step.kind, step.label, step.date, claim.retrieved_at.date())
        for plan in plans
        for claim, step in plan.said
    ]
    actual = [
        DatedStep(event.kind, event.best.label, date)
        for event in told
        if event.state == "actual" and (date := _date(event))
    ]
    done = happened(planned, actual)
    return [plan for place, plan in enumerate(plans) if place not in done]


def _moment(date: PartialDate | None) -> tuple[bool, datetime.date]:
    return (date is None, date.first if date else datetime.date.max)


def _join(events: list[_Event], claim: Claim, record: StepRecord) -> None:
    """Put a claim to the step it means: the same date, else the only one near enough, else a step of its own."""
    free = [
        event
        for event in events
        if same_event(event.kind, record.kind) and all(other is not claim for other, _ in event.said)
    ]
    for event in free:
        if _same_date(event.best.date, record.date):
            event.said.append((claim, record))
            return
    near = [event for event in free if _may_be_the_same(event, record)]
    if len(near) == 1:
        near[0].said.append((claim, record))
        return
    events.append(_Event([(claim, record)]))


def _same_date(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether two dates can mean the same day: December 2007 and 13 December 2007 can."""
    if one is None or other is None:
        return one is other
    if one.precision == other.precision:
        return one == other
    return one.first <= other.last and other.first <= one.last


def _may_be_the_same(event: _Event, record: StepRecord) -> bool:
    one, other = event.best.date, record.date
    if one is None or other is None or event.said[0][0].is_override:
        return True
    return abs((one.first - other.first).days) <= JOIN_WITHIN_DAYS


def _date(event: _Event) -> PartialDate | None:
    """The believed date, made more exact by claims that agree with it."""
    dates = event.dates
    if not dates:
        return None
    exactness = ("day", "month", "year")
    agreeing = [date for date in dates if _same_date(date, dates[0])]
    return min(agreeing, key=lambda date: exactness.index(date.precision))


def _step(number: str, slug: str, event: _Event, occurrence: int) -> Step:
    date = _date(event)
    return Step(
        kind=event.kind,
        occurrence=occurrence,
        date=date,
        range=next((record.range for _, record in event.said if record.range), None),
        state=event.state,
        label=next((record.label for _, record in event.said if record.label), ""),
        reported_day=next((record.reported_day for _, record in event.said if record.reported_day is not None), None),
        inferred=all(record.inferred for _, record in event.said),
        cleared=all(record.cleared for _, record in event.said),
        conflict=any(date and not _same_date(other, date) for other in event.dates),
        evidence=_evidence_for(number, slug, event.said),
    )


def _evidence_for(number: str, slug: str, said: Iterable[tuple[Claim, StepRecord]]) -> tuple[StepEvidence, ...]:
    found: dict[str, StepEvidence] = {}
    for claim, record in said:
        for piece in record.evidence:
            dated = piece if piece.date or not record.date else _with_date(piece, record.date)
            name = fingerprint(number, slug, record.kind, claim.origin, claim.claimed_by, piece.quote, dated.date)
            found.setdefault(name, StepEvidence(dated, claim, name, record.cleared))
    return tuple(found.values())


def _with_date(piece: EvidenceRecord, date: PartialDate) -> EvidenceRecord:
    return EvidenceRecord(quote=piece.quote, locator=piece.locator, date=date, supports=piece.supports)


def _documents(claims: Sequence[Claim]) -> tuple[DocumentRecord, ...]:
    """Documents of all claims; the same address, or else the same reference, is the same document."""
    known: dict[str, DocumentRecord] = {}
    ordered: dict[str, DocumentRecord] = {}
    for claim in claims:
        for document in claim.record.documents:
            twin = known.get(document.address) or known.get(document.key)
            merged = _merged(twin, document) if twin else document
            key = twin.key if twin else document.key
            ordered[key] = merged
            for name in (document.key, document.address, merged.key, merged.address):
                known[name] = merged
    return tuple(ordered.values())


def _merged(one: DocumentRecord, other: DocumentRecord) -> DocumentRecord:
    addresses = {file.address for file in one.files}
    others = {file.address: file for file in other.files}
    return DocumentRecord(
        title=one.title or other.title,
        address=one.address,
        type=one.type or other.type,
        reference=one.reference,
        status=one.status or other.status,
        procedure=one.procedure or other.procedure,
        first_published=one.first_published or other.first_published,
        last_updated=one.last_updated or other.last_updated,
        files=(
            *(_merged_file(file, others.get(file.address, file)) for file in one.files),
            *(file for file in other.files if file.address not in addresses),
        ),
        cleared=one.cleared and other.cleared,
        shares_reference=one.shares_reference,
    )


def _merged_file(one: FileRecord, other: FileRecord) -> FileRecord:
    """EMA's list of documents has no sizes, its pages have."""
    return FileRecord(
        language=one.language or other.language,
        address=one.address,
        size=one.size or other.size,
        format=one.format or other.format,
        first_published=one.first_published or other.first_published,
        last_updated=one.last_updated or other.last_updated,
    )
