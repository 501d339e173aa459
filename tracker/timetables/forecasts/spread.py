"""The arithmetic of forecasts: quantiles for the next case, and how sure a share of hits is. Exact where it can be."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

FEWEST = 19
"""Of fewer cases no quantile is shown: from 19 on, the first tenth ends at the second shortest case or after it and the
last begins at the second longest or before it, so that no single wrong date is an end of the interval."""

_NORMAL = 1.959963984540054
"""The quantile of the normal distribution for 95 %, both sides."""


class Spread(NamedTuple):
    """The middle 80 % of the days that cases took, their median, and how many cases they are."""

    p10: int
    p50: int
    p90: int
    n: int


class Share(NamedTuple):
    """How many of how many, and the 95 % interval of the share behind them (Wilson's score interval)."""

    hits: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 of none."""
        return self.hits / self.n if self.n else 0.0


def quantile(ordered: Sequence[int], tenths: int) -> Fraction:
    """The value that the next case stays below with a probability of so many tenths.

    If the next case is like the others, it falls into each of the n + 1 gaps between them with equal probability. So it
    is the value of rank (n + 1) * p, between two values in proportion (Hyndman and Fan's type 6), never beyond the
    shortest and the longest. `ordered` has at least one value.
    """
    rank, part = divmod((len(ordered) + 1) * tenths, 10)
    if rank < 1 or rank >= len(ordered):
        return Fraction(ordered[0] if rank < 1 else ordered[-1])
    return ordered[rank - 1] + Fraction(part, 10) * (ordered[rank] - ordered[rank - 1])


def spread_of(ordered: Sequence[int], elapsed: int | None = None) -> Spread | None:
    """The spread of the cases that took more days than have gone by; None where these are fewer than FEWEST.

    The ends are rounded outwards to whole days, the median to the nearest day, halves upwards.
    """
    longer = ordered if elapsed is None else ordered[bisect_right(ordered, elapsed) :]
    if len(longer) < FEWEST:
        return None
    low, middle, high = (quantile(longer, tenths) for tenths in (1, 5, 9))
    return Spread(math.floor(low), math.floor(middle + Fraction(1, 2)), math.ceil(high), len(longer))


def share_of(hits: int, n: int) -> Share:
    """A share with its interval: from 0 to 1 where there is no case."""
    if not n:
        return Share(0, 0, 0.0, 1.0)
    middle = hits + _NORMAL**2 / 2
    half = _NORMAL * math.sqrt(hits * (n - hits) / n + _NORMAL**2 / 4)
    whole = n + _NORMAL**2
    return Share(hits, n, max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0))
