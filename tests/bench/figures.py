"""What a benchmark gives: one ratio, the bound that it is held to, and what both sides of it cost."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One ratio. `ours` and `baseline` are in `unit`; without a bound it is for information.

    `size` says how large the catalogue was (`1x`, `10x`). `wall` is our time by the clock on the wall, in seconds.
    """

    benchmark: str
    what: str
    against: str
    database: str
    size: str
    ours: float
    baseline: float
    bound: float | None = None
    unit: str = "s"
    wall: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as much as the baseline."""
        return self.ours / self.baseline

    @property
    def verdict(self) -> str:
        """`ok`, `over`, or nothing where there is no bound."""
        if self.bound is None:
            return ""
        return "ok" if self.ratio <= self.bound else "over"


def as_json(figures: Sequence[Figure]) -> str:
    """All figures as one JSON list, each with its ratio and its verdict."""
    return json.dumps([asdict(one) | {"ratio": one.ratio, "verdict": one.verdict} for one in figures], indent=1)


def as_line(figure: Figure) -> str:
    """One figure as a line of JSON."""
    return json.dumps(asdict(figure))


def from_line(text: str) -> Figure:
    """What `as_line` wrote."""
    return Figure(**json.loads(text))


def line(one: Figure) -> str:
    """One figure as a line of text."""
    bound = f"<= {one.bound:g}" if one.bound is not None else ""
    costs = f"{_shown(one.ours, one.unit)} / {_shown(one.baseline, one.unit)}"
    wall = f"wall {_shown(one.wall, 's')}" if one.wall is not None else ""
    return (
        f"{one.verdict:4}  {one.ratio:7.2f} {bound:7}  {one.benchmark:9} {one.database:10} {one.size:4} "
        f"{one.what} : {one.against}  [{costs}{', ' if wall else ''}{wall}]"
    )


def _shown(amount: float, unit: str) -> str:
    if unit == "s" and amount < 1:
        return f"{amount * 1000:.2f} ms"
    return f"{amount:.2f} {unit}"
