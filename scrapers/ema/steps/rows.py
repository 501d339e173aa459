"""Tables of steps: what was done on the left, the day on the right, one row each.

The day may stand at the height of the first line of its words, of the last one, or between; a row may go on behind the
footer and the header of the next page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from scrapers.ema.steps.dates import mentions, only
from scrapers.ema.steps.sentences import Item
from scrapers.pdf_layout import Line, PageLayout, Rule, Word
from scrapers.text import clean

GAP = 9.0
"""Points between two cells that stand side by side; words of one cell are nearer to each other."""

FEWEST = 2
"""Days on the right that make a table."""

NO_DATE = ("n/a", "na", "not applicable", "-", "–")
APART = 1.25
"""Lines further apart than this many usual distances belong to two rows, where no lines are drawn between rows."""


UNFINISHED = re.compile(
    r"(?:\b(?:of|the|to|and|or|for|with|by|from|a|an|its|all|during|in|c[hpv]mp|prac)|[,’'-])$", re.IGNORECASE
)
FINISHED = re.compile(r"(?:\b(?:on|by)|:)$", re.IGNORECASE)
"""How the words of a row end: before more of them, or before the day."""


@dataclass
class _Row:
    """The lines of a row's words, and its days, with the page on which it begins."""

    page: int
    words: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return clean(" ".join([*self.words, *self.days]))


class _Cell(NamedTuple):
    text: str
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def date_column(section: list[Line]) -> float | None:
    """Where the column of days begins, in points from the left; None if the section is no table."""
    width = max((line.words[-1].right for line in section), default=0.0)
    found = []
    for line in section:
        last = _last_cell(line)
        text = " ".join(word.text for word in last)
        is_right = last[0].left > 0.4 * width and (len(last) < len(line.words) or last[0].left > 0.55 * width)
        if is_right and only(text):
            found.append(last[0].left)
    if len(found) < FEWEST:
        return None
    column = min(left for left in found if left > median(found) - 60) - 2
    crossing = sum(word.left < column < word.right - 2 for line in section for word in line.words)
    return column if crossing <= len(section) / 10 else None


def _last_cell(line: Line) -> list[Word]:
    cell = [line.words[-1]]
    for word in reversed(line.words[:-1]):
        if cell[0].left - word.right > GAP:
            break
        cell.insert(0, word)
    return cell


def items(pages: list[tuple[PageLayout, list[Line]]], column: float) -> list[Item]:
    """The rows of the table, words before days. A row that a page cuts in two is one."""
    found: list[_Row] = []
    for page, section in pages:
        of_page = list(_rows(page, section, column))
        if found and of_page and _goes_on(found[-1], of_page[0]):
            found[-1].words += of_page[0].words
            found[-1].days += of_page[0].days
            of_page = of_page[1:]
        found += of_page
    return [Item(row.text, row.page) for row in found if row.words]


def _goes_on(last: _Row, first: _Row) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    if bool(last.days) == bool(first.days):
        return False
    before, behind = " ".join(last.words), " ".join(first.words)
    if UNFINISHED.search(before) or behind[:1].islower():
        return True
    return FINISHED.search(behind) is not None and FINISHED.search(before) is None


def _rows(page: PageLayout, section: list[Line], column: float) -> Iterator[_Row]:
    left = [Line(words) for line in section if (words := tuple(word for word in line.words if word.left < column))]
    right = [Line(words) for line in section if (words := tuple(word for word in line.words if word.left >= column))]
    cells = _cells(right)
    for block in _blocks(left, cells, page.rules, column):
        top, bottom = block[0].top - 3, block[-1].bottom + 3
        own = [cell for cell in cells if top <= cell.middle <= bottom]
        cells = [cell for cell in cells if cell not in own]
        yield _Row(page.number, [_words(line) for line in block], [cell.text for cell in own])


def _words(line: Line) -> str:
    return line.text.lstrip("•·▪●■\uf0b7\uf0a7\uf0d8 ")


def _cells(right: list[Line]) -> list[_Cell]:
    """The days on the right, each with its place; one that is broken over two lines is one."""
    found: list[_Cell] = []
    for line in right:
        text = line.text
        if text.lower() in NO_DATE:
            continue
        is_near = found and line.top - found[-1].bottom < 0.8 * (line.bottom - line.top)
        if is_near and _is_rest(found[-1].text, text):
            found[-1] = _Cell(f"{found[-1].text} {text}", found[-1].top, line.bottom)
        else:
            found.append(_Cell(text, line.top, line.bottom))
    return found


def _is_rest(before: str, text: str) -> bool:
    """Whether a line belongs to the cell above it, which is no date yet: `2019` below `24 September`."""
    if _is_day(before):
        return False
    return _is_day(f"{before} {text}") or not mentions(text)


def _is_day(text: str) -> bool:
    date = only(text)
    return date is not None and date.last is not None


def _blocks(left: list[Line], cells: list[_Cell], rules: tuple[Rule, ...], column: float) -> Iterator[list[Line]]:
    """The lines of each row: parted where a line is drawn, else by room, else by where the days stand."""
    if not left:
        return
    drawn = sorted({rule.height for rule in rules if _overlap(rule, left, column) > 0.6})
    inside = [height for height in drawn if left[0].middle < height < left[-1].middle]
    pitch = _pitch(left)
    block = [left[0]]
    for before, line in pairwise(left):
        has_rule = any(before.middle < height < line.middle for height in inside)
        has_room = line.middle - before.middle > APART * pitch
        if has_rule or (has_room and (not inside or not _is_between(before, line, inside))):
            yield from _by_days(block, cells)
            block = []
        block.append(line)
    yield from _by_days(block, cells)


def _is_between(before: Line, line: Line, inside: list[float]) -> bool:
    """Whether both lines stand within the part of the page in which rows are parted by drawn lines."""
    return inside[0] < before.middle and line.middle < inside[-1]


def _overlap(rule: Rule, left: list[Line], column: float) -> float:
    """The part of the left column's width that a drawn line covers."""
    begin = min(line.left for line in left)
    return (min(rule.right, column) - max(rule.left, begin)) / max(column - begin, 1.0)


def _pitch(left: list[Line]) -> float:
    gaps = sorted(after.middle - before.middle for before, after in pairwise(left))
    return gaps[len(gaps) // 4] if gaps else 14.0


def _by_days(block: list[Line], cells: list[_Cell]) -> Iterator[list[Line]]:
    """A block with several days is several rows if each day stands beside the first, or the last, line of one."""
    own = [cell for cell in cells if block[0].top - 3 <= cell.middle <= block[-1].bottom + 3]
    level = [min(range(len(block)), key=lambda at: abs(block[at].middle - cell.middle)) for cell in own]
    if len(set(level)) < FEWEST:
        yield block
        return
    starts = level if level[0] == 0 else [0, *(at + 1 for at in level[:-1])]
    is_split = level[0] == 0 or level[-1] == len(block) - 1
    if not is_split or not all(_begins_a_row(block[at]) for at in starts):
        yield block
        return
    for begin, end in zip(starts, [*starts[1:], len(block)], strict=True):
        if block[begin:end]:
            yield block[begin:end]


def _begins_a_row(line: Line) -> bool:
    return line.text.lstrip("•·▪●■\uf0b7\uf0a7\uf0d8 ")[:1].isupper()
