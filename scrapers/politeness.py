"""How often a host may be asked: paces as data, visiting hours, and what a pacer must do.

Measured and reported limits (sources reference, 1.1): EMA answers 429 on bursts; FDA's block tripped at one request in
two seconds from several workers that were each polite, so the pace belongs to the host, not to the worker.
"""

import datetime
import email.utils
import re
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo


class Pacer(Protocol):
    """Keeps the pace of a host over all workers. Asked before each request: redirects and robots.txt included."""

    def wait(self, host: str, pause: float) -> None:
        """Returns when `host` may be asked, and keeps it closed to everybody for `pause` seconds from then on.

        May raise `scrapers.http.NotNow` instead of waiting long.
        """


@dataclass(frozen=True)
class VisitingHours:
    """From `start` to `end` by the clock of `zone`; `end` is on the next day if it is not after `start`."""

    start: datetime.time
    end: datetime.time
    zone: str = "UTC"

    def seconds_until_open(self, now: datetime.datetime) -> float:
        """0 while open. `now` has a time zone."""
        local = now.astimezone(ZoneInfo(self.zone))
        if self._is_open(local.time()):
            return 0.0
        opening = datetime.datetime.combine(local.date(), self.start, ZoneInfo(self.zone))
        if opening < local:
            opening = datetime.datetime.combine(
                local.date() + datetime.timedelta(days=1), self.start, ZoneInfo(self.zone)
            )
        return (opening.astimezone(datetime.UTC) - now.astimezone(datetime.UTC)).total_seconds()

    def _is_open(self, time: datetime.time) -> bool:
        if self.start < self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end


@dataclass(frozen=True)
class Pace:
    """`pause`: seconds between two requests. `slow`: a longer pause after paths that match a pattern."""

    pause: float
    slow: tuple[tuple[str, float], ...] = ()
    visiting_hours: VisitingHours | None = None


US_EASTERN = "America/New_York"
NIGHT = VisitingHours(datetime.time(23), datetime.time(5), US_EASTERN)

_EMA = Pace(2, slow=((r"/[a-z]{2}/medicines/(human|veterinary)/.+", 20),))
_ACCESSDATA = Pace(30, visiting_hours=NIGHT)
_FDA = Pace(30)

PACES: dict[str, Pace] = {
    "www.ema.europa.eu": _EMA,
    "ema.europa.eu": _EMA,
    "www.accessdata.fda.gov": _ACCESSDATA,
    "accessdata.fda.gov": _ACCESSDATA,
    "www.fda.gov": _FDA,
    "fda.gov": _FDA,
    "api.fda.gov": Pace(1),
    "download.open.fda.gov": Pace(5),
    "ec.europa.eu": Pace(2),
    "www.federalregister.gov": Pace(2),
}
"""Every host that may be asked. accessdata.fda.gov: robots.txt, Hit-rate 30, Visiting-hours 23:00-05:00 EDT.
api.fda.gov: 240 requests a minute and 1,000 a day without a key; the day's limit is the caller's to keep."""

ALLOWED_HOSTS = frozenset(PACES)

FIRST_WAIT = 15.0
"""Seconds before a busy host is asked again, doubled each time: EMA's limit lets go after 10 to 30."""

LONGEST_WAIT = 30 * 86_400.0
"""Seconds. A `Retry-After` beyond it is taken as this."""

CAUTIOUS = Pace(30)
"""For a host that is allowed by the caller and has no pace of its own."""


def pace_of(host: str) -> Pace:
    """The pace of a host, lower-case and without its port."""
    return PACES.get(host, CAUTIOUS)


def pause_after(host: str, path: str) -> float:
    """Seconds for which a host is left alone after a request for this path."""
    pace = pace_of(host)
    return max([pace.pause, *(seconds for pattern, seconds in pace.slow if re.fullmatch(pattern, path))])


def retry_after(value: str, now: datetime.datetime) -> float | None:
    """Seconds to wait by a `Retry-After` header, in seconds or as an HTTP date; None if it says neither."""
    value = value.strip()
    if re.fullmatch(r"[0-9]+", value):
        return min(float(value[:15]), LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)
