"""What holds for a term, and when the term is over. Pure functions.

A patent or an exclusivity that expires leaves FDA's list some time later, or stands in it a while longer: both are one
event, its expiry. One that leaves before its day has not expired.
"""

import datetime

from scrapers.records import AnyRecord, NoticeRecord
from scrapers.vocabulary import TERM_KINDS

EXPIRED = "expired"


def has_ended(record: AnyRecord, day: datetime.date) -> bool:
    """Whether the record is of something that holds for a term, and its last day was before this day."""
    return (
        isinstance(record, NoticeRecord)
        and record.kind in TERM_KINDS
        and record.ends_on is not None
        and record.ends_on.last < day
    )


def status_of(record: NoticeRecord, gone_on: datetime.date | None) -> str:
    """The status to show: what left its list after the end of its term has expired, whatever was last said of it."""
    if gone_on is not None and has_ended(record, gone_on):
        return EXPIRED
    return record.claimed_status
