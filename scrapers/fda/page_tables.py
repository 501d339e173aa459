"""Tables of FDA's pages: columns are found by what their heads say, in any order; rows are cells by column."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from lxml import etree

from scrapers.fda.drugsfda import Oddities
from scrapers.fda.web_page import elements, text_of
from scrapers.readers import Drifted

Cells: TypeAlias = Mapping[str, etree._Element]  # noqa: SLF001 (lxml has no other name for it)
"""The cells of a row by the name of their column."""


class Columns(NamedTuple):
    """The columns of a table: by name a pattern for the words in its head. Without the `promised` ones nothing is read.

    What `ignored` matches is known and left aside.
    """

    promised: Mapping[str, str]
    optional: Mapping[str, str] = {}
    ignored: str = r"(?!)"


class PageTable(NamedTuple):
    """The names of the columns that are there, and the rows."""

    names: frozenset[str]
    rows: Sequence[Cells]


def read_table(table: etree._Element, columns: Columns, where: str, odd: Oddities) -> PageTable:
    """The rows of a table; cells behind the last head are hidden ones.

    Raises Drifted, naming the promised columns that are missing, or where most rows do not fit the head.
    """
    rows = elements(table, "./tr|./thead/tr|./tbody/tr|./tfoot/tr")
    header, body = _header(rows, columns)
    positions = _positions(header, columns, where, odd)
    cells = [elements(row, "./td|./th") for row in body]
    whole = [row for row in cells if len(row) >= len(header)]
    short = [row for row in cells if len(row) < len(header) and not _is_remark(row)]
    if len(short) > len(whole):
        raise Drifted(f"{where}: {len(short)} of {len(short) + len(whole)} rows have fewer cells than the head")
    for row in short:
        odd.note("unreadable-row", where, f"{len(row)} cells for {len(header)} columns: {text_of(row[0])}")
    return PageTable(
        frozenset(positions), [{name: row[position] for name, position in positions.items()} for row in whole]
    )


def _is_remark(row: Sequence[etree._Element]) -> bool:
    """Whether what stands there is no row of data: nothing, or one cell over several columns."""
    return not any(text_of(cell) for cell in row) or (len(row) == 1 and bool(row[0].get("colspan")))


def _header(rows: Sequence[etree._Element], columns: Columns) -> tuple[list[str], Sequence[etree._Element]]:
    """The words of the row that has most of the columns in its heads, and the rows below it."""
    patterns = [*columns.promised.values(), *columns.optional.values()]
    best: tuple[int, list[str], int] = (0, [], len(rows))
    for position, row in enumerate(rows[:10]):
        words = [text_of(cell) for cell in elements(row, "./th|./td")]
        count = sum(any(_matches(pattern, word) for word in words) for pattern in patterns)
        if count > best[0]:
            best = (count, words, position + 1)
    return best[1], rows[best[2] :]


def _positions(header: Sequence[str], columns: Columns, where: str, odd: Oddities) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, words in enumerate(header):
        name = next((name for name, pattern in _all(columns).items() if _matches(pattern, words)), "")
        if name:
            positions.setdefault(name, position)
        elif words and not _matches(columns.ignored, words):
            odd.unknown_column(words, where)
    if missing := [name for name in columns.promised if name not in positions]:
        raise Drifted(f"{where} has no column {', '.join(missing)}")
    for name in columns.optional:
        if name not in positions:
            odd.note("missing-column", where, name)
    return positions


def _all(columns: Columns) -> dict[str, str]:
    return {**columns.promised, **columns.optional}


def _matches(pattern: str, words: str) -> bool:
    return re.fullmatch(pattern, words, re.IGNORECASE) is not None
