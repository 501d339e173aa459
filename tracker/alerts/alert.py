"""What a delivery says, whatever the channel: gathered from rows, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from tracker.alerts import addresses
from tracker.alerts.matching import WEIGHT
from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.alerts.models.subscriptions import TARGETS
from tracker.alerts.plain import one_line
from tracker.alerts.told import ToldChange, acknowledgements, named, tell
from tracker.alerts.wording import Wording
from tracker.catalogue.models import Change

MOST_CHANGES = 40
"""Mail programs cut a message at about 100 KB; what is beyond is on the timeline, and the message says so."""


@dataclass(frozen=True)
class Asked:
    """A subscription that the message is for: what it is about, and its owner's note."""

    about: str
    note: str


@dataclass(frozen=True)
class Alert:
    """A message to one person about one application or notice. `key` is stable over attempts, `thread` over messages.

    `named` says what it is about, `page` what is at `page_address`.
    """

    delivery: Delivery
    key: str
    thread: str
    recipient: str
    named: str
    headline: str
    subject: str
    changes: tuple[ToldChange, ...]
    further_changes: int
    asked: tuple[Asked, ...]
    page: str
    page_address: str
    unsubscribe_address: str
    acknowledgements: tuple[str, ...]
    is_reconstructed: bool


def compose(delivery: Delivery) -> Alert | None:
    """What the delivery says; nothing if its person has meanwhile given up every subscription that it is for.

    Or no longer wants to hear of it by this way.
    """
    items = wanted_items(delivery)
    if not items:
        return None
    about = named(delivery.about)
    changes = sorted((item.change for item in items), key=most_important_first)
    subscriptions = asking(items)
    told = tell(changes[:MOST_CHANGES], delivery.person.zone())
    headline = headline_of(told[0].wording, len(changes))
    return Alert(
        delivery=delivery,
        key=key_of(delivery),
        thread=about.thread,
        recipient=delivery.person.email,
        named=about.name,
        headline=headline,
        subject=headline if delivery.notice else f"{about.name}: {headline}",
        changes=told,
        further_changes=len(changes) - len(told),
        asked=asked_by(subscriptions),
        page=about.page,
        page_address=about.address,
        unsubscribe_address=addresses.of_unsubscribing(each.token for each in subscriptions),
        acknowledgements=acknowledgements(delivery.about, changes),
        is_reconstructed=delivery.about.is_reconstructed or any(change.is_reconstructed for change in told),
    )


def key_of(delivery: Delivery) -> str:
    """What names the message, the same at every attempt."""
    return f"delivery-{delivery.id}-{delivery.created_at:%Y%m%d%H%M%S}"


def wanted_items(delivery: Delivery) -> list[DeliveryItem]:
    """The items that some subscription still asks for, each with the subscriptions that do; none for who left."""
    if not delivery.person.is_active:
        return []
    active = Subscription.objects.filter(_names_the_way(delivery), state=Subscription.State.ACTIVE)
    items = delivery.items.select_related(
        "change__application__product", "change__snapshot__source", "change__notice"
    ).prefetch_related(Prefetch("subscriptions", queryset=active.select_related(*TARGETS)))
    return [item for item in items if item.subscriptions.all()]


def _names_the_way(delivery: Delivery) -> Q:
    """Subscriptions that are told by the way that the delivery goes."""
    return Q(webhooks=delivery.webhook_id) if delivery.webhook_id else Q(by_email=True)


def asking(items: Iterable[DeliveryItem]) -> list[Subscription]:
    """The subscriptions that ask for the items, each once."""
    return list({each.id: each for item in items for each in item.subscriptions.all()}.values())


def asked_by(subscriptions: Iterable[Subscription]) -> tuple[Asked, ...]:
    """The subscriptions as the message names them."""
    return tuple(Asked(one_line(str(each)), each.note.strip()) for each in subscriptions)


def most_important_first(change: Change) -> tuple[int, bool, int]:
    """The order in which changes are told."""
    return -WEIGHT.get(change.significance, 0), change.field != "status", change.id


def headline_of(first: Wording, count: int) -> str:
    """The first change in words, and how many others there are."""
    others = {1: "", 2: ", and another change"}.get(count, f", and {count - 1} other changes")
    return f"{first.headline}{others}"
