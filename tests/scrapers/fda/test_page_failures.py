"""No reader of FDA's pages falls over: whatever the bytes, it reads or refuses, and a block is a block."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.fda import approval_package, approvals_csv, pages, pages_2016
from scrapers.readers import Blocked, Reader, ReadingFailed, Unreadable
from scrapers.records import Reading
from scrapers.registry import choose
from tests.scrapers.fda.pages import (
    CONTENTS,
    DAYS,
    DETAILS,
    HISTORY,
    JANUARY,
    NAMES,
    NEW,
    OLD,
    OLD_NAMES,
    OLD_OVERVIEW,
    OVERVIEW,
    PACKAGE,
    read,
)

PAGES: tuple[tuple[Reader, str, bytes], ...] = (
    *((pages_2016.READER, OLD, body) for body in (HISTORY, DETAILS, OLD_OVERVIEW, OLD_NAMES)),
    (approval_package.READER, PACKAGE, CONTENTS),
    *((pages.READER, NEW, body) for body in (OVERVIEW, NAMES, DAYS)),
)
READERS = (pages_2016.READER, approval_package.READER, pages.READER, approvals_csv.READER)
WHOLE = {body: read(reader, body, address) for reader, address, body in PAGES}


@pytest.mark.parametrize(("reader", "address", "body"), PAGES)
def test_a_page_is_found_by_its_address_and_by_its_bytes(reader: Reader, address: str, body: bytes) -> None:
    assert choose(address, b"") is reader
    assert choose("", body) is reader


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@pytest.mark.parametrize(
    "body",
    [
        b"<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>You don't have permission.</BODY></HTML>",
        b"<html><meta http-equiv=refresh content='0;url=/apology_objects/abuse-detection-apology.html'></html>",
        b"<html><head><title>FDA apology</title></head><body>excessive requests</body></html>",
        b"Not found\n",
        b"Access Denied",
    ],
)
def test_an_apology_is_a_block_and_never_the_end_of_an_application(reader: Reader, body: bytes) -> None:
    with pytest.raises(Blocked):
        read(reader, body, NEW)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@pytest.mark.parametrize("body", [b"", b" \n", b"%PDF-1.7", b"PK\x03\x04", b'{"http_interactions": []}', b"words"])
def test_what_is_no_page_is_unreadable(reader: Reader, body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(reader, body, NEW)
    assert not reader.recognises(body)


@pytest.mark.parametrize("body", [HISTORY, DETAILS, OVERVIEW])
@pytest.mark.parametrize("markup", [b"<div>", b"<span>", b"<table>", b"<tr><td>", b"<a href=x>"])
def test_deep_nesting_is_no_crash(body: bytes, markup: bytes) -> None:
    reader, address = next((reader, address) for reader, address, page in PAGES if page is body)
    with contextlib.suppress(ReadingFailed):
        assert read(reader, body.replace(b"<table", markup * 5_000 + b"<table", 1), address)


def test_rows_behind_a_deep_nesting_are_not_lost_without_a_word() -> None:
    with pytest.raises(Unreadable, match="nested"):
        read(pages_2016.READER, HISTORY.replace(b"05/08/1998", b"<span>" * 300 + b"05/08/1998"), OLD)


@given(page=st.sampled_from(PAGES), cut=st.floats(0, 1))
@settings(max_examples=120, deadline=None)
def test_a_cut_page_fails_or_gives_everything(page: tuple[Reader, str, bytes], cut: float) -> None:
    reader, address, body = page
    found = attempt(reader, body[: int(len(body) * cut)], address)
    if body is DAYS and found:  # a part of a page has no end: only its tables can be seen to be whole
        assert all(record in WHOLE[body].records for record in found.records)
    else:
        assert found is None or _records(found) == _records(WHOLE[body])


@given(page=st.sampled_from(PAGES), at=st.floats(0, 1), length=st.integers(1, 60), junk=st.binary(max_size=30))
@settings(max_examples=150, deadline=None)
def test_a_damaged_page_is_read_or_refused_by_type(
    page: tuple[Reader, str, bytes], at: float, length: int, junk: bytes
) -> None:
    reader, address, body = page
    place = int(len(body) * at)
    attempt(reader, body[:place] + junk + body[place + length :], address)


@given(body=st.binary(max_size=200), prefix=st.sampled_from([b"", b"<", HISTORY[:600], OVERVIEW[:900], JANUARY[:120]]))
@settings(max_examples=80, deadline=None)
def test_random_bytes_fail_by_type(body: bytes, prefix: bytes) -> None:
    for reader in READERS:
        reader.recognises(prefix + body)
        attempt(reader, prefix + body, NEW)


def attempt(reader: Reader, body: bytes, address: str) -> Reading | None:
    try:
        return read(reader, body, address)
    except ReadingFailed:
        return None


def _records(reading: Reading) -> object:
    return reading.records, reading.notices
