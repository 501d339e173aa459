"""Dates as people read them: `13 Dec 2007`, `Dec 2007`, `2007`."""

import datetime

from scrapers.dates import PartialDate

_FORMATS = {"day": "%-d %b %Y", "month": "%b %Y", "year": "%Y"}


def in_words(date: PartialDate | datetime.date | None) -> str:
    """The date in words, as exact as it is; empty for none."""
    if date is None:
        return ""
    if isinstance(date, PartialDate):
        return date.first.strftime(_FORMATS[date.precision])
    return date.strftime(_FORMATS["day"])


def range_in_words(first: datetime.date, last: datetime.date) -> str:
    """`10–13 Dec 2007`, `30 Nov – 3 Dec 2007`: both ends of a meeting."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{in_words(last)}"
    start = first.strftime("%-d %b") if first.year == last.year else in_words(first)
    return f"{start} – {in_words(last)}"
