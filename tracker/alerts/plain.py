"""Scraped text made fit for a message, and moments and dates as people read them. Pure functions."""

import datetime
import re
import unicodedata
import zoneinfo

from scrapers.dates import PartialDate, from_iso

ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
DATE_FORMATS = {"day": "%-d %b %Y", "month": "%b %Y", "year": "%Y"}


def one_line(text: str, limit: int = 500) -> str:
    """The text in one line of at most `limit` characters.

    Whatever is not meant to be seen becomes a blank: line breaks would forge headers, and marks that turn the direction
    of writing would make a text read as another.
    """
    visible = "".join(" " if unicodedata.category(character).startswith("C") else character for character in text)
    line = " ".join(visible.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def date_in_words(date: PartialDate) -> str:
    """`13 Dec 2007`, `Dec 2007` or `2007`."""
    return f"{date.first:{DATE_FORMATS[date.precision]}}"


def value_in_words(text: str) -> str:
    """An ISO date as people write it; everything else in one line."""
    if not ISO_DATE.fullmatch(text) or len(text) == len("2007"):
        return one_line(text)
    try:
        return date_in_words(from_iso(text))
    except ValueError:
        return one_line(text)


def moment_in_words(moment: datetime.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """`13 Dec 2007, 14:05 CET`: a moment in the reader's time zone."""
    return f"{moment.astimezone(zone):%-d %b %Y, %H:%M %Z}"
