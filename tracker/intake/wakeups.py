"""Which sources are asked before their time, because another one told something new.

EMA's pages of medicines are many, and asked slowly: between two looks of the clock, weeks apart, one is asked only when
EMA's lists say something else about its medicine. A news feed is a hint that the lists of its authority have moved.
Nothing of what a feed says is taken over on that way: it only moves the moment at which a source is due.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from scrapers.registry import READERS
from tracker.catalogue import concerned
from tracker.catalogue.models import Application, Change, Notice, Observation
from tracker.sources.models import Snapshot, Source

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)

EMA_LISTS = ("ema.medicines", "ema.documents", "ema.post_authorisation")
FDA_LISTS = ("fda.complete_response_letters", "fda.advisory_committees", "fda.federal_register", "fda.approval_reports")
FDA_ARCHIVES = ("fda.drugsfda", "fda.orange_book")
"""Whole ZIP files. They are kept for at least a day: repeated downloads have led to lock-outs (sources 1.1)."""


@dataclass(frozen=True)
class WakeUp:
    """A reading of the origin `by` that brings something new wakes the sources of the origins `wakes`.

    `is_about_one`: those sources that are about an application of which something changed; else those that are about
    no single application, the lists. A source that was asked less than `rest` ago is asked when that is over.
    """

    by: str
    wakes: tuple[str, ...]
    is_about_one: bool
    rest: datetime.timedelta = HOUR


WAKE_UPS = (
    *(WakeUp(by, ("ema.medicine_page",), is_about_one=True) for by in (*EMA_LISTS, "ema.news", "ema.chmp_highlights")),
    *(
        WakeUp(by, ("fda.drugsfda", "fda.drugsfda_pages"), is_about_one=True)
        for by in ("fda.drugsfda", "fda.approval_reports", "fda.complete_response_letters", "fda.rss")
    ),
    WakeUp("ema.news", EMA_LISTS, is_about_one=False),
    WakeUp("fda.rss", FDA_LISTS, is_about_one=False),
    WakeUp("fda.rss", FDA_ARCHIVES, is_about_one=False, rest=DAY),
)


def wake(snapshot: Snapshot, origin: str) -> int:
    """Make due what a reading that has just been applied wakes; how many sources that are.

    Belongs into the transaction that ends the reading: what is read is not read again, and would wake nobody later.
    """
    now = timezone.now()
    return sum(_wake(snapshot, one, now) for one in WAKE_UPS if one.by == origin)


def _wake(snapshot: Snapshot, wake_up: WakeUp, now: datetime.datetime) -> int:
    readers = [reader.name for reader in READERS if reader.origin in wake_up.wakes]
    sources = Source.objects.filter(
        Q(read_at=None) | Q(read_at__lt=snapshot.last_seen),
        reader__in=readers,
        is_active=True,
        interval__isnull=False,
        # What fails is asked again after a pause that grows; news do not shorten it.
        failure="",
    ).exclude(pk=snapshot.source_id)
    if wake_up.is_about_one:
        sources = sources.filter(_about_what_changed(snapshot))
    elif _fresh(snapshot).exists():
        sources = sources.filter(application_number="")
    else:
        return 0
    has_rested = Q(checked_at=None) | Q(checked_at__lte=now - wake_up.rest)
    later = now + wake_up.rest
    is_late = Q(due_at=None) | Q(due_at__gt=later) | (has_rested & Q(due_at__gt=now))
    return sources.filter(is_late).update(due_at=Case(When(has_rested, then=Value(now)), default=Value(later)))


def _about_what_changed(snapshot: Snapshot) -> Q:
    changes = Change.objects.filter(snapshot=snapshot, person_name="")
    fresh = _fresh(snapshot)
    told = Notice.objects.filter(
        origin__in=fresh.values("origin"), key__in=fresh.filter(application_number="").values("key")
    )
    met = Application.objects.filter(concerned.met_by(told))
    return (
        Q(application_number__in=changes.exclude(application=None).values("application__number"))
        | Q(application_number__in=fresh.exclude(application_number="").values("application_number"))
        | Q(application_number__in=met.order_by().values("number"))
    )


def _fresh(snapshot: Snapshot) -> QuerySet[Observation]:
    """What the reading says otherwise than before, and what is new in it unless it came in silently, as a baseline.

    Rows in which something is held do not count: what changed is the table, until a person says otherwise. What else
    changed in such a row is a `Change`.
    """
    rows = Observation.objects.filter(snapshot=snapshot, held_record="")
    if not snapshot.summary.get("new_are_silent"):
        return rows
    before = Observation.objects.filter(
        origin=OuterRef("origin"),
        application_number=OuterRef("application_number"),
        key=OuterRef("key"),
        superseded_at=OuterRef("stands_since"),
    )
    return rows.filter(Exists(before))
