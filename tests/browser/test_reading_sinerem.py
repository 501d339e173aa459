"""Within a minute somebody reads from Sinerem's timeline when it was withdrawn, and opens the page that says so."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in


def test_from_signing_in_to_the_words_that_say_so(watched: Page, live_server, person, sinerem):
    sign_in(watched, live_server.url)
    watched.get_by_label("Track a medicine").fill("sinerem")
    watched.get_by_label("Track a medicine").press("Enter")

    expect(watched).to_have_url(re.compile(r"/applications/EMEA/H/C/000801/$"))
    drawing = watched.locator("svg.timeline-drawing")
    expect(drawing).to_contain_text("13 Dec 2007")
    expect(drawing).to_contain_text("Application withdrawn, day 175 (reported)")
    expect(drawing).to_contain_text("120")
    expect(drawing).to_contain_text("210")

    drawing.get_by_role("link", name=re.compile("withdrawn", re.IGNORECASE)).locator(".shape").click()
    expect(watched).to_have_url(re.compile(r"/evidence/[0-9a-f]{32}/$"))
    expect(watched.locator("mark").first).to_be_visible()
    expect(watched.get_by_text("Source: European Medicines Agency")).to_be_visible()


def test_the_bytes_come_as_a_download(watched: Page, live_server, person, sinerem):
    sign_in(watched, live_server.url)
    watched.goto(f"{live_server.url}/applications/EMEA/H/C/000801/")
    watched.get_by_role("region", name="Archived pages").get_by_role("link").first.click()
    with watched.expect_download() as download:
        watched.get_by_role("link", name="Download the exact bytes").click()
    assert download.value.path().stat().st_size > 1000


def test_a_step_is_added_with_the_keyboard_alone(watched: Page, live_server, person, sinerem):
    sign_in(watched, live_server.url)
    watched.goto(f"{live_server.url}/enter/step/EMEA/H/C/000801/")
    watched.get_by_label("Step").focus()
    watched.keyboard.type("List of q")
    watched.keyboard.press("Tab")
    watched.keyboard.type("March 2007")
    for label, text in {
        "Who says so": "The applicant",
        "Or the file": "letter.pdf",
        "Reason": "No date on the page.",
    }.items():
        watched.get_by_label(label).focus()
        watched.keyboard.type(text)
    watched.get_by_role("button", name="Enter").focus()
    watched.keyboard.press("Enter")

    expect(watched.get_by_text("It shows below with your name and reason.")).to_be_visible()
    expect(watched.locator("svg.timeline-drawing")).to_contain_text("Mar 2007")


def test_the_first_tab_leads_past_the_navigation(watched: Page, live_server, person, sinerem):
    sign_in(watched, live_server.url)
    watched.goto(f"{live_server.url}/applications/EMEA/H/C/000801/")
    watched.keyboard.press("Tab")
    watched.keyboard.press("Enter")
    expect(watched.locator("#content-start")).to_be_focused()


def test_on_paper_the_navigation_is_gone_and_the_timeline_is_not(watched: Page, live_server, person, sinerem):
    sign_in(watched, live_server.url)
    watched.goto(f"{live_server.url}/applications/EMEA/H/C/000801/")
    watched.emulate_media(media="print")
    expect(watched.locator("#header")).to_be_hidden()
    expect(watched.get_by_role("link", name="Correct a value", exact=True)).to_be_hidden()
    expect(watched.locator("svg.timeline-drawing")).to_be_visible()
    expect(watched.get_by_text("Source: European Medicines Agency").last).to_be_visible()
