"""Where everything stands: from a scene to a picture, so that nothing overlaps and nothing leaves the canvas. Pure.

Marks sit on their lane's base line, and above it where they are too many for one row; labels hang below it.
"""

import datetime
from collections.abc import Iterable, Sequence

from tracker.timelines.axis import Scale, span, ticks
from tracker.timelines.labels import place_labels
from tracker.timelines.letters import shortened, width_of
from tracker.timelines.picture import (
    AXIS_HEIGHT,
    GUTTER,
    LABEL_SIZE,
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    Box,
    Label,
    LegendEntry,
    Mark,
    Picture,
    PlacedBand,
    PlacedDay,
    PlacedForecast,
    PlacedGroup,
    PlacedLane,
    PlacedRuler,
    RulerMark,
)
from tracker.timelines.scene import Band, ForecastBar, Group, Item, Lane, Ruler, Scene

GROUP_HEIGHT = 34.0
RULER_HEIGHT = 78.0
FORECAST_HEIGHT = 20.0
ROUTINE_RANK = 2
DENSE_FROM = 12
"""A lane with so many items of routine has smaller marks, and names only the more important ones."""

SIGNS = {
    "good": "favourable outcome",
    "bad": "unfavourable outcome or end",
    "waiting": "questions to the applicant",
    "goal": "goal date",
    "neutral": "other step",
    "statement": "statement",
    "planned": "planned",
    "computed": "computed",
    "uncertain": "month or year only",
    "range": "meeting",
    "inferred": "date inferred",
    "conflict": "sources differ",
    "active": "clock running",
    "stop": "clock stop",
    "stop-inferred": "clock stop, inferred or assumed",
    "stop-open": "clock stop without a known end",
    "nominal": "nominal day",
    "forecast": "forecast: 80 %, half by the line",
    "today": "today",
}
"""What the legend says of each sign, in its order."""


def lay_out(scene: Scene) -> Picture:
    """Place everything."""
    days = [day for group in scene.groups for lane in group.lanes for day in _days(lane)]
    first, last = span(days, scene.today, scene.reaches_today)
    scale = Scale(first, last, GUTTER, WIDTH - MARGIN)
    y = AXIS_HEIGHT
    groups: list[PlacedGroup] = []
    for group in scene.groups:
        placed = _place_group(group, scale, y)
        groups.append(placed)
        y = placed.lanes[-1].box.y + placed.lanes[-1].box.height if placed.lanes else y + GROUP_HEIGHT
    legend = tuple(_place_legend(_signs(scene, first <= scene.today <= last), y + 22))
    return Picture(
        scene=scene,
        width=WIDTH,
        height=max((entry.y for entry in legend), default=y) + MARGIN,
        scale=scale,
        ticks=ticks(scale),
        today_x=scale.x(scene.today) if first <= scene.today <= last else None,
        groups=tuple(groups),
        legend=legend,
    )


def _signs(scene: Scene, has_today: bool) -> Iterable[str]:
    """The signs that the drawing uses: no others are explained."""
    lanes = [lane for group in scene.groups for lane in group.lanes]
    items = [item for lane in lanes for item in lane.items]
    yield from (tone for tone in SIGNS if any(item.tone == tone for item in items))
    bands = [band for lane in lanes for band in lane.bands]
    used = {
        "planned": any(item.is_planned for item in items),
        "computed": any(item.is_computed for item in items),
        "uncertain": any(not item.is_exact for item in items),
        "range": any(item.range for item in items),
        "inferred": any(item.is_inferred for item in items),
        "conflict": any(item.has_conflict for item in items),
        "active": any(lane.active for lane in lanes),
        "stop": any(not band.is_open_ended and not band.is_inferred for band in bands),
        "stop-inferred": any(band.is_inferred and not band.is_open_ended for band in bands),
        "stop-open": any(band.is_open_ended for band in bands),
        "nominal": any(lane.days or lane.ruler for lane in lanes),
        "forecast": any(lane.forecasts for lane in lanes),
        "today": has_today,
    }
    yield from (sign for sign, is_used in used.items() if is_used)


def _place_legend(signs: Iterable[str], y: float) -> Iterable[LegendEntry]:
    x = GUTTER
    for sign in signs:
        width = 22 + width_of(SIGNS[sign], SMALL_SIZE) + 10
        if x + width > WIDTH and x > GUTTER:
            x, y = GUTTER, y + 20
        yield LegendEntry(x, y, sign, SIGNS[sign])
        x += width


def _days(lane: Lane) -> Iterable[datetime.date]:
    for item in lane.items:
        yield from (item.first, item.last, *(item.range or ()))
    for band in lane.bands:
        yield from (band.first, band.last)
    yield from (day.date for day in lane.days)
    for first, last in lane.active:
        yield from (first, last)
    for forecast in lane.forecasts:
        yield from (forecast.first, forecast.last)


def _place_group(group: Group, scale: Scale, y: float) -> PlacedGroup:
    top = y
    y += GROUP_HEIGHT if group.title else 0
    lanes: list[PlacedLane] = []
    for lane in group.lanes:
        placed = _place_lane(lane, scale, y)
        lanes.append(placed)
        y = placed.box.y + placed.box.height
    title = shortened(group.title, LABEL_SIZE + 1, WIDTH / 2)
    return PlacedGroup(title, shortened(group.status, SMALL_SIZE, WIDTH / 3), top, tuple(lanes))


def _place_lane(lane: Lane, scale: Scale, top: float) -> PlacedLane:
    is_dense = sum(item.rank >= ROUTINE_RANK for item in lane.items) >= DENSE_FROM
    radius = 4.0 if is_dense else 6.5
    rows = _rows(lane.items, scale, radius)
    pitch = 2 * radius + 1.5
    head = 10.0 + (16.0 if lane.days else 0.0) + (16.0 if lane.bands else 0.0)
    base_y = top + head + max(rows, default=0) * pitch + radius + 2
    labels = place_labels(lane.items, scale, base_y, radius, is_dense)
    marks = tuple(
        _mark(item, scale, base_y - row * pitch, radius, labels.get(index))
        for index, (item, row) in enumerate(zip(lane.items, rows, strict=True))
    )
    bottom = max([base_y + radius + 10, top + 48, *(label.box.y + label.box.height + 6 for label in labels.values())])
    forecasts = tuple(
        _place_forecast(one, scale, bottom + row * FORECAST_HEIGHT) for row, one in enumerate(lane.forecasts)
    )
    bottom += len(forecasts) * FORECAST_HEIGHT + (6 if forecasts else 0)
    ruler = _place_ruler(lane.ruler, bottom) if lane.ruler else None
    bottom += RULER_HEIGHT if ruler else 0
    places = [place for mark in marks for place in (mark.ends or (mark.x, mark.x))]
    return PlacedLane(
        title=shortened(lane.title, LABEL_SIZE, GUTTER - 2 * MARGIN),
        subtitle=shortened(lane.subtitle, SMALL_SIZE, GUTTER - 2 * MARGIN),
        note="" if lane.items else shortened(lane.note, LABEL_SIZE, WIDTH - GUTTER - 2 * MARGIN),
        box=Box(0, top, WIDTH, bottom - top),
        base_y=base_y,
        line=(min(places), max(places)) if places else None,
        active=tuple((scale.x(first), scale.x(last)) for first, last in lane.active),
        marks=marks,
        bands=tuple(
            _place_band(band, scale, top + (20 if lane.days else 4), base_y + radius + 4) for band in lane.bands
        ),
        days=tuple(_place_days(lane, scale)),
        forecasts=forecasts,
        ruler=ruler,
    )


def _extent(item: Item, scale: Scale, radius: float) -> tuple[float, float]:
    """From where to where the mark reaches: at least its own size, and all days that it may mean."""
    left, right = scale.x(item.first), scale.x(item.last)
    missing = max(2 * radius - (right - left), 0) / 2
    left, right = left - missing, right + missing
    return (left, right) if right <= scale.right else (scale.right - (right - left), scale.right)


def _rows(items: Sequence[Item], scale: Scale, radius: float) -> list[int]:
    """The row of each mark, counted upwards: the first in which it touches no other."""
    ends: list[float] = []
    rows = [0] * len(items)
    for index in sorted(range(len(items)), key=lambda index: _extent(items[index], scale, radius)):
        left, right = _extent(items[index], scale, radius)
        row = next((row for row, end in enumerate(ends) if end < left), len(ends))
        ends[row : row + 1] = [right + 1]
        rows[index] = row
    return rows


def _mark(item: Item, scale: Scale, y: float, radius: float, label: Label | None) -> Mark:
    left, right = _extent(item, scale, radius)
    return Mark(
        item=item,
        x=(left + right) / 2,
        y=y,
        radius=radius,
        ends=None if item.is_exact else (left, right),
        range=(scale.x(item.range[0]), scale.x(item.range[1])) if item.range else None,
        label=label,
    )


def _place_band(band: Band, scale: Scale, top: float, bottom: float) -> PlacedBand:
    left, right = scale.x(band.first), scale.x(band.last)
    box = Box(left, top, max(right - left, 2), bottom - top)
    fitting = (
        text
        for text in (band.words, f"clock stop, {band.brief}", band.brief)
        if width_of(text, SMALL_SIZE) <= box.width - 6
    )
    return PlacedBand(band, box, next(fitting, ""))


def _place_forecast(forecast: ForecastBar, scale: Scale, top: float) -> PlacedForecast:
    """A row of its own for each; the text stands where there is more room, shortened to it."""
    left, right = scale.x(forecast.first), scale.x(forecast.last)
    box = Box(left, top + 3, max(right - left, 4), FORECAST_HEIGHT - 7)
    before, after = left - GUTTER - 6, WIDTH - 4 - (box.x + box.width + 6)
    width = width_of(forecast.brief, SMALL_SIZE)
    is_after = after >= width or after >= before
    text = shortened(forecast.brief, SMALL_SIZE, max(after if is_after else before, 0))
    x = box.x + box.width + 6 if is_after else left - 6
    return PlacedForecast(forecast, box, scale.x(forecast.half), text, x, "start" if is_after else "end")


def _place_days(lane: Lane, scale: Scale) -> Iterable[PlacedDay]:
    """Nominal days from left to right; one that would touch the last shown has no text."""
    free_from = scale.left
    for day in sorted(lane.days, key=lambda day: day.date):
        x, text = scale.x(day.date), f"D{day.day}"
        half = width_of(text, SMALL_SIZE) / 2
        fits = x - half >= free_from and x + half <= WIDTH
        yield PlacedDay(x, text if fits else "", day.words)
        free_from = x + half + 4 if fits else free_from


def _place_ruler(ruler: Ruler, top: float) -> PlacedRuler:
    """The ruler uses the lane's width for days 0 to the last; its days are no dates, so it has a scale of its own."""
    left, right = GUTTER + 8, WIDTH - 60
    last = max(day for day, _ in (*ruler.nominal, *ruler.reached))

    def place(day: int) -> float:
        return left + (right - left) * day / last

    return PlacedRuler(
        box=Box(GUTTER, top, WIDTH - GUTTER - MARGIN / 2, RULER_HEIGHT - 8),
        line_y=top + 33,
        left=left,
        right=right,
        nominal=tuple(_ruler_texts([(place(day), day, text) for day, text in ruler.nominal])),
        reached=tuple(_ruler_texts([(place(day), day, text) for day, text in ruler.reached][:1])),
    )


def _ruler_texts(days: Sequence[tuple[float, int, str]]) -> Iterable[RulerMark]:
    """Texts centred under their days, moved inwards at the edges, and left out where they would touch."""
    free_from = GUTTER
    for x, day, text in sorted(days):
        half = width_of(text, SMALL_SIZE) / 2
        anchor = "start" if x - half < GUTTER else "end" if x + half > WIDTH - MARGIN else "middle"
        start = {"start": x, "middle": x - half, "end": x - 2 * half}[anchor]
        shown = text if start >= free_from else ""
        yield RulerMark(x, day, shown, anchor)
        free_from = start + 2 * half + 6 if shown else free_from
