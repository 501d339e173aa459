"""Clock stops and forecasts: drawn so that they can be told apart without colour, and said in words."""

import datetime
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from scrapers.records import StepRecord
from tests.tracker.timelines.claims import BACKGROUND, SINEREM, TODAY, claim, record, step
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import build
from tracker.timelines.drawing import draw_timeline
from tracker.timelines.layout import lay_out
from tracker.timelines.letters import width_of
from tracker.timelines.picture import GUTTER, SMALL_SIZE, WIDTH
from tracker.timelines.presentation import for_timeline
from tracker.timelines.scene import ForecastBar, Group, Lane, Scene
from tracker.timelines.timeline import Event, Timeline
from tracker.timetables.forecasts.forecasting import Forecast, Outlook

SVG = "{http://www.w3.org/2000/svg}"
DAYS = st.dates(datetime.date(1995, 1, 1), datetime.date(2035, 12, 31))
DECISION = Forecast(
    kind="ec-decision",
    p10=datetime.date(2026, 12, 20),
    p50=datetime.date(2027, 1, 4),
    p90=datetime.date(2027, 2, 2),
    n=256,
    basis="256 initial applications: 80 % of them took 38 to 82 days from the positive opinion, half at most 53",
    transition="opinion-to-decision",
    after="opinion-positive",
    since=datetime.date(2026, 11, 12),
)
IN_WORDS = (
    "European Commission decision expected between 20 Dec 2026 and 2 Feb 2027, half by 4 Jan 2027, "
    "from n=256 procedures"
)


def timeline_of(*steps: StepRecord, outlook: Outlook | None = None, **facts: object) -> Timeline:
    timeline = build(resolve([claim(record(SINEREM, *steps, **facts))]), BACKGROUND, TODAY)
    return replace(timeline, outlook=outlook) if outlook else timeline


def evidence_url(event: Event) -> str:
    return f"/evidence/{event.kind}/"


def parts(timeline: Timeline, name: str) -> list[etree._Element]:
    """The groups of a class, without those of the legend."""
    svg = etree.fromstring(draw_timeline(timeline, evidence_url))
    groups = (group for group in svg.iter(f"{SVG}g") if (group.get("class") or "").split()[:1] == [name])
    return [group for group in groups if group.get("aria-label")]


ASKED = (step("procedure-started", "2026-01-22"), step("list-of-questions", "2026-05-21"))
STOPS = {
    "told": (*ASKED, step("clock-restarted", "2026-08-22"), step("opinion-positive", "2026-11-12")),
    "inferred": (*ASKED, step("responses-submitted", "2026-08-21"), step("joint-assessment-report", "2026-09-25")),
    "open": ASKED,
}


@pytest.mark.parametrize(
    ("stop", "states", "words"),
    [
        ("told", [], "Clock stopped 22 May 2026 to 21 Aug 2026, 92 days"),
        ("inferred", ["inferred"], "Clock stopped 22 May 2026 to 20 Aug 2026, 91 days (end inferred)"),
        ("open", ["open"], "Clock stopped since 22 May 2026"),
    ],
)
def test_a_stop_says_in_its_class_and_in_words_how_sure_it_is(stop: str, states: list[str], words: str):
    (band,) = parts(timeline_of(*STOPS[stop], status="under-evaluation"), "stop")
    assert band.get("class").split() == ["stop", *states]
    assert (band.get("role"), band.get("tabindex"), band.get("aria-label")) == ("img", "0", words)
    assert band.find(f"{SVG}title").text == words


@pytest.mark.parametrize(
    ("stop", "legend"),
    [
        ("told", "clock stop"),
        ("inferred", "clock stop, inferred or assumed"),
        ("open", "clock stop without a known end"),
    ],
)
def test_the_legend_tells_the_stops_apart(stop: str, legend: str):
    drawing = etree.fromstring(draw_timeline(timeline_of(*STOPS[stop], status="under-evaluation"), evidence_url))
    shown = ["".join(text.itertext()) for text in drawing.iter(f"{SVG}text")]
    others = {"clock stop", "clock stop, inferred or assumed", "clock stop without a known end"} - {legend}
    assert legend in shown
    assert not others & set(shown)


def test_the_table_lists_every_stop_and_how_it_is_known():
    page = html.fromstring(
        f"<div>{render_to_string('timelines/_events_table.html', for_timeline(timeline_of(*STOPS['inferred'])))}</div>"
    )
    (stops,) = [table for table in page.iter("table") if "When the clock stood" in table.find("caption").text]
    cells = [" ".join(cell.text_content().split()) for cell in stops.iter("td")]
    inferred = "the end is inferred: no source gives the day of the restart"
    assert cells == ["22 May 2026", "20 Aug 2026", "91", "List of questions", inferred]


def test_a_forecast_is_a_bar_between_its_ends_with_a_line_at_one_half():
    timeline = timeline_of(*STOPS["told"], outlook=Outlook((DECISION,)))
    (bar,) = parts(timeline, "forecast")
    assert (bar.get("role"), bar.get("tabindex"), bar.get("aria-label")) == ("img", "0", IN_WORDS)
    svg = etree.fromstring(draw_timeline(timeline, evidence_url))
    scale = {name: float(svg.get(f"data-{name}")) for name in ("left", "right")}
    first, last = (datetime.date.fromisoformat(svg.get(f"data-{name}")) for name in ("first", "last"))

    def x(day: datetime.date) -> float:
        return scale["left"] + (scale["right"] - scale["left"]) * (day - first).days / (last - first).days

    ground = bar.find(f"{SVG}rect")
    assert float(ground.get("x")) == pytest.approx(x(DECISION.p10), abs=0.1)
    assert float(ground.get("width")) == pytest.approx(x(DECISION.p90) - x(DECISION.p10), abs=0.1)
    half = next(group for group in bar.iter(f"{SVG}g") if (group.get("class") or "").startswith("half"))
    assert half.get("transform").startswith(f"translate({x(DECISION.p50):.1f} ")


def test_a_forecast_fades_and_has_a_pattern_of_its_own():
    timeline = timeline_of(*STOPS["told"], outlook=Outlook((DECISION,)))
    svg = etree.fromstring(draw_timeline(timeline, evidence_url))
    (bar,) = parts(timeline, "forecast")
    fills = [
        rect.get("fill").removeprefix("url(#").removesuffix(")") for rect in bar.iter(f"{SVG}rect") if rect.get("fill")
    ]
    known = {element.get("id"): element.tag.removeprefix(SVG) for element in svg.find(f"{SVG}defs")}
    assert [known[fill] for fill in fills] == ["linearGradient", "pattern"]


def bar(days: list[datetime.date], brief: str) -> ForecastBar:
    first, half, last = sorted(days)
    return ForecastBar(first, half, last, brief, brief)


BARS = st.builds(bar, st.lists(DAYS, min_size=3, max_size=3), st.text(st.characters(codec="utf-8"), max_size=80))


@given(st.lists(BARS, min_size=1, max_size=5).map(tuple), DAYS)
def test_forecasts_never_touch_one_another_and_stay_inside(bars: tuple[ForecastBar, ...], today: datetime.date):
    scene = Scene("t", "d", (Group("", "", (Lane("Lane", "", (), forecasts=bars),)),), today)
    (lane,) = lay_out(scene).lanes
    bottom = lane.box.y
    for placed in lane.forecasts:
        assert placed.box.y >= bottom
        bottom = placed.box.y + placed.box.height
        assert placed.box.x >= GUTTER and placed.box.x + placed.box.width <= WIDTH
        assert placed.box.x <= placed.half_x <= placed.box.x + placed.box.width
        width = width_of(placed.text, SMALL_SIZE)
        left = placed.text_x if placed.anchor == "start" else placed.text_x - width
        if placed.text not in ("", "…"):
            assert left >= GUTTER - 0.1 and left + width <= WIDTH
    assert bottom <= lane.box.y + lane.box.height
