"""When committees met and will meet: a value to look days up in. Pure, without a database.

Timetables hang on the last day of a plenary, and that day is what the calendar holds, never "the Thursday of the
week": plenaries of the CHMP ended on a Friday on 1 April 2016 and 21 April 2017, on a Wednesday on 26 April 2023. A
meeting that the calendar does not hold is unknown, and nothing is put in its place.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class MeetingDay:
    """A meeting of a committee (`CHMP`). `first` is None where only its last day is known; `source` says from where."""

    committee: str
    first: datetime.date | None
    last: datetime.date
    source: str


@dataclass(frozen=True)
class Rhythm:
    """How close a committee's meetings come: at least `days_apart` from one last day to the next.

    In `months_without` (8 is August) it does not meet. This shows which gaps of a calendar may hide a meeting.
    """

    committee: str
    days_apart: int
    months_without: frozenset[int] = frozenset()


class Calendar:
    """The meetings of committees, in order of their last days. One without any is valid: nothing is known.

    `next_after` and `previous_before` answer only where no further meeting can be hidden in between; a committee
    without a rhythm may have met on any day. `known_after` gives what the calendar holds, next or not.
    """

    def __init__(self, meetings: Iterable[MeetingDay] = (), rhythms: Iterable[Rhythm] = ()) -> None:
        found: dict[str, dict[datetime.date, MeetingDay]] = defaultdict(dict)
        for meeting in meetings:
            found[meeting.committee][meeting.last] = meeting
        self._meetings = {
            committee: tuple(by_day[day] for day in sorted(by_day)) for committee, by_day in found.items()
        }
        self._last_days = {
            committee: [meeting.last for meeting in meetings] for committee, meetings in self._meetings.items()
        }
        self._rhythms = {rhythm.committee: rhythm for rhythm in rhythms}

    @property
    def committees(self) -> tuple[str, ...]:
        """Those of which a meeting is known, sorted."""
        return tuple(sorted(self._meetings))

    def meetings_of(self, committee: str) -> Sequence[MeetingDay]:
        """All that is known, in order of their last days."""
        return self._meetings.get(committee, ())

    def meeting_on(self, committee: str, day: datetime.date) -> MeetingDay | None:
        """The meeting that sits on a day; where its first day is unknown, it is known to sit on its last day only."""
        meeting = self._at(committee, bisect_left(self._last_days.get(committee, []), day))
        if meeting is None or day < (meeting.first or meeting.last):
            return None
        return meeting

    def known_after(self, committee: str, day: datetime.date) -> MeetingDay | None:
        """The first meeting in the calendar that ends after a day; the committee may have met before it, unknown."""
        return self._at(committee, bisect_right(self._last_days.get(committee, []), day))

    def known_before(self, committee: str, day: datetime.date) -> MeetingDay | None:
        """The last meeting in the calendar that ended before a day; the committee may have met after it, unknown."""
        return self._at(committee, bisect_left(self._last_days.get(committee, []), day) - 1)

    def next_after(self, committee: str, day: datetime.date) -> MeetingDay | None:
        """The next meeting that ends after a day; None where it is not known to be the next."""
        following = self.known_after(committee, day)
        if following is None or self._may_hide(committee, day + ONE_DAY, following.last - ONE_DAY):
            return None
        return following

    def previous_before(self, committee: str, day: datetime.date) -> MeetingDay | None:
        """The last meeting that ended before a day; None where it is not known to be the last."""
        preceding = self.known_before(committee, day)
        if preceding is None or self._may_hide(committee, preceding.last + ONE_DAY, day - ONE_DAY):
            return None
        return preceding

    def _at(self, committee: str, place: int) -> MeetingDay | None:
        meetings = self._meetings.get(committee, ())
        return meetings[place] if 0 <= place < len(meetings) else None

    def _may_hide(self, committee: str, first: datetime.date, last: datetime.date) -> bool:
        """Whether another meeting, unknown here, may have ended on one of these days, between which none is known."""
        rhythm = self._rhythms.get(committee, Rhythm(committee, days_apart=1))
        apart = datetime.timedelta(days=rhythm.days_apart)
        if before := self.known_before(committee, first):
            first = max(first, before.last + apart)
        if after := self.known_after(committee, last):
            last = min(last, after.last - apart)
        return any(
            (first + datetime.timedelta(days=more)).month not in rhythm.months_without
            for more in range((last - first).days + 1)
        )
