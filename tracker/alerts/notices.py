"""Sending a notice about a source: claimed, composed, posted, settled, whoever it is for."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tracker.alerts import outbox, suspensions
from tracker.alerts.channels import email
from tracker.alerts.models import Outgoing, Result
from tracker.alerts.outbox import Outcome

logger = structlog.get_logger(__name__)
Notice = TypeVar("Notice", bound=Outgoing)


def due(notices: QuerySet[Notice], limit: int | None = None) -> list[int]:
    """Ids of the notices to send now, in the order in which they were made."""
    return list(outbox.due(notices, timezone.now()).order_by("id").values_list("id", flat=True)[:limit])


def send(
    notices: QuerySet[Notice], notice_id: int, compose: Callable[[Notice], EmailMultiAlternatives | None]
) -> Outcome | None:
    """Send a notice that is due; nothing if it is not, or if another worker has it.

    `compose` gives None where nobody wants the notice any more.
    """
    notice = outbox.claim(notices, notice_id)
    if notice is None:
        return None
    recipient, outcome = _post(notice, compose)
    with transaction.atomic():
        is_ours = outbox.settle(notices.model._default_manager.all(), notice, outcome)
        if is_ours and outcome.result == Result.SUSPENDED:
            suspensions.suspend(recipient, outcome.answer)
    return outcome


def _post(notice: Notice, compose: Callable[[Notice], EmailMultiAlternatives | None]) -> tuple[str, Outcome]:
    """To whom, and how it ended."""
    if outbox.is_exhausted(notice):
        return "", Outcome(Result.REFUSED, "Given up: each worker that took it up died")
    try:
        message = compose(notice)
        return (message.to[0], email.post(message)) if message else ("", Outcome(Result.UNWANTED))
    except Exception as error:
        logger.exception("notice-broke", notice=notice.pk)
        return "", Outcome(Result.POSTPONED, f"{type(error).__name__}: {error}")
