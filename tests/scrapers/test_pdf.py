"""The text of PDF files, and the files that give none."""

import io
import random

import pytest
from pypdf import PdfWriter

from scrapers import pdf as reading
from scrapers.readers import Blocked, ReadingFailed, Unreadable
from tests.scrapers.pdfs import encrypted, pdf

LETTER = pdf("NDA 099999\nDear Applicant:\nReceived 1 (one) May 2007", "Signed\\dated")


def test_the_text_comes_page_by_page_and_line_by_line() -> None:
    first, second = reading.pages(LETTER)
    assert [line.strip() for line in first.splitlines()] == [
        "NDA 099999",
        "Dear Applicant:",
        "Received 1 (one) May 2007",
    ]
    assert second.strip() == "Signed\\dated"


def test_a_page_without_text_keeps_its_place() -> None:
    assert [bool(text.strip()) for text in reading.pages(pdf("one", "", "three"))] == [True, False, True]


def test_of_a_long_file_the_first_pages_can_be_asked_for() -> None:
    assert [text.strip() for text in reading.pages(pdf("one", "two", "three"), first=2)] == ["one", "two"]


def test_a_file_that_begins_as_a_pdf_file_looks_like_one() -> None:
    assert reading.looks_like(LETTER) and reading.looks_like(b"\n%PDF-1.4")
    assert not reading.looks_like(b"<html>%PDF</html>") and not reading.looks_like(b"")


def test_scanned_pages_are_said_to_be_pictures() -> None:
    with pytest.raises(Unreadable, match="none of 2 pages has text: they are pictures"):
        reading.pages(pdf("", ""))


def test_a_page_or_an_apology_instead_of_a_pdf_file_is_a_block() -> None:
    for body in (b"<!DOCTYPE html><title>Access</title>", b"Access Denied"):
        with pytest.raises(Blocked, match="where a PDF file was due"):
            reading.pages(body)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"%PDF", b"%PDF-1.7\n%%EOF", LETTER[: len(LETTER) // 2]])
def test_what_is_no_whole_pdf_file_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        reading.pages(body)


def test_a_file_locked_with_a_password_says_so() -> None:
    with pytest.raises(Unreadable, match="encrypted and needs a password"):
        reading.pages(encrypted(LETTER, "secret"))


def test_a_file_that_only_forbids_printing_is_read() -> None:
    assert reading.pages(encrypted(LETTER, "")) == reading.pages(LETTER)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("MAX_BYTES", 100, "bytes, more than 100"),
        ("MAX_PAGES", 1, "has 2 pages, more than 1"),
        ("MAX_CHARACTERS", 10, "first 1 pages have more than 10 characters"),
        ("MAX_SECONDS", -1.0, "took more than"),
    ],
)
def test_more_than_the_limits_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: float, reason: str) -> None:
    monkeypatch.setattr(reading, name, value)
    with pytest.raises(Unreadable, match=reason):
        reading.pages(LETTER)


def test_a_stream_that_unpacks_to_very_much_is_refused() -> None:
    with pytest.raises(Unreadable):
        reading.pages(pdf("x" * 25_000_000))


def test_damaged_bytes_fail_as_readers_may() -> None:
    chance = random.Random(7)
    for _ in range(150):
        body = bytearray(LETTER)
        for _ in range(chance.randrange(1, 30)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        try:
            texts = reading.pages(bytes(body[: chance.randrange(20, len(body) + 1)]))
        except ReadingFailed:
            continue
        assert "".join(texts).encode()


def test_a_file_without_pages_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        reading.pages(pdf())


class TestDamage:
    TEXT = "NDA 099999\nReceived 1 May 2007\n" + "The application is approved as of this day.\n" * 20

    def compressed(self) -> bytes:
        writer = PdfWriter(clone_from=io.BytesIO(pdf(self.TEXT)))
        for page in writer.pages:
            page.compress_content_streams()
        content = io.BytesIO()
        writer.write(content)
        return content.getvalue()

    def test_a_compressed_page_that_came_whole_is_read(self) -> None:
        assert "Received 1 May 2007" in reading.pages(self.compressed())[0]

    def test_a_damaged_page_is_refused_and_not_read_with_other_words(self) -> None:
        body = self.compressed()
        start = body.index(b"stream") + 30
        for place in range(start, start + 40):
            damaged = body[:place] + bytes([body[place] ^ 0x10]) + body[place + 1 :]
            with pytest.raises(Unreadable, match="damaged"):
                reading.pages(damaged)

    def test_a_page_whose_beginning_is_not_found_is_refused(self) -> None:
        with pytest.raises(Unreadable, match="0 streams begin in it, and 1 end"):
            reading.pages(self.compressed().replace(b"\nstream\n", b"\nstreak\n"))

    def test_streams_that_unpack_to_more_than_any_document_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("scrapers.pdf_damage.MAX_UNPACKED", 500)
        with pytest.raises(Unreadable, match="unpacks to more than"):
            reading.pages(self.compressed())
