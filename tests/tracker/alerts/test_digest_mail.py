"""What a digest says: everything that waited, by application, what weighs most first, and which sources are silent."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    ApplicationFactory,
    ChangeFactory,
    NoticeFactory,
    ObservationFactory,
    SnapshotFactory,
    SourceFactory,
    UserFactory,
)
from tracker.alerts import sending, subscribing
from tracker.alerts.channels.email import message_of_digest
from tracker.alerts.digest import MOST_ASKED, MOST_CHANGES, MOST_NAMED, MOST_OF_ONE
from tracker.alerts.digests import make_digests
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryItem, Subscription

pytestmark = pytest.mark.django_db

GMAIL_CUTS_AT = 102_000
"""Bytes of HTML after which Gmail cuts a message: the smallest bound among the large mail programs."""


@pytest.fixture
def anna():
    return UserFactory(username="anna", time_zone="Europe/Paris")


def followed(anna, number: str, note: str = "", **facts):
    application = ApplicationFactory(number=number, **facts)
    Subscription.objects.create(
        person=anna, application=application, cadence="daily", critical_at_once=False, note=note,
        minimum_significance="minor",
    )  # fmt: skip
    return application


def digest():
    """The digest of all that waits, as it is sent."""
    match_changes()
    DeliveryItem.objects.filter(delivery=None).update(waiting_since=timezone.now() - datetime.timedelta(days=9))
    (made,) = make_digests()
    composed = sending.compose(Delivery.objects.select_related("person").get(pk=made))
    assert composed is not None
    return message_of_digest(composed)


def parts(mail) -> list[str]:
    """Text and HTML, which say the same."""
    return [str(mail.body), str(mail.alternatives[0][0])]


def test_it_tells_all_by_application_and_what_weighs_most_first(anna):
    rienso, sinerem = (
        followed(anna, f"EMEA/H/C/{number}", name=name) for number, name in [(2215, "Rienso"), (801, "Sinerem")]
    )
    ChangeFactory(application=rienso, field="applicant", before="Takeda", after="Covis", significance="major")
    ChangeFactory(application=sinerem, field="applicant", before="Guerbet SA", after="Guerbet", significance="major")
    ChangeFactory(application=sinerem, after="application-withdrawn")

    mail = digest()
    assert mail.subject.endswith(": 3 changes of 2 applications")
    for part in parts(mail):
        words = ["Sinerem (EMEA/H/C/801)", "Application withdrawn", "Guerbet SA", "Rienso (EMEA/H/C/2215)", "Takeda"]
        places = [part.index(word) for word in words]
        assert places == sorted(places)


def test_the_day_is_that_of_the_reader(anna, monkeypatch):
    ChangeFactory(application=followed(anna, "EMEA/H/C/801"))
    match_changes()
    DeliveryItem.objects.update(waiting_since=timezone.now() - datetime.timedelta(days=9))
    (made,) = make_digests()
    Delivery.objects.update(created_at=datetime.datetime(2026, 7, 1, 22, 30, tzinfo=datetime.UTC))
    composed = sending.compose(Delivery.objects.select_related("person").get(pk=made))
    assert composed.named == "Digest of 2 Jul 2026"


def test_notices_are_told_beside_applications(anna):
    application = followed(anna, "EMEA/H/C/801", name="Examplin")
    ChangeFactory(application=application)
    notice = NoticeFactory(about={"name": "Examplin"})
    ChangeFactory(
        application=None, notice=notice, subject="notice", field=notice.kind, before=None, after=notice.status
    )
    assert digest().subject.endswith(": 2 changes of 1 application and 1 notice")


def test_mail_programs_are_told_how_to_unsubscribe_with_one_click_and_what_list_it_is(anna, client: Client):
    ChangeFactory(application=followed(anna, "EMEA/H/C/801"))
    ChangeFactory(application=followed(anna, "EMEA/H/C/2215"))
    mail = digest()

    assert mail.extra_headers["List-Id"] == "Clockstop alerts <alerts.clockstop.example.org>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert all(address in part for part in parts(mail))
    client.post(address.removeprefix("https://clockstop.example.org"), {"List-Unsubscribe": "One-Click"})
    assert set(Subscription.objects.values_list("state", flat=True)) == {Subscription.State.ENDED}


def test_revoking_links_of_a_subscription_revokes_that_of_a_digest_that_it_is_in(anna, client: Client):
    ChangeFactory(application=followed(anna, "EMEA/H/C/801"))
    address = digest().extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://clockstop.example.org")
    subscribing.revoke_links(Subscription.objects.all())

    assert client.post(address).status_code == 404
    assert Subscription.objects.get().state == Subscription.State.ACTIVE


def test_a_link_without_a_token_ends_nothing(anna):
    """Alerts have no token of their own; an empty one names none of them."""
    subscription = Subscription.objects.create(person=anna, application=ApplicationFactory())
    ChangeFactory(application=subscription.application)
    match_changes()
    assert not subscribing.with_tokens("").exists()
    assert not subscribing.with_tokens(".").exists()


def test_notes_and_what_is_followed_are_named_those_with_a_note_first(anna):
    for number in range(MOST_ASKED):
        ChangeFactory(application=followed(anna, f"EMEA/H/C/{number}"))
    ChangeFactory(application=followed(anna, "EMEA/H/C/801", note="Competitor: tell Dr Meier"))

    for part in parts(digest()):
        assert "Competitor: tell Dr Meier" in part
        assert "and 1 more" in part


@pytest.mark.parametrize("changes", [MOST_OF_ONE, MOST_OF_ONE + 1])
def test_one_application_leaves_room_for_others(changes, anna):
    application = followed(anna, "EMEA/H/C/801")
    for index in range(changes):
        ChangeFactory(application=application, field=f"field-{index}", after=f"value {index}")
    for part in parts(digest()):
        assert sum(f"value {index}" in part for index in range(changes)) == MOST_OF_ONE
        assert ("1 more change of it" in part) == (changes > MOST_OF_ONE)


def test_what_there_is_no_room_for_is_named_with_its_address_or_counted(anna):
    numbers = [f"EMEA/H/C/{index:06}" for index in range(MOST_CHANGES + MOST_NAMED + 1)]
    for number in numbers:
        ChangeFactory(application=followed(anna, number, name="A medicine with a name of some length"))

    mail = digest()
    text, html = parts(mail)
    for part in (text, html):
        named = [number for number in numbers if f"https://clockstop.example.org/applications/{number}/" in part]
        assert named == numbers[:-1]
        assert part.count("What it means:") == MOST_CHANGES
        assert "1 more application" in part
    assert len(html.encode()) < GMAIL_CUTS_AT


def test_it_ends_with_the_sources_that_are_silent_and_that_the_reader_depends_on(settings, anna):
    settings.CONTACT = "someone@example.org"
    since = timezone.now() - datetime.timedelta(days=3)
    table, other = (
        SourceFactory(title=title, interval=datetime.timedelta(hours=12), read_at=since)
        for title in ("EMA medicines table", "A table of others")
    )
    application = followed(anna, "EMEA/H/C/801")
    ObservationFactory(application_number=application.number, snapshot=SnapshotFactory(source=table))
    ObservationFactory(application_number="EMEA/H/C/2215", key="EMEA/H/C/2215", snapshot=SnapshotFactory(source=other))
    ChangeFactory(application=application)

    for part in parts(digest()):
        assert f"not read since {since.astimezone(anna.zone()):%-d %b %Y, %H:%M %Z}" in part
        assert part.index("EMA medicines table") > part.index("EMEA/H/C/801")
        assert "A table of others" not in part


def test_what_was_reconstructed_is_marked_where_it_stands(anna):
    ChangeFactory(application=followed(anna, "EMEA/H/C/801"))
    for part in parts(digest()):
        assert "reconstructed" not in part.lower()

    ChangeFactory(application=followed(anna, "EMEA/H/C/2215"), snapshot=SnapshotFactory(is_reconstructed=True))
    ChangeFactory(application=followed(anna, "EMEA/H/C/2216"))
    text, html = parts(digest())
    assert text.count("RECONSTRUCTED for demonstration") == html.count("<strong>Reconstructed</strong>") == 1


def test_each_authority_is_acknowledged_once(anna):
    for number, authority in [("EMEA/H/C/801", "EMA"), ("EMEA/H/C/2215", "EMA"), ("NDA022180", "FDA")]:
        ChangeFactory(application=followed(anna, number, authority=authority))
    text, _ = parts(digest())
    assert text.count("Source: European Medicines Agency") == 1
    assert text.count("Food and Drug Administration") == 1
