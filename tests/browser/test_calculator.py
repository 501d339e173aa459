"""A timetable is computed with the keyboard alone, without a script, and compared with another one."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in


def test_a_start_is_typed_and_a_later_one_is_set_beside_it(watched: Page, live_server, person):
    sign_in(watched, live_server.url)
    watched.get_by_role("link", name="Timetables").click()
    watched.get_by_role("link", name="Compute a timetable").click()
    watched.get_by_label("Procedure").select_option("ema-centralised")
    watched.get_by_label("Start", exact=True).fill("2026-01-22")
    watched.get_by_label("Start", exact=True).press("Enter")

    expect(watched).to_have_url(re.compile(r"\?procedure=ema-centralised&start=2026-01-22$"))
    row = watched.get_by_role("row", name=re.compile("List of questions"))
    expect(row.first).to_contain_text("21 May 2026")
    expect(watched.locator("svg.timeline-drawing")).to_contain_text("21 May 2026")

    watched.get_by_role("link", name="The start a month later, on 22 Feb 2026").click()
    expect(watched.get_by_role("row", name=re.compile("List of questions")).first).to_contain_text("31 days later")
    expect(watched.locator("svg.timeline-drawing")).to_contain_text("Instead")


def test_a_stop_in_the_drawing_can_be_reached_and_says_its_days(watched: Page, live_server, person):
    sign_in(watched, live_server.url)
    watched.goto(
        f"{live_server.url}/timetables/compute/?procedure=ema-centralised&start=2026-01-22&stop=2026-05-22..2026-08-21"
    )
    watched.get_by_role("img", name=re.compile("^Clock stop")).focus()
    expect(watched.get_by_role("tooltip")).to_contain_text("22 May – 21 Aug 2026, 92 days")


def test_it_works_without_a_script(browser: Browser, live_server, person):
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/timetables/compute/?procedure=ema-centralised")
    page.get_by_label("Start (day 1)").fill("2026-01-22")
    page.get_by_role("button", name="Compute").click()
    expect(page.get_by_role("row", name=re.compile("List of questions")).first).to_contain_text("21 May 2026")


def test_a_narrow_screen_scrolls_the_drawing_and_not_the_page(watched: Page, live_server, person):
    sign_in(watched, live_server.url)
    watched.set_viewport_size({"width": 360, "height": 800})
    for address in (
        "/timetables/",
        "/timetables/ema-centralised/",
        "/timetables/compute/?procedure=dcp&start=2026-01-22",
    ):
        watched.goto(f"{live_server.url}{address}")
        assert watched.evaluate("document.documentElement.scrollWidth") <= 360, address
