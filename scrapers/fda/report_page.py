"""Drugs@FDA's reports of approvals as web pages: all of a month, or one table for each of the last days.

The tables of days bear month and day in their names and stand under a heading with the whole date; those of a month
have a column for the date, and give the same records as the CSV.
"""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from scrapers.dates import PartialDate, from_american_slashes, from_american_words
from scrapers.fda.approvals import Approval, Table, month, records_of
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.page_numbers import TYPED, typed_number
from scrapers.fda.page_tables import Cells, Columns, read_table
from scrapers.fda.web_page import elements, text_of
from scrapers.identifiers import JunkNumber
from scrapers.readers import Drifted
from scrapers.records import Page, Reading

TABLES = (
    "//table[.//th[contains(., 'Submission')]][starts-with(@id, 'example2') or .//th[contains(., 'Approval Date')]]"
)
DAY_TABLE = re.compile(r"example2_(\d\d)-(\d\d)-tab\d+-dt")
WHERE = "the report of approvals"
PROMISED = {"Drug Name": "drug name( and application number)?", "Submission": "submission"}
PROMISED |= {"Submission Status": "submission status"}
OPTIONAL = {
    "Active Ingredients": "active ingredients?",
    "Company": "company",
    "Submission Classification": r"submission classification[ *]*",
}
OF_A_DAY = Columns(PROMISED, OPTIONAL, ignored="dosage form ?/ ?route")
OF_A_MONTH = Columns({"Approval Date": "approval date", **PROMISED}, OPTIONAL, ignored="dosage form ?/ ?route")


def looks_so(root: etree._Element) -> bool:
    """Whether the page has tables of a report."""
    return bool(elements(root, TABLES))


def reading(root: etree._Element, page: Page, odd: Oddities) -> Reading:
    """The applications that the report tells of. Raises Drifted."""
    of_days: list[Approval] = []
    of_months: list[Approval] = []
    names: set[str] = set()
    count = 0
    for table in elements(root, TABLES):
        day = _day(table)
        read = read_table(table, OF_A_DAY if day else OF_A_MONTH, WHERE, odd)
        names |= read.names
        count += len(read.rows)
        (of_days if day else of_months).extend(_approvals(read.rows, day, odd))
    records = [
        *records_of(of_days, Table(names, from_american_words, _whole_day), page.retrieved_at, odd),
        *records_of(of_months, Table(names, from_american_slashes, month), page.retrieved_at, odd),
    ]
    if not records and count:
        raise Drifted(f"no row of {WHERE} tells of an approval with its number, submission and date")
    if not records:
        odd.note("no-approvals", WHERE, "its tables have no rows")
    return Reading(records=tuple(records), warnings=tuple(odd.warnings))


def _approvals(rows: Iterable[Cells], day: str, odd: Oddities) -> Iterator[Approval]:
    for cells in rows:
        text = text_of(cells["Drug Name"])
        try:
            number = typed_number(text)
        except JunkNumber as error:
            odd.note("junk-number", WHERE, str(error))
            continue
        yield Approval(
            number=number,
            name=TYPED.split(text)[0].strip(),
            date=day or text_of(cells["Approval Date"]),
            submission=text_of(cells["Submission"]),
            status=text_of(cells["Submission Status"]),
            substance=text_of(cells.get("Active Ingredients")),
            company=text_of(cells.get("Company")),
            classification=text_of(cells.get("Submission Classification")),
        )


def _day(table: etree._Element) -> str:
    """The date in the heading over a table of a day; empty for a table of a month. Raises Drifted if they differ."""
    match = DAY_TABLE.fullmatch(table.get("id") or "")
    if not match:
        return ""
    heading = text_of(next(iter(elements(table, "./preceding::h4[1]")), None))
    try:
        date = from_american_words(heading)
    except ValueError as error:
        raise Drifted(f"the table of {match[1]}-{match[2]} stands under no date: {error}") from error
    if (date.first.month, date.first.day) != (int(match[1]), int(match[2])):
        raise Drifted(f"the table of {match[1]}-{match[2]} stands under {heading}")
    return heading


def _whole_day(date: PartialDate) -> str:
    return date.first.isoformat()
