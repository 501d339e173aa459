"""Subscribers hear once when a source that they depend on has fallen silent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    ApplicationFactory,
    ObservationFactory,
    OrganisationFactory,
    SavedSearchFactory,
    SnapshotFactory,
    SourceFactory,
    SubstanceFactory,
    UserFactory,
)
from tests.tracker.alerts.conftest import Killed
from tracker.alerts import dependence, outbox, stale
from tracker.alerts.models import StaleNotice, Subscription
from tracker.alerts.models.subscriptions import GIVEN
from tracker.catalogue.models import Portfolio
from tracker.sources.models import Source

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _live(settings) -> None:
    settings.CONTACT = "someone@example.org"


@pytest.fixture
def table() -> Source:
    """EMA's table, read every 12 hours and now silent for three days; it has told of Sinerem."""
    return SourceFactory(title="EMA medicines table", interval=DAY / 2, read_at=timezone.now() - 3 * DAY)


@pytest.fixture
def told_of(table):
    application = ApplicationFactory(number="EMEA/H/C/000801", authority="EMA")
    ObservationFactory(application_number=application.number, snapshot=SnapshotFactory(source=table))
    return application


def follow(person, **target: object) -> Subscription:
    return Subscription.objects.create(person=person, **target)


def tell() -> None:
    """What workers do, once."""
    stale.tell_subscribers()
    for notice in stale.due_notices():
        stale.send_notice(notice)


def test_a_subscriber_is_told_once_since_when_a_source_is_silent(mail_server, table, told_of):
    anna = UserFactory(time_zone="Europe/Paris")
    follow(anna, application=told_of)
    tell()
    tell()

    (mail,) = mail_server.to(anna.email)
    assert mail["Subject"].strip() == "Not read as it should be: EMA medicines table"
    assert "Europe/Paris" in mail.get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.fixture
def targets(told_of) -> dict[str, object]:
    """By kind, what leads to Sinerem."""
    told_of.applicant = OrganisationFactory(name="Guerbet")
    told_of.save()
    substance = SubstanceFactory(name="ferumoxtran-10")
    told_of.substances.add(substance)
    portfolio = Portfolio.objects.create(name="Iron oxides", slug="iron-oxides")
    portfolio.products.add(told_of.product)
    return {
        "application": told_of,
        "product": told_of.product,
        "substance": substance,
        "organisation": told_of.applicant,
        "portfolio": portfolio,
        "search": SavedSearchFactory(words=told_of.name),
        "authority": "EMA",
    }


@pytest.mark.parametrize("kind", GIVEN)
def test_every_kind_of_subscription_depends_on_what_the_source_told_of(table, targets, kind):
    subscription = follow(UserFactory(), **{kind: targets[kind]})
    assert list(dependence.subscriptions_that_depend_on(table)) == [subscription]


def test_who_follows_something_else_is_not_told(mail_server, table, told_of):
    follow(UserFactory(), application=ApplicationFactory(number="NDA022180", authority="FDA"))
    follow(UserFactory(), authority="FDA")
    follow(UserFactory(), organisation=OrganisationFactory())
    follow(UserFactory(), portfolio=Portfolio.objects.create(name="Empty", slug="empty"))
    follow(UserFactory(), search=SavedSearchFactory(authority="FDA"))
    tell()
    assert not StaleNotice.objects.exists()


def test_who_paused_or_unsubscribed_is_not_told(table, told_of):
    for state in (Subscription.State.PAUSED, Subscription.State.ENDED):
        follow(UserFactory(), application=told_of, state=state)
    tell()
    assert not StaleNotice.objects.exists()


@pytest.mark.parametrize(
    ("interval", "silent_for", "is_told"),
    [
        (DAY / 2, timedelta(hours=47), False),
        (DAY / 2, timedelta(hours=49), True),
        (2 * DAY, 6 * DAY - timedelta(hours=1), False),
        (2 * DAY, 6 * DAY + timedelta(hours=1), True),
    ],
)
def test_stale_is_three_intervals_or_48_hours_whichever_is_later(table, told_of, interval, silent_for, is_told):
    Source.objects.update(interval=interval, read_at=timezone.now() - silent_for)
    follow(UserFactory(), application=told_of)
    tell()
    assert StaleNotice.objects.exists() == is_told


def test_a_second_silence_is_told_again(mail_server, table, told_of):
    anna = UserFactory()
    follow(anna, application=told_of)
    tell()
    Source.objects.update(read_at=timezone.now())
    tell()
    Source.objects.update(read_at=timezone.now() - 4 * DAY)
    tell()
    assert len(mail_server.to(anna.email)) == 2


def test_a_source_that_was_read_before_the_mail_left_is_not_told_of(mail_server, table, told_of):
    anna = UserFactory()
    follow(anna, application=told_of)
    stale.tell_subscribers()
    Source.objects.update(read_at=timezone.now())
    for notice in stale.due_notices():
        stale.send_notice(notice)
    assert mail_server.to(anna.email) == []
    assert StaleNotice.objects.get().state == StaleNotice.State.CANCELLED


def test_nobody_is_told_before_anything_is_fetched_live(settings, table, told_of):
    settings.CONTACT = ""
    follow(UserFactory(), application=told_of)
    tell()
    assert not StaleNotice.objects.exists()


def test_a_worker_that_dies_after_the_server_took_the_mail_repeats_it_with_the_same_id(
    monkeypatch, mail_server, table, told_of
):
    anna = UserFactory()
    follow(anna, application=told_of)
    stale.tell_subscribers()
    (notice,) = stale.due_notices()

    def dies(*args: object) -> None:
        raise Killed

    settle = outbox.settle
    monkeypatch.setattr(outbox, "settle", dies)
    with pytest.raises(Killed):
        stale.send_notice(notice)
    monkeypatch.setattr(outbox, "settle", settle)
    StaleNotice.objects.update(leased_until=timezone.now() - DAY)
    tell()

    first, second = mail_server.to(anna.email)
    assert first["Message-ID"] == second["Message-ID"]
