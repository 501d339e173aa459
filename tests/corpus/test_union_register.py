"""Two entries of the Commission's Union Register."""

import json
from pathlib import Path
from typing import Any

from scrapers.ema.union_register import READER
from scrapers.records import Reading
from scrapers.registry import READERS
from tests.scrapers.ema.feed_files import PAGE

EXCERPT = "ema/feeds/ec-union-register_ods_products.2026-09.excerpt.json"


def rows(corpus: Path) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = json.loads((corpus / EXCERPT).read_bytes())["data"]
    return data


def reading(corpus: Path) -> Reading:
    return READER.read((corpus / EXCERPT).read_bytes(), PAGE)


def test_every_entry_is_read(corpus: Path) -> None:
    found = reading(corpus)
    assert len(rows(corpus)) == len(found.notices) == 2
    assert (found.records, found.warnings, found.scope) == ((), (), "whole")
    assert {notice.address for notice in found.notices} == {row["URI"] for row in rows(corpus)}


def test_an_active_medicine(corpus: Path) -> None:
    [adcetris] = [notice for notice in reading(corpus).notices if notice.key == "EU/1/12/794"]
    assert (adcetris.title, adcetris.category, adcetris.status) == ("ADCETRIS", "Human", "active")
    assert adcetris.substances == ("Brentuximab vedotin",)
    assert str(adcetris.starts_on) == "2012-10-25"
    assert adcetris.details["last_decision_date"] == "2025-06-02"
    assert (adcetris.details["total_procedures"], adcetris.details["total_decisions"]) == ("60", "25")
    assert adcetris.details["ema_address"] == "https://www.ema.europa.eu/en/medicines/human/EPAR/adcetris"
    assert adcetris.details["applicant"] == "Takeda Pharma A/S"


def test_a_refused_designation_has_no_number_and_no_date_of_its_own(corpus: Path) -> None:
    [refused] = [notice for notice in reading(corpus).notices if notice.status == "refused"]
    assert refused.key == "ec.europa.eu/health/documents/community-register/html/ho26270.htm"
    assert (refused.starts_on, refused.details["eu_number"]) == (None, "")
    assert refused.details["last_decision_date"] == "2017-04-20"
    assert refused.details["intended_use"] == "Treatment of poisoning by local anesthetics"


def test_no_feed_of_emas_is_taken_for_the_register(corpus: Path) -> None:
    for path in sorted((corpus / "ema/feeds").glob("*.json")):
        takers = {reader.name for reader in READERS if reader.recognises(path.read_bytes())}
        assert ("ema.union_register" in takers) == path.name.startswith("ec-union-register")
        assert len(takers) == 1
