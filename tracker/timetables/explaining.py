"""Why a computed step falls on its day, in words: `day 120 = start (20 Jun 2019) + 119 days`. Pure."""

import datetime

from scrapers.dates_in_words import in_words, range_in_words
from tracker.timetables.calendar import MeetingDay
from tracker.timetables.computing import Computed, ComputedStep
from tracker.timetables.counting import Count, Stretch
from tracker.timetables.stopping import ComputedStop
from tracker.timetables.timetables import WEAK, Length, Timetable, TimetableStep

ONE_DAY = datetime.timedelta(days=1)

_BOUNDS = {"by": "at the latest", "about": "about then", "not-before": "at the earliest"}
_COUNTED_FROM = "the day it counts from: "
_ORIGINS = {"given": "", "inferred": "inferred", "assumed": "assumed, of the usual length"}


def explanation(computed: Computed, step: ComputedStep) -> str:
    """How its date comes about, what it may be instead, on which meeting it hangs, and how weak its source is."""
    parts = [_given(computed, step) if step.is_given else _counted(computed, step)]
    if step.step and step.step.bound != "at" and step.date and not step.is_given:
        parts[0] += f", {_BOUNDS[step.step.bound]}"
    parts.append(_meeting(step))
    parts.append(caution(computed, step))
    return "; ".join(part for part in parts if part)


def caution(computed: Computed, step: ComputedStep) -> str:
    """What to say of a day that rests on a weak source, its own or that of a day it counts from; nothing of others."""
    rule = step.step
    if rule is None or rule.certainty in WEAK:
        return WEAK[rule.certainty] if rule else ""
    if step.is_given or rule.after is None or rule.since == "start":
        return ""
    earlier = next(one for one in computed.steps if one.step and one.step.name == rule.since)
    weak = "" if earlier.is_given else caution(computed, earlier)
    return f"{_COUNTED_FROM}{weak.removeprefix(_COUNTED_FROM)}" if weak else ""


def rule_in_words(timetable: Timetable, step: TimetableStep) -> str:
    """When a step should happen: `day 120`, `2 months before the goal date, at the latest`."""
    if step.given:
        return "no rule says when"
    bound = f", {_BOUNDS[step.bound]}" if step.bound != "at" else ""
    if step.after is None:
        return f"day {step.day}{bound}"
    since = timetable.step(step.since)
    name = _in_a_sentence(since) if since else timetable.start_in_words
    if not step.after.months and not step.after.days:
        return f"on the day of the {name}{bound}"
    return f"{step.after} {_direction(step.after)} the {name}{bound}"


def stop_in_words(stop: ComputedStop) -> str:
    """`18 Oct 2019 – 26 Apr 2020, 192 days, inferred`, or since when the clock stands."""
    note = _ORIGINS[stop.origin]
    if stop.stop.last is None:
        return f"since {in_words(stop.stop.first)}"
    length = f"{stop.stop.days} {'day' if stop.stop.days == 1 else 'days'}"
    return ", ".join(part for part in (range_in_words(stop.stop.first, stop.stop.last), length, note) if part)


def meeting_in_words(meeting: MeetingDay) -> str:
    """`CHMP meeting 18–21 May 2026`, or what is known of it."""
    if meeting.first is None:
        return f"{meeting.committee} meeting that ends on {in_words(meeting.last)}"
    return f"{meeting.committee} meeting {range_in_words(meeting.first, meeting.last)}"


def _given(computed: Computed, step: ComputedStep) -> str:
    if step.gap is None:
        return f"given, {_day_word(step)}" if step.day is not None else "given"
    if step.gap == 0:
        return f"given; {_counted(computed, step)}, the same day"
    days = f"{abs(step.gap)} {'day' if abs(step.gap) == 1 else 'days'}"
    order = "later" if step.gap > 0 else "earlier"
    return f"given, {days} {order} than nominal {in_words(step.nominal)}: {_counted(computed, step)}"


def _day_word(step: ComputedStep) -> str:
    return f"day {step.day}"


def _counted(computed: Computed, step: ComputedStep) -> str:
    rule = step.step
    if rule is None:
        return ""
    if rule.given:
        return "no rule says when: known once somebody gives the day"
    if rule.after is not None:
        return _after(computed, step, rule, rule.after)
    if step.nominal is None:
        return _unknown(computed, step)
    stretch = _stretch_of(computed.count, rule.day or 0, step.nominal)
    days = (step.nominal - stretch.first).days
    meeting = computed.anchors.get(stretch.first)
    if stretch is computed.count.stretches[0]:
        words = f"day {rule.day} = {computed.timetable.start_in_words} ({in_words(stretch.first)})"
        return f"{words} + {_days(days)}" if days else words
    words = f"day {rule.day} = day {stretch.number}, the restart on {in_words(stretch.first)}"
    words = f"{words}, + {_days(days)}" if days else words.replace(f" = day {stretch.number}, the", " = the")
    if meeting:
        words += f", counted back from the meeting that ends on {in_words(meeting)}"
    return words


def _stretch_of(count: Count, day: int, date: datetime.date) -> Stretch:
    """The stretch whose count leads to a date."""
    return next(
        one
        for one in reversed(count.stretches)
        if one.first <= date and one.first + datetime.timedelta(days=day - one.number) == date
    )


def _after(computed: Computed, step: ComputedStep, rule: TimetableStep, after: Length) -> str:
    since = computed.timetable.step(rule.since)
    name = _in_a_sentence(since) if since else computed.timetable.start_in_words
    if step.since is None:
        return f"{after} {_direction(after)} the {name}, whose day is not known"
    sign = "-" if min(after.months, after.days) < 0 else "+"
    words = f"{name} ({in_words(step.since)})" + (f" {sign} {after}" if after.months or after.days else "")
    if after.months and not after.days and (end := after.after(step.since)).day != step.since.day:
        words += f", the last day of {end:%B}"
    if step.shift:
        words += f" + {step.shift.by} ({step.shift.basis})"
    return words


def _in_a_sentence(step: TimetableStep) -> str:
    """What the step is called within a sentence: abbreviations keep their capitals."""
    name = step.label or step.kind.replace("-", " ")
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _direction(after: Length) -> str:
    return "before" if min(after.months, after.days) < 0 else "after"


def _unknown(computed: Computed, step: ComputedStep) -> str:
    standing = next((stop.stop.first for stop in computed.stops if stop.stop.last is None), None)
    if standing:
        return f"day {step.day} is not known: the clock stands since {in_words(standing)}"
    return f"day {step.day} is not reached: the clock stopped or was set back before it"


def _days(number: int) -> str:
    return f"{number} {'day' if number == 1 else 'days'}"


def _meeting(step: ComputedStep) -> str:
    committee = step.step.committee if step.step else ""
    if not committee or step.date is None:
        return ""
    if step.meeting is None:
        return f"no {committee} meeting is known to end on that day"
    words = meeting_in_words(step.meeting)
    return words if step.meeting.last == step.date else f"{words}, which does not end on that day"
