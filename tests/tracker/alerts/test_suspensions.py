"""An address that a mail server refuses for good is left alone, nothing for it is lost, and it can be tried again."""

import pytest

from tests.factories import ApplicationFactory, ChangeFactory, SourceFactory, UserFactory, WebhookFactory
from tests.tracker.alerts.conftest import Killed
from tests.tracker.alerts.test_sending import deliver, let_time_pass
from tracker.alerts import operators, sending, subscribing, suspensions, webhooks
from tracker.alerts.models import Delivery, Outgoing, Result, SuspendedAddress
from tracker.alerts.sending import due_deliveries

pytestmark = pytest.mark.django_db

REFUSAL = "550 5.1.1 No such user"


@pytest.fixture
def sinerem():
    return ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")


@pytest.fixture
def anna(sinerem):
    return subscribing.follow(UserFactory(username="anna", email="Anna@example.org"), application=sinerem).person


@pytest.mark.parametrize(
    ("answer", "is_suspended"),
    [
        ("550 5.1.1 No such user", True),
        ("550 No such user here", True),
        ("551 User not local", True),
        ("553 Mailbox name not allowed", True),
        ("550 5.2.1 Mailbox disabled", True),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", True),
        ("550 5.7.1 Blocked by policy", False),
        ("552 5.2.2 Mailbox full", False),
        ("554 Transaction failed", False),
        ("451 4.1.1 Try again later", False),
        ("450 Mailbox busy", False),
    ],
)
def test_only_a_dead_address_is_suspended(answer, is_suspended, mail_server, sinerem, anna):
    """Meanings: RFC 5321, 4.2.3, and RFC 3463."""
    mail_server.answers[anna.email] = answer
    ChangeFactory(application=sinerem)
    deliver()
    assert SuspendedAddress.objects.exists() == is_suspended


def test_what_is_for_a_suspended_address_waits_and_leaves_when_it_works_again(mail_server, sinerem, anna):
    mail_server.answers[anna.email] = REFUSAL
    ChangeFactory(application=sinerem)
    deliver()
    ChangeFactory(application=sinerem)
    deliver()

    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.PENDING}
    assert due_deliveries() == []
    suspended = suspensions.of("anna@EXAMPLE.org")
    assert suspended.answer == REFUSAL
    attempt = Delivery.objects.order_by("id").first().attempt_log.get()
    assert (attempt.result, attempt.status, attempt.answer) == (Result.SUSPENDED, 550, REFUSAL)

    mail_server.answers.clear()
    assert suspensions.lift(SuspendedAddress.objects.all()) == 1
    deliver()
    deliver()
    assert len(mail_server.to(anna.email)) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.SENT}


def test_an_address_that_still_does_not_work_is_suspended_anew(mail_server, sinerem, anna):
    mail_server.answers[anna.email] = REFUSAL
    ChangeFactory(application=sinerem)
    for _ in range(2):
        deliver()
        suspensions.lift(SuspendedAddress.objects.all())
    assert SuspendedAddress.objects.count() == 2
    assert suspensions.of(anna.email) is None


def test_a_corrected_address_is_another_one(mail_server, sinerem, anna):
    mail_server.answers[anna.email] = REFUSAL
    ChangeFactory(application=sinerem)
    deliver()
    type(anna).objects.filter(pk=anna.pk).update(email="anna@elsewhere.example.org")
    deliver()
    assert len(mail_server.to("anna@elsewhere.example.org")) == 1


def test_others_and_webhooks_are_told_all_the_same(mail_server, httpserver, settings, sinerem, anna):
    settings.WEBHOOK_INNER_HOSTS = frozenset({httpserver.host})
    httpserver.expect_request("/hook").respond_with_data("")
    webhook = WebhookFactory(person=anna, address=httpserver.url_for("/hook"))
    webhook.subscriptions.set(anna.subscriptions.all())
    ben = subscribing.follow(UserFactory(username="ben"), application=sinerem).person
    suspensions.suspend(anna.email, REFUSAL)
    ChangeFactory(application=sinerem)
    deliver()
    assert len(mail_server.to(ben.email)) == len(httpserver.log) == 1


def test_a_worker_that_dies_before_it_keeps_the_suspension_leaves_nothing_half_done(kill, mail_server, sinerem, anna):
    mail_server.answers[anna.email] = REFUSAL
    ChangeFactory(application=sinerem)
    kill(suspensions, "suspend")
    with pytest.raises(Killed):
        deliver()
    assert Delivery.objects.get().state == Delivery.State.SENDING
    let_time_pass(minutes=11)
    deliver()
    assert Delivery.objects.get().state == Delivery.State.PENDING
    assert SuspendedAddress.objects.count() == 1


def test_a_worker_whose_lease_ran_out_suspends_nobody(mail_server, monkeypatch, sinerem, anna):
    mail_server.answers[anna.email] = REFUSAL
    ChangeFactory(application=sinerem)
    send = sending._send

    def slow(delivery: Delivery):
        outcome = send(delivery)
        let_time_pass(minutes=11)
        monkeypatch.setattr(sending, "_send", send)
        sending._claim(delivery.id)
        return outcome

    monkeypatch.setattr(sending, "_send", slow)
    deliver()
    assert not SuspendedAddress.objects.exists()


def test_notices_to_a_suspended_address_wait_too(mail_server, settings):
    settings.OPERATORS = ["Olga@example.org"]
    mail_server.answers["Olga@example.org"] = REFUSAL
    SourceFactory(failure="blocked")
    operators.tell_operators()
    for notice in operators.due_notices():
        operators.send_notice(notice)
    assert suspensions.of("olga@example.org") is not None
    assert operators.due_notices() == []

    mail_server.answers.clear()
    suspensions.lift(SuspendedAddress.objects.all())
    for notice in operators.due_notices():
        operators.send_notice(notice)
    assert len(mail_server.to("Olga@example.org")) == 1


def test_the_owner_of_a_webhook_hears_of_it_when_the_address_works_again(mail_server, anna):
    webhook = WebhookFactory(person=anna)
    suspensions.suspend(anna.email, REFUSAL)
    notice = webhook.notices.create(person=anna, because="gone", disabled_at=webhook.created_at)
    assert webhooks.due_notices() == []
    assert webhooks.send_notice(notice.pk) is None
    suspensions.lift(SuspendedAddress.objects.all())
    webhooks.send_notice(notice.pk)
    notice.refresh_from_db()
    assert notice.state == Outgoing.State.SENT
