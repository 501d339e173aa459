"""The meetings that are known from the start, as data: one TOML file per committee in `calendars/`.

A file that breaks the format stops the start with one line that names the file and what is wrong in it.
"""

import datetime
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from django.core.exceptions import ImproperlyConfigured

from tracker.timetables.calendar import Rhythm
from tracker.timetables.timetables import Certainty, Words

CALENDARS = Path(__file__).parent / "calendars"


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    source: Words
    certainty: Certainty


class KnownRhythm(_Part, frozen=True, kw_only=True):
    """How close the meetings come, see `calendar.Rhythm`."""

    days_apart: Annotated[int, msgspec.Meta(ge=1)]
    months_without: frozenset[Annotated[int, msgspec.Meta(ge=1, le=12)]] = frozenset()


class KnownMeeting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """First and last day."""

    first: datetime.date | None = None
    last: datetime.date


class Group(_Part, frozen=True, kw_only=True):
    """Meetings from one source: with both days, or by their last days alone."""

    meetings: tuple[KnownMeeting, ...] = ()
    last_days: tuple[datetime.date, ...] = ()

    @property
    def all_meetings(self) -> tuple[KnownMeeting, ...]:
        """Both, in one form."""
        return (*self.meetings, *(KnownMeeting(last=day) for day in self.last_days))


class KnownCommittee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of one committee's meetings."""

    committee: Words
    groups: Annotated[tuple[Group, ...], msgspec.Meta(min_length=1)]
    rhythm: KnownRhythm | None = None


def parse(text: str, name: str) -> KnownCommittee:
    """A committee's meetings from TOML. Raises ImproperlyConfigured with `name` and the first thing that is wrong."""
    try:
        known = msgspec.convert(tomllib.loads(text), KnownCommittee)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ImproperlyConfigured(f"meetings {name}: {error}") from error
    last_days: set[datetime.date] = set()
    for meeting in (meeting for group in known.groups for meeting in group.all_meetings):
        if meeting.first and meeting.first > meeting.last:
            raise ImproperlyConfigured(f"meetings {name}: {meeting.first} is after {meeting.last}")
        if meeting.last in last_days:
            raise ImproperlyConfigured(f"meetings {name}: {meeting.last} stands there twice")
        last_days.add(meeting.last)
    return known


@cache
def known_committees() -> tuple[KnownCommittee, ...]:
    """Every committee's. Raises ImproperlyConfigured."""
    return tuple(parse(path.read_text(encoding="utf-8"), path.name) for path in sorted(CALENDARS.glob("*.toml")))


@cache
def rhythms() -> tuple[Rhythm, ...]:
    """Of the committees of which it is known."""
    return tuple(
        Rhythm(known.committee, known.rhythm.days_apart, known.rhythm.months_without)
        for known in known_committees()
        if known.rhythm
    )
