"""What is owed to whom, as rows: each change once, in a delivery of its own kind, or waiting for a digest."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils import timezone

from tracker.alerts.followers import Follower
from tracker.alerts.models import Delivery, DeliveryItem
from tracker.alerts.models.subscriptions import new_token
from tracker.alerts.noise import damped_among
from tracker.alerts.pacing import AT_ONCE, MOST_MESSAGES, digest_for
from tracker.catalogue.models import Change


class Way(NamedTuple):
    """How somebody is told: the channel, and which of their webhooks."""

    channel: str
    webhook: int | None = None


BY_EMAIL = Way(Delivery.Channel.EMAIL)

Told = dict[tuple[int, Way, int], list[Follower]]
"""(person, way, change) -> the subscriptions that ask for it."""


class About(NamedTuple):
    """What a message is about: an application, or a notice; neither, if it is about several."""

    application: int | None
    notice: int | None = None


SEVERAL = About(None)


class Group(NamedTuple):
    """What belongs into one message: all that one snapshot, or one entry by a person, changed of one thing."""

    person: int
    way: Way
    about: About
    snapshot: int | None
    entered_by: str
    entered_at: datetime.datetime | None


def owe(changes: Sequence[Change], told: Told, about: Mapping[int, About]) -> tuple[int, ...]:
    """Make the deliveries with their items; what is there already stays as it is."""
    by_id = {change.id: change for change in changes}
    items_there = DeliveryItem.objects.filter(change__in=by_id)
    known = {
        (person, Way(channel, webhook), change)
        for person, channel, webhook, change in items_there.values_list("person", "channel", "webhook", "change")
    }
    damped = damped_among({change.snapshot_id for change in changes if change.snapshot_id})
    groups: dict[Group, list[int]] = defaultdict(list)
    waiting: list[DeliveryItem] = []
    now = timezone.now()
    for person, way, change in sorted(told.keys() - known, key=_in_order):
        asked, it = told[person, way, change], by_id[change]
        if way != BY_EMAIL or (digest := digest_for(asked, it, it.snapshot_id in damped)) == AT_ONCE:
            groups[_group(person, way, it, about[change])].append(change)
        else:
            owed = {"person_id": person, "channel": way.channel, "change_id": change}
            waiting.append(DeliveryItem(**owed, digest=digest, waiting_since=now))
    deliveries, going = _deliveries(_gathered(groups))
    items = DeliveryItem.objects.bulk_create([*going, *waiting])
    _ask(items, told)
    return tuple(delivery.id for delivery in deliveries)


def _deliveries(groups: Mapping[Group, list[int]]) -> tuple[list[Delivery], Iterator[DeliveryItem]]:
    """Deliveries, made, and their items, to be made."""
    deliveries = Delivery.objects.bulk_create(_delivery(group, ids[0]) for group, ids in groups.items())
    items = (
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
    return deliveries, items


def _ask(items: Iterable[DeliveryItem], told: Told) -> None:
    """Keep which subscriptions the items are told for."""
    through = DeliveryItem.subscriptions.through
    through.objects.bulk_create(
        through(deliveryitem_id=item.id, subscription_id=subscription)
        for item in items
        for subscription in dict.fromkeys(
            follower.subscription for follower in told[item.person_id, _way(item), item.change_id]
        )
    )


def _way(item: DeliveryItem) -> Way:
    return Way(item.channel, item.webhook_id)


def _in_order(told: tuple[int, Way, int]) -> tuple[int, str, int, int]:
    """By person, way and change."""
    person, way, change = told
    return person, way.channel, way.webhook or 0, change


def _group(person: int, way: Way, change: Change, about: About) -> Group:
    entered_at = None if change.snapshot_id else change.seen_at
    return Group(person, way, about, change.snapshot_id, change.person_name, entered_at)


def _gathered(groups: Mapping[Group, list[int]]) -> dict[Group, list[int]]:
    """What one reading would bring one person in more than `MOST_MESSAGES` messages becomes one."""
    messages = Counter(group._replace(about=SEVERAL) for group in groups if group.snapshot and group.way == BY_EMAIL)
    gathered: dict[Group, list[int]] = defaultdict(list)
    for group, ids in groups.items():
        together = group._replace(about=SEVERAL)
        gathered[together if messages[together] > MOST_MESSAGES else group] += ids
    return {group: sorted(ids) for group, ids in gathered.items()}


def _delivery(group: Group, first_change: int) -> Delivery:
    return Delivery(
        person_id=group.person,
        channel=group.way.channel,
        webhook_id=group.way.webhook,
        kind=Delivery.Kind.READING if group.about == SEVERAL else Delivery.Kind.ALERT,
        token=new_token() if group.about == SEVERAL else "",
        application_id=group.about.application,
        notice_id=group.about.notice,
        snapshot_id=group.snapshot,
        first_change_id=first_change,
    )
