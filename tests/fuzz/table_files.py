"""Files that are tables: workbooks, texts with a separator, archives of such texts. Opened, changed, written again."""

import csv
import io
import random
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace

import openpyxl
import python_calamine

from tests.fuzz import tables, texts
from tests.fuzz.tables import Table

HEADER_CELLS = 6
"""Texts in a row that make it the header of a sheet."""


def sheets(body: bytes) -> list[Table]:
    """The sheets of a workbook; one without a header has nothing but what stands above."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    return [_sheet(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]


def _sheet(name: str, rows: Sequence[Sequence[object]]) -> Table:
    for at, row in enumerate(rows):
        if sum(1 for cell in row if isinstance(cell, str) and cell.strip()) >= HEADER_CELLS:
            width = max(place for place, cell in enumerate(row, start=1) if cell != "")
            return Table(rows[:at], row[:width], [line[:width] for line in rows[at + 1 :]], name)
    return Table(rows, (), (), name)


def workbook(found: Iterable[Table]) -> bytes:
    """The sheets as a workbook."""
    book = openpyxl.Workbook(write_only=True)
    for table in found:
        sheet = book.create_sheet(table.name)
        for line in table.lines:
            sheet.append([None if cell == "" else cell for cell in line])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def comma_separated(body: bytes) -> Table:
    header, *rows = csv.reader(io.StringIO(texts.decoded(body), newline=""))
    return Table((), header, rows)


def as_commas(table: Table) -> bytes:
    content = io.StringIO(newline="")
    csv.writer(content, quoting=csv.QUOTE_ALL).writerows(table.lines)
    return content.getvalue().encode("utf-8-sig")


def separated(body: bytes, separator: str, name: str = "") -> Table:
    """A text whose cells are never quoted."""
    header, *rows = (line.split(separator) for line in texts.decoded(body).replace("\r\n", "\n").split("\n"))
    return Table((), header, [row for row in rows if row != [""]], name)


def as_separated(table: Table, separator: str) -> bytes:
    text = "\r\n".join(separator.join(map(str, line)) for line in table.lines) + "\r\n"
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        return text.encode()


def members(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
        for name, part in parts.items():
            written.writestr(name, part)
    return content.getvalue()


def of_workbook(change: tables.Change) -> texts.Change:
    return lambda body, chance: workbook(change(table, chance) if table.header else table for table in sheets(body))


def of_commas(change: tables.Change) -> texts.Change:
    return lambda body, chance: as_commas(change(comma_separated(body), chance))


def of_separated(change: tables.Change, separator: str) -> texts.Change:
    return lambda body, chance: as_separated(change(separated(body, separator), chance), separator)


def of_member(change: texts.Change) -> texts.Change:
    """The change of one file in an archive."""

    def changed(body: bytes, chance: random.Random) -> bytes:
        parts = members(body)
        name = chance.choice(sorted(parts))
        return archive(parts | {name: change(parts[name], chance)})

    return changed


def members_reordered(body: bytes, chance: random.Random) -> bytes:
    parts = list(members(body).items())
    return archive(dict(chance.sample(parts, len(parts))))


def member_lost(body: bytes, chance: random.Random) -> bytes:
    parts = members(body)
    parts.pop(chance.choice(sorted(parts)))
    return archive(parts)


def first_rows(table: Table, count: int) -> Table:
    return replace(table, rows=table.rows[:count])
