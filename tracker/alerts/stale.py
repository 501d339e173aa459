"""What subscribers hear when a source that they depend on falls silent: once, and since when it has not been read.

A source is stale after three of its intervals or 48 hours, whichever is later. Before CONTACT is set no source is read,
and nobody is told of it.
"""

from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from tracker.alerts import notices, suspensions
from tracker.alerts.channels import email
from tracker.alerts.dependence import stale_sources, subscriptions_that_depend_on
from tracker.alerts.models import StaleNotice
from tracker.alerts.outbox import Outcome


def tell_subscribers() -> int:
    """Make the notices that are missing; returns how many sources are stale. A second run makes none."""
    stale = stale_sources()
    for source in stale:
        assert source.read_at is not None, "a source that was never read is not stale"
        people = subscriptions_that_depend_on(source).exclude(person__email="").values_list("person_id", flat=True)
        StaleNotice.objects.bulk_create(
            (StaleNotice(source=source, person_id=person, since=source.read_at) for person in people.distinct()),
            ignore_conflicts=True,
        )
    return len(stale)


def due_notices(limit: int | None = None) -> list[int]:
    """Ids of the notices to send now, in the order in which they were made."""
    return notices.due(_notices(), limit)


def send_notice(notice_id: int) -> Outcome | None:
    """Send a notice that is due; nothing if it is not, or if another worker has it."""
    return notices.send(_notices().select_related("source", "person"), notice_id, _message)


def _notices() -> QuerySet[StaleNotice]:
    return StaleNotice.objects.filter(suspensions.address_works("person_id"))


def _message(notice: StaleNotice) -> EmailMultiAlternatives | None:
    """The mail; None where the source has been read since, or the person has unsubscribed."""
    theirs = subscriptions_that_depend_on(notice.source).filter(person=notice.person)
    tokens = list(theirs.values_list("token", flat=True))
    if not tokens or notice.source.read_at != notice.since:
        return None
    return email.message_of_stale_notice(notice, tokens)
