"""The straight line: bytes are archived, read, compared, applied. One function for each verb.

A snapshot that is `pending` has been archived and not yet applied; whoever comes by may take it further, from
wherever it was left. Readings of one origin are applied one at a time.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from django.utils import timezone

from scrapers.identifiers import identifier
from scrapers.readers import Reader, ReadingFailed, Unreadable
from scrapers.records import Page, Reading
from scrapers.registry import BY_NAME, READERS, NoReader, choose
from tracker.catalogue.models import Observation
from tracker.intake import holds
from tracker.intake.apply import Circumstances, apply
from tracker.intake.comparison import Comparison, compare
from tracker.intake.outcome import Outcome, changes_of, counts_of, held_by
from tracker.intake.standing import is_first, is_older, standing
from tracker.sources import archive, health, leases
from tracker.sources.models import Snapshot, Source

LEASE_SECONDS = 600
Progress = Callable[[int, int], None]


class Busy(RuntimeError):
    """Another worker is applying a reading of the same origin; the snapshot stays pending and is picked up later."""


@dataclass(frozen=True)
class Received:
    """Bytes as they came: where from (after redirects), when, with which status and headers."""

    body: bytes
    address: str
    retrieved_at: datetime.datetime
    status: int | None = None
    headers: Sequence[tuple[str, str]] = ()
    is_reconstructed: bool = False


def ingest_bytes(
    body: bytes,
    *,
    address: str,
    retrieved_at: datetime.datetime,
    application: str = "",
    reader: str = "",
    reconstructed: bool = False,
    progress: Progress = lambda done, of: None,
) -> Outcome:
    """Take given bytes all the way, as if fetched from `address` at that moment. Raises NoReader, JunkNumber, Busy.

    `address` of a local file is `file:` and its name. NoReader is raised only where several readers would do; bytes
    that no reader knows are archived and end as `unreadable`.
    """
    chosen = _choose(address, body, reader)
    source, _ = Source.objects.get_or_create(
        address=address, defaults={"reader": chosen.name if chosen else "", "is_active": False}
    )
    if application and source.application_number != _number(application):
        source.application_number = _number(application)
        source.save(update_fields=["application_number"])
    received = Received(body, address, retrieved_at, is_reconstructed=reconstructed)
    snapshot, is_new = keep(source, received, chosen)
    if not is_new:
        return unchanged(snapshot)
    return process(snapshot, progress=progress)


def _choose(address: str, body: bytes, name: str) -> Reader | None:
    """The reader to use; None where nothing is known that could read this. Raises NoReader where several could."""
    if name:
        if name not in BY_NAME:
            raise NoReader(f"there is no reader {name!r}; there are: {', '.join(BY_NAME)}")
        return BY_NAME[name]
    try:
        return choose("" if address.startswith("file:") else address, body)
    except NoReader:
        if sum(reader.recognises(body) for reader in READERS) > 1:
            raise
        return None


def keep(source: Source, received: Received, reader: Reader | None) -> tuple[Snapshot, bool]:
    """Archive bytes. The snapshot, and whether it has to be read.

    The same bytes as last time only extend the snapshot's `last_seen`; they need no reading if they were read
    successfully by this version of the reader.
    """
    sha256 = archive.store(received.body)
    latest = source.snapshots.order_by("-retrieved_at", "-id").first()
    if latest and latest.sha256 == sha256 and received.retrieved_at >= latest.retrieved_at:
        Snapshot.objects.filter(pk=latest.pk, last_seen__lt=received.retrieved_at).update(
            last_seen=received.retrieved_at
        )
        latest.refresh_from_db()
        return latest, not _was_read(latest, reader)
    snapshot, _ = Snapshot.objects.get_or_create(
        source=source,
        sha256=sha256,
        retrieved_at=received.retrieved_at,
        defaults={
            "size": len(received.body),
            "address": received.address,
            "status": received.status,
            "is_reconstructed": received.is_reconstructed,
            "headers": [list(pair) for pair in received.headers],
            "last_seen": received.retrieved_at,
            "reader": reader.name if reader else "",
        },
    )
    return snapshot, not _was_read(snapshot, reader)


def _was_read(snapshot: Snapshot, reader: Reader | None) -> bool:
    return (
        reader is not None
        and snapshot.outcome in (Snapshot.Outcome.READ, Snapshot.Outcome.OLDER)
        and (snapshot.reader, snapshot.reader_version) == (reader.name, reader.version)
    )


def unchanged(snapshot: Snapshot) -> Outcome:
    """The source says what it said before, and that was read."""
    health.succeeded(snapshot.source, snapshot.last_seen)
    return Outcome("unchanged", snapshot.source.address, snapshot.reader, snapshot, held=())


def process(snapshot: Snapshot, progress: Progress = lambda done, of: None) -> Outcome:
    """Read, compare and apply an archived snapshot; safe to run again after a crash at any point. Raises Busy.

    After a reader's upgrade the last bytes that were read are read again first, silently: what the new version sees in
    old bytes is not news.
    """
    reader = BY_NAME.get(snapshot.reader)
    if reader is None:
        return _failed(snapshot, Unreadable("no reader recognises this; name one, or give the address it is from"))
    with leases.held(f"origin:{reader.origin}", LEASE_SECONDS) as is_mine:
        if not is_mine:
            raise Busy(f"another reading of {reader.origin} is being applied")
        last = _last_read(snapshot)
        if last and last.reader == reader.name and last.reader_version != reader.version:
            _process(last, reader, progress, is_silent=True)
        return _process(snapshot, reader, progress, is_silent=_is_no_news(snapshot, last))


def _is_no_news(snapshot: Snapshot, last: Snapshot | None) -> bool:
    """Old bytes read anew, and the authority's own page after a reconstruction of it, tell of no event."""
    return last is not None and (last == snapshot or (last.is_reconstructed and not snapshot.is_reconstructed))


def _last_read(snapshot: Snapshot) -> Snapshot | None:
    read = snapshot.source.snapshots.filter(outcome=Snapshot.Outcome.READ)
    return read.order_by("-last_seen", "-id").first()


def _process(snapshot: Snapshot, reader: Reader, progress: Progress, is_silent: bool) -> Outcome:
    try:
        reading = read(snapshot, reader)
    except ReadingFailed as failure:
        return _failed(snapshot, failure)
    if is_older(reader.origin, reading, snapshot.retrieved_at) and snapshot != _last_read(snapshot):
        return _older(snapshot, reader, reading)
    before = standing(reader.origin, reading, snapshot.last_seen)
    if reading.records and len(before.newer) == len({record.key or record.number for record in reading.records}):
        return _older(snapshot, reader, reading)
    comparison = compare(reading, before)
    holds.keep(comparison, before.held, reader.origin, snapshot)
    circumstances = _circumstances(snapshot, reader, reading, comparison, is_silent)
    apply([*comparison.new, *comparison.changed], circumstances, progress)
    return _finish(snapshot, reader, reading, comparison)


def read(snapshot: Snapshot, reader: Reader) -> Reading:
    """What the reader finds in a snapshot's bytes. Raises ReadingFailed."""
    number = snapshot.source.application_number
    page = Page(address=snapshot.address, retrieved_at=snapshot.retrieved_at, application=number)
    reading = reader.read(archive.load(snapshot.sha256), page)
    other = next((record.number for record in reading.records if number and record.number != number), None)
    if other:
        raise Unreadable(f"it is about {other}, not about {number}: leave out --application, or give the right file")
    return reading


def _number(application: str) -> str:
    return identifier(application).number if application else ""


def _circumstances(
    snapshot: Snapshot, reader: Reader, reading: Reading, comparison: Comparison, is_silent: bool
) -> Circumstances:
    """What comes in silently is decided once and written down, so that a run that is resumed decides the same."""
    if "new_are_silent" not in snapshot.summary:
        snapshot.summary["new_are_silent"] = is_first(reader.origin, reading, snapshot) or comparison.is_wider
        snapshot.summary["is_wider"] = comparison.is_wider
        snapshot.save(update_fields=["summary"])
    return Circumstances(
        origin=reader.origin,
        snapshot=snapshot,
        seen_at=snapshot.retrieved_at,
        is_silent=is_silent,
        new_are_silent=snapshot.summary["new_are_silent"],
    )


def _finish(snapshot: Snapshot, reader: Reader, reading: Reading, comparison: Comparison) -> Outcome:
    rows = Observation.objects.filter(origin=reader.origin, superseded_at=None)
    rows.filter(key__in=comparison.missing, gone_at=None).update(gone_at=snapshot.retrieved_at)
    rows.filter(key__in=comparison.back).update(gone_at=None)
    held = held_by(snapshot, reader.origin)
    snapshot.summary |= {
        "scope": reading.scope,
        "published_at": reading.published_at,
        "counts": counts_of(reading),
        "missing": sorted(comparison.missing),
        "held": list(held),
        "warnings": msgspec.to_builtins(list(reading.warnings)),
        "applications": [record.number for record in reading.records][:20],
    }
    _close(snapshot, reader, Snapshot.Outcome.READ, "")
    health.succeeded(snapshot.source, snapshot.last_seen)
    return Outcome(
        word="read",
        source=snapshot.source.address,
        reader=reader.name,
        snapshot=snapshot,
        applications=tuple(dict.fromkeys(record.number for record in reading.records)),
        counts=counts_of(reading),
        changes=changes_of(snapshot),
        held=held,
        warnings=tuple(msgspec.to_builtins(list(reading.warnings))),
    )


def _older(snapshot: Snapshot, reader: Reader, reading: Reading) -> Outcome:
    """Archived, and left at that: what is known is newer."""
    _close(snapshot, reader, Snapshot.Outcome.OLDER, "The origin has been read in a later state.")
    return Outcome(
        word="older",
        source=snapshot.source.address,
        reader=reader.name,
        snapshot=snapshot,
        applications=tuple(dict.fromkeys(record.number for record in reading.records)),
        counts=counts_of(reading),
        warnings=tuple(msgspec.to_builtins(list(reading.warnings))),
    )


def _failed(snapshot: Snapshot, failure: ReadingFailed) -> Outcome:
    """Nothing is applied, the last good facts stay, and the source is known to be failing."""
    reader = BY_NAME.get(snapshot.reader)
    _close(snapshot, reader, failure.outcome, str(failure))
    health.failed(snapshot.source, failure.outcome, str(failure), snapshot.last_seen)
    return Outcome(failure.outcome, snapshot.source.address, snapshot.reader, snapshot, error=str(failure))


def _close(snapshot: Snapshot, reader: Reader | None, outcome: str, message: str) -> None:
    snapshot.outcome, snapshot.message, snapshot.read_at = outcome, message, timezone.now()
    snapshot.reader_version = reader.version if reader else None
    snapshot.save(update_fields=["outcome", "message", "read_at", "reader_version", "summary"])
