"""Digests: what waited goes together, daily or weekly, at 07:00 where the person lives.

No schedule is stored. A digest is due when the last moment of its kind lies behind the oldest item that waits for it:
a run that was missed is found at the next look, and a person who moves to another zone needs nothing rewritten.
"""

import datetime
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.alerts.models.subscriptions import new_token
from tracker.people.models import User

AT = datetime.time(7)
"""Before the day's work, and after the night in which EMA and FDA bring their pages up to date."""
WEEKLY_ON = 0
"""Monday, as `date.weekday` counts."""
DAY = datetime.timedelta(days=1)


def last_moment(digest: str, now: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """The last moment, now or earlier, at which digests of a kind (`daily`, `weekly`) leave in a zone; in UTC."""
    day = now.astimezone(zone).date()
    while True:
        moment = datetime.datetime.combine(day, AT, zone).astimezone(datetime.UTC)
        is_its_day = digest == Subscription.Cadence.DAILY or day.weekday() == WEEKLY_ON
        if is_its_day and moment <= now:
            return moment
        day -= DAY


def make_digests(now: datetime.datetime | None = None) -> tuple[int, ...]:
    """Make the digests that are due; returns the ids of the deliveries. Safe to run twice, or at once."""
    now = now or timezone.now()
    made = (_make(person, channel, now) for person, channel in _people_with_one_due(now))
    return tuple(delivery for delivery in made if delivery)


def _waiting() -> QuerySet[DeliveryItem]:
    return DeliveryItem.objects.filter(delivery=None)


def _people_with_one_due(now: datetime.datetime) -> list[tuple[int, str]]:
    """One query, however many wait."""
    asked = _waiting().order_by("person").values("person", "channel", "person__time_zone", "digest")
    due = {
        (each["person"], each["channel"]): None
        for each in asked.annotate(since=Min("waiting_since"))
        if each["since"] < last_moment(each["digest"], now, ZoneInfo(each["person__time_zone"]))
    }
    return list(due)


@transaction.atomic
def _make(person_id: int, channel: str, now: datetime.datetime) -> int | None:
    """Put what waits into a delivery: exactly the rows that are locked here. What is owed later waits for the next.

    A second worker waits for the lock, and then finds that nothing is due any more.
    """
    rows = _waiting().filter(person=person_id, channel=channel).select_for_update().order_by("change")
    items = list(rows)
    due = _due(items, now, User.objects.get(pk=person_id).zone()) if items else set()
    taken = [item for item in items if item.digest in due]
    if not taken:
        return None
    delivery = Delivery.objects.create(
        person_id=person_id,
        channel=channel,
        kind=Delivery.Kind.DIGEST,
        token=new_token(),
        first_change_id=taken[0].change_id,
    )
    _waiting().filter(pk__in=[item.pk for item in taken]).update(delivery=delivery)
    return delivery.pk


def _due(items: Iterable[DeliveryItem], now: datetime.datetime, zone: ZoneInfo) -> set[str]:
    """The kinds of digest that some item has waited long enough for."""
    return {
        item.digest for item in items if item.waiting_since and item.waiting_since < last_moment(item.digest, now, zone)
    }
