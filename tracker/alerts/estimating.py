"""How many messages a subscription would have brought, counted in the changes of the past, before it is made."""

import datetime
from dataclasses import dataclass

from django.db.models import Case, F, QuerySet, When

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


def estimate(subscription: Subscription, now: datetime.datetime) -> Estimate:
    """What the same choices would have brought up to now. The subscription need not be saved."""
    asked = changes_asked_for(subscription)
    first = Change.objects.order_by("seen_at").values_list("seen_at", flat=True).first()
    in_a_year = asked.filter(seen_at__gt=now - YEAR, seen_at__lte=now)
    return Estimate(
        _traffic(in_a_year.filter(seen_at__gt=now - MONTH)),
        _traffic(in_a_year),
        tuple(in_a_year.select_related("application__product", "notice", "snapshot__source")[:EXAMPLES]),
        first,
    )


def _traffic(changes: QuerySet[Change]) -> Traffic:
    """All that one reading, or one entry, changed of one application or notice is one message, as in matching."""
    causes = changes.order_by().annotate(entered_at=Case(When(snapshot=None, then=F("seen_at"))))
    cause = ("snapshot_id", "person_name", "entered_at")
    of_applications = causes.filter(notice=None).values("application_id", *cause).distinct().count()
    of_notices = list(causes.filter(application=None).values_list("notice_id", *cause).distinct())
    about = _applications_stated({notice for notice, *_ in of_notices})
    messages = {(about.get(notice, f"notice {notice}"), *why) for notice, *why in of_notices}
    return Traffic(changes.count(), of_applications + len(messages))


def _applications_stated(notices: set[int]) -> dict[int, str]:
    """The number of the one application that a notice states, if the catalogue holds it: they share a message."""
    stated = numbers_stated(notices)
    known: set[str] = set()
    for some in in_batches(sorted(set(stated.values()))):
        known.update(Application.objects.filter(number__in=some).values_list("number", flat=True))
    return {notice: number for notice, number in stated.items() if number in known}
