"""The monthly report of approvals: glued names, months, and what an approval does not say."""

import csv
import datetime
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.fda.approvals_csv import READER, unglued
from scrapers.identifiers import JunkNumber
from scrapers.readers import Blocked, Drifted, Unreadable
from scrapers.records import ApplicationRecord, Page
from tests.scrapers.fda.pages import JANUARY, changed, dates, read, told

ROWS = list(csv.reader(io.StringIO(JANUARY.decode("utf-8-sig"))))


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def record(body: bytes, number: str) -> ApplicationRecord:
    return next(each for each in read(READER, body).records if each.number == number)


@pytest.mark.parametrize(
    ("cell", "name", "number"),
    [
        ("FERUMOXYTOLANDA  #206604", "FERUMOXYTOL", "ANDA206604"),
        ("KYLEENANDA   #208224", "KYLEENA", "NDA208224"),
        ("BANDANANDA  #200001", "BANDAN", "ANDA200001"),
        ("BANDANANDA   #200001", "BANDANA", "NDA200001"),
        ("PHESGOBLA   #761170", "PHESGO", "BLA761170"),
        ("LEVANBLA   #761170", "LEVAN", "BLA761170"),
        ("ADVIL  DUALNDA   #211733", "ADVIL DUAL", "NDA211733"),
    ],
)
def test_the_blanks_tell_where_the_name_ends(cell: str, name: str, number: str) -> None:
    assert unglued(cell) == (name, number)


@pytest.mark.parametrize(
    "cell",
    ["KYLEENANDA #208224", "KYLEENANDA    #208224", "XNDA  #208224", "KYLEENA", "ANDA  #20822", "ANDA  #2082241"],
)
def test_blanks_that_do_not_tell_are_reported_and_nothing_is_guessed(cell: str) -> None:
    with pytest.raises(JunkNumber):
        unglued(cell)
    found = read(READER, written([*ROWS, ["01/29/2021", cell, "ORIG-1", "X", "Y", "", "Approval"]]))
    assert told(found) == ["junk-number"] and found.records == read(READER, JANUARY).records


def test_rows_and_columns_in_another_order_give_the_same_records() -> None:
    turned = written([ROWS[0][::-1], *(row[::-1] for row in reversed(ROWS[1:]))])
    assert read(READER, turned) == read(READER, JANUARY)
    assert READER.recognises(turned)


def test_a_row_that_comes_twice_is_one_approval() -> None:
    assert read(READER, written([*ROWS, *ROWS[1:]])) == read(READER, JANUARY)


def test_an_approval_of_a_supplement_says_nothing_of_the_application() -> None:
    assert record(JANUARY, "NDA208999").status == ""


def test_an_approval_of_the_original_is_the_status_only_while_it_is_recent() -> None:
    def status(day: datetime.date) -> str:
        moment = datetime.datetime.combine(day, datetime.time(9), datetime.UTC)
        reading = READER.read(JANUARY, Page(address="", retrieved_at=moment))
        return next(each.status for each in reading.records if each.number == "ANDA206999")

    assert status(datetime.date(2021, 2, 3)) == "approved"
    assert status(datetime.date(2021, 3, 18)) == "approved"
    assert status(datetime.date(2021, 3, 19)) == ""
    assert status(datetime.date(2026, 1, 5)) == ""


@pytest.mark.parametrize(("submission", "status"), [("ORIG-1", "tentatively-approved"), ("ORIG-2", "")])
def test_a_tentative_approval_is_the_status_only_of_the_first_original(submission: str, status: str) -> None:
    body = changed(JANUARY, "ORIG-2", submission)
    moment = datetime.datetime(2021, 2, 3, tzinfo=datetime.UTC)
    reading = READER.read(body, Page(address="", retrieved_at=moment))
    (record,) = (each for each in reading.records if each.number == "ANDA211999")
    assert (record.status, "status" in record.covers) == (status, bool(status))


def test_each_month_is_a_record_of_its_own() -> None:
    march = ["03/02/2021", "LAKEENANDA   #208999", "SUPPL-14", "EXEMPLOL", "EXAMPLE HLTHCARE", "", "Approval"]
    found = [each for each in read(READER, written([*ROWS, march])).records if each.number == "NDA208999"]
    assert [(each.key, list(dates(each))) for each in found] == [
        ("NDA208999 2021-01", ["SUPPL-9", "SUPPL-12"]),
        ("NDA208999 2021-03", ["SUPPL-14"]),
    ]


def test_an_unknown_status_is_kept_and_is_no_step() -> None:
    found = read(READER, changed(JANUARY, '"Tentative Approval"', '"Rescinded"'))
    procedure = next(each for each in found.records if each.number == "ANDA211999").procedures[0]
    assert (procedure.status, procedure.status_text, procedure.steps) == ("unknown", "Rescinded", ())
    assert told(found) == ["unknown-word"]


def test_an_unknown_class_is_kept_and_told_once() -> None:
    rows = [[*row[:5], "Novelty", row[6]] for row in ROWS[1:]]
    found = read(READER, written([ROWS[0], *rows]))
    assert told(found) == ["unknown-word"]
    assert {each.details["submission_class"] for one in found.records for each in one.procedures} == {"Novelty"}


def test_a_missing_column_of_companies_keeps_the_old_ones() -> None:
    found = read(READER, written([[*row[:4], *row[5:]] for row in ROWS]))
    assert told(found) == ["missing-column"]
    assert all(each.applicant == "" and "applicant" not in each.covers for each in found.records)
    assert all("applicant" in each.covers for each in read(READER, JANUARY).records)


@pytest.mark.parametrize("column", ["Approval Date", "Drug Name", "Submission", "Submission Status"])
def test_a_missing_promised_column_is_drift(column: str) -> None:
    position = ROWS[0].index(column)
    with pytest.raises(Drifted, match=f"no column {column}"):
        read(READER, written([[*row[:position], *row[position + 1 :]] for row in ROWS]))


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Unreadable),
        (b"%PDF-1.7", Unreadable),
        (b"a,b\n1,2\n", Unreadable),
        (b"\0\0", Unreadable),
        (b"<html><body>Access Denied</body></html>", Blocked),
        (b"Not found", Blocked),
        (JANUARY.splitlines()[0] + b"\n", Drifted),
    ],
)
def test_what_is_no_report_is_refused(body: bytes, failure: type[Exception]) -> None:
    with pytest.raises(failure):
        read(READER, body)


@given(cut=st.integers(1, len(JANUARY) - 1))
@settings(max_examples=60, deadline=None)
def test_a_cut_report_fails_or_gives_whole_rows(cut: int) -> None:
    try:
        found = read(READER, JANUARY[:-cut])
    except (Drifted, Unreadable):
        return
    whole = read(READER, JANUARY)
    steps = {(each.key, *step) for each in whole.records for step in dates(each).items()}
    assert {(each.key, *step) for each in found.records for step in dates(each).items()} <= steps


@given(shuffler=st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_shuffled_rows_give_the_same(shuffler: random.Random) -> None:
    rows = ROWS[1:]
    shuffler.shuffle(rows)
    assert read(READER, written([ROWS[0], *rows])) == read(READER, JANUARY)
