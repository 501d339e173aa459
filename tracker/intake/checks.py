"""Asking a source whether it has changed, and taking what it says all the way.

What is due is a row's `due_at`; who asks holds the row's lease. A source that fails is asked again after a pause that
doubles, never more often than its own interval says; a host that is closed for the night is no failure.
"""

import datetime
import hashlib
from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from scrapers.failures import FetchFailed, NotNow
from scrapers.http import ALLOWED_HOSTS, NotModified, Request, Response, fetch
from scrapers.registry import BY_NAME
from tracker.intake.keeping import Received, is_known, keep, made_as_read, says_the_same
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import Busy, process, unchanged
from tracker.intake.progress import FETCHING, Progress, silent
from tracker.sources import archive, health
from tracker.sources.models import Snapshot, Source
from tracker.sources.pacer import RowPacer, RowRobots
from tracker.sources.statements import Claim, Well, all_is_well, nothing_new, said_again, seen_again, take_lease

LEASE = datetime.timedelta(minutes=20)
FIRST_PAUSE = datetime.timedelta(minutes=10)
SPREAD = 0.1
"""Sources of one interval are not asked at one moment: each has its own place within this share of the interval."""

ROBOTS = RowRobots(keep_for=60)

Fetcher = Callable[[Request], Response | NotModified]


def fetch_live(request: Request, hosts: Collection[str] = ALLOWED_HOSTS) -> Response | NotModified:
    """Ask the live site, politely. Raises NoContact before CONTACT is set, and the failures of `scrapers.failures`."""
    return fetch(request, contact=settings.CONTACT, pacer=RowPacer(), robots=ROBOTS, hosts=hosts)


def due(now: datetime.datetime) -> list[int]:
    """Ids of the sources that are to be asked now and that nobody is asking, the longest overdue first."""
    sources = Source.objects.filter(_free(now), is_active=True, due_at__lte=now)
    return list(sources.order_by("due_at").values_list("pk", flat=True))


def claim(source_id: int, now: datetime.datetime) -> Claim | None:
    """Take the source's lease by compare-and-set; None while somebody else has it."""
    return take_lease(source_id, now, now + LEASE, if_due=False)


def claim_if_due(source_id: int, now: datetime.datetime) -> Claim | None:
    """Take the source's lease, if it is still to be asked."""
    return take_lease(source_id, now, now + LEASE, if_due=True)


def _free(now: datetime.datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lt=now)


def check(claimed: Claim, fetcher: Fetcher = fetch_live, progress: Progress = silent) -> Outcome:
    """Fetch a claimed source and process what came; the lease is given back. Raises NoContact, Busy.

    A failure of the fetch is an outcome, noted in the source's health.
    """
    source, found = claimed.source, _Found(claimed.source)
    try:
        outcome = _take(claimed, fetcher, progress, found)
        found.ask_again(_next(source, outcome), is_failure=outcome.is_failure)
        return outcome
    except Busy:
        # The bytes are kept, and whoever takes up what is pending reads them: they are not asked for again.
        found.ask_again(_in_turn(source))
        raise
    except NotNow as closed:
        later = datetime.timedelta(seconds=closed.retry_after or 3600)
        found.ask_again(timezone.now() + later, is_failure=True)
        return Outcome("not-now", source.address, source.reader, error=str(closed))
    except FetchFailed as failure:
        health.failed(source, failure.kind, str(failure), timezone.now())
        pause = max(_pause(source), datetime.timedelta(seconds=failure.retry_after or 0))
        found.ask_again(timezone.now() + pause, is_failure=True)
        return Outcome(failure.kind, source.address, source.reader, error=str(failure))
    finally:
        found.give_back()


class _Found:
    """What a check finds, to be noted in the source's row when the lease is given back.

    In one statement, unless somebody came between: another worker who took the lease over, a person who wants the
    source asked once more, a file given by hand that was retrieved later.
    """

    def __init__(self, source: Source) -> None:
        self.source, self.leased_until, self.due_at = source, source.leased_until, source.due_at
        self.said: dict[str, str] = {}
        self.plan: dict[str, Any] = {}
        self.is_firm = False
        self.seen_at: datetime.datetime | None = None
        self.is_given_back = False

    def ask_again(self, due_at: datetime.datetime | None, *, is_failure: bool = False) -> None:
        """When to ask again. Whoever has moved that meanwhile wants it asked once more, unless it fails."""
        self.plan, self.is_firm = {"due_at": due_at}, is_failure

    def is_as_before(self, latest: Snapshot, seen_at: datetime.datetime, said: dict[str, str]) -> bool:
        """Note that the source says what it said last and give the lease back; False if somebody came between."""
        self.is_given_back = nothing_new(latest, self._well(seen_at, _in_turn(self.source), said))
        return self.is_given_back

    def is_as_before_in_other_bytes(self, fresh: Snapshot, latest: Snapshot, said: dict[str, str]) -> bool:
        """Add the snapshot of other bytes that say what the source said last; otherwise as `is_as_before`."""
        well = self._well(fresh.retrieved_at, _in_turn(self.source), said)
        self.is_given_back = said_again(fresh, latest, well)
        return self.is_given_back

    def give_back(self) -> None:
        """Note everything and give the lease back."""
        if self.seen_at and self.plan and not self.is_firm and not self.is_given_back:
            self.is_given_back = all_is_well(self._well(self.seen_at, self.plan["due_at"], self.said))
        if not self.is_given_back:
            self._give_back_in_steps()

    def _give_back_in_steps(self) -> None:
        """What was found out is noted whoever came between; when to ask again only if nobody said otherwise."""
        rows, own = Source.objects, {"pk": self.source.pk, "leased_until": self.leased_until}
        planned = Q(due_at=self.due_at) if self.plan and not self.is_firm else Q()
        if self.seen_at:
            health.succeeded(self.source, self.seen_at)
        if rows.filter(planned, **own).update(**self.said, **self.plan, leased_until=None):
            return
        rows.filter(pk=self.source.pk).update(**self.said)
        if self.plan:
            rows.filter(planned, pk=self.source.pk).update(**self.plan)
        rows.filter(**own).update(leased_until=None)

    def _well(self, checked_at: datetime.datetime, next_due_at: datetime.datetime | None, said: dict[str, str]) -> Well:
        return Well(
            source_id=self.source.pk,
            leased_until=self.leased_until,
            due_at=self.due_at,
            checked_at=checked_at,
            etag=said.get("etag", self.source.etag),
            last_modified=said.get("last_modified", self.source.last_modified),
            next_due_at=next_due_at,
        )


def _take(claimed: Claim, fetcher: Fetcher, progress: Progress, found: _Found) -> Outcome:
    progress(0, 0, FETCHING)
    source, latest = claimed.source, claimed.newest
    answer = fetcher(_request(source, latest))
    if isinstance(answer, NotModified):
        assert latest is not None, "only a source with a snapshot is asked conditionally"
        if not found.is_as_before(latest, answer.retrieved_at, {}):
            seen_again(latest, answer.retrieved_at)
            found.seen_at = latest.last_seen
        return unchanged(latest)
    received = _received(source, answer)
    said = {"etag": answer.etag[:300], "last_modified": answer.last_modified[:100]}
    if latest and is_known(latest, received):
        if found.is_as_before(latest, received.retrieved_at, said):
            return unchanged(latest)
    elif latest and says_the_same(latest, received):
        fresh = made_as_read(source, received, latest)
        if found.is_as_before_in_other_bytes(fresh, latest, said):
            return unchanged(fresh)
    snapshot, is_unread = keep(source, received)
    found.said = said
    outcome = process(snapshot, progress=progress) if is_unread else unchanged(snapshot)
    if not outcome.is_failure:
        found.seen_at = snapshot.last_seen
    return outcome


def _received(source: Source, answer: Response) -> Received:
    """What came, which is in the archive then."""
    return Received(
        answer.body,
        archive.store(answer.body),
        answer.final_address,
        answer.retrieved_at,
        BY_NAME.get(source.reader),
        answer.status,
        answer.headers,
    )


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


def _next(source: Source, outcome: Outcome) -> datetime.datetime | None:
    """When to ask again; never, of a source that is asked by hand only."""
    if outcome.is_failure:
        return timezone.now() + _pause(source)
    return _in_turn(source)


def _in_turn(source: Source) -> datetime.datetime | None:
    return timezone.now() + source.interval + _place(source) if source.interval else None


def _pause(source: Source) -> datetime.timedelta:
    """After the n-th failure in a row: 10 minutes, 20, 40 ..., at most the interval."""
    source.refresh_from_db(fields=["failure_count"])
    doubled = FIRST_PAUSE * 2 ** min(max(source.failure_count - 1, 0), 10)
    return min(doubled, source.interval or datetime.timedelta(days=1))


def _place(source: Source) -> datetime.timedelta:
    """The source's own place in the spread: the same each time, different for each source."""
    share = int.from_bytes(hashlib.blake2b(source.address.encode(), digest_size=4).digest(), "big") / 2**32
    return (source.interval or FIRST_PAUSE) * SPREAD * share
