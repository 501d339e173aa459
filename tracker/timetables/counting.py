"""The day of a date and the date of a day: the arithmetic of a clock whose days are all known. Pure.

Days are calendar days. A stop is given by the days that do not count, the first and the last: the clock counts again on
the day after. EMA calls the day of the start day 1, the decentralised procedures call it day 0.
"""

import calendar
import datetime
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Standstill:
    """Days on which the clock stands, both counted. `last` is None while nobody knows when it goes on."""

    first: datetime.date
    last: datetime.date | None = None

    @property
    def days(self) -> int | None:
        """How many days it has; None while it lasts."""
        return None if self.last is None else (self.last - self.first).days + 1


class Overlapping(ValueError):
    """Two stops share a day, or one lies before the start; the message says which."""


@dataclass(frozen=True)
class Stretch:
    """Days counted without a break: the number of the first, and the last date; None while the clock runs on.

    `highest` is the last day of the phase that ended in it, if it is known: later days come after the stop, even where
    the stretch lasted longer.
    """

    first: datetime.date
    number: int
    last: datetime.date | None = None
    highest: int | None = None

    def number_on(self, date: datetime.date) -> int:
        """The day's number; beyond the last date the number where it stood."""
        reached = date if self.last is None else min(date, self.last)
        return self.number + (reached - self.first).days

    def date_of(self, number: int) -> datetime.date | None:
        """The date of a day; None where it does not lie in the stretch."""
        if self.highest is not None and number > self.highest:
            return None
        date = self.first + datetime.timedelta(days=number - self.number)
        return date if self.first <= date and (self.last is None or date <= self.last) else None


@dataclass(frozen=True)
class Count:
    """A clock with every start and stop known: stretches of days in order of date, with stops between them.

    A stretch usually goes on with the number after that of the one before. It need not: where a timetable hangs on a
    committee's meeting, the day of the restart is counted back from there, and another round of questions sets the
    number back.
    """

    stretches: tuple[Stretch, ...]

    @property
    def stops(self) -> tuple[Standstill, ...]:
        """The days between the stretches, and those after the last one if the clock stands for good."""
        ends = [*(stretch.first - ONE_DAY for stretch in self.stretches[1:]), None]
        return tuple(
            Standstill(stretch.last + ONE_DAY, end)
            for stretch, end in zip(self.stretches, ends, strict=True)
            if stretch.last is not None and stretch.last != end
        )

    def day_on(self, date: datetime.date) -> int | None:
        """The procedural day on a date: while the clock stands, the day on which it stopped; None before the start."""
        place = bisect_right([stretch.first for stretch in self.stretches], date)
        return self.stretches[place - 1].number_on(date) if place else None

    def date_of(self, day: int) -> datetime.date | None:
        """The date of a procedural day, the last one that had it; None where the clock has not reached it."""
        return next((date for one in reversed(self.stretches) if (date := one.date_of(day))), None)

    def planned_date_of(self, day: int, date: datetime.date) -> datetime.date | None:
        """The date of a procedural day by the count that ran on a date, whenever it stopped; else `date_of`."""
        place = bisect_right([stretch.first for stretch in self.stretches], date)
        if place and day >= self.stretches[place - 1].number:
            return self.stretches[place - 1].first + datetime.timedelta(days=day - self.stretches[place - 1].number)
        return self.date_of(day)

    def elapsed_days(self, date: datetime.date) -> int:
        """Calendar days from the start to a date, both counted; 0 before the start."""
        return max((date - self.stretches[0].first).days + 1, 0)

    def stopped_days(self, date: datetime.date) -> int:
        """How many days up to a date, itself counted, the clock stood."""
        lengths = ((min(stop.last or date, date) - stop.first).days + 1 for stop in self.stops if stop.first <= date)
        return sum(lengths)

    def active_days(self, date: datetime.date) -> int:
        """How many days up to a date, itself counted, the clock counted."""
        return self.elapsed_days(date) - self.stopped_days(date)

    def with_phase_after(self, stop: Standstill, number: int) -> "Count":
        """The count in which a new phase begins after one of its stops, with the day `number`, whatever was reached."""
        place = next((at for at, one in enumerate(self.stretches) if one.last == stop.first - ONE_DAY), None)
        if place is None:
            return self
        ended = replace(self.stretches[place], highest=number - 1)
        later = self.stretches[place + 1 :]
        back = later[0].number - number if later else 0
        moved = (replace(one, number=one.number - back) for one in later)
        return Count((*self.stretches[:place], ended, *moved))

    def anchored(self, first: datetime.date, number: int) -> "Count":
        """The count that runs again from a date on, on which it is the day `number`; what stood after it falls away.

        Raises Overlapping if the date does not lie after the first stretch's first day.
        """
        kept = [one for one in self.stretches if one.first < first]
        if not kept:
            raise Overlapping(f"the clock cannot run again on {first}: it started on {self.stretches[0].first}")
        last = kept[-1]
        if last.last is None or last.last >= first:
            kept[-1] = replace(last, last=first - ONE_DAY)
        return Count((*kept, Stretch(first, number)))

    def stopped_from(self, first: datetime.date) -> "Count":
        """The count that stands from a date on; what stood after it falls away. Raises Overlapping."""
        kept = [one for one in self.stretches if one.first < first]
        if not kept:
            raise Overlapping(f"the clock cannot stop on {first}: it started on {self.stretches[0].first}")
        last = kept[-1]
        if last.last is not None and last.last < first - ONE_DAY:
            raise Overlapping(f"the clock cannot stop on {first}: it stands since {last.last + ONE_DAY}")
        return Count((*kept[:-1], Stretch(last.first, last.number, first - ONE_DAY)))


def count(start: datetime.date, stops: Iterable[Standstill] = (), *, first_day: int = 1) -> Count:
    """The clock that started on a date, the day of which has the number `first_day`, and stood during the stops.

    Raises Overlapping where a stop begins on the day of the start or before, or before another has ended.
    """
    counted = Count((Stretch(start, first_day),))
    for stop in sorted(stops, key=lambda one: one.first):
        if stop.last is not None and stop.last < stop.first:
            raise Overlapping(f"a stop cannot end on {stop.last} that begins on {stop.first}")
        if stop.first <= start:
            raise Overlapping(f"a stop cannot begin on {stop.first}: the clock started on {start}")
        running = counted.stretches[-1]
        if running.first > stop.first or running.last is not None:
            raise Overlapping(f"the stop from {stop.first} begins before the one before it has ended")
        number = running.number_on(stop.first)
        touches_the_last_stop = running.first == stop.first
        counted = Count(counted.stretches[:-1]) if touches_the_last_stop else counted.stopped_from(stop.first)
        if stop.last is not None:
            counted = Count((*counted.stretches, Stretch(stop.last + ONE_DAY, number)))
    return counted


def months_later(date: datetime.date, months: int) -> datetime.date:
    """The same day so many calendar months later (or earlier), or the last day of a month that is too short.

    31 August and 6 months are 28 or 29 February: how FDA's goals are counted. Raises OverflowError beyond year 9999.
    """
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise OverflowError(f"{date} and {months} months")
    return date.replace(year=year, month=month + 1, day=min(date.day, calendar.monthrange(year, month + 1)[1]))


def months_before(date: datetime.date, months: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last day from which so many calendar months lead to a date.

    They differ only where months are too short: 28 February is six months after 28, 29, 30 and 31 August. Raises
    ValueError for a date to which no day leads.
    """
    last = months_later(date, -months)
    if months_later(last, months) != date:
        raise ValueError(f"no day lies {months} months before {date}")
    while months_later(last + ONE_DAY, months) == date:
        last += ONE_DAY
    first = last
    while months_later(first - ONE_DAY, months) == date:
        first -= ONE_DAY
    return first, last
