"""The real release of Drugs@FDA, as rows for a bare COPY, and later releases made of it."""

import io
import random
import zipfile
from collections.abc import Callable

from tests.bench.bare import Table
from tests.conftest import CORPUS

FILE = CORPUS / "fda/drugsatfda-release/drugsatfda_2019-07-02.zip"
ROWS = ("Applications", "Products", "Submissions", "ApplicationDocs", "MarketingStatus", "TE", "SubmissionPropertyType")
"""The files whose rows become applications, products, submissions, documents and what is said of them."""

Lines = list[str]


def tables(body: bytes) -> list[Table]:
    """The rows that become something; those that say only that a submission has no property are left out."""
    found = []
    for name in ROWS:
        header, *lines = _lines(body, name)
        width = header.count("\t") + 1
        rows = [(line.split("\t") + [""] * width)[:width] for line in lines]
        if name == "SubmissionPropertyType":
            rows = [row for row in rows if row[3].strip() not in ("", "Null")]
        found.append(Table.of(name, rows))
    return found


def shuffled(body: bytes) -> bytes:
    """The same rows in another order and other bytes."""

    def shuffle(name: str, lines: Lines) -> Lines:
        random.Random(name).shuffle(lines)
        return lines

    return _rewritten(body, shuffle)


def with_other_sponsors(body: bytes) -> bytes:
    """A release in which one application of a hundred has another sponsor, and all rows another order."""

    def change(name: str, lines: Lines) -> Lines:
        if name == "Applications":
            lines = [_with_cell(line, 3, "NEW SPONSOR") if n % 100 == 7 else line for n, line in enumerate(lines)]
        return lines

    return shuffled(_rewritten(body, change))


def with_other_dates(body: bytes) -> bytes:
    """A release in which one submission of a hundred has another date, and all rows another order."""

    def change(name: str, lines: Lines) -> Lines:
        if name == "Submissions":
            lines = [
                _with_cell(line, 5, "2019-07-01 00:00:00") if n % 100 == 7 else line for n, line in enumerate(lines)
            ]
        return lines

    return shuffled(_rewritten(body, change))


def _with_cell(line: str, column: int, value: str) -> str:
    cells = line.split("\t")
    cells[column] = value
    return "\t".join(cells)


def _lines(body: bytes, name: str) -> Lines:
    with zipfile.ZipFile(io.BytesIO(body)) as release:
        return _text(release.read(f"{name}.txt")).split("\r\n")[:-1]


def _rewritten(body: bytes, change: Callable[[str, Lines], Lines]) -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as release,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as later,
    ):
        for file in release.namelist():
            header, *lines = _text(release.read(file)).rstrip("\r\n").split("\r\n")
            lines = change(file.removesuffix(".txt"), lines)
            later.writestr(file, "\r\n".join([header, *lines, ""]).encode("cp1252", "surrogateescape"))
    return made.getvalue()


def _text(content: bytes) -> str:
    return content.decode("cp1252", "surrogateescape")
