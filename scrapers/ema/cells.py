"""Cells of EMA's tables as text, whether kept as text, number, date, moment or list of one value."""

import datetime
from collections.abc import Iterable
from functools import lru_cache

from scrapers.dates import PartialDate, from_slashes
from scrapers.text import clean

FLAGS = {"yes": "Yes", "y": "Yes", "true": "Yes", "no": "No", "n": "No", "false": "No", "": ""}
CATEGORIES = {"human": "Human", "veterinary": "Veterinary", "": ""}


class Odd(ValueError):
    """A text that is not what its column should hold: `what` names the oddity, `instead` is the value to go on with."""

    def __init__(self, what: str, instead: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.instead = instead


def printed_row(row: Iterable[object]) -> list[str]:
    """The cells of a row as `printed`. Many are empty, most short ones repeat; prose would fill the cache."""
    return [
        "" if cell == "" else _short(cell) if cell.__class__ is str and len(cell) < 64 else printed(cell)
        for cell in row
    ]


def printed(cell: object) -> str:
    """A cell as a reader of the table sees it, in one line: dates as `dd/mm/yyyy`, whole numbers without a point.

    The clock part of a moment is dropped and never converted: it is the noise of time zones.
    """
    if isinstance(cell, str):
        return clean(cell)
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):
        return f"{cell.day:02}/{cell.month:02}/{cell.year:04}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list):
        return ";".join(filter(None, map(printed, cell)))
    return clean(str(cell))


@lru_cache(maxsize=8192)
def date(text: str) -> PartialDate:
    """`02/07/2018`, also with the commas and blanks that stood around it in 2018. Raises Odd."""
    try:
        return from_slashes(text.strip(" ,"))
    except ValueError:
        raise Odd("junk-date") from None


@lru_cache(maxsize=8192)
def iso(text: str) -> str:
    """A date in its ISO form, or nothing where the cell shows none. Raises Odd."""
    return str(date(text)) if text.strip(" ,") else ""


@lru_cache(maxsize=256)
def flag(text: str) -> str:
    """`Yes` or `No`, in whichever letters. Raises Odd: another word stays as it came."""
    return _word(text, FLAGS)


@lru_cache(maxsize=256)
def category(text: str) -> str:
    """`Human` or `Veterinary`. Raises Odd: another word stays as it came."""
    return _word(text, CATEGORIES)


@lru_cache(maxsize=256)
def count(text: str) -> str:
    """A revision number without leading zeros; what is no number stays as it is."""
    return (text.lstrip("0") or "0") if text.isdecimal() else text


def words(text: str) -> str:
    """A name without the marks that trail behind it."""
    return text.rstrip(" ,;")


def text(text: str) -> str:
    """Prose: as printed."""
    return text


def address(text: str) -> str:
    """A web address. Raises Odd: whatever else stands there is never offered as a link."""
    if text and not text.startswith(("https://", "http://")):
        raise Odd("junk-address")
    return text


def _word(text: str, known: dict[str, str]) -> str:
    if (word := known.get(text.lower())) is None:
        raise Odd("unknown-word", instead=text)
    return word


_short = lru_cache(maxsize=16384)(clean)
