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
from scrapers.ema.steps.furniture import without_bullet
from scrapers.ema.steps.sentences import Item
from scrapers.pdf_layout import Line, PageLayout, Rule
from scrapers.pdf_words import Word
from scrapers.text import clean

GAP = 9.0
"""Points between two cells that stand side by side; words of one cell are nearer to each other."""

NEAR = 7.0
"""Points within which words follow each other in a sentence."""

PLANNED = re.compile(r"\bplanned\b.*\bactual\b", re.IGNORECASE)

TICK = re.compile(r"[^\d\w–—−-]|[ox]", re.IGNORECASE)
"""A box, ticked or not, as fonts of signs give it; a dash stands for no day."""

FEWEST = 2
"""Days on the right that make a table."""

APART = 1.25
"""Lines further apart than this many times the least distance seem to belong to two rows."""

LONGEST_ROW = 14
"""Lines of the words of one row."""


UNFINISHED = re.compile(
    r"(?:\b(?:of|the|to|and|or|for|with|by|from|a|an|its|all|during|in|c[hpv]mp|prac)|[,’'-])$", re.IGNORECASE
)
FINISHED = re.compile(r"(?:\b(?:on|by)|:)$", re.IGNORECASE)
"""How the words of a row end: before more of them, or before the day."""

OPENING = re.compile(
    r"(?:The|This|An?|At|In|On|During|Following|After|PRAC|C[HPV]MP|CAT|COMP|SAG|Start|Submission|Request|Opinion|Updated"
    r"|Additional|MAH|Applicant|European|Commission|Clock|Oral|Re-?start|Adoption|Receipt|Date|Validation|Day)\b"
    r"|\d(?:st|nd|rd)\b",
)
"""How rows begin. `Questions on`, `Issues on` go on with a row although they begin with a capital."""


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
    section = [_unticked(line) for line in section]
    width = max((line.words[-1].right for line in section), default=0.0)
    days = [line for line in section if _is_dated(line, width)]
    if len(days) < FEWEST:
        return None
    places = [_last_cell(line)[0].left for line in days]
    column = min(left for left in places if left > median(places) - 60) - 2
    table = section[section.index(days[0]) : section.index(days[-1]) + 1]
    return column if sum(_is_whole(line, column) for line in table) <= len(table) / 3 else None


def _unticked(line: Line) -> Line:
    """A line without the boxes to tick that stand behind its day."""
    words = line.words
    while len(words) > 1 and TICK.fullmatch(words[-1].text) and words[-1].left - words[-2].right > GAP:
        words = words[:-1]
    return Line(words)


def _is_dated(line: Line, width: float) -> bool:
    """Whether a line ends in a cell of its own, on the right of the page, that is a day."""
    last = _last_cell(line)
    is_right = last[0].left > 0.4 * width and (len(last) < len(line.words) or last[0].left > 0.55 * width)
    return is_right and only(" ".join(word.text for word in last)) is not None


def _is_whole(line: Line, column: float) -> bool:
    """Whether the words of a line run over the edge of the column: it is no line of the table."""
    left = [word for word in line.words if word.left < column]
    right = [word for word in line.words if word.left >= column]
    return bool(left and right) and right[0].left - left[-1].right < NEAR


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
    planned = _planned_column([line for _, section in pages for line in section], column)
    for page, section in pages:
        of_page = list(_rows(page, section, column, planned))
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


def _rows(page: PageLayout, section: list[Line], column: float, planned: float | None) -> Iterator[_Row]:
    left, right = [], []
    for line in map(_unticked, section):
        end = float("inf") if _is_whole(line, column) else column
        if words := tuple(word for word in line.words if word.left < end and not _is_planned(word, planned, column)):
            left.append(Line(words))
        if days := tuple(word for word in line.words if word.left >= end):
            right.append(Line(days))
    cells = _cells(right)
    for block in _blocks(left, cells, page, column):
        own = [cell for cell in cells if min(left, key=lambda line: abs(line.middle - cell.middle)) in block]
        yield _Row(page.number, [without_bullet(line) for line in block], [cell.text for cell in own])


def _planned_column(section: list[Line], column: float) -> float | None:
    """Where the column of planned days begins, in a timetable that has one beside that of the actual days."""
    if not any(PLANNED.search(line.text) for line in section):
        return None
    places = [
        cell[0].left
        for line in section
        if (words := tuple(word for word in line.words if word.left < column))
        and (cell := _last_cell(Line(words)))
        and only(" ".join(word.text for word in cell))
    ]
    return min(places) - 2 if len(places) >= FEWEST else None


def _is_planned(word: Word, planned: float | None, column: float) -> bool:
    return planned is not None and planned <= word.left < column


def _cells(right: list[Line]) -> list[_Cell]:
    """The days on the right, each with its place; one that is broken over two lines is one."""
    found: list[_Cell] = []
    for line in right:
        text = line.text
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


def _blocks(left: list[Line], cells: list[_Cell], page: PageLayout, column: float) -> Iterator[list[Line]]:
    """The lines of each row: the parting of the lines that fits drawn lines, room, words and days best."""
    if not left:
        return
    gains = _gains(left, cells, page.rules, column)
    levels = [min(range(len(left)), key=lambda at: abs(left[at].middle - cell.middle)) for cell in cells]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(left) + 1):
        begins = range(max(0, end - LONGEST_ROW), end)
        best.append(max((best[begin][0] + gains[begin] + _worth(left, begin, end, levels), begin) for begin in begins))
    bounds = [len(left)]
    while bounds[0] > 0:
        bounds.insert(0, best[bounds[0]][1])
    for begin, end in pairwise(bounds):
        yield left[begin:end]


def _worth(left: list[Line], begin: int, end: int, levels: list[int]) -> float:
    """What speaks for a row from one line to another: it has one day, or it is cut by the end of the page."""
    days = sum(begin <= level < end for level in levels)
    if days:
        return -3.0 * (days - 1)
    goes_on = end == len(left) and UNFINISHED.search(left[-1].text)
    went_on = begin == 0 and FINISHED.search(left[end - 1].text)
    return -0.25 if goes_on or went_on else -2.5


def _gains(left: list[Line], cells: list[_Cell], rules: tuple[Rule, ...], column: float) -> list[float]:
    """What speaks for a new row at each line: nothing at the first one."""
    drawn = [rule.height for rule in rules if _overlap(rule, left, column) > 0.6]
    pitch = min((after.middle - before.middle for before, after in pairwise(left)), default=0.0)
    return [0.0, *(_gain(before, line, cells, drawn, pitch) for before, line in pairwise(left))]


def _gain(before: Line, line: Line, cells: list[_Cell], drawn: list[float], pitch: float) -> float:
    words = without_bullet(line)
    gain = -1.0
    if any(before.middle < height < line.middle for height in drawn):
        gain += 6
    elif drawn and min(drawn) < before.middle and line.middle < max(drawn):
        gain -= 3
    if line.middle - before.middle > APART * pitch:
        gain += 3
    if FINISHED.search(before.text):
        gain += 2
    if UNFINISHED.search(before.text):
        gain -= 3
    if OPENING.match(words) or words != line.text:
        gain += 2
    else:
        gain += 0.5 if words[:1].isupper() else -4
    middle = (before.bottom + line.top) / 2
    if any(cell.top + 2 < middle < cell.bottom - 2 for cell in cells):
        gain -= 4
    return gain


def _overlap(rule: Rule, left: list[Line], column: float) -> float:
    """The part of the left column's width that a drawn line covers."""
    begin = min(line.left for line in left)
    return (min(rule.right, column) - max(rule.left, begin)) / max(column - begin, 1.0)
