"""The excerpt of EMA's list of post-authorisation procedures, with `total_records` set to what it holds."""

import json
from pathlib import Path
from typing import Any

import pytest

from scrapers.ema.post_authorisation import READER
from scrapers.readers import Drifted
from scrapers.records import ProcedureRecord, Reading
from tests.scrapers.ema.feed_files import PAGE, with_true_total

EXCERPT = "ema/feeds/medicines-output-post_authorisation_json-report_en.2026-10-04.excerpt.json"


def rows(corpus: Path) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = json.loads((corpus / EXCERPT).read_bytes())["data"]
    return data


def reading(corpus: Path) -> Reading:
    return READER.read(with_true_total((corpus / EXCERPT).read_bytes()), PAGE)


def procedure(corpus: Path, name: str) -> ProcedureRecord:
    [found] = [record for record in reading(corpus).records if record.name == name]
    [only] = found.procedures
    return only


def dates(found: ProcedureRecord) -> list[tuple[str, str]]:
    return [(step.kind, str(step.date)) for step in found.steps]


def test_every_row_is_a_procedure(corpus: Path) -> None:
    records = reading(corpus).records
    assert len(records) == len(rows(corpus)) == 8
    assert {(record.number, record.procedures[0].details["address"]) for record in records} == {
        (row["ema_product_number"], row["medicine_url"]) for row in rows(corpus)
    }
    assert reading(corpus).warnings == ()


def test_every_date_of_an_opinion_or_a_withdrawal_is_a_step(corpus: Path) -> None:
    printed = [
        row[key]
        for row in rows(corpus)
        for key in ("post_authorisation_opinion_date", "withdrawal_of_application_date")
        if row[key]
    ]
    found = [step for record in reading(corpus).records for step in record.procedures[0].steps]
    assert sorted(f"{step.date.first:%d/%m/%Y}" for step in found if step.date) == sorted(printed)


def test_an_address_with_a_counter(corpus: Path) -> None:
    enhertu = procedure(corpus, "Enhertu")
    assert (enhertu.slug, enhertu.type, enhertu.status) == ("variation/enhertu-0", "variation", "opinion-positive")
    assert dates(enhertu) == [("opinion-positive", "2026-09-17")]


def test_an_opinion_without_its_date(corpus: Path) -> None:
    cosentyx = procedure(corpus, "Cosentyx")
    assert (cosentyx.status, cosentyx.status_text, cosentyx.steps) == ("opinion-positive", "Opinion", ())


def test_a_row_without_substance_and_holder(corpus: Path) -> None:
    assert dates(procedure(corpus, "Tecvayli")) == [("opinion-positive", "2026-09-17")]


@pytest.mark.parametrize(("name", "day"), [("Alhemo", "10"), ("Kalydeco", "01"), ("Kaftrio", "01")])
def test_withdrawn_applications_for_variations(corpus: Path, name: str, day: str) -> None:
    found = procedure(corpus, name)
    assert found.status == "application-withdrawn"
    assert dates(found) == [("application-withdrawn", f"2026-09-{day}")]


def test_an_excerpt_as_it_is_is_incomplete(corpus: Path) -> None:
    with pytest.raises(Drifted, match="says it has 152 records and holds 8"):
        READER.read((corpus / EXCERPT).read_bytes(), PAGE)
