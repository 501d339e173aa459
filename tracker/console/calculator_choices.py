"""What the calculator's form offers: procedures, the meetings that the calendar knows, the steps of a procedure."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from scrapers.dates_in_words import in_words
from scrapers.vocabulary import STEP_KINDS
from tracker.console.calculator import Question
from tracker.timetables.calendar import Calendar
from tracker.timetables.choosing import NoTimetable, timetable_named
from tracker.timetables.explaining import meeting_in_words
from tracker.timetables.timetables import Timetable, timetables

MEETINGS_FROM = datetime.timedelta(days=400)
"""How long before the start, or today, the meetings begin that are offered."""

Option = tuple[str, str]
Group = tuple[str, list[Option]]


@dataclass(frozen=True)
class Choices:
    """Options as (value, words), in groups; `start` is what the day of the start is called.

    `procedure` is the one that was chosen, empty if there is no such one.
    """

    procedure: str
    procedures: list[Group]
    meetings: list[Group]
    steps: list[Group]
    start: str
    committees: tuple[str, ...]


def choices_for(asked: Question, known: Calendar, today: datetime.date) -> Choices:
    """Those that fit the procedure, if one is chosen."""
    try:
        timetable = timetable_named(asked.procedure, asked.given.start) if asked.procedure else None
    except NoTimetable:
        timetable = None
    committees = tuple(dict.fromkeys(one.committee for one in timetable.phases if one.committee)) if timetable else ()
    earliest = min([today, *([asked.given.start] if asked.given.start else [])])
    return Choices(
        procedure=timetable.procedure if timetable else "",
        procedures=_procedures(),
        meetings=list(_meetings(committees, asked, known, earliest)),
        steps=list(_steps(timetable)),
        start=_start(timetable),
        committees=committees,
    )


def _procedures() -> list[Group]:
    newest = {one.procedure: one for one in reversed(timetables())}
    by_authority = sorted(newest.values(), key=lambda one: (one.authority, one.title))
    return [
        (authority, [(one.procedure, f"{one.title}{' (provisional)' if one.provisional else ''}") for one in group])
        for authority, group in groupby(by_authority, key=lambda one: one.authority)
    ]


def _meetings(committees: Iterable[str], asked: Question, known: Calendar, earliest: datetime.date) -> Iterable[Group]:
    offered: set[str] = set()
    first = earliest - min(MEETINGS_FROM, earliest - datetime.date.min)
    for committee in committees:
        options = [
            (meeting.last.isoformat(), meeting_in_words(meeting))
            for meeting in known.meetings_of(committee)
            if meeting.last >= first
        ]
        offered.update(value for value, _ in options)
        yield committee, options
    others = [day for day in asked.given.meetings if day.isoformat() not in offered]
    if others:
        yield "Not in the calendar", [(day.isoformat(), f"the meeting that ends on {in_words(day)}") for day in others]


def _steps(timetable: Timetable | None) -> Iterable[Group]:
    """Those of the timetable first; the days of questions, answers and restarts move the clock of any."""
    own: list[Option] = []
    if timetable:
        for step in timetable.steps:
            words = step.label or STEP_KINDS[step.kind]
            own.append((step.name, f"{words}, day {step.day}" if step.day is not None else words))
        own = list(dict(own).items())
        yield "Steps of this procedure", own
    taken = {value for value, _ in own}
    yield "Other steps", [(kind, words) for kind, words in STEP_KINDS.items() if kind not in taken and kind != "other"]


def _start(timetable: Timetable | None) -> str:
    if timetable is None:
        return "Start"
    words = timetable.start_in_words.capitalize()
    return words if timetable.counting == "calendar-months" else f"{words} (day {timetable.first_day})"
