"""From the lines of pages to the items of the sections that tell of steps: paragraphs, bullets, rows of a table."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from scrapers.ema.steps import rows
from scrapers.ema.steps.dates import mentions
from scrapers.ema.steps.furniture import PlacedLine, bodies, without_bullet
from scrapers.ema.steps.sentences import Item
from scrapers.ema.steps.wordings import letters
from scrapers.pdf_layout import Line, PageLayout

STEPS = re.compile(
    r"[ivx\da-d]{0,6}(?:(?:procedural)?stepstaken(?:$|for|in|during|to|prior|before)(?!.*after)|proceduralsteps$)"
)
BACKGROUND = re.compile(r"^[ivx\d]*(?:backgroundinformationontheprocedure|submissionofthedossier)$")
INTRODUCTIONS = frozenset({"introduction", "1introduction"})
HEADING = re.compile(r"^(?:(?:[IVX]{1,4}|\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+[A-Z]|[A-D]\.\s+[A-Z]{3})")
CAPITALS = re.compile(r"^[A-Z][A-Z ,&/()-]{12,}$")
LONGEST_HEADING = 110
ENDING = re.compile(
    r"[ivx\d]*(?:(?:general)?conditions(?:or|and|of|forthe).{0,60}|generalconditions.*|scientificdiscussion|licensingstatus"
    r"|manufactur(?:er|ers|ing).{0,60}|productinformation|qualityaspects|medicinalproductsubjectto.{0,60})"
)
"""What stands behind a section on steps, with or without a number before it."""

TELLING = re.compile(
    r"\b(?:was|were|has|circulated|submitted|agreed|adopted|issued|received|started|during|on)\b", re.IGNORECASE
)
"""Words of a sentence: a numbered step is no heading."""

DOTTED = re.compile(r"\.{4,}|(?:\. ){4,}|\s\d{1,3}$")
"""A line of a table of contents."""

WIDE = 1.4
"""Lines further apart than this many usual distances belong to two paragraphs."""


BLANK = 6.0
"""Points: a word that would have fitted behind the line before it, with a blank, begins a paragraph."""


def items(pages: list[PageLayout], is_veterinary: bool = False) -> list[Item]:
    """What stands under the headings on the submission and on the steps, in order; nothing without such headings.

    A report on a veterinary medicine has neither: its introduction tells of both.
    """
    by_number = {page.number: page for page in pages}
    found: list[Item] = []
    for state, section in _sections(pages, is_veterinary):
        is_introduction = state == "introduction"
        is_background = is_introduction or state == "background"
        found += [
            item._replace(is_background=is_background, is_introduction=is_introduction)
            for item in _items(section, by_number)
        ]
    return found


def _sections(pages: list[PageLayout], is_veterinary: bool) -> Iterator[tuple[str, list[PlacedLine]]]:
    """Runs of lines under one heading: `steps`, `background` or `introduction`, and the lines without the heading."""
    section: list[PlacedLine] = []
    state = ""
    for placed in bodies(pages):
        heading = _heading(placed, section[-1] if section else None, state)
        if is_veterinary and not state and letters(placed.line.text) in INTRODUCTIONS:
            heading = "introduction"
        if heading is None:
            section.append(placed)
            continue
        if state and section:
            yield state, section
        state, section = heading, []
    if state and section:
        yield state, section


def _heading(placed: PlacedLine, before: PlacedLine | None, state: str) -> str | None:
    """The section that a line begins: `steps`, `background`, or none (empty); None if it is no heading."""
    text = placed.line.text
    if _is_steps_heading(text):
        return "steps"
    squeezed = letters(text)
    if BACKGROUND.search(squeezed) and not DOTTED.search(text):
        return "background"
    if not state or not _looks_like_heading(text, before is None or _may_begin(placed, before)):
        return None
    return "background" if state == "background" and not _ends_background(squeezed) else ""


def _is_steps_heading(text: str) -> bool:
    is_short = len(text) <= LONGEST_HEADING
    return is_short and STEPS.match(letters(text)) is not None and not DOTTED.search(text)


def _may_begin(placed: PlacedLine, before: PlacedLine) -> bool:
    """Whether a line may begin something: it is apart from the line before it, or that one ends a sentence or a row."""
    line, last = placed.line, before.line
    if placed.page != before.page or line.top - last.bottom > 0.5 * (last.bottom - last.top):
        return True
    return last.text.endswith((".", ":", ";")) or any(date.end == len(last.text) for date in mentions(last.text))


def _looks_like_heading(text: str, may_begin: bool) -> bool:
    """Whether words are those of a heading; of a wrapped line that begins with a figure they are not."""
    if len(text) > LONGEST_HEADING or mentions(text) or text.rstrip().endswith((".", ",", ";")):
        return False
    is_named = text[:1].isupper() and ENDING.fullmatch(letters(text))
    is_marked = may_begin and (HEADING.match(text) or CAPITALS.match(text))
    return bool(is_named or is_marked) and not TELLING.search(text)


def _ends_background(squeezed: str) -> bool:
    return "scientificdiscussion" in squeezed or "generalconditions" in squeezed or "quality" in squeezed


def _items(section: list[PlacedLine], pages: dict[int, PageLayout]) -> list[Item]:
    """The rows of a table where the section is one, else its paragraphs and bullets."""
    by_page: dict[int, list[Line]] = {}
    for placed in section:
        by_page.setdefault(placed.page, []).append(placed.line)
    column = rows.date_column([line for of_page in by_page.values() for line in of_page])
    if column is None:
        return list(_paragraphs(section))
    return rows.items([(pages[number], of_page) for number, of_page in by_page.items()], column)


def _paragraphs(section: list[PlacedLine]) -> Iterator[Item]:
    text, page = "", 0
    before: PlacedLine | None = None
    pitch = _pitch(section)
    right = sorted(placed.line.words[-1].right for placed in section)[len(section) * 3 // 4]
    for placed in section:
        words = without_bullet(placed.line)
        is_bullet = len(words) < len(placed.line.text)
        if text and (is_bullet or (before and _is_apart(before, placed, pitch, right))):
            yield Item(text, page)
            text = ""
        if not text:
            page = placed.page
        text = f"{text} {words}".strip()
        before = placed
    if text:
        yield Item(text, page)


def _pitch(section: list[PlacedLine]) -> float:
    """The usual distance between lines, in points."""
    steps = [
        round(after.line.middle - before.line.middle)
        for before, after in pairwise(section)
        if before.page == after.page
    ]
    return float(min((step for step, _ in Counter(step for step in steps if step > 0).most_common(2)), default=14))


def _is_apart(before: PlacedLine, placed: PlacedLine, pitch: float, right: float) -> bool:
    """Whether a line begins a paragraph: there is room above it, or the page before ended with a whole sentence."""
    if not placed.line.text[:1].isupper():
        return False
    if rows.UNFINISHED.search(before.line.text):
        return False
    first, last = placed.line.words[0], before.line.words[-1]
    if before.page == placed.page:
        is_broken_off = last.right + BLANK + (first.right - first.left) < right
        return is_broken_off or placed.line.middle - before.line.middle > WIDE * pitch
    return before.line.text.endswith((".", ":", ";")) or before.line.words[-1].right < 0.85 * right
