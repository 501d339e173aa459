"""The console's pages of subscriptions and deliveries: everyone sees their own."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.factories import ApplicationFactory, ChangeFactory, ProductFactory, SourceFactory, UserFactory
from tracker.alerts import subscribing
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, OperatorNotice, Subscription
from tracker.alerts.operators import tell_operators

pytestmark = pytest.mark.django_db

SUBSCRIPTIONS = "admin:alerts_subscription_changelist"
DELIVERIES = "admin:alerts_delivery_changelist"


@pytest.fixture
def anna():
    person = UserFactory(username="anna")
    alerts = Permission.objects.filter(content_type__app_label__in=["alerts", "catalogue"])
    person.user_permissions.set(alerts)
    return person


@pytest.fixture
def chief():
    return UserFactory(username="chief", is_superuser=True)


@pytest.fixture
def sinerem():
    return ApplicationFactory(product__name="Sinerem")


@pytest.fixture
def followed(anna, sinerem):
    """Anna follows Sinerem, somebody else Rienso, and both changed."""
    rienso = ApplicationFactory(product__name="Rienso")
    subscribing.follow(anna, application=sinerem)
    subscribing.follow(UserFactory(username="ben"), application=rienso)
    ChangeFactory(application=sinerem)
    ChangeFactory(application=rienso)
    match_changes()


def page(client, person, name: str, *args: object, **query: str) -> str:
    """What a person sees."""
    client.force_login(person)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client, person, name: str, action: str, rows) -> None:
    """Choose an action for rows."""
    client.force_login(person)
    client.post(reverse(name), {"action": action, "_selected_action": [row.pk for row in rows]})


@pytest.mark.parametrize("name", [SUBSCRIPTIONS, DELIVERIES])
def test_people_see_what_is_theirs_and_superusers_all(name, client, anna, chief, followed):
    mine, all_rows = page(client, anna, name), page(client, chief, name)

    assert "Sinerem" in mine
    assert "Rienso" not in mine
    assert "Sinerem" in all_rows
    assert "Rienso" in all_rows


def test_nobody_opens_the_delivery_of_somebody_else(client, anna, followed):
    client.force_login(anna)
    other = Delivery.objects.get(person__username="ben")
    answer = client.get(reverse("admin:alerts_delivery_change", args=[other.pk]))

    assert answer.status_code == 302


def test_a_delivery_shows_its_changes_and_attempts_and_cannot_be_edited(client, anna, followed):
    delivery = Delivery.objects.get(person=anna)
    delivery.attempt_log.create(started_at=delivery.created_at, result="postponed", answer="451 Try again later")
    shown = page(client, anna, "admin:alerts_delivery_change", delivery.pk)

    assert "451 Try again later" in shown
    assert "Application Sinerem" in shown
    assert 'name="_save"' not in shown


def test_people_subscribe_themselves(client, anna, sinerem):
    client.force_login(anna)
    form = {"application": sinerem.pk, "minimum_significance": "major", "cadence": "at-once", "note": "ours"}
    add = reverse("admin:alerts_subscription_add")

    assert client.post(add, form | {"person": UserFactory().pk}).status_code == 200
    assert client.post(add, form | {"person": anna.pk}).status_code == 302
    assert Subscription.objects.get().person == anna


def test_a_form_with_two_targets_or_none_says_what_to_choose(client, anna, sinerem):
    client.force_login(anna)
    form = {"person": anna.pk, "minimum_significance": "critical", "cadence": "at-once"}
    for targets in ({}, {"application": sinerem.pk, "product": ProductFactory().pk}):
        answer = client.post(reverse("admin:alerts_subscription_add"), form | targets)
        assert "Choose one thing to follow, and not more than one." in answer.content.decode()


def test_a_second_subscription_to_the_same_thing_is_refused_in_words(client, anna, followed, sinerem):
    client.force_login(anna)
    form = {"person": anna.pk, "application": sinerem.pk, "minimum_significance": "critical", "cadence": "at-once"}
    answer = client.post(reverse("admin:alerts_subscription_add"), form)

    assert "There is one for this application already" in answer.content.decode()


def test_pausing_resuming_and_ending_by_action_and_not_in_the_form(client, anna, followed, sinerem):
    mine = Subscription.objects.filter(person=anna)
    act(client, anna, SUBSCRIPTIONS, "pause", mine)
    assert mine.get().state == Subscription.State.PAUSED

    meanwhile = ChangeFactory(application=sinerem)
    form = {"person": anna.pk, "application": sinerem.pk, "minimum_significance": "critical", "cadence": "at-once"}
    client.post(reverse("admin:alerts_subscription_change", args=[mine.get().pk]), form | {"note": "ours"})
    assert (mine.get().state, mine.get().note) == (Subscription.State.PAUSED, "ours")

    act(client, anna, SUBSCRIPTIONS, "resume", mine)
    assert (mine.get().state, mine.get().after_change) == (Subscription.State.ACTIVE, meanwhile.id)
    act(client, anna, SUBSCRIPTIONS, "end", mine)
    assert mine.get().state == Subscription.State.ENDED


def test_an_action_on_somebody_elses_subscription_does_nothing(client, anna, followed):
    other = Subscription.objects.filter(person__username="ben")
    act(client, anna, SUBSCRIPTIONS, "pause", other)

    assert other.get().state == Subscription.State.ACTIVE


def test_resending_puts_what_was_given_up_back_into_the_queue(client, anna, followed):
    mine = Delivery.objects.filter(person=anna)
    mine.update(state=Delivery.State.FAILED, settled_at=mine.get().created_at, attempts=11)
    act(client, anna, DELIVERIES, "resend", mine)

    assert (mine.get().state, mine.get().attempts) == (Delivery.State.PENDING, 0)


def test_operator_notices_are_shown(client, chief, settings):
    settings.OPERATORS = ["olga@example.org"]
    SourceFactory(title="EMA medicines table", failure="drifted")
    tell_operators()

    assert "EMA medicines table" in page(client, chief, "admin:alerts_operatornotice_changelist")
    page(client, chief, "admin:alerts_operatornotice_change", OperatorNotice.objects.get().pk)


@pytest.mark.parametrize("name", [SUBSCRIPTIONS, DELIVERIES])
def test_lists_ask_as_often_for_many_rows_as_for_few(name, client, chief, django_assert_max_num_queries):
    def queries(count: int) -> int:
        for _ in range(count):
            application = ApplicationFactory()
            subscribing.follow(chief, application=application)
            ChangeFactory(application=application)
        match_changes()
        with django_assert_max_num_queries(30) as asked:
            page(client, chief, name)
        return len(asked)

    page(client, chief, name)
    assert queries(2) == queries(20)


@pytest.mark.parametrize("name", [SUBSCRIPTIONS, DELIVERIES, "admin:alerts_operatornotice_changelist"])
def test_lists_can_be_searched(name, client, chief, followed):
    page(client, chief, name, q="Sinerem")
