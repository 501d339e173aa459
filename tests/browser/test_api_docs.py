"""The page to try the API: alive under the strict policy, without a word of complaint from the browser."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in


def test_somebody_who_is_signed_in_tries_a_request(watched: Page, person, sinerem, live_server):
    sign_in(watched, live_server.url)
    watched.goto(f"{live_server.url}/api/v1/docs/")
    watched.locator("#operations-applications-applications_list .opblock-summary-control").click()
    watched.get_by_role("button", name="Try it out").click()
    watched.get_by_placeholder("number").fill("EMEA/H/C/000801")
    watched.get_by_role("button", name="Execute").click()
    answer = watched.locator(".live-responses-table")
    expect(answer).to_contain_text("200")
    expect(answer).to_contain_text("application-withdrawn")
