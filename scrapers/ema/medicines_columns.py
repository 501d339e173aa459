"""The columns and words of EMA's medicines table, as data.

Labels are those of the XLSX since 2024 (39 columns); `older` is the label of 2018 to 2022 (30 columns). The JSON's keys
follow from the labels (`Medicine status` is `medicine_status`); where they do not, `keys` names them.
"""

import re
from typing import Literal, NamedTuple

Form = Literal["number", "status", "category", "text", "words", "address", "count", "flag", "list", "date", "step"]


class Column(NamedTuple):
    """What one column tells.

    `target` is an attribute of ApplicationRecord or a name of `scrapers.vocabulary.FIELDS`; a column of form `step` has
    the name of its date there and fills no field. `steps` are the kinds of step that its date can be, the default
    first: the status or the opinion of the row decides between them.
    """

    label: str
    target: str
    form: Form
    older: str = ""
    keys: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


COLUMNS = (
    Column("Category", "category", "category", "Category"),
    Column("Name of medicine", "name", "text", "Medicine name"),
    Column("EMA product number", "number", "number", "Product number"),
    Column("Medicine status", "status", "status", "Authorisation status"),
    Column("Opinion status", "opinion_status", "text"),
    Column("Latest procedure affecting product information", "latest_procedure", "text"),
    Column(
        "International non-proprietary name (INN) / common name",
        "inn",
        "list",
        "International non-proprietary name (INN) / common name",
        keys=("international_non_proprietary_name_common_name",),
    ),
    Column("Active substance", "active_substance", "list", "Active substance"),
    Column("Therapeutic area (MeSH)", "therapeutic_area", "list", "Therapeutic area"),
    Column("Species (veterinary)", "species", "list", "Species"),
    Column("Patient safety", "patient_safety", "flag", "Patient safety"),
    Column("ATC code (human)", "atc_code", "list", "ATC code"),
    Column("ATCvet code (veterinary)", "atcvet_code", "list", "ATCvet code"),
    Column("Pharmacotherapeutic group (human)", "pharmacotherapeutic_group", "list", "Human pharmacotherapeutic group"),
    Column(
        "Pharmacotherapeutic group (veterinary)",
        "pharmacotherapeutic_group_veterinary",
        "list",
        "Vet pharmacotherapeutic group",
    ),
    Column("Therapeutic indication", "therapeutic_indication", "text", "Condition / indication"),
    Column("Accelerated assessment", "accelerated_assessment", "flag", "Accelerated assessment"),
    Column("Additional monitoring", "additional_monitoring", "flag", "Additional monitoring"),
    Column("Advanced therapy", "advanced_therapy", "flag"),
    Column("Biosimilar", "biosimilar", "flag", "Biosimilar"),
    Column("Conditional approval", "conditional_approval", "flag", "Conditional approval"),
    Column("Exceptional circumstances", "exceptional_circumstances", "flag", "Exceptional circumstances"),
    Column("Generic or hybrid", "generic", "flag", "Generic"),
    Column("Orphan medicine", "orphan_medicine", "flag", "Orphan medicine"),
    Column("PRIME: priority medicine", "prime", "flag"),
    Column(
        "Marketing authorisation developer / applicant / holder",
        "applicant",
        "words",
        "Marketing authorisation holder/company name",
    ),
    # The latest decision of any kind, 31/12/2009 where there is none: a field, never a step of the initial application.
    Column("European Commission decision date", "ec_decision_date", "date", "Decision date"),
    Column("Start of rolling review date", "start_of_rolling_review", "step", steps=("other",)),
    Column("Start of evaluation date", "start_of_evaluation", "step", steps=("procedure-started",)),
    Column(
        "Opinion adopted date",
        "opinion_adopted",
        "step",
        "Date of opinion",
        steps=("opinion", "opinion-positive", "opinion-negative"),
    ),
    Column("Withdrawal of application date", "withdrawal_of_application", "step", steps=("application-withdrawn",)),
    Column(
        "Marketing authorisation date",
        "marketing_authorisation",
        "step",
        "Marketing authorisation date",
        steps=("authorised",),
    ),
    Column(
        "Refusal of marketing authorisation date",
        "refusal",
        "step",
        "Date of refusal of marketing authorisation",
        steps=("refused",),
    ),
    # One column for four endings; on a medicine whose status is none of them the date is kept without choosing one.
    Column(
        "Withdrawal / expiry / revocation / lapse of marketing authorisation date",
        "end_of_authorisation",
        "step",
        steps=("other", "withdrawn", "expired", "revoked", "lapsed"),
    ),
    Column("Suspension of marketing authorisation date", "suspension", "step", steps=("suspended",)),
    Column("Revision number", "revision_number", "count", "Revision number"),
    Column("First published date", "first_published", "date", "First published"),
    Column("Last updated date", "last_updated", "date", "Revision date"),
    Column("Medicine URL", "address", "address", "URL"),
)

REQUIRED = ("number", "name", "status")
"""Targets without which a reading is refused: who the row is about, and what the table is watched for."""

ATTRIBUTES = frozenset(("category", "name", "active_substance", "inn", "applicant", "address"))
"""Targets that are attributes of the record; the other fields are its details."""

STATUSES = {
    "authorised": "authorised",
    "withdrawn": "withdrawn",
    "application withdrawn": "application-withdrawn",
    "refused": "refused",
    "opinion": "opinion",
    "opinion under re-examination": "opinion-under-re-examination",
    "lapsed": "lapsed",
    "expired": "expired",
    "revoked": "revoked",
    "suspended": "suspended",
    "withdrawn from rolling review": "withdrawn-from-rolling-review",
}
"""Every status word seen in the tables of 2018 to 2026."""

OPINIONS = {"positive": "opinion-positive", "negative": "opinion-negative"}


def slug(label: str) -> str:
    r"""`Species\n(veterinary)` as `species_veterinary`: how labels are recognised, and how the JSON spells its keys."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")


def _known() -> dict[str, tuple[Column, str]]:
    known = {}
    for column in COLUMNS:
        for spelling in (column.older, column.label):
            known[slug(spelling)] = (column, spelling)
        for key in column.keys:
            known[key] = (column, column.label)
    known.pop("", None)
    return known


KNOWN = _known()
"""By slug: the column, and the label to show for it (the older label stays the older label)."""
