"""What comes next in a procedure under way: a step, its days, and the meeting that it hangs on."""

import datetime
from dataclasses import dataclass
from typing import Literal

from scrapers.dates import PartialDate
from tracker.timetables.calendar import MeetingDay
from tracker.timetables.forecasts.forecasting import Forecast
from tracker.timetables.given import Given
from tracker.timetables.timetables import Bound

Standing = Literal["ahead", "late", "passed", "undated"]
"""How a step that is to come stands: its day lies ahead; its day has passed and it would be known had it happened;
its day has passed and nothing tells whether it happened; no day is known."""

Basis = Literal["announced", "planned", "nominal", ""]
"""Whose day counts: one that somebody announced, else that of our own plan, else the timetable's."""


@dataclass(frozen=True)
class NominalDate:
    """The day that the timetable gives, what it is to the step, how it comes about, and how weak its source is."""

    date: datetime.date
    bound: Bound
    explanation: str
    caution: str


@dataclass(frozen=True)
class NextStep:
    """A step that is expected. Every day that is known of it is kept; `date` is the one that counts.

    `committee` is whose meeting it falls into, `meeting` the one on that day, else the next one if it is certain which
    that is. `days_past` is how long ago the day was that counts. `note` says in words what a reader must know.
    """

    application: str
    medicine: str
    procedure: str
    procedure_type: str
    kind: str
    label: str
    day: int | None
    standing: Standing
    basis: Basis = ""
    date: PartialDate | None = None
    nominal: NominalDate | None = None
    announced: PartialDate | None = None
    planned: PartialDate | None = None
    forecast: Forecast | None = None
    committee: str = ""
    meeting: MeetingDay | None = None
    days_past: int | None = None
    note: str = ""

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and it would be known had it happened."""
        return self.standing == "late"


@dataclass(frozen=True)
class NothingExpected:
    """A procedure under way of which no next step can be said, and why."""

    procedure: str
    reason: str


@dataclass(frozen=True)
class Upcoming:
    """The next steps of an application in order of date, and the procedures of which none can be said."""

    steps: tuple[NextStep, ...] = ()
    nothing: tuple[NothingExpected, ...] = ()


@dataclass(frozen=True)
class Known:
    """The timetable of a procedure (empty: none is chosen, `reason` says why), and what is given of it."""

    timetable: str
    given: Given
    reason: str = ""
