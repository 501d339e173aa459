"""Steps after authorisation: a table with a row for each variation, renewal, transfer or periodic assessment.

Each row is a procedure. Its dates are that of the opinion or notification and that of the Commission's decision; dates
within its scope and its summary are no steps.
"""

import re
from collections.abc import Iterator

from scrapers import pdf_layout
from scrapers.ema.steps import numbers, table
from scrapers.ema.steps.dates import Mention, mentions
from scrapers.ema.steps.procedures import NOTIFIED, letters_of, slug_of
from scrapers.ema.steps.table import Column, Row
from scrapers.ema.steps.wordings import letters
from scrapers.identifiers import JunkNumber, ema_category, procedure_type
from scrapers.readers import Drifted
from scrapers.records import (
    ApplicationRecord,
    EvidenceRecord,
    Page,
    ProcedureRecord,
    Reading,
    ReadingWarning,
    StepRecord,
)
from scrapers.text import clean

LONGEST = 600
"""Characters of a scope that are kept; that of a group of variations can fill pages."""

DETAILS = ("scope", "product_information")

UNKNOWN = re.compile(r"n\.?/?a\.?|not ?applicable|[-–—./]*|tbc|pending", re.IGNORECASE)
"""What stands for no date."""

OLDER = re.compile(r"archive|cut-?off", re.IGNORECASE)
FINALISED = re.compile(r"forproceduresfinalisedafter")
"""A document that holds only the older procedures; the newer ones have one of their own."""


def read_table(body: bytes, texts: tuple[str, ...], page: Page) -> Reading:
    """All rows of the document. Raises Drifted without the columns that name and date them, or without any row."""
    number = numbers.required(numbers.subject(texts, page, re.split(r"\bScope\b", texts[0])[0] or " "))
    columns, rows = table.rows(pdf_layout.layouts(body, range(1, len(texts) + 1)))
    if not columns:
        raise Drifted("the table has no header with columns for the number and the opinion or notification")
    if not rows:
        raise Drifted("no row of the table of steps after authorisation was found")
    notes: list[ReadingWarning] = []
    found: dict[str, list[ProcedureRecord]] = {}
    for row in rows:
        procedure = _procedure(row, columns, notes)
        if procedure:
            found.setdefault(procedure.slug, []).append(procedure)
    if not found:
        raise Drifted("no row of the table has a procedure's number")
    is_older = bool(OLDER.search(page.address) or FINALISED.search(letters(texts[0])))
    record = ApplicationRecord(
        number=number,
        authority="EMA",
        key=f"{number} steps-after{' (older)' if is_older else ''}",
        category=ema_category(number),
        procedures=tuple(_one(same) for _, same in sorted(found.items())),
    )
    return Reading(records=(record,), warnings=tuple(dict.fromkeys(notes)))


def _procedure(row: Row, columns: tuple[Column, ...], notes: list[ReadingWarning]) -> ProcedureRecord | None:
    text = row.text("number")
    try:
        slug = slug_of(text)
    except JunkNumber:
        notes.append(ReadingWarning(what="junk-number", where=f"page {row.page}", text=text))
        return None
    is_notified = letters_of(slug, f"{text} {row.text('type')}") in NOTIFIED
    kinds = {"opinion": "notification" if is_notified else "opinion", "decision": "ec-decision"}
    steps = [
        step
        for column in columns
        if column.name in kinds
        for step in _steps(row, column, slug, kinds[column.name], notes)
    ]
    names = {column.name for column in columns}
    details: dict[str, str] = {name: _cut(row.text(name)) for name in DETAILS if name in names}
    return ProcedureRecord(slug=slug, type=procedure_type(slug), details=details, steps=tuple(steps))


def _steps(row: Row, column: Column, slug: str, kind: str, notes: list[ReadingWarning]) -> Iterator[StepRecord]:
    text = row.text(column.name)
    if UNKNOWN.fullmatch(text):
        return
    where = f"page {row.page}, {slug}"
    dates = mentions(text)
    if not dates:
        notes.append(ReadingWarning(what="junk-date", where=where, text=text[:100]))
    for date in dates:
        if date.last is None:
            notes.append(ReadingWarning(what="junk-date", where=where, text=text[date.start : date.end]))
        else:
            yield _step(date, kind, f"{slug}: {column.title} {text[date.start : date.end]}", where)


def _step(date: Mention, kind: str, quote: str, where: str) -> StepRecord:
    evidence = EvidenceRecord(quote=quote, locator=where, date=date.last)
    return StepRecord(kind=kind, date=date.last, range=date.range, evidence=(evidence,))


def _cut(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …"


def _one(same: list[ProcedureRecord]) -> ProcedureRecord:
    """Rows with one number are one procedure; its steps are counted, each date once."""
    steps = {(step.kind, step.date): step for procedure in same for step in procedure.steps}
    counts: dict[str, int] = {}
    numbered = []
    for _, step in sorted(steps.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        counts[step.kind] = counts.get(step.kind, 0) + 1
        numbered.append(
            StepRecord(
                kind=step.kind,
                date=step.date,
                occurrence=counts[step.kind],
                range=step.range,
                evidence=step.evidence,
            )
        )
    first = min(same, key=lambda procedure: sorted(procedure.details.items()))
    return ProcedureRecord(slug=first.slug, type=first.type, details=first.details, steps=tuple(numbered))
