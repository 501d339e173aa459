"""What forecasts are built on: how long each group took, and how often left-out years were covered. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from scrapers.vocabulary import PROCEDURE_TYPES, label
from tracker.timetables.forecasts.calibration import PROMISED, WAYS, Calibration, Way, calibrate, pooled
from tracker.timetables.forecasts.sample import Group, Sample
from tracker.timetables.forecasts.spread import FEWEST, Share, Spread, spread_of
from tracker.timetables.forecasts.transitions import ERAS, TRANSITIONS, Transition, within_a_sentence

_ORDER = {one.slug: place for place, one in enumerate(TRANSITIONS)}
_AGE = {era.slug: place for place, era in enumerate(ERAS)}
_PACES = (None, False, True)
_TYPES = ("initial", "extension")


@dataclass(frozen=True)
class Row:
    """How long the procedures of one group took; `spread` is None where they are too few, `n` tells how many."""

    transition: Transition
    group: Group
    n: int
    spread: Spread | None

    @property
    def slug(self) -> str:
        """Names the group in an address, beside the slug of the transition: `human-initial-any-regulation-726-2004`."""
        pace = {True: "accelerated", False: "standard", None: "any"}[self.group.accelerated]
        parts = (self.group.category.lower() or "any", self.group.procedure_type, pace, self.group.era)
        return "-".join(parts)


class AddingUp(NamedTuple):
    """Outcomes of a committee whose active and stopped days make up the days from start to end: so many of n."""

    procedure_type: str
    status: str
    fitting: int
    n: int

    @property
    def words(self) -> str:
        """`Initial application, positive opinion`."""
        return f"{PROCEDURE_TYPES[self.procedure_type]}, {within_a_sentence(label(self.status))}"


@dataclass(frozen=True)
class Report:
    """All groups in order of the procedure, and every way of leaving years out."""

    rows: tuple[Row, ...]
    calibrations: Mapping[Way, tuple[Calibration, ...]]
    adding_up: tuple[AddingUp, ...]

    def pooled(self, way: Way) -> Share:
        """Over all transitions and years."""
        return pooled(self.calibrations[way])


def report_on(sample: Sample, adding_up: Mapping[tuple[str, str], tuple[int, int]] = MappingProxyType({})) -> Report:
    """What a sample tells; `adding_up` is what `collecting.days_that_add_up` gives."""
    outcomes = sorted(adding_up.items(), key=lambda one: (_type(one[0][0]), one[0][1] != "opinion-positive", one[0][1]))
    return Report(
        rows=rows_of(sample),
        calibrations={way: calibrate(sample, way) for way in WAYS},
        adding_up=tuple(AddingUp(*key, *counts) for key, counts in outcomes),
    )


def rows_of(sample: Sample) -> tuple[Row, ...]:
    """Every group; one of either pace is left out where all its cases have the same."""
    one_of = {transition.slug: transition for transition in TRANSITIONS}
    rows = [
        Row(one_of[slug], group, len(days), spread_of(days))
        for slug, group in sample.groups
        if (days := sample.days(slug, group)) and not _says_nothing_new(sample, slug, group)
    ]
    return tuple(sorted(rows, key=_place))


def _says_nothing_new(sample: Sample, slug: str, group: Group) -> bool:
    n = len(sample.days(slug, group))
    return group.accelerated is None and any(
        len(sample.days(slug, group._replace(accelerated=pace))) == n for pace in (True, False)
    )


def _place(row: Row) -> tuple[object, ...]:
    group = row.group
    pace = _PACES.index(group.accelerated)
    return (_ORDER[row.transition.slug], _type(group.procedure_type), group.category, _AGE[group.era], pace)


def _type(procedure_type: str) -> tuple[int, str]:
    return (_TYPES.index(procedure_type) if procedure_type in _TYPES else len(_TYPES), procedure_type)


def as_text(report: Report) -> str:
    """For a terminal."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterable[str]:
    if not report.rows:
        yield "No procedure is known from one step to the next; ingest Annex 10 of EMA's annual report, or its table."
        return
    yield "How long procedures took, in days"
    yield f"{'n':>6} {'p10':>5} {'p50':>5} {'p90':>5}"
    before = ""
    for row in report.rows:
        if row.transition.words != before:
            before = row.transition.words
            yield before
        days = (row.spread.p10, row.spread.p50, row.spread.p90) if row.spread else ("-", "-", "-")
        yield f"{row.n:>6} {days[0]:>5} {days[1]:>5} {days[2]:>5}  {row.group.words}"
    yield f"A group of fewer than {FEWEST} is not forecast from."
    yield ""
    yield f"How many of the left-out cases the {PROMISED:.0%} interval held (95 % interval of the share)"
    for way, words in WAYS.items():
        yield f"{words}: {in_words(report.pooled(way))}"
        yield from _years(report.calibrations[way])
    if report.adding_up:
        yield ""
        yield "Outcomes of Annex 10 whose active and stopped days make up the time from start to end, within 10 days"
        yield from (f"  {one.words}: {one.fitting} of {one.n}" for one in report.adding_up)


def _years(calibrations: Sequence[Calibration]) -> Iterable[str]:
    for one in calibrations:
        if one.share.n:
            yield f"  {one.transition.words}: {in_words(one.share)}"
            for year in one.years:
                if year.n:
                    yield f"    {year.year}  {in_words(year.share)}, {year.before} earlier, {year.after} later"


def in_words(share: Share) -> str:
    """`82.2 % of 1,733 (80.3 to 83.9 %)`."""
    if not share.n:
        return "nothing to test"
    return f"{share.value:.1%} of {share.n:,} ({share.low:.1%} to {share.high:.1%})".replace("%", " %")


def as_json(report: Report) -> dict[str, Any]:
    """For machines: shares between 0 and 1, days as whole numbers."""
    return {
        "promised": PROMISED,
        "fewest": FEWEST,
        "durations": [
            {
                "from": row.transition.after[0],
                "to": row.transition.until,
                "procedure_type": row.group.procedure_type,
                "category": row.group.category,
                "accelerated": row.group.accelerated,
                "era": row.group.era,
                "n": row.n,
                "p10": row.spread.p10 if row.spread else None,
                "p50": row.spread.p50 if row.spread else None,
                "p90": row.spread.p90 if row.spread else None,
            }
            for row in report.rows
        ],
        "adding_up": [
            {"procedure_type": one.procedure_type, "status": one.status, "fitting": one.fitting, "n": one.n}
            for one in report.adding_up
        ],
        "calibration": {way: _calibration(report, way) for way in WAYS},
    }


def _calibration(report: Report, way: Way) -> dict[str, Any]:
    return {
        **_share(report.pooled(way)),
        "years": [
            {
                "from": one.transition.after[0],
                "to": one.transition.until,
                "year": year.year,
                **_share(year.share),
                "earlier": year.before,
                "later": year.after,
                "too_few": year.too_few,
            }
            for one in report.calibrations[way]
            for year in one.years
        ],
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "within": share.hits,
        "n": share.n,
        "share": round(share.value, 4) if share.n else None,
        "low": round(share.low, 4),
        "high": round(share.high, 4),
    }
