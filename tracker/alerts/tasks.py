"""What workers do. A message carries an id or nothing; what is to be done stands in rows.

Every task may run twice, or at the same time as itself: rows are claimed. A broker that loses messages loses no alert:
the beat asks for what is due, and rows remember it.
"""

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from tracker.alerts import digests, matching, noise, operators, sending, stale, subscribing, webhooks

logger = structlog.get_logger(__name__)

AT_ONCE = 200
"""Messages per tick. More are due only after an outage, and the next tick takes them."""
STALE_AFTER = 60
"""Seconds after which a message that nobody took is dropped: a later tick has named its row again."""


@shared_task
def match_changes() -> None:
    """Match what is new, and wake workers to send it."""
    _wake_for_deliveries(matching.match_changes().deliveries)


@shared_task
def make_digests() -> None:
    """Make the digests that are due, also those that were missed, and wake workers to send them."""
    _wake_for_deliveries(digests.make_digests())


@shared_task
def send_deliveries() -> None:
    """Wake workers to send what is due: new, postponed, or left by a worker that died."""
    _wake_for_deliveries(sending.due_deliveries(AT_ONCE))
    for notice in operators.due_notices(AT_ONCE):
        operators.send_notice(notice)
    for notice in webhooks.due_notices(AT_ONCE):
        webhooks.send_notice(notice)


@shared_task
def send_delivery(delivery_id: int) -> None:
    """Send one delivery."""
    sending.send_delivery(delivery_id)


@shared_task
def tell_operators() -> None:
    """Tell operators of sources that broke, are noisy or recovered."""
    noise.watch()
    operators.tell_operators()
    for notice in operators.due_notices(AT_ONCE):
        operators.send_notice(notice)


@shared_task
def tell_subscribers() -> None:
    """Tell subscribers of sources that have fallen silent."""
    stale.tell_subscribers()
    for notice in stale.due_notices(AT_ONCE):
        stale.send_notice(notice)


@shared_task
def sweep() -> None:
    """End the pauses that are over, and take up whatever was dropped anywhere on the way."""
    subscribing.resume_due(timezone.now())
    match_changes()
    make_digests()
    tell_operators()
    tell_subscribers()
    send_deliveries()


def _wake_for_deliveries(ids: tuple[int, ...] | list[int]) -> None:
    try:
        for delivery_id in ids:
            send_delivery.apply_async((delivery_id,), expires=STALE_AFTER)
    except OperationalError as error:
        logger.warning("broker-away", error=str(error), waiting=len(ids))
