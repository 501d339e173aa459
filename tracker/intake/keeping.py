"""Bytes that came: a snapshot of them, and whether it has to be read.

The same bytes as last time, and other bytes in which the reader would see the same, need no reading.
"""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from scrapers.readers import Reader, ReadingFailed
from tracker.sources.models import Snapshot, Source
from tracker.sources.statements import add, newest, seen_again

READ = (Snapshot.Outcome.READ, Snapshot.Outcome.OLDER)


@dataclass(frozen=True)
class Received:
    """Bytes as they came: where from (after redirects), when, with which status and headers.

    `application_number` is the application that whoever brought them says they are about, if they said so.
    """

    body: bytes
    address: str
    retrieved_at: datetime.datetime
    status: int | None = None
    headers: Sequence[tuple[str, str]] = ()
    is_reconstructed: bool = False
    application_number: str = ""


def keep(source: Source, received: Received, sha256: str, reader: Reader | None) -> tuple[Snapshot, bool]:
    """Note bytes that are archived under their digest. The snapshot of them, and whether it has to be read.

    The same bytes as last time only extend the snapshot's `last_seen`; they need no reading if they were read
    successfully by this version of the reader, as being about this application. Other bytes with the same content need
    none either, and their snapshot says so (`_as_read`).
    """
    latest = newest(source)
    if latest and _is_again(latest, sha256, received):
        seen_again(latest, received.retrieved_at)
        return latest, _is_unread(latest, received, reader)
    content = _content(received.body, reader)
    fresh = Snapshot(
        source=source,
        sha256=sha256,
        retrieved_at=received.retrieved_at,
        size=len(received.body),
        address=received.address,
        status=received.status,
        is_reconstructed=received.is_reconstructed,
        headers=[list(pair) for pair in received.headers],
        last_seen=received.retrieved_at,
        reader=reader.name if reader else "",
        application_number=received.application_number,
        content=content,
    )
    if content and reader:
        _as_read(fresh, latest, reader)
    if add(fresh):
        _forget_validators(source)
    else:
        fresh = Snapshot.objects.get(source=source, sha256=sha256, retrieved_at=received.retrieved_at)
    return fresh, _is_unread(fresh, received, reader)


def is_known(latest: Snapshot, sha256: str, received: Received, reader: Reader | None) -> bool:
    """Whether archived bytes are those of the source's newest snapshot, which was read as they are to be read."""
    return _is_again(latest, sha256, received) and reader is not None and _was_read_so(latest, received, reader)


def _is_again(latest: Snapshot, sha256: str, received: Received) -> bool:
    return latest.sha256 == sha256 and received.retrieved_at >= latest.retrieved_at


def _forget_validators(source: Source) -> None:
    """They belong to the bytes before: with them the site would say that the new ones are not modified."""
    if source.etag or source.last_modified:
        Source.objects.filter(pk=source.pk).update(etag="", last_modified="")
        source.etag = source.last_modified = ""


def _content(body: bytes, reader: Reader | None) -> str:
    """The digest of what the reader can see in the bytes; empty where it cannot say, and has to read them."""
    if reader is None or reader.content is None:
        return ""
    try:
        return hashlib.blake2b(reader.content(body), digest_size=16).hexdigest()
    except ReadingFailed:
        return ""


def _as_read(fresh: Snapshot, latest: Snapshot | None, reader: Reader) -> None:
    """Note in a snapshot that it needs no reading: this version of the reader saw the same in the newest one.

    Only of what speaks of single applications: who reads a whole list also notes what is not in it.
    """
    if latest is None or latest.outcome != Snapshot.Outcome.READ or latest.scope != "part":
        return
    if latest.reader_version != reader.version or latest.retrieved_at > fresh.retrieved_at:
        return
    said_as = ("content", "reader", "application_number", "address", "is_reconstructed")
    if any(getattr(latest, name) != getattr(fresh, name) for name in said_as):
        return
    fresh.outcome, fresh.read_at = Snapshot.Outcome.READ, timezone.now()
    fresh.reader_version, fresh.scope = reader.version, latest.scope
    fresh.summary = latest.summary | {"missing": [], "held": []}


def _is_unread(snapshot: Snapshot, received: Received, reader: Reader | None) -> bool:
    """Whether a snapshot has still to be read so.

    What is said about it now and was not before is noted in it: at once, or, if it was read otherwise, only when that
    has worked.
    """
    if reader is None:
        return True
    if _was_read_so(snapshot, received, reader):
        return False
    said = (reader.name, received.application_number or snapshot.application_number)
    if said == (snapshot.reader, snapshot.application_number):
        return True
    snapshot.reader, snapshot.application_number = said
    if snapshot.outcome not in READ:
        snapshot.save(update_fields=["reader", "application_number"])
    return True


def _was_read_so(snapshot: Snapshot, received: Received, reader: Reader) -> bool:
    """Whether this version of the reader read a snapshot, as being about what it is said to be about now."""
    about = received.application_number or snapshot.application_number
    is_as_said = (snapshot.reader, snapshot.application_number) == (reader.name, about)
    return snapshot.outcome in READ and is_as_said and snapshot.reader_version == reader.version
