"""Sources that bring far more alerting changes than they usually do.

While a source is noisy, its changes that are not critical wait for digests, and operators hear of it once; when it is
calm again they hear that, too. What made it noisy has been told by then: as one message, if it was one wide reading.
"""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from tracker.alerts.models import Damping, OperatorNotice
from tracker.catalogue.models import Change
from tracker.sources.models import Snapshot

DAY = datetime.timedelta(days=1)
USUAL_OVER = datetime.timedelta(days=28)
"""The days before the last one that say what is usual: four weeks, so that every weekday is in them four times."""
TIMES_THE_USUAL = 10
"""So many times what is usual is noise. Where all that a source brings in four weeks comes on three days of them, each
of those is nine times the mean; what goes beyond that is not the rhythm of a committee."""
NEVER_NOISE = 50
"""Alerting changes a day that are no noise, however quiet a source was: a source that is new has no usual yet, and so
many can still be looked through."""
CALM_AT = 0.5
"""It is calm again below this share of what was too much, so that it does not come and go about one number."""


def damped_among(snapshots: Collection[int]) -> set[int]:
    """Those of the snapshots whose source is noisy. One query."""
    rows = Snapshot.objects.filter(pk__in=snapshots, source__dampings__isnull=False, source__dampings__ended_at=None)
    return set(rows.values_list("pk", flat=True)) if snapshots else set()


def watch() -> None:
    """Begin and end dampings as of now. Safe to run twice, or at once."""
    now = timezone.now()
    changes = _changes_by_source(now - DAY, now)
    for damping in Damping.objects.filter(ended_at=None).select_related("source"):
        if changes.get(damping.source_id, 0) < damping.bound * CALM_AT:
            _end(damping, now)
    _begin({source: count for source, count in changes.items() if count > NEVER_NOISE}, now)


def _changes_by_source(after: datetime.datetime, until: datetime.datetime) -> dict[int, int]:
    rows = Change.objects.filter(alerting=True, seen_at__gt=after, seen_at__lte=until, snapshot__isnull=False)
    counted = rows.order_by().values("snapshot__source").annotate(changes=Count("id"))
    return dict(counted.values_list("snapshot__source", "changes"))


def _begin(changes: dict[int, int], now: datetime.datetime) -> None:
    known = set(Damping.objects.filter(ended_at=None, source__in=changes).values_list("source_id", flat=True))
    if not changes.keys() - known:
        return
    before = _changes_by_source(now - DAY - USUAL_OVER, now - DAY)
    for source in changes.keys() - known:
        usual = before.get(source, 0) / USUAL_OVER.days
        bound = max(NEVER_NOISE, round(usual * TIMES_THE_USUAL))
        if changes[source] > bound:
            _damp(Damping(source_id=source, began_at=now, changes=changes[source], usual=usual, bound=bound))


@transaction.atomic
def _damp(damping: Damping) -> None:
    """The damping and the notices are one transaction; who comes second finds it there and tells nobody."""
    Damping.objects.bulk_create([damping], ignore_conflicts=True)
    made = Damping.objects.filter(source=damping.source_id, ended_at=None, began_at=damping.began_at)
    if made.exists():
        _tell(damping, OperatorNotice.Kind.NOISE)


@transaction.atomic
def _end(damping: Damping, now: datetime.datetime) -> None:
    if Damping.objects.filter(pk=damping.pk, ended_at=None).update(ended_at=now):
        _tell(damping, OperatorNotice.Kind.CALM)


def _tell(damping: Damping, kind: OperatorNotice.Kind) -> None:
    OperatorNotice.objects.bulk_create(
        (
            OperatorNotice(
                source_id=damping.source_id,
                kind=kind,
                message=f"{damping.changes} changes that alert in one day; {damping.usual:.1f} a day are usual.",
                since=damping.began_at,
                recipient=recipient,
            )
            for recipient in dict.fromkeys(settings.OPERATORS)
        ),
        ignore_conflicts=True,
    )
