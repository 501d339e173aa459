"""A plan against what came of it: the days planned first and last, and the day on which it happened. Pure."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrapers.dates import PartialDate
from scrapers.vocabulary import label
from tracker.catalogue.known import Procedure
from tracker.catalogue.plans import DatedStep, PlannedStep, happened


@dataclass(frozen=True)
class PlannedDate:
    """A day that somebody planned for a step, and from when to when it stood; `released_at` is None while it stands."""

    entry: int
    procedure: str
    kind: str
    name: str
    date: datetime.date
    person: str
    reason: str
    source: str
    entered_at: datetime.datetime
    released_at: datetime.datetime | None

    @property
    def label(self) -> str:
        """The step in words."""
        return self.name or label(self.kind)


@dataclass(frozen=True)
class PlanRow:
    """A planned step: its planned days in the order in which they stood, and the day on which it happened, if any."""

    procedure: str
    procedure_type: str
    dates: tuple[PlannedDate, ...]
    actual: PartialDate | None

    @property
    def kind(self) -> str:
        """The kind of step."""
        return self.planned.kind

    @property
    def label(self) -> str:
        """The step in words."""
        return self.planned.label

    @property
    def first(self) -> PlannedDate:
        """What was planned first."""
        return self.dates[0]

    @property
    def planned(self) -> PlannedDate:
        """What stands, or stood when it happened."""
        return self.dates[-1]

    @property
    def days_off(self) -> int | None:
        """How many days after the planned day it happened, negative: before it; None where that is not known."""
        return self._after(self.planned.date)

    @property
    def days_off_first(self) -> int | None:
        """The same, against the day planned first."""
        return self._after(self.first.date)

    def _after(self, date: datetime.date) -> int | None:
        if self.actual is None or self.actual.precision != "day":
            return None
        return (self.actual.first - date).days


def plan_rows(procedures: Iterable[Procedure], planned: Sequence[PlannedDate]) -> tuple[PlanRow, ...]:
    """The plans of some procedures, in order of the planned days; what was dropped is left out."""
    rows: list[PlanRow] = []
    for procedure in procedures:
        own = [one for one in planned if one.procedure == procedure.slug]
        rows += _rows(procedure, own) if own else ()
    return tuple(sorted(rows, key=lambda row: (row.planned.date, row.label)))


def _rows(procedure: Procedure, planned: Sequence[PlannedDate]) -> Iterable[PlanRow]:
    standing = [chain for chain in _chains(planned) if chain[-1].released_at is None]
    wanted = [_as_planned(chain[-1]) for chain in standing]
    actual = [
        DatedStep(step.kind, step.label, step.date)
        for step in procedure.steps
        if step.state == "actual" and step.date is not None
    ]
    came = happened(wanted, actual)
    for place, chain in enumerate(standing):
        step = came.get(place)
        yield PlanRow(procedure.slug, procedure.type, tuple(chain), step.date if step else None)


def _as_planned(one: PlannedDate) -> PlannedStep:
    return PlannedStep(one.kind, one.name, PartialDate(one.date), one.entered_at.date())


def _chains(planned: Sequence[PlannedDate]) -> list[list[PlannedDate]]:
    """The days of each step in the order in which they stood: one follows another that was released by then."""
    chains: list[list[PlannedDate]] = []
    for one in sorted(planned, key=lambda day: (day.entered_at, day.entry)):
        earlier = [chain for chain in chains if _follows(one, chain[-1])]
        if earlier:
            max(earlier, key=lambda chain: chain[-1].released_at or one.entered_at).append(one)
        else:
            chains.append([one])
    return chains


def _follows(one: PlannedDate, other: PlannedDate) -> bool:
    same_step = (one.kind, one.name) == (other.kind, other.name)
    return same_step and other.released_at is not None and other.released_at <= one.entered_at
