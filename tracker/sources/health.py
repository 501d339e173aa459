"""How a source is doing: what went wrong, since when, and that all is well again."""

import datetime
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from tracker.sources.models import Source


def succeeded(source: Source, at: datetime.datetime) -> None:
    """The source was read, or said that nothing is new."""
    if Source.objects.filter(not_later(at), pk=source.pk).update(**well(at)):
        for name, value in well(at).items():
            setattr(source, name, value)


def well(at: datetime.datetime) -> dict[str, Any]:
    """What is noted of a source that was read, or said that nothing is new."""
    calm = {"failure": "", "failure_message": "", "failing_since": None, "failure_count": 0}
    return {"checked_at": at, "read_at": at, **calm}


def failed(source: Source, kind: str, message: str, at: datetime.datetime) -> None:
    """The source was not read; `kind` is drifted, blocked, unreadable, gone, unreachable or too-large."""
    Source.objects.filter(not_later(at), pk=source.pk).update(
        checked_at=at,
        failure=kind,
        failure_message=message,
        failure_count=F("failure_count") + 1,
        failing_since=Coalesce("failing_since", Value(at)),
    )
    source.refresh_from_db()


def not_later(at: datetime.datetime) -> Q:
    """Sources that were not checked later: an old file given by hand says nothing about how one is doing today."""
    return Q(checked_at=None) | Q(checked_at__lte=at)


STALE_AFTER_INTERVALS = 3
STALE_AFTER_AT_LEAST = datetime.timedelta(hours=48)


def is_stale(source: Source, now: datetime.datetime) -> bool:
    """Three intervals or 48 hours without a good reading, whichever is later."""
    if source.read_at is None or source.interval is None:
        return False
    return now - source.read_at > max(source.interval * STALE_AFTER_INTERVALS, STALE_AFTER_AT_LEAST)
