"""How a source is doing: what went wrong, since when, and that all is well again."""

import datetime

from django.db.models import F

from tracker.sources.models import Source


def succeeded(source: Source, at: datetime.datetime) -> None:
    """The source was read, or said that nothing is new."""
    Source.objects.filter(pk=source.pk).update(
        checked_at=at, read_at=at, failure="", failure_message="", failing_since=None, failure_count=0
    )
    source.refresh_from_db()


def failed(source: Source, kind: str, message: str, at: datetime.datetime) -> None:
    """The source was not read; `kind` is drifted, blocked, unreadable, gone, unreachable or too-large."""
    Source.objects.filter(pk=source.pk).update(
        checked_at=at, failure=kind, failure_message=message, failure_count=F("failure_count") + 1
    )
    Source.objects.filter(pk=source.pk, failing_since=None).update(failing_since=at)
    source.refresh_from_db()
