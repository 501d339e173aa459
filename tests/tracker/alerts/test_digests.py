"""Digests: what waits is told once, in a mail at 07:00 where the person lives, whatever was missed or died."""

import datetime
import threading
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import ApplicationFactory, ChangeFactory, SnapshotFactory, UserFactory, WebhookFactory
from tests.tracker.alerts.conftest import Killed
from tracker.alerts import digests, sending, subscribing
from tracker.alerts.asked import missed
from tracker.alerts.digests import last_moment, make_digests
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.alerts.sending import due_deliveries, send_delivery

pytestmark = pytest.mark.django_db

CADENCE = Subscription.Cadence
HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)
WEDNESDAY = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
THURSDAY_7 = datetime.datetime(2026, 7, 2, 7, tzinfo=datetime.UTC)
MONDAY_7 = datetime.datetime(2026, 7, 6, 7, tzinfo=datetime.UTC)


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("zone", "now", "moment"),
    [
        # To the second: the moment itself counts.
        ("UTC", "2026-07-02T07:00:00", "2026-07-02T07:00:00"),
        ("UTC", "2026-07-02T06:59:59", "2026-07-01T07:00:00"),
        # Paris: UTC+1 in winter, +2 from 29 March 2026, 01:00 UTC, and +1 again from 25 October 2026, 01:00 UTC.
        ("Europe/Paris", "2026-03-28T12:00:00", "2026-03-28T06:00:00"),
        ("Europe/Paris", "2026-03-29T04:59:59", "2026-03-28T06:00:00"),
        ("Europe/Paris", "2026-03-29T05:00:00", "2026-03-29T05:00:00"),
        ("Europe/Paris", "2026-10-25T05:59:59", "2026-10-24T05:00:00"),
        ("Europe/Paris", "2026-10-25T06:00:00", "2026-10-25T06:00:00"),
        # East of UTC the day has begun, west of it it has not.
        ("Pacific/Auckland", "2026-07-01T20:00:00", "2026-07-01T19:00:00"),
        ("America/Los_Angeles", "2026-07-02T06:00:00", "2026-07-01T14:00:00"),
        ("Asia/Kolkata", "2026-07-02T01:30:00", "2026-07-02T01:30:00"),
        # Samoa left out 30 December 2011.
        ("Pacific/Apia", "2011-12-30T16:59:59", "2011-12-29T17:00:00"),
        ("Pacific/Apia", "2011-12-30T17:00:00", "2011-12-30T17:00:00"),
    ],
)
def test_a_daily_digest_leaves_at_seven_where_the_person_lives(zone, now, moment):
    assert last_moment(CADENCE.DAILY, utc(now), ZoneInfo(zone)) == utc(moment)


@pytest.mark.parametrize(
    ("zone", "now", "moment"),
    [
        ("UTC", "2026-07-06T06:59:59", "2026-06-29T07:00:00"),
        ("UTC", "2026-07-06T07:00:00", "2026-07-06T07:00:00"),
        ("UTC", "2026-07-12T23:59:59", "2026-07-06T07:00:00"),
        # Monday has come in Auckland while it is Sunday in UTC.
        ("Pacific/Auckland", "2026-07-05T19:00:00", "2026-07-05T19:00:00"),
        ("America/Los_Angeles", "2026-07-06T13:59:59", "2026-06-29T14:00:00"),
        # The clock in Paris was put forward on the Sunday in between.
        ("Europe/Paris", "2026-03-30T04:59:59", "2026-03-23T06:00:00"),
        ("Europe/Paris", "2026-03-30T05:00:00", "2026-03-30T05:00:00"),
    ],
)
def test_a_weekly_digest_leaves_on_monday_at_seven(zone, now, moment):
    assert last_moment(CADENCE.WEEKLY, utc(now), ZoneInfo(zone)) == utc(moment)


@pytest.fixture
def sinerem():
    return ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")


def follow(application, cadence=CADENCE.DAILY, person=None, **choices) -> Subscription:
    choices = {"minimum_significance": "minor", **choices}
    return Subscription.objects.create(
        person=person or UserFactory(), application=application, cadence=cadence, **choices
    )


def changed(application, at=WEDNESDAY, significance="major", **facts):
    """A change that was matched at a moment."""
    change = ChangeFactory(application=application, significance=significance, **facts)
    match_changes()
    DeliveryItem.objects.filter(change=change, delivery=None).update(waiting_since=at)
    return change


def send() -> None:
    for delivery in due_deliveries():
        send_delivery(delivery)


def told(delivery: int) -> set[int]:
    """Ids of the changes that a delivery tells."""
    return set(DeliveryItem.objects.filter(delivery=delivery).values_list("change_id", flat=True))


@pytest.mark.parametrize(
    ("cadence", "critical_at_once", "significance", "digest"),
    [
        (CADENCE.AT_ONCE, True, "minor", ""),
        (CADENCE.AT_ONCE, False, "critical", ""),
        (CADENCE.DAILY, True, "critical", ""),
        (CADENCE.WEEKLY, True, "critical", ""),
        (CADENCE.DAILY, True, "major", "daily"),
        (CADENCE.DAILY, False, "critical", "daily"),
        (CADENCE.WEEKLY, False, "critical", "weekly"),
        (CADENCE.WEEKLY, True, "minor", "weekly"),
    ],
)
def test_a_change_goes_at_once_or_waits_as_its_subscription_asks(
    cadence, critical_at_once, significance, digest, sinerem
):
    follow(sinerem, cadence, critical_at_once=critical_at_once)
    changed(sinerem, significance=significance)

    item = DeliveryItem.objects.get()
    assert item.digest == digest
    assert (item.delivery is None) == (item.waiting_since is not None) == bool(digest)


@pytest.mark.parametrize(
    ("cadences", "digest"),
    [
        ((CADENCE.WEEKLY, CADENCE.DAILY), "daily"),
        ((CADENCE.WEEKLY, CADENCE.AT_ONCE), ""),
        ((CADENCE.WEEKLY, CADENCE.WEEKLY), "weekly"),
    ],
)
def test_of_two_subscriptions_of_one_person_the_sooner_counts(cadences, digest, sinerem):
    anna = UserFactory()
    first, second = cadences
    follow(sinerem, first, anna)
    Subscription.objects.create(person=anna, product=sinerem.product, cadence=second, minimum_significance="minor")
    changed(sinerem)

    item = DeliveryItem.objects.get()
    assert item.digest == digest
    assert item.subscriptions.count() == 2


def test_a_webhook_is_told_at_once_while_the_mail_waits(sinerem):
    subscription = follow(sinerem)
    webhook = WebhookFactory(person=subscription.person)
    webhook.subscriptions.add(subscription)
    change = changed(sinerem)

    by_mail, by_webhook = DeliveryItem.objects.filter(change=change).order_by("channel")
    assert (by_mail.digest, by_mail.delivery) == ("daily", None)
    assert (by_webhook.digest, by_webhook.delivery.webhook) == ("", webhook)


def test_what_waits_when_a_pause_begins_is_shown_as_missed(sinerem):
    subscription = follow(sinerem)
    waiting = changed(sinerem)
    subscribing.pause(Subscription.objects.all())
    make_digests(THURSDAY_7)
    send()

    subscription.refresh_from_db()
    assert list(missed(subscription)) == [waiting]


def test_a_digest_is_made_when_its_moment_has_come_and_once(sinerem):
    follow(sinerem)
    change = changed(sinerem)

    assert make_digests(THURSDAY_7 - SECOND) == ()
    (made,) = make_digests(THURSDAY_7)
    assert make_digests(THURSDAY_7) == ()
    assert told(made) == {change.id}
    delivery = Delivery.objects.get(pk=made)
    assert (delivery.kind, delivery.application, delivery.notice) == (Delivery.Kind.DIGEST, None, None)


@pytest.mark.parametrize(("waits_since", "is_due"), [(THURSDAY_7 - SECOND, True), (THURSDAY_7, False)])
def test_what_comes_at_the_moment_itself_waits_for_the_next(waits_since, is_due, sinerem):
    follow(sinerem)
    changed(sinerem, waits_since)
    assert bool(make_digests(THURSDAY_7 + HOUR)) == is_due


def test_a_missed_run_is_found_by_looking_back(sinerem):
    """Nothing ran for nine days: one digest brings it all."""
    follow(sinerem)
    changes = {changed(sinerem, field=field).id for field in ("status", "applicant")}

    (made,) = make_digests(THURSDAY_7 + datetime.timedelta(days=9, hours=5))
    assert told(made) == changes


def test_the_weekly_digest_waits_for_monday_and_the_daily_one_does_not(sinerem):
    anna = UserFactory()
    rienso = ApplicationFactory(number="EMEA/H/C/002215")
    follow(sinerem, CADENCE.DAILY, anna)
    follow(rienso, CADENCE.WEEKLY, anna)
    daily, weekly = changed(sinerem), changed(rienso)

    (first,) = make_digests(THURSDAY_7)
    assert told(first) == {daily.id}
    assert make_digests(MONDAY_7 - SECOND) == ()
    (second,) = make_digests(MONDAY_7)
    assert told(second) == {weekly.id}


def test_on_a_monday_what_waits_for_either_comes_in_one_mail(sinerem):
    anna = UserFactory()
    rienso = ApplicationFactory(number="EMEA/H/C/002215")
    follow(sinerem, CADENCE.DAILY, anna)
    follow(rienso, CADENCE.WEEKLY, anna)
    changes = {changed(sinerem, MONDAY_7 - HOUR).id, changed(rienso).id}

    (made,) = make_digests(MONDAY_7)
    assert told(made) == changes


def test_what_comes_while_a_digest_leaves_waits_for_the_next(mail_server, sinerem):
    anna = follow(sinerem).person
    first = changed(sinerem)
    (made,) = make_digests(THURSDAY_7)
    later = changed(sinerem, THURSDAY_7 + SECOND, field="applicant")
    send()

    assert told(made) == {first.id}
    assert make_digests(THURSDAY_7 + HOUR) == ()
    (next_one,) = make_digests(THURSDAY_7 + 24 * HOUR)
    send()
    assert told(next_one) == {later.id}
    assert len(mail_server.to(anna.email)) == 2


def test_whoever_moves_gets_the_digest_at_seven_in_the_new_zone(sinerem):
    anna = follow(sinerem).person
    changed(sinerem)
    anna.time_zone = "America/New_York"
    anna.save()

    assert make_digests(THURSDAY_7) == ()
    assert len(make_digests(THURSDAY_7 + 4 * HOUR)) == 1


@pytest.mark.parametrize("give_up", [subscribing.pause, subscribing.end])
def test_what_is_no_longer_wanted_is_left_out_and_an_empty_digest_is_no_mail(give_up, mail_server, sinerem):
    anna = follow(sinerem).person
    changed(sinerem)
    make_digests(THURSDAY_7)
    give_up(Subscription.objects.filter(person=anna))
    send()

    assert mail_server.messages == []
    assert Delivery.objects.get().state == Delivery.State.CANCELLED


def test_nothing_to_tell_is_no_digest(sinerem):
    follow(sinerem)
    assert make_digests(THURSDAY_7) == ()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("name", ["_due", "_people_with_one_due"])
def test_a_worker_that_dies_while_it_makes_a_digest_leaves_all_as_it_was(name, kill, sinerem):
    follow(sinerem)
    change = changed(sinerem)
    kill(digests, name, after=True)
    with pytest.raises(Killed):
        make_digests(THURSDAY_7)
    assert not Delivery.objects.exists()

    (made,) = make_digests(THURSDAY_7)
    assert told(made) == {change.id}


def test_a_worker_that_dies_between_the_delivery_and_its_rows_leaves_neither(monkeypatch, sinerem):
    """The row of the digest and its mark on the items are one transaction."""
    follow(sinerem)
    changed(sinerem)
    waiting = digests._waiting

    def waiting_rows_that_kill():
        if Delivery.objects.exists():
            raise Killed
        return waiting()

    monkeypatch.setattr(digests, "_waiting", waiting_rows_that_kill)
    with pytest.raises(Killed):
        make_digests(THURSDAY_7)
    monkeypatch.undo()

    assert not Delivery.objects.exists()
    assert len(make_digests(THURSDAY_7)) == 1


def test_a_digest_is_the_same_message_at_every_attempt(mail_server, kill, sinerem):
    """The worker dies after the server took it: the second attempt is what the recipient can tell is the same."""
    anna = follow(sinerem).person
    changed(sinerem)
    make_digests(THURSDAY_7)
    kill(sending, "_record")
    with pytest.raises(Killed):
        send()
    Delivery.objects.update(leased_until=WEDNESDAY - 1000 * HOUR)
    send()

    first, second = mail_server.to(anna.email)
    assert first["Message-ID"] == second["Message-ID"]
    assert Delivery.objects.get().state == Delivery.State.SENT


def test_the_database_refuses_an_item_that_neither_goes_nor_waits(sinerem):
    follow(sinerem)
    changed(sinerem)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryItem.objects.update(digest="", waiting_since=None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_digest(sinerem):
    follow(sinerem)
    changes = {changed(sinerem, field=field).id for field in ("status", "applicant", "name")}
    made: list[int] = []
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        try:
            made.extend(make_digests(THURSDAY_7))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(made) == 1
    assert told(made[0]) == changes


@pytest.mark.parametrize("count", [2, 30])
def test_a_digest_costs_as_many_queries_for_few_as_for_many(count):
    anna = UserFactory()
    for index in range(count):
        application = ApplicationFactory(number=f"EMEA/H/C/{index:06}")
        follow(application, person=anna)
        ChangeFactory(application=application, significance="major", snapshot=SnapshotFactory())
    match_changes()
    DeliveryItem.objects.update(waiting_since=WEDNESDAY)

    with CaptureQueriesContext(connection) as making:
        (made,) = make_digests(THURSDAY_7)
    delivery = Delivery.objects.select_related("person").get(pk=made)
    with CaptureQueriesContext(connection) as composing:
        assert sending.compose(delivery)
    assert (len(making), len(composing)) == (7, 4)
