"""EMA's shortages catalogue: medicines that are, or were, not available in sufficient quantity.

Promised: address, medicine and status. The end that is expected is not the end: it is told in fields of its own, the
catalogue's free words and its date, and a shortage that is over does not say since when.
"""

import msgspec

from scrapers.ema.feed_records import PUBLICATION, Column, NoticeForm, feed_reader
from scrapers.ema.feeds import Row
from scrapers.records import NoticeRecord

FORM = NoticeForm(
    kind="shortage",
    address="shortage_url",
    columns=(
        Column("category", "category", "category"),
        Column("medicine_affected", "title", "list"),
        Column("shortage_url", "address", "address"),
        Column("pharmaceutical_forms_affected", "pharmaceutical_form", "list"),
        Column("strengths_affected", "strengths", "list"),
        Column("availability_of_alternatives", "availability_of_alternatives"),
        Column("expected_resolution", "expected_resolution"),
        Column("expected_resolution_date", "expected_resolution_date", "date"),
        Column("therapeutic_area_mesh", "therapeutic_area", "list"),
        *PUBLICATION,
    ),
    names="medicine_affected",
    substances="international_non_proprietary_name_inn_or_common_name",
    starts_on="start_of_shortage_date",
)

STATUSES = {
    "shortage ongoing": "ongoing",
    "shortage resolved": "resolved",
    "medicine discontinued": "discontinued",
}

LAYOUT = FORM.layout("shortages catalogue", ("shortage_url", "medicine_affected", "supply_shortage_status"))


def record(row: Row, keys: frozenset[str]) -> NoticeRecord | None:
    """The shortage of a row; none, and a warning, without an address."""
    notice = FORM.notice(row, keys)
    if notice is None:
        return None
    return msgspec.structs.replace(
        notice,
        status=row.word("supply_shortage_status", STATUSES) or "unknown",
        status_text=row.text("supply_shortage_status"),
        covers=("status", *notice.covers),
    )


READER = feed_reader(
    "ema.shortages",
    "shortages-output-json-report_en.json",
    LAYOUT,
    record,
    ("shortage_url", "supply_shortage_status"),
)
