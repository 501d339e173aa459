"""Application numbers as FDA's pages give them: with their type, or as bare digits.

FDA numbers its applications in series. Seen in the release of July 2019: of 4,033 numbers below 030000 and 358 from
050000 on all but seven are NDAs, and all 182 from 100000 to 139999 and from 760000 on are BLAs. From 200000 on NDAs and
ANDAs share a series: there digits alone do not say what an application is.
"""

import re

from scrapers.fda.drugsfda import Oddities
from scrapers.fda.web_page import parameter
from scrapers.identifiers import JunkNumber, fda_application_number
from scrapers.readers import Drifted
from scrapers.records import Page

SERIES = (
    (0, 39_999, "NDA"),
    (50_000, 59_999, "NDA"),
    (100_000, 139_999, "BLA"),
    (760_000, 769_999, "BLA"),
)
"""From, to, and what the numbers between are."""

TYPED = re.compile(r"\(?\b(ANDA|NDA|BLA)\)?\s*(?:#|no\.?)?\s*:?\s*(\d{5,6})(?!\d)", re.IGNORECASE)
"""`(NDA) 020699`, `NDA # 202834`, `ANDA  #209015`."""


def typed_number(text: str) -> str:
    """`NDA020699` from a text that gives a number with its type. Raises JunkNumber."""
    match = TYPED.search(text)
    if not match:
        raise JunkNumber(f"{text[:80]!r} holds no application number such as NDA 022180")
    return fda_application_number(match[1] + match[2].zfill(6))


def number_of_page(text: str, page: Page, odd: Oddities) -> str:
    """The application that a page is about: as a text of it says, else the caller, else the page's address.

    Raises Drifted, saying what to do, where none of them does.
    """
    try:
        return typed_number(text)
    except JunkNumber as error:
        if page.application:
            return page.application
        digits = parameter(page.address, "ApplNo")
        if re.fullmatch(r"\d{5,6}", digits, re.ASCII):
            return number_of_digits(digits, page, odd)
        raise Drifted(f"the page gives no number; say which, as in --application NDA022180: {error}") from error


def number_of_digits(digits: str, page: Page, odd: Oddities) -> str:
    """The number of an application of which a page gives only the digits.

    It is what the caller said, if that has the same digits; else its series tells the type. Raises Drifted, saying what
    to do, where it does not.
    """
    six = digits.zfill(6)
    if page.application.endswith(six):
        return page.application
    kind = next((kind for first, last, kind in SERIES if first <= int(six) <= last), "")
    if not kind:
        raise Drifted(f"the page gives {six} without NDA, ANDA or BLA: say which, as in --application NDA{six}")
    odd.note("type-of-number", six, f"the page does not say of what type {six} is; by its series it is {kind}")
    return kind + six
