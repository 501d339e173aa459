"""What a timeline is: typed, complete, and free of the database and of the clock on the wall.

`tracker.timelines.building` makes timelines out of what is known, `loading` fetches that, `encoding` gives the JSON of
the API, `drawing` the picture, `presentation` what templates need.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from scrapers.dates import PartialDate
from scrapers.records import DocumentRecord
from scrapers.vocabulary import PROCEDURE_TYPES, STEP_KINDS
from tracker.timelines.expected import Known, Upcoming
from tracker.timelines.plans import PlanRow
from tracker.timetables.clock import Clock
from tracker.timetables.forecasts.forecasting import Forecast, Outlook
from tracker.timetables.timetables import Bound


@dataclass(frozen=True)
class Moment:
    """The retrieval behind a claim: a snapshot's id, the address of its source, the digest of the archived bytes."""

    snapshot: int
    source: str
    sha256: str
    retrieved_at: datetime.datetime


@dataclass(frozen=True)
class EnteredBy:
    """The person behind a claim, why they entered it, and the address or the file they relied on."""

    name: str
    reason: str
    address: str
    file: str
    entered_at: datetime.datetime

    @property
    def source(self) -> str:
        """What they relied on."""
        return self.address or self.file


@dataclass(frozen=True)
class EvidenceLine:
    """Words that say something about a step, and where they are from: a retrieval, or a person.

    `row` is the id of the Evidence row, None where the index has none; `fingerprint` names it for good.
    """

    claimed_by: str
    quote: str
    locator: str
    date: PartialDate | None
    supports: tuple[str, ...]
    moment: Moment | None
    entered_by: EnteredBy | None
    row: int | None = None
    fingerprint: str = ""

    @property
    def source(self) -> str:
        """The address of the source, or what the person relied on."""
        if self.moment:
            return self.moment.source
        return self.entered_by.source if self.entered_by else ""


@dataclass(frozen=True)
class Event:
    """A procedural step as a timeline shows it. `step` is the id of its ProceduralStep row, None where there is none.

    `reported_day` is the procedural day as the authority states it, `computed_day` the one that the clock gives.
    `day_explained` says, where a day is reported, why the clock gives another one or none; empty where they are equal.
    """

    application: str
    procedure: str
    procedure_type: str
    kind: str
    occurrence: int
    label: str
    detail: str
    date: PartialDate | None
    range: tuple[datetime.date, datetime.date] | None
    state: str
    reported_day: int | None
    computed_day: int | None
    day_explained: str
    conflict: bool
    inferred: bool
    cleared: bool
    evidence: tuple[EvidenceLine, ...]
    step: int | None = None

    @property
    def key(self) -> str:
        """What tells the event from all others, also from one day to the next."""
        return f"{self.application}:{self.procedure}:{self.kind}:{self.occurrence}"


@dataclass(frozen=True)
class NominalDay:
    """A day on which a step should happen; dated only where the start of the procedure is known. Never an event.

    `day` is None where no day of the clock is meant but calendar time after another step: FDA's goal date. `bound`: the
    date is the day itself (`at`), the latest, about it, or the earliest, as where a stop of the clock is still to come.
    `caution` says how weak the source is, `explanation` how the date comes about.
    """

    kind: str
    day: int | None
    date: datetime.date | None
    basis: str
    name: str = ""
    bound: Bound = "at"
    caution: str = ""
    explanation: str = ""

    @property
    def label(self) -> str:
        """The step in words."""
        return self.name or STEP_KINDS.get(self.kind, self.kind)

    @property
    def title(self) -> str:
        """`Day 120`, or nothing where calendar time is counted."""
        return "" if self.day is None else f"Day {self.day}"


@dataclass(frozen=True)
class ConflictSide:
    """One side of a disagreement."""

    claimed_by: str
    says: str
    source: str


@dataclass(frozen=True)
class Disagreement:
    """Claims that do not fit together, and why."""

    subject: str
    claims: tuple[ConflictSide, ...]
    explanation: str


@dataclass(frozen=True)
class Statement:
    """A fact about a product that belongs to no application."""

    region: str
    text: str
    date: PartialDate | None
    claimed_by: str
    source: str


@dataclass(frozen=True)
class Heading:
    """The application that a timeline is about. `timetable` is empty where no timetable is at hand for it."""

    id: int | None
    number: str
    authority: str
    name: str
    product: str
    timetable: str
    status: str
    status_text: str
    applicant: str
    address: str


@dataclass(frozen=True)
class Timeline:
    """One application, or one procedure of it, as it was known on `as_of` (None: as it is known now).

    `procedure` is the slug of the procedure that clock, nominal days and outlook belong to. `upcoming` is what is
    next in all procedures that are under way, `plan` what is planned of them and what came of it; `timetables` is,
    by procedure, which timetable it has and what is given of it.
    """

    application: Heading
    procedure: str
    as_of: datetime.date | None
    today: datetime.date
    events: tuple[Event, ...]
    clock: Clock
    nominal: tuple[NominalDay, ...]
    outlook: Outlook
    documents: tuple[DocumentRecord, ...]
    conflicts: tuple[Disagreement, ...]
    reconstructed: bool
    attribution: tuple[str, ...]
    upcoming: Upcoming = field(default_factory=Upcoming)
    plan: tuple[PlanRow, ...] = ()
    timetables: Mapping[str, Known] = field(default_factory=dict)

    @property
    def forecast(self) -> tuple[Forecast, ...]:
        """When its next steps will come, from how long others took; see `outlook` for what is not forecast."""
        return self.outlook.forecasts

    @property
    def counted_to(self) -> datetime.date:
        """The day up to which a running clock is counted: today, or the day whose knowledge is shown."""
        return min(self.as_of, self.today) if self.as_of else self.today


@dataclass(frozen=True)
class ProductTimeline:
    """A product over its authorities: one timeline per application, and what belongs to none of them."""

    id: int
    key: str
    name: str
    as_of: datetime.date | None
    today: datetime.date
    timelines: tuple[Timeline, ...]
    statements: tuple[Statement, ...]
    noted: tuple[Disagreement, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of all applications."""
        return tuple(event for timeline in self.timelines for event in timeline.events)

    @property
    def conflicts(self) -> tuple[Disagreement, ...]:
        """What people noted about the product, and what its applications show, each once."""
        shown = (one for timeline in self.timelines for one in timeline.conflicts)
        return tuple(dict.fromkeys((*self.noted, *shown)))


def procedure_title(slug: str, type_: str) -> str:
    """`Variation II/0029`, `Initial application`: a procedure in words."""
    title = PROCEDURE_TYPES.get(type_, type_)
    return title if slug == "initial" else f"{title} {slug}"
