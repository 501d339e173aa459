"""When a planned step has happened. Pure.

A plan is what somebody means to keep to, not a claim about what happened: it stands beside the facts, disagrees with
none of them, and is over once its step has happened.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from scrapers.columns import column_of
from scrapers.dates import PartialDate
from scrapers.text import spelling

NEAR = datetime.timedelta(days=31)
"""Somebody may plan a step that has happened already and was not published: so near to the planned day it is the
same. An earlier step of the kind that lies further back is another round of it."""


class PlannedStep(NamedTuple):
    """A step as it is planned, and since when it is planned so."""

    kind: str
    label: str
    date: PartialDate | None
    since: datetime.date


class DatedStep(NamedTuple):
    """A step that has happened."""

    kind: str
    label: str
    date: PartialDate


def happened(planned: Sequence[PlannedStep], actual: Iterable[DatedStep]) -> Mapping[int, DatedStep]:
    """Which of the planned steps have happened: places in `planned`, and the step that each became.

    A step that happened is at most one planned step, the nearest.
    """
    steps = list(actual)
    pairs = [
        (abs((step.date.first - plan.date.first).days) if plan.date else 0, place, at)
        for place, plan in enumerate(planned)
        for at, step in enumerate(steps)
        if _may_be(plan, step)
    ]
    found: dict[int, DatedStep] = {}
    taken: set[int] = set()
    for _, place, at in sorted(pairs):
        if place not in found and at not in taken:
            found[place] = steps[at]
            taken.add(at)
    return found


def _may_be(plan: PlannedStep, step: DatedStep) -> bool:
    if column_of(plan.kind) != column_of(step.kind):
        return False
    if plan.kind == "other" and spelling(plan.label) != spelling(step.label):
        return False
    return step.date.last >= plan.since or bool(plan.date and abs(step.date.first - plan.date.first) <= NEAR)
