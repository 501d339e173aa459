"""From the rows of EMA's medicines table to records: the same for every kind of file that holds the table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from scrapers.compare import numbered
from scrapers.ema import cells, lists
from scrapers.ema.medicines_columns import ATTRIBUTES, COLUMNS, KNOWN, OPINIONS, REQUIRED, STATUSES, Column, Form, slug
from scrapers.ema.notes import Notes
from scrapers.identifiers import JunkNumber, ema_product_number
from scrapers.readers import Drifted
from scrapers.records import ApplicationRecord, EvidenceRecord, ProcedureRecord, Reading, StepRecord

Convert = Callable[[str], str]

CONVERT: dict[Form, Convert] = {
    "category": cells.category,
    "text": cells.text,
    "words": cells.words,
    "address": cells.address,
    "count": cells.count,
    "flag": cells.flag,
    "date": cells.iso,
}

LISTS: dict[str, tuple[Convert, Convert]] = {
    "inn": (lists.by_semicolon, lists.common_names),
    "active_substance": (lists.by_semicolon, lists.substances),
    "therapeutic_area": (lists.by_semicolon, lists.headings),
    "species": (lists.by_any_mark, lists.by_any_mark),
    "atc_code": (lists.by_any_mark, lists.by_any_mark),
    "atcvet_code": (lists.by_any_mark, lists.by_any_mark),
    "pharmacotherapeutic_group": (lists.by_semicolon, lists.groups),
    "pharmacotherapeutic_group_veterinary": (lists.by_semicolon, lists.groups),
}
"""How the lists of each target are read: since 2024, and before."""


@dataclass(frozen=True)
class Table:
    """A table as its file holds it: header, rows, the number that people give the first row, EMA's own stamp.

    `notes` holds what was odd already when the file was opened.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    first_row: int = 1
    published_at: str = ""
    notes: Notes = field(default_factory=Notes)


class Field(NamedTuple):
    """A field of the records: the place of its cell in a row, and how its text is read."""

    target: str
    place: int
    convert: Convert


class DateColumn(NamedTuple):
    """A column whose dates are steps: the place of its cell, the label it carries in this file, the kinds it can be."""

    place: int
    label: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """How the rows of one file are read, made once from its header. Places are numbers of cells in a row."""

    number: int
    name: int
    status: int
    opinion: int | None
    attributes: tuple[Field, ...]
    details: tuple[Field, ...]
    dates: tuple[DateColumn, ...]
    covers: tuple[str, ...]
    width: int


def known_columns(row: Sequence[object]) -> int:
    """How many different columns of the medicines table a row of a sheet names."""
    return len({KNOWN[slug(cell)][0].target for cell in row if isinstance(cell, str) and slug(cell) in KNOWN})


def read_table(table: Table) -> Reading:
    """One record per row, in the order of the file. Raises Drifted."""
    notes = table.notes
    plan = _plan(table.header, notes)
    records: dict[str, ApplicationRecord] = {}
    junk = 0
    for where, row in enumerate(table.rows, start=table.first_row):
        texts = cells.printed_row(row)
        if not any(texts):
            continue
        texts.extend([""] * (plan.width - len(texts)))
        record = _record(texts, plan, where, notes)
        if record is None:
            junk += 1
        elif (earlier := records.setdefault(record.number, record)) is not record:
            notes.add("repeated-row" if earlier == record else "duplicate-number", where, record.number)
    if not records or junk > len(records):
        raise Drifted(f"{len(records)} rows of the table have an EMA product number and {junk} have none")
    return Reading(
        records=tuple(records.values()), scope="whole", warnings=notes.warnings(), published_at=table.published_at
    )


def _plan(header: Sequence[str], notes: Notes) -> Plan:
    """Finds the known columns wherever they stand. Raises Drifted if one of `REQUIRED` is missing."""
    places, labels = _places(header, notes)
    if lost := [column.label for column in COLUMNS if column.target in REQUIRED and column.target not in places]:
        raise Drifted(f"the medicines table has lost its column {', '.join(map(repr, lost))}")
    older = labels["number"] == KNOWN["product_number"][1]
    for column in COLUMNS:
        label = column.older if older else column.label
        if label and column.target not in places:
            notes.add("missing-column", None, label)
    present = [column for column in COLUMNS if column.target in places]
    fields = [
        Field(column.target, places[column.target], _convert(column, older))
        for column in present
        if column.form not in ("number", "status", "step")
    ]
    dates = [
        DateColumn(places[column.target], labels[column.target], _tellable(column, places))
        for column in present
        if column.form == "step"
    ]
    kinds = dict.fromkeys(kind for date in dates for kind in date.kinds)
    return Plan(
        number=places["number"],
        name=places["name"],
        status=places["status"],
        opinion=places.get("opinion_status"),
        attributes=tuple(field for field in fields if field.target in ATTRIBUTES),
        details=tuple(field for field in fields if field.target not in ATTRIBUTES),
        dates=tuple(dates),
        covers=("status", *(field.target for field in fields), *kinds),
        width=max(places.values()) + 1,
    )


def _places(header: Sequence[str], notes: Notes) -> tuple[dict[str, int], dict[str, str]]:
    """By target: where its column stands, and the label it carries there. The first of two of a kind counts."""
    places: dict[str, int] = {}
    labels: dict[str, str] = {}
    for index, label in enumerate(header):
        if not slug(label):
            continue
        if (known := KNOWN.get(slug(label))) is None:
            notes.add("unknown-column", None, label)
        elif known[0].target in places:
            notes.add("duplicate-column", None, label)
        else:
            column, labels[column.target] = known
            places[column.target] = index
    return places, labels


def _convert(column: Column, older: bool) -> Convert:
    return LISTS[column.target][older] if column.form == "list" else CONVERT[column.form]


def _tellable(column: Column, places: dict[str, int]) -> tuple[str, ...]:
    """The kinds of step that the dates of a column can be; which opinion it was is told by another column."""
    if column.target == "opinion_adopted" and "opinion_status" not in places:
        return column.steps[:1]
    return column.steps


def _record(texts: list[str], plan: Plan, where: int, notes: Notes) -> ApplicationRecord | None:
    """The record of one row; none, and a warning, if the row has no product number to keep it under."""
    try:
        number = ema_product_number(texts[plan.number])
    except JunkNumber:
        notes.add("junk-number", where, texts[plan.number])
        return None
    if not texts[plan.name]:
        notes.add("empty-name", where, number)
    opinion = _opinion("" if plan.opinion is None else texts[plan.opinion], where, notes)
    status = _status(texts[plan.status], opinion, where, notes)
    dates = plan.dates if texts[plan.status] else _told_without_status(plan.dates)
    steps = numbered(_steps(texts, dates, (opinion, status), where, notes))
    attributes = _values(texts, plan.attributes, where, notes)
    return ApplicationRecord(
        number=number,
        authority="EMA",
        category=attributes.get("category", ""),
        name=attributes["name"],
        active_substance=attributes.get("active_substance", ""),
        inn=attributes.get("inn", ""),
        applicant=attributes.get("applicant", ""),
        status=status,
        status_text=texts[plan.status],
        address=attributes.get("address", ""),
        details=_values(texts, plan.details, where, notes),
        procedures=(ProcedureRecord(steps=steps),) if steps else (),
        covers=plan.covers,
    )


def _values(texts: list[str], fields: tuple[Field, ...], where: int, notes: Notes) -> dict[str, str]:
    values = {}
    for target, place, convert in fields:
        try:
            values[target] = convert(texts[place])
        except cells.Odd as odd:
            notes.add(odd.what, where, texts[place])
            values[target] = odd.instead
    return values


def _opinion(text: str, where: int, notes: Notes) -> str:
    """The kind of the opinion, empty if the table does not say which way it went."""
    if text and text.lower() not in OPINIONS:
        notes.add("unknown-word", where, text)
    return OPINIONS.get(text.lower(), "")


def _status(text: str, opinion: str, where: int, notes: Notes) -> str:
    """The slug of a status word; of `Opinion`, that of the opinion.

    An empty cell and a word never seen are `unknown`, not the status before: the table did not say that nothing
    changed. Neither is a status that a medicine can move to, so whoever compares makes no transition of it.
    """
    status = STATUSES.get(text.lower())
    if status is None:
        notes.add("unknown-word" if text else "empty-status", where, text)
        return "unknown"
    return opinion if status == "opinion" and opinion else status


def _told_without_status(dates: tuple[DateColumn, ...]) -> tuple[DateColumn, ...]:
    """The dates that say by themselves what happened. A status that was emptied makes no other event of an ending."""
    return tuple(date for date in dates if len(date.kinds) == 1 or date.kinds[0] != "other")


def _steps(
    texts: list[str], dates: tuple[DateColumn, ...], deciding: tuple[str, str], where: int, notes: Notes
) -> Iterator[StepRecord]:
    """The dates of a row as steps; `deciding` are the words of the row that say which kind a date is."""
    for date in dates:
        text = texts[date.place]
        if not text:
            continue
        kind = next((word for word in deciding if word in date.kinds), date.kinds[0])
        try:
            yield _step(kind, date.label, text)
        except cells.Odd as odd:
            notes.add(odd.what, where, text)


@lru_cache(maxsize=8192)
def _step(kind: str, label: str, text: str) -> StepRecord:
    """A step and the words for it; rows of one committee meeting share them. Raises cells.Odd."""
    date = cells.date(text)
    return StepRecord(
        kind=kind,
        date=date,
        label=label.removesuffix(" date") if kind == "other" else "",
        evidence=(EvidenceRecord(quote=f"{label}: {text}", locator=label, date=date),),
    )
