"""From the bytes of a snapshot to what its reader finds in them."""

import structlog

from scrapers.readers import Reader, ReadingFailed, Unreadable
from scrapers.records import Page, Reading
from tracker.intake.subjects import application_at
from tracker.sources import archive
from tracker.sources.models import Snapshot

log = structlog.get_logger(__name__)


def read(snapshot: Snapshot, reader: Reader) -> Reading:
    """What the reader finds in a snapshot's bytes. Raises ReadingFailed.

    A document is about the application that somebody named, else the one that it names, else the one known to have it.
    """
    number = snapshot.application_number or snapshot.source.application_number
    # Who says what it sees in the bytes looks at nothing else.
    known = number or ("" if reader.content else application_at(snapshot.address))
    page = Page(address=snapshot.address, retrieved_at=snapshot.retrieved_at, application=known)
    try:
        reading = reader.read(archive.load(snapshot.sha256), page)
    except ReadingFailed:
        raise
    except archive.NotArchived as error:
        raise Unreadable(str(error)) from error
    except Exception as error:
        log.exception("a reader failed", reader=reader.name, snapshot=snapshot.pk)
        raise Unreadable(f"{reader.name} failed on it ({type(error).__name__}): a fault of the reader") from error
    other = next((record.number for record in reading.records if number and record.number != number), None)
    if other:
        raise Unreadable(f"it is about {other}, not about {number}: leave out --application, or give the right file")
    return reading
