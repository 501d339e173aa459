"""What people enter and release: written down, applied, and kept in the trail."""

import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from scrapers.vocabulary import FIELDS
from tracker.catalogue import knowledge
from tracker.catalogue.known import PERSON, ResolvedApplication
from tracker.catalogue.models import Entry
from tracker.intake.apply import Person, lock_catalogue, record_changes, refresh_applications
from tracker.intake.news import News


class AlreadyReleased(ValueError):
    """The entry counts no more; the message says since when."""


@transaction.atomic
def enter(entry: Entry, user: AbstractBaseUser | None, moment: datetime.datetime | None = None) -> Entry:
    """Save what a person enters, make it count, and record what it changed. Raises ValidationError.

    `user` is None for a reviewed file of facts; then `entered_by_name` says which.
    """
    entry.entered_at = moment or entry.entered_at or timezone.now()
    if user is not None:
        entry.entered_by_id = user.pk
        entry.entered_by_name = user.get_username()
    entry.full_clean(validate_unique=False)
    lock_catalogue()
    before = knowledge.known([entry.application_number]).get(entry.application_number)
    entry.save()
    _refresh(entry, before, Person(entry.entered_by_name, entry.reason, entry.entered_by_id), entry.entered_at)
    return entry


@transaction.atomic
def release(entry: Entry, user: AbstractBaseUser, reason: str, moment: datetime.datetime | None = None) -> Entry:
    """Let an entry count no more; what the sources say stands again. Raises AlreadyReleased."""
    moment = moment or timezone.now()
    lock_catalogue()
    before = knowledge.known([entry.application_number]).get(entry.application_number)
    if not Entry.objects.filter(pk=entry.pk, released_at=None).update(released_at=moment):
        entry.refresh_from_db()
        raise AlreadyReleased(f"This entry was released on {entry.released_at:%-d %b %Y} already.")
    entry.refresh_from_db()
    entry._change_reason = reason  # type: ignore[attr-defined]
    entry.save()
    _refresh(entry, before, Person.of(user, reason), moment)
    return entry


def _refresh(entry: Entry, before: ResolvedApplication | None, person: Person, moment: datetime.datetime) -> None:
    number = entry.application_number
    applications = refresh_applications([number], moment)
    after = knowledge.known([number]).get(number)
    news = _difference(entry, before, after)
    if number in applications and news:
        record_changes([(applications[number], news)], origin=PERSON, seen_at=moment, person=person)


def _difference(entry: Entry, before: ResolvedApplication | None, after: ResolvedApplication | None) -> News | None:
    """What the entry changed, in its own terms; nothing if what stands is the same as before."""
    old, new = _stands(entry, before), _stands(entry, after)
    if old == new:
        return None
    is_first = before is None
    if entry.kind:
        return News("step", entry.kind, old, new, entry.procedure, significance="major", alerting=not is_first)
    significance = FIELDS[entry.field].significance
    subject = "application" if entry.procedure == "initial" else "procedure"
    procedure = "" if subject == "application" else entry.procedure
    return News(subject, entry.field, old, new, procedure, significance=significance, alerting=not is_first)


def _stands(entry: Entry, known: ResolvedApplication | None) -> str | None:
    if known is None:
        return None
    if entry.kind:
        steps = [
            step for procedure in known.procedures if procedure.slug == entry.procedure_slug for step in procedure.steps
        ]
        return ", ".join(str(step.date or "date unknown") for step in steps if step.kind == entry.kind) or None
    if entry.procedure == "initial":
        return known.value(entry.field) or None
    procedure = next((procedure for procedure in known.procedures if procedure.slug == entry.procedure), None)
    if procedure is None:
        return None
    return (procedure.status if entry.field == "status" else procedure.details.get(entry.field)) or None
