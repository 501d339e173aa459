"""What workers are doing now with sources and snapshots, in words."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from tracker.intake.checks import LEASE
from tracker.intake.models import Underway
from tracker.intake.progress import FETCHING, QUIET, in_words
from tracker.sources.models import Snapshot, Source

MOST = 20


@dataclass(frozen=True)
class Work:
    """One thing that is being done, or waits for a worker. `of` is 0 where rows are not counted yet."""

    title: str
    address: str
    words: str
    since: datetime.datetime | None = None
    done: int = 0
    of: int = 0

    def as_json(self) -> dict[str, object]:
        """As the page's script wants it."""
        return {
            "title": self.title,
            "address": self.address,
            "words": self.words,
            "since": f"for {timesince(self.since, depth=1)}" if self.since else "",
            "done": self.done,
            "of": self.of,
        }


def address(**only: int) -> str:
    """Where the script of a page asks for it: of all, of `source=`, or of `snapshot=`."""
    return f"{reverse('console:progress')}{'?' if only else ''}{urlencode(only)}"


def work(source: int | None = None, snapshot: int | None = None) -> list[Work]:
    """What is being done now, with one source or one snapshot or with all, the oldest first; three queries."""
    now = timezone.now()
    if snapshot:
        of_snapshots, of_sources = Q(pk=snapshot), Q(pk__in=())
    else:
        of_snapshots, of_sources = (Q(source=source), Q(pk=source)) if source else (Q(), Q())
    rows = Underway.objects.filter(snapshot__in=Snapshot.objects.filter(of_snapshots)).order_by("started_at")
    being_read = list(rows.select_related("snapshot__source"))
    pending = Snapshot.objects.filter(of_snapshots, outcome=Snapshot.Outcome.PENDING, underway=None)
    waiting = [_waiting(one) for one in pending.select_related("source").order_by("archived_at")[:MOST]]
    busy = {row.snapshot.source_id for row in being_read}
    asked = Source.objects.filter(of_sources, leased_until__gt=now).exclude(pk__in=busy).order_by("leased_until")
    return [*(_reading(row, now) for row in being_read), *(_asking(one) for one in asked[:MOST]), *waiting]


def _reading(row: Underway, now: datetime.datetime) -> Work:
    words = in_words(row.phase, row.done, row.of)
    if now - row.told_at > QUIET and row.of:
        words = f"stopped at {row.done:,} of {row.of:,} changed rows; another worker goes on from there"
    snapshot = row.snapshot
    return Work(
        str(snapshot.source), reverse("console:snapshot", args=[snapshot.pk]), words, row.started_at, row.done, row.of
    )


def _asking(source: Source) -> Work:
    since = source.leased_until - LEASE if source.leased_until else None
    return Work(str(source), reverse("console:source", args=[source.pk]), in_words(FETCHING, 0, 0), since)


def _waiting(snapshot: Snapshot) -> Work:
    address = reverse("console:snapshot", args=[snapshot.pk])
    return Work(str(snapshot.source), address, "archived, waits for a worker", snapshot.archived_at)
