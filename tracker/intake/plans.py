"""A procedure's plan: taken from a timetable, shifted, dropped. Each is one transaction with one reason.

A planned day is an entry (`Entry.is_plan`). It is never moved in place: the entry with the old day counts no more, and
one with the new day counts from the same moment, so that every earlier plan can be seen again.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from scrapers.vocabulary import label
from tracker.catalogue import knowledge
from tracker.catalogue.known import PERSON
from tracker.catalogue.models import Application, Entry, ProceduralStep
from tracker.intake.apply import Person, lock_catalogue, record_changes, refresh_applications
from tracker.intake.news import News


class NothingPlanned(ValueError):
    """There is nothing to shift or to drop; the message says so."""


class Whose(NamedTuple):
    """The procedure that a plan is of: the application's number, and the procedure's slug (`initial`, `II/0029`)."""

    number: str
    authority: str
    procedure: str

    @classmethod
    def named(cls, number: str, authority: str, procedure: str) -> "Whose":
        """FDA's original application goes by the designation that FDA gives it."""
        is_original = authority == Application.Authority.FDA and procedure == "initial"
        return cls(number, authority, "ORIG-1" if is_original else procedure)

    @classmethod
    def of(cls, application: Application, procedure: str) -> "Whose":
        """A procedure of an application that is known."""
        return cls.named(application.number, application.authority, procedure)


class PlannedDay(NamedTuple):
    """A step and the day on which it shall happen. `label` names it where its kind does not; `why` is shown with it."""

    kind: str
    label: str
    date: datetime.date
    why: str = ""

    @property
    def step(self) -> tuple[str, str]:
        """What is planned, whatever the day."""
        return (self.kind, self.label)


@dataclass(frozen=True)
class Decision:
    """Who decided about a plan, why, when, and what it rests on: a timetable, a document."""

    user: AbstractBaseUser
    reason: str
    source: str = "Own plan"
    moment: datetime.datetime | None = None

    @property
    def at(self) -> datetime.datetime:
        """The moment from which it counts."""
        return self.moment or timezone.now()


@dataclass(frozen=True)
class Revised:
    """How many days a plan gained, moved, lost, and kept as they were."""

    new: int = 0
    moved: int = 0
    dropped: int = 0
    same: int = 0

    def __str__(self) -> str:
        """`3 planned, 1 moved`."""
        counts = {"planned": self.new, "moved": self.moved, "dropped": self.dropped, "as they were": self.same}
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing to plan"


@transaction.atomic
def take(whose: Whose, days: Sequence[PlannedDay], decision: Decision) -> Revised:
    """Plan these days. A step that is planned already moves to its new day; what else is planned stays."""
    lock_catalogue()
    standing = {(entry.kind, entry.label): entry for entry in still_planned(whose)}
    wanted = {day.step: day for day in days}
    changed = [day for day in wanted.values() if day.step not in standing or standing[day.step].date != day.date]
    released = [standing[day.step] for day in changed if day.step in standing]
    _revise(whose, released, [_entry(whose, day, decision) for day in changed], decision)
    return Revised(len(changed) - len(released), len(released), 0, len(wanted) - len(changed))


@transaction.atomic
def shift(whose: Whose, days: int, decision: Decision, since: datetime.date | None = None) -> Revised:
    """Move what is planned, or what is planned for `since` or later, by so many days. Raises NothingPlanned."""
    lock_catalogue()
    moving = [entry for entry in still_planned(whose) if since is None or _date(entry) >= since]
    if not moving:
        when = " on that day or later" if since else ""
        raise NothingPlanned(f"Nothing is planned for {whose.number}, {whose.procedure}{when}.")
    by = datetime.timedelta(days=days)
    moved = [PlannedDay(entry.kind, entry.label, _date(entry) + by, entry.quote) for entry in moving]
    _revise(whose, moving, [_entry(whose, day, decision) for day in moved], decision)
    return Revised(moved=len(moved))


@transaction.atomic
def drop(whose: Whose, decision: Decision) -> Revised:
    """Plan nothing any more. What has happened stays beside the day planned for it. Raises NothingPlanned."""
    lock_catalogue()
    dropped = still_planned(whose)
    if not dropped:
        raise NothingPlanned(f"Nothing is planned for {whose.number}, {whose.procedure}.")
    _revise(whose, dropped, [], decision)
    return Revised(dropped=len(dropped))


def still_planned(whose: Whose) -> list[Entry]:
    """What is planned and has not happened, in order of date."""
    known = knowledge.known([whose.number]).get(whose.number)
    procedures = known.procedures if known else ()
    ids = {
        piece.claim.entry
        for procedure in procedures
        for step in procedure.steps
        if procedure.slug == whose.procedure and step.is_plan
        for piece in step.evidence
        if piece.claim.entry is not None
    }
    return list(Entry.objects.filter(pk__in=ids).order_by("date", "id"))


def _date(entry: Entry) -> datetime.date:
    assert entry.date is not None, "the database holds that a planned step has a day"
    return entry.date


def _entry(whose: Whose, day: PlannedDay, decision: Decision) -> Entry:
    entry = Entry(
        application_number=whose.number,
        authority=whose.authority,
        procedure=whose.procedure,
        kind=day.kind,
        label=day.label,
        date=day.date,
        state=ProceduralStep.State.PLANNED,
        is_plan=True,
        claimed_by=decision.user.get_username(),
        quote=day.why,
        file=decision.source,
        reason=decision.reason,
        entered_by_id=decision.user.pk,
        entered_by_name=decision.user.get_username(),
    )
    entry.full_clean(exclude=["entered_at"], validate_unique=False, validate_constraints=False)
    return entry


def _revise(whose: Whose, released: Sequence[Entry], new: Sequence[Entry], decision: Decision) -> None:
    """Let some entries count no more and others from now on, and record what that changed."""
    if not released and not new:
        return
    moment = decision.at
    news = list(_news(whose, released, new))
    for entry in released:
        entry.released_at = moment
    for entry in new:
        entry.entered_at = moment
    if released:
        bulk_update_with_history(released, Entry, ["released_at"], default_change_reason=decision.reason)
    bulk_create_with_history(new, Entry, default_change_reason=decision.reason)
    about = refresh_applications([whose.number], moment)[whose.number]
    person = Person.of(decision.user, decision.reason)
    record_changes(((about, one) for one in news), origin=PERSON, seen_at=moment, person=person)


def _news(whose: Whose, released: Iterable[Entry], new: Iterable[Entry]) -> Iterable[News]:
    """Minor: nothing has happened. Each step once, from its old day to its new one."""
    before = {(entry.kind, entry.label): str(entry.date) for entry in released}
    after = {(entry.kind, entry.label): str(entry.date) for entry in new}
    for kind, name in dict.fromkeys((*before, *after)):
        said = (before.get((kind, name)), after.get((kind, name)))
        yield News("step", "planned_date", *said, whose.procedure, item=name or label(kind), significance="minor")
