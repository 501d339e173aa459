"""Which applications people follow, by whatever leads to them."""

from typing import Any

from django.db.models import Q, QuerySet

from tracker.alerts.models import Subscription
from tracker.alerts.models.subscriptions import GIVEN
from tracker.catalogue.models import Application, Portfolio, Product
from tracker.people.models import User


def followed_by(person: User) -> Q:
    """The condition on applications that a person follows them."""
    return followed(Subscription.objects.filter(person=person))


def followed(subscriptions: QuerySet[Subscription]) -> Q:
    """The condition on applications that one of these subscriptions, as far as it is active, is to them.

    Authorities and searches are left out: they name too much to look ahead for.
    """
    active = subscriptions.filter(state=Subscription.State.ACTIVE)
    substances = Application.substances.through.objects.filter(substance__in=_targets(active, "substance"))
    in_portfolios = Portfolio.products.through.objects.filter(portfolio__in=_targets(active, "portfolio"))
    # Followers of the product that an application came with do not lose it when somebody links it to another.
    came_with = Product.objects.filter(pk__in=_targets(active, "product"))
    return (
        Q(pk__in=_targets(active, "application"))
        | Q(product__in=_targets(active, "product"))
        | Q(number__in=came_with.order_by().values("key"))
        | Q(product__in=in_portfolios.values("product"))
        | Q(applicant__in=_targets(active, "organisation"))
        | Q(pk__in=substances.values("application"))
    )


def _targets(active: QuerySet[Subscription], kind: str) -> QuerySet[Subscription, Any]:
    return active.filter(GIVEN[kind]).order_by().values(kind)
