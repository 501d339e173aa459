"""How often forecasts would have been right: each year is left out and forecast from the others. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tracker.timetables.forecasts.forecasting import find
from tracker.timetables.forecasts.sample import Duration, Sample
from tracker.timetables.forecasts.spread import Share, share_of
from tracker.timetables.forecasts.transitions import TRANSITIONS, Transition

Way = Literal["others", "earlier", "half-way"]
"""What a year is forecast from: the cases of all other years; those that had ended when the year began; those of all
other years, for a case of which as many days have gone by as half of them took."""

WAYS: Mapping[Way, str] = {
    "others": "From all other years",
    "earlier": "From earlier years only",
    "half-way": "Half-way: once half of the others were through",
}

PROMISED = 0.8
"""The share of cases that the interval is made to hold."""


@dataclass
class Year:
    """The cases that ended in a year: how many of those that could be forecast came within, before, after."""

    year: int
    within: int = 0
    before: int = 0
    after: int = 0
    too_few: int = 0

    @property
    def n(self) -> int:
        """The cases that could be forecast."""
        return self.within + self.before + self.after

    @property
    def share(self) -> Share:
        """The share that came within the interval."""
        return share_of(self.within, self.n)


@dataclass(frozen=True)
class Calibration:
    """Of one transition, in one way: every year, in order."""

    transition: Transition
    way: Way
    years: tuple[Year, ...] = field(default=())

    @property
    def share(self) -> Share:
        """The share over all years."""
        return pooled([self])


def pooled(calibrations: Iterable[Calibration]) -> Share:
    """The share over all years of several transitions."""
    years = [year for one in calibrations for year in one.years]
    return share_of(sum(year.within for year in years), sum(year.n for year in years))


def calibrate(sample: Sample, way: Way = "others") -> tuple[Calibration, ...]:
    """Every transition that has cases, in the order of `TRANSITIONS`.

    A case belongs to the year in which it ended: by the year in which it began, the last ones would hold the quick
    cases only.
    """
    by_transition: dict[str, list[Duration]] = defaultdict(list)
    for one in sample.durations:
        by_transition[one.transition].append(one)
    return tuple(
        Calibration(one, way, tuple(_years(one, by_transition[one.slug], way)))
        for one in TRANSITIONS
        if one.slug in by_transition
    )


_KNOWN: Mapping[Way, Callable[[Duration, int], bool]] = {
    "others": lambda one, year: one.ended.year != year,
    "earlier": lambda one, year: one.ended.year < year,
    "half-way": lambda one, year: one.ended.year != year,
}


def _years(transition: Transition, cases: list[Duration], way: Way) -> Iterable[Year]:
    for year in sorted({one.ended.year for one in cases}):
        others = Sample(one for one in cases if _KNOWN[way](one, year))
        counted = Year(year)
        for one in cases:
            if one.ended.year == year:
                _count(counted, transition, one, others, way)
        yield counted


def _count(year: Year, transition: Transition, case: Duration, others: Sample, way: Way) -> None:
    elapsed = None
    if way == "half-way":
        usual = find(others, transition, case.group, None).spread
        if usual is None or case.days <= usual.p50:
            return
        elapsed = usual.p50
    spread = find(others, transition, case.group, elapsed).spread
    if spread is None:
        year.too_few += 1
    elif case.days < spread.p10:
        year.before += 1
    elif case.days > spread.p90:
        year.after += 1
    else:
        year.within += 1
