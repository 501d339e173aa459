"""Webhooks are told what their subscriptions ask for, signed, once each; what they answer decides what happens next."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from werkzeug import Request, Response

from tests.factories import ApplicationFactory, ChangeFactory, UserFactory, WebhookFactory
from tests.tracker.alerts.conftest import Killed
from tests.tracker.alerts.test_sending import deliver, let_time_pass
from tracker.alerts import outbox, sending, subscribing, tasks, webhooks
from tracker.alerts.channels.webhook import WAITS, exchange, posting, signing, try_out
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryItem, Result, Subscription, Webhook, WebhookNotice
from tracker.alerts.sending import due_deliveries, send_delivery

pytestmark = pytest.mark.django_db

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Listener:
    """A program that listens: it answers as told and keeps what it was sent."""

    def __init__(self, httpserver) -> None:
        self.status, self.words, self.headers = 204, "", {}
        self.received: list[Request] = []
        httpserver.expect_request("/hook").respond_with_handler(self.answer)
        self.address = httpserver.url_for("/hook")

    def answer(self, request: Request) -> Response:
        request.get_data()
        self.received.append(request)
        return Response(self.words, status=self.status, headers=self.headers)

    @property
    def told(self) -> list[dict]:
        return [json.loads(request.get_data()) for request in self.received]


@pytest.fixture
def listener(httpserver, settings) -> Listener:
    settings.WEBHOOK_INNER_HOSTS = frozenset({httpserver.host})
    return Listener(httpserver)


@pytest.fixture
def sinerem():
    return ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")


@pytest.fixture
def anna():
    return UserFactory(username="anna")


@pytest.fixture
def subscription(sinerem, anna) -> Subscription:
    """Told by webhook only."""
    subscription = subscribing.follow(anna, application=sinerem)
    Subscription.objects.filter(pk=subscription.pk).update(by_email=False)
    return subscription


@pytest.fixture
def webhook(listener, anna, subscription) -> Webhook:
    webhook = WebhookFactory(person=anna, address=listener.address, secret=SECRET)
    webhook.subscriptions.add(subscription)
    return webhook


def let_it_rest() -> None:
    """As if the rest after a failure were over, and the next attempt due."""
    let_time_pass(days=2)
    Webhook.objects.exclude(resting_until=None).update(resting_until=timezone.now())


def state_of(webhook: Webhook) -> str:
    webhook.refresh_from_db()
    return webhook.state


def test_the_signature_is_that_of_the_standard():
    """Reckoned here by the rule of Standard Webhooks 1.0.0: HMAC-SHA256 of `id.timestamp.body`, in base64."""
    key, moment, body = "msg_1", 1674087231, b'{"type": "test"}'
    reckoned = hmac.new(b64decode(SECRET[6:]), b"msg_1.1674087231." + body, hashlib.sha256).digest()
    assert signing.headers_of(key, moment, body, SECRET) == {
        "webhook-id": "msg_1",
        "webhook-timestamp": "1674087231",
        "webhook-signature": f"v1,{b64encode(reckoned).decode()}",
    }


def test_a_new_secret_holds_32_bytes_and_is_another_each_time():
    one, other = WebhookFactory(), WebhookFactory()
    assert len(b64decode(one.secret.removeprefix("whsec_"))) == 32
    assert one.secret != other.secret


def test_a_change_reaches_the_webhook_once_signed_and_nobody_by_mail(listener, webhook, sinerem):
    change = ChangeFactory(application=sinerem)
    deliver()
    deliver()

    (request,) = listener.received
    assert request.content_type == "application/json"
    key, moment, body = request.headers["webhook-id"], int(request.headers["webhook-timestamp"]), request.get_data()
    assert request.headers["webhook-signature"] == f"v1,{signing.signature(key, moment, body, SECRET)}"
    assert abs(moment - timezone.now().timestamp()) < 60
    assert "." not in key
    told = json.loads(body)
    assert told["type"] == "changes"
    assert told["data"]["application"]["number"] == "EMEA/H/C/000801"
    assert [each["id"] for each in told["data"]["changes"]] == [change.pk]
    assert mail.outbox == []
    delivery = Delivery.objects.get()
    attempt = delivery.attempt_log.get()
    assert (delivery.state, delivery.channel, delivery.webhook) == ("sent", "webhook", webhook)
    assert (attempt.result, attempt.status) == (Result.ACCEPTED, 204)
    assert timedelta() < attempt.took < timedelta(seconds=10)


def test_changes_stand_in_the_message_as_the_api_gives_them(listener, webhook, sinerem, client):
    change = ChangeFactory(application=sinerem)
    deliver()
    client.force_login(UserFactory(is_superuser=True))
    of_the_api = client.get(f"/api/v1/changes/{change.pk}/").json()
    (told,) = listener.told[0]["data"]["changes"]
    assert {name: told[name] for name in of_the_api if name != "reviewed_at"} == {
        name: value for name, value in of_the_api.items() if name != "reviewed_at"
    }
    application = client.get(f"/api/v1/applications/{sinerem.pk}/").json()
    named = listener.told[0]["data"]["application"]
    assert {name: application[name] for name in named} == named


def test_email_stays_the_default_and_both_are_possible(listener, webhook, subscription, sinerem, anna):
    Subscription.objects.filter(pk=subscription.pk).update(by_email=True)
    ChangeFactory(application=sinerem)
    deliver()
    assert len(listener.received) == len(mail.outbox) == 1
    assert DeliveryItem.objects.filter(person=anna).count() == 2


def test_each_of_two_webhooks_is_told_once(listener, webhook, subscription, sinerem, anna):
    other = WebhookFactory(person=anna, address=listener.address)
    other.subscriptions.add(subscription)
    ChangeFactory(application=sinerem)
    deliver()
    assert len({request.headers["webhook-id"] for request in listener.received}) == len(listener.received) == 2


def test_the_database_refuses_to_tell_a_webhook_of_a_change_twice(webhook, sinerem):
    ChangeFactory(application=sinerem)
    match_changes()
    item = DeliveryItem.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryItem.objects.create(
            delivery=item.delivery, person=item.person, channel="webhook", webhook=webhook, change=item.change
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=item.delivery_id).update(webhook=None)


@pytest.mark.parametrize("status", [400, 413, 414, 415, 422])
def test_what_is_said_of_the_message_is_final(status, listener, webhook, sinerem):
    listener.status, listener.words = status, "no such field"
    ChangeFactory(application=sinerem)
    deliver()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.answer) == (Delivery.State.FAILED, f"{status} no such field")
    assert state_of(webhook) == Webhook.State.ACTIVE


@pytest.mark.parametrize("status", [302, 401, 403, 404, 408, 425, 429, 500, 502, 503])
def test_what_somebody_can_mend_is_tried_again_with_the_same_id(status, listener, webhook, sinerem):
    listener.status = status
    ChangeFactory(application=sinerem)
    deliver()
    assert Delivery.objects.get().state == Delivery.State.PENDING
    listener.status = 200
    let_it_rest()
    deliver()
    assert Delivery.objects.get().state == Delivery.State.SENT
    first, second = listener.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert [attempt.status for attempt in Delivery.objects.get().attempt_log.all()] == [status, 200]


def test_retry_after_is_honoured(listener, webhook, sinerem):
    listener.status, listener.headers = 429, {"Retry-After": "7200"}
    ChangeFactory(application=sinerem)
    deliver()
    webhook.refresh_from_db()
    for moment in (Delivery.objects.get().next_attempt_at, webhook.resting_until):
        assert timedelta(minutes=119) < moment - timezone.now() <= timedelta(minutes=120)


def test_attempts_end_after_a_day(listener, webhook, sinerem):
    listener.status = 500
    ChangeFactory(application=sinerem)
    deliver()
    while Delivery.objects.get().state == Delivery.State.PENDING:
        Delivery.objects.update(next_attempt_at=timezone.now())
        Webhook.objects.update(resting_until=None)
        deliver()
    assert sum(WAITS, timedelta()) == timedelta(days=1, minutes=1)
    assert len(listener.received) == len(WAITS) + 1
    assert Delivery.objects.get().state == Delivery.State.FAILED
    assert state_of(webhook) == Webhook.State.ACTIVE


def test_a_webhook_that_fails_rests_and_holds_up_nobody(listener, webhook, sinerem, anna):
    listener.status = 500
    for _ in range(5):
        ChangeFactory(application=sinerem)
    match_changes()
    for delivery in due_deliveries():
        send_delivery(delivery)
    assert len(listener.received) == 1, "the other four wait until its rest is over"
    assert due_deliveries() == []
    listener.status = 200
    let_it_rest()
    deliver()
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.SENT}
    webhook.refresh_from_db()
    assert (webhook.failing_since, webhook.resting_until) == (None, None)


def test_gone_disables_at_once_tells_the_owner_once_and_keeps_everything(listener, webhook, sinerem, anna):
    listener.status = 410
    ChangeFactory(application=sinerem)
    ChangeFactory(application=sinerem)
    deliver()
    tasks.send_deliveries()
    tasks.send_deliveries()

    assert state_of(webhook) == Webhook.State.DISABLED
    assert webhook.disabled_because == Webhook.Because.GONE
    (told,) = mail.outbox
    assert told.to == [anna.email]
    assert "410 Gone" in told.body
    assert f"https://clockstop.example.org/webhooks/{webhook.pk}/" in told.body
    ChangeFactory(application=sinerem)
    deliver()
    assert len(listener.received) == 1

    listener.status = 200
    webhooks.enable(webhook)
    deliver()
    assert Delivery.objects.filter(state=Delivery.State.SENT).count() == 3


@pytest.mark.parametrize(("days", "state"), [(4.99, Webhook.State.ACTIVE), (5.01, Webhook.State.DISABLED)])
def test_long_failure_disables(days, state, listener, webhook, sinerem):
    listener.status = 500
    ChangeFactory(application=sinerem)
    deliver()
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=days))
    let_it_rest()
    deliver()
    assert state_of(webhook) == state
    assert WebhookNotice.objects.count() == (state == Webhook.State.DISABLED)


def test_one_accepted_message_begins_the_count_anew(listener, webhook, sinerem):
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=30))
    ChangeFactory(application=sinerem)
    deliver()
    webhook.refresh_from_db()
    assert (webhook.state, webhook.failing_since) == (Webhook.State.ACTIVE, None)


def test_our_own_mistake_does_not_count_against_the_webhook(listener, webhook, sinerem, monkeypatch):
    def breaks(delivery: Delivery) -> None:
        raise ValueError("a name that nobody thought of")

    monkeypatch.setattr(sending, "compose", breaks)
    ChangeFactory(application=sinerem)
    deliver()
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_what_changes_while_it_is_switched_off_is_not_told_later(listener, webhook, sinerem):
    ChangeFactory(application=sinerem)
    match_changes()
    assert webhooks.switch_off(webhook) == 1
    ChangeFactory(application=sinerem)
    deliver()
    webhooks.enable(webhook)
    deliver()
    assert listener.received == []
    assert Delivery.objects.get().state == Delivery.State.CANCELLED


def test_a_webhook_that_a_subscription_no_longer_names_is_told_nothing(listener, webhook, subscription, sinerem):
    ChangeFactory(application=sinerem)
    match_changes()
    webhook.subscriptions.remove(subscription)
    deliver()
    assert listener.received == []
    assert Delivery.objects.get().state == Delivery.State.CANCELLED


def test_what_failed_can_be_sent_again_with_the_same_id(listener, webhook, sinerem):
    listener.status = 400
    ChangeFactory(application=sinerem)
    deliver()
    listener.status = 200
    assert webhooks.send_failed_again(webhook) == 1
    deliver()
    first, second = listener.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert Delivery.objects.get().state == Delivery.State.SENT


@pytest.mark.parametrize(
    ("place", "name", "after"),
    [
        (sending, "compose", True),
        (posting, "body_of_alert", True),
        (exchange, "post", False),
    ],
)
def test_a_worker_that_dies_before_the_answer_repeats_nothing(place, name, after, kill, listener, webhook, sinerem):
    ChangeFactory(application=sinerem)
    kill(place, name, after=after)
    with pytest.raises(Killed):
        deliver()
    deliver()
    assert listener.received == []
    let_time_pass(minutes=11)
    deliver()
    deliver()
    assert len(listener.received) == 1


@pytest.mark.parametrize(("place", "name"), [(sending, "_record"), (outbox, "settle"), (webhooks, "note")])
def test_a_worker_that_dies_after_the_answer_repeats_the_same_id(place, name, kill, listener, webhook, sinerem):
    ChangeFactory(application=sinerem)
    kill(place, name)
    with pytest.raises(Killed):
        deliver()
    assert len(listener.received) == 1
    assert Delivery.objects.get().state == Delivery.State.SENDING, "record and note are one transaction"
    let_time_pass(minutes=11)
    deliver()
    deliver()
    first, second = listener.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_a_worker_that_dies_while_it_disables_leaves_it_for_the_next(kill, listener, webhook, sinerem, monkeypatch):
    listener.status = 410
    ChangeFactory(application=sinerem)
    kill(WebhookNotice.objects, "create")
    with pytest.raises(Killed):
        deliver()
    assert state_of(webhook) == Webhook.State.ACTIVE
    assert not WebhookNotice.objects.exists()
    let_time_pass(minutes=11)
    deliver()
    assert state_of(webhook) == Webhook.State.DISABLED
    assert WebhookNotice.objects.count() == 1


def test_a_test_gives_the_true_answer_and_changes_nothing(listener, webhook):
    listener.status, listener.words = 418, "I am a teapot"
    answer = try_out(webhook)
    assert (answer.status, answer.words) == (418, "I am a teapot")
    assert answer.took > timedelta()
    (told,) = listener.told
    assert (told["type"], told["data"]) == ("test", {"webhook": webhook.name})
    assert not Delivery.objects.exists()
    before = webhook.failing_since, webhook.state
    webhook.refresh_from_db()
    assert (webhook.failing_since, webhook.state) == before


def test_the_command_sends_what_owners_are_to_hear(listener, webhook, sinerem, anna, capsys):
    listener.status = 410
    ChangeFactory(application=sinerem)
    with pytest.raises(CommandError, match="1 could not be sent"):
        call_command("deliver")
    assert [message.to for message in mail.outbox] == [[anna.email]]
