"""Which timetable a procedure named by somebody has, for a start on a day."""

import datetime
import difflib

from tracker.timetables.timetables import Timetable, of_procedure, timetables


class NoTimetable(ValueError):
    """There is no such procedure; the message names those whose names are near, or all."""


def timetable_named(procedure: str, start: datetime.date | None) -> Timetable:
    """The timetable of a procedure for a start on a day; where none holds on that day, the nearest. Raises NoTimetable.

    What does not hold says so in the warnings of whatever is computed with it.
    """
    found = of_procedure(procedure)
    if not found:
        raise NoTimetable(_no_such(procedure))
    if start is None:
        return found[0]
    return min(found, key=lambda one: (_days_off(one, start), one.provisional))


def _days_off(timetable: Timetable, start: datetime.date) -> int:
    if timetable.valid_from and start < timetable.valid_from:
        return (timetable.valid_from - start).days
    if timetable.valid_to and start > timetable.valid_to:
        return (start - timetable.valid_to).days
    return 0


def _no_such(procedure: str) -> str:
    known = sorted({timetable.procedure for timetable in timetables()})
    near = difflib.get_close_matches(procedure, known, n=3) or known
    return f"there is no timetable {procedure!r}; there are: {', '.join(near)}"
