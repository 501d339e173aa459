"""What a host's robots.txt asks of us: RFC 9309 through protego, and FDA's own words, which no library knows."""

import datetime
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol

from protego import Protego

from scrapers.politeness import US_EASTERN, VisitingHours

AGENT = "Clockstop"

LARGEST = 512_000
"""Bytes that are read of a robots.txt; RFC 9309 asks for at least 500 KiB."""

FRESH_FOR = datetime.timedelta(days=1)
STALE_FOR = datetime.timedelta(days=30)
"""How long a copy serves while the host does not give a new one."""

ZONES = {"": "UTC", "UTC": "UTC", "GMT": "UTC", "EDT": US_EASTERN, "EST": US_EASTERN, "ET": US_EASTERN}

_HIT_RATE = re.compile(r"^\s*hit-rate\s*:\s*(\d{1,6})\b", re.IGNORECASE | re.MULTILINE)
_TIME = r"([01]?\d|2[0-3]):?([0-5]\d)\s*([A-Z]*)"
_VISITING_HOURS = re.compile(rf"^\s*visiting-hours\s*:\s*{_TIME}\s*-\s*{_TIME}", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class RobotsText:
    """A robots.txt as it was fetched; empty if the host has none."""

    text: str
    fetched_at: datetime.datetime

    def is_fresh(self, now: datetime.datetime) -> bool:
        return now - self.fetched_at < FRESH_FOR

    def is_usable(self, now: datetime.datetime) -> bool:
        return now - self.fetched_at < STALE_FOR


class RobotsCache(Protocol):
    """Where robots.txt files are kept, by scheme and host (`https://www.fda.gov`). A dict will do for one process."""

    def get(self, site: str, /) -> RobotsText | None: ...

    def __setitem__(self, site: str, robots: RobotsText, /) -> None: ...


class Rules:
    """The rules of one robots.txt for us."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parsed = Protego.parse(text)

    def allows(self, address: str) -> bool:
        return self._parsed.can_fetch(address, AGENT)

    @cached_property
    def pause(self) -> float:
        """Seconds between requests: the longest of Crawl-delay, Request-rate and FDA's `Hit-rate: 30`."""
        pauses = [self._parsed.crawl_delay(AGENT) or 0.0, *map(float, _HIT_RATE.findall(self._text))]
        if rate := self._parsed.request_rate(AGENT):
            pauses.append(rate.seconds / rate.requests)
        return max(pauses)

    @cached_property
    def visiting_hours(self) -> VisitingHours | None:
        """`Visit-time` (UTC), or FDA's `Visiting-hours: 23:00EDT-05:00EDT`; None if there are none we understand."""
        if visit := self._parsed.visit_time(AGENT):
            return VisitingHours(visit.start_time, visit.end_time)
        match = _VISITING_HOURS.search(self._text)
        zone = ZONES.get(match[3].upper()) if match else None
        if not match or not zone:
            return None
        return VisitingHours(
            datetime.time(int(match[1]), int(match[2])), datetime.time(int(match[4]), int(match[5])), zone
        )


@lru_cache(maxsize=32)
def rules_of(text: str) -> Rules:
    """The rules of a robots.txt, parsed once for all the pages of its host."""
    return Rules(text)
