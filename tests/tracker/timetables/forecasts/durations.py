"""Durations for tests: some days that such procedures took, ending on given days."""

import datetime
from collections.abc import Iterable

from tracker.timetables.forecasts.sample import Duration, Group, Sample

STANDARD = Group("Human", "initial", False, "regulation-726-2004")
ACCELERATED = STANDARD._replace(accelerated=True)
OPINION_TO_DECISION = "opinion-to-decision"


def durations(
    days: Iterable[int],
    group: Group = STANDARD,
    transition: str = OPINION_TO_DECISION,
    ended: datetime.date = datetime.date(2020, 6, 15),
) -> list[Duration]:
    """One case for each number of days."""
    return [
        Duration(transition, group, ended - datetime.timedelta(days=one), ended, f"Medicine {place}")
        for place, one in enumerate(days)
    ]


def sample(days: Iterable[int], group: Group = STANDARD, transition: str = OPINION_TO_DECISION) -> Sample:
    """The cases of one group."""
    return Sample(durations(days, group, transition))
