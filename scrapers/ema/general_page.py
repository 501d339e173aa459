"""EMA's general pages: rules and explanations, such as questions and answers or procedural timetables, as notices.

The page must be a general page by its own markup (`article.ema-general--full`) and hold its title and its address; a
medicine page is neither recognised nor read. Its records are made from its words, so they stay the same when only the
identifiers change with which the site fills each delivery (sources reference, 2.6).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree

from scrapers.dates import PartialDate, from_slashes, from_words
from scrapers.ema.document_cards import read_cards
from scrapers.ema.lists import by_semicolon
from scrapers.ema.medicine_page_blocks import Block, absolute
from scrapers.ema.medicine_page_html import lines, main_of, own_path, parsed
from scrapers.ema.refusals import refuse_foreign
from scrapers.ema.web_pages import challenges_named, decoded
from scrapers.readers import Drifted, Reader
from scrapers.records import DocumentRecord, NoticeRecord, Page, Reading, ReadingWarning
from scrapers.text import clean

MARK = "ema-general--full"
"""The class that the site gives to the article of a general page, and of no other."""

UPDATED = re.compile(
    r"(?:This page was )?(?:last )?updated(?: on)? ?:? ?(\d{1,2} [A-Za-z]+ \d{4}|\d{1,2}/\d{1,2}/\d{4})\b",
    re.IGNORECASE,
)
"""What a line begins with that says when the page was updated. The page's machine dates are years off."""

PATH = re.compile(r"/en/(?!medicines/|news/|events/)[\w%./-]+")


class _Updated(NamedTuple):
    date: PartialDate | None
    warnings: tuple[ReadingWarning, ...]


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin look like a general page."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and MARK.encode() in body


def read(body: bytes, page: Page) -> Reading:
    """The one notice that the page is. Raises Drifted, Blocked or Unreadable."""
    refuse_foreign(body, b"<", "HTML")
    with challenges_named(decoded(body), "the general page"):
        return _reading(parsed(body), page)


def _reading(root: etree._Element, page: Page) -> Reading:
    content = main_of(root)
    if _first(content, MARK) is None:
        raise Drifted(f"not a general page: it has no article of class {MARK!r}")
    blocks = lines(content)
    cards = read_cards(blocks)
    updated = _updated(cards.rest)
    path = own_path(root, page.address, PATH)
    details = {
        **_shown(content),
        "updated_on": str(updated.date or ""),
        **_documents(cards.documents),
    }
    category = details.pop("category", None)
    notice = NoticeRecord(
        kind="guidance",
        authority="EMA",
        key=path,
        title=_title(blocks),
        category=category or "",
        address=absolute(path),
        details=details,
        covers=("title", "address", *(["category"] if category is not None else []), *details),
    )
    return Reading(notices=(notice,), warnings=(*cards.warnings, *updated.warnings))


def _title(blocks: Sequence[Block]) -> str:
    title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")
    if not title:
        raise Drifted("the page has no title: no main heading")
    return title


def _shown(content: etree._Element) -> dict[str, str]:
    """Summary and badges from the banner, those alone whose place it has: teasers further down have badges too."""
    shown: dict[str, str] = {}
    banner = _first(content, "content-banner")
    if banner is None:
        return shown
    summary = _first(banner, "field-ema-summary")
    if summary is not None:
        shown["summary"] = _text(summary)
    for name, mark in (("category", "ema-bg-category"), ("topics", "ema-bg-topic")):
        badges = [_text(badge) for badge in _all(banner, mark)]
        if badges:
            shown[name] = by_semicolon(";".join(badges))
    return shown


def _updated(blocks: Sequence[Block]) -> _Updated:
    """The newest of the dates that lines of the page begin with, and a warning for each that is none."""
    dates, odd = [], []
    for block in blocks:
        match = UPDATED.match(block.text) if block.kind == "text" else None
        if not match:
            continue
        try:
            dates.append((from_slashes if "/" in match[1] else from_words)(match[1]))
        except ValueError:
            odd.append(ReadingWarning(what="junk-date", where="updated on", text=match[0]))
    return _Updated(max(dates, default=None), tuple(dict.fromkeys(odd)))


def _documents(documents: Sequence[DocumentRecord]) -> dict[str, str]:
    dates = [date for document in documents if (date := document.last_updated or document.first_published)]
    return {
        "document_count": str(len(documents)),
        "document_references": by_semicolon(";".join(document.reference for document in documents)),
        "documents_last_updated": str(max(dates, default="")),
    }


def _all(content: etree._Element, mark: str) -> list[etree._Element]:
    """The elements with a class that contains the mark: the site's template glues class names together."""
    return [element for element in content.iter(etree.Element) if mark in (element.get("class") or "")]


def _first(content: etree._Element, mark: str) -> etree._Element | None:
    return next(iter(_all(content, mark)), None)


def _text(element: etree._Element) -> str:
    return clean(" ".join(map(str, element.itertext())))


READER = Reader(
    name="ema.general_page",
    version=1,
    origin="ema.general_pages",
    addresses=(r"ema\.europa\.eu/en/(?:human|veterinary)-regulatory(?:-overview)?/.+",),
    recognises=recognises,
    read=read,
)
