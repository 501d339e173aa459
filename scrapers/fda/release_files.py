"""The files of a Drugs@FDA release: a ZIP archive of tab-separated tables, opened with limits, handed on row by row.

The tables are cp1252 with CRLF and no quoting. Columns are found by their names. Traps: some rows have trailing tabs;
some releases have line breaks inside rows; a file that somebody saved again may be UTF-8.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import PurePosixPath

from scrapers.fda.drugsfda import Oddities
from scrapers.fda.release_tables import LATER, TABLES, UNREAD, Table
from scrapers.readers import Drifted, Unreadable

MAX_UNPACKED = 250_000_000
"""Bytes of all files together; the release of 2019 unpacks to a tenth of that."""

MAX_FILES = 100
HEADER_LINES = 10
"""Lines from the top among which the header is looked for."""

_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LINE_WITHOUT_NUMBER = re.compile(r"\n(?! *[0-9]+ *\t)(?!\Z)")


class Release:
    """An archive that holds all files of a release.

    `lacks` are the columns of the tables read so far that are missing, `empty` the tables without rows.
    """

    def __init__(self, body: bytes, odd: Oddities) -> None:
        """Raises Drifted, naming the files that are missing, or Unreadable."""
        self._archive, self._files = _opened(body)
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
        text = self._text(name)
        header, start = _header(text, table)
        self._check_columns(name, table, header)
        lines = _lines(text, start, len(header))
        if not lines:
            self.empty.add(name)
        elif not text.endswith("\n") and lines[-1].count("\t") < len(header) - 1:
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

    def _check_columns(self, name: str, table: Table, header: Sequence[str]) -> None:
        found = {column.casefold(): column for column in header if column}
        if missing := [column for column in table.promised if column.casefold() not in found]:
            raise Drifted(f"{name}.txt has no column {', '.join(missing)}")
        for key in sorted(found.keys() - table.known):
            self._odd.unknown_column(found[key], f"{name}.txt")
        for column in table.optional:
            if column.casefold() not in found:
                self._odd.note("missing-column", f"{name}.txt", column)
                self.lacks.add((name, column))

    def _text(self, name: str) -> str:
        try:
            return _decoded(self._archive.read(self._files[name]))
        except _BAD_ZIP as error:
            raise Unreadable(f"{name}.txt cannot be unpacked: {error}") from error


def names_in(body: bytes) -> set[str]:
    """The names of an archive's text files, without folder and ending; none if it is no archive."""
    try:
        return set(_opened(body)[1])
    except (Drifted, Unreadable):
        return set()


def _opened(body: bytes) -> tuple[zipfile.ZipFile, Mapping[str, zipfile.ZipInfo]]:
    """An archive and its text files by name. Raises Drifted or Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except _BAD_ZIP as error:
        raise Unreadable(f"the archive cannot be opened, it may be cut: {error}") from error
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_FILES or unpacked > MAX_UNPACKED:
        raise Unreadable(f"the archive holds {len(parts):,} files of {unpacked:,} bytes: more than any release")
    files: dict[str, zipfile.ZipInfo] = {}
    for part in parts:
        path = PurePosixPath(part.filename)
        if path.suffix.lower() == ".txt" and files.setdefault(path.stem, part) is not part:
            raise Drifted(f"the archive holds {path.name} twice")
    return archive, files


def _decoded(content: bytes) -> str:
    """The text of a table, its lines ended by a line feed alone."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n")


def _header(text: str, table: Table) -> tuple[list[str], int]:
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
