"""What operators hear: once per source and kind of failure until it recovers, then once that it has."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from tracker.alerts import notices, suspensions
from tracker.alerts.channels import email
from tracker.alerts.models import OperatorNotice
from tracker.alerts.outbox import Outcome
from tracker.sources.models import Source


def tell_operators() -> int:
    """Make notices of untold failures and recoveries, one for each operator; returns how many sources.

    The notice and the mark on the source are one transaction: there is no moment at which one is there without the
    other. Without operators nothing is marked, so that whoever is named later hears of what is broken then.
    """
    if not settings.OPERATORS:
        return 0
    return sum(_tell(source) for source in Source.objects.exclude(failure=F("told_failure")).order_by("id"))


@transaction.atomic
def _tell(source: Source) -> bool:
    now = timezone.now()
    untold = Source.objects.filter(pk=source.pk, failure=source.failure, told_failure=source.told_failure)
    told_at = now if source.failure else None
    if not untold.update(told_failure=source.failure, failure_told_at=told_at):
        return False
    OperatorNotice.objects.bulk_create(
        (_notice(source, recipient, now) for recipient in dict.fromkeys(settings.OPERATORS)), ignore_conflicts=True
    )
    return True


def _notice(source: Source, recipient: str, now: datetime.datetime) -> OperatorNotice:
    """A failure that came, went over into another and came back is known by the moment since when the source fails."""
    if source.failure:
        return OperatorNotice(
            source=source,
            recipient=recipient,
            kind=OperatorNotice.Kind.FAILURE,
            failure=source.failure,
            message=source.failure_message,
            since=source.failing_since or now,
        )
    return OperatorNotice(
        source=source,
        recipient=recipient,
        kind=OperatorNotice.Kind.RECOVERY,
        failure=source.told_failure,
        since=source.failure_told_at or now,
    )


def due_notices(limit: int | None = None) -> list[int]:
    """Ids of the notices to send now, in the order in which they were made."""
    return notices.due(_notices(), limit)


def send_notice(notice_id: int) -> Outcome | None:
    """Send a notice that is due; nothing if it is not, or if another worker has it."""
    return notices.send(_notices().select_related("source"), notice_id, email.message_of_notice)


def _notices() -> QuerySet[OperatorNotice]:
    return OperatorNotice.objects.filter(suspensions.recipient_works("recipient"))
