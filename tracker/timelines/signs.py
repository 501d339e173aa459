"""The signs of a drawing: shapes of marks, the badge of a conflict, the legend."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from tracker.timelines.markup import tag
from tracker.timelines.picture import LegendEntry


def shape(tone: str, radius: float) -> SafeString:
    """Tones differ in shape as well as in colour."""
    if tone in ("good", "neutral"):
        return tag("circle", r=radius, class_="shape")
    if tone == "bad":
        side = radius * 0.9
        return tag("rect", x=-side, y=-side, width=2 * side, height=2 * side, rx=1, class_="shape")
    reach = radius * 1.2
    if tone == "goal":
        return tag("path", d=f"M0 {reach:.1f}L{-reach:.1f} {-reach * 0.7:.1f}H{reach:.1f}Z", class_="shape")
    return tag("path", d=f"M0 {-reach:.1f}L{reach:.1f} 0L0 {reach:.1f}L{-reach:.1f} 0Z", class_="shape")


def conflict_badge(radius: float) -> SafeString:
    return tag(
        "g",
        tag("circle", r=5.5),
        tag("text", "!", y=3.5, text_anchor="middle", font_size="10", font_weight="bold"),
        class_="badge",
        transform=f"translate({radius:.1f} {-radius - 2:.1f})",
    )


def legend_entry(entry: LegendEntry, name: str) -> SafeString:
    return tag(
        "g",
        tag("g", *_sign(entry.sign, name), class_=f"mark {entry.sign}", transform="translate(8 -4)"),
        tag("text", entry.text, x=20, y=0, font_size="11.5"),
        transform=f"translate({entry.x:.1f} {entry.y:.1f})",
    )


def _sign(sign: str, name: str) -> Iterable[SafeString]:
    if sign in ("planned", "inferred", "computed"):
        yield tag("circle", r=5, class_="shape")
    elif sign == "uncertain":
        yield tag("rect", x=-8, y=-4, width=16, height=8, rx=4, class_="shape uncertain")
        yield tag("rect", x=-8, y=-4, width=16, height=8, rx=4, fill=f"url(#{name}-hatch)")
    elif sign == "range":
        yield tag("rect", x=-8, y=-2, width=16, height=4, rx=2, class_="range")
    elif sign == "conflict":
        yield tag(
            "g", tag("circle", r=5.5), tag("text", "!", y=3.5, text_anchor="middle", font_size="10"), class_="badge"
        )
    elif sign == "active":
        yield tag("rect", x=-8, y=-2, width=16, height=4, class_="active")
    elif sign.startswith("stop"):
        yield _stop(sign, name)
    elif sign == "forecast":
        place = {"x": -8, "y": -5, "width": 16, "height": 10, "rx": 3}
        bar = (tag("rect", **place, fill=f"url(#{name}-dots)"), tag("rect", **place, class_="edge"))
        yield tag("g", *bar, tag("g", tag("path", d="M0 -7V7"), class_="half"), class_="forecast")
    elif sign == "nominal":
        yield tag("g", tag("path", d="M0 -7V7"), class_="ruler-day")
    elif sign == "today":
        yield tag("g", tag("path", d="M0 -7V7"), class_="today")
    else:
        yield shape(sign, 5.0)


def _stop(sign: str, name: str) -> SafeString:
    place = {"x": -8, "y": -6, "width": 16, "height": 12}
    ground = {"fill": f"url(#{name}-open)"} if sign == "stop-open" else {"class_": "ground"}
    return tag(
        "g",
        tag("rect", **place, **ground),
        tag("rect", **place, fill=f"url(#{name}-hatch)"),
        tag("rect", **place, class_="edge"),
        class_=sign.replace("-", " "),
    )
