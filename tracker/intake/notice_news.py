"""What of a notice is news, how much it matters, and whether it may leave. Pure functions.

That a term has ended is an event, and one only: whether the record says `expired` or the list no longer has it. That
anything else leaves its list is no event.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from scrapers.compare import Difference, notice_differences
from scrapers.dates import from_iso
from scrapers.records import NoticeRecord
from scrapers.vocabulary import FIELDS, TERM_KINDS, WEIGHTY_NOTICE_KINDS
from tracker.catalogue.terms import EXPIRED
from tracker.intake.news import News

DATES = ("starts_on", "ends_on")


@dataclass(frozen=True)
class NoticeContext:
    """The circumstances of a reading of one notice.

    `is_silent`: nothing of this may leave. `told` is, by field, the value that people were last told of; `has_expired`:
    the end of its term has been recorded; `status_before_unknown` is the status that it had until its source used a
    word that is not known.
    """

    day: datetime.date
    is_silent: bool = False
    told: Mapping[str, str | None] = field(default_factory=dict)
    has_expired: bool = False
    status_before_unknown: str | None = None


def news_of_a_new_notice(record: NoticeRecord, context: NoticeContext) -> list[News]:
    """A notice that the catalogue did not hold: its status, or its title; nothing where it comes in silently."""
    if context.is_silent:
        return []
    weight = "major" if record.kind in WEIGHTY_NOTICE_KINDS - TERM_KINDS else "minor"
    if record.claimed_status:
        return [News("notice", "status", None, record.claimed_status, significance=weight)]
    return [News("notice", record.kind, None, record.title, significance=weight)]


def news_of_a_changed_notice(previous: NoticeRecord, accepted: NoticeRecord, context: NoticeContext) -> list[News]:
    """Its origin says something else than before."""
    found = [_news(difference, accepted, context) for difference in notice_differences(previous, accepted)]
    return [news for news in found if news is not None]


def news_of_an_end(record: NoticeRecord, context: NoticeContext) -> list[News]:
    """It left its list, and its term was over by then."""
    if record.status == EXPIRED or context.has_expired:
        return []
    leaves = not context.is_silent
    return [News("notice", "status", record.claimed_status or None, EXPIRED, significance="major", alerting=leaves)]


def _news(difference: Difference, record: NoticeRecord, context: NoticeContext) -> News | None:
    name, before, after = difference.field, difference.before, difference.after
    if name == "status" and after == EXPIRED and context.has_expired:
        return None
    is_correction = name in DATES and before is not None and _are_past((before, after), context.day)
    is_no_transition = name == "status" and _is_no_transition(before, after, context)
    significance = "minor" if is_no_transition else _significance(name, record.kind)
    leaves = (
        not (context.is_silent or is_correction or is_no_transition)
        and significance != "noise"
        and not (name in context.told and context.told[name] == after)
    )
    return News("notice", name, before, after, significance=significance, alerting=leaves, is_correction=is_correction)


def _are_past(dates: tuple[str | None, ...], today: datetime.date) -> bool:
    return all(from_iso(date).first <= today for date in dates if date)


def _is_no_transition(before: str | None, after: str | None, context: NoticeContext) -> bool:
    """An unknown word, and the way back from it, say nothing of the medicine."""
    return after == "unknown" or (before == "unknown" and after == context.status_before_unknown)


def _significance(name: str, kind: str) -> str:
    """Never critical: that is for an application's status or outcome."""
    significance = FIELDS[name].significance if name in FIELDS else "minor"
    if significance in ("minor", "noise"):
        return significance
    return "major" if kind in WEIGHTY_NOTICE_KINDS else "minor"
