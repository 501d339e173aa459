"""Workers at the same moment, and workers killed by the system: each message leaves once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.factories import ChangeFactory, SourceFactory, UserFactory
from tracker.alerts import subscribing
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, DeliveryAttempt, DeliveryItem, OperatorNotice
from tracker.alerts.operators import due_notices, send_notice, tell_operators
from tracker.alerts.sending import due_deliveries, send_delivery

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


def at_once(work: Callable[[], object]) -> None:
    """The same work in several workers, each with its own connection, started together."""
    start = threading.Barrier(WORKERS)

    def worker() -> None:
        try:
            start.wait(timeout=10)
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        for running in [pool.submit(worker) for _ in range(WORKERS)]:
            running.result()


@pytest.fixture
def through(settings, mail_sink):
    """The program set to send through a real mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_sink.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return mail_sink


@pytest.fixture
def readers():
    """Three people who follow all of EMA, and twenty changes that concern them."""
    people = [subscribing.follow(UserFactory(), authority="EMA").person for _ in range(3)]
    ChangeFactory.create_batch(20)
    return people


def test_workers_that_match_at_once_tell_each_person_of_each_change_once(readers):
    at_once(match_changes)

    assert DeliveryItem.objects.count() == Delivery.objects.count() == 3 * 20


def test_changes_of_one_reading_stay_together_when_workers_match_at_once():
    person = subscribing.follow(UserFactory(), authority="EMA").person
    first = ChangeFactory()
    for number in range(30):
        ChangeFactory(application=first.application, snapshot=first.snapshot, field=f"field-{number}")

    at_once(match_changes)

    assert Delivery.objects.get(person=person).items.count() == 31


def test_workers_that_send_at_once_send_each_delivery_once(readers, through):
    match_changes()

    def send_all() -> None:
        for delivery in due_deliveries():
            send_delivery(delivery)

    at_once(send_all)

    message_ids = [message["Message-ID"] for message in through.messages]
    assert len(message_ids) == len(set(message_ids)) == 3 * 20
    assert DeliveryAttempt.objects.count() == 3 * 20


def test_workers_that_tell_operators_at_once_tell_them_once(settings, through):
    settings.OPERATORS = ["olga@example.org"]
    SourceFactory.create_batch(5, failure="blocked")

    def tell() -> None:
        tell_operators()
        for notice in due_notices():
            send_notice(notice)

    at_once(tell)

    assert OperatorNotice.objects.count() == len(through.messages) == 5
