"""EMA's list of referrals: questions about medicines, often of many companies, that the committees settle for all.

A referral is an application of its own, under its reference number. Promised: reference number and current status. The
list leaves dates empty, even that of the start of a referral long decided.
"""

from scrapers.compare import numbered
from scrapers.ema.feed_records import PUBLICATION, Column, feed_reader, fields, layout, number, targets
from scrapers.ema.feeds import Row
from scrapers.ema.reference_numbers import product_in, referral
from scrapers.records import ApplicationRecord, ProcedureRecord

COLUMNS = (
    Column("category", "category", "category"),
    Column("referral_name", "name", "words"),
    Column("international_non_proprietary_name_inn_common_name", "inn", "list"),
    Column("referral_url", "address", "address"),
    Column("referral_type", "referral_type"),
    Column("safety_referral", "safety_referral", "flag"),
    Column("class", "referral_class"),
    Column("associated_names_centrally_authorised_medicines", "associated_names", "list"),
    Column("associated_names_non_centrally_authorised_medicines", "associated_names", "list"),
    Column("non_prac_decision_making_model", "decision_making_model"),
    Column("prac_decision_making_model", "decision_making_model"),
    Column("authorisation_model", "authorisation_model"),
    Column("prac_recommendation", "prac_recommendation"),
    *PUBLICATION,
)

STATUSES = {
    "procedure started": "under-evaluation",
    "under evaluation": "under-evaluation",
    "prac recommendation": "recommendation",
    "chmp opinion": "opinion",
    "cvmp opinion": "opinion",
    "cmdh final position": "cmdh-position",
    "european commission final decision": "decision-adopted",
}

STEPS = {
    "procedure_start_date": "procedure-started",
    "prac_recommendation_date": "recommendation",
    "cmdh_position_date": "cmdh-position",
    "chmp_cvmp_opinion_date": "opinion",
    "european_commission_decision_date": "ec-decision",
}
"""Keys of dates, and the kinds of step that they are."""

LAYOUT = layout("list of referrals", ("reference_number", "current_status"), COLUMNS, STEPS)


def record(row: Row, keys: frozenset[str]) -> ApplicationRecord | None:
    """The referral of a row; none, and a warning, without a reference number."""
    key = number(row, "reference_number", referral)
    if not key:
        return None
    steps = numbered(step for date, kind in STEPS.items() if (step := row.step(kind, date)))
    said = fields(row, COLUMNS, keys)
    return ApplicationRecord(
        number=key,
        authority="EMA",
        type="referral",
        concerns=product_in(key),
        category=said.pop("category", ""),
        name=said.pop("name", ""),
        inn=said.pop("inn", ""),
        address=said.pop("address", ""),
        status=row.word("current_status", STATUSES) or "unknown",
        status_text=row.text("current_status"),
        details=said,
        procedures=(ProcedureRecord(type="referral", steps=steps),),
        covers=("status", *targets(COLUMNS, keys), *(kind for date, kind in STEPS.items() if date in keys)),
    )


READER = feed_reader(
    "ema.referrals", "referrals-output-json-report_en.json", LAYOUT, record, ("referral_url", "chmp_cvmp_opinion_date")
)
