"""How many messages a subscription would have brought, counted in the changes of the past, before it is made."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracker.alerts.asked import changes_asked_for
from tracker.alerts.models import Subscription
from tracker.catalogue.concerns import numbers_stated
from tracker.catalogue.models import Application, Change
from tracker.catalogue.rows import in_batches

TOO_MANY_A_WEEK = 20
"""Messages a week from which on a subscription is called too broad: four on each working day."""
EXAMPLES = 5
MONTH, YEAR = datetime.timedelta(days=30), datetime.timedelta(days=365)
WEEK = datetime.timedelta(weeks=1)

TOO_BROAD = "More than people go on reading: ask for weightier changes only, for some kinds, or follow less."


@dataclass(frozen=True)
class Traffic:
    """How many changes of a time would have been told, and in how many messages."""

    changes: int
    messages: int


@dataclass(frozen=True)
class Estimate:
    """The last 30 and 365 days, the newest changes as examples, and `since` when changes are seen at all."""

    last_30_days: Traffic
    last_365_days: Traffic
    examples: tuple[Change, ...]
    since: datetime.datetime | None

    @property
    def messages_a_week(self) -> float:
        """As in the last month or as in the last year, whichever was busier; to one decimal."""
        rates = (self.last_30_days.messages * (WEEK / MONTH), self.last_365_days.messages * (WEEK / YEAR))
        return round(max(rates), 1)

    @property
    def is_too_broad(self) -> bool:
        """Whether so many would be read no longer."""
        return self.messages_a_week > TOO_MANY_A_WEEK

    @property
    def warning(self) -> str:
        """What to do about one that is too broad; else nothing."""
        return TOO_BROAD if self.is_too_broad else ""


COLUMNS = ("id", "seen_at", "application_id", "notice_id", "snapshot_id", "person_name")


class _Row(NamedTuple):
    """A change, with what decides which message it would have come in."""

    id: int
    seen_at: datetime.datetime
    application_id: int | None
    notice_id: int | None
    snapshot_id: int | None
    person_name: str


def estimate(subscription: Subscription, now: datetime.datetime) -> Estimate:
    """What the same choices would have brought up to now. The subscription need not be saved.

    The changes of the year are asked for once: what a subscription asks for is the costly part of the question.
    """
    asked = changes_asked_for(subscription).filter(seen_at__gt=now - YEAR, seen_at__lte=now)
    year = [_Row(*row) for row in asked.values_list(*COLUMNS)]
    month = [row for row in year if row.seen_at > now - MONTH]
    about = _applications_stated({row.notice_id for row in year if row.notice_id})
    newest = Change.objects.filter(pk__in=[row.id for row in year[:EXAMPLES]])
    return Estimate(
        _traffic(month, about),
        _traffic(year, about),
        tuple(newest.select_related("application__product", "notice", "snapshot__source")),
        Change.objects.order_by("seen_at").values_list("seen_at", flat=True).first(),
    )


def _traffic(rows: Sequence[_Row], about: Mapping[int, int]) -> Traffic:
    """All that one reading, or one entry, changed of one application or notice is one message, as in matching."""
    messages = set()
    for row in rows:
        application = row.application_id or about.get(row.notice_id or 0)
        entered_at = None if row.snapshot_id else row.seen_at
        messages.add((application, not application and row.notice_id, row.snapshot_id, row.person_name, entered_at))
    return Traffic(len(rows), len(messages))


def _applications_stated(notices: set[int]) -> dict[int, int]:
    """The one application that a notice states, if the catalogue holds it: they share a message."""
    stated = numbers_stated(notices)
    known: dict[str, int] = {}
    for some in in_batches(sorted(set(stated.values()))):
        known.update(Application.objects.filter(number__in=some).values_list("number", "id"))
    return {notice: known[number] for notice, number in stated.items() if number in known}
