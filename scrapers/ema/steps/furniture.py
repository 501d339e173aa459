"""What stands on every page and belongs to no sentence: headers, footers, page numbers, watermarks."""

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from scrapers.ema.steps.dates import mentions
from scrapers.pdf_layout import Line, PageLayout, lines
from scrapers.pdf_words import RAISED, Word

FURNITURE = re.compile(
    r"(?:page\s*)?\d{1,3}\s*(?:/|of)\s*\d{1,3}(?:\s*©?\s*eme?a\s*\d{4})?|©?\s*eme?a\s*\d{4}(?:\s*\d{1,3}/\d{1,3})?"
    r"|(?:eme?a|c[hpv]mp|doc\.?\s*ref\.?:?.*)(?:/[\w.-]+)+(?:\s*-?\s*rev\.?\s*\d+)?(?:\s*(?:page)?\s*\d{1,3}/\d{1,3})?(?:\s*©?\s*eme?a\s*\d{4})?"
    r"|.*reproduction is authorised.*|©.*",
    re.IGNORECASE,
)
"""Lines of headers and footers, wherever they stand."""
IN_MARGINS = re.compile(r"(?:[ch][hpv]mp )?(?:withdrawal )?assessment report|\d{1,3}", re.IGNORECASE)
"""Lines of headers and footers that could be the rest of a sentence elsewhere."""
WATERMARK = re.compile(r"medicinal\s*product\s*no\s*longer\s*authori[sz]ed", re.IGNORECASE)
WATERMARK_WORDS = frozenset({"medicinal", "product", "no", "longer", "authorised", "authorized"})
LARGE = 1.6
"""Letters this many times as high as usual may be those of a watermark that is printed level, over other lines."""

MARGIN = 0.11
"""The part of a page at its top and at its bottom in which headers and footers stand."""


BULLET = re.compile(r"^[•·▪◦●○■□☐☑☒➢➔→►▶‣⁃∙◆♦❖✓✔¾§ƒ®*\ue000-\uf8ff]\s*")
"""A mark before a bullet; those of symbol fonts have no letter of their own."""

DASHES = frozenset("-–—−ox")


class PlacedLine(NamedTuple):
    """A line and the page on which it stands."""

    page: int
    line: Line


def is_furniture(text: str) -> bool:
    """Whether a line is a page number, a reference, a year of EMA's, or a watermark that is printed level."""
    text = re.sub(r"[\ue000-\uf8ff]", "", text).strip()
    return bool(FURNITURE.fullmatch(text) or WATERMARK.fullmatch(text))


def without_bullet(line: Line) -> str:
    """The text of a line without the mark before it; `–1 June` goes on with a range of days."""
    first, text = line.words[0].text, line.text
    if BULLET.match(text):
        return BULLET.sub("", text)
    is_mark = first in DASHES and len(line.words) > 1 and line.words[1].text[0].isalpha()
    return text[len(first) :].strip() if is_mark else text


def bodies(pages: list[PageLayout]) -> Iterator[PlacedLine]:
    """The lines of the pages without headers, footers, watermarks and marks of footnotes.

    What is repeated in the margins is a header or a footer; a line with a day only if it says the same each time.
    """
    by_page = [(page, written(page)) for page in pages]
    in_margins = [(line, page) for page, of_page in by_page for line in of_page if is_in_margin(line, page)]
    shapes = Counter(shape for shape, _ in {(_shape(line), page.number) for line, page in in_margins})
    texts = Counter(text for text, _ in {(unnumbered(line), page.number) for line, page in in_margins})
    for page, of_page in by_page:
        for line in of_page:
            if is_furniture(line.text):
                continue
            is_again = texts[unnumbered(line)] > 1 or (shapes[_shape(line)] > 1 and not mentions(line.text))
            if is_in_margin(line, page) and (IN_MARGINS.fullmatch(line.text) or is_again):
                continue
            yield PlacedLine(page.number, line)


def written(page: PageLayout) -> list[Line]:
    """The lines of a page without a watermark in large letters and without the marks of footnotes."""
    usual = median(word.height for word in page.words) if page.words else 0.0
    words = tuple(word for word in page.words if not _is_watermark(word, usual))
    unmarked = (tuple(word for word in line.words if not _is_mark(word, line)) for line in lines(words))
    return [Line(kept) for kept in unmarked if kept]


def _is_watermark(word: Word, usual: float) -> bool:
    return word.height > LARGE * usual and word.text.lower() in WATERMARK_WORDS


def _is_mark(word: Word, line: Line) -> bool:
    """Whether a word is a raised figure, as behind `17 August 2005¹`."""
    tallest = max(line.words, key=lambda other: other.height)
    is_small = word.height < RAISED * tallest.height and word.bottom < tallest.bottom
    return is_small and word.text.strip("*").isdigit() != word.text.startswith("*") and len(word.text) <= 2


def footers(pages: list[PageLayout]) -> frozenset[str]:
    """What stands at the foot of more than one page, such as the name of the medicine; the page's number aside."""
    counted = Counter(
        text
        for page in pages
        for text in {unnumbered(line) for line in lines(page.words) if line.middle > (1 - MARGIN) * page.height}
    )
    return frozenset(text for text, count in counted.items() if count > 1 and not re.search(r"\d", text))


def unnumbered(line: Line) -> str:
    """The text of a line without the number of the page behind it."""
    return re.sub(r"\s*(?:page\s*)?\d{1,3}\s*/\s*\d{1,3}$", "", line.text, flags=re.IGNORECASE)


def is_in_margin(line: Line, page: PageLayout) -> bool:
    """Whether a line stands where headers and footers do."""
    return line.middle < MARGIN * page.height or line.middle > (1 - MARGIN) * page.height


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)
