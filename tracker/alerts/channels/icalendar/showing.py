"""What calendars have shown, held against what is to be shown: events that moved get a new number, gone ones are told.

Written only where something differs, under a lock, so that programs that ask at the same time count a change once.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from tracker.alerts import addresses
from tracker.alerts.channels.icalendar.events import DatedEvent
from tracker.alerts.channels.icalendar.gathering import Gathered
from tracker.alerts.models import CalendarEvent

TOLD_FOR = datetime.timedelta(days=90)
"""How long a calendar says that an event was taken back. Programs ask every few hours; a laptop may sleep for weeks."""

TAKEN_BACK = "No longer stated for this day: see the page for what is known now."


@dataclass(frozen=True)
class ShownEvent:
    """An event with the number of its version (RFC 5545, 3.8.7.4) and the moment of it."""

    event: DatedEvent
    sequence: int
    revised_at: datetime.datetime
    is_cancelled: bool


def shown(gathered: Gathered, since: datetime.date, now: datetime.datetime) -> list[ShownEvent]:
    """What to show, and for a while what was shown before and is no more. One query, and three if anything differs."""
    wanted = {event.uid: event for event in gathered.events}
    rows = _rows(gathered, wanted)
    gone = [row.uid for row in rows.values() if row.uid not in wanted and row.last_day >= since]
    differing = [uid for uid, event in wanted.items() if uid not in rows or _differs(rows[uid], event)]
    newly_gone = [uid for uid in gone if not rows[uid].is_cancelled]
    if differing or newly_gone:
        rows = {**rows, **_recorded([wanted[uid] for uid in differing], newly_gone, now)}
    events = [_shown(rows[uid], event) for uid, event in wanted.items()]
    cancelled = [_shown(rows[uid], _taken_back(rows[uid], gathered)) for uid in gone]
    told = [one for one in cancelled if now - one.revised_at <= TOLD_FOR]
    return sorted((*events, *told), key=lambda one: (one.event.first_day, one.event.uid))


def _rows(gathered: Gathered, wanted: Collection[str]) -> Mapping[str, CalendarEvent]:
    rows = CalendarEvent.objects.filter(
        Q(application__in=gathered.applications) | Q(committee__in=gathered.committees) | Q(uid__in=wanted)
    )
    return {row.uid: row for row in rows}


def _differs(row: CalendarEvent, event: DatedEvent) -> bool:
    there = (row.title, row.first_day, row.last_day, row.is_cancelled)
    return there != (event.title, event.first_day, event.last_day, False)


@transaction.atomic
def _recorded(events: Sequence[DatedEvent], gone: Sequence[str], now: datetime.datetime) -> Mapping[str, CalendarEvent]:
    """The rows of these events, and of those that are gone, as they are from now on."""
    CalendarEvent.objects.bulk_create((_new(event, now) for event in events), ignore_conflicts=True)
    uids = [*(event.uid for event in events), *gone]
    rows = {row.uid: row for row in CalendarEvent.objects.select_for_update().filter(uid__in=uids).order_by("uid")}
    changed = [*_say(rows, events), *(rows[uid] for uid in gone if not rows[uid].is_cancelled)]
    for uid in gone:
        rows[uid].is_cancelled = True
    for row in changed:
        row.sequence, row.revised_at = row.sequence + 1, now
    CalendarEvent.objects.bulk_update(
        changed, ["title", "first_day", "last_day", "is_cancelled", "sequence", "revised_at"]
    )
    return rows


def _say(rows: Mapping[str, CalendarEvent], events: Iterable[DatedEvent]) -> list[CalendarEvent]:
    """Make the rows say what the events say; those that did not."""
    changed = []
    for event in events:
        row = rows[event.uid]
        if _differs(row, event):
            row.title, row.is_cancelled = event.title, False
            row.first_day, row.last_day = event.first_day, event.last_day
            changed.append(row)
    return changed


def _new(event: DatedEvent, now: datetime.datetime) -> CalendarEvent:
    return CalendarEvent(
        uid=event.uid,
        application_id=event.application,
        committee=event.committee,
        title=event.title,
        first_day=event.first_day,
        last_day=event.last_day,
        revised_at=now,
    )


def _shown(row: CalendarEvent, event: DatedEvent) -> ShownEvent:
    return ShownEvent(event, row.sequence, row.revised_at, row.is_cancelled)


def _taken_back(row: CalendarEvent, gathered: Gathered) -> DatedEvent:
    number = gathered.numbers.get(row.application_id or 0)
    return DatedEvent(
        uid=row.uid,
        title=row.title,
        first_day=row.first_day,
        last_day=row.last_day,
        description=TAKEN_BACK,
        address=addresses.of_application(number) if number else addresses.of_meetings(),
        categories=("No longer stated",),
    )
