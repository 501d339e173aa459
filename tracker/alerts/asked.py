"""Which changes a subscription asks for, among all that there were: the rules of matching as conditions on rows.

What matching does for new changes and all subscriptions, this does for one subscription and the changes of the past.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from tracker.alerts.kinds import of_kinds
from tracker.alerts.matching import WEIGHT
from tracker.alerts.models import Subscription
from tracker.catalogue import concerned
from tracker.catalogue.models import Application, Change, Mention, Notice, Organisation, Portfolio, Product, Substance
from tracker.search.models import SavedSearch
from tracker.search.saved import applications_of, of_any_status


def changes_asked_for(subscription: Subscription) -> QuerySet[Change]:
    """Alerting changes of what it follows, that weigh enough and are of its category and kinds; whenever they were.

    The subscription need not be saved. What it follows is what it leads to now.
    """
    kind, _ = subscription.target
    target = getattr(subscription, kind)
    least = WEIGHT[subscription.minimum_significance]
    enough = [significance for significance, weight in WEIGHT.items() if weight >= least]
    changes = Change.objects.filter(FOLLOWED[kind](target), alerting=True, significance__in=enough)
    if subscription.category:
        of_it = ("", subscription.category)
        changes = changes.filter(Q(application__category__in=of_it) | Q(notice__category__in=of_it))
    return changes.filter(of_kinds(subscription.kinds))


def missed(subscription: Subscription) -> QuerySet[Change]:
    """What it was not told of because it was paused: during the pause that goes on, or during the last one."""
    if subscription.paused_after_change is None:
        return Change.objects.none()
    meanwhile = changes_asked_for(subscription).filter(id__gt=subscription.paused_after_change)
    if subscription.state == Subscription.State.PAUSED:
        return meanwhile
    return meanwhile.filter(id__lte=subscription.after_change)


def _about(applications: QuerySet[Application], *further: Q) -> Q:
    """Changes of the applications, and of the notices that concern them or fit a further condition."""
    notices = concerned.that_meet(applications)
    for condition in further:
        notices |= condition
    return Q(application__in=applications.order_by().values("pk")) | Q(notice__in=Notice.objects.filter(notices))


def _of_application(application: Application) -> Q:
    return _about(Application.objects.filter(pk=application.pk))


def _of_product(product: Product) -> Q:
    return _about(Application.objects.filter(Q(product=product) | Q(number=product.key)))


def _of_substance(substance: Substance) -> Q:
    named = Mention.objects.filter(by=Mention.By.SUBSTANCE, key__in=substance.aliases.values("key"))
    of_it = Application.substances.through.objects.filter(substance=substance)
    return _about(Application.objects.filter(pk__in=of_it.values("application")), Q(pk__in=named.values("notice")))


def _of_organisation(organisation: Organisation) -> Q:
    return _about(Application.objects.filter(applicant=organisation))


def _of_portfolio(portfolio: Portfolio) -> Q:
    return _about(Application.objects.filter(product__in=portfolio.products.order_by().values("pk")))


def _of_search(search: SavedSearch) -> Q:
    """With what entered the status that is searched for, or left it."""
    found = _about(applications_of(search))
    if not search.status:
        return found
    moved = Q(field="status") & (Q(before=search.status) | Q(after=search.status))
    return found | moved & Q(application__in=applications_of(of_any_status(search)).values("pk"))


def _of_authority(authority: str) -> Q:
    return Q(application__authority=authority) | Q(notice__authority=authority)


FOLLOWED: dict[str, Callable[[Any], Q]] = {
    "product": _of_product,
    "application": _of_application,
    "substance": _of_substance,
    "organisation": _of_organisation,
    "portfolio": _of_portfolio,
    "search": _of_search,
    "authority": _of_authority,
}
"""By kind of target, the changes of what it leads to."""
