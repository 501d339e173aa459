"""What single cells of a Drugs@FDA release mean, said in the words of openFDA.

How cells are split is what openFDA's own conversion does: strengths belong to ingredients by their place, and surplus
ones are dropped; a form without a route stays whole.
"""

import re
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from scrapers.dates import PartialDate, day
from scrapers.fda.drugsfda import document_address
from scrapers.fda.drugsfda_cells import is_filler, product_number
from scrapers.fda.openfda import text_of

Made = TypeVar("Made")

ANSWERS = {"0": "No", "1": "Yes", "2": "TBD"}
"""What the numbers under ReferenceDrug and ReferenceStandard mean."""

UNKNOWN = "UNKNOWN"
"""Stands alone for form and route where FDA knows neither."""

_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: .*)?")
_FORMER_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: .*)?")


class Memo(dict[str, Made], Generic[Made]):
    """What a function makes of a text, each text once: a few words fill most cells of a table."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> Made:
        made = self[text] = self._make(text)
        return made


class DateCell(NamedTuple):
    """A date, if there is one, and what is wrong with the cell, if something is."""

    date: PartialDate | None = None
    fault: str = ""
    is_filler: bool = False


class AddressCell(NamedTuple):
    """An address, or what is wrong with the cell."""

    address: str = ""
    fault: str = ""


def date_cell(text: str) -> DateCell:
    """`2009-06-30 00:00:00`, formerly `6/30/2009 0:00`; what stands there is a day, its clock part means nothing."""
    trimmed = text_of(text)
    if not trimmed:
        return DateCell()
    try:
        date = _day(trimmed)
    except ValueError as error:
        return DateCell(fault=f"{trimmed!r} is no date: {error}")
    if is_filler(date):
        return DateCell(fault=f"{trimmed} is a filler", is_filler=True)
    return DateCell(date)


def _day(text: str) -> PartialDate:
    if match := _DAY.fullmatch(text):
        return day(int(match[1]), int(match[2]), int(match[3]))
    if match := _FORMER_DAY.fullmatch(text):
        return day(int(match[3]), int(match[1]), int(match[2]))
    raise ValueError("neither YYYY-MM-DD nor M/D/YYYY")


def address_cell(text: str) -> AddressCell:
    """A document's address, whole and encoded."""
    try:
        return AddressCell(document_address(text))
    except ValueError as error:
        return AddressCell(fault=str(error))


def six_digits(text: str) -> str:
    """The number of an application, empty if there is none; spreadsheets that save the file lose its leading zeros."""
    digits = text_of(text)
    return digits.zfill(6) if digits else ""


def number_of_product(text: str) -> str:
    """The number of a product in three digits."""
    return product_number(text_of(text))


def submission_type(text: str) -> str:
    """The type of a submission, without the blanks that some tables pad it with."""
    return text_of(text).upper()


def answer(text: str) -> str:
    """`Yes`, `No` or `TBD`."""
    word = text_of(text)
    return ANSWERS.get(word, word)


def form_and_route(text: str) -> tuple[str, str]:
    """`TABLET;ORAL` as form and route."""
    parts = text.split(";")
    if len(parts) == 2:
        return text_of(parts[0]), text_of(parts[1])
    return text_of(text), text_of(text) if UNKNOWN in text else ""


def ingredients(names: str, strengths: str) -> tuple[tuple[str, str], ...]:
    """Pairs of ingredient and strength, from `A; B` and `1MG;2MG`."""
    if not text_of(names):
        return ()
    found = [text_of(name) for name in names.split(";")]
    given = [text_of(strength) for strength in strengths.split(";")]
    return tuple(zip(found, given + [""] * (len(found) - len(given)), strict=False))
