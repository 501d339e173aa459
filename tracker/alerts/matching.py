"""Who is told of a change: changes and subscriptions in, deliveries out, each change once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.catalogue import concerned
from tracker.catalogue.concerns import numbers_stated
from tracker.catalogue.models import Application, Change, Product

BATCH = 100
"""Applications per transaction. Whole applications, because one reading's changes of one application are one mail."""

WEIGHT: dict[str, int] = {Change.Significance.CRITICAL: 3, Change.Significance.MAJOR: 2, Change.Significance.MINOR: 1}
CHANNELS = (Delivery.Channel.EMAIL,)

Target = tuple[str, int | str]
"""What a subscription names: `product`, `application`, `substance` with an id, or `authority` with its name."""

Told = dict[tuple[int, str, int], list[Subscription]]
"""(person, channel, change) -> the subscriptions that ask for it."""

Further = Mapping[int, Sequence[Target]]
"""Application -> what it may be followed by, besides itself, its product and its authority."""


class About(NamedTuple):
    """What a message is about: an application, or a notice."""

    application: int | None
    notice: int | None = None


@dataclass(frozen=True)
class Reach:
    """Whom changes may concern, by the change's id: the targets that lead to it, and what its message is about."""

    targets: Mapping[int, Sequence[Target]]
    about: Mapping[int, About]


class Group(NamedTuple):
    """What belongs into one message: all that one snapshot, or one entry by a person, changed of one thing."""

    person: int
    channel: str
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
    reach = _reach(changes)
    made = _deliver(changes, who_is_told(changes, reach, _candidates(changes, reach)), reach)
    _unmatched().filter(id__in=[change.id for change in changes]).update(matched_at=timezone.now())
    return Matched(len(changes), made)


def _reach(changes: Sequence[Change]) -> Reach:
    """Of applications, then of notices: a fixed number of queries for each."""
    applications = {change.application for change in changes if change.application}
    notices = {change.notice for change in changes if change.notice}
    met = concerned.applications_of(notices) if notices else {}
    all_met = {one.application for of_one in met.values() for one in of_one}
    further = _further_targets([application.pk for application in applications | all_met])
    named = concerned.substances_of([notice.pk for notice in notices]) if notices else {}
    stated = numbers_stated([notice.pk for notice in notices]) if notices else {}
    known = {application.number: application.pk for application in all_met}
    targets: dict[int, Sequence[Target]] = {}
    about: dict[int, About] = {}
    for change in changes:
        if change.application is not None:
            targets[change.pk] = _targets(change.application, further)
            about[change.pk] = About(change.application_id)
        if change.notice is not None:
            notice = change.notice
            led = [target for one in met[notice.pk] for target in _targets(one.application, further)]
            led += [("substance", substance) for substance in named.get(notice.pk, ())]
            targets[change.pk] = list(dict.fromkeys([*led, ("authority", notice.authority)]))
            only = known.get(stated.get(notice.pk, ""))
            about[change.pk] = About(only) if only else About(None, notice.pk)
    return Reach(targets, about)


def _further_targets(applications: Sequence[int]) -> Further:
    """Application -> its substances, and the product that it came with: its followers are not lost by a link."""
    further: dict[int, list[Target]] = defaultdict(list)
    links = Application.substances.through.objects.filter(application__in=applications)
    for application, substance in links.values_list("application_id", "substance_id"):
        further[application].append(("substance", substance))
    numbers = dict(Application.objects.filter(pk__in=applications).values_list("number", "pk"))
    for key, product in Product.objects.filter(key__in=numbers).values_list("key", "pk"):
        further[numbers[key]].append(("product", product))
    return further


def _candidates(changes: Sequence[Change], reach: Reach) -> list[Subscription]:
    """Active subscriptions to any target of these changes, begun before the last of them."""
    keys: dict[str, set[int | str]] = defaultdict(set)
    for targets in reach.targets.values():
        for kind, key in targets:
            keys[kind].add(key)
    about = Q()
    for kind, named in keys.items():
        about |= Q(**{f"{kind}__in": named})
    return list(
        Subscription.objects.filter(
            about, state=Subscription.State.ACTIVE, person__is_active=True, after_change__lt=changes[-1].id
        ).order_by("id")
    )


def who_is_told(changes: Iterable[Change], reach: Reach, subscriptions: Iterable[Subscription]) -> Told:
    """Which person is told of which change, and for which subscriptions. Pure: asks no database."""
    by_target: dict[Target, list[Subscription]] = defaultdict(list)
    for subscription in subscriptions:
        by_target[subscription.target].append(subscription)
    told: Told = defaultdict(list)
    for change in changes:
        for target in reach.targets[change.id]:
            for subscription in by_target.get(target, ()):
                if wants(subscription, change):
                    for channel in CHANNELS:
                        told[subscription.person_id, channel, change.id].append(subscription)
    return told


def _targets(application: Application, further: Further) -> list[Target]:
    """What a subscription may name to hear of this application, each once."""
    named: list[Target] = [
        ("application", application.id),
        ("product", application.product_id),
        *further.get(application.id, ()),
        ("authority", application.authority),
    ]
    return list(dict.fromkeys(named))


def wants(subscription: Subscription, change: Change) -> bool:
    """Whether the change is new to the subscription, weighs enough and is of its category.

    A category that the source does not state hides nothing.
    """
    if change.id <= subscription.after_change:
        return False
    if WEIGHT.get(change.significance, 0) < WEIGHT[subscription.minimum_significance]:
        return False
    category = change.about.category
    return not subscription.category or not category or category == subscription.category


def _deliver(changes: Sequence[Change], told: Told, reach: Reach) -> tuple[int, ...]:
    """Make the deliveries with their items; what is there already stays as it is."""
    by_id = {change.id: change for change in changes}
    known = DeliveryItem.objects.filter(change__in=by_id).values_list("person_id", "channel", "change_id")
    groups: dict[Group, list[int]] = defaultdict(list)
    for person, channel, change in sorted(told.keys() - set(known)):
        groups[_group(person, channel, by_id[change], reach.about[change])].append(change)
    deliveries = Delivery.objects.bulk_create(_delivery(group, ids[0]) for group, ids in groups.items())
    items = DeliveryItem.objects.bulk_create(
        DeliveryItem(delivery=delivery, person_id=delivery.person_id, channel=delivery.channel, change_id=change)
        for delivery, ids in zip(deliveries, groups.values(), strict=True)
        for change in ids
    )
    through = DeliveryItem.subscriptions.through
    through.objects.bulk_create(
        through(deliveryitem_id=item.id, subscription_id=subscription.id)
        for item in items
        for subscription in told[item.person_id, item.channel, item.change_id]
    )
    return tuple(delivery.id for delivery in deliveries)


def _group(person: int, channel: str, change: Change, about: About) -> Group:
    entered_at = None if change.snapshot_id else change.seen_at
    return Group(person, channel, about, change.snapshot_id, change.person_name, entered_at)


def _delivery(group: Group, first_change: int) -> Delivery:
    return Delivery(
        person_id=group.person,
        channel=group.channel,
        application_id=group.about.application,
        notice_id=group.about.notice,
        snapshot_id=group.snapshot,
        first_change_id=first_change,
    )
