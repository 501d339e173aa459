"""A timetable computed: forward from a start, backward from a committee's meeting. Pure functions.

What people or authorities give (a stop, a meeting, the day of a step) stands; what the timetable says is counted around
it, and where both speak of one step, both days are kept. What cannot be known yet has no date.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from scrapers.dates_in_words import in_words
from scrapers.vocabulary import STEP_KINDS, label
from tracker.timetables.calendar import Calendar, MeetingDay
from tracker.timetables.counting import ONE_DAY, Count, Overlapping, count
from tracker.timetables.given import Given
from tracker.timetables.hanging import Hanging, hang
from tracker.timetables.starting import NoStart, start_of
from tracker.timetables.stopping import (
    QUESTIONS,
    ComputedStop,
    given_stops,
    named_stops,
    stops_of_events,
    with_phases,
    with_usual_stops,
)
from tracker.timetables.timetables import Shift, Timetable, TimetableStep

NO_MEETINGS = Calendar()
OPINIONS = ("opinion-positive", "opinion-negative")


class Impossible(ValueError):
    """No timetable can be computed from what was given; the message says why, and what to give.

    `about` is what it is about: the start, or the stops.
    """

    def __init__(self, message: str, about: Literal["start", "stops"]) -> None:
        super().__init__(message)
        self.about = about


@dataclass(frozen=True)
class ComputedStep:
    """A step of a computed timetable.

    `date` is the day that counts: the one given, else the nominal one; None where it cannot be known yet. `nominal` is
    what the timetable alone says; where `is_given`, the two may differ. `meeting` is the committee's meeting on whose
    last day `date` falls, if the calendar has it. `step` is None for an event that the timetable does not foresee.
    """

    kind: str
    label: str
    day: int | None
    date: datetime.date | None
    nominal: datetime.date | None
    is_given: bool
    step: TimetableStep | None
    since: datetime.date | None = None
    meeting: MeetingDay | None = None
    shift: Shift | None = None

    @property
    def gap(self) -> int | None:
        """How many days the given day lies after the nominal one; None where one of them is missing."""
        return (self.date - self.nominal).days if self.is_given and self.date and self.nominal else None


@dataclass(frozen=True)
class Computed:
    """A computed timetable: its steps in order of date, the clock, its stops, and what should make a reader doubt."""

    timetable: Timetable
    start: datetime.date
    start_is_inferred: bool
    count: Count
    anchors: Mapping[datetime.date, datetime.date]
    steps: tuple[ComputedStep, ...]
    stops: tuple[ComputedStop, ...]
    warnings: tuple[str, ...] = field(default=())


def compute(timetable: Timetable, given: Given, calendar: Calendar = NO_MEETINGS) -> Computed:
    """The timetable of a procedure of which this is given. Raises Impossible."""
    try:
        start, is_inferred, doubts = start_of(timetable, given.start, given.meetings, given.events)
        stops = [*given_stops(given), *stops_of_events(timetable, given, start)]
        stops.sort(key=lambda one: one.stop.first)
        counted = count(start, [one.stop for one in stops], first_day=timetable.first_day)
        counted = with_phases(timetable, counted, stops)
        hanging = hang(timetable, counted, given.meetings)
        if given.usual_stops:
            hanging = replace(hanging, count=with_usual_stops(timetable, hanging.count, stops))
        steps = _Steps(timetable, given, start, hanging, calendar).all()
    except NoStart as error:
        raise Impossible(str(error), "start") from error
    except Overlapping as error:
        raise Impossible(str(error), "stops") from error
    except OverflowError as error:
        raise Impossible("its days lie outside the years 1 to 9999; give another start", "start") from error
    return Computed(
        timetable,
        start,
        is_inferred,
        hanging.count,
        hanging.anchors,
        tuple(sorted(steps, key=_in_time)),
        named_stops(timetable, hanging.count, stops),
        (
            *_validity_doubts(timetable, start),
            *doubts,
            *hanging.doubts,
            *_unstopped(given, stops),
            *_ends(given, steps),
        ),
    )


def _validity_doubts(timetable: Timetable, start: datetime.date) -> list[str]:
    """What to say of a timetable that is not in force for procedures that start on a day."""
    doubts = []
    if timetable.provisional:
        doubts.append(f"provisional: {timetable.legal_basis} is not in force")
    if timetable.valid_from and start < timetable.valid_from:
        doubts.append(f"this timetable holds for procedures that start on {in_words(timetable.valid_from)} or later")
    if timetable.valid_to and start > timetable.valid_to:
        doubts.append(f"this timetable holds for procedures that start on {in_words(timetable.valid_to)} or earlier")
    return doubts


def _unstopped(given: Given, stops: list[ComputedStop]) -> list[str]:
    """What to say of questions after which the clock stood, nobody knows how long."""
    went_on = [date for name, date in given.events if name in ("clock-restarted", "responses-submitted")]
    return [
        f"{label(name)} on {in_words(date)}: nothing that is given tells how long the clock stood after it, and days "
        "counted on from there are too early"
        for name, date in given.events
        if name in QUESTIONS
        and not any(day >= date for day in went_on)
        and not any(one.stop.first <= date + ONE_DAY and (one.stop.last or date) >= date for one in stops)
    ]


def _ends(given: Given, steps: list[ComputedStep]) -> list[str]:
    """What to say of the days that lie after the application was withdrawn or refused."""
    ends = [(name, date) for name, date in given.events if name in ("application-withdrawn", "refused")]
    return [
        f"{label(name)} on {in_words(date)}: the days after it are those that the timetable would have had"
        for name, date in ends[:1]
        if any(step.date and step.date > date and not step.is_given for step in steps)
    ]


def _in_time(step: ComputedStep) -> tuple[datetime.date, int]:
    return (step.date or datetime.date.max, step.day if step.day is not None else 0)


class _Steps:
    """The steps of one timetable as they are found, each after the one that it counts from."""

    def __init__(self, timetable: Timetable, given: Given, start: datetime.date, hanging: Hanging, calendar: Calendar):
        self.timetable, self.given, self.start, self.hanging, self.calendar = timetable, given, start, hanging, calendar
        self.placed = _placed(timetable, given, hanging.count)
        self.found: dict[str, ComputedStep] = {}

    def all(self) -> list[ComputedStep]:
        """Those of the timetable, and the events that it does not foresee."""
        for step in self.timetable.steps:
            if not self._fell_away(step):
                self.date_of(step.name)
        foreseen = self.placed.values()
        return [
            *self.found.values(),
            *(self._unforeseen(*event) for event in self.given.events if event not in foreseen),
        ]

    def _fell_away(self, step: TimetableStep) -> bool:
        """Whether what it excludes has happened: its day is given, or the clock stopped after it."""
        other = self.timetable.step(step.unless)
        if other is None or step.name in self.placed:
            return False
        count = self.hanging.count
        stopped_on = [count.day_on(stop.first) or 0 for stop in count.stops]
        return other.name in self.placed or (other.day is not None and any(day >= other.day for day in stopped_on))

    def date_of(self, name: str) -> datetime.date | None:
        """The date of the step of that name, or of the start."""
        step = self.timetable.step(name)
        if step is None:
            return self.start
        if name not in self.found:
            self.found[name] = self._step(step)
        return self.found[name].date

    def _step(self, step: TimetableStep) -> ComputedStep:
        since = self.date_of(step.since) if step.after else None
        counted = self._counted(step)
        nominal = step.after.after(since) if step.after and since else counted
        kind, given = self.placed.get(step.name, (step.kind, self.hanging.meeting_of(step)))
        shift = self._shift_of(step)
        if shift and nominal:
            given = None if given == nominal else given  # The day announced first moves as the computed one does.
            nominal = shift.by.after(nominal)
        date = given or nominal
        return ComputedStep(
            kind=kind if kind in OPINIONS else step.kind,
            label=step.label or label(kind if kind in OPINIONS else step.kind),
            day=step.day,
            date=date,
            nominal=nominal,
            is_given=given is not None,
            step=step,
            since=since,
            meeting=self.calendar.meeting_on(step.committee, date) if step.committee and date else None,
            shift=shift,
        )

    def _counted(self, step: TimetableStep) -> datetime.date | None:
        """The date of its day; of questions that are given, as it was before the clock stopped for them."""
        if step.day is None:
            return None
        if step.kind in QUESTIONS and step.name in self.placed:
            return self.hanging.count.planned_date_of(step.day, self.placed[step.name][1])
        return self.hanging.count.date_of(step.day)

    def _shift_of(self, step: TimetableStep) -> Shift | None:
        known = {name for name, _ in self.given.events}
        return next((one for one in self.timetable.shifts if one.moves == step.name and one.event in known), None)

    def _unforeseen(self, name: str, date: datetime.date) -> ComputedStep:
        kind = name if name in STEP_KINDS else "other"
        return ComputedStep(kind, label(kind), self.hanging.count.day_on(date), date, None, True, None)


def _placed(timetable: Timetable, given: Given, counted: Count) -> dict[str, tuple[str, datetime.date]]:
    """Which step each event is: by key, else the step of its kind whose day is nearest; an opinion is one."""
    placed: dict[str, tuple[str, datetime.date]] = {}
    for name, date in sorted(given.events, key=lambda event: event[1]):
        kinds = (name, "opinion") if name in OPINIONS else (name,)
        waiting = [step for step in timetable.steps if step.name not in placed]
        fitting = [step for step in waiting if step.key == name] or [step for step in waiting if step.kind in kinds]
        if fitting:
            placed[min(fitting, key=lambda step: _distance(step, counted, date)).name] = (name, date)
    return placed


def _distance(step: TimetableStep, counted: Count, date: datetime.date) -> tuple[bool, int]:
    """How far a day is from a step, in procedural days; a step that the clock had passed when it stopped comes last."""
    if step.day is None:
        return False, 0
    reached = counted.day_on(date)
    if reached is None:
        reached = counted.stretches[0].number_on(date)
    ended = counted.stretches[-1].last
    return ended is not None and ended < date and step.day <= reached, abs(step.day - reached)
