"""Bytes that came: a snapshot of them, and whether it has to be read.

The same bytes as last time, and other bytes in which the reader would see the same, need no reading.
"""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from scrapers.readers import Reader, ReadingFailed
from tracker.sources.models import Snapshot, Source
from tracker.sources.statements import NOTHING_NEW, add, newest, seen_again

READ = (Snapshot.Outcome.READ, Snapshot.Outcome.OLDER)


@dataclass(frozen=True)
class Received:
    """Bytes as they came and are archived: where from (after redirects), when, with which status and headers.

    `reader` is who is to read them, `application_number` the application that whoever brought them says they are about,
    if they said so.
    """

    body: bytes
    sha256: str
    address: str
    retrieved_at: datetime.datetime
    reader: Reader | None
    status: int | None = None
    headers: Sequence[tuple[str, str]] = ()
    is_reconstructed: bool = False
    application_number: str = ""

    @cached_property
    def content(self) -> str:
        """The digest of what the reader can see in the bytes; empty where it cannot say, and has to read them."""
        if self.reader is None or self.reader.content is None:
            return ""
        try:
            return hashlib.blake2b(self.reader.content(self.body), digest_size=16).hexdigest()
        except ReadingFailed:
            return ""


def keep(source: Source, received: Received) -> tuple[Snapshot, bool]:
    """Note bytes that are archived under their digest. The snapshot of them, and whether it has to be read.

    The same bytes as last time only extend the snapshot's `last_seen`; they need no reading if they were read
    successfully by this version of the reader, as being about this application. Other bytes with the same content need
    none either, and their snapshot says so (`_as_read`).
    """
    latest = newest(source)
    if latest and _is_again(latest, received):
        seen_again(latest, received.retrieved_at)
        return latest, _is_unread(latest, received)
    fresh = made(source, received)
    if latest and says_the_same(latest, received):
        _as_read(fresh, latest.scope, received)
        fresh.summary = latest.summary | NOTHING_NEW
    if add(fresh):
        _forget_validators(source)
    else:
        fresh = Snapshot.objects.get(source=source, sha256=received.sha256, retrieved_at=received.retrieved_at)
    return fresh, _is_unread(fresh, received)


def made(source: Source, received: Received) -> Snapshot:
    """A snapshot of bytes that nobody has read, not yet in the database."""
    return Snapshot(
        source=source,
        sha256=received.sha256,
        retrieved_at=received.retrieved_at,
        size=len(received.body),
        address=received.address,
        status=received.status,
        is_reconstructed=received.is_reconstructed,
        headers=[list(pair) for pair in received.headers],
        last_seen=received.retrieved_at,
        reader=received.reader.name if received.reader else "",
        application_number=received.application_number,
        content=received.content,
    )


def made_as_read(source: Source, received: Received, latest: Snapshot) -> Snapshot:
    """A snapshot of bytes that say the same as the newest one; its summary is that of the newest in the database."""
    fresh = made(source, received)
    _as_read(fresh, latest.scope, received)
    return fresh


def is_known(latest: Snapshot, received: Received) -> bool:
    """Whether archived bytes are those of the source's newest snapshot, which was read as they are to be read."""
    return _is_again(latest, received) and _was_read_so(latest, received)


def _is_again(latest: Snapshot, received: Received) -> bool:
    return latest.sha256 == received.sha256 and received.retrieved_at >= latest.retrieved_at


def _forget_validators(source: Source) -> None:
    """They belong to the bytes before: with them the site would say that the new ones are not modified."""
    if source.etag or source.last_modified:
        Source.objects.filter(pk=source.pk).update(etag="", last_modified="")
        source.etag = source.last_modified = ""


def says_the_same(latest: Snapshot, received: Received) -> bool:
    """Whether other bytes need no reading: this version of the reader saw the same in the newest snapshot.

    Only of what speaks of single applications: who reads a whole list also notes what is not in it.
    """
    if received.reader is None or latest.outcome != Snapshot.Outcome.READ or latest.scope != "part":
        return False
    if latest.reader_version != received.reader.version or latest.retrieved_at > received.retrieved_at:
        return False
    was_so = (latest.reader, latest.application_number, latest.address, latest.is_reconstructed)
    is_so = (received.reader.name, received.application_number, received.address, received.is_reconstructed)
    return was_so == is_so and latest.content == received.content != ""


def _as_read(fresh: Snapshot, scope: str, received: Received) -> None:
    assert received.reader is not None
    fresh.outcome, fresh.read_at = Snapshot.Outcome.READ, timezone.now()
    fresh.reader_version, fresh.scope = received.reader.version, scope


def _is_unread(snapshot: Snapshot, received: Received) -> bool:
    """Whether a snapshot has still to be read so.

    What is said about it now and was not before is noted in it: at once, or, if it was read otherwise, only when that
    has worked.
    """
    if received.reader is None:
        return True
    if _was_read_so(snapshot, received):
        return False
    said = (received.reader.name, received.application_number or snapshot.application_number)
    if said == (snapshot.reader, snapshot.application_number):
        return True
    snapshot.reader, snapshot.application_number = said
    if snapshot.outcome not in READ:
        snapshot.save(update_fields=["reader", "application_number"])
    return True


def _was_read_so(snapshot: Snapshot, received: Received) -> bool:
    """Whether this version of the reader read a snapshot, as being about what it is said to be about now."""
    reader = received.reader
    if reader is None or snapshot.outcome not in READ or snapshot.reader_version != reader.version:
        return False
    about = received.application_number or snapshot.application_number
    return (snapshot.reader, snapshot.application_number) == (reader.name, about)
