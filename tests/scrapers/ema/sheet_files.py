"""Workbooks of EMA's with several sheets, for tests: rows as they stand, notes above the header included."""

import io
from collections.abc import Mapping, Sequence

import openpyxl

Rows = Sequence[Sequence[object]]


def workbook_of(sheets: Mapping[str, Rows]) -> bytes:
    """An XLSX file with these sheets; dates become date cells, `None` an empty one."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
