"""Who is told of a change: changes and subscriptions in, deliveries out, each change once."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tracker.alerts import subscribing
from tracker.alerts.followers import Follower, Following, Place, following
from tracker.alerts.kinds import kind_of
from tracker.alerts.models import Delivery, DeliveryItem, Subscription, Webhook
from tracker.alerts.models.subscriptions import target_key
from tracker.catalogue import concerned
from tracker.catalogue.concerns import numbers_stated
from tracker.catalogue.models import Application, Change, Notice

BATCH = 100
"""Applications per transaction. Whole applications, because one reading's changes of one application are one mail."""

WEIGHT: dict[str, int] = {Change.Significance.CRITICAL: 3, Change.Significance.MAJOR: 2, Change.Significance.MINOR: 1}


class Way(NamedTuple):
    """How somebody is told: the channel, and which of their webhooks."""

    channel: str
    webhook: int | None = None


BY_EMAIL = Way(Delivery.Channel.EMAIL)

Ways = Mapping[int, Sequence[Way]]
"""By subscription, the ways that it names besides email."""

Told = dict[tuple[int, Way, int], list[Follower]]
"""(person, way, change) -> the subscriptions that ask for it."""


class About(NamedTuple):
    """What a message is about: an application, or a notice."""

    application: int | None
    notice: int | None = None


@dataclass(frozen=True)
class Reach:
    """Whom changes may concern, by the change's id: the places that lead to it, and what its message is about."""

    places: Mapping[int, Sequence[Place]]
    about: Mapping[int, About]
    applications: Mapping[int, Collection[str]]
    targets: Collection[str]


class Group(NamedTuple):
    """What belongs into one message: all that one snapshot, or one entry by a person, changed of one thing."""

    person: int
    way: Way
    about: About
    snapshot: int | None
    entered_by: str
    entered_at: datetime.datetime | None


@dataclass(frozen=True)
class Matched:
    """How many changes were looked at, and the ids of the deliveries made."""

    changes: int = 0
    deliveries: tuple[int, ...] = ()


def match_changes() -> Matched:
    """Look up the subscriptions of alerting changes that nobody looked up before. Safe to run twice, or at once."""
    changes = 0
    deliveries: list[int] = []
    while (some := _next()) is not None:
        matched = _match(some)
        changes += matched.changes
        deliveries += matched.deliveries
    return Matched(changes, tuple(deliveries))


def _unmatched() -> QuerySet[Change]:
    return Change.objects.filter(alerting=True, matched_at=None)


def _next() -> Q | None:
    """Which changes to match next: those of some applications, or those of notices that one snapshot brought."""
    of_applications = _unmatched().filter(notice=None).order_by("application_id")
    if applications := list(of_applications.values_list("application_id", flat=True).distinct()[:BATCH]):
        return Q(application__in=applications)
    of_notices = _unmatched().filter(application=None).order_by("snapshot_id")
    if snapshots := list(of_notices.values_list("snapshot_id", flat=True).distinct()[:1]):
        return Q(application=None, snapshot=snapshots[0])
    return None


@transaction.atomic
def _match(some: Q) -> Matched:
    """Match all these changes. The lock makes a second worker wait, and then find nothing left."""
    changes = list(
        _unmatched().filter(some).select_related("application", "notice").select_for_update(of=("self",)).order_by("id")
    )
    if not changes:
        return Matched()
    subscribing.resume_due(timezone.now())
    reach = _reach(changes)
    who = following(reach.applications, reach.targets, changes[-1].id)
    made = _deliver(changes, who_is_told(changes, reach, who, _ways(who)), reach)
    _unmatched().filter(id__in=[change.id for change in changes]).update(matched_at=timezone.now())
    return Matched(len(changes), made)


def _reach(changes: Sequence[Change]) -> Reach:
    """Of applications, then of notices: none or a fixed number of queries."""
    places: dict[int, Sequence[Place]] = {}
    about: dict[int, About] = {}
    applications: dict[int, set[str]] = defaultdict(set)
    for change in changes:
        if change.application is not None:
            places[change.pk] = [change.application.pk]
            about[change.pk] = About(change.application_id)
            applications[change.application.pk].add(change.application.status)
            if change.field == "status" and change.before:
                applications[change.application.pk].add(change.before)
    notices = {change.notice for change in changes if change.notice}
    of_notices = _reach_of_notices(notices) if notices else {}
    for change in changes:
        if change.notice is not None:
            met, further, about[change.pk] = of_notices[change.notice.pk]
            places[change.pk] = [*(application.pk for application in met), *further]
            for application in met:
                applications[application.pk].add(application.status)
    targets = {place for some in places.values() for place in some if isinstance(place, str)}
    return Reach(places, about, applications, targets)


def _reach_of_notices(notices: Collection[Notice]) -> dict[int, tuple[list[Application], list[str], About]]:
    """Notice -> the applications that it meets, further targets, and what its message is about."""
    met = concerned.applications_of(notices)
    named = concerned.substances_of([notice.pk for notice in notices])
    stated = numbers_stated([notice.pk for notice in notices])
    known = {one.application.number: one.application.pk for of_one in met.values() for one in of_one}
    reach = {}
    for notice in notices:
        only = known.get(stated.get(notice.pk, ""))
        targets = [target_key("substance", substance) for substance in named.get(notice.pk, ())]
        targets.append(target_key("authority", notice.authority))
        about = About(only) if only else About(None, notice.pk)
        reach[notice.pk] = ([one.application for one in met[notice.pk]], targets, about)
    return reach


def _ways(who: Following) -> Ways:
    """One query. A disabled webhook is named, too: what is for it waits until it is enabled."""
    named = Webhook.subscriptions.through.objects.filter(
        subscription__target_key__in=list(who.followers),
        subscription__state=Subscription.State.ACTIVE,
        webhook__state__in=(Webhook.State.ACTIVE, Webhook.State.DISABLED),
    )
    ways: dict[int, list[Way]] = defaultdict(list)
    for subscription, webhook in named.values_list("subscription_id", "webhook_id"):
        ways[subscription].append(Way(Delivery.Channel.WEBHOOK, webhook))
    return ways


def who_is_told(changes: Iterable[Change], reach: Reach, following: Following, further: Ways) -> Told:
    """Which person is told of which change, and for which subscriptions. Pure: asks no database."""
    told: Told = defaultdict(list)
    for change in changes:
        news = News(change.id, WEIGHT.get(change.significance, 0), kind_of(change), change.about.category)
        for follower in following.at(reach.places[change.id]):
            if wants(follower, news):
                for way in (*([BY_EMAIL] if follower.by_email else []), *further.get(follower.subscription, ())):
                    told[follower.person, way, change.id].append(follower)
    return told


class News(NamedTuple):
    """What of a change decides who is told: its id, how much it weighs, its kind, and the category of what changed."""

    id: int
    weight: int
    kind: str
    category: str


def wants(follower: Follower, news: News) -> bool:
    """Whether the change is new to the subscription, weighs enough, and is of its category and kinds.

    A category that the source does not state hides nothing.
    """
    return (
        news.id > follower.after_change
        and news.weight >= WEIGHT[follower.minimum_significance]
        and (not follower.category or not news.category or news.category == follower.category)
        and follower.asks_for(news.kind)
    )


def _deliver(changes: Sequence[Change], told: Told, reach: Reach) -> tuple[int, ...]:
    """Make the deliveries with their items; what is there already stays as it is."""
    by_id = {change.id: change for change in changes}
    items_there = DeliveryItem.objects.filter(change__in=by_id)
    known = {
        (person, Way(channel, webhook), change)
        for person, channel, webhook, change in items_there.values_list("person", "channel", "webhook", "change")
    }
    groups: dict[Group, list[int]] = defaultdict(list)
    for person, way, change in sorted(told.keys() - known, key=_in_order):
        groups[_group(person, way, by_id[change], reach.about[change])].append(change)
    deliveries = Delivery.objects.bulk_create(_delivery(group, ids[0]) for group, ids in groups.items())
    items = DeliveryItem.objects.bulk_create(
        DeliveryItem(
            delivery=delivery,
            person_id=delivery.person_id,
            channel=delivery.channel,
            webhook_id=delivery.webhook_id,
            change_id=change,
        )
        for delivery, ids in zip(deliveries, groups.values(), strict=True)
        for change in ids
    )
    through = DeliveryItem.subscriptions.through
    through.objects.bulk_create(
        through(deliveryitem_id=item.id, subscription_id=subscription)
        for item in items
        for subscription in dict.fromkeys(
            follower.subscription for follower in told[item.person_id, _way(item), item.change_id]
        )
    )
    return tuple(delivery.id for delivery in deliveries)


def _way(item: DeliveryItem) -> Way:
    return Way(item.channel, item.webhook_id)


def _in_order(told: tuple[int, Way, int]) -> tuple[int, str, int, int]:
    """By person, way and change."""
    person, way, change = told
    return person, way.channel, way.webhook or 0, change


def _group(person: int, way: Way, change: Change, about: About) -> Group:
    entered_at = None if change.snapshot_id else change.seen_at
    return Group(person, way, about, change.snapshot_id, change.person_name, entered_at)


def _delivery(group: Group, first_change: int) -> Delivery:
    return Delivery(
        person_id=group.person,
        channel=group.way.channel,
        webhook_id=group.way.webhook,
        application_id=group.about.application,
        notice_id=group.about.notice,
        snapshot_id=group.snapshot,
        first_change_id=first_change,
    )
