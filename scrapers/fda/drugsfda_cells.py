"""What single cells of Drugs@FDA's data mean, in whichever form they arrive."""

import re

from scrapers.dates import PartialDate

MANY = 50
"""Applications of which some must have submissions and some products: one alone may lack either."""

FIRST_YEAR = 1901
"""Dates before it are fillers (1900-01-01)."""

UNTITLED = ("", "0")
"""What stands where a document has no title of its own."""

_SUBMISSION = re.compile(r"[A-Z]{1,10} [0-9A-Z]{1,6}")


def is_submission(kind: str, number: str) -> bool:
    """Whether a type in capitals and a number can become a slug."""
    return bool(_SUBMISSION.fullmatch(f"{kind} {number}"))


def is_filler(date: PartialDate) -> bool:
    """Whether a date only fills its place.

    Fillers are common on documents (1,400 in the release of July 2019) and rare on actions (one).
    """
    return date.first.year < FIRST_YEAR


def product_number(text: str) -> str:
    """A product's number in three digits."""
    return text.zfill(3) if text.isdigit() else text


def title_of(text: str) -> str:
    """A document's own title, empty if it has none."""
    return "" if text in UNTITLED else text
