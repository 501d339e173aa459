"""XLSX workbooks from strangers: opened with limits, handed on as plain rows.

The archive is measured and unpacked here, and what was measured is what the parser gets: the sizes that an archive
claims for its parts need not be true, and a single cell in the last corner of a sheet makes a parser reserve room for
seventeen thousand million cells.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from scrapers.readers import Unreadable

MAX_UNPACKED = 96 * 1024 * 1024
"""Bytes of all parts together; the largest table of EMA unpacks to six million."""

MAX_PARTS = 1_000
MAX_CELLS = 4_000_000
"""Rows times columns of one sheet; EMA's have a hundred thousand."""

_COLUMN = re.compile(rb'r="([A-Za-z]{3,})\d')
_ROW = re.compile(rb'r="[A-Za-z]*(\d{4,})')
_ANY_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_ANY_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_SHEETS = "xl/worksheets/"


class Sheet(NamedTuple):
    """One sheet: its name, the number of its first row as people count, and its cells row by row."""

    name: str
    first_row: int
    rows: Sequence[Sequence[object]]


def sheets(body: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook, one after the other. Raises Unreadable."""
    workbook = _opened(_repacked(body))
    for name in workbook.sheet_names:
        yield _sheet(workbook, name)


def _repacked(body: bytes) -> bytes:
    """The archive again, uncompressed, with only what was unpacked within the limits."""
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(packed, "w") as target:
            parts = source.infolist()
            _refuse_bombs(parts)
            for part in parts:
                content = source.read(part)
                if part.filename.startswith(_SHEETS):
                    _refuse_giant_sheet(part.filename, content)
                target.writestr(part.filename, content)
    except Unreadable:
        raise
    except Exception as problem:  # zipfile raises a dozen kinds on damaged bytes, some of them undocumented
        raise Unreadable(f"not a readable XLSX file: {problem}") from problem
    return packed.getvalue()


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise Unreadable(f"the XLSX file unpacks to {unpacked:,} bytes; at most {MAX_UNPACKED:,} are read")
    if len(parts) > MAX_PARTS:
        raise Unreadable(f"the XLSX file holds {len(parts):,} parts; at most {MAX_PARTS:,} are read")


def _refuse_giant_sheet(name: str, content: bytes) -> None:
    rows, columns = _span(content) if _every_cell_is_placed(content) else _widest_span(content)
    if rows * columns > MAX_CELLS:
        raise Unreadable(f"{name} spans {rows * columns:,} cells; at most {MAX_CELLS:,} are read")


def _span(content: bytes) -> tuple[int, int]:
    """Rows and columns that the references reach; the quick patterns pass over rows to 999 and columns to 702."""
    rows = max(map(int, set(_ROW.findall(content))), default=999)
    return rows, max(map(_column, set(_COLUMN.findall(content))), default=702)


def _widest_span(content: bytes) -> tuple[int, int]:
    """Rows and columns that could be reached if every cell without a reference stood to the right of all others."""
    references = _ANY_REFERENCE.findall(content)
    placed = sum(1 for letters, _ in references if letters)
    rows = max((int(row) for row in {row for _, row in references}), default=0)
    columns = max((_column(letters) for letters in {letters for letters, _ in references}), default=0)
    return rows + content.count(b"row"), columns + len(_ANY_CELL.findall(content)) - placed


def _every_cell_is_placed(content: bytes) -> bool:
    """Whether all cells are written the usual way, `<c r="A1"`: quick to count, and true of nearly every file."""
    unusual = any(mark in content for mark in (b"<c>", b"<c/", b"<c\t", b"<c\r", b"<c\n", b":c"))
    return not unusual and content.count(b"<c ") == content.count(b'<c r="')


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 64
    return number


def _opened(packed: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(packed))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # a panic of the parser is no Exception
        raise Unreadable(f"not a readable XLSX file: {problem}") from problem


def _sheet(workbook: CalamineWorkbook, name: str) -> Sheet:
    try:
        sheet = workbook.get_sheet_by_name(name)
        return Sheet(name, (sheet.start or (0, 0))[0] + 1, sheet.to_python())
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # a panic of the parser is no Exception
        raise Unreadable(f"the sheet {name!r} cannot be read: {problem}") from problem
