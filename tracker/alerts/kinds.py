"""Of which kind a change is: what people choose from. For one change, and for many in the database."""

from collections.abc import Collection

from django.db.models import Q

from scrapers.vocabulary import OUTCOME_KINDS
from tracker.alerts.models import Subscription
from tracker.catalogue.models import Change

BY_SUBJECT: dict[str, str] = {
    Change.Subject.STEP: Subscription.Kind.STEP,
    Change.Subject.DOCUMENT: Subscription.Kind.DOCUMENT,
    Change.Subject.NOTICE: Subscription.Kind.NOTICE,
}
"""Of what is no status and no outcome; all else is a fact."""


def kind_of(change: Change) -> str:
    """The kind of a change."""
    if change.field == "status" or change.field in OUTCOME_KINDS:
        return Subscription.Kind.STATUS
    return BY_SUBJECT.get(change.subject, Subscription.Kind.FIELD)


def of_kinds(kinds: Collection[str]) -> Q:
    """The condition that changes are of one of these kinds; none given: of any."""
    if not kinds:
        return Q()
    is_status = Q(field="status") | Q(field__in=OUTCOME_KINDS)
    subjects = [subject for subject, kind in BY_SUBJECT.items() if kind in kinds]
    wanted = ~is_status & Q(subject__in=subjects)
    if Subscription.Kind.STATUS in kinds:
        wanted |= is_status
    if Subscription.Kind.FIELD in kinds:
        wanted |= ~is_status & ~Q(subject__in=list(BY_SUBJECT))
    return wanted
