"""How a source is doing: what went wrong, since when, and that all is well again."""

import datetime

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tracker.sources.models import Source


def succeeded(source: Source, at: datetime.datetime) -> None:
    """The source was read, or said that nothing is new."""
    _now(source, at).update(
        checked_at=at, read_at=at, failure="", failure_message="", failing_since=None, failure_count=0
    )
    source.refresh_from_db()


def failed(source: Source, kind: str, message: str, at: datetime.datetime) -> None:
    """The source was not read; `kind` is drifted, blocked, unreadable, gone, unreachable or too-large."""
    _now(source, at).update(
        checked_at=at,
        failure=kind,
        failure_message=message,
        failure_count=F("failure_count") + 1,
        failing_since=Coalesce("failing_since", Value(at)),
    )
    source.refresh_from_db()


def _now(source: Source, at: datetime.datetime) -> QuerySet[Source]:
    """The source, unless it was checked later: an old file given by hand says nothing about how it is doing today."""
    return Source.objects.filter(Q(checked_at=None) | Q(checked_at__lte=at), pk=source.pk)


STALE_AFTER_INTERVALS = 3
STALE_AFTER_AT_LEAST = datetime.timedelta(hours=48)


def is_stale(source: Source, now: datetime.datetime) -> bool:
    """Three intervals or 48 hours without a good reading, whichever is later."""
    if source.read_at is None or source.interval is None:
        return False
    return now - source.read_at > max(source.interval * STALE_AFTER_INTERVALS, STALE_AFTER_AT_LEAST)
