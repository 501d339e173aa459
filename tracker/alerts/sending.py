"""Sending deliveries: each alone, so that one recipient's trouble never stops another's."""

import structlog
from django.db import transaction
from django.utils import timezone

from tracker.alerts import alert, digest, outbox, ways
from tracker.alerts.channels import CHANNELS
from tracker.alerts.models import Delivery, DeliveryAttempt, Result
from tracker.alerts.outbox import Outcome

logger = structlog.get_logger(__name__)


def send_delivery(delivery_id: int) -> Outcome | None:
    """Send a delivery that is due; nothing if it is not, or if another worker has it."""
    claimed = _claim(delivery_id)
    if claimed is None:
        return None
    delivery, attempt = claimed
    outcome = _send(delivery)
    _record(delivery, attempt, outcome)
    return outcome


def due_deliveries(limit: int | None = None) -> list[int]:
    """Ids of the deliveries to send now, the longest waiting first."""
    now = timezone.now()
    due = outbox.due(Delivery.objects.filter(ways.is_open(now)), now).order_by("next_attempt_at", "id")
    return list(due.values_list("id", flat=True)[:limit])


@transaction.atomic
def _claim(delivery_id: int) -> tuple[Delivery, DeliveryAttempt] | None:
    """The leased delivery and the beginning of an attempt; an attempt that never ended was a worker that died."""
    rows = Delivery.objects.filter(ways.is_open(timezone.now()))
    delivery = outbox.claim(rows.select_related("person", "webhook", "application__product", "notice"), delivery_id)
    if delivery is None:
        return None
    delivery.attempt_log.filter(ended_at=None).update(ended_at=timezone.now(), result=Result.LOST)
    return delivery, delivery.attempt_log.create(started_at=timezone.now())


def _send(delivery: Delivery) -> Outcome:
    channel = CHANNELS[delivery.channel]
    if outbox.is_exhausted(delivery, channel.waits):
        return Outcome(Result.REFUSED, "Given up: each worker that took it up died")
    try:
        message = compose(delivery)
        if message is None:
            return Outcome(Result.UNWANTED, "Its subscriptions were ended or paused before it was sent")
        return channel.send(message)
    except Exception as error:
        logger.exception("delivery-broke", delivery=delivery.id)
        return Outcome(Result.POSTPONED, f"{type(error).__name__}: {error}")


def compose(delivery: Delivery) -> alert.Alert | digest.Digest | None:
    """What the delivery says; nothing if nobody wants it any more."""
    return alert.compose(delivery) if delivery.kind == Delivery.Kind.ALERT else digest.compose(delivery)


@transaction.atomic
def _record(delivery: Delivery, attempt: DeliveryAttempt, outcome: Outcome) -> None:
    """Settle the delivery, end the attempt, and keep what it tells about the way.

    Where the lease ran out, the attempt is somebody else's to judge.
    """
    if outbox.settle(Delivery.objects.all(), delivery, outcome, CHANNELS[delivery.channel].waits):
        attempt.ended_at, attempt.result, attempt.answer = timezone.now(), outcome.result, outcome.answer
        attempt.status, attempt.took = outcome.status, outcome.took
        attempt.save(update_fields=["ended_at", "result", "status", "took", "answer"])
        ways.note(delivery, outcome)
