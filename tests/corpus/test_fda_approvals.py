"""The monthly reports of January to June 2021, row by row, against a plain reading of the same files."""

import csv
import datetime
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from scrapers.fda.approvals_csv import READER
from scrapers.records import ApplicationRecord, Page, Reading
from tests.scrapers.fda.releases import plain_table

MONTHS = {
    "jan": (349, 283),
    "feb": (460, 371),
    "mar": (615, 521),
    "apr": (661, 521),
    "may": (311, 250),
    "jun": (404, 319),
}
"""Rows and applications of each file, counted with a spreadsheet's tools."""

RELEASE = "fda/drugsatfda-release/drugsatfda_2019-07-02.zip"
NOW = datetime.datetime(2021, 7, 5, tzinfo=datetime.UTC)

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def rows(corpus: Path) -> dict[str, Rows]:
    return {
        month: list(csv.DictReader((corpus / f"fda/drugsatfda-monthly/2021-{month}.csv").open(encoding="utf-8-sig")))
        for month in MONTHS
    }


@pytest.fixture(scope="module")
def readings(corpus: Path) -> dict[str, Reading]:
    bodies = {month: (corpus / f"fda/drugsatfda-monthly/2021-{month}.csv").read_bytes() for month in MONTHS}
    return {month: READER.read(body, Page(address="", retrieved_at=NOW)) for month, body in bodies.items()}


def plain(row: dict[str, str]) -> tuple[str, str, str, str]:
    """Number, submission, date and status of a row, the type told by the blanks before the number."""
    blanks, digits = re.search(r"A( +)#(\d{6})$", row["Drug Name"]).groups()  # type: ignore[union-attr]
    kind = "ANDA" if len(blanks) == 2 else "BLA" if "BLA   #" in row["Drug Name"] else "NDA"
    month, day, year = row["Approval Date"].split("/")
    status = {"Approval": "approved", "Tentative Approval": "tentatively-approved"}[row["Submission Status"]]
    return kind + digits, row["Submission"], f"{year}-{month}-{day}", status


def test_all_2800_rows_are_steps_of_their_submissions(rows: dict[str, Rows], readings: dict[str, Reading]) -> None:
    assert sum(len(each) for each in rows.values()) == 2_800
    for month, (count, applications) in MONTHS.items():
        found = {
            (record.number, procedure.slug, str(step.date), procedure.status)
            for record in readings[month].records
            for procedure in record.procedures
            for step in procedure.steps
        }
        assert (len(rows[month]), len(readings[month].records)) == (count, applications)
        assert found == {plain(row) for row in rows[month]}
        assert readings[month].warnings == ()


def test_names_end_where_the_type_begins(rows: dict[str, Rows], readings: dict[str, Reading]) -> None:
    names: dict[str, set[str]] = defaultdict(set)
    mistyped = 0
    for month in MONTHS:
        for row in rows[month]:
            number = plain(row)[0]
            glued = re.sub(r" +#\d{6}$", "", row["Drug Name"])
            mistyped += glued.endswith("ANDA") and number.startswith("NDA")
            names[f"{number} {month}"].add(" ".join(glued.removesuffix(number[:-6]).split()))
    found = {f"{record.number} {month}": record.name for month in MONTHS for record in readings[month].records}
    assert mistyped == 105
    assert {key: "; ".join(sorted(names[key])) for key in names} == found


def test_classes_are_those_of_the_release(corpus: Path, rows: dict[str, Rows], readings: dict[str, Reading]) -> None:
    lookup = plain_table((corpus / RELEASE).read_bytes(), "SubmissionClass_Lookup")
    codes = {row["SubmissionClassCodeDescription"]: row["SubmissionClassCode"] for row in lookup}
    for month in MONTHS:
        expected = {
            (plain(row)[:2], codes[row["Submission Classification *"]])
            for row in rows[month]
            if row["Submission Classification *"]
        }
        assert expected == {
            ((record.number, procedure.slug), procedure.details["submission_class"])
            for record in readings[month].records
            for procedure in record.procedures
            if procedure.details
        }


def test_numbers_agree_with_the_applications_of_2019(corpus: Path, readings: dict[str, Reading]) -> None:
    """All but the biologics that were NDAs until 23 March 2020 keep their type."""
    listed = plain_table((corpus / RELEASE).read_bytes(), "Applications")
    types = {row["ApplNo"]: row["ApplType"].strip() for row in listed}
    found = {record.number for reading in readings.values() for record in reading.records}
    moved = Counter(
        (types[number[-6:]], number[:-6]) for number in found if types.get(number[-6:], number[:-6]) != number[:-6]
    )
    assert sum(number[-6:] in types for number in found) > 1_300
    assert set(moved) <= {("NDA", "BLA")}


def record(reading: Reading, number: str) -> ApplicationRecord:
    return next(record for record in reading.records if record.number == number)


def test_the_generic_of_ferumoxytol_was_approved_on_15_january_2021(readings: dict[str, Reading]) -> None:
    generic = record(readings["jan"], "ANDA206604")
    (procedure,) = generic.procedures
    assert (generic.name, generic.active_substance, generic.applicant) == ("FERUMOXYTOL", "FERUMOXYTOL", "SANDOZ INC")
    assert (procedure.slug, procedure.status) == ("ORIG-1", "approved")
    assert [(step.kind, str(step.date)) for step in procedure.steps] == [("approved", "2021-01-15")]


def test_kyleena_is_an_nda(readings: dict[str, Reading]) -> None:
    assert record(readings["apr"], "NDA208224").name == "KYLEENA"
    assert not any(each.number == "ANDA208224" for reading in readings.values() for each in reading.records)


def test_the_same_rows_in_another_order_are_the_same_report(corpus: Path, readings: dict[str, Reading]) -> None:
    header, *lines = (corpus / "fda/drugsatfda-monthly/2021-may.csv").read_bytes().splitlines()
    turned = b"\r\n".join([header, *reversed(lines)])
    assert READER.read(turned, Page(address="", retrieved_at=NOW)) == readings["may"]
