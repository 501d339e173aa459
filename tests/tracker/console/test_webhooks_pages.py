"""Webhooks in the console: added, tested, mended by their owner; a dead address is told on every page."""

import pytest
from django.contrib.auth.models import Permission

from tests.factories import ApplicationFactory, ChangeFactory, UserFactory, WebhookFactory
from tracker.alerts import subscribing, suspensions
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, SuspendedAddress, Webhook

NEW = {"name": "Planning tool", "address": "https://hooks.example.org/clockstop"}


@pytest.fixture
def owner(db):
    """Somebody who may have webhooks, and is no operator."""
    person = UserFactory(username="owner")
    wanted = ("view_webhook", "add_webhook", "change_webhook", "view_change", "view_application")
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return person


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def webhook(owner) -> Webhook:
    return WebhookFactory(person=owner, name="Planning tool")


def text(answer) -> str:
    return answer.content.decode()


def delivered(person, **facts: object) -> Delivery:
    """A delivery of a change, as it stands after sending."""
    application = ApplicationFactory()
    subscribing.follow(person, application=application)
    ChangeFactory(application=application)
    match_changes()
    Delivery.objects.filter(person=person).update(**facts)
    return Delivery.objects.get(person=person)


def test_adding_one_shows_its_secret_once(as_owner, owner):
    subscription = subscribing.follow(owner, application=ApplicationFactory(number="EMEA/H/C/000801"))
    assert "You have none." in text(as_owner.get("/webhooks/"))
    shown = as_owner.post("/webhooks/add/", {**NEW, "subscriptions": [subscription.pk]})
    webhook = Webhook.objects.get(person=owner)
    assert webhook.secret in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert list(webhook.subscriptions.all()) == [subscription]
    for address in ("/webhooks/", f"/webhooks/{webhook.pk}/", f"/webhooks/{webhook.pk}/change/"):
        assert webhook.secret not in text(as_owner.get(address))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": "http://hooks.example.org/"}, "must begin with https://"),
        ({"address": "https://192.168.0.1/"}, "inner network"),
        ({"name": "Planning tool"}, "You have a webhook of that name"),
    ],
)
def test_what_is_wrong_is_said(as_owner, webhook, wrong, said):
    assert said in text(as_owner.post("/webhooks/add/", {**NEW, "name": "Another", **wrong}))
    assert Webhook.objects.count() == 1


def test_subscriptions_of_others_cannot_be_chosen(as_owner, owner):
    of_another = subscribing.follow(UserFactory(), application=ApplicationFactory())
    as_owner.post("/webhooks/add/", {**NEW, "subscriptions": [of_another.pk]})
    assert not Webhook.objects.exists()


def test_it_is_changed_without_a_new_secret(as_owner, webhook):
    as_owner.post(f"/webhooks/{webhook.pk}/change/", {**NEW, "address": "https://new.example.org/"})
    changed = Webhook.objects.get()
    assert (changed.address, changed.secret) == ("https://new.example.org/", webhook.secret)


def test_a_test_shows_the_true_answer_as_text(as_owner, webhook, httpserver, settings):
    settings.WEBHOOK_INNER_HOSTS = frozenset({httpserver.host})
    httpserver.expect_request("/hook", method="POST").respond_with_data("<b>Not today</b>", status=503)
    Webhook.objects.update(address=httpserver.url_for("/hook"))
    shown = text(as_owner.post(f"/webhooks/{webhook.pk}/test/"))
    assert "503" in shown
    assert "&lt;b&gt;Not today&lt;/b&gt;" in shown
    assert not Delivery.objects.exists()


def test_it_is_switched_off_enabled_and_given_a_new_secret(as_owner, webhook):
    as_owner.post(f"/webhooks/{webhook.pk}/switch-off/")
    assert Webhook.objects.get().state == Webhook.State.OFF
    as_owner.post(f"/webhooks/{webhook.pk}/enable/")
    assert Webhook.objects.get().state == Webhook.State.ACTIVE
    shown = text(as_owner.post(f"/webhooks/{webhook.pk}/renew-secret/"))
    assert Webhook.objects.get().secret in shown
    assert Webhook.objects.get().secret != webhook.secret
    assert as_owner.post(f"/webhooks/{webhook.pk}/anything/").status_code == 404
    assert as_owner.get(f"/webhooks/{webhook.pk}/enable/").status_code == 405


def test_what_it_did_not_take_is_sent_again(as_owner, webhook, owner):
    delivery = delivered(owner)
    Delivery.objects.update(channel="webhook", webhook=webhook, state="failed", settled_at=delivery.created_at)
    delivery.attempt_log.create(started_at=delivery.created_at, result="refused", status=422, answer="no such field")
    shown = text(as_owner.get(f"/webhooks/{webhook.pk}/"))
    assert "Not taken: 1" in shown
    assert "no such field" in shown
    as_owner.post(f"/webhooks/{webhook.pk}/send-again/")
    assert Delivery.objects.get().state == Delivery.State.PENDING


@pytest.mark.parametrize("ending", ["", "change/", "test/", "enable/", "switch-off/", "renew-secret/", "send-again/"])
def test_those_of_others_are_not_there(as_owner, ending):
    other = WebhookFactory()
    assert as_owner.post(f"/webhooks/{other.pk}/{ending}").status_code == 404
    assert other.name not in text(as_owner.get("/webhooks/"))


def test_a_dead_address_is_told_on_every_page_until_its_owner_says_it_works(as_owner, owner, sinerem):
    suspensions.suspend(owner.email.upper(), "550 5.1.1 <b>No such user</b>")
    for address in ("/admin/", "/webhooks/", "/changes/", "/applications/EMEA/H/C/000801/"):
        shown = text(as_owner.get(address))
        assert "No mail reaches you" in shown, address
        assert "&lt;b&gt;No such user" in shown
    answer = as_owner.post("/address-works/", {"next": "/changes/"})
    assert answer["Location"] == "/changes/"
    assert "No mail reaches you" not in text(as_owner.get("/changes/"))
    assert SuspendedAddress.objects.get().lifted_at is not None


def test_the_address_of_another_stays_suspended(as_owner):
    suspensions.suspend("anna@example.org", "550 No such user")
    assert "No mail reaches you" not in text(as_owner.get("/webhooks/"))
    as_owner.post("/address-works/")
    assert SuspendedAddress.objects.get().lifted_at is None


def test_a_disabled_webhook_is_told_on_every_page(as_owner, webhook):
    Webhook.objects.update(state="disabled", disabled_because="gone", disabled_at=webhook.created_at)
    assert "Your webhook Planning tool is disabled" in text(as_owner.get("/changes/"))
    as_owner.post(f"/webhooks/{webhook.pk}/enable/")
    assert "is disabled" not in text(as_owner.get("/changes/"))


def test_one_sees_what_one_was_told_and_sends_it_again(as_owner, owner):
    delivery = delivered(owner, state="sent", settled_at="2026-01-05T10:00:00Z", answer="Accepted by the mail server")
    page = f"/changes/{delivery.first_change_id}/"
    shown = text(as_owner.get(page))
    assert "Accepted by the mail server" in shown
    assert "Send again" in shown
    answer = as_owner.post(f"/deliveries/{delivery.pk}/resend/", {"next": page})
    assert answer["Location"] == page
    assert Delivery.objects.get().state == Delivery.State.PENDING
    assert "Send again" not in text(as_owner.get(page))


def test_what_others_are_told_is_neither_seen_nor_sent_again(as_owner):
    delivery = delivered(UserFactory(username="anna"), state="sent", settled_at="2026-01-05T10:00:00Z")
    assert "anna" not in text(as_owner.get(f"/changes/{delivery.first_change_id}/"))
    assert as_owner.post(f"/deliveries/{delivery.pk}/resend/").status_code == 404


def test_operators_see_all_and_send_anything_again(as_owner, owner):
    owner.user_permissions.add(Permission.objects.get(codename="change_delivery"))
    delivery = delivered(UserFactory(username="anna"), state="sent", settled_at="2026-01-05T10:00:00Z")
    assert "anna" in text(as_owner.get(f"/changes/{delivery.first_change_id}/"))
    as_owner.post(f"/deliveries/{delivery.pk}/resend/")
    assert Delivery.objects.get().state == Delivery.State.PENDING


def test_operators_see_suspended_addresses_and_try_them_again(client, owner):
    owner.user_permissions.set(Permission.objects.filter(codename__endswith="_suspendedaddress"))
    client.force_login(owner)
    suspensions.suspend("olga@example.org", "550 No such user")
    address = "/admin/alerts/suspendedaddress/"
    assert "olga@example.org" in text(client.get(address))
    client.post(address, {"action": "lift", "_selected_action": [SuspendedAddress.objects.get().pk]})
    assert SuspendedAddress.objects.get().lifted_at is not None


def test_the_list_asks_as_often_for_ten_as_for_one(as_owner, owner, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(20) as asked:
            as_owner.get("/webhooks/")
        return len(asked)

    WebhookFactory(person=owner)
    few = queries()
    WebhookFactory.create_batch(9, person=owner)
    assert queries() == few
