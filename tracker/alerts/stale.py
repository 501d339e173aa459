"""What subscribers hear when a source that they depend on falls silent: once, and since when it has not been read.

A source is stale after three of its intervals or 48 hours, whichever is later. Before CONTACT is set no source is read,
and nobody is told of it.
"""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q, QuerySet
from django.utils import timezone

from tracker.alerts import notices, suspensions
from tracker.alerts.channels import email
from tracker.alerts.models import StaleNotice, Subscription
from tracker.alerts.outbox import Outcome
from tracker.catalogue import concerned
from tracker.catalogue.models import Application, Notice, Observation
from tracker.search.models import SavedSearch
from tracker.search.saved import applications_of
from tracker.sources.health import is_stale
from tracker.sources.models import Source


def tell_subscribers() -> int:
    """Make the notices that are missing; returns how many sources are stale. A second run makes none."""
    if not settings.CONTACT:
        return 0
    now = timezone.now()
    watched = Source.objects.filter(is_active=True).exclude(interval=None).exclude(read_at=None)
    stale = [source for source in watched if is_stale(source, now)]
    for source in stale:
        assert source.read_at is not None, "a source that was never read is not stale"
        people = subscriptions_that_depend_on(source).exclude(person__email="").values_list("person_id", flat=True)
        StaleNotice.objects.bulk_create(
            (StaleNotice(source=source, person_id=person, since=source.read_at) for person in people.distinct()),
            ignore_conflicts=True,
        )
    return len(stale)


def subscriptions_that_depend_on(source: Source) -> QuerySet[Subscription]:
    """Active subscriptions to anything that this source has said something about."""
    said = Observation.objects.filter(superseded_at=None, snapshot__source=source)
    notices = Notice.objects.filter(key__in=said.filter(application_number="").values("key"))
    about = Q(number__in=said.exclude(application_number="").values("application_number"))
    applications = Application.objects.filter(about | concerned.met_by(notices)).order_by()
    return (
        Subscription.objects.filter(
            Q(application__in=applications)
            | Q(product__in=applications.values("product"))
            # Whoever followed the product that an application came with, before somebody linked it to another.
            | Q(product__key__in=applications.values("number"))
            | Q(substance__in=applications.exclude(substances=None).values("substances"))
            | Q(organisation__in=applications.exclude(applicant=None).values("applicant"))
            | Q(portfolio__products__in=applications.values("product"))
            | Q(search__in=_searches_that_find(applications))
            | Q(authority__in=applications.values("authority"))
            | Q(authority__in=notices.order_by().values("authority")),
            state=Subscription.State.ACTIVE,
            person__is_active=True,
        )
        .order_by("person_id")
        .distinct()
    )


def _searches_that_find(applications: QuerySet[Application]) -> list[int]:
    """Saved searches that somebody follows, and that find any of the applications now."""
    followed = SavedSearch.objects.filter(subscriptions__state=Subscription.State.ACTIVE).distinct()
    among = applications.values("pk")
    return [search.pk for search in followed if applications_of(search).filter(pk__in=among).exists()]


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
