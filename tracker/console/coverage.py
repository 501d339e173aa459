"""How many cases of each left-out year a forecast held, as a drawing. Pure.

A dot for each year, the larger the more cases, with the 95 % interval of its share; the promised share as a line, and
five points to either side of it as a band. The same numbers stand in a table beside it.
"""

import math

from django.utils.safestring import SafeString

from tracker.timelines.markup import tag
from tracker.timetables.forecasts.calibration import PROMISED, Calibration, Year
from tracker.timetables.forecasts.report import in_words

WIDTH, HEIGHT = 860.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 16.0, 14.0, 34.0
TOLERATED = 0.05
SMALLEST, LARGEST = 2.5, 8.0
"""Radii of dots, of the year with the fewest and with the most cases."""


def draw_coverage(calibration: Calibration) -> SafeString:
    """An SVG that says in words what it shows; years in which nothing could be forecast are left out."""
    years = [year for year in calibration.years if year.n]
    name = f"coverage-{calibration.transition.slug}"
    words = f"{calibration.transition.words}: {in_words(calibration.share)} of all left-out years together"
    most = max((year.n for year in years), default=1)
    return tag(
        "svg",
        tag("title", f"Left-out years that the forecast held. {words}", id=f"{name}-title"),
        *_ground(),
        *(_year(year, _x(place, len(years)), most) for place, year in enumerate(years)),
        *(_name(year, _x(place, len(years))) for place, year in enumerate(years) if _is_named(place, len(years))),
        class_="coverage-drawing",
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
        role="img",
        aria_labelledby=f"{name}-title",
    )


def _x(place: int, of: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(of, 1)


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def _ground() -> list[SafeString]:
    right = WIDTH - RIGHT
    band = tag(
        "rect",
        class_="band",
        x=LEFT,
        y=_y(PROMISED + TOLERATED),
        width=right - LEFT,
        height=_y(PROMISED - TOLERATED) - _y(PROMISED + TOLERATED),
    )
    shares = (0.0, 0.25, 0.5, PROMISED, 1.0)
    lines = [
        tag("path", class_="promised" if share == PROMISED else "grid", d=f"M{LEFT:.0f} {_y(share):.1f}H{right:.0f}")
        for share in shares
    ]
    texts = [
        tag("text", f"{share:.0%}".replace("%", " %"), x=LEFT - 8, y=_y(share) + 4, text_anchor="end")
        for share in shares
    ]
    return [band, *lines, *texts]


def _year(year: Year, x: float, most: int) -> SafeString:
    share = year.share
    radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(year.n / most)
    return tag(
        "g",
        tag("title", f"{year.year}: {in_words(share)}, {year.before} earlier, {year.after} later"),
        tag("path", class_="interval", d=f"M{x:.1f} {_y(share.low):.1f}V{_y(share.high):.1f}"),
        tag("circle", cx=x, cy=_y(share.value), r=radius),
        class_="year",
    )


def _is_named(place: int, of: int) -> bool:
    """Every year where there is room, else every fifth and the last."""
    return of <= 16 or place == of - 1 or (place % 5 == 0 and place < of - 3)


def _name(year: Year, x: float) -> SafeString:
    return tag("text", str(year.year), x=x, y=HEIGHT - 12, text_anchor="middle")
