"""Who is told of a change: changes and subscriptions in, deliveries out, each change once."""

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
from tracker.alerts.models import Delivery, Subscription, Webhook
from tracker.alerts.models.subscriptions import target_key
from tracker.alerts.owed import BY_EMAIL, About, Told, Way, owe
from tracker.catalogue import concerned
from tracker.catalogue.concerns import numbers_stated
from tracker.catalogue.models import Application, Change, Notice

BATCH = 100
"""Changes that a transaction takes at least, with all that came with them. Whole readings: what one changed of an
application is one mail, and so is what it changed of very many."""

WEIGHT: dict[str, int] = {Change.Significance.CRITICAL: 3, Change.Significance.MAJOR: 2, Change.Significance.MINOR: 1}


Ways = Mapping[int, Sequence[Way]]
"""By subscription, the ways that it names besides email."""


@dataclass(frozen=True)
class Reach:
    """Whom changes may concern, by the change's id: the places that lead to it, and what its message is about."""

    places: Mapping[int, Sequence[Place]]
    about: Mapping[int, About]
    applications: Mapping[int, Collection[str]]
    targets: Collection[str]


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
    """Which changes to match next: all that some snapshots brought, or that people entered about the same things."""
    first = _unmatched().order_by("id").values_list("snapshot_id", "application_id", "notice_id")[:BATCH]
    if not (some := list(first)):
        return None
    entered = [(application, notice) for snapshot, application, notice in some if snapshot is None]
    about = Q(application__in={application for application, _ in entered if application})
    about |= Q(notice__in={notice for _, notice in entered if notice})
    return Q(snapshot__in={snapshot for snapshot, *_ in some if snapshot}) | Q(snapshot=None) & about


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
    made = owe(changes, who_is_told(changes, reach, who, _ways(who)), reach.about)
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
