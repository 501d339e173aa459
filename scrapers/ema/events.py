"""EMA's list of events: meetings of its committees, and workshops, trainings and working parties beside them.

Promised: address, title and days. A committee's meeting shows by its title. Days that are in no form known here are
reported, and left unknown: a meeting on a wrong day is worse than one without.
"""

import msgspec

from scrapers.ema.committees import committee
from scrapers.ema.feed_records import PUBLICATION, Column, NoticeForm, feed_reader
from scrapers.ema.feeds import Row
from scrapers.ema.meeting_days import Days, from_list
from scrapers.meetings import status_in
from scrapers.records import NoticeRecord

FORM = NoticeForm(
    kind="meeting",
    address="event_url",
    columns=(
        Column("title", "title"),
        Column("event_url", "address", "address"),
        Column("location", "place"),
        Column("online", "online", "flag"),
        Column("live_broadcast", "live_broadcast", "flag"),
        *PUBLICATION,
    ),
)

DAYS = "date_start_end_dates"

LAYOUT = FORM.layout("list of events", ("event_url", "title", DAYS))


def record(row: Row, keys: frozenset[str]) -> NoticeRecord | None:
    """The event of a row; none, and a warning, without an address."""
    notice = FORM.notice(row, keys)
    if notice is None:
        return None
    body = committee(notice.title)
    days = _days(row)
    status, status_text = status_in(notice.title)
    return msgspec.structs.replace(
        notice,
        status=status,
        status_text=status_text,
        starts_on=days.first if days else None,
        ends_on=days.last if days else None,
        details={"committee": body.title if body else "", **notice.details},
        covers=("status", "starts_on", "ends_on", "committee", *notice.covers),
    )


def _days(row: Row) -> Days | None:
    text = row.text(DAYS)
    try:
        return from_list(text)
    except ValueError:
        row.note("junk-date", f"{DAYS}: {text}")
        return None


READER = feed_reader("ema.events", "events-json-report_en.json", LAYOUT, record, ("event_url", DAYS))
