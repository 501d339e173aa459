"""One pace for each host over all workers, and robots.txt files that all of them share: both are rows."""

import datetime
import time
from collections.abc import Callable

from django.utils import timezone

from scrapers.failures import NotNow
from scrapers.robots import RobotsText
from tracker.sources.leases import EPOCH
from tracker.sources.models import HostPace, RobotsFile
from tracker.sources.statements import close_free_host

LONGEST_WAIT = 120.0
"""Seconds. A worker does not sit through a longer queue: the source is checked later."""


class RowPacer:
    """A `scrapers.politeness.Pacer`: turns are claimed by compare-and-set, then waited for."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def wait(self, host: str, pause: float) -> None:
        """Return when it is this worker's turn at the host. Raises NotNow if that is too far off."""
        if not _is_free(host, pause) and (wait := _turn(host, pause)):
            self._sleep(wait)


def _is_free(host: str, pause: float) -> bool:
    """Whether the host may be asked at once; then it is closed now. Nearly always so, and one statement says it."""
    now = timezone.now()
    return close_free_host(host, now, now + datetime.timedelta(seconds=pause))


def _turn(host: str, pause: float) -> float:
    """A turn in the host's queue, and the seconds until it comes. Raises NotNow."""
    HostPace.objects.get_or_create(host=host, defaults={"free_at": EPOCH})
    while True:
        now = timezone.now()
        free_at = HostPace.objects.values_list("free_at", flat=True).get(host=host)
        turn = max(now, free_at)
        wait = (turn - now).total_seconds()
        if wait > LONGEST_WAIT:
            raise NotNow(f"{host} has a long queue", retry_after=wait)
        closed_until = turn + datetime.timedelta(seconds=pause)
        if HostPace.objects.filter(host=host, free_at=free_at).update(free_at=closed_until):
            return wait


class RowRobots:
    """A `scrapers.robots.RobotsCache` in the database. It asks again for a file after `keep_for` seconds at most."""

    def __init__(self, keep_for: float = 0) -> None:
        self._keep_for = keep_for
        self._kept: dict[str, tuple[float, RobotsText]] = {}

    def get(self, site: str, /) -> RobotsText | None:
        """What was fetched last, however long ago; the fetcher judges its age."""
        until, robots = self._kept.get(site, (0.0, None))
        if robots and time.monotonic() < until:
            return robots
        row = RobotsFile.objects.filter(site=site).first()
        if row is None:
            return None
        return self._remembered(site, RobotsText(row.text, row.fetched_at))

    def __setitem__(self, site: str, robots: RobotsText, /) -> None:
        robots = RobotsText(robots.text.replace("\0", ""), robots.fetched_at)
        RobotsFile.objects.update_or_create(site=site, defaults={"text": robots.text, "fetched_at": robots.fetched_at})
        self._remembered(site, robots)

    def _remembered(self, site: str, robots: RobotsText) -> RobotsText:
        self._kept[site] = time.monotonic() + self._keep_for, robots
        return robots
