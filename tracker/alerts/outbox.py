"""How a message leaves once: claimed by compare-and-set under a lease, settled by whoever still holds it."""

import datetime
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from tracker.alerts.models import Outgoing, Result

Row = TypeVar("Row", bound=Outgoing)

LEASE = datetime.timedelta(minutes=10)
"""Longer than a conversation with a mail server can take when every step of it waits for EMAIL_TIMEOUT."""

Waits = tuple[datetime.timedelta, ...]
"""How long to wait after the first postponed attempt, the second and so on; after the last one it is given up."""

RETRY_AFTER: Waits = tuple(
    datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440)
)
"""For mails: four days in all, like mail servers themselves (RFC 5321, 4.5.4.1)."""

ENDS = {
    Result.ACCEPTED: Outgoing.State.SENT,
    Result.REFUSED: Outgoing.State.FAILED,
    Result.UNWANTED: Outgoing.State.CANCELLED,
}


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended, and what the other side answered.

    `status` is its code. `took` is how long it was waited for; None where it was not asked. `rest` is how long it wants
    to be left alone.
    """

    result: Result
    answer: str = ""
    status: int | None = None
    took: datetime.timedelta | None = None
    rest: datetime.timedelta = datetime.timedelta()


def due(rows: QuerySet[Row], now: datetime.datetime) -> QuerySet[Row]:
    """Rows to send now: pending ones whose time has come, and those that a dead worker held."""
    pending = Q(state=Outgoing.State.PENDING, next_attempt_at__lte=now)
    abandoned = Q(state=Outgoing.State.SENDING, leased_until__lt=now)
    return rows.filter(pending | abandoned)


def claim(rows: QuerySet[Row], row_id: int) -> Row | None:
    """The row, leased to the caller; nothing if it is not due or somebody else has it."""
    now = timezone.now()
    claimed = due(rows.filter(pk=row_id), now).update(
        state=Outgoing.State.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    return rows.filter(pk=row_id).first() if claimed else None


def is_exhausted(row: Outgoing, waits: Waits = RETRY_AFTER) -> bool:
    """Whether this attempt is one too many: the workers that took up the ones before have died."""
    return row.attempts > len(waits) + 1


def settle(rows: QuerySet[Row], row: Row, outcome: Outcome, waits: Waits = RETRY_AFTER) -> bool:
    """Record how the attempt ended; false if the lease ran out meanwhile and the row is somebody else's.

    What an address that does not work refused is due at once, as soon as the address is no longer suspended.
    """
    now = timezone.now()
    held = rows.filter(pk=row.pk, state=Outgoing.State.SENDING, leased_until=row.leased_until)
    changes: dict[str, object]
    if outcome.result == Result.SUSPENDED:
        changes = {"state": Outgoing.State.PENDING, "next_attempt_at": now, "attempts": 0}
    elif outcome.result == Result.POSTPONED and row.attempts <= len(waits):
        wait = max(waits[row.attempts - 1], outcome.rest)
        changes = {"state": Outgoing.State.PENDING, "next_attempt_at": now + wait}
    else:
        changes = {"state": ENDS.get(outcome.result, Outgoing.State.FAILED), "settled_at": now}
    return bool(held.update(leased_until=None, answer=outcome.answer, **changes))


def requeue(rows: QuerySet[Row]) -> int:
    """Send again what has been sent or given up; returns how many rows that is."""
    settled = rows.filter(settled_at__isnull=False)
    return settled.update(
        state=Outgoing.State.PENDING, next_attempt_at=timezone.now(), attempts=0, settled_at=None, answer=""
    )
