"""The statements that every check of every source makes, as plain SQL.

Building such a statement out of Django's expressions takes several times as long as the database needs for it, and a
check that finds nothing new is little more than these. PostgreSQL gets as one statement what SQLite gets as two: there
each costs a way to the server and back, here none.
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction

from tracker.sources.models import Snapshot, Source
from tracker.sources.prepared import Shape, first, run

SOURCE = Shape(Source)
SNAPSHOT = Shape(Snapshot)
SEEN = Shape(
    Snapshot,
    *("id", "source_id", "sha256", "retrieved_at", "last_seen"),
    *("reader", "reader_version", "application_number", "outcome"),
    *("address", "is_reconstructed", "content", "scope"),
)
"""What tells whether the same bytes have come again, or others that say the same, and whether they were read."""

FRESH = Shape(Snapshot, *(field.attname for field in Snapshot._meta.concrete_fields if not field.primary_key))
FRESH_BUT_SUMMARY = Shape(Snapshot, *(field.attname for field in FRESH.fields if field.name != "summary"))
ID_OF_FRESH = "SELECT id FROM sources_snapshot WHERE source_id = %s AND retrieved_at = %s AND sha256 = %s"

TAKE_LEASE = """
UPDATE sources_source SET leased_until = %s
WHERE id = %s AND (leased_until IS NULL OR leased_until < %s)
"""
IF_DUE = " AND is_active AND due_at <= %s"
NEWEST_ID = """
SELECT id FROM sources_snapshot WHERE source_id = {source} ORDER BY retrieved_at DESC, id DESC LIMIT 1
"""
SEEN_AGAIN = "UPDATE sources_snapshot SET last_seen = %s WHERE id = %s AND last_seen < %s"
NOTHING_NEW: dict[str, list[str]] = {"missing": [], "held": []}
"""What of a summary is about one reading alone: it is not said again of bytes that needed none."""

STILL_NEWEST = """
AND NOT EXISTS (
    SELECT 1 FROM sources_snapshot AS later
    WHERE later.source_id = sources_snapshot.source_id AND later.id <> sources_snapshot.id
    AND later.retrieved_at >= sources_snapshot.retrieved_at
)
"""
STILL_AS_READ = (
    "SELECT 1 FROM sources_snapshot WHERE id = %s AND outcome = 'read' AND reader_version = %s"  # nosec B608
    + STILL_NEWEST
)
ALL_IS_WELL = """
UPDATE sources_source SET
    checked_at = %s, read_at = %s, failure = '', failure_message = '', failing_since = NULL, failure_count = 0,
    etag = %s, last_modified = %s, due_at = %s, leased_until = NULL
WHERE id = %s AND leased_until = %s AND due_at = %s AND (checked_at IS NULL OR checked_at <= %s)
"""
CLOSE_FREE_HOST = "UPDATE sources_hostpace SET free_at = %s WHERE host = %s AND free_at <= %s"


@dataclass(frozen=True)
class Claim:
    """A source whose lease is one's own, and what it said last when the lease was taken."""

    source: Source
    newest: Snapshot | None


@dataclass(frozen=True)
class Well:
    """What is noted of a source that said nothing new when its lease is given back.

    `leased_until` and `due_at` are those under which it was claimed: a source that somebody has claimed or moved since
    is left alone, and so is one that was not due.
    """

    source_id: int
    leased_until: datetime.datetime | None
    due_at: datetime.datetime | None
    checked_at: datetime.datetime
    etag: str
    last_modified: str
    next_due_at: datetime.datetime | None

    @property
    def values(self) -> tuple[Any, ...]:
        """For `ALL_IS_WELL`."""
        said = (self.checked_at, self.checked_at, self.etag, self.last_modified, self.next_due_at)
        return (*said, self.source_id, self.leased_until, self.due_at, self.checked_at)


def take_lease(source_id: int, now: datetime.datetime, until: datetime.datetime, *, if_due: bool) -> Claim | None:
    """The source, whose lease is now one's own until that moment; None while somebody else has it."""
    take, values = TAKE_LEASE, [until, source_id, now]
    if if_due:
        take, values = take + IF_DUE, [*values, now]
    if connection.vendor == "postgresql":
        row = first(f"WITH source AS ({take} RETURNING {SOURCE.of('sources_source')}) {_with_newest('source')}", values)
    elif run(take, values):
        row = first(f"{_with_newest('sources_source')} WHERE source.id = %s", [source_id])
    else:
        row = None
    return _claim(row) if row else None


@cache
def _with_newest(table: str) -> str:
    """A source, and its newest snapshot."""
    newest_id = NEWEST_ID.format(source="source.id")
    return (
        f"SELECT {SOURCE.of('source')}, {SEEN.of('newest')} FROM {table} AS source "  # nosec B608: names of models alone
        f"LEFT JOIN sources_snapshot AS newest ON newest.id = ({newest_id})"
    )


def _claim(row: Sequence[Any]) -> Claim:
    source, said = SOURCE.made(row[: len(SOURCE)]), row[len(SOURCE) :]
    return Claim(source, _said(source, SEEN.made(said)) if said[0] is not None else None)


def newest(source: Source) -> Snapshot | None:
    """What the source said last."""
    row = first(_newest(), [source.pk])
    return _said(source, SNAPSHOT.made(row)) if row else None


@cache
def _newest() -> str:
    newest_id = NEWEST_ID.format(source="%s")
    return f"SELECT {SNAPSHOT.of('said')} FROM sources_snapshot AS said WHERE said.id = ({newest_id})"  # nosec B608


def _said(source: Source, snapshot: Snapshot) -> Snapshot:
    snapshot.source = source
    return snapshot


def add(snapshot: Snapshot) -> bool:
    """Add a snapshot, which has its id then; False if the source said these bytes at this moment already."""
    row: Sequence[Any] | None
    if connection.vendor == "postgresql":
        row = first(f"{FRESH.insertion()} RETURNING id", FRESH.values(snapshot))
    elif run(FRESH.insertion(), FRESH.values(snapshot)):
        row = first(ID_OF_FRESH, [snapshot.source_id, snapshot.retrieved_at, snapshot.sha256])
    else:
        row = None
    if row:
        _is_added(snapshot, row[0])
    return row is not None


def seen_again(snapshot: Snapshot, moment: datetime.datetime) -> None:
    """Note that what a source said was still so at a later moment."""
    if run(SEEN_AGAIN, [moment, snapshot.pk, moment]):
        snapshot.last_seen = moment
    else:
        snapshot.refresh_from_db(fields=["last_seen"])


def nothing_new(snapshot: Snapshot, well: Well) -> bool:
    """Note that what a source said last is still so, that all is well, and give its lease back.

    False where somebody came between: a snapshot that is newer, another worker, a person who wants it asked again.
    Then some of it may be noted, and saying it all again does no harm.
    """
    seen = (SEEN_AGAIN + STILL_NEWEST, [well.checked_at, snapshot.pk, well.checked_at])
    if connection.vendor == "postgresql":
        statement = f"WITH seen AS ({seen[0]} RETURNING id) {ALL_IS_WELL} AND EXISTS (SELECT 1 FROM seen)"  # nosec B608
        is_noted = bool(run(statement, [*seen[1], *well.values]))
    else:
        is_noted = bool(run(*seen)) and all_is_well(well)
    if is_noted:
        snapshot.last_seen = well.checked_at
    return is_noted


def said_again(fresh: Snapshot, latest: Snapshot, well: Well) -> bool:
    """Add a snapshot of other bytes that say what the newest says; note that all is well and give the lease back.

    It gets the summary of the newest. False where somebody came between, and nothing is noted.
    """
    noted = f"{ALL_IS_WELL} AND EXISTS ({STILL_AS_READ}) RETURNING id"
    values = [*well.values, latest.pk, latest.reader_version]
    added, of_fresh = _said_again(), [*FRESH_BUT_SUMMARY.values(fresh), latest.pk]
    if connection.vendor == "postgresql":
        addition = added.replace("WHERE", "CROSS JOIN well WHERE")
        row = first(f"WITH well AS ({noted}) {addition}", [*values, *of_fresh])
    else:
        with transaction.atomic():
            row = first(added, of_fresh) if first(noted, values) else None
    if row is None:
        return False
    _is_added(fresh, row[0])
    del fresh.summary
    return True


@cache
def _said_again() -> str:
    """A snapshot that is added with the summary of another one."""
    names = ", ".join(str(field.column) for field in FRESH_BUT_SUMMARY.fields)
    marks = ", ".join(["%s"] * len(FRESH_BUT_SUMMARY))
    nothing_new = f"'{json.dumps(NOTHING_NEW)}'"
    is_postgresql = connection.vendor == "postgresql"
    summary = f"summary || {nothing_new}::jsonb" if is_postgresql else f"json_patch(summary, {nothing_new})"
    return (
        f"INSERT INTO sources_snapshot ({names}, summary) SELECT {marks}, {summary} FROM sources_snapshot "  # nosec B608
        "WHERE sources_snapshot.id = %s ON CONFLICT DO NOTHING RETURNING id"
    )


def _is_added(snapshot: Snapshot, pk: int) -> None:
    snapshot.pk = pk
    snapshot._state.adding = False  # noqa: SLF001 documented for this: what was loaded or saved is not added


def all_is_well(well: Well) -> bool:
    """Note that a source is well and give its lease back; False where somebody came between, and nothing is noted."""
    return bool(run(ALL_IS_WELL, well.values))


def close_free_host(host: str, now: datetime.datetime, until: datetime.datetime) -> bool:
    """Close a host to everybody until that moment, if it is free; whether it was."""
    return bool(run(CLOSE_FREE_HOST, [until, host, now]))
