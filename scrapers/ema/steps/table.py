"""The table of steps after authorisation, cell by cell, from where its words stand on the pages.

Columns come from the header; its names and their order changed over the years. Rows begin where the column of numbers
holds one; where lines are drawn between rows, they part them. A row may go on over pages, with or without a repeated
header.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import NamedTuple

from scrapers.ema.steps.furniture import footers, is_furniture, is_in_margin, unnumbered
from scrapers.ema.steps.wordings import letters
from scrapers.pdf_layout import Line, PageLayout, Upright, lines
from scrapers.pdf_words import Word
from scrapers.text import clean

COLUMNS = {
    "number": r"applicationn|^no$|^number$|applicationno|procedureno|procedurenumber|variationno",
    "scope": r"^scope|description",
    "type": r"typeof|modification",
    "opinion": r"opinion|notification",
    "decision": r"commission|decision",
    "product_information": r"productinfo|information|^product",
    "summary": r"summary",
}
"""What a column's header says, as letters without blanks; the first that fits counts."""

NUMBER = re.compile(
    r"^(?:EME?A/H/C/|EME?A/)?(?:\d{3,6}/)?(?:[A-Z]{1,5}(?:in)?\d{0,2}[/-]\d|(?:II|IAIN|IAin|IA|IB|IG|WS|PSUSA|N|R)\d{3,8}\b"
    r"|PSUSA/?$|PSUR/?$|(?:Variation|Renewal|Transfer|Article|Annual|Worksharing|Extension|Referral|Notification)"
    r"(?!s?(?:of|number|issued)))",
)
"""How the first line of a procedure's number begins."""

NUMBERED = re.compile(r"[/-]\d|\d{3}")
"""What a first line lacks that only says what kind of procedure it is: `Article 61(3)`."""

HEADER = re.compile(
    r"(?:applications?|number|no|scope|description|of|the|type|modification|opinion|notification|issued|on|commission"
    r"|decision|amended|product|information|affected|summary|variation|procedure|date|and|or)*"
)
"""All that a header says, footnote figures and punctuation aside; a line with another word is none of its lines."""

HEADER_DEPTH = 75.0
"""Points above and below the word Scope in which the rest of the header may stand."""

TIGHT = 40.0
"""Points within which the second line of a number stands below the first."""

FOOTNOTE = re.compile(
    r"^[1-4¹²³]\s*(?:Notifications? (?:are|is)|In accordance with|No Commission|A Commission|SmPC|SPC|For )"
)
FOOTER = re.compile(
    r"official address|address for visits|westferry|churchill place|an agency of the european union"
    r"|^telephone|^e-mail|^send (?:us )?a question|^page \d+/\d+$|^\d+/\d+$|^em(?:e)?a[/ ]\d",
    re.IGNORECASE,
)


class Column(NamedTuple):
    """A column: what it holds, its header's words, and where it begins and ends, in points."""

    name: str
    title: str
    left: float
    right: float


@dataclass
class Row:
    """A row: the page on which it begins, and the text of each cell by the name of its column."""

    page: int
    cells: dict[str, list[str]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a cell, its lines joined; empty for an empty one."""
        return clean(" ".join(self.cells.get(name, ())))


class _Table(NamedTuple):
    columns: tuple[Column, ...]
    bottom: float
    """Where the header ends on the page that bears it."""


def rows(pages: list[PageLayout]) -> tuple[tuple[Column, ...], list[Row]]:
    """The columns and the rows of the table, in order; no columns where no header is found."""
    columns: tuple[Column, ...] = ()
    found: list[Row] = []
    repeated = footers(pages)
    for page in pages:
        of_page = [line for line in lines(page.words) if not _is_foot(line, page, repeated)]
        table = _header(of_page, page)
        if table:
            columns = columns or table.columns
        if not columns:
            continue
        current = _matching(table, columns)
        _read(page, _body(of_page, table), current, found)
    return columns, found


def _is_foot(line: Line, page: PageLayout, repeated: frozenset[str]) -> bool:
    if is_furniture(line.text) or FOOTER.search(line.text):
        return True
    return is_in_margin(line, page) and unnumbered(line) in repeated


def _matching(table: _Table | None, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns as they stand on this page: a repeated header may stand elsewhere."""
    if table and [one.name for one in table.columns] == [one.name for one in columns]:
        return table.columns
    return columns


def _header(of_page: list[Line], page: PageLayout) -> _Table | None:
    """The columns of a page that bears the header: the lines around the word Scope, down to the first row."""
    start = next((at for at, line in enumerate(of_page) if any(_is_scope(word) for word in line.words)), None)
    if start is None:
        return None
    above = takewhile(_is_of_header, reversed(of_page[:start]))
    header = [*above, *takewhile(_is_of_header, of_page[start:])]
    top = of_page[start].top
    header = [line for line in header if abs(line.top - top) < HEADER_DEPTH]
    words = [word for line in header for word in line.words]
    columns = _columns(words, _body(of_page, _Table((), top)), page.uprights)
    if not {"number", "opinion"} <= {column.name for column in columns}:
        return None
    return _Table(columns, max(word.bottom for word in words))


def _is_scope(word: Word) -> bool:
    return letters(word.text) == "scope"


def _is_of_header(line: Line) -> bool:
    return bool(HEADER.fullmatch(re.sub(r"\d", "", letters(line.text))))


def _columns(words: list[Word], body: list[Line], uprights: tuple[Upright, ...]) -> tuple[Column, ...]:
    """The header's words gathered to columns: those that stand above or beside each other."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.left):
        if groups and word.left < max(other.right for other in groups[-1]) + 4:
            groups[-1].append(word)
        else:
            groups.append([word])
    named = [(name, group) for group in groups if (name := _name(group))]
    found: dict[str, tuple[float, float, str]] = {}
    for name, group in named:
        if name not in found:
            title = clean(
                " ".join(word.text for word in sorted(group, key=lambda word: (round(word.top / 4), word.left)))
            )
            found[name] = (min(word.left for word in group), max(word.right for word in group), title)
    ordered = sorted(found.items(), key=lambda item: item[1][0])
    gutters = [_gutter(body, uprights, before[1], after[0]) for (_, before), (_, after) in pairwise(ordered)]
    return tuple(
        Column(name, re.sub(r"(?<=[a-z/])\s?\d\b", "", title), left, right)
        for (name, (_, _, title)), left, right in zip(ordered, [0.0, *gutters], [*gutters, 10_000.0], strict=True)
    )


def _name(group: list[Word]) -> str:
    text = letters("".join(word.text for word in sorted(group, key=lambda word: (round(word.top / 4), word.left))))
    return next((name for name, pattern in COLUMNS.items() if re.search(pattern, text)), "")


def _gutter(body: list[Line], uprights: tuple[Upright, ...], right: float, left: float) -> float:
    """Where a column ends, between two headers: at a drawn line, else where the fewest words are cut."""
    drawn = [upright.place for upright in uprights if right - 2 < upright.place < left + 2]
    if drawn:
        return max(drawn)
    places = [left - 1.5 - step for step in range(max(1, int(left - right)))]
    return min(places, key=lambda place: (_cut(body, place), -place))


def _cut(body: list[Line], place: float) -> int:
    return sum(word.left < place < word.right for line in body for word in line.words)


def _body(of_page: list[Line], table: _Table | None) -> list[Line]:
    """The lines below the header, without footnotes and footers."""
    body = []
    for line in of_page:
        if table and line.middle < table.bottom:
            continue
        if FOOTNOTE.match(line.text):
            break
        body.append(line)
    return body


def _read(page: PageLayout, body: list[Line], columns: tuple[Column, ...], found: list[Row]) -> None:
    """The rows of a page, behind those found before: what stands above the first number belongs to the last of them."""
    number = next(column for column in columns if column.name == "number")
    starts = _starts(body, number)
    cuts = list(_cuts(page, starts, number))
    at = -1
    for line in body:
        while at + 1 < len(cuts) and line.middle > cuts[at + 1]:
            at += 1
            found.append(Row(page.number))
        if found:
            _fill(found[-1], line, columns)


def _starts(body: list[Line], number: Column) -> list[Line]:
    """The lines with which rows begin. `Variation type IB` and `EMA/VR/0000246587` below it are one number."""
    found: list[Line] = []
    for line in body:
        text = _text(line, number)
        if not NUMBER.match(text):
            continue
        is_begun = found and line.top - found[-1].top < TIGHT and not NUMBERED.search(_text(found[-1], number))
        if not is_begun:
            found.append(line)
    return found


def _text(line: Line, column: Column) -> str:
    return "".join(word.text for word in line.words if _is_in(word, column))


def _is_in(word: Word, column: Column) -> bool:
    return column.left <= word.left < column.right


def _cuts(page: PageLayout, starts: list[Line], number: Column) -> Iterator[float]:
    """How far down the page each row begins: at the line drawn above its number, else at the number's own height.

    Numbers may stand in the middle of their cells; only drawn lines tell that.
    """
    drawn = sorted({rule.height for rule in page.rules if _is_above(rule.left, rule.right, number)})
    last = 0.0
    for line in starts:
        above = [height for height in drawn if last < height < line.middle]
        yield above[-1] if above else line.top - 2
        last = line.middle


def _is_above(left: float, right: float, number: Column) -> bool:
    """Whether a drawn line passes over the column of numbers."""
    middle = (number.left + min(number.right, number.left + 120)) / 2
    return left <= middle <= right or (left < number.right and right > number.left and right - left > 15)


def _fill(row: Row, line: Line, columns: tuple[Column, ...]) -> None:
    for column in columns:
        words = [word.text for word in line.words if _is_in(word, column)]
        if words:
            row.cells.setdefault(column.name, []).append(" ".join(words))
