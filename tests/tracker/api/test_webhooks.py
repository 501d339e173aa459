"""Webhooks over the API: a program adds and tests those of its own person, and sees no others."""

import pytest

from tests.factories import ApplicationFactory, UserFactory, WebhookFactory
from tests.tracker.api.conftest import program_of
from tests.tracker.api.described import differences
from tracker.alerts import subscribing
from tracker.alerts.models import Delivery, Webhook

ADDRESS = "/api/v1/webhooks/"
NEW = {"name": "Planning tool", "address": "https://hooks.example.org/clockstop"}


@pytest.fixture
def webhook(editor) -> Webhook:
    return WebhookFactory(person=editor)


@pytest.fixture
def followed(editor):
    return subscribing.follow(editor, application=ApplicationFactory())


def test_a_program_adds_a_webhook_and_sees_its_secret_once(editing, editor, followed):
    answer = editing.post(ADDRESS, {**NEW, "subscriptions": [followed.pk]})
    assert answer.status_code == 201, answer.json()
    webhook = Webhook.objects.get(person=editor)
    assert answer.json()["secret"] == webhook.secret
    assert differences(answer.json(), "NewWebhook") == []
    shown = editing.get(f"{ADDRESS}{webhook.pk}/").json()
    assert "secret" not in shown
    assert differences(shown, "Webhook") == []
    assert shown["subscriptions"] == [followed.pk]
    assert editing.get(f"/api/v1/subscriptions/{followed.pk}/").json()["webhooks"] == [webhook.pk]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": "http://hooks.example.org/"}, "address: It must begin with https://"),
        ({"address": "https://10.0.0.1/"}, "address: It leads into the inner network"),
        ({"name": ""}, "name: "),
        ({"subscriptions": [999]}, "subscriptions: "),
    ],
)
def test_what_is_wrong_is_said(editing, wrong, said):
    answer = editing.post(ADDRESS, {**NEW, **wrong})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)
    assert not Webhook.objects.exists()


def test_two_of_one_name_are_refused(editing, webhook):
    answer = editing.post(ADDRESS, {**NEW, "name": webhook.name})
    assert answer.status_code == 400
    assert "You have a webhook of that name" in answer.json()["detail"]


def test_a_webhook_is_told_of_ones_own_subscriptions_only(editing, webhook):
    of_another = subscribing.follow(UserFactory(), application=ApplicationFactory())
    answer = editing.patch(f"{ADDRESS}{webhook.pk}/", {"subscriptions": [of_another.pk]})
    assert answer.status_code == 400
    assert not webhook.subscriptions.exists()


def test_nobody_sees_or_changes_those_of_others(editing):
    other = WebhookFactory()
    assert editing.get(ADDRESS).json()["results"] == []
    for ending in ("", "test/", "enable/", "switch-off/", "renew-secret/"):
        ask = editing.post if ending else editing.get
        assert ask(f"{ADDRESS}{other.pk}/{ending}").status_code == 404


def test_changing_needs_the_permission(allowed, webhook):
    client = program_of(allowed("view_webhook"))
    assert client.post(ADDRESS, NEW).status_code == 403
    assert client.post(f"{ADDRESS}{webhook.pk}/test/").status_code == 403


def test_a_test_gives_the_true_answer(editing, webhook, httpserver, settings):
    settings.WEBHOOK_INNER_HOSTS = frozenset({httpserver.host})
    httpserver.expect_request("/hook", method="POST").respond_with_data("Not today", status=503)
    Webhook.objects.update(address=httpserver.url_for("/hook"), state=Webhook.State.DISABLED)
    answer = editing.post(f"{ADDRESS}{webhook.pk}/test/")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["answer"]) == (503, "Not today")
    assert answer.json()["milliseconds"] >= 0
    assert differences(answer.json(), "TestAnswer") == []
    assert not Delivery.objects.exists()


def test_a_test_of_an_address_inside_says_why_nothing_is_sent(editing, webhook):
    Webhook.objects.update(address="https://127.0.0.1/")
    answer = editing.post(f"{ADDRESS}{webhook.pk}/test/").json()
    assert answer["status"] is None
    assert "inner network" in answer["answer"]


def test_it_is_switched_off_enabled_and_given_a_new_secret(editing, webhook):
    assert editing.post(f"{ADDRESS}{webhook.pk}/switch-off/").json()["state"] == "off"
    assert editing.post(f"{ADDRESS}{webhook.pk}/enable/").json()["state"] == "active"
    secret = editing.post(f"{ADDRESS}{webhook.pk}/renew-secret/").json()["secret"]
    assert secret != webhook.secret
    webhook.refresh_from_db()
    assert secret == webhook.secret
