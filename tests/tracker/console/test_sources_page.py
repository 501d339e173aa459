"""How each source is doing, in words that say what to do."""

import datetime

import pytest

from tests.factories import FIRST_SEEN, SnapshotFactory, SourceFactory
from tracker.console.source_health import health
from tracker.sources.models import Source

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def contact(settings) -> None:
    """Somebody can be reached: live fetching is on."""
    settings.CONTACT = "staff@example.org"


def state(now: datetime.datetime = FIRST_SEEN, **facts: object) -> str:
    return health(Source(**{"interval": DAY, "checked_at": FIRST_SEEN, "read_at": FIRST_SEEN} | facts), now).state


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({}, "well"),
        ({"is_active": False, "failure": "gone"}, "off"),
        ({"failure": "blocked"}, "failing"),
        ({"interval": None}, "by-hand"),
        ({"interval": None, "is_active": False}, "by-hand"),
        ({"interval": None, "is_active": False, "failure": "unreadable"}, "failing"),
        ({"due_at": FIRST_SEEN}, "due"),
        ({"due_at": FIRST_SEEN + HOUR}, "well"),
    ],
)
def test_the_state_of_a_source(contact, facts, word):
    assert state(**facts) == word


@pytest.mark.parametrize(
    ("interval", "silent_for", "word"),
    [
        (HOUR, 48 * HOUR, "well"),
        (HOUR, 49 * HOUR, "stale"),
        (2 * DAY, 6 * DAY, "well"),
        (2 * DAY, 6 * DAY + HOUR, "stale"),
    ],
)
def test_a_source_is_silent_after_three_intervals_or_48_hours_whichever_is_later(contact, interval, silent_for, word):
    assert state(FIRST_SEEN + silent_for, interval=interval) == word


def test_without_a_contact_nothing_is_live(settings):
    settings.CONTACT = ""
    assert state() == "waiting"


@pytest.mark.parametrize("address", ["/admin/", "/sources/"])
def test_an_unset_contact_is_explained(as_reader, settings, address):
    settings.CONTACT = ""
    SourceFactory(interval=DAY)
    text = as_reader.get(address).content.decode()
    assert "Not yet live" in text
    assert "<code>CONTACT</code>" in text


def test_a_failure_is_shown_with_its_beginning_its_message_and_a_remedy(as_reader, contact):
    source = SourceFactory(interval=DAY, failure="drifted", failure_message="No key facts.", failing_since=FIRST_SEEN)
    text = as_reader.get(f"/sources/{source.pk}/").content.decode()
    assert "No key facts." in text
    assert "5 Jan 2026 09:30" in text
    assert "the reader needs work" in text


def test_what_a_source_said_is_listed_with_how_reading_it_ended(as_reader, db):
    snapshot = SnapshotFactory(outcome="drifted", message="The table has lost a column.")
    text = as_reader.get(f"/sources/{snapshot.source_id}/").content.decode()
    assert "The page has changed" in text
    assert "The table has lost a column." in text


def test_checking_now_makes_a_source_due(as_chief, contact):
    source = SourceFactory(due_at=None)
    as_chief.post(f"/sources/{source.pk}/check/")
    assert Source.objects.get().due_at is not None


@pytest.mark.parametrize(("facts", "reason"), [({}, "CONTACT is not set"), ({"is_active": False}, "switched off")])
def test_what_cannot_be_checked_says_why(as_chief, settings, facts, reason):
    settings.CONTACT = "staff@example.org" if facts else ""
    source = SourceFactory(due_at=None, **facts)
    answer = as_chief.post(f"/sources/{source.pk}/check/", follow=True)
    assert reason in answer.content.decode()
    assert Source.objects.get().due_at is None


def test_looking_checks_nothing_and_readers_cannot_ask_for_it(as_reader, contact):
    source = SourceFactory(due_at=None)
    assert as_reader.post(f"/sources/{source.pk}/check/").status_code == 403
    assert Source.objects.get().due_at is None
