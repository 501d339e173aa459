"""First and last day of a meeting, from the two forms in which EMA writes them. Both refuse whatever else they see."""

import datetime
import re
from typing import NamedTuple

from scrapers.dates import PartialDate, month_named

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Days(NamedTuple):
    """First and last day of a meeting; the same day twice for a meeting of one day."""

    first: PartialDate
    last: PartialDate


_CLOCK = r"\d{1,2}(?::\d\d)?(?: ?[ap]m)?"
_TIME = rf"(?:, (?:All day|{_CLOCK}(?: ?[-–] ?{_CLOCK})?))?"


def _listed_day(name: str) -> str:
    """The pattern of `Mon, Sep 14` and of `Thu, Sep 17 2026`."""
    return (
        rf"(?:(?P<{name}_weekday>[A-Z][a-z]+), )?(?P<{name}_month>[A-Z][a-z]+) (?P<{name}_day>\d{{1,2}})"
        rf"(?: (?P<{name}_year>\d{{4}}))?{_TIME}"
    )


_SITTING = re.compile(rf"{_listed_day('first')}(?: ?[-–] ?{_listed_day('last')})?(?:, (?=[A-Z])|$)", re.IGNORECASE)

_TITLE = re.compile(
    r"(?:(?P<first_day>\d{1,2})(?: (?P<first_month>[A-Za-z]+))?(?: (?P<first_year>\d{4}))? ?(?:[-–]|to) ?)?"
    r"(?P<last_day>\d{1,2}) (?P<last_month>[A-Za-z]+) (?P<last_year>\d{4})\b"
)


def from_list(text: str) -> Days:
    """EMA's list of events: `Mon, Sep 14 - Thu, Sep 17 2026, All day`, or several sittings one after the other.

    `Tue, Jun 2 2026, 9am - 5pm, Wed, Jun 3 2026, 11 - 4pm` are two days; clock times are not kept. A weekday that is
    not that of its date makes the whole text unreadable. Raises ValueError.
    """
    sittings, position = [], 0
    while position < len(text):
        match = _SITTING.match(text, position)
        if not match:
            raise ValueError(f"not the days of an event: {text!r}")
        sittings.append(_sitting(match))
        position = match.end()
    if not sittings:
        raise ValueError("no days")
    return Days(min(days.first for days in sittings), max(days.last for days in sittings))


def from_title(text: str) -> Days:
    """The days in a title: `14-17 September 2026`, `30 January - 2 February 2023`. Raises ValueError."""
    matches = list(_TITLE.finditer(text))
    if len(matches) != 1:
        raise ValueError(f"not the days of one meeting: {text!r}")
    match = matches[0]
    last = _day(match["last_year"], match["last_month"], match["last_day"])
    if not match["first_day"]:
        return Days(PartialDate(last), PartialDate(last))
    month = match["first_month"] or match["last_month"]
    return _days(_first_day(match["first_year"], month, match["first_day"], last), last)


def _sitting(match: re.Match[str]) -> Days:
    """One sitting; where only its end says the year, the year of its beginning follows from it."""
    ends = "last" if match["last_day"] else "first"
    if not match[f"{ends}_year"]:
        raise ValueError(f"no year: {match[0]!r}")
    last = _day(match[f"{ends}_year"], match[f"{ends}_month"], match[f"{ends}_day"])
    first = last
    if match["last_day"]:
        first = _first_day(match["first_year"], match["first_month"], match["first_day"], last)
    for day, weekday in ((first, match["first_weekday"]), (last, match[f"{ends}_weekday"])):
        if weekday and weekday[:3].lower() != WEEKDAYS[day.weekday()]:
            raise ValueError(f"{day} is no {weekday}")
    return _days(first, last)


def _first_day(year: str | None, month: str, day: str, last: datetime.date) -> datetime.date:
    """The day on which a meeting begins; without a year of its own it is the one before its last day."""
    first = _day(year or str(last.year), month, day)
    if year or first <= last:
        return first
    return _day(str(last.year - 1), month, day)


def _days(first: datetime.date, last: datetime.date) -> Days:
    if not datetime.timedelta(0) <= last - first <= datetime.timedelta(days=31):
        raise ValueError(f"from {first} to {last} is no meeting")
    return Days(PartialDate(first), PartialDate(last))


def _day(year: str, month: str, day: str) -> datetime.date:
    number = month_named(month)
    if not number:
        raise ValueError(f"not a month: {month!r}")
    return datetime.date(int(year), number, int(day))
