"""What stands in the feed: the changes that a person is told of, the newest first, with the words and the evidence.

They are those of which matching made a row for the person, whatever became of its message: one rule says who is told of
what, and somebody whose mails bounce, or who gave no address, reads the same here. Of a subscription that is told by
no way at all there are no rows; what it asks for is looked up by the same rule.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from scrapers.word_changes import Piece, is_prose, word_changes
from tracker.alerts import addresses, private_addresses
from tracker.alerts.asked import changes_asked_for
from tracker.alerts.models import DeliveryItem, PrivateAddress, Subscription, Webhook
from tracker.alerts.models.subscriptions import TARGETS
from tracker.alerts.plain import one_line
from tracker.alerts.told import ToldChange, acknowledgements, named, tell
from tracker.catalogue.models import Change
from tracker.people.models import User

PAGE = 50
LONGEST_VALUE = 20_000
"""Characters of a value that are compared word by word."""

SETTLES = datetime.timedelta(minutes=10)
"""Longer than it takes to match a batch of changes: only after it can no older row appear any more."""

LAST_TOLD = Max(Coalesce("waiting_since", "delivery__created_at"))
"""Of items, when the last one came to be owed."""


@dataclass(frozen=True)
class Entry:
    """One change. `id` stays the same for good; `words` is empty where a value is too short to compare word by word."""

    id: str
    title: str
    address: str
    moment: datetime.datetime
    change: ToldChange
    words: tuple[Piece, ...]
    acknowledgements: tuple[str, ...]
    categories: tuple[str, ...]
    is_reconstructed: bool


@dataclass(frozen=True)
class Page:
    """The feed, or an older part of it. `moment` is when its newest entry was recorded, else when the feed began.

    `settled_at` is when the person was last told of anything, if that is long enough ago that nothing older can come;
    where rows alone do not say what stands in it, there is no such moment.
    """

    id: str
    title: str
    address: str
    older_address: str
    first_address: str
    entries: tuple[Entry, ...]
    moment: datetime.datetime
    settled_at: datetime.datetime | None


def page(address: PrivateAddress, before: int | None = None) -> Page:
    """The newest changes, or the newest ones before a change. The number of queries is fixed."""
    person = address.person
    items, read_only = DeliveryItem.objects.filter(person=person), _only_read(person)
    wanted = Q(pk__in=items.values("change"))
    for subscription in read_only:
        asked_for = changes_asked_for(subscription).filter(pk__gt=subscription.after_change)
        wanted |= Q(pk__in=asked_for.order_by().values("pk"))
    if before is not None:
        wanted &= Q(pk__lt=before)
    rows = Change.objects.filter(wanted).select_related("application__product", "notice", "snapshot__source")
    changes = list(rows.order_by("-pk")[: PAGE + 1])
    has_older, changes = len(changes) > PAGE, changes[:PAGE]
    told = tell(changes, person.zone())
    first_address = private_addresses.address_of(address)
    return Page(
        id=_tag(address.person.date_joined, f"people/{person.pk}/changes"),
        title=one_line(f"Clockstop: changes for {person.get_username()}"),
        address=private_addresses.address_of(address, before=str(before)) if before else first_address,
        older_address=private_addresses.address_of(address, before=str(changes[-1].pk)) if has_older else "",
        first_address=first_address,
        entries=tuple(_entry(change, of_change) for change, of_change in zip(changes, told, strict=True)),
        moment=max((change.recorded_at for change in changes), default=address.created_at),
        settled_at=None
        if read_only
        else _settled_at(items.aggregate(at=Max(Coalesce("waiting_since", "delivery__created_at")))["at"]),
    )


def _only_read(person: User) -> list[Subscription]:
    """The person's subscriptions that are told neither by email nor to a webhook. One query."""
    active = Subscription.objects.filter(person=person, state=Subscription.State.ACTIVE, by_email=False)
    told = Webhook.objects.filter(
        subscriptions=OuterRef("pk"), state__in=(Webhook.State.ACTIVE, Webhook.State.DISABLED)
    )
    return list(active.filter(~Exists(told)).select_related(*TARGETS))


def _entry(change: Change, told: ToldChange) -> Entry:
    about = named(change.about)
    headline = told.wording.headline
    return Entry(
        id=_tag(change.recorded_at, f"changes/{change.pk}"),
        title=headline if change.notice else f"{about.name}: {headline}",
        address=told.change_address,
        moment=change.recorded_at,
        change=told,
        words=_words(change),
        acknowledgements=acknowledgements(change.about, [change]),
        categories=(change.about.authority, told.significance),
        is_reconstructed=change.about.is_reconstructed or told.is_reconstructed,
    )


def _words(change: Change) -> tuple[Piece, ...]:
    """Before and after, word by word, where both are prose."""
    before, after = (one_line(value or "", LONGEST_VALUE) for value in (change.before, change.after))
    return tuple(word_changes(before, after)) if is_prose(before, after) else ()


def _tag(since: datetime.datetime, name: str) -> str:
    """A tag URI (RFC 4151): ours on that day, and nobody else's ever."""
    return f"tag:{addresses.host()},{since.astimezone(datetime.UTC):%Y-%m-%d}:{name}"


def _settled_at(last_told: datetime.datetime | None) -> datetime.datetime | None:
    return last_told if last_told and timezone.now() - last_told > SETTLES else None
