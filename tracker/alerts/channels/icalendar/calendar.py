"""The calendar as iCalendar (RFC 5545, with the names of RFC 7986)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from icalendar import CLASS, STATUS, TRANSP, Alarm, Calendar, Event

from tracker.alerts import addresses
from tracker.alerts.channels.icalendar.gathering import gathered
from tracker.alerts.channels.icalendar.showing import ShownEvent, shown
from tracker.alerts.models import CalendarChoice
from tracker.people.models import User

CONTENT_TYPE = "text/calendar; charset=utf-8"
LOOKS_BACK = datetime.timedelta(days=365)
REFRESH = datetime.timedelta(hours=6)
DAY = datetime.timedelta(days=1)
AT_NINE = datetime.timedelta(hours=9)
"""After the midnight with which a day begins, in the reader's own zone: who is reminded is awake."""


@dataclass(frozen=True)
class PersonalCalendar:
    """The events of one person, the day after which they lie ahead, and how long before each one is reminded."""

    id: str
    events: Sequence[ShownEvent]
    today: datetime.date
    reminders: tuple[datetime.timedelta, ...]


def calendar_of(person: User, today: datetime.date) -> PersonalCalendar:
    """All that lies ahead of what the person follows, and what happened in the last year."""
    choice = CalendarChoice.objects.filter(person=person).first() or CalendarChoice()
    since = today - LOOKS_BACK
    reminders = {7 * DAY: choice.reminds_a_week_before, DAY: choice.reminds_a_day_before}
    return PersonalCalendar(
        id=f"calendar-{person.pk}",
        events=shown(gathered(person, since, has_meetings=choice.has_meetings), since, timezone.now()),
        today=today,
        reminders=tuple(before for before, is_wanted in reminders.items() if is_wanted),
    )


def written(personal: PersonalCalendar) -> bytes:
    """The calendar as it is sent."""
    calendar = Calendar.new(
        uid=f"{personal.id}@{addresses.host()}",
        name="Clockstop",
        description="Dates of the medicines that you follow. Keep its address to yourself.",
        prodid="-//Clockstop//Clockstop//EN",
        refresh_interval=REFRESH,
        subcomponents=[_event(one, personal) for one in personal.events],
    )
    # What RFC 7986 calls REFRESH-INTERVAL; Outlook reads this name only.
    calendar.add("X-PUBLISHED-TTL", "PT6H")
    return calendar.to_ical()


def _event(one: ShownEvent, personal: PersonalCalendar) -> Event:
    event = one.event
    is_ahead = event.first_day > personal.today and not one.is_cancelled
    return Event.new(
        uid=f"{event.uid}@{addresses.host()}",
        summary=event.title,
        start=event.first_day,
        end=event.last_day + DAY,
        description=event.description,
        url=event.address,
        categories=event.categories,
        classification=CLASS.PRIVATE,
        status=_status(one),
        transparency=TRANSP.TRANSPARENT,
        sequence=one.sequence,
        stamp=one.revised_at,
        last_modified=one.revised_at,
        subcomponents=[_alarm(event.title, before) for before in personal.reminders] if is_ahead else [],
    )


def _status(one: ShownEvent) -> STATUS:
    if one.is_cancelled:
        return STATUS.CANCELLED
    return STATUS.CONFIRMED if one.event.is_firm else STATUS.TENTATIVE


def _alarm(title: str, before: datetime.timedelta) -> Alarm:
    alarm = Alarm.new(description=title)
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", AT_NINE - before)
    return alarm
