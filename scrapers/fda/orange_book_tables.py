"""The tables of the Orange Book: `~`-separated text with a header line, one row for each patent or exclusivity.

Columns are found by their names. A column that tells what a row is about, or its status, is promised; any other only
keeps its old values. Traps: lines end with LF or CRLF, the last one with nothing; use codes have trailing blanks; rows
come twice; a product may have one exclusivity code with several dates (PED lengthens each of several others), so its
date is part of its key.
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from scrapers.fda.drugsfda import Oddities
from scrapers.fda.promised_columns import PromisedColumns
from scrapers.readers import Drifted

HEADER_LINES = 10
"""Lines from the top among which the header is looked for."""

SEPARATOR = "~"
Row = tuple[str, ...]

PRODUCT = ("Appl_Type", "Appl_No", "Product_No")


PATENT = PromisedColumns(
    (*PRODUCT, "Patent_No", "Patent_Use_Code", "Patent_Expire_Date_Text", "Delist_Flag"),
    {
        "Drug_Substance_Flag": ("drug_substance",),
        "Drug_Product_Flag": ("drug_product",),
        "Submission_Date": ("submitted_on",),
    },
)
EXCLUSIVITY = PromisedColumns((*PRODUCT, "Exclusivity_Code", "Exclusivity_Date"))
PRODUCTS = PromisedColumns(
    (*PRODUCT, "Trade_Name", "Ingredient"),
    unread=(
        *("DF;Route", "Applicant", "Strength", "TE_Code", "Approval_Date", "RLD", "RS", "Type"),
        "Applicant_Full_Name",
    ),
)
"""Known from the code of others only: its names are read, nothing else."""

TABLES = {"patent": PATENT, "exclusivity": EXCLUSIVITY, "products": PRODUCTS}
"""By the name of the file in the archive, without its ending."""


LISTED = ("patent", "exclusivity")
"""The tables that become notices; both are in every archive."""


class Header(NamedTuple):
    """The column names of a table, and the lines below them."""

    columns: tuple[str, ...]
    lines: Sequence[str]
    is_cut: bool
    """Whether the last line stops in the middle."""


def kind_of(text: str) -> str:
    """Which table a text is, by its header: a name of `TABLES`, or nothing."""
    for line in text.split("\n", HEADER_LINES)[:HEADER_LINES]:
        names = {cell.strip().casefold() for cell in line.split(SEPARATOR)}
        for kind, mark in (("patent", "patent_no"), ("exclusivity", "exclusivity_code"), ("products", "trade_name")):
            if {mark, "appl_no"} <= names:
                return kind
    return ""


def rows(kind: str, text: str, odd: Oddities) -> tuple[Iterator[Row], tuple[str, ...]]:
    """The rows of a table, and the optional columns that it lacks.

    Cells stand in the order of `PromisedColumns.read`, without blanks; what is missing is empty. Raises Drifted.
    """
    name, table = f"{kind}.txt", TABLES[kind]
    header = _header(text, table)
    found = {column.casefold() for column in header.columns}
    if missing := [column for column in table.promised if column.casefold() not in found]:
        raise Drifted(f"{name} has no column {', '.join(missing)}")
    for column in sorted(set(header.columns)):
        if column and column.casefold() not in table.known:
            odd.unknown_column(column, name)
    lacks = tuple(column for column in table.optional if column.casefold() not in found)
    for column in lacks:
        odd.note("missing-column", name, column)
    if not header.lines:
        raise Drifted(f"{name} has no rows")
    if header.is_cut:
        raise Drifted(f"{name} is cut in the middle of its last row")
    return _picked(name, table, header, odd), lacks


def _header(text: str, table: PromisedColumns) -> Header:
    lines = text.split("\n")
    best, place = max(
        (len(table.known.intersection(cell.strip().casefold() for cell in line.split(SEPARATOR))), -number)
        for number, line in enumerate(lines[:HEADER_LINES])
    )
    columns = tuple(cell.strip() for cell in lines[-place].split(SEPARATOR)) if best else ()
    below = [line for line in lines[1 - place :] if line.strip()]
    ends_open = bool(below) and not text.endswith("\n")
    return Header(columns, below, ends_open and below[-1].count(SEPARATOR) < len(columns) - 1)


def _picked(name: str, table: PromisedColumns, header: Header, odd: Oddities) -> Iterator[Row]:
    width = len(header.columns)
    # Every row gets one more cell, an empty one: there the columns that are missing are found.
    positions = {column.casefold(): place for place, column in reversed(list(enumerate(header.columns)))}
    pick = itemgetter(*(positions.get(column.casefold(), width) for column in table.read))
    unfit: list[str] = []
    for line in header.lines:
        cells = [cell.strip() for cell in line.split(SEPARATOR)]
        if len(cells) < width or any(cells[width:]):
            unfit.append(line)
            continue
        yield pick([*cells[:width], ""])
    if 2 * len(unfit) > len(header.lines):
        raise Drifted(f"{name}: {len(unfit):,} of {len(header.lines):,} rows have other cells than the header")
    if unfit:
        text = f"{len(unfit):,} with too few or too many cells, such as {unfit[0]}"
        odd.note("unreadable-row", name, text)
