"""The list of drugs by letter on Drugs@FDA: names, substances, and numbers of applications.

No whole page was at hand: where the rows stand is what public programs rely on.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from scrapers.fda.drugsfda import PAGE, Oddities
from scrapers.fda.page_numbers import typed_number
from scrapers.fda.web_page import elements, parameter, text_of
from scrapers.identifiers import JunkNumber
from scrapers.readers import Drifted
from scrapers.records import ApplicationRecord, Page, Reading
from scrapers.text import clean

ROWS = "//ul[starts-with(@id, 'drugName')]/li//a[contains(@href, 'ApplNo=')]"
TITLE = re.compile(r"Click to view\s+(?P<name>.*?)\s*(?:\((?P<substance>[^()]*(?:\([^()]*\)[^()]*)*)\))?")


class Row(NamedTuple):
    """A drug of the list."""

    number: str
    name: str
    substance: str


def looks_so(root: etree._Element) -> bool:
    """Whether the page has rows of a list of drugs."""
    return bool(elements(root, ROWS))


def reading(root: etree._Element, page: Page, odd: Oddities) -> Reading:
    """The applications in the list, by number. Raises Drifted."""
    rows: dict[str, set[Row]] = defaultdict(set)
    for row in _rows(root, odd):
        rows[row.number].add(row)
    if not rows:
        raise Drifted("no row of the list of drugs gives an application number with its type")
    records = [_record(number, sorted(rows[number])) for number in sorted(rows)]
    return Reading(records=tuple(records), warnings=tuple(odd.warnings))


def _rows(root: etree._Element, odd: Oddities) -> Iterator[Row]:
    for anchor in elements(root, ROWS):
        text = text_of(anchor)
        digits = parameter(anchor.get("href") or "", "ApplNo")
        try:
            number = typed_number(text)
        except JunkNumber as error:
            odd.note("junk-number", "the list of drugs", str(error))
            continue
        if not number.endswith(digits.zfill(6)):
            odd.note("junk-number", "the list of drugs", f"{text} leads to {digits}")
            continue
        title = TITLE.fullmatch(clean(anchor.get("title")))
        name = title["name"] if title else re.split(r"\s*\|?\s*\(?(?:ANDA|NDA|BLA)\)?\s*#?\s*\d{5,6}", text)[0]
        yield Row(number, name, (title["substance"] or "") if title else "")


def _record(number: str, rows: list[Row]) -> ApplicationRecord:
    return ApplicationRecord(
        number=number,
        authority="FDA",
        key=f"{number} list",
        category="Human",
        name="; ".join(sorted({row.name for row in rows if row.name})),
        active_substance="; ".join(sorted({row.substance for row in rows if row.substance})),
        address=PAGE.format(number[-6:]),
    )
