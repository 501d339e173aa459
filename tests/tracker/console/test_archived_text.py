"""Archived bytes become text that can be read and never markup that is run."""

import io

import pytest
from openpyxl import Workbook

from tests.scrapers.pdfs import pdf
from tracker.console.archived_text import around, find, text_of


def workbook(*rows: list[str]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_page_becomes_lines_without_scripts_styles_and_comments():
    page = (
        b"<html><head><title>t</title></head><body><p>One<br>two</p>"
        b"<script>alert(1)</script><style>p{}</style>x<!-- c -->y</body>"
    )
    assert text_of(page) == "One\ntwo\nxy"


def test_markup_that_was_text_stays_text():
    assert text_of(b"<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>") == "<script>alert(1)</script>"


def test_the_encoding_of_a_page_is_utf_8_wherever_its_bytes_are_that():
    assert text_of("<p>Čeština</p>".encode()) == "Čeština"


def test_markdown_stays_as_it_is():
    assert text_of(b"# Sinerem\n\n| a | b |") == "# Sinerem\n\n| a | b |"


def test_json_shows_the_record_that_has_the_number():
    body = (
        b'{"results": [{"application_number": "NDA000001"},'
        b' {"application_number": "NDA022180", "sponsor_name": "AMAG"}]}'
    )
    assert text_of(body, "NDA022180") == "application_number: NDA022180\nsponsor_name: AMAG"


def test_the_parts_of_a_json_record_are_indented():
    assert text_of(b'{"a": [{"b": 1, "c": 2}]}') == "a:\n  – b: 1\n    c: 2"


def test_a_workbook_shows_the_row_that_has_the_number_beside_its_column_heads():
    body = workbook(
        ["Medicines", "", ""],
        ["Name", "EMA product number", "Status"],
        ["Rienso", "EMEA/H/C/002215", "Withdrawn"],
        ["Sinerem", "EMEA/H/C/000801", "Application withdrawn"],
    )
    assert text_of(body, "EMEA/H/C/000801") == (
        "Name: Sinerem\nEMA product number: EMEA/H/C/000801\nStatus: Application withdrawn"
    )


def test_the_pages_of_a_pdf_file_follow_each_other():
    text = text_of(pdf("Received", "Signed"))
    assert text is not None and text.split() == ["Received", "Signed"]


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 no workbook", b"%PDF-1.4 no pdf", b'{"cut": ', b"\xff\xfe\x00\x81"])
def test_bytes_that_are_no_text_are_left_to_the_download(body):
    assert text_of(body) is None


def test_words_are_found_whatever_blanks_and_punctuation_stand_between_them():
    found = find("It was at\n  day 175,\u00a0when it ended", "at day 175 when")
    assert found is not None
    assert (found.before, found.words, found.after) == ("It was ", "at\n  day 175,\u00a0when", " it ended")


def test_the_full_stop_of_the_words_is_theirs():
    found = find("It ended. Then more.", "it ended.")
    assert found is not None
    assert found.words == "It ended."


def test_words_are_not_found_inside_longer_words():
    assert find("submission_status_date", "status") is not None
    assert find("unapproved", "approved") is None
    assert find("approval", "nothing of this") is None


def test_the_context_is_cut_at_blanks():
    found = find("one two three four five six seven", "four")
    assert found is not None
    near = around(found, 9)
    assert (near.before, near.words, near.after) == ("… three ", "four", " five …")
