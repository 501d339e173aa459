"""When the clock stands, as far as the days of questions, answers, restarts and usual stops tell. Pure."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scrapers.vocabulary import OUTCOME_KINDS
from tracker.timetables.counting import ONE_DAY, Count, Standstill
from tracker.timetables.given import Given
from tracker.timetables.hanging import NEAR
from tracker.timetables.timetables import Timetable

QUESTIONS = ("list-of-questions", "list-of-outstanding-issues")


@dataclass(frozen=True)
class ComputedStop:
    """Days on which the clock stands, and why: given, inferred (from what else is known), or assumed (usual length)."""

    stop: Standstill
    origin: str
    reason: str = ""


def given_stops(given: Given) -> list[ComputedStop]:
    """The stops that are given, each after the questions of the day before it, if they are given too."""
    asked = {date + ONE_DAY: name for name, date in given.events if name in QUESTIONS}
    return [ComputedStop(stop, "given", asked.get(stop.first, "")) for stop in given.stops]


def stops_of_events(timetable: Timetable, given: Given, start: datetime.date) -> list[ComputedStop]:
    """The stops that the days of questions, answers and restarts show, where no stop is given for them.

    Answers, a restart or outstanding issues of which the questions are not known follow those of the timetable's day.
    A restart of which only the answers are known is counted back from the step that ends its phase, else from its
    meeting (`hang` does that to a stop left open), else it is the day of the answers.
    """
    stops: list[ComputedStop] = []
    asked: tuple[str, datetime.date] | None = None
    answered: datetime.date | None = None
    origin = "given"
    for name, date in sorted(given.events, key=lambda event: (event[1], event[0] in QUESTIONS)):
        if asked is None and not stops and not given.stops and (day := _unsaid_questions(timetable, start, name, date)):
            asked, origin = day, "inferred"
        if asked and name == "clock-restarted":
            stops.append(_stop(asked, date, origin))
            asked = answered = None
        elif asked and name == "responses-submitted":
            answered = answered or date
        elif asked and name in (*QUESTIONS, *OUTCOME_KINDS):
            stops += _ended_by(timetable, asked, answered, (name, date))
            asked = answered = None
        if name in QUESTIONS or (name == "clock-stopped" and asked is None):
            asked, origin = (name, date), "given"
        elif name == "clock-stopped" and asked:
            asked = (asked[0], date)
    if asked:
        hangs_on_a_meeting = any(meeting > asked[1] for meeting in given.meetings)
        stops.append(_stop(asked, None if hangs_on_a_meeting else answered, "inferred" if answered else "given"))
    lasting = [stop for stop in stops if stop.stop.days != 0]  # One that ends on the day on which it began is none.
    return [stop for stop in lasting if not any(_meet(stop.stop, other) for other in given.stops)]


def _unsaid_questions(
    timetable: Timetable, start: datetime.date, name: str, date: datetime.date
) -> tuple[str, datetime.date] | None:
    """The questions that something must have followed though nobody says so, on the timetable's day for them."""
    phase = next((one for one in timetable.phases if one.after in QUESTIONS), None)
    step = timetable.step(phase.after) if phase else None
    if phase is None or step is None or step.day is None:
        return None
    asked_on = start + datetime.timedelta(days=step.day - timetable.first_day)
    if name in ("clock-restarted", "responses-submitted"):
        follows = date > asked_on + ONE_DAY
    else:
        follows = name in QUESTIONS and name in phase.until
        follows = follows and (date - asked_on).days - phase.days >= NEAR.days
    return (phase.after, asked_on) if follows else None


def with_phases(timetable: Timetable, counted: Count, stops: Sequence[ComputedStop]) -> Count:
    """The count in which the phase after questions begins with its own first day, on whatever day they were sent."""
    for one in stops:
        phase = next((phase for phase in timetable.phases if phase.after == one.reason), None)
        if phase is None or one.reason not in QUESTIONS:
            continue
        ended = next((before for before in timetable.phases if before.last_day == phase.first_day - 1), None)
        reached = counted.day_on(one.stop.first)
        if ended and reached is not None and reached >= ended.first_day:
            counted = counted.with_phase_after(one.stop, phase.first_day)
    return counted


def _ended_by(
    timetable: Timetable,
    asked: tuple[str, datetime.date],
    answered: datetime.date | None,
    later: tuple[str, datetime.date],
) -> list[ComputedStop]:
    """The stop after which the clock ran to a later step; none if nothing tells when it went on.

    An application that is withdrawn while questions are unanswered leaves the clock where it stood.
    """
    if later[0] == "application-withdrawn" and answered is None:
        return [_stop(asked, None, "given")]
    phase = next((one for one in timetable.phases if one.after == asked[0] and later[0] in one.until), None)
    counted_back = later[1] - datetime.timedelta(days=phase.days - 1) if phase else None
    earliest = answered or asked[1]
    restart = counted_back if counted_back and counted_back > earliest else answered
    return [_stop(asked, restart, "inferred")] if restart else []


def _stop(asked: tuple[str, datetime.date], restart: datetime.date | None, origin: str) -> ComputedStop:
    return ComputedStop(Standstill(asked[1] + ONE_DAY, restart - ONE_DAY if restart else None), origin, asked[0])


def _meet(one: Standstill, other: Standstill) -> bool:
    """Whether two stops share a day or touch."""
    starts_in_time = other.last is None or one.first <= other.last + ONE_DAY
    return starts_in_time and (one.last is None or other.first <= one.last + ONE_DAY)


def with_usual_stops(timetable: Timetable, counted: Count, stops: list[ComputedStop]) -> Count:
    """The count with a stop of the usual length after each step of whose stop nothing is known; adds to `stops`."""
    for rule in timetable.stops:
        step = timetable.step(rule.after)
        date = counted.date_of(step.day) if step and step.day is not None else None
        running = counted.stretches[-1]
        if rule.usual is None or date is None or date < running.first or running.last is not None:
            continue
        first = date + ONE_DAY
        assumed = Standstill(first, rule.usual.after(date))
        number = running.number_on(first)
        counted = counted.stopped_from(first).anchored(rule.usual.after(first), number)
        stops.append(ComputedStop(assumed, "assumed", rule.after))
    return counted


def named_stops(timetable: Timetable, counted: Count, stops: Sequence[ComputedStop]) -> tuple[ComputedStop, ...]:
    """The stops of the count, each with where it comes from and what it follows."""
    known = {one.stop: one for one in stops}
    found = (known.get(stop, ComputedStop(stop, "inferred")) for stop in counted.stops)
    return tuple(replace(one, reason=one.reason or _reason(timetable, counted, one.stop)) for one in found)


def _reason(timetable: Timetable, counted: Count, stop: Standstill) -> str:
    """The step after which the clock stood: one of that day that stops it, else the one that the next phase follows."""
    day = counted.day_on(stop.first)
    stopping = {rule.after for rule in timetable.stops}
    if asked := next((step.kind for step in timetable.steps if step.day == day and step.name in stopping), ""):
        return asked
    restart = counted.day_on(stop.last + ONE_DAY) if stop.last else (day or 0) + 1
    return next((phase.after for phase in timetable.phases if phase.first_day == restart), "")
