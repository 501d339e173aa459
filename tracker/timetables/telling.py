"""What somebody says of meetings, held against what is known of them: a plan of what to write. No queries.

Known dates, the authorities' lists and people say when committees meet. A person's word stands, whatever a list says
later; a list beats the known dates. A meeting whose last day changes in its list stays, marked as moved, beside the
new one. Whoever says a meeting again changes nothing.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from scrapers.origins import RANKS
from tracker.catalogue.models import Notice
from tracker.people.models import User
from tracker.timetables.models import Meeting

Origin, Status = Meeting.Origin, Meeting.Status

WEIGHTS = {Origin.KNOWN: 0, Origin.LIST: 1, Origin.PERSON: 2}
"""Whose word counts more. Of two persons the later one does, of two entries of lists see `_counts_more`."""

AT_THE_COMMAND_LINE = "command line"
"""The name of a person whom nobody asked to sign in."""

WRITTEN = (
    *("first_day", "last_day", "title", "status", "is_extraordinary", "moved_to", "source", "certainty", "origin"),
    *("notice", "entered_by", "entered_by_name", "known_day"),
)
"""The columns that change; the committee of a meeting does not."""


@dataclass(frozen=True)
class Told:
    """What somebody says of a meeting. `last` is None where a list has lost the days of a meeting that it had.

    An empty `title` and None for `first`, `status` or `is_extraordinary` say nothing; a new meeting is scheduled, and a
    plenary. `notice` is the entry of a list that says it, `person` who does.
    """

    committee: str
    first: datetime.date | None
    last: datetime.date | None
    source: str
    certainty: str
    origin: Meeting.Origin
    title: str = ""
    status: str | None = None
    is_extraordinary: bool | None = None
    notice: Notice | None = None
    person: User | None = None


@dataclass(frozen=True)
class Answer:
    """What becomes of something told: the meeting that it is about, and whether that is new, changed or as it was."""

    told: Told
    meeting: Meeting
    what: Literal["new", "changed", "same"]
    before: dict[str, Any]


class Plan:
    """Meetings as they will be. `rows` are those that may be meant, with their notices: they are changed in place."""

    def __init__(self, rows: Iterable[Meeting], told: Sequence[Told]) -> None:
        self._rows = list(rows)
        self._of_committee: dict[str, list[Meeting]] = defaultdict(list)
        for row in self._rows:
            self._of_committee[row.committee].append(row)
        self._before = {id(row): _values(row) for row in self._rows}
        self._linked = {
            (row.notice_id, row.committee): row
            for row in self._rows
            if row.notice_id is not None and row.status != Status.MOVED
        }
        self._moved: list[tuple[Meeting, Told]] = []
        placed = [(each, meeting) for each in self._let_go(told) if (meeting := self._placed(each)) is not None]
        self._lead_on(placed)
        self.answers = [self._answer(each, row) for each, row in placed]

    @property
    def new(self) -> list[Meeting]:
        """Rows to be added."""
        return [row for row in self._rows if id(row) not in self._before]

    @property
    def changed(self) -> list[Meeting]:
        """Rows that are not what they were."""
        return [row for row in self._rows if self._before.get(id(row), _values(row)) != _values(row)]

    def _answer(self, told: Told, row: Meeting) -> Answer:
        before = self._before.get(id(row))
        if before is None:
            return Answer(told, row, "new", {})
        return Answer(told, row, "same" if before == _values(row) else "changed", before)

    def _let_go(self, told: Sequence[Told]) -> list[Told]:
        """What remains to be placed, once meetings that are no longer on their day are marked as moved.

        All of them first: of two meetings, one may move to the day that the other leaves.
        """
        remaining = []
        for each in told:
            linked = self._linked.get((each.notice.pk, each.committee)) if each.notice else None
            if linked is None or linked.last_day == each.last:
                remaining.append(each)
            elif each.last is None:
                remaining.append(replace(each, first=linked.first_day, last=linked.last_day))
            elif linked.origin != Origin.PERSON:
                linked.status = Status.MOVED
                self._moved.append((linked, each))
                remaining.append(each)
        return remaining

    def _placed(self, told: Told) -> Meeting | None:
        if told.last is None:
            return None
        row = self._found(told, told.last)
        if row is None:
            row = Meeting(committee=told.committee, last_day=told.last, origin=told.origin, status=Status.SCHEDULED)
            self._rows.append(row)
            self._of_committee[row.committee].append(row)
            _say(row, told)
        elif _may_say(row, told):
            _say(row, told)
        if told.notice and row.notice_id is None:
            row.notice = told.notice
        if told.origin == Origin.KNOWN and row.known_day is None:
            row.known_day = told.last
        return row

    def _found(self, told: Told, last: datetime.date) -> Meeting | None:
        """The meeting that is meant: by the known day it had, by its last day, or because it sits on some of the days.

        A committee does not hold two meetings at once.
        """
        of_committee = self._of_committee[told.committee]
        if told.origin == Origin.KNOWN:
            known = next((row for row in of_committee if row.known_day == last), None)
            if known:
                return known
        exact = next((row for row in of_committee if row.last_day == last), None)
        if exact:
            return exact
        first = told.first or last
        for row in of_committee:
            is_other = row.notice_id is not None and told.notice is not None and row.notice_id != told.notice.pk
            is_standing = row.status != Status.MOVED and row.is_extraordinary == bool(told.is_extraordinary)
            if is_standing and not is_other and (row.first_day or row.last_day) <= last and first <= row.last_day:
                return row
        return None

    def _lead_on(self, placed: Sequence[tuple[Told, Meeting]]) -> None:
        """Point each moved meeting to the one that stands for it now."""
        targets = {id(told): row for told, row in placed}
        for row, told in self._moved:
            target = targets[id(told)]
            if row.status == Status.MOVED and target is not row:
                row.moved_to = target


def _values(row: Meeting) -> dict[str, Any]:
    """The columns; a moved meeting's successor may have no id yet, so it goes by its day."""
    values = {name: getattr(row, name if name != "notice" else "notice_id") for name in WRITTEN if name != "moved_to"}
    return {**values, "moved_to": row.moved_to.last_day if row.moved_to else None}


def _may_say(row: Meeting, told: Told) -> bool:
    """Whether what is told counts more than what the row says."""
    if told.origin != row.origin:
        return WEIGHTS[told.origin] > WEIGHTS[Origin(row.origin)]
    if told.notice is None or row.notice is None or told.notice.pk == row.notice.pk or row.status == Status.MOVED:
        return True
    return _counts_more(told.notice, row.notice)


def _counts_more(notice: Notice, other: Notice) -> bool:
    """Of two entries for one meeting: that of the list that is believed more, then the one that is not called off."""
    return _weight(notice) > _weight(other)


def _weight(notice: Notice) -> tuple[int, bool]:
    return (-RANKS.get(notice.origin, len(RANKS)), notice.status == Status.SCHEDULED)


def _say(row: Meeting, told: Told) -> None:
    """Make a row say what is told."""
    assert told.last is not None
    row.first_day = told.first or (row.first_day if row.last_day == told.last else None)
    row.last_day = told.last
    row.title = told.title or row.title
    if told.status:
        row.status, row.moved_to = told.status, None
    if told.is_extraordinary is not None:
        row.is_extraordinary = told.is_extraordinary
    row.source, row.certainty, row.origin = told.source, told.certainty, told.origin
    row.notice = told.notice or row.notice
    row.entered_by, row.entered_by_name = told.person, _name(told)


def _name(told: Told) -> str:
    """Whoever told it, as text; a list or a file of known dates has no name."""
    if told.origin != Origin.PERSON:
        return ""
    return told.person.get_username() if told.person else AT_THE_COMMAND_LINE
