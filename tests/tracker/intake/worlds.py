"""A small world to watch: a table of invented medicines, and pages that say exactly what a test wants them to say."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import replace

import msgspec

from scrapers import registry
from scrapers.dates import PartialDate, from_iso
from scrapers.readers import Drifted, Reader
from scrapers.records import ApplicationRecord, EvidenceRecord, Page, ProcedureRecord, Reading, StepRecord
from tests.scrapers.ema.workbooks import FLAGS, LABELS, key
from tracker.catalogue.models import Application, Change, Observation
from tracker.intake import pipeline, standing
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import ingest_bytes

TABLE = "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines_json-report_en.json"
PAGES = "https://www.ema.europa.eu/en/medicines/human/EPAR/"
Row = dict[str, str]


ATTRIBUTES = {
    "status": "Medicine status",
    "opinion": "Opinion status",
    "holder": "Marketing authorisation developer / applicant / holder",
    "group": "Pharmacotherapeutic group\n(human)",
    "species": "Species\n(veterinary)",
    "name": "Name of medicine",
    "opinion_date": "Opinion adopted date",
    "authorised": "Marketing authorisation date",
    "revision": "Revision number",
    "updated": "Last updated date",
    "category": "Category",
}


def day(number: int, hour: int = 6) -> datetime.datetime:
    """A moment of January 2026."""
    return datetime.datetime(2026, 1, number, hour, tzinfo=datetime.UTC)


def number(index: int) -> str:
    return f"EMEA/H/C/{900000 + index}"


def columns(**changes: str) -> dict[str, str]:
    return {ATTRIBUTES[name]: value for name, value in changes.items()}


def medicine(index: int, **changes: str) -> Row:
    """A row of the table: an authorised medicine; `changes` by attribute, as `status` or `holder`."""
    return (
        FLAGS
        | {"EMA product number": number(index)}
        | columns(category="Human", name=f"Examplin {index}", status="Authorised", holder="Example GmbH", group="L01XX")
        | columns(**changes)
    )


def medicines(count: int, start: int = 0, **changes: str) -> list[Row]:
    return [medicine(index, **changes) for index in range(start, start + count)]


def with_changes(rows: Iterable[Row], indexes: Iterable[int], **changes: str) -> list[Row]:
    """The rows, those at some places with changes."""
    chosen = set(indexes)
    return [row | columns(**changes) if place in chosen else row for place, row in enumerate(rows)]


def table_bytes(rows: Iterable[Row], stamp: str = "2026-01-01T06:00:00Z", without: Iterable[str] = ()) -> bytes:
    labels = [label for label in LABELS if label not in set(without)]
    data = [{key(label): row.get(label, "") for label in labels} for row in rows]
    return json.dumps({"meta": {"total_records": len(data), "timestamp": stamp}, "data": data}).encode()


def ingest_table(rows: Iterable[Row], at: datetime.datetime, **options: str) -> Outcome:
    return ingest_bytes(table_bytes(rows, **options), address=TABLE, retrieved_at=at)


def application(name: str = "EMEA/H/C/900000", /, **says: object) -> ApplicationRecord:
    return ApplicationRecord(number=name, authority="FDA" if name.startswith("NDA") else "EMA", **says)


def step(kind: str, date: str | None = None, quote: str = "", **says: object) -> StepRecord:
    dated = from_iso(date) if date else None
    return StepRecord(
        kind=kind, date=dated, evidence=(EvidenceRecord(quote=quote or f"{kind}: {date}", date=dated),), **says
    )


def procedure(*steps: StepRecord, slug: str = "initial", **says: object) -> ProcedureRecord:
    return ProcedureRecord(slug=slug, steps=steps, **says)


def partial(date: str) -> PartialDate:
    return from_iso(date)


def _read(body: bytes, page: Page) -> Reading:
    if body.startswith(b"broken"):
        raise Drifted("the page has changed")
    return msgspec.json.decode(body, type=Reading)


SPOKEN_PAGE = Reader("test.page", 1, "ema.medicine_page", (), lambda body: False, _read)
SPOKEN_TABLE = Reader("test.table", 1, "ema.medicines", (), lambda body: False, _read)
SPOKEN_FDA = Reader("test.fda", 1, "fda.drugsfda", (), lambda body: False, _read)


def listen(monkeypatch, *readers: Reader) -> None:
    """Let readers that read records out of JSON be known."""
    for reader in readers:
        monkeypatch.setitem(registry.BY_NAME, reader.name, reader)
    names = {reader.name for reader in readers}
    known = (*(reader for reader in standing.READERS if reader.name not in names), *readers)
    for module in (pipeline, standing):
        monkeypatch.setattr(module, "READERS", known)


def upgrade(monkeypatch, reader: Reader, read=None) -> Reader:
    """The reader in its next version, which may read otherwise."""
    newer = replace(reader, version=reader.version + 1, read=read or reader.read)
    listen(monkeypatch, newer)
    return newer


def said(*records: ApplicationRecord, **reading: object) -> bytes:
    return msgspec.json.encode(Reading(records=records, **reading))


def page_says(
    *records: ApplicationRecord,
    at: datetime.datetime,
    address: str = f"{PAGES}examplin",
    reader: Reader = SPOKEN_PAGE,
    reconstructed: bool = False,
    **reading: object,
) -> Outcome:
    return ingest_bytes(
        said(*records, **reading), address=address, retrieved_at=at, reader=reader.name, reconstructed=reconstructed
    )


def changes(outcome: Outcome) -> list[tuple[str, str | None, str | None, bool]]:
    """What an outcome reports: field, before, after, and whether it may leave."""
    return [(one["field"], one["before"], one["after"], one["alerting"]) for one in outcome.changes]


def status(index: int = 0) -> str:
    return Application.objects.get(number=number(index)).status


def state() -> tuple[list[tuple], list[tuple]]:
    """What is known and how it came about, without ids: equal for two ways that lead to the same."""
    observations = Observation.objects.order_by("origin", "key", "stands_since", "digest").values_list(
        "origin", "key", "digest", "record", "held_record", "retrieved_at", "stands_since", "superseded_at", "gone_at"
    )
    trail = Change.objects.order_by("application__number", "seen_at", "subject", "field", "item").values_list(
        *("application__number", "procedure", "subject", "field", "item", "before", "after"),
        *("significance", "alerting", "is_correction", "seen_at"),
    )
    return list(observations), list(trail)
