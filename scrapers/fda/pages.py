"""Drugs@FDA's pages of the present design: the overview of an application, lists of drugs, reports of approvals.

No whole page was at hand; what is relied on was seen in fragments, or in public programs. A page that lacks it is
`drifted`, one that says there is no such application is an answer without records.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from scrapers.fda import names_page, overview_page, report_page
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.web_page import blocks_named, elements, text_of, tree_of
from scrapers.readers import Drifted, Reader
from scrapers.records import Page, Reading, ReadingWarning

NAME = "a page of Drugs@FDA"
NO_HIT = re.compile(r"Search Did Not Return Any Results", re.IGNORECASE)
MARKERS = re.compile(
    rb"event=overview\.process|event=report\.page|event=browseByLetter|event=reportsSearch"
    rb"|appl-details-top|id=[\"']example2_|id=[\"']exampleProd"
)


class Kind(NamedTuple):
    """A kind of page: how it looks, and what reads it."""

    looks_so: Callable[[etree._Element], bool]
    reading: Callable[[etree._Element, Page, Oddities], Reading]


KINDS = (
    Kind(overview_page.looks_so, overview_page.reading),
    Kind(report_page.looks_so, report_page.reading),
    Kind(names_page.looks_so, names_page.reading),
)


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin look like a page of this design, or a part of one."""
    is_page = body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    return is_page and bool(MARKERS.search(body))


def read(body: bytes, page: Page) -> Reading:
    """What a page says. Raises Drifted, Blocked or Unreadable (`scrapers.readers`)."""
    with blocks_named(body, NAME):
        root = tree_of(body, NAME)
        _require_tables(body.lower())
        for kind in KINDS:
            if kind.looks_so(root):
                return kind.reading(root, page, Oddities())
        if NO_HIT.search(" ".join(text_of(each) for each in elements(root, "//body"))):
            return Reading(
                warnings=(ReadingWarning(what="not-found", where=page.address, text="the search has no hit"),)
            )
        raise Drifted(
            "the page is neither the overview of an application, nor a list of drugs, nor a report of approvals"
        )


def _require_tables(lowered: bytes) -> None:
    """A part of a page has no end that could be missing; its tables have."""
    if b"<html" not in lowered and lowered.count(b"<table") > lowered.count(b"</table"):
        raise Drifted("the page is cut: a table in it is never closed")


READER = Reader(
    name="fda.drugsatfda_pages",
    version=1,
    origin="fda.drugsfda_pages",
    addresses=(r"(?i:accessdata\.fda\.gov/scripts/cder/daf(/index\.cfm)?)",),
    recognises=recognises,
    read=read,
)
