"""Every reader has golden pairs: an input, and what must be found in it, written by hand.

Where: `tests/scrapers/golden/<name of the reader, dots as underscores>/`. A pair is `<case>.expected.json` beside its
input, `<case>.<anything>` (`rienso.expected.json`, `rienso.html`). Several inputs of one case (`rienso.html`,
`rienso.md`) must each give what is expected.

What: the JSON of a `scrapers.records.Reading`, as far as it matters. Objects are compared by the keys that they give;
lists in full and in order. Dates are written `"2007-12-13"` (cut to their precision) or as
`{"first": ..., "precision": ...}`, fields left empty as `""`, `[]` or `null`. One more key, `page`, may give the
`address` under which the bytes came.
"""

import datetime
import json
import time
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from scrapers.dates import PartialDate
from scrapers.readers import Reader
from scrapers.records import Page
from scrapers.registry import READERS

GOLDEN = Path(__file__).parent / "golden"
RETRIEVED = datetime.datetime(2026, 1, 5, 12, 0, tzinfo=datetime.UTC)
SLOW = 1.0
"""Seconds after which a parse is worth a look."""


class Pair(NamedTuple):
    """One input and what is expected of it."""

    reader: Reader
    input: Path
    expected: Path


def folder(reader: Reader) -> Path:
    return GOLDEN / reader.name.replace(".", "_")


def pairs(reader: Reader) -> list[Pair]:
    return [
        Pair(reader, path, expected)
        for expected in sorted(folder(reader).glob("*.expected.json"))
        for path in sorted(folder(reader).glob(f"{expected.name.removesuffix('.expected.json')}.*"))
        if path != expected
    ]


PAIRS = [pair for reader in READERS for pair in pairs(reader)]


def plain(value: Any) -> Any:
    """A record as the expected file writes it: every field, the empty ones too; dates as text."""
    if isinstance(value, PartialDate | datetime.date):
        return str(value)
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        config = value.__struct_config__
        return fields | {config.tag_field: config.tag} if config.tag_field else fields
    return list(value) if isinstance(value, tuple) else value


def differences(expected: Any, found: Any, path: str = "reading") -> list[str]:
    """What is expected and was not found, one line each."""
    if isinstance(expected, dict) and isinstance(found, PartialDate):
        found = {"first": str(found.first), "precision": found.precision}
    found = plain(found)
    if isinstance(expected, dict) and isinstance(found, dict):
        missing = [f"{path}.{key}: not found" for key in expected if key not in found]
        present = [key for key in expected if key in found]
        return missing + [line for key in present for line in differences(expected[key], found[key], f"{path}.{key}")]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        both = enumerate(zip(expected, found, strict=True))
        return [line for at, (one, other) in both for line in differences(one, other, f"{path}[{at}]")]
    return [] if expected == found else [f"{path}: expected {expected!r}, found {found!r}"]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_reader_has_a_golden_pair(reader: Reader) -> None:
    assert pairs(reader), f"{reader.name}: no pair in {folder(reader)}"


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_nothing_in_a_golden_folder_is_without_its_other_half(reader: Reader) -> None:
    paired = {path for pair in pairs(reader) for path in (pair.input, pair.expected)}
    assert {path for path in folder(reader).iterdir() if path.is_file()} == paired


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.input.parent.name}/{pair.input.name}")
def test_a_reader_finds_what_its_golden_pair_says(pair: Pair) -> None:
    expected = json.loads(pair.expected.read_bytes())
    page = Page(address=expected.pop("page", {}).get("address", ""), retrieved_at=RETRIEVED)
    body = pair.input.read_bytes()
    started = time.perf_counter()
    reading = pair.reader.read(body, page)
    if (seconds := time.perf_counter() - started) > SLOW:
        warnings.warn(f"{pair.input.name}: {seconds:.1f} s to read", stacklevel=1)
    assert not differences(expected, reading)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.input.parent.name}/{pair.input.name}")
def test_no_golden_input_is_taken_for_another_source(pair: Pair) -> None:
    body = pair.input.read_bytes()
    assert {reader.name for reader in READERS if reader.recognises(body)} <= {pair.reader.name}


def test_a_comparison_reports_what_is_missing_other_or_too_much() -> None:
    found = {"a": "1", "b": ["x"], "date": PartialDate(datetime.date(2007, 12, 1), "month")}
    assert differences({"a": "1", "b": ["x"], "date": "2007-12"}, found) == []
    assert differences({"date": {"precision": "month"}}, found) == []
    assert len(differences({"a": "2", "b": ["x", "y"], "c": "", "date": "2007-12-01"}, found)) == 4
