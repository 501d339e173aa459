"""Cut-down copies of every corpus file, mutated: each says what the file says, or is refused. `make fuzz` has more."""

import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scrapers.records import Reading
from tests.corpus.register import REGISTER
from tests.fuzz.cases import case
from tests.fuzz.mutations import MUTATIONS
from tests.fuzz.oracle import complaints
from tests.fuzz.specimens import Specimen, specimen

ROWS = 40
COPIES = 4
LONG = ("public-assessment-report", "021164Orig1s000", "018680-s074", "EU-1-06-353", "drugsatfda_2019")
"""Files that take long to read: one copy of each."""

MEDICINES = "ema/feeds/medicines-output-medicines_json-report_en.2026-10-04.excerpt.json"

every_file = pytest.mark.parametrize("name", REGISTER)


@cache
def cut_down(corpus: Path, name: str) -> Specimen:
    return specimen(corpus, name, ROWS)


@every_file
def test_a_mutated_copy_is_refused_or_says_what_the_file_says(corpus: Path, name: str) -> None:
    copies = 1 if any(part in name for part in LONG) else COPIES
    results = [case(cut_down(corpus, name), seed=0, number=number) for number in range(copies)]
    assert [result for result in results if result.wrong] == []


@pytest.mark.parametrize("form", MUTATIONS)
def test_there_are_files_of_every_format_that_is_mutated(corpus: Path, form: str) -> None:
    assert any(cut_down(corpus, name).format == form for name in REGISTER)


class TestOracle:
    """What is judged wrong, on EMA's table of medicines."""

    def judged(self, corpus: Path, change: Callable[[list[dict[str, Any]]], None]) -> list[str]:
        """What is said of a copy whose rows were changed."""
        original = cut_down(corpus, MEDICINES)
        content = json.loads(original.body)
        change(content["data"])
        content["meta"]["total_records"] = len(content["data"])
        return complaints(original.original, self.read(original, content), original.page.retrieved_at.date())

    def read(self, original: Specimen, content: dict[str, Any]) -> Reading:
        return original.read(json.dumps(content).encode())

    def test_the_same_rows_in_another_order_are_well(self, corpus: Path) -> None:
        assert self.judged(corpus, random.Random(1).shuffle) == []

    def test_a_row_that_is_missing_is_well(self, corpus: Path) -> None:
        assert self.judged(corpus, lambda rows: rows.pop()) == []

    def test_another_status_is_wrong(self, corpus: Path) -> None:
        (text,) = self.judged(corpus, lambda rows: rows[0].update(medicine_status="Suspended"))
        assert "status" in text and "'suspended'" in text

    def test_another_date_is_wrong(self, corpus: Path) -> None:
        (text,) = self.judged(corpus, lambda rows: rows[0].update(opinion_adopted_date="01/02/1999"))
        assert "opinion" in text and "'1999-02-01'" in text

    def test_another_number_is_wrong(self, corpus: Path) -> None:
        (text,) = self.judged(corpus, lambda rows: rows[0].update(ema_product_number="EMEA/H/C/999999"))
        assert text == "a new ApplicationRecord: EMEA/H/C/999999"
