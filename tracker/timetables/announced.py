"""From the entries of the authorities' lists (notices of kind `meeting`) to meetings of committees.

EMA's list of events holds workshops, working parties and organisational meetings beside the plenaries; FDA's calendar
holds panels beside the committees. What does not plainly announce a committee's own meeting is left out, and so is a
meeting whose title and listed days disagree: a meeting on a wrong day is worse than one that is missing.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from scrapers.ema import committees as ema_committees
from scrapers.ema import meeting_days as ema_days
from scrapers.fda import meeting_days as fda_days
from tracker.catalogue.models import Notice
from tracker.catalogue.rows import in_batches
from tracker.timetables.calendar import ONE_DAY
from tracker.timetables.meetings import Recorded, record
from tracker.timetables.models import Meeting
from tracker.timetables.telling import Told

Days = tuple[datetime.date, datetime.date]
"""First and last day."""


class DaysDisagree(ValueError):
    """The title of an entry says other days than the list; the message says which."""


@dataclass(frozen=True)
class Taken:
    """What became of entries of lists; `left_out` are those whose days disagree, each with the reason in words."""

    recorded: Recorded
    left_out: tuple[tuple[Notice, str], ...]


def take(notices: Iterable[int], moment: datetime.datetime) -> Taken:
    """Record the meetings that entries announce, by their ids. Three queries and what changes, for each batch."""
    total, left_out = Recorded(), []
    for some in in_batches(notices):
        told, disagreeing = tell(_of_meetings().filter(pk__in=some).order_by("pk"))
        total += record(told, moment)
        left_out += disagreeing
    return Taken(total, tuple(left_out))


def take_all(moment: datetime.datetime) -> Taken:
    """Record the meetings that any entry announces."""
    return take(list(_of_meetings().values_list("pk", flat=True)), moment)


def _of_meetings() -> QuerySet[Notice]:
    return Notice.objects.filter(kind="meeting")


def tell(notices: Iterable[Notice]) -> tuple[list[Told], list[tuple[Notice, str]]]:
    """What entries say of committees' meetings, and those that say two things of one day."""
    told: list[Told] = []
    left_out: list[tuple[Notice, str]] = []
    for notice in notices:
        try:
            told += told_by(notice)
        except DaysDisagree as problem:
            left_out.append((notice, str(problem)))
    return told, left_out


def told_by(notice: Notice) -> Sequence[Told]:
    """The meetings that an entry announces: none, one, or one for each committee that meets jointly.

    Raises DaysDisagree.
    """
    committees, is_extraordinary = _who_meets(notice)
    if not committees or notice.status not in Meeting.Status.values:
        return ()
    days = days_of(notice)
    return [
        Told(
            committee=committee,
            first=days[0] if days else None,
            last=days[1] if days else None,
            source=notice.address or f"{notice.origin} {notice.key}",
            certainty=notice.authority,
            origin=Meeting.Origin.LIST,
            title=notice.title[:500],
            status=notice.status,
            is_extraordinary=is_extraordinary,
            notice=notice,
        )
        for committee in committees
    ]


def difference(meeting: Meeting) -> str:
    """What the entry of a meeting says otherwise than its row, in words; empty where they agree, or without an entry.

    They differ where a person's word stands, and where an entry was left out since.
    """
    if meeting.notice is None or meeting.status == Meeting.Status.MOVED:
        return ""
    try:
        told = next((one for one in told_by(meeting.notice) if one.committee == meeting.committee), None)
    except DaysDisagree as problem:
        return f"The authority says two things: {problem}."
    if told is None:
        return f"The authority no longer announces it as a meeting of the {meeting.committee}."
    if told.last is None:
        return ""
    listed = Meeting(first_day=told.first, last_day=told.last, status=told.status or meeting.status)
    if (listed.last_day, listed.status) == (meeting.last_day, meeting.status) and (
        meeting.first_day in (None, listed.first_day)
    ):
        return ""
    return f"The authority says {listed.days}, {listed.get_status_display().lower()}."


def _who_meets(notice: Notice) -> tuple[Collection[str], bool]:
    """The committees, EMA's by their acronyms, and whether they meet beside their regular plenaries."""
    named = notice.details.get("committee", "")
    if notice.authority == "EMA":
        body = ema_committees.committee(notice.title)
        sitting = ema_committees.sitting(notice.title)
        return ((body.acronym,) if body and sitting else ()), sitting == "extraordinary"
    if not named or fda_days.is_of_a_part(notice.title):
        return (), False
    return [name[:200] for name in named.split("; ")], False


def days_of(notice: Notice) -> Days | None:
    """First and last day; None where the entry gives none. Raises DaysDisagree.

    EMA's list may show days in another time zone, each a day early: midnight in Amsterdam is the evening before in
    UTC. Then the days in the title hold. Titles of FDA's name the first day only; its list says the zone.
    """
    listed = _listed(notice)
    titled = _titled(notice) if notice.authority == "EMA" else None
    if listed is None or titled is None or listed == titled:
        return titled or listed
    if (listed[0] + ONE_DAY, listed[1] + ONE_DAY) == titled:
        return titled
    raise DaysDisagree(f"the title says {_in_words(titled)}, the list says {_in_words(listed)}")


def _listed(notice: Notice) -> Days | None:
    first, last = notice.starts, notice.ends
    if first is None or last is None or first.precision != "day" or last.precision != "day":
        return None
    return first.first, last.first


def _titled(notice: Notice) -> Days | None:
    try:
        days = ema_days.from_title(notice.title)
    except ValueError:
        return None
    return days.first.first, days.last.first


def _in_words(days: Days) -> str:
    return " to ".join(dict.fromkeys(day.isoformat() for day in days))
