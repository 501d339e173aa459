"""Beginning, pausing and ending subscriptions."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from tracker.alerts.models import Subscription
from tracker.alerts.models.subscriptions import new_token, newest_change
from tracker.catalogue import portfolios
from tracker.people.models import User
from tracker.search import saved

VISIBLE: dict[str, Callable[[User], QuerySet[Any]]] = {
    "portfolio": portfolios.visible_to,
    "search": saved.visible_to,
}
"""By kind of target that may be private: those that a person may see, and so follow."""


def follow(person: User, **target: Any) -> Subscription:
    """Subscribe a person to one target, by its kind: `product=`, `authority=` and so on (see `GIVEN`).

    A subscription that is there already is kept with its choices, and resumed.
    """
    subscription, _ = Subscription.objects.get_or_create(person=person, **target)
    resume(Subscription.objects.filter(pk=subscription.pk))
    subscription.refresh_from_db()
    return subscription


def pause(subscriptions: QuerySet[Subscription]) -> int:
    """Tell nothing until they are resumed; what changes meanwhile is not told later."""
    return subscriptions.filter(state=Subscription.State.ACTIVE).update(state=Subscription.State.PAUSED)


def resume(subscriptions: QuerySet[Subscription]) -> int:
    """Go on, with what comes next."""
    return subscriptions.exclude(state=Subscription.State.ACTIVE).update(
        state=Subscription.State.ACTIVE, after_change=newest_change()
    )


def end(subscriptions: QuerySet[Subscription]) -> int:
    """Unsubscribe. The row stays, so that the link that did it can say so when it is used again."""
    return subscriptions.exclude(state=Subscription.State.ENDED).update(state=Subscription.State.ENDED)


def with_tokens(joined: str) -> QuerySet[Subscription]:
    """The subscriptions named in an unsubscribe link; links of several hold their tokens with full stops between."""
    return Subscription.objects.filter(token__in=joined.split("."))


def revoke_links(subscriptions: Iterable[Subscription]) -> None:
    """Give each a new token: links in mails that were sent before no longer work."""
    renewed = list(subscriptions)
    for subscription in renewed:
        subscription.token = new_token()
    Subscription.objects.bulk_update(renewed, ["token"])
