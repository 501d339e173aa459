"""Small EMA medicines tables for tests: reconstructed layouts, rows of public facts about the demo portfolio."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence

import openpyxl

Row = Mapping[str, object]

INN = "International non-proprietary name (INN) / common name"
END = "Withdrawal / expiry / revocation / lapse of marketing authorisation date"
HOLDER = "Marketing authorisation developer / applicant / holder"

LABELS = [
    "Category",
    "Name of medicine",
    "EMA product number",
    "Medicine status",
    "Opinion status",
    "Latest procedure affecting product information",
    INN,
    "Active substance",
    "Therapeutic area (MeSH)",
    "Species\n(veterinary)",
    "Patient safety",
    "ATC code (human)",
    "ATCvet code (veterinary)",
    "Pharmacotherapeutic group\n(human)",
    "Pharmacotherapeutic group\n(veterinary)",
    "Therapeutic indication",
    "Accelerated assessment",
    "Additional monitoring",
    "Advanced therapy",
    "Biosimilar",
    "Conditional approval",
    "Exceptional circumstances",
    "Generic or hybrid",
    "Orphan medicine",
    "PRIME: priority medicine",
    HOLDER,
    "European Commission decision date",
    "Start of rolling review date",
    "Start of evaluation date",
    "Opinion adopted date",
    "Withdrawal of application date",
    "Marketing authorisation date",
    "Refusal of marketing authorisation date",
    END,
    "Suspension of marketing authorisation date",
    "Revision number",
    "First published date",
    "Last updated date",
    "Medicine URL",
]

OLDER_LABELS = [
    "Category",
    "Medicine name",
    "Therapeutic area",
    INN,
    "Active substance",
    "Product number",
    "Patient safety",
    "Authorisation status",
    "ATC code",
    "Additional monitoring",
    "Generic",
    "Biosimilar",
    "Conditional approval",
    "Exceptional circumstances",
    "Accelerated assessment",
    "Orphan medicine",
    "Marketing authorisation date",
    "Date of refusal of marketing authorisation",
    "Marketing authorisation holder/company name",
    "Human pharmacotherapeutic group",
    "Vet pharmacotherapeutic group",
    "Date of opinion",
    "Decision date",
    "Revision number",
    "Condition / indication",
    "Species",
    "ATCvet code",
    "First published",
    "Revision date",
    "URL",
]

FLAGS = dict.fromkeys(
    [
        "Patient safety",
        "Accelerated assessment",
        "Additional monitoring",
        "Advanced therapy",
        "Biosimilar",
        "Conditional approval",
        "Exceptional circumstances",
        "Generic or hybrid",
        "Orphan medicine",
        "PRIME: priority medicine",
    ],
    "No",
)

SINEREM: Row = FLAGS | {
    "Category": "Human",
    "Name of medicine": "Sinerem",
    "EMA product number": "EMEA/H/C/000801",
    "Medicine status": "Application withdrawn",
    HOLDER: "Guerbet",
    "European Commission decision date": "31/12/2009",
    "Withdrawal of application date": "13/12/2007",
    "First published date": "14/12/2007",
    "Last updated date": "14/12/2007",
    "Medicine URL": "https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem",
}
RIENSO: Row = FLAGS | {
    "Category": "Human",
    "Name of medicine": "Rienso",
    "EMA product number": "EMEA/H/C/002215",
    "Medicine status": "Withdrawn",
    "Active substance": "ferumoxytol",
    INN: "ferumoxytol",
    HOLDER: "Takeda Pharma A/S  ",
    "European Commission decision date": "13/04/2015",
    "Marketing authorisation date": "15/06/2012",
    "Medicine URL": "https://www.ema.europa.eu/en/medicines/human/EPAR/rienso",
}
FERAHEME: Row = FLAGS | {
    "Category": "Human",
    "Name of medicine": "Feraheme",
    "EMA product number": "EMEA/H/C/005974",
    "Medicine status": "Application withdrawn",
    "Active substance": "ferumoxytol",
    "Withdrawal of application date": "09/03/2023",
}
SKOJOY: Row = FLAGS | {
    "Category": "Human",
    "Name of medicine": "Skojoy",
    "EMA product number": "EMEA/H/C/900001",
    "Medicine status": "Opinion",
    "Opinion status": "Positive",
    "Opinion adopted date": "12/12/2024",
}
"""Skojoy's status and dates; its number is invented."""

PORTFOLIO = (SINEREM, RIENSO, FERAHEME, SKOJOY)

OLDER_RIENSO: Row = {
    "Category": "Human",
    "Medicine name": "Rienso",
    "Product number": "EMEA/H/C/002215            ",
    "Authorisation status": "Withdrawn",
    "Patient safety": "no",
    "Generic": "yes",
    "Active substance": "ferumoxytol",
    "Marketing authorisation date": "15/06/2012",
    "Decision date": "13/04/2015",
    "First published": ", ,   02/07/2018, , ",
}


def workbook(
    rows: Iterable[Row],
    labels: Sequence[str] = LABELS,
    *,
    stamp: str = "24/03/2025 - 10:41",
    header_row: int = 9,
    sheet: str = "Medicine",
    sheets_before: Sequence[str] = (),
) -> bytes:
    """An XLSX file with EMA's preamble: the stamp in row 1, the labels in `header_row`, the rows below."""
    book = openpyxl.Workbook()
    table = book.active
    assert table is not None
    table.title = sheet
    for name in sheets_before:
        book.create_sheet(name, 0)
    if header_row > 1:
        table.append(["Content type:", "Medicine", "Output automatically generated from content on:", stamp])
    for column, label in enumerate(labels, start=1):
        table.cell(header_row, column, label)
    for number, row in enumerate(rows, start=header_row + 1):
        for column, label in enumerate(labels, start=1):
            if (value := row.get(label, "")) != "":
                table.cell(number, column, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


ODD_KEYS = {INN: "international_non_proprietary_name_common_name", "Generic or hybrid": "generic"}


def key(label: str) -> str:
    """How EMA's JSON spells a label."""
    if label in ODD_KEYS:
        return ODD_KEYS[label]
    words = "".join(mark if mark.isalnum() else " " for mark in label.lower()).split()
    return "_".join(words)


def export(rows: Iterable[Row], labels: Sequence[str] = LABELS, total: int | None = None) -> bytes:
    """The same rows as EMA's JSON: all values strings, the number of records in `meta`."""
    data = [{key(label): str(row.get(label, "")) for label in labels} for row in rows]
    meta = {"total_records": len(data) if total is None else total, "timestamp": "2025-03-24T10:41:00Z"}
    return json.dumps({"meta": meta, "data": data}).encode()
