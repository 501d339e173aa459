"""The drawing of a timeline can be zoomed and moved, with buttons and with keys alone."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tracker.catalogue.models import Entry
from tracker.intake.entries import enter


@pytest.fixture
def timeline(watched: Page, live_server, person, sinerem) -> Page:
    """Two steps on one axis: submitted, and withdrawn 413 days later."""
    submitted = Entry(
        application_number="EMEA/H/C/000801",
        authority="EMA",
        kind="submitted",
        date=datetime.date(2006, 10, 26),
        claimed_by="Hospital Pharmacy Europe",
        file="report on the withdrawal",
        reason="No date on the page.",
    )
    enter(submitted, person)
    sign_in(watched, live_server.url)
    watched.goto(f"{live_server.url}/applications/EMEA/H/C/000801/")
    return watched


def places(page: Page) -> list[float]:
    """Where the marks stand, left to right, once the drawing has come to rest."""
    page.wait_for_timeout(200)
    texts = [mark.get_attribute("transform") or "" for mark in page.locator("svg.timeline-drawing .moves").all()]
    return sorted(float(match[1]) for text in texts if (match := re.match(r"translate\(([-\d.]+)", text)))


def span(of: list[float]) -> float:
    return of[-1] - of[0]


def test_a_button_zooms_in_and_another_fits_all_again(timeline: Page):
    before = places(timeline)
    timeline.locator('[data-zoom="in"]').click()
    assert span(places(timeline)) == pytest.approx(1.5 * span(before), rel=0.01)
    timeline.get_by_role("button", name="Fit").click()
    assert places(timeline) == before


def test_keys_zoom_move_and_fit(timeline: Page):
    before = places(timeline)
    timeline.locator(".timeline-scroll").focus()
    timeline.keyboard.press("+")
    zoomed = places(timeline)
    assert span(zoomed) > span(before)
    timeline.keyboard.press("ArrowRight")
    assert places(timeline) != zoomed
    assert span(places(timeline)) == pytest.approx(span(zoomed))
    timeline.keyboard.press("Home")
    assert places(timeline) == before


def test_a_mark_that_has_the_focus_tells_its_words(timeline: Page):
    timeline.locator("svg.timeline-drawing").get_by_role("link", name=re.compile("withdrawn", re.IGNORECASE)).focus()
    expect(timeline.get_by_role("tooltip")).to_contain_text("13 Dec 2007")
