"""Asking a source whether it has changed, and taking what it says all the way.

What is due is a row's `due_at`; who asks holds the row's lease. A source that fails is asked again after a pause that
doubles, never more often than its own interval says; a host that is closed for the night is no failure.
"""

import datetime
import hashlib
from collections.abc import Callable, Collection

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from scrapers.failures import FetchFailed, NotNow
from scrapers.http import ALLOWED_HOSTS, NotModified, Request, Response, fetch
from scrapers.registry import BY_NAME
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import Busy, Received, keep, process, unchanged
from tracker.intake.progress import FETCHING, Progress, silent
from tracker.sources import health
from tracker.sources.models import Snapshot, Source
from tracker.sources.pacer import RowPacer, RowRobots

LEASE = datetime.timedelta(minutes=20)
FIRST_PAUSE = datetime.timedelta(minutes=10)
SPREAD = 0.1
"""Sources of one interval are not asked at one moment: each has its own place within this share of the interval."""

Fetcher = Callable[[Request], Response | NotModified]


def fetch_live(request: Request, hosts: Collection[str] = ALLOWED_HOSTS) -> Response | NotModified:
    """Ask the live site, politely. Raises NoContact before CONTACT is set, and the failures of `scrapers.failures`."""
    return fetch(request, contact=settings.CONTACT, pacer=RowPacer(), robots=RowRobots(), hosts=hosts)


def due(now: datetime.datetime) -> list[int]:
    """Ids of the sources that are to be asked now and that nobody is asking, the longest overdue first."""
    sources = Source.objects.filter(_free(now), is_active=True, due_at__lte=now)
    return list(sources.order_by("due_at").values_list("pk", flat=True))


def claim(source_id: int, now: datetime.datetime) -> Source | None:
    """Take the source's lease by compare-and-set; None while somebody else has it."""
    if not Source.objects.filter(_free(now), pk=source_id).update(leased_until=now + LEASE):
        return None
    return Source.objects.get(pk=source_id)


def _free(now: datetime.datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lt=now)


def check(source: Source, fetcher: Fetcher = fetch_live, progress: Progress = silent) -> Outcome:
    """Fetch a claimed source and process what came; the lease is given back. Raises NoContact, Busy.

    A failure of the fetch is an outcome, noted in the source's health.
    """
    leased_until, due_at = source.leased_until, source.due_at
    try:
        outcome = _take(source, fetcher, progress)
        if outcome.is_failure:
            _postpone(source, _pause(source))
        else:
            _plan_next(source, due_at)
        return outcome
    except Busy:
        # The bytes are kept, and whoever takes up what is pending reads them: they are not asked for again.
        _plan_next(source, due_at)
        raise
    except NotNow as closed:
        _postpone(source, datetime.timedelta(seconds=closed.retry_after or 3600))
        return Outcome("not-now", source.address, source.reader, error=str(closed))
    except FetchFailed as failure:
        health.failed(source, failure.kind, str(failure), timezone.now())
        _postpone(source, max(_pause(source), datetime.timedelta(seconds=failure.retry_after or 0)))
        return Outcome(failure.kind, source.address, source.reader, error=str(failure))
    finally:
        Source.objects.filter(pk=source.pk, leased_until=leased_until).update(leased_until=None)


def _take(source: Source, fetcher: Fetcher, progress: Progress) -> Outcome:
    progress(0, 0, FETCHING)
    latest = source.snapshots.order_by("-retrieved_at", "-id").first()
    answer = fetcher(_request(source, latest))
    if isinstance(answer, NotModified):
        assert latest is not None, "only a source with a snapshot is asked conditionally"
        Snapshot.objects.filter(pk=latest.pk).update(last_seen=answer.retrieved_at)
        latest.refresh_from_db()
        return unchanged(latest)
    received = Received(answer.body, answer.final_address, answer.retrieved_at, answer.status, answer.headers)
    snapshot, is_unread = keep(source, received, BY_NAME.get(source.reader))
    Source.objects.filter(pk=source.pk).update(etag=answer.etag[:300], last_modified=answer.last_modified[:100])
    if not is_unread:
        return unchanged(snapshot)
    return process(snapshot, progress=progress)


def _request(source: Source, latest: Snapshot | None) -> Request:
    """Conditional only if what we have was read by today's reader: otherwise the bytes are wanted again."""
    reader = BY_NAME.get(source.reader)
    is_read = (
        latest is not None
        and reader is not None
        and latest.outcome == Snapshot.Outcome.READ
        and latest.reader_version == reader.version
    )
    if not is_read:
        return Request(source.address)
    return Request(source.address, source.etag, source.last_modified)


def _plan_next(source: Source, due_at: datetime.datetime | None) -> None:
    """`due_at` is when it was due as this check began: whoever has moved that meanwhile wants it asked once more."""
    pause = source.interval + _place(source) if source.interval else None
    Source.objects.filter(pk=source.pk, due_at=due_at).update(due_at=timezone.now() + pause if pause else None)


def _postpone(source: Source, pause: datetime.timedelta) -> None:
    Source.objects.filter(pk=source.pk).update(due_at=timezone.now() + pause)


def _pause(source: Source) -> datetime.timedelta:
    """After the n-th failure in a row: 10 minutes, 20, 40 ..., at most the interval."""
    source.refresh_from_db(fields=["failure_count"])
    doubled = FIRST_PAUSE * 2 ** min(max(source.failure_count - 1, 0), 10)
    return min(doubled, source.interval or datetime.timedelta(days=1))


def _place(source: Source) -> datetime.timedelta:
    """The source's own place in the spread: the same each time, different for each source."""
    share = int.from_bytes(hashlib.blake2b(source.address.encode(), digest_size=4).digest(), "big") / 2**32
    return (source.interval or FIRST_PAUSE) * SPREAD * share
