"""Which sources people depend on, and which of these have fallen silent."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from tracker.alerts.models import Subscription
from tracker.catalogue import concerned
from tracker.catalogue.models import Application, Notice, Observation
from tracker.people.models import User
from tracker.search.models import SavedSearch
from tracker.search.saved import applications_of
from tracker.sources.health import is_stale
from tracker.sources.models import Source


def stale_sources() -> list[Source]:
    """Those that should have been read again by now; none where nothing is read at all."""
    if not settings.CONTACT:
        return []
    now = timezone.now()
    watched = Source.objects.filter(is_active=True).exclude(interval=None).exclude(read_at=None)
    return [source for source in watched if is_stale(source, now)]


def depended_on_by(person: User) -> list[Source]:
    """The stale sources that have told of anything that a person follows, the longest silent first."""
    stale = sorted(stale_sources(), key=lambda source: (source.read_at, source.pk))
    return [source for source in stale if subscriptions_that_depend_on(source).filter(person=person).exists()]


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
