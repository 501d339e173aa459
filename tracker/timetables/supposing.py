"""What if: the same procedure with a later start, a longer stop, a meeting missed; and what that changes. Pure.

Whatever is given for later days moves along: a stop that lasts longer moves everything after it.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scrapers.dates_in_words import in_words
from scrapers.vocabulary import label
from tracker.timetables.calendar import Calendar
from tracker.timetables.computing import Computed, ComputedStep, Impossible, compute
from tracker.timetables.counting import ONE_DAY, Standstill, months_later
from tracker.timetables.explaining import meeting_in_words
from tracker.timetables.given import Given
from tracker.timetables.stopping import ComputedStop

UNKNOWN_MEETINGS = "which meeting follows is not known; add it under Meetings"


@dataclass(frozen=True)
class Supposition:
    """Something that may happen instead, in words; `given` is None where it cannot be computed, `words` say why."""

    words: str
    given: Given | None


@dataclass(frozen=True)
class Pair:
    """A step in two computed timetables; None in the one that does not have it."""

    one: ComputedStep | None
    other: ComputedStep | None

    @property
    def days(self) -> int | None:
        """How many days later it is in the other; None where one of the dates is not known."""
        if self.one is None or self.other is None or self.one.date is None or self.other.date is None:
            return None
        return (self.other.date - self.one.date).days


def pairs(one: Computed, other: Computed) -> list[Pair]:
    """Every step of both, in the order of the first; a step that comes twice is paired in order."""
    waiting = dict(_named(other))
    found = [Pair(step, waiting.pop(key, None)) for key, step in _named(one)]
    return [*found, *(Pair(None, step) for step in waiting.values())]


def _named(computed: Computed) -> Iterator[tuple[tuple[str, int], ComputedStep]]:
    seen: Counter[str] = Counter()
    for step in computed.steps:
        name = step.step.name if step.step else step.kind
        seen[name] += 1
        yield (name, seen[name]), step


def suppositions(computed: Computed, given: Given, calendar: Calendar, today: datetime.date) -> list[Supposition]:
    """What is worth asking of a computed timetable: those that lead to another one, and why others cannot be said."""
    try:
        found = [
            *_later_start(computed, given, calendar),
            *_longer_stops(computed, given, calendar),
            *_missed_meetings(computed, given, calendar, today),
        ]
    except OverflowError:  # A month later is beyond year 9999.
        return []
    return [one for one in found if one.given is None or _leads_elsewhere(computed, one.given, calendar)]


def _leads_elsewhere(computed: Computed, given: Given, calendar: Calendar) -> bool:
    try:
        other = compute(computed.timetable, given, calendar)
    except Impossible:
        return False
    return any(pair.days or pair.one is None or pair.other is None for pair in pairs(computed, other))


def _later_start(computed: Computed, given: Given, calendar: Calendar) -> Iterator[Supposition]:
    if computed.start_is_inferred:
        return
    start = months_later(computed.start, 1)
    moved = _moved(computed, given, calendar, computed.start, (start - computed.start).days)
    words = f"The {computed.timetable.start_in_words} a month later, on {in_words(start)}"
    yield _as_far_as_known(words, moved and replace(moved, start=start))


def _longer_stops(computed: Computed, given: Given, calendar: Calendar) -> Iterator[Supposition]:
    """Each stop whose end does not hang on a meeting: those that do end when the meeting says."""
    for place, one in enumerate(computed.stops):
        if one.stop.last is None or one.stop.last + ONE_DAY in computed.anchors:
            continue
        last = months_later(one.stop.last, 1)
        moved = _moved(computed, given, calendar, one.stop.first, (last - one.stop.last).days)
        after = f" after the {label(one.reason).lower()}" if one.reason else f" of {in_words(one.stop.first)}"
        words = f"The clock stop{after} a month longer, until {in_words(last)}"
        yield _as_far_as_known(words, moved and _lengthened(moved, computed.stops[: place + 1], last))


def _lengthened(given: Given, stops: tuple[ComputedStop, ...], last: datetime.date) -> Given:
    """With the last of these stops until a later day; those that were assumed before it must be said."""
    longer = stops[-1].stop
    said = [one.stop for one in stops[:-1] if one.origin == "assumed"]
    was_said = any(stop.first == longer.first for stop in given.stops)
    if was_said or stops[-1].origin == "assumed":
        said.append(Standstill(longer.first, last))
    kept = [stop for stop in given.stops if stop.first != longer.first]
    return replace(given, stops=tuple(sorted((*kept, *said))))


def _missed_meetings(
    computed: Computed, given: Given, calendar: Calendar, today: datetime.date
) -> Iterator[Supposition]:
    for step in computed.steps:
        committee = step.step.committee if step.step else ""
        hangs = step.date in given.meetings
        if not committee or step.date is None or not (hangs or (not step.is_given and step.date >= today)):
            continue
        missed = step.meeting or (None if hangs else calendar.next_after(committee, step.date - ONE_DAY))
        day = missed.last if missed else step.date
        following = calendar.next_after(committee, day)
        if following is None:
            yield _as_far_as_known(f"The {committee} meeting of {in_words(day)} missed", None)
        else:
            words = f"{label(step.kind)} one meeting later: {meeting_in_words(following)}"
            yield _as_far_as_known(words, _at(computed, given, calendar, step.date, following.last))
        if not hangs:
            return  # Of what is only counted, the next meeting is enough: the later ones move with it.


def _at(
    computed: Computed, given: Given, calendar: Calendar, counted: datetime.date, meeting: datetime.date
) -> Given | None:
    """What is given, with the step of a day in a later meeting."""
    moved = _moved(computed, given, calendar, counted, (meeting - counted).days)
    if moved is None or meeting in moved.meetings:
        return moved
    return replace(moved, meetings=tuple(sorted((*moved.meetings, meeting))))


def _as_far_as_known(words: str, given: Given | None) -> Supposition:
    return Supposition(words if given else f"{words}: {UNKNOWN_MEETINGS}", given)


def _moved(computed: Computed, given: Given, calendar: Calendar, since: datetime.date, days: int) -> Given | None:
    """What is given for a day or later ones, so many days later, meetings on the next that is held then.

    None where the calendar does not know which meeting that is.
    """
    later = datetime.timedelta(days=days)
    meetings = [_next_meeting(computed, calendar, day, day + later) if day >= since else day for day in given.meetings]
    known = tuple(day for day in meetings if day)
    if len(known) < len(meetings):
        return None
    return replace(
        given,
        stops=tuple(_later(stop, later) if stop.first > since else stop for stop in given.stops),
        meetings=known,
        events=tuple((name, date + later if date >= since else date) for name, date in given.events),
    )


def _later(stop: Standstill, by: datetime.timedelta) -> Standstill:
    return Standstill(stop.first + by, stop.last + by if stop.last else None)


def _next_meeting(
    computed: Computed, calendar: Calendar, meeting: datetime.date, earliest: datetime.date
) -> datetime.date | None:
    """The first meeting, on a day or later, of the committee that held another one; None where that is not known."""
    committees = sorted({phase.committee for phase in computed.timetable.phases if phase.committee})
    held = [one for one in committees if calendar.meeting_on(one, meeting)] or committees
    found = [calendar.next_after(one, earliest - ONE_DAY) for one in held[:1]]
    return found[0].last if found and found[0] else None
