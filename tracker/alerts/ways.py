"""Whether a way to somebody is open: their address works, their webhook is neither disabled nor resting.

What is for a closed way stays pending and is not due. Nothing has to be released when the way opens, so nothing can be
forgotten then.
"""

import datetime

from django.db.models import Exists, OuterRef, Q

from tracker.alerts import suspensions, webhooks
from tracker.alerts.models import Delivery, Result, Webhook
from tracker.alerts.outbox import Outcome


def is_open(now: datetime.datetime) -> Q:
    """Deliveries whose way is open. Subqueries only: with a join, a claim would no longer be one UPDATE."""
    resting = Q(resting_until__gt=now)
    usable = Webhook.objects.filter(~resting, pk=OuterRef("webhook_id"), state=Webhook.State.ACTIVE)
    return Q(webhook=None) & suspensions.address_works("person_id") | Q(Exists(usable))


def note(delivery: Delivery, outcome: Outcome) -> None:
    """Keep what an attempt tells about the way, in the transaction in which the attempt is recorded."""
    if delivery.webhook_id:
        webhooks.note(delivery.webhook_id, outcome)
    elif outcome.result == Result.SUSPENDED:
        suspensions.suspend(delivery.person.email, outcome.answer)
