"""Which claims of steps are claims of the same step: the rules of the contract's section on steps. Pure."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import chain

import msgspec

from scrapers.columns import column_of, same_event
from scrapers.dates import PartialDate
from scrapers.records import (
    EvidenceRecord,
    ProcedureRecord,
    StepRecord,
)
from tracker.catalogue.encoding import fingerprint
from tracker.catalogue.known import (
    Claim,
    Step,
    StepEvidence,
)
from tracker.catalogue.plans import DatedStep, PlannedStep, happened

JOIN_WITHIN_DAYS = 31
"""Two sources that date the only step of a kind at most this far apart mean the same step and disagree about its
date."""


def steps_told_once(number: str, slug: str, claim: Claim, records: Sequence[StepRecord]) -> tuple[Step, ...]:
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


def steps_of(number: str, slug: str, said: Sequence[tuple[Claim, ProcedureRecord]]) -> tuple[Step, ...]:
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
