"""The calculator, opened with what is known of a procedure: what if something else happened. Nothing is saved."""

import datetime
from dataclasses import dataclass

from django.urls import reverse

from tracker.console.calculator import parameters
from tracker.timelines.expected import Known
from tracker.timetables.asking import answer
from tracker.timetables.calendar import Calendar
from tracker.timetables.choosing import NoTimetable
from tracker.timetables.computing import Impossible
from tracker.timetables.supposing import suppositions


@dataclass(frozen=True)
class WhatIf:
    """What may happen instead, and the address that computes it; empty where it cannot be computed."""

    words: str
    address: str


def address_for(known: Known | None) -> str:
    """The calculator with what is known of a procedure; empty where its timetable is not known."""
    if known is None or not known.timetable:
        return ""
    return f"{reverse('console:compute-timetable')}?{parameters(known.timetable, known.given)}"


def instead_of(known: Known | None, calendar: Calendar, today: datetime.date) -> list[WhatIf]:
    """A later start, a longer stop, the next meeting missed: each beside what is known."""
    if known is None or not known.timetable:
        return []
    try:
        computed = answer(known.timetable, known.given, calendar)
    except (NoTimetable, Impossible):
        return []
    address = reverse("console:compute-timetable")
    return [
        WhatIf(one.words, f"{address}?{parameters(known.timetable, known.given, one.given)}" if one.given else "")
        for one in suppositions(computed, known.given, calendar, today)
    ]
