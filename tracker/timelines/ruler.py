"""The scale of procedural days as SVG: which steps fall on which day, and which days were reached."""

from django.utils.safestring import SafeString

from tracker.timelines.markup import tag
from tracker.timelines.picture import MARGIN, PlacedRuler, RulerMark


def draw_ruler(ruler: PlacedRuler) -> SafeString:
    """Its days are no dates: it has a ground and a name of its own."""
    box, y = ruler.box, ruler.line_y
    furthest = max((mark.x for mark in ruler.reached), default=ruler.left)
    return tag(
        "g",
        tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=5, class_="ruler-ground"),
        tag("text", "Procedural day", x=MARGIN, y=y + 4, class_="lane-title"),
        tag("text", "nominal days, not dates", x=MARGIN, y=y + 20, class_="lane-subtitle"),
        tag("rect", x=ruler.left, y=y - 3, width=ruler.right - ruler.left, height=6, rx=3, class_="track"),
        tag("rect", x=ruler.left, y=y - 3, width=max(furthest - ruler.left, 1), height=6, rx=3, class_="reached"),
        *(_ruler_day(mark, y) for mark in ruler.nominal),
        *(_ruler_reached(mark, y) for mark in ruler.reached),
        class_="ruler",
    )


def _ruler_day(mark: RulerMark, y: float) -> SafeString:
    return tag(
        "g",
        tag("path", d=f"M{mark.x:.1f} {y - 7:.1f}V{y + 7:.1f}"),
        tag("text", str(mark.day), x=mark.x, y=y + 19, text_anchor=mark.anchor, font_weight="bold"),
        tag("text", mark.text, x=mark.x, y=y + 33, text_anchor=mark.anchor, font_size="11.5") if mark.text else "",
        class_="ruler-day",
    )


def _ruler_reached(mark: RulerMark, y: float) -> SafeString:
    return tag(
        "g",
        tag("path", d=f"M{mark.x:.1f} {y - 4:.1f}l-5 -8h10z"),
        tag("text", mark.text, x=mark.x, y=y - 17, text_anchor=mark.anchor, font_weight="bold"),
        class_="ruler-reached",
    )
