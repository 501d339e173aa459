"""EMA's list of documents that belong to no EPAR: guidelines, press releases, agendas, minutes. A notice for each."""

from scrapers.dates import from_iso
from scrapers.ema import cells
from scrapers.ema.epar_documents import NO_STATUS
from scrapers.ema.feed_records import LONGEST_KEY, REPORTS, told_by, unique
from scrapers.ema.feeds import Layout, Row, read_feed, recogniser
from scrapers.readers import Reader
from scrapers.records import NoticeRecord, Page, Reading

LAYOUT = Layout(
    title="list of documents outside EPARs",
    required=("id", "name", "document_url"),
    expected=("type", "status", "first_published_date", "last_updated_date", "reference_number"),
    optional=("consultation_date", "translations"),
)

FIELDS = {
    "name": "title",
    "document_url": "address",
    "type": "document_type",
    "status": "document_status",
    "reference_number": "reference",
    "first_published_date": "first_published",
    "last_updated_date": "last_updated",
}
"""Attributes and details of a notice by the key that each is read from."""


def read(body: bytes, page: Page) -> Reading:
    """A notice for every document. Raises Drifted, Blocked or Unreadable."""
    feed = read_feed(body, LAYOUT)
    covers = feed.targets(FIELDS)
    notices = unique(((row, _notice(row, covers)) for row in feed.rows), feed, LAYOUT.title)
    return told_by(feed, notices)


def _notice(row: Row, covers: tuple[str, ...]) -> NoticeRecord | None:
    """The notice of a row, by the number that EMA gave it: its address may be renamed, its name is no key."""
    address = row.value("document_url", cells.address)
    key = row.text("id") or address
    if not key or len(key) > LONGEST_KEY:
        row.note("no-identity", row.text("name"))
        return None
    status = row.text("status")
    details = {
        "document_type": row.text("type"),
        "document_status": "" if status.lower() == NO_STATUS else status,
        "reference": row.text("reference_number"),
        "first_published": row.iso("first_published_date", from_iso),
        "last_updated": row.iso("last_updated_date", from_iso),
    }
    return NoticeRecord(
        kind="document",
        authority="EMA",
        key=key,
        title=row.text("name"),
        address=address,
        details={name: value for name, value in details.items() if name in covers},
        covers=covers,
    )


READER = Reader(
    name="ema.other_documents",
    version=1,
    origin="ema.other_documents",
    addresses=(rf"{REPORTS}/documents-output-non_epar_documents_json-report_en\.json",),
    recognises=recogniser("document_url", "consultation_date", "reference_number", without=("ema_product_number",)),
    read=read,
)
