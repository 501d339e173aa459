"""The table of contents of an approval package: the letters, labels and reviews of one approved submission.

Traps: the number comes without NDA or BLA, and with the supplement in many spellings (`20-500/S-005`, `019901s028`);
years may have two digits; links are relative to the page's own address.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from scrapers.dates import PartialDate, from_american_slashes
from scrapers.fda.drugsfda import PAGE, Oddities
from scrapers.fda.page_actions import Action, action_date, documents_of, procedures_of, supplement_key
from scrapers.fda.page_numbers import number_of_digits
from scrapers.fda.web_page import Link, blocks_named, elements, links, text_of, tree_of, words_of
from scrapers.readers import Drifted, Reader
from scrapers.records import ApplicationRecord, Page, Reading

NAME = "the contents of an approval package"
HEADING = re.compile(
    r"(?:Drug (?:Review|Approval) Package:?)?\s*(?P<name>.*?)\s*"
    r"Compan(?:y|ies)\s*:\s*(?P<company>.*?)\s*"
    r"Application Nos?\.?(?:\(s\))?\s*:\s*(?P<numbers>.*?)\s*"
    r"Approval Dates?\s*:\s*(?P<date>\S+)"
)
MARKERS = (b"Application No", b"Approval Date", b"user_provided")
NUMBER = re.compile(r"(?<![\dSs-])(\d{2}-\d{3,4}|\d{5,6})(?!\d)", re.ASCII)
SUPPLEMENT = re.compile(r"S-?(\d{1,4})(?!\d)", re.IGNORECASE | re.ASCII)
FIRST_YEAR = 38
"""Of years with two digits those from here on are of the last century: FDA's approvals begin in 1938."""

TYPES = (("letter", "Letter"), ("labeling", "Label"), ("label", "Label"), ("medication guide", "Medication Guide"))
"""What a document is by a word of its title; all others are reviews."""

PART = re.compile(r"part \d+", re.IGNORECASE)


class Heading(NamedTuple):
    """What stands over the contents; `text` is all of it."""

    name: str
    company: str
    numbers: str
    date: str
    text: str


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin look like the contents of an approval package."""
    is_page = body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    return is_page and b"fuseaction=Search." not in body and all(marker in body for marker in MARKERS)


def read(body: bytes, page: Page) -> Reading:
    """The applications that the package is about, nearly always one. Raises Drifted, Blocked or Unreadable."""
    with blocks_named(body, NAME):
        root = tree_of(body, NAME)
        heading = _heading(root)
        found = list(_links(root))
        if not found:
            raise Drifted("no documents are listed below the heading")
        odd = Oddities()
        if any(not re.match(r"https?://", link.address) for link in found) and not page.address.startswith("http"):
            odd.note("relative-address", NAME, "where the page is from is not known: its links lead nowhere yet")
        records = [_record(*about, heading, found, page, odd) for about in _about(heading, page, odd)]
        return Reading(records=tuple(_asked_for(records, page)), warnings=tuple(odd.warnings))


def _heading(root: etree._Element) -> Heading:
    for element in elements(root, "//*[@id='user_provided']//*[self::h1 or self::h2 or self::h3]"):
        text = text_of(element)
        if match := HEADING.match(text):
            return Heading(**match.groupdict(), text=text)
    raise Drifted("there is no heading with Company, Application No. and Approval Date")


def _about(heading: Heading, page: Page, odd: Oddities) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The applications in the heading, each with its submissions. Raises Drifted if there is none."""
    numbers: dict[str, list[tuple[str, str]]] = {}
    for part in re.split(r"&|,| and ", heading.numbers):
        match = NUMBER.search(part)
        if not match:
            odd.note("junk-number", "Application No.", part)
            continue
        number = number_of_digits(match[1].replace("-", ""), page, odd)
        keys = [supplement_key(digits) for digits in SUPPLEMENT.findall(part[match.end() :])]
        numbers.setdefault(number, []).extend(keys or [("ORIG", "1")])
    if not numbers:
        raise Drifted(f"under Application No. stands no number, but {heading.numbers[:60]!r}")
    yield from numbers.items()


def _asked_for(records: Sequence[ApplicationRecord], page: Page) -> Sequence[ApplicationRecord]:
    """Of a package about several applications that which the caller means."""
    return [record for record in records if record.number == page.application] or records


def _record(
    number: str, keys: Sequence[tuple[str, str]], heading: Heading, found: Sequence[Link], page: Page, odd: Oddities
) -> ApplicationRecord:
    date = action_date(heading.date, f"{number} Approval Date", odd, _date)
    actions = [
        Action(
            type=kind,
            number=own,
            action="AP",
            words="Approval",
            date=date,
            quote=f"Application No.: {heading.numbers} Approval Date: {heading.date}",
            locator="heading of the approval package",
            details={"applicant": heading.company} if heading.company else {},
            links=tuple(found),
        )
        for kind, own in dict.fromkeys(keys)
    ]
    procedures = procedures_of(actions)
    return ApplicationRecord(
        number=number,
        authority="FDA",
        key=f"{number} package {' '.join(procedure.slug for procedure in procedures)}",
        category="Human",
        name=heading.name.partition("(")[0].strip(),
        address=PAGE.format(number[-6:]),
        procedures=procedures,
        documents=documents_of(actions[:1], page.address, odd),
    )


def _date(text: str) -> PartialDate:
    """`10/20/1997`, or `5/12/94`. Raises ValueError."""
    match = re.fullmatch(r"(\d{1,2}/\d{1,2}/)(\d\d)", text.strip(), re.ASCII)
    if not match:
        return from_american_slashes(text)
    century = "19" if int(match[2]) >= FIRST_YEAR else "20"
    return from_american_slashes(f"{match[1]}{century}{match[2]}")


def _links(root: etree._Element) -> Iterator[Link]:
    for item in elements(root, "//*[@id='user_provided']//li[not(.//li)]"):
        lead = _lead(item)
        for link in links(item):
            title = f"{lead}, {link.words}" if lead and PART.fullmatch(link.words) else link.words
            kind = next((kind for word, kind in TYPES if word in title.casefold()), "Review")
            yield Link(title, link.address, kind)


def _lead(item: etree._Element | None) -> str:
    """The words of an item, or of the item around it, before its first link: what its parts are parts of."""
    while item is not None:
        first = next(iter(elements(item, ".//a")), None)
        words = [] if first is None else [str(text) for text in _texts_before(item, first)]
        if lead := words_of(" ".join(" ".join(words).split())):
            return lead
        item = next((parent for parent in item.iterancestors("li")), None)
    return ""


def _texts_before(item: etree._Element, last: etree._Element) -> Iterator[str]:
    for element in item.iter():
        if element is last:
            return
        if element.text:
            yield element.text
        for child in element:
            if child is last:
                return
    return


READER = Reader(
    name="fda.approval_package",
    version=1,
    origin="fda.drugsfda_pages",
    addresses=(r"(?i:accessdata\.fda\.gov/drugsatfda_docs/.+\.cfm)",),
    recognises=recognises,
    read=read,
)
