"""What lasts: clock stops as shaded bands, forecasts as bars that fade towards their ends."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from tracker.timelines.markup import tag
from tracker.timelines.picture import PlacedBand, PlacedForecast


def shared_definitions(name: str) -> Iterable[SafeString]:
    """A stop that has no known end fades; dots tell a forecast from everything else where there is no colour."""
    yield tag(
        "linearGradient",
        tag("stop", offset="55%", class_="stop-colour"),
        tag("stop", offset="100%", class_="stop-colour faint"),
        id=f"{name}-open",
    )
    dot = tag("circle", cx=2, cy=2, r=0.8, class_="dot")
    yield tag("pattern", dot, id=f"{name}-dots", width=4, height=4, patternUnits="userSpaceOnUse")


def stop_band(band: PlacedBand, name: str) -> SafeString:
    """Shaded and hatched; with broken edges where no source gives its days, fading where its end is not known."""
    box, stop = band.box, band.band
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    ground = {"fill": f"url(#{name}-open)"} if stop.is_open_ended else {"class_": "ground"}
    states = (("open", stop.is_open_ended), ("inferred", stop.is_inferred))
    return tag(
        "g",
        tag("title", stop.words),
        tag("rect", **place, **ground),
        tag("rect", **place, fill=f"url(#{name}-hatch)"),
        tag("rect", **place, class_="edge"),
        tag("text", band.text, x=box.x + 4, y=box.y + 11, font_size="11.5") if band.text else "",
        class_=" ".join(["stop", *(state for state, holds in states if holds)]),
        role="img",
        tabindex=0,
        aria_label=stop.words,
    )


def forecast_fading(forecast: PlacedForecast, name: str) -> SafeString:
    """The colour of a bar: full where half have come, faint at both ends."""
    share = (forecast.half_x - forecast.box.x) / forecast.box.width
    return tag(
        "linearGradient",
        tag("stop", offset="0", class_="forecast-colour faint"),
        tag("stop", offset=f"{min(max(share, 0), 1):.3f}", class_="forecast-colour"),
        tag("stop", offset="1", class_="forecast-colour faint"),
        id=name,
    )


def forecast_bar(forecast: PlacedForecast, fading: str, name: str) -> SafeString:
    """From the day by which a tenth have come to that by which nine tenths have, with a line at one half."""
    box = forecast.box
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": 3}
    middle = box.y + box.height / 2
    return tag(
        "g",
        tag("title", forecast.forecast.words),
        tag("rect", **place, fill=f"url(#{fading})"),
        tag("rect", **place, fill=f"url(#{name}-dots)"),
        tag("rect", **place, class_="edge"),
        tag(
            "g",
            tag("path", d=f"M0 {-box.height / 2 - 2:.1f}V{box.height / 2 + 2:.1f}"),
            class_="half moves",
            transform=f"translate({forecast.half_x:.1f} {middle:.1f})",
        ),
        tag(
            "g",
            tag("text", forecast.text, text_anchor=forecast.anchor, font_size="11.5"),
            class_="moves",
            transform=f"translate({forecast.text_x:.1f} {middle + 4:.1f})",
        ),
        class_="forecast",
        role="img",
        tabindex=0,
        aria_label=forecast.forecast.words,
    )
