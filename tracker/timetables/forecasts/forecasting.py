"""Forecasts of a procedure under way: pure, with the sample and the day handed in."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from scrapers.vocabulary import label
from tracker.timetables.forecasts.sample import Group, Sample
from tracker.timetables.forecasts.spread import Spread, spread_of
from tracker.timetables.forecasts.transitions import Dated, Transition, era_of, of_type, within_a_sentence

PACES = {"Yes": True, "No": False}
"""Whether an assessment is accelerated, by EMA's word; any other word does not say."""


class Profile(NamedTuple):
    """What of a procedure under way decides which others it is compared with; `accelerated` is None if unknown."""

    category: str
    procedure_type: str
    accelerated: bool | None

    def group(self, began: datetime.date) -> Group:
        """The group of a duration of this procedure that began on a day."""
        return Group(self.category, self.procedure_type, self.accelerated, era_of(began).slug)


@dataclass(frozen=True)
class Forecast:
    """When a step will come: with a probability of 80 % between `p10` and `p90`, of one half by `p50`.

    It rests on `n` procedures that got as far as this one, and took longer than it has until today. `basis` says so in
    words; `transition` is the slug of the pair of steps, `after` the kind and `since` the day of the earlier one.
    """

    kind: str
    p10: datetime.date
    p50: datetime.date
    p90: datetime.date
    n: int
    basis: str
    transition: str
    after: str
    since: datetime.date


@dataclass(frozen=True)
class TooFew:
    """A step that is to come and is not forecast: only `n` procedures are known that tell how long it takes."""

    kind: str
    n: int
    basis: str
    transition: str


class Outlook(NamedTuple):
    """What is forecast of a procedure, and what is not for want of others like it."""

    forecasts: tuple[Forecast, ...] = ()
    too_few: tuple[TooFew, ...] = ()


class Found(NamedTuple):
    """The group that speaks for a procedure, and its spread; None where even the widest has too few cases."""

    group: Group
    spread: Spread | None
    n: int


def find(sample: Sample, transition: Transition, group: Group, elapsed: int | None) -> Found:
    """The narrowest group with enough cases that took longer than `elapsed` days, else the widest."""
    for wider in group.wider(transition):
        days = sample.days(transition.slug, wider)
        spread = spread_of(days, elapsed)
        if spread is not None:
            break
    n = spread.n if spread else sum(1 for one in days if elapsed is None or one > elapsed)
    return Found(wider, spread, n)


@dataclass(frozen=True)
class Progress:
    """How far a procedure under way has come: its steps with an exact day, and kinds that came on an unknown one."""

    profile: Profile
    steps: tuple[Dated, ...]
    undated: frozenset[str] = frozenset()

    def awaited(self, today: datetime.date) -> Iterable[tuple[Transition, datetime.date]]:
        """The transitions that have begun and have neither ended nor been overtaken, and on which day they began."""
        reached = [step for step in self.steps if step.day <= today]
        for transition in of_type(self.profile.procedure_type):
            began, ended = transition.span(reached)
            if began is None or ended is not None:
                continue
            since = {step.kind for step in reached if step.day >= began} | self.undated
            if since.isdisjoint((*transition.ends, *transition.overtaken_by)):
                yield transition, began


def outlook(progress: Progress, today: datetime.date, sample: Sample) -> Outlook:
    """The next steps of a procedure, as seen at the end of `today`."""
    profile = progress.profile
    forecasts: dict[str, Forecast] = {}
    too_few: dict[str, TooFew] = {}
    for transition, began in progress.awaited(today):
        if transition.until in forecasts or _may_have_come(transition, profile.group(began), began, today, sample):
            continue
        elapsed = (today - began).days
        found = find(sample, transition, profile.group(began), elapsed)
        if found.spread:
            forecasts[transition.until] = _forecast(transition, found.group, found.spread, began, elapsed)
        else:
            too_few.setdefault(transition.until, _too_few(transition, found, elapsed))
    return Outlook(
        tuple(sorted(forecasts.values(), key=lambda one: (one.p50, one.kind))),
        tuple(one for kind, one in too_few.items() if kind not in forecasts),
    )


def _may_have_come(
    transition: Transition, group: Group, began: datetime.date, today: datetime.date, sample: Sample
) -> bool:
    """Whether a step of which one hears late is due so long that it has probably come."""
    if not transition.told_late:
        return False
    spread = find(sample, transition, group, None).spread
    return spread is not None and (today - began).days > spread.p90


def _forecast(transition: Transition, group: Group, spread: Spread, began: datetime.date, elapsed: int) -> Forecast:
    return Forecast(
        kind=transition.until,
        p10=began + datetime.timedelta(days=spread.p10),
        p50=began + datetime.timedelta(days=spread.p50),
        p90=began + datetime.timedelta(days=spread.p90),
        n=spread.n,
        basis=(
            f"{spread.n:,} {group.words}{_longer_than(elapsed)}: 80 % of them took {spread.p10} to {spread.p90} days"
            f" from the {_step(transition)}, half at most {spread.p50}{_warning(transition)}"
        ),
        transition=transition.slug,
        after=transition.after[0],
        since=began,
    )


def _too_few(transition: Transition, found: Found, elapsed: int) -> TooFew:
    basis = (
        f"too few such procedures (n={found.n}): {found.group.words}{_longer_than(elapsed)}"
        f" from the {_step(transition)}"
    )
    return TooFew(transition.until, found.n, basis, transition.slug)


def _step(transition: Transition) -> str:
    """`positive opinion`, `start of the procedure`: the step that the days are counted from."""
    kind = transition.after[0]
    nouns = {"procedure-started": "start of the procedure", "submitted": "submission"}
    return nouns.get(kind) or within_a_sentence(label(kind))


def _longer_than(elapsed: int) -> str:
    return f" that took more than {elapsed} day{'s' if elapsed > 1 else ''}" if elapsed > 0 else ""


def _warning(transition: Transition) -> str:
    return "; EMA tells this step only later, so it may have come" if transition.told_late else ""
