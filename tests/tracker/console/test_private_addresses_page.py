"""The settings page: private addresses are shown to their person, made, renewed and revoked."""

import re

import pytest

from tests.factories import UserFactory
from tracker.alerts import private_addresses
from tracker.alerts.models import CalendarChoice, PrivateAddress

FEEDS = ("changes", "calendar")


def addresses_in(client) -> list[str]:
    """As they stand in the boxes of the page."""
    page = client.get("/profile/")
    assert "no-store" in page["Cache-Control"]
    return re.findall(r'value="(http[^"]+)"', page.content.decode().replace("&amp;", "&"))


def path_of(address: str) -> str:
    return "/feeds/" + address.partition("/feeds/")[2]


@pytest.mark.parametrize("feed", FEEDS)
def test_an_address_is_made_shown_again_renewed_and_revoked(feed, as_reader, reader, client):
    assert addresses_in(as_reader) == []

    as_reader.post(f"/profile/feeds/{feed}/", {"do": "make"})
    (made,) = addresses_in(as_reader)
    assert addresses_in(as_reader) == [made]
    assert client.get(path_of(made)).status_code == 200

    as_reader.post(f"/profile/feeds/{feed}/", {"do": "make"})
    (renewed,) = addresses_in(as_reader)
    assert client.get(path_of(made)).status_code == 404
    assert client.get(path_of(renewed)).status_code == 200

    as_reader.post(f"/profile/feeds/{feed}/", {"do": "revoke"})
    assert addresses_in(as_reader) == []
    assert client.get(path_of(renewed)).status_code == 404


def test_nobody_sees_or_touches_the_address_of_another(as_chief, reader):
    theirs = private_addresses.make(reader, "changes")

    assert addresses_in(as_chief) == []
    as_chief.post("/profile/feeds/changes/", {"do": "revoke"})
    assert PrivateAddress.objects.get() == theirs


def test_who_may_not_see_what_is_in_a_feed_is_offered_none(client, db):
    client.force_login(UserFactory())

    assert "Private addresses" not in client.get("/profile/").content.decode()
    assert client.post("/profile/feeds/changes/", {"do": "make"}).status_code == 404
    assert client.post("/profile/calendar/").status_code == 403
    assert not PrivateAddress.objects.exists()


def test_there_is_no_other_feed(as_chief):
    assert as_chief.post("/profile/feeds/news/", {"do": "make"}).status_code == 404


def test_looking_makes_nothing(as_chief):
    assert as_chief.get("/profile/feeds/changes/").status_code == 405
    assert not PrivateAddress.objects.exists()


def test_the_calendar_is_chosen(as_reader, reader):
    as_reader.post("/profile/calendar/", {"reminds_a_day_before": "on"})
    choice = CalendarChoice.objects.get(person=reader)
    assert (choice.has_meetings, choice.reminds_a_week_before, choice.reminds_a_day_before) == (False, False, True)

    as_reader.post("/profile/calendar/", {"has_meetings": "on"})
    choice.refresh_from_db()
    assert (choice.has_meetings, choice.reminds_a_week_before, choice.reminds_a_day_before) == (True, False, False)
