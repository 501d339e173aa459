"""What is known of a procedure when its timetable is computed."""

import datetime
from dataclasses import dataclass

from tracker.timetables.counting import Standstill


@dataclass(frozen=True)
class Given:
    """What is known of a procedure, or assumed: nothing has to be.

    `stops` are the days that do not count, `meetings` the last days of the meetings that its phases end in, `events`
    the days of steps, by kind or by the step's key. `usual_stops`: after each step that stops the clock, and of whose
    stop nothing is given, a stop of the usual length is assumed.
    """

    start: datetime.date | None = None
    stops: tuple[Standstill, ...] = ()
    meetings: tuple[datetime.date, ...] = ()
    events: tuple[tuple[str, datetime.date], ...] = ()
    usual_stops: bool = False
