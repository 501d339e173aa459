"""EMA's monthly lists of applications under evaluation. The layout is reconstructed: no file of it was ever seen."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.ema.under_evaluation import READER
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import ApplicationRecord, Reading
from tests.scrapers.ema.feed_files import PAGE
from tests.scrapers.ema.sheet_files import Rows, workbook_of
from tests.scrapers.ema.workbooks import PORTFOLIO, workbook

Row = Mapping[str, object]

INN = "International non-proprietary name (INN) / Common Name"
LABELS = [
    INN,
    "Indication - Summary",
    "EMA Prod. Number",
    "Start of evaluation",
    "Substance type",
    "Is PRIME",
    "Orphan Product",
    "Accelerated assessment",
]
EXEMPLINUM: Row = {
    INN: "exemplinum",
    "Indication - Summary": "Treatment of examples",
    "EMA Prod. Number": "EMEA/H/C/900001",
    "Start of evaluation": "28/11/2024",
    "Substance type": "Chemical",
    "Is PRIME": "No",
    "Orphan Product": "Yes",
    "Accelerated assessment": "N",
}
OTHERLINUM = EXEMPLINUM | {INN: "otherlinum", "EMA Prod. Number": "EMEA/H/C/900002", "Start of evaluation": "May 2024"}
ABOVE: Rows = [
    ["Medicines under evaluation"],
    [],
    ["Data extracted 06/01/2025"],
    *[[]] * 11,
]


def body(
    *rows: Row, labels: Sequence[str] = LABELS, above: Rows = ABOVE, below: Rows = (), sheet: str = "Non-orphan"
) -> bytes:
    table = [[row.get(label) for label in labels] for row in rows]
    return workbook_of({"Read me": [["About this list"]], sheet: [*above, labels, *table, *below]})


def read(*rows: Row, **layout: Any) -> Reading:
    return READER.read(body(*rows, **layout), PAGE)


def only(**values: object) -> ApplicationRecord:
    [record] = read(EXEMPLINUM | {label: values[key] for key, label in KEYS.items() if key in values}).records
    return record


KEYS = {"number": "EMA Prod. Number", "start": "Start of evaluation", "prime": "Is PRIME"}


def start(text: object) -> str:
    [procedure] = only(start=text).procedures
    return str(procedure.steps[0].date)


def oddities(reading: Reading) -> list[tuple[str, str]]:
    return [(warning.what, warning.text) for warning in reading.warnings]


def test_an_application_under_evaluation_has_its_start_and_no_name() -> None:
    record = only()
    assert (record.number, record.name, record.inn) == ("EMEA/H/C/900001", "", "exemplinum")
    assert (record.status, record.status_text) == ("under-evaluation", "Under evaluation")
    assert record.details == {
        "intended_use": "Treatment of examples",
        "substance_type": "Chemical",
        "prime": "No",
        "orphan_medicine": "Yes",
        "accelerated_assessment": "No",
    }
    [procedure] = record.procedures
    [step] = procedure.steps
    assert (procedure.slug, step.kind, str(step.date)) == ("initial", "procedure-started", "2024-11-28")
    assert step.evidence[0].quote == "Start of evaluation: 28/11/2024"
    assert "name" not in record.covers


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("28/11/2024", "2024-11-28"),
        (datetime.date(2024, 11, 28), "2024-11-28"),
        ("28 November 2024", "2024-11-28"),
        ("November 2024", "2024-11"),
        ("Nov-2024", "2024-11"),
        ("11/2024", "2024-11"),
        ("2024-11", "2024-11"),
    ],
)
def test_a_start_is_as_exact_as_it_is_written(written: object, read_as: str) -> None:
    assert start(written) == read_as


def test_starts_that_are_all_on_the_first_are_months() -> None:
    rows = [
        EXEMPLINUM | {"EMA Prod. Number": f"EMEA/H/C/90000{n}", "Start of evaluation": datetime.date(2024, n, 1)}
        for n in (3, 4, 5)
    ]
    dates = [str(record.procedures[0].steps[0].date) for record in read(*rows).records]
    assert dates == ["2024-03", "2024-04", "2024-05"]
    assert str(read(*rows[:2]).records[0].procedures[0].steps[0].date) == "2024-03-01"


@pytest.mark.parametrize("junk", ["soon", "31/02/2024", "13/2024", "45000"])
def test_what_is_no_start_is_reported_and_no_step(junk: str) -> None:
    reading = read(EXEMPLINUM | {"Start of evaluation": junk})
    assert reading.records[0].procedures == ()
    assert [warning.what for warning in reading.warnings] == ["junk-date"]


@pytest.mark.parametrize(
    "above",
    [
        [["Data extracted 06/01/2025"]],
        [["Data extracted on 6 January 2025"]],
        [["Data extracted:", datetime.date(2025, 1, 6)]],
    ],
)
def test_the_day_of_the_data_is_the_stamp_of_the_list(above: Rows) -> None:
    assert read(EXEMPLINUM, above=above).published_at == "2025-01-06T00:00"
    assert read(EXEMPLINUM, above=[]).published_at == ""


def test_headings_footnotes_and_a_header_that_comes_again_are_no_applications() -> None:
    below = [["Biosimilars"], LABELS, [OTHERLINUM.get(label) for label in LABELS], [], ["* see the website"]]
    reading = read(EXEMPLINUM, below=below)
    assert [record.inn for record in reading.records] == ["exemplinum", "otherlinum"]
    assert reading.warnings == ()


def test_labels_may_be_worded_in_another_way() -> None:
    worded = [
        "International non-proprietary name (salt, ester, derivative, etc.)",
        "Indication",
        "EMA product number",
        "Start of\nevaluation",
        "Substance type (human)",
        "PRIME",
        "Orphan medicine",
        "Accelerated review",
    ]
    renamed = {new: EXEMPLINUM[old] for new, old in zip(worded, LABELS, strict=True)}
    assert read(renamed, labels=worded).records == read(EXEMPLINUM).records


@pytest.mark.parametrize("lost", ["EMA Prod. Number", "Start of evaluation"])
def test_a_list_without_numbers_or_starts_is_a_drift_that_names_them(lost: str) -> None:
    with pytest.raises(Drifted, match={"EMA Prod. Number": "EMA product number"}.get(lost, lost)):
        read(EXEMPLINUM, labels=[label for label in LABELS if label != lost])


def test_a_workbook_without_the_list_is_a_drift_that_names_its_sheets() -> None:
    with pytest.raises(Drifted, match="About, Notes"):
        READER.read(workbook_of({"About": [["Nothing here"]], "Notes": [["More"]]}), PAGE)


def test_a_lost_flag_keeps_its_old_values_and_a_new_column_is_reported() -> None:
    reading = read(EXEMPLINUM, labels=[*(label for label in LABELS if label != "Is PRIME"), "Applicant"])
    assert "prime" not in reading.records[0].covers
    assert oddities(reading) == [("unknown-column", "Applicant"), ("missing-column", "Prime")]


def test_junk_numbers_are_kept_out() -> None:
    reading = read(EXEMPLINUM, OTHERLINUM, OTHERLINUM | {"EMA Prod. Number": "pending"})
    assert len(reading.records) == 2
    assert oddities(reading) == [("junk-number", "pending")]


def test_the_lists_of_human_and_of_veterinary_medicines_do_not_miss_each_others() -> None:
    veterinary = EXEMPLINUM | {"EMA Prod. Number": "EMEA/V/C/900003"}
    assert (read(EXEMPLINUM).within, read(EXEMPLINUM).scope) == ("EMEA/H/", "whole")
    assert (read(veterinary).within, read(veterinary).records[0].category) == ("EMEA/V/", "Veterinary")
    assert read(EXEMPLINUM, veterinary).within == ""


def test_the_lists_are_found_by_their_addresses_and_recognised() -> None:
    folder = "https://www.ema.europa.eu/en/documents/report"
    assert READER.matches(f"{folder}/applications-new-human-medicines-under-evaluation-january-2025_en.xlsx")
    assert READER.matches(f"{folder}/applications-new-veterinary-medicines-under-evaluation-may-2026_en.xlsx")
    assert not READER.matches(f"{folder}/medicines-output-medicines-report_en.xlsx")
    assert READER.recognises(body(EXEMPLINUM))
    assert not READER.recognises(workbook_of({"About": [["Nothing here"]]}))
    assert not READER.recognises(b"PK\x03\x04")


def test_the_medicines_table_is_no_list_of_applications_under_evaluation() -> None:
    table = workbook(PORTFOLIO)
    assert not READER.recognises(table)
    with pytest.raises(Drifted, match="another table"):
        READER.read(table, PAGE)


def test_pages_and_damaged_files_are_refused() -> None:
    with pytest.raises(Blocked):
        READER.read(b"<!DOCTYPE html><title>Just a moment", PAGE)
    with pytest.raises(Unreadable):
        READER.read(b"PK\x03\x04 cut", PAGE)


mutations = settings(max_examples=12, deadline=None)


@given(st.permutations(LABELS), st.permutations([EXEMPLINUM, OTHERLINUM]), st.integers(0, 30))
@mutations
def test_neither_the_order_of_columns_nor_of_rows_changes_a_record(
    labels: list[str], rows: list[Row], blank: int
) -> None:
    expected = [msgspec.json.encode(record) for record in read(EXEMPLINUM, OTHERLINUM).records]
    found = read(*rows, labels=labels, above=[[]] * blank).records
    assert [msgspec.json.encode(record) for record in found] == expected


CELLS = st.none() | st.booleans() | st.integers(-9, 99999) | st.floats(-1e6, 1e6) | st.text("ab1/ -", max_size=12)


@given(st.dictionaries(st.sampled_from(LABELS), CELLS))
@mutations
def test_any_cells_leave_the_other_rows_alone(cells: dict[str, object]) -> None:
    reading = read(OTHERLINUM, EXEMPLINUM | cells)
    assert "otherlinum" in {record.inn for record in reading.records}
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


WHOLE = body(EXEMPLINUM, OTHERLINUM)
"""Made once: a workbook holds the moment at which it was written."""


@given(st.data())
@mutations
def test_damaged_bytes_fail_in_a_typed_way_or_give_records(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(WHOLE) - 1))
    damaged = WHOLE[:at] + data.draw(st.binary(max_size=3)) + WHOLE[at + data.draw(st.integers(0, 40)) :]
    try:
        assert READER.read(damaged, PAGE).scope == "whole"
    except ReadingFailed as failure:
        assert str(failure)
