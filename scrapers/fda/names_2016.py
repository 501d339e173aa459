"""The list of drug names by letter, as Drugs@FDA showed it until 2016, a hundred links on a page.

It gives names and substances, and no number of any application: no application can be recorded from it. What is
recorded is the list itself, with how many names it has in all.
"""

import re

from lxml import etree

from scrapers.fda.drugsfda import Oddities
from scrapers.fda.history_2016 import SITE
from scrapers.fda.web_page import elements, text_of
from scrapers.readers import Drifted
from scrapers.records import NoticeRecord, Page, Reading

HEADING = re.compile(r'Drug Names Beginning with "([^"]{1,10})"')
PAGER = re.compile(r"Links ([\d,]+) to ([\d,]+) of ([\d,]+)")


def reading(root: etree._Element, page: Page, odd: Oddities) -> Reading:
    """The list. Raises Drifted: a page with another number of links than it announces is not whole."""
    content = _own_text(root)
    heading, pager = HEADING.search(content), PAGER.search(content)
    if not heading or not pager:
        raise Drifted("the list of drug names does not say which letter it is of, and which links of how many it shows")
    first, last, total = (int(number.replace(",", "")) for number in pager.groups())
    shown = len(elements(root, "//td[contains(@class, 'product_table')]//li//a[contains(@href, 'Search.Overview')]"))
    if shown != last - first + 1:
        raise Drifted(f"the page announces {pager[0]} and shows {shown}")
    odd.note("names-only", heading[0], f"{pager[0]}: names without numbers of applications")
    notice = NoticeRecord(
        kind="document",
        authority="FDA",
        key=f"drug names {heading[1]}",
        title=f'Drug names beginning with "{heading[1]}"',
        category="Human",
        address=f"{SITE}?fuseaction=Search.SearchResults_Browse&DrugInitial={heading[1]}",
        details={"total_names": str(total)},
    )
    return Reading(notices=(notice,), warnings=tuple(odd.warnings))


def _own_text(root: etree._Element) -> str:
    """The text of the page's own part, as one line."""
    return " ".join(text_of(each) for each in elements(root, "//*[@id='user_provided']//*[self::p or self::b]"))
