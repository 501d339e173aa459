"""The files of a Drugs@FDA release: a ZIP archive of tab-separated tables, opened with limits, handed on row by row.

The tables are cp1252 with CRLF and no quoting. Columns are found by their names. Traps: some rows have trailing tabs;
some releases have line breaks inside rows; a file that somebody saved again may be UTF-8.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from scrapers.fda.archives import opened, text_in, text_of_table
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.promised_columns import PromisedColumns
from scrapers.fda.release_tables import LATER, TABLES, UNREAD
from scrapers.readers import Drifted

HEADER_LINES = 10
"""Lines from the top among which the header is looked for."""

FIRST_LINE = 2_000
"""Bytes in which the header of a table ends."""

_LINE_WITHOUT_NUMBER = re.compile(r"\n(?! *[0-9]+ *\t)(?!\Z)")


class Release:
    """An archive that holds all files of a release.

    `lacks` are the columns of the tables read so far that are missing, `empty` the tables without rows.
    """

    def __init__(self, body: bytes, odd: Oddities) -> None:
        """Raises Drifted, naming the files that are missing, or Unreadable."""
        self._archive, self._files = opened(body)
        self._odd = odd
        self.lacks: set[tuple[str, str]] = set()
        self.empty: set[str] = set()
        if missing := sorted((TABLES.keys() | UNREAD) - self._files.keys()):
            raise Drifted(f"the release is incomplete: there is no {', '.join(f'{name}.txt' for name in missing)}")
        for name in sorted(self._files.keys() - TABLES.keys() - UNREAD - LATER):
            odd.note("unknown-file", "release", self._files[name].filename)

    def rows(self, name: str) -> Iterator[tuple[str, ...]]:
        """The rows of a table, cells as they stand there: the promised columns, then the optional ones.

        What is missing is empty. Raises Drifted, naming the promised columns that are missing, or Unreadable.
        """
        table = TABLES[name]
        text = text_in(self._archive, self._files[name])
        header, start = _header(text, table)
        self._check_columns(name, table, header)
        lines = _lines(text, start, len(header))
        if not lines:
            self.empty.add(name)
        elif not text.endswith("\n"):
            raise Drifted(f"{name}.txt is cut in the middle of its last row")
        return self._picked(name, lines, header)

    def _picked(self, name: str, lines: Sequence[str], header: Sequence[str]) -> Iterator[tuple[str, ...]]:
        width = len(header)
        # Every row gets one more cell, an empty one: there the columns that are missing are found.
        positions = {column.casefold(): position for position, column in reversed(list(enumerate(header)))}
        pick = itemgetter(*(positions.get(column.casefold(), width) for column in TABLES[name].read))
        unfit: list[str] = []
        for line in lines:
            cells = line.split("\t")
            if len(cells) == width:
                cells.append("")
            elif not _fit(cells, width):
                unfit.append(line)
                continue
            yield pick(cells)
        self._report_unfit(name, unfit, len(lines))

    def _report_unfit(self, name: str, unfit: Sequence[str], count: int) -> None:
        """Rows with text in more cells than there are columns are left out; if they are most, the header is wrong."""
        if 2 * len(unfit) > count:
            raise Drifted(f"{name}.txt: {len(unfit):,} of {count:,} rows have more cells than the header has columns")
        if unfit:
            self._odd.note("unreadable-row", f"{name}.txt", f"{len(unfit):,} with too many cells, such as {unfit[0]}")

    def _check_columns(self, name: str, table: PromisedColumns, header: Sequence[str]) -> None:
        found = {column.casefold(): column for column in header if column}
        if missing := [column for column in table.promised if column.casefold() not in found]:
            raise Drifted(f"{name}.txt has no column {', '.join(missing)}")
        for key in sorted(found.keys() - table.known):
            self._odd.unknown_column(found[key], f"{name}.txt")
        for column in table.optional:
            if column.casefold() not in found:
                self._odd.note("missing-column", f"{name}.txt", column)
                self.lacks.add((name, column))


def lone_table(body: bytes) -> str:
    """The name of the table that bytes are, if they are one table of a release and no archive; else empty."""
    if body.startswith(b"PK"):
        return ""
    header = {cell.strip().casefold() for cell in text_of_table(body[:FIRST_LINE]).partition("\n")[0].split("\t")}
    fitting = [
        (len(header & table.known), -len(table.known), name)
        for name, table in TABLES.items()
        if len(header & table.known) > 1 and header.issuperset(map(str.casefold, table.promised))
    ]
    return max(fitting, default=(0, 0, ""))[2]


def _header(text: str, table: PromisedColumns) -> tuple[list[str], int]:
    """The column names of the line that has most of the table's, and where the rows begin."""
    best: tuple[int, list[str], int] = (0, [], len(text))
    start = 0
    for line in text.split("\n", HEADER_LINES)[:HEADER_LINES]:
        start += len(line) + 1
        names = [cell.strip() for cell in line.split("\t")]
        best = max(best, (len(table.known.intersection(map(str.casefold, names))), names, start), key=itemgetter(0))
    _, names, start = best
    return names, start


def _lines(text: str, start: int, width: int) -> Sequence[str]:
    """The rows as one line each. Nearly all files have no line break inside a row, and that is quickly seen."""
    lines = text[start:].rstrip("\n").split("\n") if text[start:].strip() else []
    return list(_joined(lines, width)) if _LINE_WITHOUT_NUMBER.search(text, start - 1) else lines


def _joined(lines: Iterable[str], width: int) -> Iterator[str]:
    """Rows, with a line that is only a part of one put behind the line before.

    In every table a row begins with a number. A line that does not is a part of a row, unless it has all cells (in a
    table whose columns stand in another order).
    """
    row = ""
    for line in filter(str.strip, lines):
        is_row = line.count("\t") >= width - 1 or line.partition("\t")[0].strip().isdecimal()
        if is_row and row:
            yield row
        row = line if is_row else f"{row} {line}"
    if row:
        yield row


def _fit(cells: list[str], width: int) -> bool:
    """Brings a row to its width and one empty cell more; False if there is text in cells that have no column."""
    if any(cell.strip() for cell in cells[width:]):
        return False
    cells[width:] = [""] * (max(width - len(cells), 0) + 1)
    return True
