"""Drugs@FDA's pages of the present design, as far as their structure is known."""

import re

import pytest

from scrapers.fda.approvals_csv import READER as CSV_READER
from scrapers.fda.pages import READER
from scrapers.readers import Drifted
from tests.scrapers.fda.pages import DAYS, JANUARY, NAMES, NEW, OVERVIEW, changed, dates, read, record, told


def without(body: bytes, table: str) -> bytes:
    found = re.sub(rb'<table id="' + table.encode() + rb'".*?</table>', b"", body, flags=re.DOTALL)
    assert found != body
    return found


@pytest.mark.parametrize("table", ["exampleApplOrig", "exampleApplSuppl", "exampleLabels"])
def test_any_table_but_that_of_the_products_may_be_missing(table: str) -> None:
    assert record(READER, without(OVERVIEW, table)).number == "NDA022999"


def test_an_overview_without_products_is_drift() -> None:
    with pytest.raises(Drifted, match="products of NDA022999 is missing"):
        read(READER, without(OVERVIEW, "exampleProd"))


def test_the_older_name_of_the_table_of_labels_is_known() -> None:
    older = without(changed(OVERVIEW, "exampleLabels", "examplelabel"), "exampleApplSuppl")
    assert any("2018/022999s009lbl" in document.address for document in record(READER, older).documents)


def test_several_actions_on_a_submission_are_several_steps() -> None:
    row = b"<tr><td>06/30/2009</td>"
    earlier = (
        b"<tr><td>10/17/2008</td><td>ORIG-1</td><td>Tentative Approval</td><td></td><td></td><td></td><td></td>"
        b"<td></td></tr>"
    )
    original = record(READER, OVERVIEW.replace(row, earlier + row)).procedures[0]
    assert [(step.kind, str(step.date)) for step in original.steps] == [
        ("tentatively-approved", "2008-10-17"),
        ("approved", "2009-06-30"),
    ]
    assert (original.status, original.status_text) == ("approved", "Approval")


def test_categories_of_one_class_are_that_class() -> None:
    both = changed(OVERVIEW, "Efficacy-New Indication", "Labeling-Package Insert, Labeling-Medication Guide")
    assert record(READER, both).procedures[2].details["submission_class"] == "LABELING"


def test_categories_of_several_classes_stay_as_they_are() -> None:
    both = changed(OVERVIEW, "Efficacy-New Indication", "Efficacy-New Indication, Labeling")
    assert record(READER, both).procedures[2].details["submission_class"] == "Efficacy-New Indication, Labeling"


def test_an_unknown_action_is_no_approval() -> None:
    found = read(READER, changed(OVERVIEW, "<td>Approval</td>", "<td>Deferred</td>"))
    assert told(found) == ["unknown-word"]
    assert found.records[0].procedures[0].status == "unknown" and found.records[0].procedures[0].steps == ()


def test_every_product_discontinued_is_a_discontinued_application() -> None:
    assert record(READER, changed(OVERVIEW, "Prescription", "Discontinued")).status == "discontinued"


def test_a_number_without_a_type_is_that_of_the_caller() -> None:
    page = changed(OVERVIEW, " (NDA)", "")
    page = changed(page, ">022999<", ">206999<")
    with pytest.raises(Drifted, match="--application"):
        read(READER, page)
    assert record(READER, page, application="ANDA206999").number == "ANDA206999"


def test_a_list_row_whose_link_leads_to_another_number_is_left_out() -> None:
    found = read(READER, changed(NAMES, "ApplNo=018999", "ApplNo=018998"))
    assert told(found) == ["junk-number"] and [each.number for each in found.records] == ["ANDA206999"]


def test_a_table_of_a_day_under_another_date_is_drift() -> None:
    with pytest.raises(Drifted, match="table of 01-10 stands under January 11, 2019"):
        read(READER, changed(DAYS, "January 10, 2019", "January 11, 2019"))


def test_a_hidden_cell_without_a_head_moves_no_column() -> None:
    page = OVERVIEW.replace(b"<th>Url</th>", b"")
    assert page != OVERVIEW and read(READER, page) == read(READER, OVERVIEW)


def test_rows_that_do_not_fit_the_head_are_drift() -> None:
    with pytest.raises(Drifted, match="fewer cells"):
        read(
            READER,
            OVERVIEW.replace(b"<td></td><td></td></tr>", b"</tr>").replace(b"</td><td></td></tr>", b"</td></tr>"),
        )


def test_the_head_may_leave_the_number_to_the_address() -> None:
    page = changed(OVERVIEW, ">022999<", "><")
    with pytest.raises(Drifted, match="--application"):
        read(READER, page)
    assert record(READER, page, NEW).number == "NDA022999"


def test_a_report_of_junk_is_drift_and_an_empty_one_is_read() -> None:
    with pytest.raises(Drifted, match="no row"):
        read(READER, re.sub(rb"A?NDA  #\d+", b"", DAYS))
    empty = re.sub(rb"<tbody>.*?</tbody>", b"<tbody></tbody>", DAYS, flags=re.DOTALL)
    assert told(read(READER, empty)) == ["no-approvals"]


def test_words_of_a_script_are_no_table_that_breaks_off() -> None:
    page = changed(OVERVIEW, "</body>", "<script>var row = '<table>';</script></body>")
    assert read(READER, page) == read(READER, OVERVIEW)


def test_a_table_that_breaks_off_is_drift() -> None:
    with pytest.raises(Drifted, match="cut"):
        read(READER, DAYS[: DAYS.rindex(b"</tr>")])


def test_the_monthly_report_gives_the_same_as_a_page_and_as_csv() -> None:
    lines = [line.split('","') for line in JANUARY.decode("utf-8-sig").splitlines()]
    heads, *rows = ([cell.strip('"') for cell in line] for line in lines)
    cells = [[re.sub(r"(A?NDA|BLA)( +#\d+)$", r"<br>\1\2", cell) for cell in row] for row in rows]
    cells = [[cell.replace("LAKEEN<br>A", "LAKEENA<br>") for cell in row] for row in cells]
    page = (
        '<html><body><a href="index.cfm?event=reportsSearch.process">x</a><table id="example"><thead><tr>'
        + "".join(f"<th>{head}</th>" for head in heads)
        + "</tr></thead><tbody>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
        + "</tbody></table></body></html>"
    )
    found = read(READER, page.encode(), NEW)
    assert found.records == read(CSV_READER, JANUARY).records


def test_dates_are_those_of_the_tables() -> None:
    assert dates(record(READER, OVERVIEW)) == {
        "ORIG-1": ("approved", "2009-06-30"),
        "SUPPL-6": ("supplement-approved", "2011-06-21"),
        "SUPPL-9": ("supplement-approved", "2018-02-02"),
    }
