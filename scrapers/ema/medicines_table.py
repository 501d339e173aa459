"""EMA's table of all medicines, as XLSX and as JSON: two readers of one origin, equal records for equal content.

Address and layout: EMA, "Download medicine data". The XLSX of 2018 to 2022 had 30 columns under other labels; since
2024 there are 39, which the JSON has too. Header and sheet are found by their labels, wherever they stand.
"""

import re
from collections.abc import Iterable, Sequence

from scrapers.dates import stamp
from scrapers.ema import cells
from scrapers.ema.feeds import open_feed, recogniser
from scrapers.ema.medicines_rows import Table, known_columns, read_table
from scrapers.ema.refusals import refuse_foreign
from scrapers.ema.workbook import Sheet, sheets
from scrapers.readers import Drifted, Reader, ReadingFailed
from scrapers.records import Page, Reading

HEADER_COLUMNS = 3
"""Labels of the medicines table that make a row its header; a row of data holds none."""

RECOGNISED_COLUMNS = 12
"""Labels that make a file of unknown source the medicines table and no other table of EMA's."""

_STAMP = re.compile(r"\d\d/\d\d/\d{4} - \d\d:\d\d")


def read_xlsx(body: bytes, page: Page) -> Reading:
    """The table from a workbook. Raises Drifted, Blocked or Unreadable."""
    refuse_foreign(body, b"PK", "XLSX")
    return read_table(_table(sheets(body)))


def recognises_xlsx(body: bytes) -> bool:
    """Whether some sheet of a workbook has a row with most labels of the table."""
    if not body.startswith(b"PK"):
        return False
    try:
        return known_columns(_table(sheets(body)).header) >= RECOGNISED_COLUMNS
    except ReadingFailed:
        return False


def read_json(body: bytes, page: Page) -> Reading:
    """The table from `{"meta": …, "data": […]}`. Raises Drifted, Blocked or Unreadable."""
    feed = open_feed(body, "medicines table")
    header = tuple(dict.fromkeys(key for row in feed.rows for key in row.values))
    rows = [[row.plain(key) for key in header] for row in feed.rows]
    return read_table(Table(header, rows, published_at=feed.published_at, notes=feed.notes))


recognises_json = recogniser("ema_product_number", "medicine_status", "opinion_adopted_date")
"""The keys of this table and of no other of EMA's."""


def _table(candidates: Iterable[Sheet]) -> Table:
    """The table in the first sheet that has its header. Raises Drifted, naming the sheets."""
    names = []
    for sheet in candidates:
        for index, row in enumerate(sheet.rows):
            if known_columns(row) >= HEADER_COLUMNS:
                return Table(
                    header=[cells.printed(cell) for cell in row],
                    rows=sheet.rows[index + 1 :],
                    first_row=sheet.first_row + index + 1,
                    published_at=_published_at(sheet.rows[:index]),
                )
        names.append(sheet.name)
    raise Drifted(f"no sheet has the header of the medicines table; there are: {', '.join(names) or 'none'}")


def _published_at(preamble: Iterable[Sequence[object]]) -> str:
    """The moment printed above the header (`Thu, 23/04/2020 - 02:32`), empty if there is none."""
    found = (_STAMP.search(cell) for row in preamble for cell in row if isinstance(cell, str))
    return next((stamp(match[0]) for match in found if match), "")


_REPORTS = r"ema\.europa\.eu/en/documents/report"

XLSX_READER = Reader(
    name="ema.medicines_table.xlsx",
    version=2,
    origin="ema.medicines",
    addresses=(
        rf"{_REPORTS}/medicines-output-medicines-report_en\.xlsx",
        rf"{_REPORTS}/medicines_output_medicines_en\.xlsx",
        r"ema\.europa\.eu/sites/default/files/Medicines_output_european_public_assessment_reports\.xlsx",
    ),
    recognises=recognises_xlsx,
    read=read_xlsx,
)

JSON_READER = Reader(
    name="ema.medicines_table.json",
    version=2,
    origin="ema.medicines",
    addresses=(rf"{_REPORTS}/medicines-output-medicines_json-report_en\.json",),
    recognises=recognises_json,
    read=read_json,
)
