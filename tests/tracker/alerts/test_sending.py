"""Deliveries leave once, through a real mail server, whatever happens to the worker or the server."""

import smtplib
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone

from tests.factories import ApplicationFactory, ChangeFactory, UserFactory
from tests.tracker.alerts.conftest import Killed
from tracker.alerts import outbox, sending, subscribing
from tracker.alerts.channels.email import posting
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryItem, Result, Subscription
from tracker.alerts.sending import due_deliveries, send_delivery

pytestmark = pytest.mark.django_db


def deliver() -> None:
    """What workers do, once."""
    match_changes()
    for delivery in due_deliveries():
        send_delivery(delivery)


def let_time_pass(**time: float) -> None:
    """As if the rows had been written that much earlier."""
    earlier = timedelta(**time)
    Delivery.objects.update(next_attempt_at=F("next_attempt_at") - earlier, leased_until=F("leased_until") - earlier)


def about(message: EmailMessage) -> str:
    """The application in the subject."""
    return message["Subject"].split(":")[0].strip()


@pytest.fixture
def sinerem():
    return ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")


@pytest.fixture
def anna(sinerem):
    return subscribing.follow(UserFactory(username="anna"), application=sinerem).person


@pytest.fixture
def ben(sinerem):
    return subscribing.follow(UserFactory(username="ben"), product=sinerem.product).person


def test_each_subscriber_receives_exactly_what_concerns_them(mail_server, sinerem, anna, ben):
    rienso = ApplicationFactory(number="EMEA/H/C/002215", product__name="Rienso")
    subscribing.follow(ben, application=rienso)
    ChangeFactory(application=sinerem)
    ChangeFactory(application=rienso)
    ChangeFactory()

    deliver()
    deliver()

    assert [about(message) for message in mail_server.to(anna.email)] == ["Sinerem (EMEA/H/C/000801)"]
    assert sorted(about(message) for message in mail_server.to(ben.email)) == [
        "Rienso (EMEA/H/C/002215)",
        "Sinerem (EMEA/H/C/000801)",
    ]
    assert len(mail_server.messages) == 3
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.SENT}


def test_a_recipient_who_is_refused_by_policy_is_given_up_and_stops_nobody(mail_server, sinerem, anna, ben):
    mail_server.answers[anna.email] = "550 5.7.1 Not from you"
    ChangeFactory(application=sinerem)

    deliver()

    failed = Delivery.objects.get(person=anna)
    assert (failed.state, failed.answer) == (Delivery.State.FAILED, "550 5.7.1 Not from you")
    assert failed.attempt_log.get().result == Result.REFUSED
    assert failed.attempt_log.get().status == 550
    assert len(mail_server.to(ben.email)) == 1


def test_a_recipient_who_is_greylisted_gets_the_mail_later_and_once(mail_server, sinerem, anna):
    mail_server.answers[anna.email] = "451 4.7.1 Try again later"
    ChangeFactory(application=sinerem)

    deliver()
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.answer) == (Delivery.State.PENDING, "451 4.7.1 Try again later")
    assert due_deliveries() == []

    mail_server.answers.clear()
    let_time_pass(minutes=1)
    deliver()
    deliver()
    assert len(mail_server.to(anna.email)) == 1
    assert [attempt.result for attempt in waiting.attempt_log.all()] == [Result.POSTPONED, Result.ACCEPTED]


@pytest.mark.parametrize(
    ("answer", "state"),
    [("554 5.7.1 Message refused", Delivery.State.FAILED), ("452 4.3.1 Disk full", Delivery.State.PENDING)],
)
def test_a_refused_message_is_final_and_a_postponed_one_is_not(answer, state, mail_server, sinerem, anna):
    mail_server.answer = answer
    ChangeFactory(application=sinerem)

    deliver()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.answer) == (state, answer)


def test_a_server_that_is_away_loses_nothing(mail_server, settings, sinerem, anna):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    ChangeFactory(application=sinerem)
    deliver()
    assert Delivery.objects.get().state == Delivery.State.PENDING

    settings.EMAIL_PORT = port
    let_time_pass(minutes=1)
    deliver()
    assert len(mail_server.to(anna.email)) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        smtplib.SMTPAuthenticationError(535, b"Bad credentials"),
        smtplib.SMTPSenderRefused(550, b"Not your address", "alerts@clockstop.example.org"),
    ],
)
def test_our_own_wrong_settings_give_up_nobody(refusal, monkeypatch, sinerem, anna):
    def refuse(message: mail.EmailMessage) -> None:
        raise refusal

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    ChangeFactory(application=sinerem)

    deliver()

    assert Delivery.objects.get().state == Delivery.State.PENDING


def test_attempts_come_ever_later_and_end_after_four_days(settings, sinerem, anna):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    ChangeFactory(application=sinerem)
    deliver()
    waits = []
    while (delivery := Delivery.objects.get()).state == Delivery.State.PENDING:
        waits.append(delivery.next_attempt_at - timezone.now())
        Delivery.objects.update(next_attempt_at=timezone.now())
        deliver()

    minutes = [round(wait / timedelta(minutes=1)) for wait in waits]
    assert minutes[:3] == [1, 5, 15]
    assert minutes == sorted(minutes)
    assert 3.5 < sum(minutes) / (24 * 60) < 4.5
    assert delivery.state == Delivery.State.FAILED
    assert delivery.attempt_log.count() == len(waits) + 1


@pytest.mark.parametrize("address", ["", "anna", "anna@example.org\nBcc: everyone@example.org"])
def test_a_person_without_an_address_is_reported_not_forgotten(address, mail_server, sinerem, anna):
    type(anna).objects.filter(pk=anna.pk).update(email=address)
    ChangeFactory(application=sinerem)

    deliver()

    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.FAILED
    assert "is not an email address" in delivery.answer
    assert mail_server.messages == []


def test_a_message_that_cannot_be_made_stops_nobody_and_is_tried_again(mail_server, monkeypatch, sinerem, anna, ben):
    compose = sending.compose

    def breaks_for_anna(delivery: Delivery):
        if delivery.person == anna:
            raise ValueError("a name that nobody thought of")
        return compose(delivery)

    monkeypatch.setattr(sending, "compose", breaks_for_anna)
    ChangeFactory(application=sinerem)

    deliver()

    assert Delivery.objects.get(person=anna).state == Delivery.State.PENDING
    assert len(mail_server.to(ben.email)) == 1


@pytest.mark.parametrize(
    ("place", "name", "after"),
    [
        (sending, "_send", False),
        (sending, "compose", True),
        (posting, "message_of_alert", True),
        (mail.EmailMessage, "send", False),
    ],
)
def test_a_worker_that_dies_before_the_server_has_it_repeats_nothing(
    place, name, after, kill, mail_server, sinerem, anna, ben
):
    ChangeFactory(application=sinerem)
    match_changes()
    kill(place, name, after=after)
    with pytest.raises(Killed):
        deliver()

    deliver()
    assert len(mail_server.messages) == 1, "what the dead worker held waits for the end of its lease"
    let_time_pass(minutes=11)
    deliver()
    deliver()

    assert len(mail_server.to(anna.email)) == len(mail_server.to(ben.email)) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.SENT}
    assert Result.LOST in Delivery.objects.filter(attempts=2).get().attempt_log.values_list("result", flat=True)


@pytest.mark.parametrize(("place", "name"), [(sending, "_record"), (outbox, "settle")])
def test_a_worker_that_dies_after_the_server_has_it_repeats_the_same_message_id(
    place, name, kill, mail_server, sinerem, anna
):
    ChangeFactory(application=sinerem)
    kill(place, name)
    with pytest.raises(Killed):
        deliver()
    assert len(mail_server.messages) == 1

    let_time_pass(minutes=11)
    deliver()
    deliver()

    first, second = mail_server.to(anna.email)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_worker_that_dies_at_every_attempt_does_not_repeat_for_ever(kill, mail_server, sinerem, anna):
    ChangeFactory(application=sinerem)
    match_changes()
    for _ in range(len(outbox.RETRY_AFTER) + 1):
        kill(sending, "_record")
        with pytest.raises(Killed):
            deliver()
        let_time_pass(minutes=11)

    deliver()

    assert Delivery.objects.get().state == Delivery.State.FAILED


def test_a_worker_that_outlives_its_lease_does_not_settle_what_another_has_taken(monkeypatch, sinerem, anna):
    ChangeFactory(application=sinerem)
    match_changes()
    send = sending._send

    def slow(delivery: Delivery):
        monkeypatch.setattr(sending, "_send", send)
        let_time_pass(minutes=11)
        sending._claim(delivery.id)
        return outbox.Outcome(Result.REFUSED, "too late to say")

    monkeypatch.setattr(sending, "_send", slow)
    send_delivery(Delivery.objects.get().id)

    assert Delivery.objects.get().state == Delivery.State.SENDING


def test_what_was_unsubscribed_before_it_left_does_not_leave(mail_server, sinerem, anna, ben):
    ChangeFactory(application=sinerem)
    match_changes()
    subscribing.end(Subscription.objects.filter(person=anna))

    deliver()

    assert Delivery.objects.get(person=anna).state == Delivery.State.CANCELLED
    assert mail_server.to(anna.email) == []
    assert len(mail_server.to(ben.email)) == 1


def test_a_mail_tells_only_what_remaining_subscriptions_ask_for(mail_server, sinerem, anna):
    broad = Subscription.objects.create(person=anna, product=sinerem.product, minimum_significance="minor")
    status = ChangeFactory(application=sinerem)
    ChangeFactory(application=sinerem, field="inn", after="sinerin", significance="minor", snapshot=status.snapshot)
    match_changes()
    assert DeliveryItem.objects.count() == 2
    subscribing.end(Subscription.objects.filter(pk=broad.pk))

    deliver()

    assert "sinerin" not in mail_server.messages[0].get_body().get_content()


def test_what_was_sent_can_be_sent_again_and_what_waits_is_left_alone(mail_server, sinerem, anna, ben):
    mail_server.answers[ben.email] = "451 Later"
    ChangeFactory(application=sinerem)
    deliver()

    assert outbox.requeue(Delivery.objects.all()) == 1
    deliver()

    first, second = mail_server.to(anna.email)
    assert first["Message-ID"] == second["Message-ID"]


def test_sending_asks_as_often_for_twenty_changes_as_for_one(django_assert_max_num_queries, sinerem, anna):
    def queries(count: int) -> int:
        first = ChangeFactory(application=sinerem)
        for number in range(count - 1):
            ChangeFactory(application=sinerem, field=f"field-{number}", snapshot=first.snapshot)
        (delivery,) = match_changes().deliveries
        with django_assert_max_num_queries(30) as asked:
            send_delivery(delivery)
        return len(asked)

    assert queries(1) == queries(20)
