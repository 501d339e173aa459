"""The straight line: bytes are archived, read, compared, applied. One function for each verb.

A snapshot that is `pending` has been archived and not yet applied; whoever comes by may take it further, from
wherever it was left. Readings of one origin are applied one at a time.
"""

import datetime
import time
from dataclasses import replace
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from scrapers.identifiers import identifier
from scrapers.readers import Reader, ReadingFailed, Unreadable
from scrapers.records import Reading
from scrapers.registry import BY_NAME, READERS, NoReader, choose
from tracker.catalogue.models import Observation
from tracker.intake import holds, notices, wakeups
from tracker.intake.apply import Circumstances, MovedOn
from tracker.intake.comparison import Comparison, Standing, compare
from tracker.intake.garbage import left_alone
from tracker.intake.keeping import Received, keep
from tracker.intake.outcome import Outcome, changes_of, counts_of, held_by
from tracker.intake.progress import COMPARING, FINISHING, READING, WRITING, Progress, noted, silent
from tracker.intake.reading import read
from tracker.intake.standing import is_first, is_older, standing
from tracker.sources import archive, health, leases
from tracker.sources.models import Snapshot, Source

LEASE_SECONDS = 600


class Busy(RuntimeError):
    """Another worker is applying a reading of the same origin; the snapshot stays pending and is picked up later."""

    def __init__(self, message: str, snapshot: Snapshot) -> None:
        super().__init__(message)
        self.snapshot = snapshot


def ingest_bytes(
    body: bytes,
    *,
    address: str,
    retrieved_at: datetime.datetime,
    application: str = "",
    reader: str = "",
    reconstructed: bool = False,
    progress: Progress = silent,
) -> Outcome:
    """Take given bytes all the way, as if fetched from `address` at that moment. Raises NoReader, JunkNumber, Busy.

    `address` of a local file is `file:` and its name. NoReader is raised only where several readers would do; bytes
    that no reader knows are archived and end as `unreadable`.
    """
    chosen = _choose(address, body, reader)
    source, _ = Source.objects.get_or_create(
        address=address, defaults={"reader": chosen.name if chosen else "", "is_active": False}
    )
    received = Received(
        body,
        archive.store(body),
        address,
        retrieved_at,
        chosen,
        is_reconstructed=reconstructed,
        application_number=_number(application),
    )
    snapshot, is_unread = keep(source, received)
    if not is_unread:
        health.succeeded(source, snapshot.last_seen)
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


def unchanged(snapshot: Snapshot) -> Outcome:
    """The source says what it said before, and that was read; whoever asked it notes that it is well."""
    return Outcome("unchanged", snapshot.source.address, snapshot.reader, snapshot)


def process(snapshot: Snapshot, progress: Progress = silent) -> Outcome:
    """Read, compare and apply an archived snapshot; safe to run again after a crash at any point. Raises Busy.

    After a reader's upgrade the last bytes that were read are read again first, silently: what the new version sees in
    old bytes is not news.
    """
    reader = BY_NAME.get(snapshot.reader)
    if reader is None:
        return _failed(snapshot, Unreadable("no reader recognises this; name one, or give the address it is from"))
    with leases.held(leases.of_origin(reader.origin), LEASE_SECONDS) as lease:
        if lease is None:
            raise Busy(f"another reading of {reader.origin} is being applied", snapshot)
        present = Snapshot.objects.values_list("outcome", "underway")
        snapshot.outcome, left_behind = present.get(pk=snapshot.pk)
        keeping = _keeping(lease, reader, snapshot, progress)
        with noted(snapshot, keeping, is_taken_up=left_behind is not None) as told:
            return _process_in_turn(snapshot, reader, told)


def _process_in_turn(snapshot: Snapshot, reader: Reader, progress: Progress) -> Outcome:
    last = _last_read(snapshot)
    if snapshot.outcome == Snapshot.Outcome.READ:
        return _process(snapshot, reader, progress, last, is_reread=True)
    if last and _is_upgraded(last, reader):
        _process(last, reader, progress, _last_read(last), is_reread=True)
    return _process(snapshot, reader, progress, last)


def _keeping(lease: leases.Held, reader: Reader, snapshot: Snapshot, progress: Progress) -> Progress:
    """Progress that keeps the lease; a worker that lost it stops, for another goes on from where it was."""

    def keep_and_tell(done: int, of: int, phase: str = WRITING) -> None:
        if not lease.renew():
            raise Busy(f"another worker has taken over the reading of {reader.origin}", snapshot)
        progress(done, of, phase)

    return keep_and_tell


def _is_upgraded(last: Snapshot, reader: Reader) -> bool:
    return last.reader == reader.name and last.reader_version != reader.version


def _last_read(snapshot: Snapshot) -> Snapshot | None:
    """What was read of the source last, other than this."""
    read = snapshot.source.snapshots.filter(outcome=Snapshot.Outcome.READ).exclude(pk=snapshot.pk)
    return read.order_by("-last_seen", "-id").first()


@left_alone()
def _process(
    snapshot: Snapshot, reader: Reader, progress: Progress, last: Snapshot | None, is_reread: bool = False
) -> Outcome:
    """`last` is what was read before. `is_reread`: so were these bytes, and what is seen in them now is no event."""
    started = time.monotonic()
    progress(0, 0, READING)
    try:
        reading = read(snapshot, reader)
    except ReadingFailed as failure:
        return _failed(snapshot, failure)
    progress(0, 0, COMPARING)
    before = standing(reader.origin, reading, snapshot)
    if not is_reread and (is_older(reader.origin, reading, snapshot.retrieved_at) or _is_behind(reading, before)):
        return _older(snapshot, reader, reading)
    comparison = compare(reading, before, snapshot.retrieved_at.date(), is_reread)
    is_holding = holds.keep(comparison, before, reader.origin, snapshot)
    circumstances = _circumstances(snapshot, reader, reading, comparison, last, is_reread)
    try:
        notices.apply_both([*comparison.new, *comparison.changed], circumstances, progress)
    except MovedOn as moved_on:
        raise Busy(str(moved_on), snapshot) from moved_on
    progress(0, 0, FINISHING)
    snapshot.summary["seconds"] = round(time.monotonic() - started, 1)
    held = held_by(snapshot, reader.origin) if is_holding else ()
    return _finish(reader, reading, comparison, circumstances, held)


def _is_behind(reading: Reading, before: Standing) -> bool:
    """Whether the origin has said something later about all that the reading is about."""
    records = reading.everything
    return bool(records) and all(record.identity in before.newer for record in records)


def _number(application: str) -> str:
    return identifier(application).number if application else ""


def _circumstances(
    snapshot: Snapshot,
    reader: Reader,
    reading: Reading,
    comparison: Comparison,
    last: Snapshot | None,
    is_reread: bool,
) -> Circumstances:
    """What comes in silently is decided once and written down, so that a run that is resumed decides the same."""
    if "new_are_silent" not in snapshot.summary:
        snapshot.summary["new_are_silent"] = is_first(reader.origin, reading, last) or comparison.is_wider
        snapshot.summary["is_wider"] = comparison.is_wider
        snapshot.save(update_fields=["summary"])
    return Circumstances(
        origin=reader.origin,
        snapshot=snapshot,
        seen_at=snapshot.retrieved_at,
        # The authority's own page after a reconstruction of it tells of no event.
        is_silent=last is not None and last.is_reconstructed and not snapshot.is_reconstructed,
        is_reread=is_reread,
        new_are_silent=snapshot.summary["new_are_silent"],
    )


@transaction.atomic
def _finish(
    reader: Reader,
    reading: Reading,
    comparison: Comparison,
    circumstances: Circumstances,
    held: tuple[dict[str, Any], ...],
) -> Outcome:
    snapshot = circumstances.snapshot
    rows = Observation.objects.filter(origin=reader.origin, superseded_at=None)
    rows.filter(key__in=comparison.missing, gone_at=None).update(gone_at=snapshot.retrieved_at)
    rows.filter(key__in=comparison.back).update(gone_at=None)
    notices.settle(comparison, circumstances)
    snapshot.summary |= {
        "scope": reading.scope,
        "within": reading.within,
        "published_at": reading.published_at,
        "counts": counts_of(reading),
        "missing": sorted(comparison.missing),
        "held": list(held),
        "warnings": msgspec.to_builtins(list(reading.warnings)),
        **_seen(reading),
    }
    snapshot.scope = reading.scope
    _close(snapshot, reader, Snapshot.Outcome.READ, "")
    if not circumstances.is_reread:
        wakeups.wake(snapshot, reader.origin)
    health.succeeded(snapshot.source, snapshot.last_seen)
    return replace(_outcome("read", snapshot, reader, reading), changes=changes_of(snapshot), held=held)


def _seen(reading: Reading) -> dict[str, list[str]]:
    """What a part speaks of, all of it, for `standing`: a whole list is seen with all that stands of its origin."""
    if reading.scope == "whole":
        return {"applications": [], "notices": []}
    return {
        "applications": list(dict.fromkeys(record.number for record in reading.records)),
        "notices": [notice.key for notice in reading.notices],
    }


def _older(snapshot: Snapshot, reader: Reader, reading: Reading) -> Outcome:
    """Archived, and left at that: what is known is newer."""
    _close(snapshot, reader, Snapshot.Outcome.OLDER, "The origin has been read in a later state.")
    health.succeeded(snapshot.source, snapshot.last_seen)
    return _outcome("older", snapshot, reader, reading)


def _outcome(word: str, snapshot: Snapshot, reader: Reader, reading: Reading) -> Outcome:
    return Outcome(
        word=word,
        source=snapshot.source.address,
        reader=reader.name,
        snapshot=snapshot,
        applications=tuple(dict.fromkeys(record.number for record in reading.records)),
        counts=counts_of(reading),
        warnings=tuple(msgspec.to_builtins(list(reading.warnings))),
    )


def _failed(snapshot: Snapshot, failure: ReadingFailed) -> Outcome:
    """Nothing is applied, the last good facts stay, and the source is known to be failing.

    Bytes that were read once, and are not understood any more, stay as they were read: they still speak for the facts.
    """
    reader = BY_NAME.get(snapshot.reader)
    if snapshot.outcome not in (Snapshot.Outcome.READ, Snapshot.Outcome.OLDER):
        _close(snapshot, reader, failure.outcome, str(failure))
    health.failed(snapshot.source, failure.outcome, str(failure), snapshot.last_seen)
    return Outcome(failure.outcome, snapshot.source.address, snapshot.reader, snapshot, error=str(failure))


def _close(snapshot: Snapshot, reader: Reader | None, outcome: str, message: str) -> None:
    snapshot.outcome, snapshot.message, snapshot.read_at = outcome, message, timezone.now()
    snapshot.reader_version = reader.version if reader else None
    snapshot.save(
        update_fields=[
            *("outcome", "message", "read_at", "scope", "summary"),
            *("reader", "reader_version", "application_number"),
        ]
    )
