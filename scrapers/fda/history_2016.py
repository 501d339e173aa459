"""The approval history of an application, as Drugs@FDA showed it until 2016: one row for each approval."""

from collections.abc import Iterable, Iterator

from lxml import etree

from scrapers.fda.drugsfda import PAGE, Oddities
from scrapers.fda.labels_2016 import NUMBER, labels
from scrapers.fda.page_actions import Action, action_date, documents_of, procedures_of, supplement_key
from scrapers.fda.page_numbers import number_of_page
from scrapers.fda.page_tables import Cells, Columns, read_table
from scrapers.fda.submission_words import APPROVAL_TYPES, CLASSLESS, class_of_approval_type
from scrapers.fda.web_page import elements, links, text_of
from scrapers.identifiers import JunkNumber
from scrapers.readers import Drifted
from scrapers.records import ApplicationRecord, Page, Reading

SITE = "http://www.accessdata.fda.gov/scripts/cder/drugsatfda/index.cfm"
"""Where the relative links of these pages lead to."""

WHERE = "the approval history"
COLUMNS = Columns(
    promised={"Action Date": "action date", "Supplement Number": "supplement number", "Approval Type": "approval type"},
    optional={"Letters": "letters.*", "Note": "notes?"},
)


def reading(root: etree._Element, page: Page, odd: Oddities) -> Reading:
    """The application and its approvals. Raises Drifted."""
    values = labels(root)
    number = number_of_page(values.get(NUMBER, ""), page, odd)
    tables = elements(root, "//table[starts-with(@summary, 'Approval History for')]")
    if not tables:
        raise Drifted(f"the table of {WHERE} is missing")
    rows = read_table(tables[0], COLUMNS, WHERE, odd).rows
    actions = list(_actions(rows, odd))
    if not actions:
        raise Drifted(f"no row of {WHERE} could be read")
    record = ApplicationRecord(
        number=number,
        authority="FDA",
        category="Human",
        name=values.get("Drug Name(s)", ""),
        active_substance=values.get("Active Ingredient(s)", ""),
        applicant=values.get("Company", ""),
        address=PAGE.format(number[-6:]),
        procedures=procedures_of(actions),
        documents=documents_of(actions, page.address, odd, SITE),
    )
    return Reading(records=(record,), warnings=tuple(odd.warnings))


def _actions(rows: Iterable[Cells], odd: Oddities) -> Iterator[Action]:
    for cells in rows:
        date, supplement, words = (text_of(cells[name]) for name in COLUMNS.promised)
        try:
            kind, number = supplement_key(supplement)
        except JunkNumber as error:
            odd.note("junk-number", WHERE, str(error))
            continue
        where = f"Supplement Number {supplement}"
        yield Action(
            type=kind,
            number=number,
            action=_action(words, where, odd),
            words=words,
            date=action_date(date, where, odd),
            quote=f"Action Date {date}, Supplement Number {supplement}, Approval Type {words}",
            locator=f"Approval History, {where}",
            details=_details(cells, words),
            links=tuple(links(cells["Letters"])) if "Letters" in cells else (),
        )


def _action(words: str, where: str, odd: Oddities) -> str:
    """Every row of the history is an approval, whatever is approved; some are tentative."""
    if words.casefold() not in CLASSLESS | APPROVAL_TYPES.keys():
        odd.unknown_word("approval_type", words, where)
    return "TA" if "tentative" in words.casefold() else "AP"


def _details(cells: Cells, words: str) -> dict[str, str]:
    details = {"submission_class": class_of_approval_type(words)}
    details["public_notes"] = text_of(cells["Note"]) if "Note" in cells else ""
    return {name: value for name, value in details.items() if value}
