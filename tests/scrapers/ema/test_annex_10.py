"""Annex 10 of EMA's annual report: several sheets, each with a header of its own, worded differently every year."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.accepting import accept_notice
from scrapers.ema.annex_10 import READER
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import NoticeRecord, Reading
from tests.scrapers.ema.feed_files import PAGE
from tests.scrapers.ema.sheet_files import Rows, workbook_of

Row = Mapping[str, object]

POSITIVE = [
    "Product Name",
    "Product INN",
    "Validation Date",
    "Opinion Date",
    "EC Decision Date",
    "ATC Code",
    "Application type",
    "Accelerated Review",
    "New active subtance status",
    "Orphan at time of CHMP opinion",
    "MAA/MAH",
    "Active Time Elapsed",
    "Clock Stop Elapsed",
]
WITHDRAWN = [{"Opinion Date": "Withdrawal Date"}.get(label, label) for label in POSITIVE if label != "EC Decision Date"]

EXEMPLIN: Row = {
    "Product Name": "Exemplin",
    "Product INN": "exemplinum / otherlinum",
    "Validation Date": "22/01/2014",
    "Opinion Date": "26/03/2015",
    "Withdrawal Date": "26/03/2015",
    "EC Decision Date": "27/05/2015",
    "ATC Code": "A04AA55",
    "Application type": "New active substance",
    "Accelerated Review": "N",
    "New active subtance status": "Yes",
    "Orphan at time of CHMP opinion": "Y",
    "MAA/MAH": "Exemplar B.V., ",
    "Active Time Elapsed": 213.0,
    "Clock Stop Elapsed": 216,
}
ZETALIN = EXEMPLIN | {"Product Name": "Zetalin", "Product INN": "zetalinum"}

Sheets = dict[str, Rows]


def sheet(*rows: Row, labels: Sequence[str] = POSITIVE, above: int = 13, below: Rows = ()) -> Rows:
    return [*[[]] * above, labels, *[[row.get(label) for label in labels] for row in rows], *below]


def sheets(*positive: Row, **others: Any) -> Sheets:
    return {
        "Positive opinions": sheet(*positive, **others),
        "Negative opinions": sheet(ZETALIN),
        "Withdrawn applications": sheet(ZETALIN, labels=WITHDRAWN),
    }


def read(content: Sheets) -> Reading:
    return READER.read(workbook_of(content), PAGE)


def notice(content: Sheets, key: str) -> NoticeRecord:
    [found] = [notice for notice in read(content).notices if notice.key.startswith(key)]
    return found


def positive(**values: object) -> NoticeRecord:
    return notice(sheets(EXEMPLIN | {key.replace("_", " "): value for key, value in values.items()}), "2015/initial-p")


def oddities(reading: Reading) -> list[tuple[str, str]]:
    return [(warning.what, warning.text) for warning in reading.warnings]


def test_an_outcome_has_its_days_as_they_are_printed() -> None:
    found = positive()
    assert (found.kind, found.key) == ("committee-outcome", "2015/initial-positive/Exemplin/2014-01-22")
    assert (found.status, found.status_text) == ("opinion-positive", "Positive opinions")
    assert (str(found.starts_on), str(found.ends_on)) == ("2014-01-22", "2015-03-26")
    assert found.substances == ("exemplinum", "otherlinum")
    assert (found.details["active_days"], found.details["stopped_days"]) == ("213", "216")
    assert found.details["commission_decision_date"] == "2015-05-27"
    assert found.details["applicant"] == "Exemplar B.V."


def test_the_sheets_of_every_year_tell_procedure_and_outcome_in_their_names() -> None:
    article = [label for label in POSITIVE if label != "EC Decision Date"]
    content: Sheets = {
        "Initial evaluation - Positive ": sheet(EXEMPLIN),
        "Initial evaluation - Negative ": sheet(EXEMPLIN),
        "Initial evaluation - Withdrawn": sheet(EXEMPLIN, labels=WITHDRAWN),
        "Extensions - positive": sheet(EXEMPLIN),
        "Extensions - negative": sheet(EXEMPLIN),
        "Extension - withdrawn": sheet(EXEMPLIN, labels=WITHDRAWN),
        "Article 58 - scientific opinion": sheet(EXEMPLIN, labels=article),
    }
    found = {notice.key.split("/")[1]: notice.status for notice in read(content).notices}
    assert found == {
        "initial-positive": "opinion-positive",
        "initial-negative": "opinion-negative",
        "initial-withdrawn": "application-withdrawn",
        "extension-positive": "opinion-positive",
        "extension-negative": "opinion-negative",
        "extension-withdrawn": "application-withdrawn",
        "article-58-opinion": "opinion",
    }


def test_a_sheet_that_says_no_outcome_is_kept_as_unknown_and_reported() -> None:
    content = sheets(EXEMPLIN) | {"Initial evaluation - Mixed": sheet(EXEMPLIN)}
    assert notice(content, "2015/initial-unknown/Exemplin").status == "unknown"
    assert oddities(read(content)) == [("unknown-word", "Initial evaluation - Mixed")]


@pytest.mark.parametrize("printed", ["Exemplin*", "Exemplin (WD)", "Exemplin (RFD)", " Exemplin ", "Exemplin (WD)*"])
def test_marks_that_trail_a_name_are_not_the_name(printed: str) -> None:
    assert positive(Product_Name=printed).names == ("Exemplin",)
    assert positive(Product_Name="Exemplin (50 mg)").names == ("Exemplin (50 mg)",)


@pytest.mark.parametrize("above", [10, 13, 14, 16])
def test_the_header_is_found_wherever_it_stands(above: int) -> None:
    assert read(sheets(EXEMPLIN, above=above)).notices == read(sheets(EXEMPLIN)).notices


def test_dates_are_the_same_as_text_and_as_cells() -> None:
    cells = {
        "Validation Date": datetime.date(2014, 1, 22),
        "Opinion Date": datetime.date(2015, 3, 26),
        "EC Decision Date": datetime.date(2015, 5, 27),
    }
    assert read(sheets(EXEMPLIN | cells)).notices == read(sheets(EXEMPLIN)).notices


@pytest.mark.parametrize("below", [[["None"]], [["None finalised in 2015"]], [[], ["Exemplin* had another opinion"]]])
def test_footnotes_and_none_are_no_applications(below: Rows) -> None:
    reading = read(sheets(EXEMPLIN, below=below))
    assert reading.notices == read(sheets(EXEMPLIN)).notices
    assert reading.warnings == ()


def test_a_sheet_of_the_same_year_without_applications_is_complete() -> None:
    content = sheets(EXEMPLIN) | {"Negative opinions": sheet(below=[["None"]])}
    assert len(read(content).notices) == 2


@pytest.mark.parametrize(
    ("word", "conditional", "exceptional"),
    [("STANDARD", "No", "No"), ("CONDITIONAL", "Yes", "No"), ("EXCEPTIONAL", "No", "Yes"), ("PARTIAL", "", "")],
)
def test_one_column_can_tell_of_conditional_approval_and_exceptional_circumstances(
    word: str, conditional: str, exceptional: str
) -> None:
    label = "Conditional, Exceptional or Standard marketing authorisation"
    content = sheets(EXEMPLIN | {label: word}, labels=[*POSITIVE, label])
    details = notice(content, "2015/initial-positive").details
    assert (details["conditional_approval"], details["exceptional_circumstances"]) == (conditional, exceptional)
    assert oddities(read(content)) == ([("unknown-word", "PARTIAL")] if word == "PARTIAL" else [])


def test_columns_that_a_year_does_not_have_are_not_covered() -> None:
    shorter = [label for label in POSITIVE if label not in ("Accelerated Review", "EC Decision Date")]
    found = notice(sheets(EXEMPLIN, labels=shorter), "2015/initial-positive")
    assert not {"accelerated_assessment", "commission_decision_date"} & {*found.covers, *found.details}
    assert {"active_days", "starts_on", "status"} <= {*found.covers}


def test_a_row_that_is_read_anew_is_still_about_a_medicine_for_people() -> None:
    earlier, later = positive(), positive(Active_Time_Elapsed=214)
    accepted = accept_notice(earlier, later)
    assert (accepted.category, accepted.details["procedure_type"]) == ("Human", "initial")
    assert accepted.details["active_days"] == "214"


def test_the_year_is_the_one_in_which_most_applications_ended() -> None:
    late = EXEMPLIN | {"Opinion Date": "28/01/2016", "Product Name": "Latelin"}
    assert read(sheets(EXEMPLIN, late)).within == "2015/"
    assert {notice.key[:5] for notice in read(sheets(EXEMPLIN, late)).notices} == {"2015/"}


def test_the_day_of_the_report_is_its_stamp() -> None:
    content = sheets(EXEMPLIN)
    content["Positive opinions"] = [[None, datetime.date(2016, 5, 17)], *content["Positive opinions"]]
    assert read(content).published_at == "2016-05-17T00:00"
    assert read(sheets(EXEMPLIN)).published_at == ""


def test_a_row_without_dates_is_kept_and_reported() -> None:
    found = positive(Validation_Date="soon")
    assert (found.key, found.starts_on) == ("2015/initial-positive/Exemplin/", None)
    assert oddities(read(sheets(EXEMPLIN | {"Validation Date": "soon"}))) == [("junk-date", "validation: soon")]


@pytest.mark.parametrize("lost", ["Positive opinions", "Negative opinions", "Withdrawn applications"])
def test_a_year_without_one_of_its_sheets_is_a_drift_that_names_it(lost: str) -> None:
    content = sheets(EXEMPLIN) | {"Contents": [["Contents"]]}
    del content[lost]
    with pytest.raises(Drifted, match=f"initial-{lost.split(maxsplit=1)[0].lower()}.*Contents"):
        read(content)


@pytest.mark.parametrize("lost", ["Product Name", "Validation Date", "Opinion Date"])
def test_a_lost_name_or_date_is_a_drift_that_names_the_sheet(lost: str) -> None:
    with pytest.raises(Drifted, match="Positive opinions"):
        read(sheets(EXEMPLIN, labels=[label for label in POSITIVE if label != lost]))


def test_an_application_that_stands_twice_is_one_in_any_order() -> None:
    other = EXEMPLIN | {"Clock Stop Elapsed": 1}
    assert read(sheets(EXEMPLIN, other)).notices == read(sheets(other, EXEMPLIN)).notices
    assert [what for what, _ in oddities(read(sheets(EXEMPLIN, other)))] == ["duplicate-key"]


def test_the_annex_is_recognised_and_pages_and_damaged_files_are_refused() -> None:
    assert READER.recognises(workbook_of(sheets(EXEMPLIN)))
    assert not READER.recognises(workbook_of({"Contents": [["Contents"]]}))
    assert not READER.recognises(b"PK\x03\x04")
    with pytest.raises(Blocked):
        READER.read(b"<!DOCTYPE html><title>Just a moment", PAGE)
    with pytest.raises(Unreadable):
        READER.read(b"PK\x03\x04 cut", PAGE)


mutations = settings(max_examples=12, deadline=None)


@given(st.permutations(POSITIVE), st.permutations([EXEMPLIN, ZETALIN]), st.permutations(list(sheets(EXEMPLIN))))
@mutations
def test_neither_the_order_of_columns_rows_nor_sheets_changes_a_notice(
    labels: list[str], rows: list[Row], names: list[str]
) -> None:
    content = sheets(*rows, labels=labels)
    found = read({name: content[name] for name in names}).notices
    assert {notice.key: notice for notice in found} == {
        notice.key: notice for notice in read(sheets(EXEMPLIN, ZETALIN)).notices
    }


CELLS = st.none() | st.booleans() | st.integers(-9, 99999) | st.floats(-1e6, 1e6) | st.text("ab1/ -*", max_size=12)


@given(st.dictionaries(st.sampled_from(POSITIVE), CELLS))
@mutations
def test_any_cells_leave_the_other_rows_alone(cells: dict[str, object]) -> None:
    reading = read(sheets(EXEMPLIN | cells, ZETALIN))
    assert notice(sheets(ZETALIN), "2015/initial-positive/Zetalin") in reading.notices
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


WHOLE = workbook_of(sheets(EXEMPLIN))
"""Made once: a workbook holds the moment at which it was written."""


@given(st.data())
@mutations
def test_damaged_bytes_fail_in_a_typed_way_or_give_notices(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(WHOLE) - 1))
    damaged = WHOLE[:at] + data.draw(st.binary(max_size=3)) + WHOLE[at + data.draw(st.integers(0, 40)) :]
    try:
        assert READER.read(damaged, PAGE).scope == "whole"
    except ReadingFailed as failure:
        assert str(failure)


def test_a_sheet_that_says_none_has_no_rows_whatever_an_unknown_column_holds() -> None:
    nothing = ["None in 2015", *[None] * (len(POSITIVE) - 1), "n/a"]
    none = sheet(labels=[*POSITIVE, "Something new"], below=[nothing])
    found = read(sheets(EXEMPLIN) | {"Extensions - negative": none})
    assert found.notices == read(sheets(EXEMPLIN)).notices
