"""EMA's list of periodic safety update single assessments, each an application of its own under its procedure number.

Promised: procedure number and regulatory outcome. The list gives no date of the assessment, so there are no steps: when
it was published is none. The last part of the number is the month of the data lock point.
"""

from scrapers.ema.feed_records import PUBLICATION, Column, feed_reader, fields, layout, number, targets
from scrapers.ema.feeds import Row
from scrapers.ema.reference_numbers import safety_assessment
from scrapers.records import ApplicationRecord, ProcedureRecord

COLUMNS = (
    Column("category", "category", "category"),
    Column("active_substance", "active_substance", "list"),
    Column("psusa_url", "address", "address"),
    Column("active_substances_in_scope_of_procedure", "scope"),
    Column("related_medicines", "associated_names", "list"),
    *PUBLICATION,
)

STATUSES = {
    "maintenance": "maintained",
    "variation": "varied",
    "suspension": "suspended",
    "revocation": "revoked",
}

LAYOUT = layout("list of periodic safety assessments", ("procedure_number", "regulatory_outcome"), COLUMNS)


def record(row: Row, keys: frozenset[str]) -> ApplicationRecord | None:
    """The assessment of a row; none, and a warning, without a procedure number."""
    key = number(row, "procedure_number", safety_assessment)
    if not key:
        return None
    said = fields(row, COLUMNS, keys)
    return ApplicationRecord(
        number=key,
        authority="EMA",
        type="psusa",
        category=said.pop("category", ""),
        active_substance=said.pop("active_substance", ""),
        address=said.pop("address", ""),
        status=row.word("regulatory_outcome", STATUSES) or "unknown",
        status_text=row.text("regulatory_outcome"),
        details={"data_lock_month": _data_lock_month(row, key), **said},
        procedures=(ProcedureRecord(type="psusa"),),
        covers=("status", "data_lock_month", *targets(COLUMNS, keys)),
    )


def _data_lock_month(row: Row, assessment: str) -> str:
    year, month = assessment[-6:-2], assessment[-2:]
    if not "01" <= month <= "12":
        row.note("junk-date", assessment)
        return ""
    return f"{year}-{month}"


READER = feed_reader(
    "ema.psusa",
    "medicines-output-periodic_safety_update_report_single_assessments-output-json-report_en.json",
    LAYOUT,
    record,
    ("psusa_url", "active_substances_in_scope_of_procedure"),
)
