"""The statements that every check of every source makes, as plain SQL.

Building such a statement out of Django's expressions takes several times as long as the database needs for it, and a
check that finds nothing new is little more than these. They say the same on SQLite and PostgreSQL.
"""

import datetime
from typing import Any

from django.db import connection

from tracker.sources.models import Snapshot, Source

TAKE_LEASE = """
UPDATE sources_source SET leased_until = %s
WHERE id = %s AND (leased_until IS NULL OR leased_until < %s)
"""
TAKE_LEASE_IF_DUE = TAKE_LEASE + " AND is_active AND due_at <= %s"
SOURCE = "SELECT * FROM sources_source WHERE id = %s"
NEWEST = "SELECT * FROM sources_snapshot WHERE source_id = %s ORDER BY retrieved_at DESC, id DESC LIMIT 1"
SEEN_AGAIN = "UPDATE sources_snapshot SET last_seen = %s WHERE id = %s AND last_seen < %s"
CLOSE_FREE_HOST = "UPDATE sources_hostpace SET free_at = %s WHERE host = %s AND free_at <= %s"


def take_lease(source_id: int, now: datetime.datetime, until: datetime.datetime, *, if_due: bool) -> Source | None:
    """The source, whose lease is now one's own until that moment; None while somebody else has it."""
    if if_due:
        is_taken = _changed(TAKE_LEASE_IF_DUE, until, source_id, now, now)
    else:
        is_taken = _changed(TAKE_LEASE, until, source_id, now)
    return next(iter(Source.objects.raw(SOURCE, [source_id])), None) if is_taken else None


def newest(source: Source) -> Snapshot | None:
    """What the source said last."""
    for snapshot in Snapshot.objects.raw(NEWEST, [source.pk]):
        snapshot.source = source
        return snapshot
    return None


def seen_again(snapshot: Snapshot, moment: datetime.datetime) -> None:
    """Note that what a source said was still so at a later moment."""
    if _changed(SEEN_AGAIN, moment, snapshot.pk, moment):
        snapshot.last_seen = moment
    else:
        snapshot.refresh_from_db(fields=["last_seen"])


def close_free_host(host: str, now: datetime.datetime, until: datetime.datetime) -> bool:
    """Close a host to everybody until that moment, if it is free; whether it was."""
    return _changed(CLOSE_FREE_HOST, until, host, now)


def _changed(statement: str, *values: Any) -> bool:
    """Whether a statement changed a row. Moments are given to it as the database keeps them."""
    adapt = connection.ops.adapt_datetimefield_value
    adapted = [adapt(value) if isinstance(value, datetime.datetime) else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted)
        return cursor.rowcount > 0
