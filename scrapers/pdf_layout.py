"""Where the words of a PDF file stand: for tables, and for text over which a watermark was printed.

`scrapers.pdf` gives text in the order of a file's content, which mixes the cells of a table and the letters of a
watermark. Here every word has its place on the page as people see it (rotated pages upright), words are whole although
the file moves letters apart, and what is written aslant (a watermark) is left out.
"""

import ctypes
import re
import threading
import time
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from scrapers.ema.refusals import refuse_foreign
from scrapers.pdf import MAX_BYTES, MAX_CHARACTERS, MAX_PAGES, MAX_SECONDS, OPENING
from scrapers.pdf_damage import refuse_damaged
from scrapers.pdf_words import Box, Character, Turn, Word, words
from scrapers.readers import Unreadable
from scrapers.text import clean

MAX_RULES = 20_000
"""Lines drawn on one page that are looked at: a table of one page has some hundreds."""

THIN = 2.0
"""Points: what is drawn no thicker is a line of a table."""

_LOCK = threading.Lock()
"""PDFium must not be entered by two threads at once."""

_HYPHENS = {0x02: "-", 0xAD: "-", 0xFFFE: "-"}
"""What PDFium gives for a hyphen at the end of a line."""

_LIGATURES = frozenset("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06")


class Rule(NamedTuple):
    """A horizontal line of a table."""

    height: float
    left: float
    right: float


class Upright(NamedTuple):
    """A vertical line of a table."""

    place: float
    top: float
    bottom: float


class Line(NamedTuple):
    """Words side by side, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Its words, one blank between them."""
        return clean(" ".join(word.text for word in self.words))

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.words[0].left

    @property
    def top(self) -> float:
        """Where its tallest word begins."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Where its lowest word ends."""
        return max(word.bottom for word in self.words)

    @property
    def middle(self) -> float:
        """How far down the page it stands."""
        return (self.top + self.bottom) / 2


class PageLayout(NamedTuple):
    """One page: its number from 1, its height in points, its words, and the lines drawn in its tables."""

    number: int
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...] = ()
    uprights: tuple[Upright, ...] = ()


def texts(body: bytes, first_pages: int = MAX_PAGES) -> tuple[str, ...]:
    """The text of each page, or of the first pages, in the order of its content; a page without text is empty.

    Raises Blocked for a web page or an apology, Unreadable for what is encrypted, broken, beyond the limits of
    `scrapers.pdf`, or has no text at all.
    """
    found: list[str] = []
    begun, characters = time.monotonic(), 0
    with _opened(body) as file:
        for number in range(min(first_pages, len(file))):
            _refuse_slow(begun, number)
            page = file[number]
            found.append(page.get_textpage().get_text_range())
            characters += len(found[-1])
            if characters > MAX_CHARACTERS:
                raise Unreadable(f"the first {number + 1:,} pages have more than {MAX_CHARACTERS:,} characters")
            page.close()
    if not any(text.strip() for text in found):
        raise Unreadable(f"none of {len(found):,} pages has text: they are pictures, as scanned documents are")
    return tuple(_plain(text) for text in found)


def layouts(body: bytes, wanted: Container[int]) -> list[PageLayout]:
    """The layout of the wanted pages (numbers from 1), in order. Raises as `texts` does."""
    found = []
    begun = time.monotonic()
    with _opened(body) as file:
        for number in range(len(file)):
            if number + 1 in wanted:
                _refuse_slow(begun, number)
                page = file[number]
                found.append(_layout(page, number + 1))
                page.close()
    return found


def lines(words: tuple[Word, ...]) -> list[Line]:
    """Words as lines from top to bottom: those that stand at one height, also if one of them is a raised figure."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.middle, word.left)):
        if rows and _is_beside(word, max(rows[-1], key=lambda other: other.height)):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(tuple(sorted(row, key=lambda word: word.left))) for row in rows]


def _is_beside(word: Word, other: Word) -> bool:
    shared = min(word.bottom, other.bottom) - max(word.top, other.top)
    return shared > 0.5 * min(word.height, other.height)


def _plain(text: str) -> str:
    return re.sub(r"[\0\ud800-\udfff]", " ", re.sub("[\x02\xad\ufffe]\\s*", "-", text)).replace("\r\n", "\n")


def _refuse_slow(begun: float, number: int) -> None:
    if time.monotonic() - begun > MAX_SECONDS:
        raise Unreadable(f"the text of {number:,} pages took more than {MAX_SECONDS:.0f} s")


@contextmanager
def _opened(body: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The file, within limits. Raises Blocked and Unreadable, also for what goes wrong while it is open."""
    refuse_foreign(body, OPENING, "a PDF file")
    if len(body) > MAX_BYTES:
        raise Unreadable(f"the file has {len(body):,} bytes, more than {MAX_BYTES:,}")
    refuse_damaged(body)
    with _LOCK:
        try:
            file = pypdfium2.PdfDocument(body)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise Unreadable("the PDF file is encrypted and needs a password") from error
            raise Unreadable(f"the PDF file is broken or cut: {error}") from error
        try:
            if not 0 < len(file) <= MAX_PAGES:
                raise Unreadable(f"the file has {len(file):,} pages, not 1 to {MAX_PAGES:,}")
            yield file
        except (pypdfium2.PdfiumError, ValueError, OverflowError) as error:
            raise Unreadable(f"the PDF file is broken or cut: {error}") from error
        finally:
            file.close()


def _layout(page: pypdfium2.PdfPage, number: int) -> PageLayout:
    letters = list(_characters(page.get_textpage()))
    angles = Counter(letter.angle for letter in letters)
    upright = max(angles, key=lambda angle: (angles[angle], -angle)) if angles else 0
    left, bottom, right, top = page.get_mediabox()
    turn = Turn(upright, left, bottom, right, top)
    height = right - left if upright in (90, 270) else top - bottom
    drawn = list(_drawn(page, turn))
    return PageLayout(
        number,
        height,
        tuple(words(letters, upright, turn)),
        tuple(Rule((top + bottom) / 2, left, right) for left, right, top, bottom in drawn if bottom - top <= THIN),
        tuple(Upright((left + right) / 2, top, bottom) for left, right, top, bottom in drawn if right - left <= THIN),
    )


def _characters(text: pypdfium2.PdfTextPage) -> Iterator[Character]:
    """The signs of a page that are seen, in the order of its content."""
    box = pdfium.FS_RECTF()
    for place in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, place)
        sign = _HYPHENS.get(code) or (chr(code) if 0x20 < code < 0xD800 or code >= 0xE000 else " ")
        if sign.isspace():
            continue
        if sign in _LIGATURES:
            sign = unicodedata.normalize("NFKC", sign)
        angle = round(pdfium.FPDFText_GetCharAngle(text, place) * 57.29578) % 360
        pdfium.FPDFText_GetLooseCharBox(text, place, ctypes.byref(box))
        yield Character(sign, (box.left, box.bottom, box.right, box.top), angle)


def _drawn(page: pypdfium2.PdfPage, turn: Turn) -> Iterator[Box]:
    """The thin lines of a page as left, right, top and bottom."""
    for count, drawn in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if count > MAX_RULES:
            return
        left, right, top, bottom = turn.box(*drawn.get_bounds())
        if min(right - left, bottom - top) <= THIN < max(right - left, bottom - top):
            yield left, right, top, bottom
