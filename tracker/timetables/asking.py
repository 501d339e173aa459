"""What somebody asks of a timetable, in the words that the command, the API and the console share, and the answer.

A day is `2025-12-01`, a stop `2025-10-17..2026-01-15` (both days included; `2025-10-17..` while the clock still
stands), an event `list-of-questions=2025-12-01`.
"""

import datetime
import difflib
from functools import cache

from scrapers.vocabulary import STEP_KINDS
from tracker.timetables.calendar import Calendar
from tracker.timetables.choosing import timetable_named
from tracker.timetables.computing import Computed, compute
from tracker.timetables.counting import Standstill
from tracker.timetables.given import Given
from tracker.timetables.timetables import timetables

Event = tuple[str, datetime.date]


class Misread(ValueError):
    """What was written is no day, stop or event; the message says so, and how to write it."""


def day_in(text: str) -> datetime.date:
    """Raises Misread."""
    try:
        return datetime.datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError as error:
        raise Misread(f"{text!r} is not a day; write it as 2025-12-01") from error


def stop_in(text: str) -> Standstill:
    """Raises Misread."""
    first, dots, last = text.partition("..")
    if not dots:
        raise Misread(f"{text!r} is not a stop; write it as 2025-10-17..2026-01-15")
    return stop_of(day_in(first), day_in(last) if last.strip() else None)


def stop_of(first: datetime.date, last: datetime.date | None) -> Standstill:
    """Raises Misread."""
    if last and last < first:
        raise Misread(f"the stop of {first} ends before it begins, on {last}")
    return Standstill(first, last)


def event_in(text: str) -> Event:
    """Raises Misread."""
    kind, equals, date = text.partition("=")
    if not equals:
        raise Misread(f"{text!r} is not an event; write it as list-of-questions=2025-12-01")
    return kind_in(kind), day_in(date)


def kind_in(text: str) -> str:
    """The kind of a step, or the key of one in a timetable. Raises Misread."""
    name = text.strip()
    if name not in step_names():
        near = difflib.get_close_matches(name, sorted(step_names()), n=3)
        hint = f"near it are: {', '.join(near)}" if near else "the rows of each timetable name them"
        raise Misread(f"{name!r} is not a kind of step; {hint}")
    return name


@cache
def step_names() -> frozenset[str]:
    """Every kind of step, and the keys of those that timetables name."""
    return frozenset((*STEP_KINDS, *(step.name for timetable in timetables() for step in timetable.steps)))


def stop_as_text(stop: Standstill) -> str:
    """`2025-10-17..2026-01-15`: what `stop_in` reads."""
    return f"{stop.first}..{stop.last or ''}"


def event_as_text(event: Event) -> str:
    """`list-of-questions=2025-12-01`: what `event_in` reads."""
    return f"{event[0]}={event[1]}"


def answer(procedure: str, given: Given, calendar: Calendar) -> Computed:
    """The timetable of a procedure of which this is given, by the rules that held when it started.

    Raises NoTimetable, Impossible.
    """
    timetable = timetable_named(procedure, given.start)
    computed = compute(timetable, given, calendar)
    # A start that was counted back may fall under an earlier timetable.
    fitting = timetable_named(procedure, computed.start)
    return computed if fitting is timetable else compute(fitting, given, calendar)
