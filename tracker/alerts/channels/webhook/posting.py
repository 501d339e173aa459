"""Handing a message to a webhook, and what its answer means."""

import datetime
import time

from django.utils import timezone

from tracker.alerts.alert import Alert
from tracker.alerts.channels.webhook import exchange
from tracker.alerts.channels.webhook.payload import body_of_alert, body_of_test
from tracker.alerts.channels.webhook.signing import headers_of
from tracker.alerts.digest import Digest
from tracker.alerts.models import Result, Webhook
from tracker.alerts.outbox import Outcome, Waits

WAITS: Waits = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 420, 760))
"""After postponed attempts: a day in all."""

TEST_SECONDS = 10.0
"""For a test, which somebody waits for."""

GONE = 410
OF_THE_MESSAGE = frozenset({400, 413, 414, 415, 422})
"""What is answered about this very message, and would be again: bad, too large, of the wrong kind, not to be processed.

Other answers than 2xx are about the address, as a refused sign-in is: somebody mends it, and nothing is lost.
"""
WANT_REST = frozenset({429, 503})
"""Answers whose Retry-After counts (RFC 9110, 15.6.4; RFC 6585, 4)."""


def send(alert: Alert | Digest) -> Outcome:
    """The webhook channel."""
    assert isinstance(alert, Alert), "the database holds that what is gathered goes by mail"
    webhook = alert.delivery.webhook
    assert webhook is not None, "the database holds that a delivery by webhook names one"
    return outcome_of(_post(webhook, alert.key, body_of_alert(alert), exchange.SECONDS))


def try_out(webhook: Webhook) -> exchange.Answer:
    """Post a message of the type `test` and give the true answer. Changes nothing: no delivery, no state."""
    now = timezone.now()
    key = f"test-{webhook.pk}-{now:%Y%m%d%H%M%S%f}"
    return _post(webhook, key, body_of_test(now, webhook.name), TEST_SECONDS)


def _post(webhook: Webhook, key: str, body: bytes, seconds: float) -> exchange.Answer:
    return exchange.post(webhook.address, body, headers_of(key, int(time.time()), body, webhook.secret), seconds)


def outcome_of(answer: exchange.Answer) -> Outcome:
    """What an answer means for the message."""
    rest = answer.rest if answer.status in WANT_REST else datetime.timedelta()
    return Outcome(_result(answer), _in_words(answer), answer.status or None, answer.took, rest)


def _result(answer: exchange.Answer) -> Result:
    if 200 <= answer.status < 300:
        return Result.ACCEPTED
    if answer.status == GONE:
        return Result.SUSPENDED
    return Result.REFUSED if answer.status in OF_THE_MESSAGE else Result.POSTPONED


def _in_words(answer: exchange.Answer) -> str:
    if 300 <= answer.status < 400:
        return f"{answer.in_words} (redirects are not followed: give the address that it leads to)"
    return answer.in_words
