"""Beginning, pausing and ending subscriptions."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Case, F, Min, Q, QuerySet, When

from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.alerts.models.subscriptions import new_token, newest_change
from tracker.catalogue import portfolios
from tracker.catalogue.models import Change
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


def pause(subscriptions: QuerySet[Subscription], until: datetime.datetime | None = None) -> int:
    """Tell nothing until a moment, or until they are resumed; returns how many were active.

    What changes meanwhile is not told later, but shown (`alerts.asked.missed`). Those that are paused already are
    paused until that moment from now on.
    """
    told = _told_up_to(subscriptions)
    subscriptions.filter(state=Subscription.State.PAUSED).update(paused_until=until)
    return subscriptions.filter(state=Subscription.State.ACTIVE).update(
        state=Subscription.State.PAUSED, paused_until=until, paused_after_change=told
    )


def while_away(person: User) -> QuerySet[Subscription]:
    """What a pause of everything is for: all but what a person has paused by itself, without an end."""
    is_on = Q(state=Subscription.State.ACTIVE) | Q(state=Subscription.State.PAUSED, paused_until__isnull=False)
    return Subscription.objects.filter(is_on, person=person)


def resume(subscriptions: QuerySet[Subscription]) -> int:
    """Go on, with what comes next."""
    was_paused = Case(When(state=Subscription.State.PAUSED, then=F("paused_after_change")), default=None)
    return subscriptions.exclude(state=Subscription.State.ACTIVE).update(
        state=Subscription.State.ACTIVE,
        paused_until=None,
        paused_after_change=was_paused,
        after_change=newest_change(),
    )


def resume_due(now: datetime.datetime) -> int:
    """Go on with what was paused until now, or until earlier; returns how many that were.

    However late this is: what was recorded since the pause ended is told. Nobody has looked up followers of it, because
    whoever does comes here first.
    """
    due = Subscription.objects.filter(state=Subscription.State.PAUSED, paused_until__lte=now)
    resumed = 0
    for until in set(due.values_list("paused_until", flat=True)):
        since = _unmatched().filter(recorded_at__gte=until).aggregate(first=Min("id"))["first"]
        resumed += due.filter(paused_until=until).update(
            state=Subscription.State.ACTIVE, paused_until=None, after_change=since - 1 if since else newest_change()
        )
    return resumed


def end(subscriptions: QuerySet[Subscription]) -> int:
    """Unsubscribe. The row stays, so that the link that did it can say so when it is used again."""
    return subscriptions.exclude(state=Subscription.State.ENDED).update(
        state=Subscription.State.ENDED, paused_until=None, paused_after_change=None
    )


def enter(subscriptions: QuerySet[Subscription], state: str, until: datetime.datetime | None = None) -> int:
    """Make them active, paused (`until` a moment, or for good) or ended, whatever they were."""
    if state == Subscription.State.PAUSED:
        subscriptions.filter(state=Subscription.State.ENDED).update(state=Subscription.State.ACTIVE)
        return pause(subscriptions, until)
    return (resume if state == Subscription.State.ACTIVE else end)(subscriptions)


def _told_up_to(subscriptions: QuerySet[Subscription]) -> int:
    """The newest change, unless one before it waits to be looked up or sent: then the one before that."""
    unsent = (Delivery.State.PENDING, Delivery.State.SENDING)
    is_waiting = Q(delivery=None) | Q(delivery__state__in=unsent)
    waiting = DeliveryItem.objects.filter(is_waiting, subscriptions__in=subscriptions.order_by())
    firsts = (_unmatched().aggregate(first=Min("id"))["first"], waiting.aggregate(first=Min("change_id"))["first"])
    return min((first - 1 for first in firsts if first), default=newest_change())


def _unmatched() -> QuerySet[Change]:
    return Change.objects.filter(alerting=True, matched_at=None)


def with_tokens(joined: str) -> QuerySet[Subscription]:
    """The subscriptions named in an unsubscribe link; links of several hold their tokens with full stops between.

    The token of a message that gathers much stands for all subscriptions that it is for.
    """
    tokens = joined.split(".")
    gathered = DeliveryItem.subscriptions.through.objects.filter(deliveryitem__delivery__token__in=filter(None, tokens))
    return Subscription.objects.filter(Q(token__in=tokens) | Q(pk__in=gathered.values("subscription")))


def revoke_links(subscriptions: Iterable[Subscription]) -> None:
    """Give each a new token: links in mails that were sent before no longer work, nor do those of digests."""
    renewed = list(subscriptions)
    has_token = Q(token__gt="")  # nosec B106: no password
    gathered = Delivery.objects.filter(has_token, items__subscriptions__in=renewed).distinct()
    for delivery in gathered.only("pk"):
        Delivery.objects.filter(pk=delivery.pk).update(token=new_token())
    for subscription in renewed:
        subscription.token = new_token()
    Subscription.objects.bulk_update(renewed, ["token"])
