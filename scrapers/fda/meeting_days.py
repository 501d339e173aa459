"""First and last day of a meeting as FDA writes them in titles and sentences, and whose meeting it is."""

import re
from typing import NamedTuple

from scrapers.dates import MONTHS, PartialDate, from_american_slashes, from_american_words

LONGEST = 31
"""Days: what is longer is no meeting."""

_MONTH = "|".join(name.capitalize() for name in MONTHS)
DAYS = re.compile(
    rf"\b(?P<month>{_MONTH}) (?P<first>\d{{1,2}})"
    rf"(?: ?(?:-|–|and|to|through) ?(?:(?P<last_month>{_MONTH}) )?(?P<last>\d{{1,2}}))?, (?P<year>\d{{4}})\b",
    re.ASCII,
)
"""`July 23-24, 2026`, `July 31 - August 1, 2026`, `May 16, 2024`."""

_APPENDED = re.compile(r" - (\d\d/\d\d/\d{4})$", re.ASCII)
_COMMITTEE = re.compile(
    r"\b[A-Z][A-Za-z'&/-]*(?:,? (?:and |& |of |for |on )?[A-Z][A-Za-z'&/-]*){0,10}? Advisory Committee\b"
)

_PART = re.compile(r"\b(?:Panel|Subcommittee)\b")


class Days(NamedTuple):
    """First and last day of a meeting; the same day twice for a meeting of one day."""

    first: PartialDate
    last: PartialDate


def days_of(match: re.Match[str]) -> Days:
    """The days that a match of `DAYS` means. Raises ValueError."""
    first = from_american_words(f"{match['month']} {match['first']}, {match['year']}")
    if not match["last"]:
        return Days(first, first)
    last = from_american_words(f"{match['last_month'] or match['month']} {match['last']}, {match['year']}")
    return between(first, last)


def between(first: PartialDate, last: PartialDate) -> Days:
    """A meeting from one day to the other. Raises ValueError for what is none."""
    if not 0 <= (last.first - first.first).days <= LONGEST:
        raise ValueError(f"from {first} to {last} is no meeting")
    return Days(first, last)


def from_title(title: str) -> Days | None:
    """The days in a title: those in words, else the day appended to it; None if there are none. Raises ValueError."""
    found = {days_of(match) for match in DAYS.finditer(title)}
    if len(found) > 1:
        raise ValueError(f"the title names several days: {title!r}")
    if found:
        return found.pop()
    if appended := _APPENDED.search(title):
        day = from_american_slashes(appended[1])
        return Days(day, day)
    return None


def committees_in(title: str) -> str:
    """The committees that a title names, each once, sorted."""
    return "; ".join(sorted({" ".join(found.split()) for found in _COMMITTEE.findall(title)}))


def is_of_a_part(title: str) -> bool:
    """Whether a panel or a subcommittee meets, and not the committee that the title names with it."""
    return bool(_PART.search(title))
