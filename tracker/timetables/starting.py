"""The day on which a procedure starts: given, or counted back from its goal date or its first meeting. Pure."""

import datetime
from collections.abc import Sequence

from scrapers.dates_in_words import in_words, range_in_words
from tracker.timetables.counting import months_before
from tracker.timetables.timetables import Timetable

OPINIONS = ("opinion", "opinion-positive", "opinion-negative")

Start = tuple[datetime.date, bool, list[str]]
"""The day, whether it is inferred, and what makes it doubtful."""


class NoStart(ValueError):
    """Nothing was given that tells when the procedure starts; the message says what to give."""


def start_of(
    timetable: Timetable,
    start: datetime.date | None,
    meetings: Sequence[datetime.date],
    events: Sequence[tuple[str, datetime.date]],
) -> Start:
    """When the procedure starts. Raises NoStart."""
    starting = OPINIONS if timetable.starts_with == "opinion" else (timetable.starts_with,)
    known = start or next((date for name, date in events if name in starting), None)
    if known:
        return known, False, []
    for name, date in events:
        if name == "goal-date" and timetable.step("goal-date"):
            return _before_the_goal(timetable, date)
    first_phase = next((phase for phase in timetable.phases if phase.after == "start" and phase.committee), None)
    if first_phase and meetings:
        return min(meetings) - datetime.timedelta(days=first_phase.days - 1), True, []
    raise NoStart(f"give the day of the {timetable.start_in_words}: without it {timetable.procedure} has no days")


def _before_the_goal(timetable: Timetable, goal: datetime.date) -> Start:
    step = timetable.step("goal-date")
    if step is None or step.after is None or step.after.days or step.since != "start":
        raise NoStart(f"the goal date of {timetable.procedure} does not tell its receipt; give the day of receipt")
    try:
        first, last = months_before(goal, step.after.months)
    except ValueError as error:
        raise NoStart(f"no receipt leads to a goal date of {in_words(goal)}: {error}") from error
    if first == last:
        return first, True, []
    return last, True, [f"the receipt may be any day of {range_in_words(first, last)}: all lead to the same goal date"]
