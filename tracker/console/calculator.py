"""What somebody asks the calculator of timetables: read from the address, with an error at each field that is wrong.

An address names what the command names: `?procedure=ema-centralised&start=2026-01-22&stop=2026-05-22..2026-08-21`. The
form has a field for each day of a stop and an event; `address` writes what it sends in the same way, so that it can
be passed on. A second question, to compare with, has the same names after `instead-`.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from urllib.parse import urlencode

from django.http import QueryDict

from tracker.timetables.asking import Misread, day_in, event_as_text, kind_in, stop_as_text, stop_of
from tracker.timetables.counting import Standstill
from tracker.timetables.given import Given

INSTEAD = "instead-"
MOST = 50
"""Of stops, meetings and events: no procedure has so many."""

_OF_THE_FORM = ("stop_first", "stop_last", "event_kind", "event_date")


@dataclass(frozen=True)
class Line:
    """A line of the form: what stands in its fields, and what is wrong with it."""

    first: str = ""
    second: str = ""
    error: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked; `errors` are by the name of a field. `given` leaves out what could not be read."""

    prefix: str
    procedure: str
    start: Line
    stops: tuple[Line, ...]
    meetings: tuple[Line, ...]
    events: tuple[Line, ...]
    usual_stops: bool
    given: Given
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def stop_lines(self) -> tuple[Line, ...]:
        """Those that are given, and a free one."""
        return (*self.stops, Line())

    @property
    def meeting_lines(self) -> tuple[Line, ...]:
        """Those that are given, and a free one."""
        return (*self.meetings, Line())

    @property
    def event_lines(self) -> tuple[Line, ...]:
        """Those that are given, and a free one."""
        return (*self.events, Line())

    @property
    def is_sound(self) -> bool:
        """Whether everything in it could be read."""
        lines = (self.start, *self.stops, *self.meetings, *self.events)
        return not self.errors and not any(line.error for line in lines)


def question_in(query: QueryDict, prefix: str = "") -> Question:
    """What an address asks."""
    read = _Reading(query, prefix)
    start, meetings = read.days("start")[:1], read.days("meeting")
    stops, events = read.stops(), read.events()
    return Question(
        prefix=prefix,
        procedure=query.get("procedure", "").strip(),
        start=start[0][0] if start else Line(),
        stops=tuple(line for line, _ in stops),
        meetings=tuple(line for line, _ in meetings),
        events=tuple(line for line, _ in events),
        usual_stops=query.get(f"{prefix}usual_stops") in ("1", "true", "on"),
        given=Given(
            start=start[0][1] if start else None,
            stops=tuple(stop for _, stop in stops if stop),
            meetings=tuple(day for _, day in meetings if day),
            events=tuple(event for _, event in events if event),
            usual_stops=query.get(f"{prefix}usual_stops") in ("1", "true", "on"),
        ),
    )


def has_second_question(query: QueryDict) -> bool:
    """Whether something is to be compared with."""
    return any(name.startswith(INSTEAD) and any(query.getlist(name)) for name in query)


def is_as_sent_by_the_form(query: QueryDict) -> bool:
    """Whether an address is better written anew: it has fields of the form, or empty ones."""
    names = {name.removeprefix(INSTEAD) for name in query}
    return not names.isdisjoint(_OF_THE_FORM) or any("" in query.getlist(name) for name in query)


def parameters(procedure: str, given: Given, instead: Given | None = None) -> str:
    """The part of an address after the question mark, in the words of the command."""
    return urlencode(said(procedure, given, instead), safe="=.")


def said(procedure: str, given: Given, instead: Given | None = None) -> list[tuple[str, str]]:
    """The parameters one by one; what is empty is left out."""
    found = [("procedure", procedure), *_said(given)]
    if instead:
        found += [(f"{INSTEAD}{name}", value) for name, value in _said(instead)]
    return [(name, value) for name, value in found if value]


def _said(given: Given) -> Iterator[tuple[str, str]]:
    yield "start", given.start.isoformat() if given.start else ""
    yield from (("stop", stop_as_text(stop)) for stop in given.stops)
    yield from (("meeting", day.isoformat()) for day in given.meetings)
    yield from (("event", event_as_text(event)) for event in given.events)
    yield "usual_stops", "1" if given.usual_stops else ""


class _Reading:
    """The fields of one question, one after the other."""

    def __init__(self, query: QueryDict, prefix: str) -> None:
        self.query, self.prefix = query, prefix

    def _all(self, name: str) -> list[str]:
        return [text.strip() for text in self.query.getlist(f"{self.prefix}{name}")[:MOST]]

    def _twos(self, name: str, separator: str, first: str, second: str) -> Iterable[tuple[str, str]]:
        written = (text.partition(separator) for text in self._all(name))
        sent = zip_longest(self._all(first), self._all(second), fillvalue="")
        found = (*((one, other) for one, _, other in written), *sent)
        return [(one.strip(), other.strip()) for one, other in found if one or other]

    def days(self, name: str) -> list[tuple[Line, datetime.date | None]]:
        found: list[tuple[Line, datetime.date | None]] = []
        for text in filter(None, self._all(name)):
            try:
                found.append((Line(text), day_in(text)))
            except Misread as error:
                found.append((Line(text, error=str(error)), None))
        return found

    def stops(self) -> list[tuple[Line, Standstill | None]]:
        found: list[tuple[Line, Standstill | None]] = []
        for first, last in self._twos("stop", "..", "stop_first", "stop_last"):
            try:
                if not first:
                    raise Misread("give the first day of the stop, too")
                found.append((Line(first, last), stop_of(day_in(first), day_in(last) if last else None)))
            except Misread as error:
                found.append((Line(first, last, str(error)), None))
        return found

    def events(self) -> list[tuple[Line, tuple[str, datetime.date] | None]]:
        found: list[tuple[Line, tuple[str, datetime.date] | None]] = []
        for kind, date in self._twos("event", "=", "event_kind", "event_date"):
            try:
                if not kind or not date:
                    raise Misread("choose the step, too" if date else "give the day, too")
                found.append((Line(kind, date), (kind_in(kind), day_in(date))))
            except Misread as error:
                found.append((Line(kind, date, str(error)), None))
        return found
