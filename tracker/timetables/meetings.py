"""The meetings in the database: the calendar for the clock, and the one way in for all who say when committees meet."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from tracker.timetables.calendar import Calendar
from tracker.timetables.known_meetings import known_committees, rhythms
from tracker.timetables.models import Meeting
from tracker.timetables.telling import WRITTEN, Plan, Told

MEETINGS_LOCK = 6_726_002
LONGEST_MEETING = datetime.timedelta(days=31)


@dataclass(frozen=True)
class Recorded:
    """What became of what was told: how many meetings are new, changed, and as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "Recorded") -> "Recorded":
        return Recorded(self.new + other.new, self.changed + other.changed, self.same + other.same)

    def __str__(self) -> str:
        """`3 new, 11 there already`."""
        counts = {"new": self.new, "changed": self.changed, "there already": self.same}
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "none"


def calendar() -> Calendar:
    """The regular meetings that took place or are to take place, in one query."""
    rows = Meeting.objects.filter(status=Meeting.Status.SCHEDULED, is_extraordinary=False)
    return Calendar((row.day for row in rows.order_by("last_day")), rhythms())


def lock_meetings() -> None:
    """Let one transaction at a time write meetings; held until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MEETINGS_LOCK])


def record_known(moment: datetime.datetime) -> Recorded:
    """Bring in the known dates (`known_meetings`); what is there already stays as it is."""
    told = [
        Told(known.committee, meeting.first, meeting.last, group.source, group.certainty, Meeting.Origin.KNOWN)
        for known in known_committees()
        for group in known.groups
        for meeting in group.all_meetings
    ]
    return record(told, moment)


@transaction.atomic
def record(told: Sequence[Told], moment: datetime.datetime) -> Recorded:
    """Write what is told, all of it or nothing; new meetings are first seen at `moment`."""
    if not told:
        return Recorded()
    lock_meetings()
    plan = planned(told)
    for row in plan.new:
        row.first_seen = moment
    if plan.new:
        bulk_create_with_history(plan.new, Meeting)
    if plan.changed:
        bulk_update_with_history(plan.changed, Meeting, WRITTEN)
    counts = Counter({id(answer.meeting): answer.what for answer in plan.answers}.values())
    return Recorded(counts["new"], counts["changed"], counts["same"])


def overlapping(
    committee: str, first: datetime.date, last: datetime.date, besides: int | None = None
) -> Meeting | None:
    """The meeting that a committee has on one of these days, moved ones left out unless they end on the last."""
    rows = Meeting.objects.filter(committee=committee)
    if besides is not None:
        rows = rows.exclude(pk=besides)
    begins = Coalesce("first_day", "last_day")
    sits = Q(begins__lte=last, last_day__gte=first) & ~Q(status=Meeting.Status.MOVED)
    return rows.annotate(begins=begins).filter(sits | Q(last_day=last)).order_by("last_day").first()


def planned(told: Sequence[Told]) -> Plan:
    """What writing it would do. One query."""
    return Plan(_meant(told).select_related("notice", "entered_by", "moved_to"), told)


def _meant(told: Sequence[Told]) -> QuerySet[Meeting]:
    """The meetings that something told may be about."""
    meant = Q(notice__in=[each.notice.pk for each in told if each.notice])
    days = [day for each in told for day in (each.first, each.last) if day]
    if days:
        around = (min(days) - LONGEST_MEETING, max(days) + LONGEST_MEETING)
        meant |= Q(committee__in={each.committee for each in told}) & (
            Q(last_day__range=around) | Q(known_day__range=around)
        )
    return Meeting.objects.filter(meant)
