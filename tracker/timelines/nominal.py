"""A procedure by its timetable: the days on which its steps should happen, computed from what is known. Pure."""

import datetime
from collections import Counter
from dataclasses import replace

import msgspec

from tracker.catalogue.known import Procedure
from tracker.timelines.timeline import NominalDay
from tracker.timetables.calendar import Calendar
from tracker.timetables.clock import Clock
from tracker.timetables.computing import Computed, ComputedStep, Impossible, compute
from tracker.timetables.counting import Standstill
from tracker.timetables.explaining import caution, explanation
from tracker.timetables.given import Given
from tracker.timetables.timetables import WEAK, Timetable

ONE_DAY = datetime.timedelta(days=1)


def given_of(procedure: Procedure, clock: Clock) -> Given:
    """What is known of a procedure to the day: its start, its stops, its steps."""
    is_dated = clock.started is not None and clock.started.precision == "day"
    return Given(
        start=clock.started.first if is_dated and clock.started else None,
        stops=tuple(_standstills(clock)),
        events=tuple(
            (step.kind, step.date.first)
            for step in procedure.steps
            if step.state == "actual" and step.kind != "other" and step.date and step.date.precision == "day"
        ),
    )


def _standstills(clock: Clock) -> list[Standstill]:
    """The stops of which both ends are known, and the one that lasts; one that ended on the next day is none."""
    found = []
    for stop in clock.stops:
        if not stop.is_exact:
            continue
        last = stop.restarted.first - ONE_DAY if stop.restarted else None
        if last is None or last > stop.stopped.first:
            found.append(Standstill(stop.stopped.first + ONE_DAY, last))
    return found


def computed_of(timetable: Timetable | None, procedure: Procedure, clock: Clock, calendar: Calendar) -> Computed | None:
    """The timetable around what is known; None where nothing tells when the procedure started."""
    if timetable is None:
        return None
    try:
        return compute(timetable, given_of(procedure, clock), calendar)
    except Impossible:  # Nothing tells when it started, or what is known of its stops does not fit together.
        return None


def nominal_days(
    procedure: Procedure | None, timetable: Timetable | None, computed: Computed | None, clock: Clock
) -> tuple[NominalDay, ...]:
    """The days that the source itself describes, and of the timetable's milestones those on which it is silent."""
    if procedure is None:
        return ()
    described = {one.kind: one for one in reversed(procedure.milestones)}
    days = {one.day for one in described.values()}
    found = [NominalDay(one.kind, one.day, _counted(computed, clock, one.day), one.quote) for one in described.values()]
    by_name = {step.step.name: step for step in computed.steps if step.step} if computed else {}
    for step in timetable.steps if timetable else ():
        if not step.milestone or step.kind in described or (step.day is not None and step.day in days):
            continue
        basis = f"{step.basis} ({step.source})"
        hidden = hides_a_stop(timetable, clock, step.day)
        one = by_name.get(step.name)
        found.append(
            NominalDay(
                kind=step.kind,
                day=step.day,
                date=nominal_date(computed, one, clock) if computed and one else None,
                basis=basis,
                name=step.label,
                bound="not-before" if hidden else step.bound,
                caution=caution(computed, one) if computed and one else WEAK.get(step.certainty, ""),
                explanation=explained(computed, one, hidden=hidden) if computed and one else "",
            )
        )
    return tuple(sorted(found, key=_in_order))


def _in_order(one: NominalDay) -> tuple[bool, int, datetime.date, str]:
    return (one.day is None, one.day or 0, one.date or datetime.date.max, one.kind)


def _counted(computed: Computed | None, clock: Clock, day: int) -> datetime.date | None:
    if computed is None or not _tells(clock, day):
        return None
    return computed.count.date_of(day)


def nominal_date(computed: Computed, step: ComputedStep, clock: Clock) -> datetime.date | None:
    """What the timetable alone gives; None where the clock may have stood still unseen."""
    cannot_stop = step.day is None or computed.timetable.counting == "calendar-months"
    return step.nominal if cannot_stop or _tells(clock, step.day or 0) else None


def _tells(clock: Clock, day: int) -> bool:
    """Whether the sources tell enough of the clock to date a day: another round of questions sets its count back."""
    rounds = Counter(stop.reason for stop in clock.stops)
    return clock.date_of(day) is not None and all(count == 1 for count in rounds.values())


def explained(computed: Computed, step: ComputedStep, *, hidden: bool) -> str:
    """How the date comes about. Before a stop that is `hidden` no latest day is known: the rule's bound is left out."""
    if hidden and step.step:
        step = replace(step, step=msgspec.structs.replace(step.step, bound="at"))
    return explanation(computed, step)


def hides_a_stop(timetable: Timetable | None, clock: Clock, day: int | None) -> bool:
    """Whether the timetable provides for a stop before a day of which nothing is known: it can only come later."""
    if timetable is None or day is None:
        return False
    known = {stop.reason for stop in clock.stops if stop.is_exact}
    asked = (timetable.step(stop.after) for stop in timetable.stops)
    return any(step and step.day is not None and step.day < day and step.kind not in known for step in asked)
