"""From days to places, and the ticks between them. Pure."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROOM_FOR_A_TICK = 64.0
MONTHS_BETWEEN_TICKS = (1, 3, 6, 12, 24, 60, 120, 240)
SHORTEST_SPAN = 365
"""Days that an axis shows at least."""


@dataclass(frozen=True)
class Scale:
    """Days `first` to `last` laid over `left` to `right`."""

    first: datetime.date
    last: datetime.date
    left: float
    right: float

    def x(self, day: datetime.date) -> float:
        """The place of a day, kept inside the scale."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)


@dataclass(frozen=True)
class Tick:
    """A place on the axis and what stands there."""

    x: float
    text: str
    is_year: bool


def span(
    days: Sequence[datetime.date], today: datetime.date, reaches_today: bool
) -> tuple[datetime.date, datetime.date]:
    """The first and last day to show: all days, with air, and today if it is near or something is expected."""
    if not days:
        return (today - datetime.timedelta(days=365), today + datetime.timedelta(days=90))
    first, last = min(days), max(days)
    length = max((last - first).days, SHORTEST_SPAN)
    if reaches_today or abs((today - last).days) <= length // 4:
        first, last = min(first, today), max(last, today)
    missing = datetime.timedelta(days=max(SHORTEST_SPAN - (last - first).days, 0) // 2)
    first, last = first - missing, last + missing
    length = (last - first).days
    return (first - datetime.timedelta(days=length // 33 + 3), last + datetime.timedelta(days=length // 9 + 5))


def ticks(scale: Scale) -> tuple[Tick, ...]:
    """As many ticks as have room, on the first days of months, quarters, years or decades."""
    days = max((scale.last - scale.first).days, 1)
    per_month = (scale.right - scale.left) / days * 30.44
    months = next(
        (step for step in MONTHS_BETWEEN_TICKS if step * per_month >= ROOM_FOR_A_TICK), MONTHS_BETWEEN_TICKS[-1]
    )
    return tuple(
        Tick(scale.x(day), _text(day, months, is_first=number == 0), day.month == 1)
        for number, day in enumerate(_firsts(scale, months))
    )


def _firsts(scale: Scale, months: int) -> Iterable[datetime.date]:
    number = scale.first.year * 12 + scale.first.month - 1
    number += -number % months
    while True:
        day = datetime.date(number // 12, number % 12 + 1, 1)
        if day > scale.last:
            return
        if day >= scale.first:
            yield day
        number += months


def _text(day: datetime.date, months: int, is_first: bool) -> str:
    if months >= 12 or day.month == 1:
        return f"{day:%Y}"
    return f"{day:%b %Y}" if months >= 3 or is_first else f"{day:%b}"
