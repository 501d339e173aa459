"""Workers and the command: what wakes them may be lost, repeated or doubled."""

from io import StringIO

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from kombu.exceptions import OperationalError

from tests.factories import ApplicationFactory, ChangeFactory, SourceFactory, UserFactory
from tracker.alerts import subscribing, tasks
from tracker.alerts.models import Delivery, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    person = UserFactory(username="anna")
    application = ApplicationFactory()
    subscribing.follow(person, application=application)
    ChangeFactory(application=application)
    return person


@pytest.fixture
def broker(monkeypatch) -> list[tuple[int, ...]]:
    """What was put into the queue of deliveries."""
    messages: list[tuple[int, ...]] = []
    monkeypatch.setattr(tasks.send_delivery, "apply_async", lambda args, **options: messages.append(args))
    return messages


def test_matching_wakes_a_worker_for_each_delivery_with_its_id_only(broker, anna):
    tasks.match_changes()

    assert broker == [(Delivery.objects.get().id,)]


def test_a_broker_that_is_away_loses_nothing(monkeypatch, mail_server, anna):
    def away(*args: object, **options: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.send_delivery, "apply_async", away)
    tasks.match_changes()
    monkeypatch.setattr(tasks.send_delivery, "apply_async", lambda args, **options: tasks.send_delivery(*args))
    tasks.sweep()

    assert len(mail_server.to(anna.email)) == 1


def test_a_sweep_alone_does_everything_and_a_second_one_nothing(monkeypatch, settings, mail_server, anna):
    settings.OPERATORS = ["olga@example.org"]
    SourceFactory(failure="blocked")
    monkeypatch.setattr(tasks.send_delivery, "apply_async", lambda args, **options: tasks.send_delivery(*args))
    tasks.sweep()
    tasks.sweep()

    assert len(mail_server.to(anna.email)) == 1
    assert len(mail_server.to("olga@example.org")) == 1


def test_two_beats_are_harmless(broker, mail_server, anna):
    tasks.match_changes()
    tasks.send_deliveries()
    tasks.send_deliveries()
    assert len(broker) == 3
    for message in broker:
        tasks.send_delivery(*message)

    assert len(mail_server.to(anna.email)) == 1


@pytest.mark.parametrize("name", ["match_changes", "send_deliveries", "send_delivery", "sweep", "tell_operators"])
def test_every_task_is_known_to_workers_by_its_name(name):
    assert f"tracker.alerts.tasks.{name}" in current_app.tasks


def test_deliver_matches_and_sends_and_says_so(mail_server, anna):
    out, err = StringIO(), StringIO()
    call_command("deliver", stdout=out, stderr=err)

    assert len(mail_server.to(anna.email)) == 1
    assert out.getvalue() == (
        "Changes matched: 1. Deliveries made: 1. Deliveries sent: 1 accepted. Notices sent: none.\n"
    )
    assert "accepted" in err.getvalue()


def test_deliver_has_nothing_to_do_on_an_empty_database(mail_server):
    out = StringIO()
    call_command("deliver", stdout=out)

    assert out.getvalue().startswith("Changes matched: 0.")


def test_deliver_ends_with_an_error_when_something_could_not_be_sent(mail_server, anna):
    mail_server.answers[anna.email] = "550 No such user"
    err = StringIO()

    with pytest.raises(CommandError, match="1 could not be sent"):
        call_command("deliver", stdout=StringIO(), stderr=err)
    assert "550 No such user" in err.getvalue()


def test_deliver_does_not_count_what_nobody_wants_any_more_as_an_error(mail_server, anna):
    tasks.matching.match_changes()
    subscribing.end(Subscription.objects.all())
    out = StringIO()
    call_command("deliver", stdout=out, stderr=StringIO())

    assert "1 no longer wanted" in out.getvalue()
