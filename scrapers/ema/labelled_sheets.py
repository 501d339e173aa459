"""Tables in EMA's workbooks that stand under a title, notes and a header row, in one sheet or in several.

The header is found by its labels, wherever it stands; labels may go on after their known beginning (`Orphan at time of
CHMP opinion`). A row with a single filled cell is a heading or a footnote, and no row of the table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scrapers.ema import cells
from scrapers.ema.feeds import Row
from scrapers.ema.medicines_columns import slug
from scrapers.ema.notes import Notes
from scrapers.ema.workbook import Sheet, sheets

HEADER_COLUMNS = 4
"""Known labels that make a row the header; a row of data holds none."""

LAST_HEADER_ROW = 100
"""Rows in which the header is looked for; EMA's stand in row 14 to 17."""


class SheetColumn(NamedTuple):
    """A column: the name that its values get, and how its label may begin, as `medicines_columns.slug` spells it."""

    key: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class LabelledTable:
    """The table of one sheet: its name, the texts above the header, the columns that it has, its rows by key."""

    sheet: str
    above: tuple[str, ...]
    keys: frozenset[str]
    rows: tuple[Row, ...]


def labelled_tables(body: bytes, columns: Sequence[SheetColumn], notes: Notes) -> tuple[list[LabelledTable], list[str]]:
    """The tables of a workbook, and the names of the sheets that hold none. Raises Unreadable."""
    tables, others = [], []
    for sheet in sheets(body):
        table = _table(sheet, columns, notes)
        if table:
            tables.append(table)
        else:
            others.append(cells.printed(sheet.name))
    return tables, others


def _table(sheet: Sheet, columns: Sequence[SheetColumn], notes: Notes) -> LabelledTable | None:
    for index, row in enumerate(sheet.rows[:LAST_HEADER_ROW]):
        if len(places := _places(row, columns)) >= HEADER_COLUMNS:
            _report_unknown(row, columns, notes)
            return LabelledTable(
                sheet=cells.printed(sheet.name),
                above=tuple(filter(None, (cells.printed(cell) for above in sheet.rows[:index] for cell in above))),
                keys=frozenset(places),
                rows=tuple(_rows(sheet, index, places, notes)),
            )
    return None


def _rows(sheet: Sheet, header: int, places: dict[str, int], notes: Notes) -> Iterator[Row]:
    """The rows below the header; where a sheet is in parts, the header may come again.

    A text alone ("None in 2017") is no row, whatever stands in columns that nobody knows.
    """
    labels = cells.printed_row(sheet.rows[header])
    for index, row in enumerate(sheet.rows[header + 1 :], start=header + 1):
        texts = cells.printed_row(row)
        values = {key: texts[place] for key, place in places.items() if place < len(texts)}
        if sum(map(bool, values.values())) > 1 and texts != labels:
            yield Row(sheet.first_row + index, values, notes)


def _places(row: Sequence[object], columns: Sequence[SheetColumn]) -> dict[str, int]:
    """Where the known columns stand; of two of a kind the first counts."""
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        if column := _column(cell, columns):
            places.setdefault(column.key, place)
    return places


def _column(cell: object, columns: Sequence[SheetColumn]) -> SheetColumn | None:
    """The column whose label begins most like the cell."""
    label = slug(cell) if isinstance(cell, str) and len(cell) < 200 else ""
    fitting = [
        (len(beginning), column) for column in columns for beginning in column.labels if label.startswith(beginning)
    ]
    return max(fitting, key=lambda found: found[0])[1] if fitting else None


def _report_unknown(row: Sequence[object], columns: Sequence[SheetColumn], notes: Notes) -> None:
    for cell in row:
        label = cells.printed(cell)
        if label and not _column(cell, columns):
            notes.add("unknown-column", None, label)
