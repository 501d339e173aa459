"""Whatever happens to a source's bytes on their way, a reader gives records or fails in one of the ways it may."""

import datetime
import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.readers import Reader, ReadingFailed
from scrapers.records import Page
from scrapers.registry import READERS

GOLDEN = Path(__file__).parent / "golden"
PAGE = Page(address="https://www.example.org/", retrieved_at=datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC))
FOREIGN = [
    b"",
    b"\x00" * 50,
    b"<!DOCTYPE html><html><title>Just a moment</title></html>",
    b"Access Denied",
    b"{}",
    b"[]",
    b"null",
    b"PK\x03\x04",
    b"%PDF-1.7",
    b"\xff\xfe\x00",
    b"[" * 20_000,
]


def inputs(reader: Reader) -> list[bytes]:
    files = sorted((GOLDEN / reader.name.replace(".", "_")).iterdir())
    return [file.read_bytes() for file in files if not file.name.endswith(".expected.json")]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_what_is_no_source_at_all_is_refused(reader: Reader) -> None:
    for body in FOREIGN:
        assert not reader.recognises(body), body[:20]
        with pytest.raises(ReadingFailed) as failure:
            reader.read(body, PAGE)
        assert str(failure.value), body[:20]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@given(st.integers(0, 10**9))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_damaged_bytes_fail_in_a_typed_way_or_give_records(reader: Reader, seed: int) -> None:
    chance = random.Random(seed)
    body = bytearray(chance.choice(inputs(reader)))
    for _ in range(chance.randrange(20)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    if chance.random() < 0.5:
        del body[chance.randrange(len(body)) :]
    assert reader.recognises(bytes(body)) in (True, False)
    try:
        reading = reader.read(bytes(body), PAGE)
    except ReadingFailed as failure:
        assert str(failure)
    else:
        assert msgspec.json.encode(reading)
