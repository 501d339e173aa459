"""Notices on their way from a comparison to the catalogue, as `intake.apply` does it for applications."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import structlog
from django.db import transaction

from scrapers.accepting import accept_notice
from scrapers.records import NoticeRecord
from tracker.catalogue import notices
from tracker.catalogue.models import Change
from tracker.catalogue.notices import NoticeKey, StandingNotice
from tracker.catalogue.rows import BATCH, in_batches
from tracker.catalogue.terms import EXPIRED
from tracker.intake.apply import (
    AnyRow,
    Circumstances,
    Row,
    apply,
    lock_catalogue,
    not_yet_applied,
    observe,
    record_changes,
)
from tracker.intake.comparison import Changed, Comparison, New
from tracker.intake.news import News
from tracker.intake.notice_news import (
    NoticeContext,
    news_of_a_changed_notice,
    news_of_a_new_notice,
    news_of_an_end,
)
from tracker.timetables import announced

log = structlog.get_logger(__name__)

NoticeRow = New[NoticeRecord] | Changed[NoticeRecord]


def apply_both(
    rows: Sequence[AnyRow], circumstances: Circumstances, progress: Callable[[int, int], None] = lambda done, of: None
) -> None:
    """Write rows of applications, then rows of notices; `progress` hears how many of how many are done.

    Raises MovedOn.
    """
    of_notices = [cast(NoticeRow, row) for row in rows if isinstance(row.current, NoticeRecord)]
    of_applications = [cast(Row, row) for row in rows if not isinstance(row.current, NoticeRecord)]
    apply(of_applications, circumstances, lambda done, of: progress(done, len(rows)))
    done = len(of_applications)
    for batch in in_batches(of_notices, BATCH):
        _apply_batch(batch, circumstances)
        done += len(batch)
        progress(done, len(rows))


@transaction.atomic
def _apply_batch(rows: Sequence[NoticeRow], circumstances: Circumstances) -> None:
    """Write some rows: observations, catalogue, changes."""
    lock_catalogue()
    if circumstances.person is None:
        rows = not_yet_applied(rows, circumstances.origin)
    if not rows:
        return
    contexts = _contexts([row.key for row in rows], circumstances)
    accepted = [_accepted(row, circumstances.is_reread) for row in rows]
    observe(rows, accepted, circumstances)
    reconstructed = circumstances.snapshot.is_reconstructed
    standing = [StandingNotice(circumstances.origin, record, None, reconstructed) for record in accepted]
    written = notices.write(standing, circumstances.seen_at)
    _take_meetings(accepted, written, circumstances)
    if circumstances.is_reread:
        return
    news = [
        (written[circumstances.origin, row.key], piece)
        for row, record in zip(rows, accepted, strict=True)
        for piece in _news(row, record, contexts)
    ]
    _record(news, circumstances)


def _take_meetings(
    accepted: Sequence[NoticeRecord], written: Mapping[NoticeKey, int], circumstances: Circumstances
) -> None:
    """Let the calendar of the committees know of the meetings among what was written."""
    keys = [record.key for record in accepted if record.kind == "meeting"]
    taken = announced.take([written[circumstances.origin, key] for key in keys], circumstances.seen_at)
    for notice, problem in taken.left_out:
        log.warning("a meeting is left out of the calendar", notice=notice.pk, title=notice.title, problem=problem)


def _accepted(row: NoticeRow, is_reread: bool) -> NoticeRecord:
    return accept_notice(row.previous, row.current, row.held, is_reread) if isinstance(row, Changed) else row.current


def _news(row: NoticeRow, record: NoticeRecord, contexts: "_Contexts") -> list[News]:
    if isinstance(row, Changed):
        return news_of_a_changed_notice(row.previous, record, contexts.of(row.key))
    return news_of_a_new_notice(record, contexts.of(row.key, is_new=True))


def settle(comparison: Comparison, circumstances: Circumstances) -> None:
    """Show which notices left their list and which came back, and tell of terms that have ended.

    Their observations say so already.
    """
    moved = notices.present(circumstances.origin, comparison.missing | comparison.back)
    if not moved:
        return
    lock_catalogue()
    written = notices.write(moved, circumstances.seen_at)
    ended = [one for one in moved if one.record.key in comparison.ended]
    contexts = _contexts([one.record.key for one in ended], circumstances)
    _record(
        [
            (written[one.key], piece)
            for one in ended
            for piece in news_of_an_end(one.record, contexts.of(one.record.key))
        ],
        circumstances,
    )


def _record(news: Sequence[tuple[int, News]], circumstances: Circumstances) -> None:
    record_changes(
        news,
        origin=circumstances.origin,
        seen_at=circumstances.seen_at,
        snapshot=circumstances.snapshot,
        person=circumstances.person,
        of="notice_id",
    )


@dataclass
class _History:
    """What a notice's changes say: see `notice_news.NoticeContext`."""

    told: dict[str, str | None] = field(default_factory=dict)
    has_expired: bool = False
    status_before_unknown: str | None = None


@dataclass(frozen=True)
class _Contexts:
    """What the histories of notices say about each row's news."""

    circumstances: Circumstances
    histories: Mapping[str, _History]

    def of(self, key: str, is_new: bool = False) -> NoticeContext:
        """The circumstances of one row."""
        history = self.histories.get(key, _History())
        return NoticeContext(
            day=self.circumstances.seen_at.date(),
            is_silent=self.circumstances.is_silent or (is_new and self.circumstances.new_are_silent),
            told=history.told,
            has_expired=history.has_expired,
            status_before_unknown=history.status_before_unknown,
        )


def _contexts(keys: Collection[str], circumstances: Circumstances) -> _Contexts:
    histories: dict[str, _History] = defaultdict(_History)
    for some in in_batches(keys):
        changes = Change.objects.filter(notice__origin=circumstances.origin, notice__key__in=some).order_by("id")
        for key, name, before, after, alerting in changes.values_list(
            "notice__key", "field", "before", "after", "alerting"
        ):
            _remember(histories[key], name, before, after, alerting)
    return _Contexts(circumstances, histories)


def _remember(history: _History, name: str, before: str | None, after: str | None, alerting: bool) -> None:
    if alerting:
        history.told[name] = after
    if name == "ends_on":
        history.has_expired = False
    if name == "status":
        history.has_expired = after == EXPIRED
        history.status_before_unknown = before if after == "unknown" else None
