"""Drugs@FDA's pages of 2016: what is read, what is odd, what is refused."""

import re
from collections.abc import Callable

import pytest

from scrapers.fda.pages_2016 import READER
from scrapers.readers import Drifted
from tests.scrapers.fda.pages import (
    DETAILS,
    HISTORY,
    OLD,
    OLD_NAMES,
    OLD_OVERVIEW,
    changed,
    dates,
    read,
    record,
    told,
)

ROW = re.compile(rb'<tr[^>]*>\s*<td class="product_table".*?</tr>', re.DOTALL)


@pytest.mark.parametrize("page", [HISTORY, DETAILS, OLD_OVERVIEW, OLD_NAMES])
def test_another_logo_is_no_other_page(page: bytes) -> None:
    other = changed(page, "masthead.png", "masthead_2017.png").replace(b"footer_logo", b"logo_of_the_footer")
    other = other.replace(b"FDA Home", b"Home page").replace(b"Disclaimer", b"Website Policies")
    assert other != page and read(READER, other) == read(READER, page)


def test_rows_in_another_order_give_the_same_history() -> None:
    rows = ROW.findall(HISTORY)
    turned = iter(reversed(rows))
    assert len(rows) == 4
    assert read(READER, ROW.sub(lambda _: next(turned), HISTORY)) == read(READER, HISTORY)


def test_columns_are_found_by_what_their_heads_say() -> None:
    swapped = re.sub(
        rb"(<(?:th|td)[^>]*>(?:(?!</t[hd]>).)*</t[hd]>)\s*(<(?:th|td)[^>]*>(?:(?!</t[hd]>).)*</t[hd]>)(?=\s*</tr>)",
        rb"\2\1",
        HISTORY[HISTORY.index(b"Approval History for the") :],
        flags=re.DOTALL,
    )
    body = HISTORY[: HISTORY.index(b"Approval History for the")] + swapped
    assert body != HISTORY and read(READER, body) == read(READER, HISTORY)


def test_zeros_are_the_original_application() -> None:
    assert dates(record(READER, HISTORY))["ORIG-1"] == ("approved", "1997-10-20")
    assert record(READER, HISTORY).procedures[0].type == "initial"


def test_a_tentative_approval_is_no_approval() -> None:
    page = changed(HISTORY, "Package Change", "Tentative Approval")
    assert dates(record(READER, page))["SUPPL-2"] == ("tentatively-approved", "1998-05-08")
    assert told(read(READER, page)) == []


def test_an_unknown_approval_type_is_an_approval_and_is_told() -> None:
    page = changed(HISTORY, "Package Change", "Expansion of Something")
    found = read(READER, page)
    assert told(found) == ["unknown-word"]
    assert found.records[0].procedures[1].status_text == "Expansion of Something"
    assert dates(found.records[0])["SUPPL-2"] == ("supplement-approved", "1998-05-08")


def test_a_word_of_several_classes_is_given_none() -> None:
    supplement = next(each for each in record(READER, HISTORY).procedures if each.slug == "SUPPL-10")
    assert (supplement.details, supplement.status_text) == ({}, "Supplement")


@pytest.mark.parametrize("date", ["13/45/2014", "07-07-2014", "", "01/01/1900", "7 July 2014"])
def test_a_junk_date_is_no_step(date: str) -> None:
    found = read(READER, changed(HISTORY, "05/08/1998", date))
    assert told(found) == ["junk-date" if date else "no-date"]
    assert "SUPPL-2" not in dates(found.records[0])
    assert "SUPPL-2" in [procedure.slug for procedure in found.records[0].procedures]


def test_a_row_without_a_number_is_left_out_and_told() -> None:
    found = read(READER, changed(HISTORY, "002&nbsp;", "n/a&nbsp;"))
    assert told(found) == ["junk-number"] and len(found.records[0].procedures) == 3


def test_a_link_to_a_script_is_no_document() -> None:
    page = changed(HISTORY, 'href="/drugsatfda_docs/nda/97/020999_toc.cfm"', 'href="javascript:displayPopup(1)"')
    assert [document.type for document in record(READER, page).documents] == ["Letter", "Label"]


def test_a_relative_link_leads_to_the_page_it_came_from() -> None:
    page = changed(HISTORY, "/drugsatfda_docs/nda/97/", "toc/")
    addresses = {document.address for document in record(READER, page, "https://archive.example/a/b.cfm").documents}
    assert "https://archive.example/a/toc/020999_toc.cfm" in addresses


def test_a_missing_column_of_links_takes_no_approval_away() -> None:
    page = changed(HISTORY, "Letters,<br> Reviews", "Something else<br>")
    found = read(READER, page)
    assert told(found) == ["unknown-column", "missing-column"]
    assert dates(found.records[0]) == dates(record(READER, HISTORY))


def test_a_marketed_product_shows_that_the_date_is_one_of_approval() -> None:
    marketed = changed(DETAILS, "Discontinued&nbsp;", "Prescription&nbsp;")
    assert (record(READER, marketed).status, dates(record(READER, marketed))) == (
        "approved",
        {"ORIG-1": ("approved", "1997-10-20")},
    )
    tentative = changed(DETAILS, "Discontinued&nbsp;", "None (Tentative Approval)&nbsp;")
    assert (record(READER, tentative).status, dates(record(READER, tentative))) == (
        "tentatively-approved",
        {"ORIG-1": ("tentatively-approved", "1997-10-20")},
    )


def test_an_unknown_marketing_status_leaves_open_what_was_approved() -> None:
    found = read(READER, changed(DETAILS, "Discontinued&nbsp;", "Elsewhere&nbsp;"))
    assert (found.records[0].status, found.records[0].status_text) == ("unknown", "Elsewhere")
    assert dates(found.records[0]) == {"ORIG-1": ("other", "1997-10-20")}
    assert told(found) == ["unknown-word"]


def test_two_products_that_differ_in_strength_have_marks_of_their_own() -> None:
    start = DETAILS.index(b'<tr valign="top">')
    row = DETAILS[start : DETAILS.index(b"</tr>", start) + 5]
    second = changed(row, "EQ 100MG", "EQ 150MG").replace(b"Discontinued", b"Prescription")
    one, other = DETAILS.replace(row, row + second), DETAILS.replace(row, second + row)
    products = record(READER, one).presentations
    assert record(READER, other).presentations == products
    assert len({product.number for product in products}) == 2
    assert record(READER, DETAILS).presentations[0] in products


def test_chemical_types_are_joined_as_the_data_join_them() -> None:
    page = changed(DETAILS, "3&nbsp;&nbsp;New dosage form", "3&nbsp;&nbsp;New dosage form 4&nbsp;&nbsp;New combination")
    assert record(READER, page).procedures[0].details["submission_class"] == "TYPE 3/4"


def test_products_of_one_name_do_not_say_that_an_application_is_discontinued() -> None:
    statuses = {each.number: each.status for each in read(READER, OLD_OVERVIEW).records}
    assert statuses == {"ANDA062998": "", "NDA202999": "approved"}


@pytest.mark.parametrize("page", [HISTORY, DETAILS])
def test_a_page_without_a_number_is_about_what_the_caller_or_its_address_says(page: bytes) -> None:
    unnumbered = changed(page, "(NDA) 020999", "not given")
    assert record(READER, unnumbered, OLD, "ANDA206999").number == "ANDA206999"
    chosen = OLD.replace("Search.DrugDetails", "Search.Set_Current_Drug&ApplNo=020999&DrugName=EXEMPLIN")
    assert record(READER, unnumbered, chosen).number == "NDA020999"


def test_a_list_of_names_is_whole_or_refused() -> None:
    with pytest.raises(Drifted, match=r"announces Links 101 to 104 of 1,203 and shows 3"):
        read(READER, changed(OLD_NAMES, "101 to 103", "101 to 104"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: changed(HISTORY, "Action<br>Date", "Day"), "no column Action Date"),
        (lambda: changed(HISTORY, "Supplement<br>Number", "No."), "no column Supplement Number"),
        (lambda: changed(HISTORY, "Approval<br>Type", "Sort"), "no column Approval Type"),
        (lambda: changed(HISTORY, "Approval History for the", "History for the"), "approval history is missing"),
        (lambda: changed(HISTORY, "(NDA) 020999", "see above"), "--application"),
        (lambda: ROW.sub(b"", HISTORY), "no row"),
        (lambda: changed(HISTORY, "Label and Approval History", "Something"), "headings"),
        (lambda: HISTORY[: HISTORY.index(b"</body>")], "cut"),
        (lambda: changed(DETAILS, "Marketing<br> Status", "Sold"), "no column Marketing Status"),
        (lambda: changed(DETAILS, 'summary="NDA Information"', ""), "products is missing"),
        (lambda: changed(OLD_OVERVIEW, "FDA Application<br>Number", "x"), "no column Number"),
        (lambda: re.sub(rb"A?NDA # \d+", b"see below", OLD_OVERVIEW), "no row of the table"),
        (lambda: changed(OLD_NAMES, "Links 101", "Names 101"), "which letter"),
    ],
)
def test_a_missing_promise_is_drift(change: Callable[[], bytes], message: str) -> None:
    with pytest.raises(Drifted, match=message) as failure:
        read(READER, change(), OLD)
    assert "\n" not in str(failure.value)
