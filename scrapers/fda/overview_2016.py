"""The applications of one drug name, as Drugs@FDA showed them until 2016.

A row gives an application's products of that name. It may have others, so that "Discontinued" in every row does not say
that the application is; a product that is marketed does say that the application is approved.
"""

from collections import defaultdict
from collections.abc import Sequence

from lxml import etree

from scrapers.fda.drugsfda import MARKETED, PAGE, TENTATIVE, Oddities
from scrapers.fda.labels_2016 import labels
from scrapers.fda.page_numbers import typed_number
from scrapers.fda.page_products import STATUSES
from scrapers.fda.page_tables import Cells, Columns, read_table
from scrapers.fda.web_page import elements, text_of
from scrapers.identifiers import JunkNumber
from scrapers.readers import Drifted
from scrapers.records import ApplicationRecord, Page, Reading

WHERE = "the table of applications"
COLUMNS = Columns(
    promised={"Number": "drug name and fda application number", "Marketing Status": "marketing status"},
    optional={"Form": "dosage form ?/ ?route", "Strength": "strength", "Company": "company"},
    ignored="label info",
)


def reading(root: etree._Element, page: Page, odd: Oddities) -> Reading:
    """The applications. Raises Drifted."""
    values = labels(root)
    tables = elements(root, "//table[contains(@summary, 'Application Number data')]")
    if not tables:
        raise Drifted(f"{WHERE} is missing")
    rows: dict[str, list[Cells]] = defaultdict(list)
    for cells in read_table(tables[0], COLUMNS, WHERE, odd).rows:
        try:
            rows[typed_number(text_of(cells["Number"]))].append(cells)
        except JunkNumber as error:
            odd.note("junk-number", WHERE, str(error))
    if not rows:
        raise Drifted(f"no row of {WHERE} could be read")
    name, substance = values.get("Drug Name", ""), values.get("Active Ingredient(s)", "")
    records = tuple(_record(number, rows[number], name, substance, odd) for number in sorted(rows))
    return Reading(records=records, warnings=tuple(odd.warnings))


def _record(number: str, rows: Sequence[Cells], name: str, substance: str, odd: Oddities) -> ApplicationRecord:
    marketing = [STATUSES.get(word, word) for word in _words(rows, "Marketing Status")]
    for word in marketing:
        odd.check_word("marketing_status", word, number)
    details = {
        "marketing_status": "; ".join(marketing),
        "pharmaceutical_form": "; ".join(_words(rows, "Form")),
        "strengths": "; ".join(_words(rows, "Strength")),
    }
    status = _status(marketing)
    return ApplicationRecord(
        number=number,
        authority="FDA",
        key=f"{number} overview",
        category="Human",
        name=name,
        active_substance="; ".join(part.strip() for part in substance.split("•") if part.strip()),
        applicant="; ".join(_words(rows, "Company")),
        status=status,
        status_text="; ".join(marketing) if status else "",
        address=PAGE.format(number[-6:]),
        details={field: value for field, value in details.items() if value},
    )


def _status(marketing: Sequence[str]) -> str:
    if MARKETED.intersection(marketing):
        return "approved"
    return "tentatively-approved" if marketing == [TENTATIVE] else ""


def _words(rows: Sequence[Cells], column: str) -> list[str]:
    return sorted({text_of(cells[column]) for cells in rows if column in cells} - {""})
