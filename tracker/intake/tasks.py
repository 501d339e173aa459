"""The worker's part: tasks carry ids, look at the row again, and return if the work is done.

Nothing is lost with a message: what is due and what is unread are rows, and the beat asks for them again.
"""

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from tracker.intake import checks
from tracker.intake.pipeline import Busy, process
from tracker.intake.progress import forget_the_dead
from tracker.sources import leases
from tracker.sources.models import Snapshot, Source

log = structlog.get_logger(__name__)
TICK_SECONDS = 50


@shared_task
def check_due() -> None:
    """Wake a worker for each source that is due. Two beats at once do no harm: the tick takes a lease."""
    if not settings.CONTACT:
        return
    if leases.acquire("tick:check_due", TICK_SECONDS) is None:
        return
    for source_id in checks.due(timezone.now()):
        check_source.delay(source_id)


@shared_task
def check_source(source_id: int) -> None:
    """Ask one source, if it is still to be asked and nobody else is asking it."""
    claimed = checks.claim_if_due(source_id, timezone.now()) if settings.CONTACT else None
    if claimed is None:
        return
    try:
        outcome = checks.check(claimed)
    except Busy:
        return
    log.info("checked", source=outcome.source, outcome=outcome.word, changes=len(outcome.changes), error=outcome.error)


@shared_task
def read_pending() -> None:
    """Wake a worker for each snapshot that was archived and not applied."""
    pending = Snapshot.objects.filter(outcome=Snapshot.Outcome.PENDING).order_by("retrieved_at", "id")
    for snapshot_id in pending.values_list("pk", flat=True)[:100]:
        read_snapshot.delay(snapshot_id)


@shared_task
def read_snapshot(snapshot_id: int) -> None:
    """Read, compare and apply one archived snapshot, if that is still to be done."""
    snapshot = (
        Snapshot.objects.filter(pk=snapshot_id, outcome=Snapshot.Outcome.PENDING).select_related("source").first()
    )
    if snapshot is None:
        return
    try:
        outcome = process(snapshot)
    except Busy:
        return
    log.info("read", source=outcome.source, outcome=outcome.word, changes=len(outcome.changes), error=outcome.error)


@shared_task
def sweep() -> None:
    """Take up what was dropped: sources whose worker died are free again, and due."""
    now = timezone.now()
    dropped = Source.objects.filter(leased_until__lt=now)
    count = dropped.update(leased_until=None)
    if count:
        log.warning("took up dropped checks", count=count)
    forget_the_dead(now)
    read_pending()
