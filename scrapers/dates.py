"""Regulatory dates: a day, a month or a year, never a midnight.

Every parser here knows one format and refuses all others: a lenient parser reads 2025-03-04 as 3 April, or finds
a date in the word "May". Time zones are never converted: EMA stamps plain dates with T01:00:00Z in winter and
T02:00:00Z in summer, and only the date part means anything.
"""

import calendar
import datetime
import re
from typing import Literal

import msgspec

Precision = Literal["day", "month", "year"]

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
SHORT_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}


_LENGTHS = {"day": 10, "month": 7, "year": 4}


class PartialDate(msgspec.Struct, frozen=True, order=True):
    """A date as exact as its source: `first` is the first day of the day, month or year that is meant."""

    first: datetime.date
    precision: Precision = "day"

    @property
    def last(self) -> datetime.date:
        """The last day that the date may mean."""
        if self.precision == "year":
            return self.first.replace(month=12, day=31)
        if self.precision == "month":
            return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])
        return self.first

    def __str__(self) -> str:
        """The ISO form, cut to the precision: 2007-12-13, 2007-12 or 2007."""
        return self.first.isoformat()[: _LENGTHS[self.precision]]


def day(year: int, month: int, day_of_month: int) -> PartialDate:
    """A date that is exact to the day. Raises ValueError where the calendar has no such day."""
    return PartialDate(datetime.date(year, month, day_of_month))


def from_iso(text: str) -> PartialDate:
    """`2007`, `2007-12` or `2007-12-13`; a clock part behind the day is dropped, not converted. Raises ValueError."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", text.strip())
    if not match:
        raise ValueError(f"not an ISO date: {text!r}")
    year, month, day_of_month = match.groups()
    if day_of_month:
        return day(int(year), int(month), int(day_of_month))
    if month:
        return PartialDate(datetime.date(int(year), int(month), 1), "month")
    return PartialDate(datetime.date(int(year), 1, 1), "year")


def from_slashes(text: str) -> PartialDate:
    """EMA's `dd/mm/yyyy`. Raises ValueError."""
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip())
    if not match:
        raise ValueError(f"not a dd/mm/yyyy date: {text!r}")
    return day(int(match[3]), int(match[2]), int(match[1]))


def from_compact(text: str) -> PartialDate:
    """OpenFDA's `yyyymmdd`. Raises ValueError."""
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text.strip())
    if not match:
        raise ValueError(f"not a yyyymmdd date: {text!r}")
    return day(int(match[1]), int(match[2]), int(match[3]))


def month_named(name: str) -> int | None:
    """The number of a month by its English name, in full or in three letters; None for any other word."""
    return MONTHS.get(name.lower()) or SHORT_MONTHS.get(name.lower())


def from_words(text: str) -> PartialDate:
    """`13 December 2007` or `December 2007`, English month names in full or in three letters. Raises ValueError."""
    match = re.fullmatch(r"(?:(\d{1,2})\s+)?([A-Za-z]+)\.?\s+(\d{4})", text.strip())
    month = match and month_named(match[2])
    if not match or not month:
        raise ValueError(f"not a date in words: {text!r}")
    if match[1]:
        return day(int(match[3]), month, int(match[1]))
    return PartialDate(datetime.date(int(match[3]), month, 1), "month")


def from_american_words(text: str) -> PartialDate:
    """FDA's `Feb 2, 2021` or `February 2, 2021`. Raises ValueError."""
    match = re.fullmatch(r"([A-Za-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})", text.strip())
    month = match and month_named(match[1])
    if not match or not month:
        raise ValueError(f"not a date such as Feb 2, 2021: {text!r}")
    return day(int(match[3]), month, int(match[2]))


def from_american_slashes(text: str) -> PartialDate:
    """FDA's `mm/dd/yyyy`. Raises ValueError."""
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip())
    if not match:
        raise ValueError(f"not an mm/dd/yyyy date: {text!r}")
    return day(int(match[3]), int(match[1]), int(match[2]))


def stamp(text: str) -> str:
    """A source's own moment, `24/03/2025 - 10:41` or `2025-03-24T10:41:09Z`, in a form that sorts: `2025-03-24T10:41`.

    The zone is not converted (EMA's "Z" is Amsterdam time). What is no such moment gives the empty string.
    """
    match = re.match(r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)/(\d\d)/(\d{4}))(?:\s*[T-]?\s*(\d\d:\d\d))?", text.strip())
    if not match:
        return ""
    year, month, day_of_month = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    return f"{year}-{month}-{day_of_month}T{match[7] or '00:00'}"
