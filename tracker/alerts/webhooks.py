"""How a webhook is doing: it rests after a failure, is disabled after long ones, and its owner is told once."""

import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from tracker.alerts import notices, outbox, suspensions
from tracker.alerts.channels import email
from tracker.alerts.models import Delivery, Outgoing, Result, Webhook, WebhookNotice
from tracker.alerts.models.webhooks import new_secret
from tracker.alerts.outbox import Outcome

REST = datetime.timedelta(minutes=1)
"""After a failure nothing is sent to the webhook for so long: one that hangs costs one worker half a minute of two."""

LONG = datetime.timedelta(days=5)
"""A webhook that has taken nothing for so long is disabled."""


def note(webhook_id: int, outcome: Outcome) -> None:
    """Keep what an answer says about the webhook; an attempt that did not reach it says nothing."""
    if outcome.took is None:
        return
    row = Webhook.objects.filter(pk=webhook_id)
    now = timezone.now()
    if outcome.result == Result.ACCEPTED:
        row.exclude(failing_since=None, resting_until=None).update(failing_since=None, resting_until=None)
        return
    row.update(failing_since=Coalesce(F("failing_since"), now))
    if outcome.result == Result.POSTPONED:
        row.update(resting_until=now + max(REST, outcome.rest))
    if outcome.result == Result.SUSPENDED:
        _disable(row, Webhook.Because.GONE, outcome.answer, now)
    else:
        _disable(row.filter(failing_since__lte=now - LONG), Webhook.Because.FAILING, outcome.answer, now)


def _disable(row: QuerySet[Webhook], because: Webhook.Because, answer: str, now: datetime.datetime) -> None:
    """Send nothing more; the notice to the owner is made in the same transaction, once."""
    webhook = row.filter(state=Webhook.State.ACTIVE).select_for_update().first()
    if webhook is None:
        return
    row.update(state=Webhook.State.DISABLED, disabled_because=because, disabled_at=now)
    WebhookNotice.objects.create(
        webhook=webhook,
        person_id=webhook.person_id,
        because=because,
        disabled_at=now,
        failing_since=webhook.failing_since,
        message=answer,
    )


def enable(webhook: Webhook) -> None:
    """Send again, beginning with what waited while it was disabled."""
    Webhook.objects.filter(pk=webhook.pk).update(
        state=Webhook.State.ACTIVE, disabled_because="", disabled_at=None, failing_since=None, resting_until=None
    )


@transaction.atomic
def switch_off(webhook: Webhook) -> int:
    """Tell it nothing until it is enabled: what changes meanwhile, or was not sent yet, is not told later.

    Returns how many messages that were waiting are dropped.
    """
    Webhook.objects.filter(pk=webhook.pk).update(
        state=Webhook.State.OFF, disabled_because="", disabled_at=None, failing_since=None, resting_until=None
    )
    waiting = Delivery.objects.filter(webhook=webhook, state=Outgoing.State.PENDING)
    return waiting.update(state=Outgoing.State.CANCELLED, settled_at=timezone.now(), answer="The webhook was off")


def renew_secret(webhook: Webhook) -> str:
    """A new secret; the one before signs nothing more from now on."""
    webhook.secret = new_secret()
    Webhook.objects.filter(pk=webhook.pk).update(secret=webhook.secret)
    return webhook.secret


def failed(webhook: Webhook) -> QuerySet[Delivery]:
    """Messages that it did not take, and that can be sent again."""
    return Delivery.objects.filter(webhook=webhook, state=Outgoing.State.FAILED)


def send_failed_again(webhook: Webhook) -> int:
    """Put into the queue again what it did not take."""
    return outbox.requeue(failed(webhook))


def waiting(webhook: Webhook) -> QuerySet[Delivery]:
    """Messages that are for it and not settled."""
    return Delivery.objects.filter(Q(state=Outgoing.State.PENDING) | Q(state=Outgoing.State.SENDING), webhook=webhook)


def due_notices(limit: int | None = None) -> list[int]:
    """Ids of the notices to owners to send now, in the order in which they were made."""
    return notices.due(_notices(), limit)


def send_notice(notice_id: int) -> Outcome | None:
    """Send a notice that is due; nothing if it is not, or if another worker has it."""
    return notices.send(_notices().select_related("webhook", "person"), notice_id, email.message_of_disabling)


def _notices() -> QuerySet[WebhookNotice]:
    return WebhookNotice.objects.filter(suspensions.address_works("person_id"))
