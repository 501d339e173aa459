"""From what is known to a timeline: pure functions, with everything handed in."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scrapers.dates import PartialDate
from scrapers.origins import ACKNOWLEDGEMENTS
from scrapers.vocabulary import label
from tracker.catalogue.known import Claim, Procedure, ResolvedApplication, Step, StepEvidence
from tracker.timelines import disagreements
from tracker.timelines.days import computed_day, day_explained
from tracker.timelines.expected import Known, Upcoming
from tracker.timelines.nominal import computed_of, given_of, nominal_days
from tracker.timelines.outlooks import outlook_on
from tracker.timelines.plans import PlannedDate, plan_rows
from tracker.timelines.timeline import (
    Disagreement,
    EnteredBy,
    Event,
    EvidenceLine,
    Heading,
    Moment,
    Timeline,
)
from tracker.timelines.upcoming import Circumstances, upcoming
from tracker.timetables.calendar import Calendar
from tracker.timetables.choosing import timetable_of
from tracker.timetables.clock import Clock, clock_of
from tracker.timetables.computing import NO_MEETINGS
from tracker.timetables.forecasts.sample import Sample
from tracker.timetables.timetables import Timetable

OVER = frozenset(
    [
        "application-withdrawn",
        "withdrawn-from-rolling-review",
        "refused",
        "authorised",
        "withdrawn",
        "lapsed",
        "expired",
        "revoked",
        "suspended",
        "approved",
        "discontinued",
        "opinion",
        "opinion-positive",
        "opinion-negative",
    ]
)
"""Statuses in which the initial application is no longer being assessed."""


@dataclass(frozen=True)
class EvidenceRow:
    """What the index knows of a piece of evidence: ids, and between which retrievals the words were seen."""

    id: int
    step: int | None
    first: Moment | None
    last: Moment | None


@dataclass(frozen=True)
class Row:
    """What the row of an application adds to the claims: its id, its product, its holder's name as it is kept."""

    id: int
    product: str


@dataclass(frozen=True)
class Background:
    """What the claims rest on and are compared with, loaded beforehand.

    `snapshots` and `entries` are by the ids in the claims, `evidence` by fingerprint; `same_thing` maps the key of a
    name to the one substance or organisation that has it as an alias; `noted` are what people noted; `calendar` is when
    committees meet; `plans` are the planned days of applications, by number, also those that no longer stand; `heard`
    is when the source of a snapshot was read last; `sample` is how long other procedures took, as far as one of these
    awaits what they tell.
    """

    rows: Mapping[str, Row] = field(default_factory=dict)
    snapshots: Mapping[int, Moment] = field(default_factory=dict)
    entries: Mapping[int, EnteredBy] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceRow] = field(default_factory=dict)
    same_thing: Mapping[str, str] = field(default_factory=dict)
    noted: Mapping[str, Sequence[Disagreement]] = field(default_factory=dict)
    sample: Sample = field(default_factory=Sample)
    calendar: Calendar = NO_MEETINGS
    plans: Mapping[str, Sequence[PlannedDate]] = field(default_factory=dict)
    heard: Mapping[int, datetime.datetime] = field(default_factory=dict)

    def source_of(self, claim: Claim) -> str:
        """The address, or what else the claim rests on, in words."""
        if claim.snapshot is not None and claim.snapshot in self.snapshots:
            return self.snapshots[claim.snapshot].source
        return self.entries[claim.entry].source if claim.entry is not None and claim.entry in self.entries else ""


def build(
    known: ResolvedApplication,
    background: Background,
    today: datetime.date,
    as_of: datetime.date | None = None,
    procedure: str = "",
) -> Timeline:
    """The timeline of an application, or of one procedure of it, as it was known at the end of `as_of`."""
    shown = [one for one in known.procedures if not procedure or one.slug == procedure]
    main = main_procedure(known, procedure)
    timetable = timetable_of(known, main).timetable if main else None
    clock = _clock(known, main, timetable)
    computed = computed_of(timetable, main, clock, background.calendar) if main else None
    clocks = {
        one.slug: clock if one is main else _clock(known, one, timetable_of(known, one).timetable) for one in shown
    }
    day = min(as_of, today) if as_of else today
    outlook = outlook_on(known, main, day, background.sample)
    forecasts = {main.slug: outlook.forecasts} if main else {}
    found = disagreements.of(known, shown, background.source_of, background.same_thing)
    events = [_event(known, one, step, clocks[one.slug], background, as_of) for one in shown for step in one.steps]
    return Timeline(
        application=_heading(known, background.rows.get(known.number), timetable),
        procedure=main.slug if main else procedure,
        as_of=as_of,
        today=today,
        events=tuple(sorted(events, key=_in_time)),
        clock=clock,
        nominal=nominal_days(main, timetable, computed, clock),
        outlook=outlook,
        documents=tuple(one for one in known.documents if not procedure or one.procedure == procedure),
        conflicts=(*found, *(() if procedure else background.noted.get(known.number, ()))),
        reconstructed=known.is_reconstructed,
        attribution=(ACKNOWLEDGEMENTS[known.authority],),
        upcoming=upcoming(known, clocks, Circumstances(day, background.calendar, background.heard, forecasts)),
        plan=plan_rows(shown, background.plans.get(known.number, ())),
        timetables={one.slug: _known(known, one, clocks[one.slug]) for one in shown},
    )


def main_procedure(known: ResolvedApplication, slug: str = "") -> Procedure | None:
    """The procedure that clock, nominal days and outlook are of: the one that is asked for, else the first."""
    return next((one for one in known.procedures if not slug or one.slug == slug), None)


def _known(known: ResolvedApplication, procedure: Procedure, clock: Clock) -> Known:
    """Which timetable a procedure has, and what is given of it."""
    choice = timetable_of(known, procedure)
    named = choice.timetable.procedure if choice.timetable else ""
    return Known(named, given_of(procedure, clock), choice.reason)


def next_steps(known: ResolvedApplication, background: Background, today: datetime.date) -> Upcoming:
    """Of the timeline of an application only what comes next."""
    clocks = {one.slug: _clock(known, one, timetable_of(known, one).timetable) for one in known.procedures}
    main = main_procedure(known)
    forecasts = {main.slug: outlook_on(known, main, today, background.sample).forecasts} if main else {}
    return upcoming(known, clocks, Circumstances(today, background.calendar, background.heard, forecasts))


def _in_time(event: Event) -> tuple[bool, datetime.date, str, str, int]:
    first = event.date.first if event.date else datetime.date.max
    return (event.date is None, first, event.procedure, event.kind, event.occurrence)


def _heading(known: ResolvedApplication, row: Row | None, timetable: Timetable | None) -> Heading:
    return Heading(
        id=row.id if row else None,
        number=known.number,
        authority=known.authority,
        name=known.value("name"),
        product=row.product if row else known.value("name"),
        timetable=timetable.procedure if timetable else "",
        status=known.value("status") or "unknown",
        status_text=known.value("status_text"),
        applicant=known.value("applicant"),
        address=known.value("address"),
    )


def _clock(known: ResolvedApplication, procedure: Procedure | None, timetable: Timetable | None) -> Clock:
    if procedure is None:
        return Clock(None, None, (), None)
    starting_kind = "submitted" if known.authority == "FDA" else "procedure-started"
    is_over = procedure.status in OVER or (procedure.type == "initial" and known.value("status") in OVER)
    return clock_of(procedure.steps, starting_kind, is_over, timetable.phases if timetable else ())


def _most_telling_first(step: Step) -> list[StepEvidence]:
    """Words that say more than the date lead: the mark of a withdrawal at day 175 opens the sentence that says so."""
    return sorted(step.evidence, key=lambda piece: not piece.record.supports)


def _event(
    known: ResolvedApplication,
    procedure: Procedure,
    step: Step,
    clock: Clock,
    background: Background,
    as_of: datetime.date | None,
) -> Event:
    lines = tuple(_evidence(piece, background, as_of) for piece in _most_telling_first(step))
    rows = [
        background.evidence[piece.fingerprint] for piece in step.evidence if piece.fingerprint in background.evidence
    ]
    return Event(
        application=known.number,
        procedure=procedure.slug,
        procedure_type=procedure.type,
        kind=step.kind,
        occurrence=step.occurrence,
        label=step.label or label(step.kind),
        detail=procedure.details.get("submission_class", ""),
        date=step.date,
        range=step.range,
        state=step.state,
        reported_day=step.reported_day,
        computed_day=computed_day(known, step, clock),
        day_explained=day_explained(known, procedure, step, clock),
        conflict=step.conflict or disagreements.decision_without_an_authorisation(known, step),
        inferred=step.inferred,
        cleared=step.cleared,
        evidence=lines,
        step=next((row.step for row in rows if row.step), None),
    )


def _evidence(piece: StepEvidence, background: Background, as_of: datetime.date | None) -> EvidenceLine:
    row = background.evidence.get(piece.fingerprint)
    entered_by = background.entries.get(piece.claim.entry) if piece.claim.entry is not None else None
    return EvidenceLine(
        claimed_by=piece.claim.claimed_by,
        quote=piece.record.quote,
        locator=piece.record.locator,
        date=piece.record.date,
        supports=piece.record.supports,
        moment=None if entered_by else _moment(piece, row, background, as_of),
        entered_by=entered_by,
        row=row.id if row else None,
        fingerprint=piece.fingerprint,
    )


def _moment(
    piece: StepEvidence, row: EvidenceRow | None, background: Background, as_of: datetime.date | None
) -> Moment | None:
    """The last retrieval that showed the words, of those that were known; without a row, the one the claim rests on.

    A record keeps what its source cleared, so the claim's own snapshot may no longer have the words.
    """
    candidates = (row.last, row.first) if row else ()
    for moment in candidates:
        if moment and (as_of is None or moment.retrieved_at.date() <= as_of):
            return moment
    return background.snapshots.get(piece.claim.snapshot) if piece.claim.snapshot is not None else None


def partial(date: datetime.date | None, precision: str) -> PartialDate | None:
    """A date of a row with its precision."""
    return PartialDate(date, precision) if date else None  # type: ignore[arg-type]
