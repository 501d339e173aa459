"""Drugs@FDA's pages as they were until 2016: details, approval history, overview and list of drug names.

The site was stateful: the address of the page that came in the end does not say which drug it is about. The pages do,
but for the list of names. Their masthead, menus and footer are not read: a logo changes without any event.
"""

import re
from collections.abc import Callable

from lxml import etree

from scrapers.fda import details_2016, history_2016, names_2016, overview_2016
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.web_page import blocks_named, elements, text_of, tree_of
from scrapers.readers import Drifted, Reader
from scrapers.records import Page, Reading

NAME = "a page of Drugs@FDA"
MARKERS = re.compile(rb"fuseaction=Search\.")
"""In the links of every page of this design, and of no other."""

KINDS: dict[str, Callable[[etree._Element, Page, Oddities], Reading]] = {
    "Label and Approval History": history_2016.reading,
    "Drug Details": details_2016.reading,
    "Overview": overview_2016.reading,
    "Drug Names Beginning with": names_2016.reading,
}
"""What the heading of a page begins with, and what reads it."""


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin look like a page of this design."""
    return body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and bool(MARKERS.search(body))


def read(body: bytes, page: Page) -> Reading:
    """What a page says. Raises Drifted, Blocked or Unreadable (`scrapers.readers`)."""
    with blocks_named(body, NAME):
        root = tree_of(body, NAME)
        return _kind(root)(root, page, Oddities())


def _kind(root: etree._Element) -> Callable[[etree._Element, Page, Oddities], Reading]:
    headings = [text_of(each) for each in elements(root, "//*[@id='user_provided']//*[self::h2 or self::p]")]
    for heading in headings:
        for beginning, reading in KINDS.items():
            if heading.startswith(beginning):
                return reading
    raise Drifted(f"the page has none of the headings {', '.join(KINDS)}")


READER = Reader(
    name="fda.drugsatfda_pages_2016",
    version=1,
    origin="fda.drugsfda_pages",
    addresses=(r"(?i:accessdata\.fda\.gov/scripts/cder/drugsatfda(/index\.cfm)?)",),
    recognises=recognises,
    read=read,
)
