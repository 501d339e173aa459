"""The unsubscribe link: one click ends it, looking does not."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import ApplicationFactory, ProductFactory, UserFactory
from tracker.alerts import subscribing
from tracker.alerts.models import Subscription

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def subscription():
    return subscribing.follow(UserFactory(), application=ApplicationFactory(product__name="Sinerem"))


@pytest.fixture
def stranger() -> Client:
    """Whoever opens the link: nobody who signed in, and a client that insists on CSRF tokens."""
    return Client(enforce_csrf_checks=True)


def link(*subscriptions: Subscription) -> str:
    """As it stands in a mail."""
    return reverse("alerts:unsubscribe", args=[".".join(each.token for each in subscriptions)])


def state_of(subscription: Subscription) -> str:
    """As it is in the database now."""
    return Subscription.objects.get(pk=subscription.pk).state


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_link_changes_nothing(method, stranger, subscription):
    answer = getattr(stranger, method)(link(subscription))

    assert answer.status_code == 200
    assert state_of(subscription) == Subscription.State.ACTIVE


def test_the_page_says_what_it_would_end_and_has_a_button(stranger, subscription):
    page = stranger.get(link(subscription)).content.decode()

    assert "You would no longer receive messages about" in page
    assert "Sinerem" in page
    assert '<form method="post">' in page


@pytest.mark.parametrize("body", [ONE_CLICK, {}])
def test_one_click_unsubscribes_without_signing_in(body, stranger, subscription):
    answer = stranger.post(link(subscription), body)

    assert answer.status_code == 200, "RFC 8058 allows no redirect"
    assert state_of(subscription) == Subscription.State.ENDED
    assert "You no longer receive messages about" in answer.content.decode()


def test_a_second_click_is_harmless_and_the_page_then_says_it_is_over(stranger, subscription):
    stranger.post(link(subscription), ONE_CLICK)

    assert stranger.post(link(subscription), ONE_CLICK).status_code == 200
    page = stranger.get(link(subscription)).content.decode()
    assert "You no longer receive messages about" in page
    assert "<form" not in page.partition('id="content-main"')[2]


def test_a_mail_for_two_subscriptions_ends_both_and_no_other(stranger, subscription):
    person = subscription.person
    second = subscribing.follow(person, product=ProductFactory())
    third = subscribing.follow(person, authority="FDA")

    stranger.post(link(subscription, second), ONE_CLICK)

    assert [state_of(each) for each in (subscription, second, third)] == ["ended", "ended", "active"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_link_gives_one_plain_line(method, stranger):
    answer = getattr(stranger, method)("/alerts/unsubscribe/no-such-token/")

    assert answer.status_code == 404
    assert answer.content.decode() == "This unsubscribe link is not known.\n"
    assert answer["Content-Type"] == "text/plain"


def test_a_revoked_link_is_unknown(stranger, subscription):
    old = link(subscription)
    subscribing.revoke_links([subscription])

    assert stranger.post(old, ONE_CLICK).status_code == 404
    assert state_of(subscription) == Subscription.State.ACTIVE


def test_the_link_is_not_kept_by_caches_nor_found_by_search_engines(stranger, subscription):
    answer = stranger.get(link(subscription))

    assert "no-store" in answer["Cache-Control"]
    assert 'name="robots" content="noindex"' in answer.content.decode()


def test_other_methods_are_refused(stranger, subscription):
    assert stranger.delete(link(subscription)).status_code == 405


def pause(stranger: Client, subscription: Subscription, **asked: str) -> str:
    return stranger.post(link(subscription), {"do": "pause", **asked}).content.decode()


def test_the_page_pauses_until_a_day_in_the_zone_of_the_person(stranger, subscription):
    person = subscription.person
    person.time_zone = "Europe/Paris"
    person.save()
    shown = pause(stranger, subscription, until="2050-07-01")

    paused = Subscription.objects.get(pk=subscription.pk)
    assert paused.state == Subscription.State.PAUSED
    assert paused.paused_until == datetime.datetime(2050, 6, 30, 22, tzinfo=datetime.UTC)
    assert "until 1 Jul 2050" in shown


def test_the_page_pauses_without_an_end_and_resumes(stranger, subscription):
    assert "Resume" in pause(stranger, subscription, until="")
    assert (state_of(subscription), Subscription.objects.get().paused_until) == ("paused", None)
    stranger.post(link(subscription), {"do": "resume"})
    assert state_of(subscription) == Subscription.State.ACTIVE


@pytest.mark.parametrize("day", ["2020-01-01", "tomorrow"])
def test_a_day_that_is_none_to_come_pauses_nothing(stranger, subscription, day):
    assert "errornote" in pause(stranger, subscription, until=day)
    assert state_of(subscription) == Subscription.State.ACTIVE


def test_what_was_unsubscribed_is_neither_paused_nor_resumed_by_the_link(stranger, subscription):
    stranger.post(link(subscription), ONE_CLICK)
    for verb in ("pause", "resume"):
        stranger.post(link(subscription), {"do": verb, "until": ""})
        assert state_of(subscription) == Subscription.State.ENDED


def test_one_click_ends_what_is_paused_too(stranger, subscription):
    pause(stranger, subscription, until="2050-07-01")
    assert stranger.post(link(subscription), ONE_CLICK).status_code == 200
    assert state_of(subscription) == Subscription.State.ENDED


def test_the_page_leads_to_what_one_is_told(stranger, subscription):
    assert f"/subscriptions/{subscription.pk}/" in stranger.get(link(subscription)).content.decode()
