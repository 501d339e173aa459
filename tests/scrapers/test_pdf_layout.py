"""Where the words of PDF files stand, and the files that are refused."""

import random

import pytest

from scrapers import pdf_layout
from scrapers.pdf_layout import layouts, lines, texts
from scrapers.readers import Blocked, ReadingFailed, Unreadable
from tests.scrapers.pdfs import Drawn, Text, encrypted, pdf, placed

PAGE = (
    Text(60, 100, "The procedure started"),
    Text(400, 100, "20 June 2019"),
    Text(60, 113, "on the day"),
    Text(150, 500, "Medicinal product no longer authorised", 40, 55),
    Drawn(50, 130, 500, 130),
    Drawn(390, 90, 390, 130),
)


@pytest.mark.parametrize("is_turned", [False, True], ids=["upright", "sideways"])
def test_words_rows_and_drawn_lines_are_where_people_see_them(is_turned: bool) -> None:
    (page,) = layouts(placed(PAGE, is_turned=is_turned), {1})
    assert [line.text for line in lines(page.words)] == ["The procedure started 20 June 2019", "on the day"]
    first = lines(page.words)[0]
    assert first.left == pytest.approx(60, abs=1) and first.words[3].left == pytest.approx(400, abs=1)
    assert first.middle == pytest.approx(106, abs=3)
    assert [(round(rule.height), round(rule.left)) for rule in page.rules] == [(130, 50)]
    assert [round(upright.place) for upright in page.uprights] == [390]


def test_a_watermark_across_the_page_is_left_out() -> None:
    (page,) = layouts(placed(PAGE), {1})
    assert "Medicinal" not in {word.text for word in page.words}
    assert "Medicinal" in texts(placed(PAGE))[0]


def test_only_the_wanted_pages_are_laid_out_and_the_first_pages_read() -> None:
    body = pdf("one", "two", "three")
    assert [page.number for page in layouts(body, {2, 3, 9})] == [2, 3]
    assert [text.strip() for text in texts(body, 2)] == ["one", "two"]


def test_a_page_or_an_apology_instead_of_a_pdf_file_is_a_block() -> None:
    for body in (b"<!DOCTYPE html><title>Access</title>", b"Access Denied"):
        with pytest.raises(Blocked, match="where a PDF file was due"):
            texts(body)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"%PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_whole_pdf_file_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        texts(body)


def test_scanned_and_locked_files_say_what_they_are() -> None:
    with pytest.raises(Unreadable, match="none of 2 pages has text: they are pictures"):
        texts(pdf("", ""))
    with pytest.raises(Unreadable, match="encrypted and needs a password"):
        texts(encrypted(pdf("one"), "secret"))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("MAX_BYTES", 100, "bytes, more than 100"),
        ("MAX_PAGES", 1, "has 2 pages, not 1 to 1"),
        ("MAX_CHARACTERS", 2, "have more than 2 characters"),
        ("MAX_SECONDS", -1.0, "took more than"),
    ],
)
def test_more_than_the_limits_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: float, reason: str) -> None:
    monkeypatch.setattr(pdf_layout, name, value)
    with pytest.raises(Unreadable, match=reason):
        texts(pdf("one", "two"))


def test_damaged_bytes_fail_as_readers_may() -> None:
    chance = random.Random(11)
    body = bytearray(placed(PAGE))
    for _ in range(60):
        damaged = bytearray(body)
        for place in chance.sample(range(8, len(body)), 12):
            damaged[place] = chance.randrange(256)
        try:
            texts(bytes(damaged))
            layouts(bytes(damaged), {1})
        except ReadingFailed:
            continue


def test_a_raised_figure_behind_a_word_is_a_word_of_its_own() -> None:
    body = placed(
        [Text(60, 100, "in 2005"), Text(60 + 31.6, 98, "1", 6), Text(60, 200, "August"), Text(60, 220, "2006")]
    )
    (page,) = pdf_layout.layouts(body, {1})
    assert [word.text for word in page.words] == ["in", "2005", "1", "August", "2006"]
