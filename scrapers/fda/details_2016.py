"""The details of an application, as Drugs@FDA showed them until 2016: what it is, and its products."""

import re

from lxml import etree

from scrapers.dates import from_american_words
from scrapers.fda.drugsfda import PAGE, SUPPORTS, WORDS, Oddities, application_status
from scrapers.fda.labels_2016 import NUMBER, labels
from scrapers.fda.page_actions import action_date
from scrapers.fda.page_numbers import number_of_page
from scrapers.fda.page_products import COLUMNS_2016, products_of
from scrapers.fda.page_tables import read_table
from scrapers.fda.web_page import elements
from scrapers.readers import Drifted
from scrapers.records import (
    ApplicationRecord,
    EvidenceRecord,
    Page,
    PresentationRecord,
    ProcedureRecord,
    Reading,
    StepRecord,
)

APPROVED_ON = "Original Approval or Tentative Approval Date"
CHEMICAL_TYPE = "Chemical Type"
REVIEW = "Review Classification"
PRIORITIES = {"S": "STANDARD", "P": "PRIORITY"}

STEP_KINDS = {
    "approved": "approved",
    "discontinued": "approved",
    "tentatively-approved": "tentatively-approved",
}
"""The label of the date leaves open which it is; what is, or was, marketed has been approved."""


def reading(root: etree._Element, page: Page, odd: Oddities) -> Reading:
    """The application. Raises Drifted."""
    values = labels(root)
    number = number_of_page(values.get(NUMBER, ""), page, odd)
    tables = elements(root, "//table[contains(@summary, 'Information')][.//th]")
    if not tables:
        raise Drifted("the table of products is missing")
    products = products_of(read_table(tables[0], COLUMNS_2016, "the products", odd).rows, number, odd)
    if not products:
        raise Drifted("the table of products has no rows that could be read")
    status = application_status(products, set())
    record = ApplicationRecord(
        number=number,
        authority="FDA",
        key=f"{number} details",
        category="Human",
        name="; ".join(sorted({product.name for product in products if product.name})),
        active_substance=values.get("Active Ingredient(s)", ""),
        applicant=values.get("Company", ""),
        status=status,
        status_text=_marketing(products),
        address=PAGE.format(number[-6:]),
        procedures=(_original(values, status, odd),),
        presentations=products,
    )
    return Reading(records=(record,), warnings=tuple(odd.warnings))


def _marketing(products: tuple[PresentationRecord, ...]) -> str:
    return "; ".join(sorted({product.marketing_status for product in products if product.marketing_status}))


def _original(values: dict[str, str], status: str, odd: Oddities) -> ProcedureRecord:
    text = values.get(APPROVED_ON, "")
    kind = STEP_KINDS.get(status, "other")
    steps: tuple[StepRecord, ...] = ()
    if text and (date := action_date(text, APPROVED_ON, odd, from_american_words)):
        evidence = EvidenceRecord(
            quote=f"{APPROVED_ON} {text}", locator=f"Drug Details, {APPROVED_ON}", date=date, supports=SUPPORTS
        )
        steps = (StepRecord(kind=kind, date=date, label="" if kind != "other" else APPROVED_ON, evidence=(evidence,)),)
    details = {
        "submission_class": _class(values.get(CHEMICAL_TYPE, ""), odd),
        "review_priority": _priority(values.get(REVIEW, ""), odd),
    }
    return ProcedureRecord(
        slug="ORIG-1", details={name: value for name, value in details.items() if value}, steps=steps
    )


def _class(text: str, odd: Oddities) -> str:
    """`3 New dosage form` as `TYPE 3`; several types joined as the data join them."""
    types = re.findall(r"(?<!\S)(\d{1,2})(?=\s+[A-Z])", text)
    code = f"TYPE {'/'.join(types)}"
    if not types or code in WORDS["submission_class"]:
        return code if types else text
    odd.unknown_word("submission_class", text, CHEMICAL_TYPE)
    return text


def _priority(text: str, odd: Oddities) -> str:
    """`S Standard review drug` as `STANDARD`, whatever else stands behind it (an orphan drug, say)."""
    word = text.partition(" ")[0]
    if text and word not in PRIORITIES:
        odd.unknown_word("review_priority", text, REVIEW)
    return PRIORITIES.get(word, text)
