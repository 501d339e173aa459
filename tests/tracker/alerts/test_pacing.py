"""One reading that changes much is one mail, and a source that is noisy waits for digests, with operators told once."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import ApplicationFactory, ChangeFactory, SnapshotFactory, SourceFactory, UserFactory
from tests.tracker.alerts.conftest import Killed
from tracker.alerts import matching, noise, operators, owed, sending, subscribing
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Damping, Delivery, DeliveryItem, OperatorNotice, Subscription
from tracker.alerts.noise import CALM_AT, NEVER_NOISE, TIMES_THE_USUAL, USUAL_OVER
from tracker.alerts.pacing import MOST_MESSAGES
from tracker.catalogue.models import Change

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def anna():
    return subscribing.follow(UserFactory(username="anna"), authority="EMA").person


@pytest.fixture
def table():
    return SourceFactory(title="EMA medicines table")


def reading_of(count: int, table=None, **facts) -> list[int]:
    """One reading that changes so many applications; ids of the changes."""
    snapshot = SnapshotFactory(source=table or SourceFactory(), retrieved_at=facts.get("seen_at", timezone.now()))
    return [
        ChangeFactory(application=ApplicationFactory(authority="EMA"), snapshot=snapshot, **facts).id
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("applications", "messages"), [(MOST_MESSAGES, MOST_MESSAGES), (MOST_MESSAGES + 1, 1), (167, 1)]
)
def test_a_reading_that_changes_many_applications_is_one_message(applications, messages, anna):
    changes = reading_of(applications)
    made = match_changes().deliveries

    assert len(made) == Delivery.objects.count() == messages
    assert set(DeliveryItem.objects.filter(delivery__in=made).values_list("change_id", flat=True)) == set(changes)
    kinds = set(Delivery.objects.values_list("kind", flat=True))
    assert kinds == {Delivery.Kind.READING if messages == 1 else Delivery.Kind.ALERT}


def test_whoever_follows_few_of_them_gets_a_message_for_each(anna):
    snapshot = SnapshotFactory()
    applications = [ApplicationFactory(authority="EMA") for _ in range(MOST_MESSAGES + 1)]
    ben = UserFactory(username="ben")
    for application in applications[:2]:
        subscribing.follow(ben, application=application)
    for application in applications:
        ChangeFactory(application=application, snapshot=snapshot)
    match_changes()

    assert Delivery.objects.filter(person=anna).count() == 1
    assert Delivery.objects.filter(person=ben, kind=Delivery.Kind.ALERT).count() == 2


def test_several_readings_are_not_gathered(anna):
    for _ in range(MOST_MESSAGES + 1):
        reading_of(1)
    match_changes()
    assert set(Delivery.objects.values_list("kind", flat=True)) == {Delivery.Kind.ALERT}


def test_a_wide_reading_is_one_message_however_few_changes_a_batch_takes(monkeypatch, anna):
    monkeypatch.setattr(matching, "BATCH", 2)
    reading_of(MOST_MESSAGES + 1)
    assert len(match_changes().deliveries) == 1


def test_the_mail_of_a_wide_reading_names_it_and_arrives_once(mail_server, anna):
    reading_of(MOST_MESSAGES + 1, SourceFactory(title="EMA medicines table"))
    for _ in range(2):
        match_changes()
        for delivery in sending.due_deliveries():
            sending.send_delivery(delivery)

    (mail,) = mail_server.to(anna.email)
    assert mail["Subject"] == "One reading of EMA medicines table: 6 changes of 6 applications"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_worker_that_dies_while_it_gathers_loses_nothing(kill, anna):
    changes = reading_of(MOST_MESSAGES + 1)
    kill(owed, "_gathered", after=True)
    with pytest.raises(Killed):
        match_changes()
    assert not DeliveryItem.objects.exists()

    match_changes()
    assert set(DeliveryItem.objects.values_list("change_id", flat=True)) == set(changes)


def changes_of(table, count: int, seen_at: datetime.datetime) -> None:
    """So many alerting changes that a source brought."""
    application = ApplicationFactory(authority="EMA")
    snapshot = SnapshotFactory(source=table, retrieved_at=seen_at)
    for index in range(count):
        ChangeFactory(application=application, snapshot=snapshot, field=f"field-{index}", seen_at=seen_at)


@pytest.mark.parametrize(("count", "is_noisy"), [(NEVER_NOISE, False), (NEVER_NOISE + 1, True)])
def test_a_quiet_source_may_bring_so_many_changes_a_day(count, is_noisy, table):
    changes_of(table, count, timezone.now())
    noise.watch()
    assert Damping.objects.exists() == is_noisy


@pytest.mark.parametrize(("more", "is_noisy"), [(0, False), (1, True)])
def test_a_busy_source_is_measured_by_what_is_usual(more, is_noisy, table):
    usual = 6
    changes_of(table, usual * USUAL_OVER.days, timezone.now() - 3 * DAY)
    changes_of(table, usual * TIMES_THE_USUAL + more, timezone.now())
    noise.watch()
    assert Damping.objects.exists() == is_noisy
    if is_noisy:
        damping = Damping.objects.get()
        assert (damping.changes, damping.usual, damping.bound) == (61, 6, 60)


def test_other_sources_and_what_does_not_alert_do_not_count(table):
    changes_of(table, NEVER_NOISE, timezone.now())
    changes_of(SourceFactory(), NEVER_NOISE, timezone.now())
    changes_of(table, NEVER_NOISE, timezone.now() - DAY - datetime.timedelta(seconds=1))
    reading_of(1, table, alerting=False)
    noise.watch()
    assert not Damping.objects.exists()


@pytest.fixture
def damping(table):
    """The table is noisy."""
    return Damping.objects.create(source=table, began_at=timezone.now() - DAY, changes=61, usual=2, bound=60)


@pytest.mark.parametrize(("significance", "digest"), [("critical", ""), ("major", "daily"), ("minor", "daily")])
def test_of_a_noisy_source_only_what_is_critical_goes_at_once(significance, digest, table, damping):
    Subscription.objects.create(person=UserFactory(), authority="EMA", minimum_significance="minor")
    reading_of(1, table, significance=significance)
    match_changes()
    assert DeliveryItem.objects.get().digest == digest


def test_other_sources_are_told_as_ever_and_so_is_the_noisy_one_when_it_is_calm(table, damping):
    Subscription.objects.create(person=UserFactory(), authority="EMA", minimum_significance="minor")
    reading_of(1, significance="major")
    damping.ended_at = timezone.now()
    damping.save()
    reading_of(1, table, significance="major")
    match_changes()
    assert set(DeliveryItem.objects.values_list("digest", flat=True)) == {""}


@pytest.mark.parametrize(("count", "is_over"), [(int(60 * CALM_AT), False), (int(60 * CALM_AT) - 1, True)])
def test_it_is_calm_below_half_of_what_was_too_much(count, is_over, table, damping):
    changes_of(table, count, timezone.now())
    noise.watch()
    damping.refresh_from_db()
    assert (damping.ended_at is not None) == is_over


def test_operators_hear_once_that_a_source_is_noisy_and_once_that_it_is_calm(settings, mail_server, table):
    settings.OPERATORS = ["olga@example.org", "omar@example.org"]
    changes_of(table, NEVER_NOISE + 1, timezone.now())

    def work() -> None:
        noise.watch()
        for notice in operators.due_notices():
            operators.send_notice(notice)

    work()
    work()
    (mail,) = mail_server.to("olga@example.org")
    assert mail["Subject"] == "Source noisy: EMA medicines table"
    assert "51 changes that alert in one day; 0.0 a day are usual" in mail.get_content()

    Change.objects.update(seen_at=timezone.now() - 2 * DAY)
    work()
    work()
    assert [mail["Subject"].split(":")[0] for mail in mail_server.to("olga@example.org")] == [
        "Source noisy",
        "Source calm again",
    ]
    assert len(mail_server.to("omar@example.org")) == 2


@pytest.mark.parametrize("kind", ["begins", "ends"])
def test_a_worker_that_dies_before_operators_are_told_leaves_nothing_half_done(kind, kill, settings, table):
    settings.OPERATORS = ["olga@example.org"]
    if kind == "ends":
        Damping.objects.create(source=table, began_at=timezone.now() - DAY, changes=61, usual=2, bound=60)
    else:
        changes_of(table, NEVER_NOISE + 1, timezone.now())
    kill(noise, "_tell")
    with pytest.raises(Killed):
        noise.watch()
    assert Damping.objects.filter(ended_at=None).exists() == (kind == "ends")

    noise.watch()
    assert OperatorNotice.objects.get().kind == (OperatorNotice.Kind.CALM if kind == "ends" else "noise")
