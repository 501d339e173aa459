"""Choosing what to be told of, and going away, with the keyboard alone and without a script."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.factories import ChangeFactory
from tracker.alerts.models import Subscription


def test_a_preview_is_looked_at_and_what_was_chosen_is_followed(watched: Page, live_server, person, sinerem):
    change = ChangeFactory(application=sinerem, significance="major", field="applicant")
    sign_in(watched, live_server.url)
    watched.goto(f"{live_server.url}/applications/EMEA/H/C/000801/")
    watched.get_by_role("link", name="Follow only some changes").press("Enter")

    watched.get_by_role("radio", name=re.compile("Critical")).focus()
    watched.keyboard.press("ArrowDown")
    watched.get_by_role("checkbox", name=re.compile("Other facts")).press("Space")
    watched.get_by_role("button", name="Preview").press("Enter")
    estimate = watched.get_by_role("region", name="What these choices would have brought")
    expect(estimate.get_by_role("link").first).to_have_attribute("href", f"/changes/{change.pk}/")
    assert not Subscription.objects.exists()

    watched.get_by_role("button", name="Follow").press("Enter")
    expect(watched.get_by_text("You are told of its changes from now on")).to_be_visible()
    made = Subscription.objects.get()
    assert (made.application, made.minimum_significance, made.kinds) == (sinerem, "major", ["field"])


def test_everything_is_paused_until_a_day(watched: Page, live_server, person, sinerem):
    Subscription.objects.create(person=person, application=sinerem)
    sign_in(watched, live_server.url)
    watched.get_by_role("link", name="Following").press("Enter")
    away = watched.get_by_role("region", name="While you are away")
    away.get_by_label("Tell me again from").fill("2050-01-10")
    away.get_by_role("button", name="Pause everything").press("Enter")
    expect(watched.get_by_role("table")).to_contain_text("Paused until 10 Jan 2050")
