"""EMA's list of orphan designations: a designation is an application of its own, under its EU number.

Promised: number and status. There is one date, of the designation or of its refusal: of a designation withdrawn later
it is still the day on which it was given, and when it was withdrawn the list does not say.
"""

import msgspec

from scrapers.ema.feed_records import PUBLICATION, Column, feed_reader, fields, layout, number, targets
from scrapers.ema.feeds import Row
from scrapers.ema.reference_numbers import orphan_designation
from scrapers.identifiers import JunkNumber, ema_product_number
from scrapers.records import ApplicationRecord, ProcedureRecord, StepRecord

COLUMNS = (
    Column("medicine_name", "name", "list"),
    Column("active_substance", "active_substance", "words"),
    Column("orphan_designation_url", "address", "address"),
    Column("intended_use", "intended_use"),
    *PUBLICATION,
)

CATEGORY = "Human"
"""Regulation (EC) 141/2000 designates medicines for human use only; the list has no column for it."""

STATUSES = {
    "positive": "designated",
    "withdrawn": "withdrawn",
    "expired": "expired",
    "negative": "refused",
    "refused": "refused",
}

DATE = "date_of_designation_or_refusal"

STEPS = {"designated": "designation", "withdrawn": "designation", "expired": "designation", "refused": "refused"}
"""What the one date of a row is, by its status; of an unknown status it is one of the two, nobody knows which."""

LAYOUT = layout(
    "list of orphan designations",
    ("eu_designation_number", "status"),
    COLUMNS,
    (DATE, "related_ema_product_number"),
)


def record(row: Row, keys: frozenset[str]) -> ApplicationRecord | None:
    """The designation of a row; none, and a warning, without a number."""
    key = number(row, "eu_designation_number", orphan_designation)
    if not key:
        return None
    status = row.word("status", STATUSES) or "unknown"
    step = _step(row, status)
    said = fields(row, COLUMNS, keys)
    return ApplicationRecord(
        number=key,
        authority="EMA",
        type="orphan-designation",
        concerns=_products(row),
        category=CATEGORY,
        name=said.pop("name", ""),
        active_substance=said.pop("active_substance", ""),
        address=said.pop("address", ""),
        status=status,
        status_text=row.text("status"),
        details=said,
        procedures=(ProcedureRecord(type="orphan-designation", steps=(step,) if step else ()),),
        covers=(
            "status",
            "category",
            *targets(COLUMNS, keys),
            *(["concerns"] if "related_ema_product_number" in keys else []),
            *(("designation", "refused", "other") if DATE in keys else ()),
        ),
    )


def _step(row: Row, status: str) -> StepRecord | None:
    """What happened on the date; without a status that cannot be said, and what was said before stands."""
    if not row.text("status"):
        return None
    step = row.step(STEPS.get(status, "other"), DATE)
    if step is None or step.kind != "other":
        return step
    return msgspec.structs.replace(step, label="Designation or refusal")


def _products(row: Row) -> tuple[str, ...]:
    """The products that have the designation; what is no product number is reported and left out."""
    found = set()
    for text in row.listed("related_ema_product_number"):
        try:
            found.add(ema_product_number(text))
        except JunkNumber:
            row.note("junk-number", text)
    return tuple(sorted(found))


READER = feed_reader(
    "ema.orphan_designations",
    "medicines-output-orphan_designations-json-report_en.json",
    LAYOUT,
    record,
    ("eu_designation_number", "orphan_designation_url"),
)
