"""EMA's list of EPAR documents: one record per product number, with all its documents and the procedures they name.

A document's title, type, status, dates and reference are what it is known and compared by, so a list that has lost one
of these columns is refused: every document would seem to have changed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from scrapers.dates import from_iso
from scrapers.documents import told_apart
from scrapers.ema.document_files import files_of
from scrapers.ema.document_names import named
from scrapers.ema.feed_records import REPORTS
from scrapers.ema.feed_records import number as number_of
from scrapers.ema.feeds import Layout, Row, read_feed, recogniser, refuse_mostly_junk
from scrapers.identifiers import ema_category, ema_product_number, procedure_type
from scrapers.readers import Reader
from scrapers.records import ApplicationRecord, DocumentRecord, Page, ProcedureRecord, Reading

LAYOUT = Layout(
    title="list of EPAR documents",
    required=(
        "ema_product_number",
        "name",
        "type",
        "status",
        "first_published_date",
        "last_updated_date",
        "reference_number",
        "document_url",
    ),
    expected=("medicine_name",),
    optional=("id", "consultation_date", "translations"),
)

NO_STATUS = "unknown"
"""The word that stands where a document has no status."""


def read(body: bytes, page: Page) -> Reading:
    """All applications of the list, each with all its documents. Raises Drifted, Blocked or Unreadable."""
    feed = read_feed(body, LAYOUT)
    rows: dict[str, list[tuple[Row, DocumentRecord]]] = {}
    for row in feed.rows:
        number = number_of(row, "ema_product_number", ema_product_number)
        document = _document(row, number) if number else None
        if document:
            rows.setdefault(number, []).append((row, document))
    refuse_mostly_junk(sum(map(len, rows.values())), feed, LAYOUT.title)
    covers = feed.targets({"ema_product_number": "category", "medicine_name": "name"})
    return Reading(
        records=tuple(_record(number, of_one, covers) for number, of_one in rows.items()),
        scope="whole",
        warnings=feed.notes.warnings(),
        published_at=feed.published_at,
    )


def _document(row: Row, number: str) -> DocumentRecord | None:
    """The document of a row; none without an address to keep it under."""
    files = files_of(row)
    if not files:
        if not row.text("document_url"):
            row.note("empty-address", number)
        return None
    status = row.text("status")
    return DocumentRecord(
        title=row.text("name"),
        address=files[0].address,
        type=row.text("type"),
        reference=row.text("reference_number"),
        status="" if status.lower() == NO_STATUS else status,
        procedure=_procedure(row, number),
        first_published=row.date("first_published_date", from_iso),
        last_updated=row.date("last_updated_date", from_iso),
        files=files,
    )


def _procedure(row: Row, number: str) -> str:
    """The slug of the procedure in a document's name; empty unless it is one of this very medicine."""
    procedures, others = named(row.text("name"), number)
    if others and not procedures:
        row.note("other-number", f"{', '.join(others)} in a name under {number}")
    if len(procedures) > 1:
        row.note("several-procedures", f"{', '.join(procedures)} in a name under {number}")
    return procedures[0] if len(procedures) == 1 else ""


def _record(number: str, rows: Sequence[tuple[Row, DocumentRecord]], covers: tuple[str, ...]) -> ApplicationRecord:
    documents = told_apart(_each_once(rows))
    slugs = sorted({document.procedure for document in documents if document.procedure})
    return ApplicationRecord(
        number=number,
        authority="EMA",
        category=ema_category(number),
        name=_name(row for row, _ in rows),
        procedures=tuple(ProcedureRecord(slug=slug, type=procedure_type(slug)) for slug in slugs),
        documents=documents,
        covers=covers,
    )


def _each_once(rows: Iterable[tuple[Row, DocumentRecord]]) -> list[DocumentRecord]:
    """The documents by address; of two at one address the one updated last, whatever the order of the rows."""
    documents: dict[str, DocumentRecord] = {}
    for row, document in rows:
        known = documents.setdefault(document.address, document)
        if known is not document:
            row.note("repeated-row" if known == document else "duplicate-address", document.address)
            documents[document.address] = max(known, document, key=_recency)
    return [documents[address] for address in sorted(documents)]


def _recency(document: DocumentRecord) -> tuple[str, bytes]:
    return (str(document.last_updated or document.first_published or ""), msgspec.json.encode(document))


def _name(rows: Iterable[Row]) -> str:
    """The name that most rows of a medicine give: a renamed one keeps its old name on some documents."""
    names = Counter(filter(None, (row.text("medicine_name") for row in rows)))
    return min(names, key=lambda name: (-names[name], name), default="")


READER = Reader(
    name="ema.epar_documents",
    version=1,
    origin="ema.documents",
    addresses=(rf"{REPORTS}/documents-output-epar_documents_json-report_en\.json",),
    recognises=recogniser("document_url", "ema_product_number", "medicine_name", "reference_number"),
    read=read,
)
