"""Timelines as SVG, made on the server: it needs no script, prints as vectors, and each mark is a link to its evidence.

No inline style: the page's policy forbids it, so colours are classes of `timelines/timeline.css`. See
`docs/decisions/timelines-are-svg.md`.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from scrapers.dates_in_words import in_words
from tracker.timelines.bands import forecast_bar, forecast_fading, shared_definitions, stop_band
from tracker.timelines.layout import lay_out
from tracker.timelines.markup import joined, tag
from tracker.timelines.picture import (
    AXIS_HEIGHT,
    GUTTER,
    MARGIN,
    WIDTH,
    Label,
    Mark,
    Picture,
    PlacedGroup,
    PlacedLane,
)
from tracker.timelines.ruler import draw_ruler
from tracker.timelines.scene import Scene
from tracker.timelines.signs import conflict_badge, legend_entry, shape
from tracker.timelines.staging import EvidenceUrl, scene_of_product, scene_of_timeline
from tracker.timelines.timeline import ProductTimeline, Timeline


def draw_timeline(timeline: Timeline, evidence_url: EvidenceUrl, name: str = "timeline") -> SafeString:
    """The drawing of one application; `name` begins the ids in it: each drawing on a page needs its own."""
    return draw(scene_of_timeline(timeline, evidence_url), name)


def draw_product(product: ProductTimeline, evidence_url: EvidenceUrl, name: str = "timeline") -> SafeString:
    """The drawing of a product over its authorities."""
    return draw(scene_of_product(product, evidence_url), name)


def draw(scene: Scene, name: str) -> SafeString:
    """The drawing of a scene."""
    picture = lay_out(scene)
    plot = tag("g", *_plot(picture, name), clip_path=f"url(#{name}-plot)")
    return tag(
        "svg",
        tag("title", scene.title, id=f"{name}-title"),
        tag("desc", scene.description, id=f"{name}-description"),
        _definitions(picture, name),
        *_grounds(picture),
        tag("g", _axis(picture), class_="axis", clip_path=f"url(#{name}-plot)"),
        plot,
        *_titles(picture),
        *_today_elsewhere(picture),
        *(draw_ruler(lane.ruler) for lane in picture.lanes if lane.ruler),
        tag("g", *(legend_entry(entry, name) for entry in picture.legend), class_="legend"),
        xmlns="http://www.w3.org/2000/svg",
        class_="timeline-drawing",
        viewBox=f"0 0 {picture.width:g} {picture.height:.0f}",
        role="group",
        aria_labelledby=f"{name}-title {name}-description",
        font_family="'Helvetica Neue', Arial, 'Liberation Sans', sans-serif",
        font_size="12.5",
        data_first=picture.scale.first,
        data_last=picture.scale.last,
        data_left=picture.scale.left,
        data_right=picture.scale.right,
    )


def _definitions(picture: Picture, name: str) -> SafeString:
    clip = tag("rect", x=GUTTER - 12, y=0, width=WIDTH - GUTTER + 12, height=picture.height)
    stripes = tag("path", d="M0 5L5 0M-1 1L1 -1M4 6L6 4", class_="stripe")
    hatch = tag("pattern", stripes, id=f"{name}-hatch", width=5, height=5, patternUnits="userSpaceOnUse")
    forecasts = [forecast for lane in picture.lanes for forecast in lane.forecasts]
    fading = (forecast_fading(forecast, f"{name}-forecast-{number}") for number, forecast in enumerate(forecasts))
    return tag("defs", tag("clipPath", clip, id=f"{name}-plot"), hatch, *shared_definitions(name), *fading)


def _grounds(picture: Picture) -> Iterable[SafeString]:
    """What lies under the axis."""
    for group in picture.groups:
        for number, lane in enumerate(group.lanes):
            kind = "lane" if number % 2 else "lane even"
            yield tag("rect", x=0, y=lane.box.y, width=WIDTH, height=lane.box.height, class_=kind)


def _titles(picture: Picture) -> Iterable[SafeString]:
    """Headings and lane titles: what stays in its place when the drawing is zoomed."""
    for group in picture.groups:
        if group.title:
            yield _heading(group)
        yield from (_lane_title(lane) for lane in group.lanes)


def _heading(group: PlacedGroup) -> SafeString:
    return tag(
        "g",
        tag("rect", x=0, y=group.y + 6, width=WIDTH, height=26, class_="heading-ground"),
        tag("text", group.title, x=MARGIN, y=group.y + 24, class_="heading", font_weight="bold"),
        tag("text", group.status, x=WIDTH - MARGIN, y=group.y + 24, class_="status", text_anchor="end"),
    )


def _lane_title(lane: PlacedLane) -> SafeString:
    y = lane.base_y + 4
    return tag(
        "g",
        tag("text", lane.title, x=MARGIN, y=y, class_="lane-title", font_weight="bold"),
        tag("text", lane.subtitle, x=MARGIN, y=y + 16, class_="lane-subtitle") if lane.subtitle else "",
        tag("text", lane.note, x=GUTTER, y=y, class_="lane-note") if lane.note else "",
    )


def _axis(picture: Picture) -> SafeString:
    bottom = _plot_bottom(picture)
    return joined(
        [
            tag(
                "g",
                tag("path", d=f"M{tick.x:.1f} {AXIS_HEIGHT - 14:g}V{bottom:.0f}"),
                tag("text", tick.text, x=tick.x, y=AXIS_HEIGHT - 20, text_anchor="middle"),
                class_="tick year" if tick.is_year else "tick",
            )
            for tick in picture.ticks
        ]
    )


def _plot_bottom(picture: Picture) -> float:
    return max((lane.box.y + lane.box.height for lane in picture.lanes), default=AXIS_HEIGHT)


def _today_elsewhere(picture: Picture) -> Iterable[SafeString]:
    """Today in words, where it lies outside the drawing."""
    if picture.today_x is not None:
        return
    text = f"today, {in_words(picture.scene.today)}"
    is_later = picture.scene.today > picture.scale.last
    yield tag(
        "text",
        f"{text} →" if is_later else f"← {text}",
        x=WIDTH - MARGIN if is_later else GUTTER,
        y=AXIS_HEIGHT - 4,
        class_="today-text",
        text_anchor="end" if is_later else "start",
    )


def _plot(picture: Picture, name: str) -> Iterable[SafeString]:
    """All that moves when the drawing is zoomed: bands under lines under marks."""
    for lane in picture.lanes:
        yield from (stop_band(band, name) for band in lane.bands)
    if picture.today_x is not None:
        yield _today(picture, picture.today_x)
    for lane in picture.lanes:
        yield from _lines(lane)
    for lane in picture.lanes:
        leaders = (_leader(mark, mark.label) for mark in lane.marks if mark.label)
        yield tag("g", *leaders, *(_mark(mark, name) for mark in lane.marks), class_="marks")
    forecasts = [forecast for lane in picture.lanes for forecast in lane.forecasts]
    yield from (forecast_bar(forecast, f"{name}-forecast-{number}", name) for number, forecast in enumerate(forecasts))


def _today(picture: Picture, x: float) -> SafeString:
    is_at_the_edge = x > WIDTH - 130
    return tag(
        "g",
        tag("path", d=f"M0 {AXIS_HEIGHT - 14:g}V{_plot_bottom(picture):.0f}"),
        tag(
            "text",
            f"today, {in_words(picture.scene.today)}",
            x=-5 if is_at_the_edge else 5,
            y=AXIS_HEIGHT - 4,
            class_="today-text",
            text_anchor="end" if is_at_the_edge else "start",
        ),
        class_="today moves",
        transform=f"translate({x:.1f} 0)",
    )


def _lines(lane: PlacedLane) -> Iterable[SafeString]:
    if lane.line:
        yield _line(lane.line, lane.base_y, "base")
    yield from (_line(ends, lane.base_y, "active") for ends in lane.active)
    for day in lane.days:
        top = lane.box.y + 16
        yield tag(
            "g",
            tag("title", day.words),
            tag("path", d=f"M0 {top:.1f}V{lane.base_y:.1f}"),
            tag("text", day.text, x=0, y=top - 3, text_anchor="middle", font_size="11.5") if day.text else "",
            class_="nominal moves",
            role="img",
            aria_label=day.words,
            transform=f"translate({day.x:.1f} 0)",
        )


def _line(ends: tuple[float, float], y: float, kind: str) -> SafeString:
    height = 4.0 if kind == "active" else 1.5
    return tag("rect", x=ends[0], y=y - height / 2, width=max(ends[1] - ends[0], 1), height=height, class_=kind)


def _mark(mark: Mark, name: str) -> SafeString:
    item = mark.item
    content = [tag("title", item.words), *_spread(mark, name)]
    if mark.ends is None:
        content.append(shape(item.tone, mark.radius))
    if item.has_conflict:
        content.append(conflict_badge(mark.radius))
    if mark.label:
        content.append(_label(mark.label, mark))
    states = (
        ("planned", item.is_planned),
        ("computed", item.is_computed),
        ("inferred", item.is_inferred),
        ("conflict", item.has_conflict),
    )
    shared = {
        "class_": " ".join(["mark", "moves", item.tone, *(state for state, holds in states if holds)]),
        "transform": f"translate({mark.x:.1f} {mark.y:.1f})",
        "aria_label": item.words,
        "data_quote": item.quote,
    }
    return (
        tag("a", *content, href=item.url, **shared)
        if item.url
        else tag("g", *content, role="img", tabindex=0, **shared)
    )


def _spread(mark: Mark, name: str) -> Iterable[SafeString]:
    """The two ends of a meeting, and all days that an uncertain date may mean."""
    if mark.range:
        left, right = mark.range
        yield tag("rect", x=left - mark.x, y=-2.5, width=max(right - left, 1), height=5, rx=2, class_="range wide")
    if mark.ends:
        left, right = mark.ends
        place = {
            "x": left - mark.x,
            "y": -mark.radius,
            "width": right - left,
            "height": 2 * mark.radius,
            "rx": mark.radius,
        }
        yield tag("rect", **place, class_="shape wide uncertain")
        yield tag("rect", **place, class_="wide", fill=f"url(#{name}-hatch)")


def _leader(mark: Mark, label: Label) -> SafeString:
    """The line from the mark down along its label."""
    bottom = label.box.y + label.box.height
    return tag(
        "path",
        d=f"M{label.leader_x - mark.x:.1f} {mark.y:.1f}V{bottom:.1f}",
        class_=f"leader moves {mark.item.tone}",
        transform=f"translate({mark.x:.1f} 0)",
    )


def _label(label: Label, mark: Mark) -> SafeString:
    words = [tag("tspan", label.when, font_weight="bold"), tag("tspan", label.what, dx=5, class_="what")]
    is_turned = label.box.x < label.leader_x
    edge = label.box.x + label.box.width - 3 if is_turned else label.box.x + 3
    bottom = label.box.y + label.box.height - mark.y
    anchor = "end" if is_turned else None
    return tag("text", *words, x=edge - mark.x, y=bottom - 4, class_="label", text_anchor=anchor)
