"""A pause ends when it was said to end, and what it kept back is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import ApplicationFactory, ChangeFactory, UserFactory
from tracker.alerts import subscribing, tasks
from tracker.alerts.asked import missed
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.catalogue.models import Change

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def sinerem():
    return ApplicationFactory()


@pytest.fixture
def subscription(sinerem) -> Subscription:
    return subscribing.follow(UserFactory(), application=sinerem)


def rows(*subscriptions: Subscription):
    return Subscription.objects.filter(pk__in=[each.pk for each in subscriptions])


def change(application, recorded_at=None) -> Change:
    made = ChangeFactory(application=application)
    if recorded_at:
        Change.objects.filter(pk=made.pk).update(recorded_at=recorded_at)
    return made


def told() -> list[int]:
    return list(DeliveryItem.objects.order_by("id").values_list("change_id", flat=True))


def shown(subscription: Subscription) -> list[int]:
    return sorted(missed(Subscription.objects.get(pk=subscription.pk)).values_list("pk", flat=True))


def test_what_changes_during_a_pause_is_not_told_and_is_shown(subscription, sinerem):
    before = change(sinerem)
    match_changes()
    Delivery.objects.update(state=Delivery.State.SENT)
    subscribing.pause(rows(subscription))
    meanwhile = change(sinerem)
    match_changes()
    assert (told(), shown(subscription)) == ([before.pk], [meanwhile.pk])

    subscribing.resume(rows(subscription))
    after = change(sinerem)
    match_changes()
    assert (told(), shown(subscription)) == ([before.pk, after.pk], [meanwhile.pk])


@pytest.mark.parametrize("is_looked_up", [True, False])
def test_what_waited_to_be_told_when_the_pause_began_is_shown_too(subscription, sinerem, is_looked_up):
    waiting = change(sinerem)
    if is_looked_up:
        match_changes()
    subscribing.pause(rows(subscription))
    match_changes()
    assert waiting.pk in shown(subscription)


def test_a_pause_ends_by_itself_and_no_sooner(subscription, sinerem):
    until = timezone.now() + HOUR
    subscribing.pause(rows(subscription), until)
    assert subscribing.resume_due(until - timedelta(seconds=1)) == 0
    assert subscribing.resume_due(until) == 1
    assert subscribing.resume_due(until) == 0
    subscription.refresh_from_db()
    assert (subscription.state, subscription.paused_until) == ("active", None)


def test_the_sweep_ends_pauses(subscription):
    subscribing.pause(rows(subscription), timezone.now() + HOUR)
    Subscription.objects.update(paused_until=timezone.now() - HOUR)
    tasks.sweep()
    assert rows(subscription).get().state == Subscription.State.ACTIVE


def test_what_changes_after_the_end_of_a_pause_is_told_however_late_it_is_noticed(subscription, sinerem):
    end = timezone.now() - 2 * HOUR
    subscribing.pause(rows(subscription), end)
    during = change(sinerem, end - HOUR)
    Change.objects.filter(pk=during.pk).update(matched_at=end - HOUR)
    after = change(sinerem, end + HOUR)
    match_changes()
    assert told() == [after.pk]
    assert shown(subscription) == [during.pk]


def test_a_pause_without_an_end_waits_for_a_person(subscription):
    subscribing.pause(rows(subscription))
    assert subscribing.resume_due(timezone.now() + 10_000 * HOUR) == 0


def test_pausing_everything_leaves_alone_what_was_paused_by_itself(subscription):
    person, until = subscription.person, timezone.now() + HOUR
    alone = subscribing.follow(person, authority="FDA")
    ended = subscribing.follow(person, authority="EMA")
    others = subscribing.follow(UserFactory(), authority="EMA")
    subscribing.pause(rows(alone))
    subscribing.end(rows(ended))
    subscribing.pause(subscribing.while_away(person), until)
    subscribing.pause(subscribing.while_away(person), until + HOUR)

    states = {row.pk: (row.state, row.paused_until) for row in Subscription.objects.all()}
    assert states == {
        subscription.pk: ("paused", until + HOUR),
        alone.pk: ("paused", None),
        ended.pk: ("ended", None),
        others.pk: ("active", None),
    }


def test_who_unsubscribed_and_begins_again_missed_nothing(subscription, sinerem):
    subscribing.pause(rows(subscription))
    change(sinerem)
    subscribing.end(rows(subscription))
    subscribing.resume(rows(subscription))
    assert shown(subscription) == []
