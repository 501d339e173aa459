"""What goes into a person's calendar, from rows: a fixed number of queries, however much is followed."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from scrapers.vocabulary import TERM_KINDS
from tracker.alerts.channels.icalendar import events
from tracker.alerts.channels.icalendar.events import DatedEvent
from tracker.alerts.followed import followed_by
from tracker.catalogue.concerned import NUMBER, notices_of
from tracker.catalogue.known import MARKETING_AUTHORISATION
from tracker.catalogue.models import Application, Evidence, Notice, ProceduralStep
from tracker.people.models import User
from tracker.timelines.expecting import ENDED
from tracker.timetables.models import Meeting

GONE = frozenset(
    [
        *("refused", "application-withdrawn", "withdrawn-from-rolling-review", "withdrawn", "lapsed", "expired"),
        *("revoked", "discontinued"),
    ]
)
"""Statuses of a marketing authorisation about which its committees have nothing more to decide."""

COMMITTEES: dict[tuple[str, str], tuple[str, ...]] = {
    (MARKETING_AUTHORISATION, "Human"): ("CHMP", "PRAC"),
    (MARKETING_AUTHORISATION, "Veterinary"): ("CVMP",),
    ("referral", "Human"): ("CHMP", "PRAC"),
    ("referral", "Veterinary"): ("CVMP",),
    ("psusa", "Human"): ("PRAC",),
    ("orphan-designation", "Human"): ("COMP",),
    ("paediatric-investigation-plan", "Human"): ("PDCO",),
}
"""EMA's committees that decide about each type of application, by category: Regulation (EC) 726/2004, articles 5, 30
and 56; 141/2000, article 4; 1901/2006, article 3; Regulation (EU) 2019/6, article 139."""


@dataclass(frozen=True)
class Gathered:
    """The events, and of which applications and committees they are all that there are."""

    events: tuple[DatedEvent, ...]
    applications: tuple[int, ...]
    committees: tuple[str, ...]
    numbers: dict[int, str]


def gathered(person: User, since: datetime.date, *, has_meetings: bool) -> Gathered:
    """The days from `since` on of all that a person follows."""
    applications = list(Application.objects.filter(followed_by(person)).select_related("product").order_by("number"))
    notices = _notices(applications)
    committees = sorted({name for one in applications for name in committees_of(one)}) if has_meetings else []
    found = [
        *_steps(applications, since),
        *_terms(applications, notices, since),
        *_meetings(applications, notices, committees, since),
    ]
    return Gathered(
        events=tuple({event.uid: event for event in found}.values()),
        applications=tuple(one.pk for one in applications),
        committees=tuple(committees),
        numbers={one.pk: one.number for one in applications},
    )


def committees_of(application: Application) -> tuple[str, ...]:
    """The committees of EMA that may have to decide about an application; FDA's are known by what they announce."""
    is_authorisation = application.type == MARKETING_AUTHORISATION
    if application.authority != Application.Authority.EMA or application.status in (
        GONE if is_authorisation else ENDED
    ):
        return ()
    return COMMITTEES.get((application.type, application.category or "Human"), ())


def _steps(applications: Collection[Application], since: datetime.date) -> Iterator[DatedEvent]:
    by_id = {one.pk: one for one in applications}
    steps = list(
        ProceduralStep.objects.filter(procedure__application__in=by_id, date__gte=since, precision="day")
        # What happened stays true when its page no longer shows it; an announcement that is taken down does not stand.
        .exclude(state=ProceduralStep.State.PLANNED, is_cleared=True)
        .select_related("procedure")
    )
    evidence: dict[int | None, list[Evidence]] = defaultdict(list)
    said = Evidence.objects.filter(step__in=[step.pk for step in steps], is_current=True)
    for piece in said.select_related("entry", "last_snapshot").order_by("id"):
        evidence[piece.step_id].append(piece)
    for step in steps:
        event = events.of_step(step, by_id[step.procedure.application_id], evidence[step.pk])
        if event is not None:
            yield event


def _notices(applications: Collection[Application]) -> dict[int, list[Notice]]:
    """What names an application by its number; what only goes by a name may be about another one."""
    met = notices_of(applications, (*TERM_KINDS, "meeting"))
    return {pk: [one.notice for one in of_one if one.by == NUMBER] for pk, of_one in met.items()}


def _terms(
    applications: Collection[Application], notices: dict[int, list[Notice]], since: datetime.date
) -> Iterator[DatedEvent]:
    for one in applications:
        terms = (notice for notice in notices[one.pk] if notice.kind in TERM_KINDS)
        yield from (event for event in events.of_terms(one, terms) if event.last_day >= since)


def _meetings(
    applications: Collection[Application],
    notices: dict[int, list[Notice]],
    committees: Sequence[str],
    since: datetime.date,
) -> Iterator[DatedEvent]:
    naming = {notice.pk for of_one in notices.values() for notice in of_one if notice.kind == "meeting"}
    rows = list(Meeting.objects.filter(Q(committee__in=committees) | Q(notice__in=naming)))
    root = events.roots(rows)
    standing = [row for row in rows if row.status == Meeting.Status.SCHEDULED and row.last_day >= since]
    for row in standing:
        if row.committee in committees:
            yield events.of_meeting(row, root.get(row.pk, row.pk))
    for one in applications:
        named_in = {notice.pk for notice in notices[one.pk]}
        for row in standing:
            if row.notice_id in named_in and row.committee not in committees:
                yield events.of_hearing(row, root.get(row.pk, row.pk), one)
