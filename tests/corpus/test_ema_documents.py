"""Excerpts of EMA's two lists of documents, with `total_records` set to what they hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from scrapers.ema import epar_documents, other_documents
from scrapers.readers import Drifted
from scrapers.records import ApplicationRecord, Reading
from scrapers.registry import READERS
from tests.scrapers.ema.feed_files import PAGE, with_true_total

FEEDS = "ema/feeds"
SEPTEMBER = "documents-output-epar_documents_json-report_en.2026-09-26.excerpt.json"
OCTOBER = "documents-output-epar_documents_json-report_en.2026-10-04.excerpt.json"
OTHERS = "documents-output-non_epar_documents_json-report_en.2026-10-04.excerpt.json"
LANGUAGES = ["en", "da", "de", "el", "es", "fi", "fr", "it", "nl", "pt", "sv"]


def rows(corpus: Path, name: str) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = json.loads((corpus / FEEDS / name).read_bytes())["data"]
    return data


def reading(corpus: Path, name: str) -> Reading:
    reader = other_documents.READER if name == OTHERS else epar_documents.READER
    return reader.read(with_true_total((corpus / FEEDS / name).read_bytes()), PAGE)


def record(corpus: Path, name: str, number: str) -> ApplicationRecord:
    [found] = [record for record in reading(corpus, name).records if record.number == number]
    return found


@pytest.mark.parametrize("name", [SEPTEMBER, OCTOBER])
def test_every_row_is_a_document_of_its_own_number(corpus: Path, name: str) -> None:
    found = {
        (record.number, document.address, str(document.first_published), str(document.last_updated))
        for record in reading(corpus, name).records
        for document in record.documents
    }
    assert found == {
        (
            row["ema_product_number"],
            row["document_url"],
            row["first_published_date"][:10],
            row["last_updated_date"][:10],
        )
        for row in rows(corpus, name)
    }
    assert len(found) == len(rows(corpus, name))


def test_the_variation_report_named_after_another_number_belongs_to_no_procedure(corpus: Path) -> None:
    aflunov = record(corpus, SEPTEMBER, "EMEA/H/C/000804")
    assert (aflunov.name, aflunov.procedures) == ("Aflunov", ())
    assert sorted(document.reference for document in aflunov.documents) == ["EMA/376628/2013", "EMA/639703/2010"]
    [warning] = reading(corpus, SEPTEMBER).warnings
    assert (warning.what, warning.text) == ("other-number", "EMEA/H/C/002094 in a name under EMEA/H/C/000804")


@pytest.mark.parametrize(
    ("number", "slug", "kind"),
    [
        ("EMEA/H/C/000619", "II/0010", "variation"),
        ("EMEA/H/C/000073", "II/0067", "variation"),
        ("EMEA/H/C/000636", "II/0005", "variation"),
        ("EMEA/H/C/000560", "A20/0034", "referral"),
    ],
)
def test_procedures_are_those_of_the_names(corpus: Path, number: str, slug: str, kind: str) -> None:
    found = record(corpus, OCTOBER, number)
    assert [(procedure.slug, procedure.type, procedure.steps) for procedure in found.procedures] == [(slug, kind, ())]
    assert [document.procedure for document in found.documents] == [slug]


def test_onsenal_has_its_presentations_in_eleven_languages(corpus: Path) -> None:
    [document] = record(corpus, OCTOBER, "EMEA/H/C/000466").documents
    assert [file.language for file in document.files] == LANGUAGES
    assert all(f"/{file.language}/documents/" in file.address for file in document.files)


def test_every_other_document_is_a_notice_under_its_own_number(corpus: Path) -> None:
    notices = reading(corpus, OTHERS).notices
    assert {notice.key for notice in notices} == {row["id"] for row in rows(corpus, OTHERS)}
    assert reading(corpus, OTHERS).warnings == ()
    concept = next(notice for notice in notices if notice.key == "2412")
    assert "medicinal products/traditional" in concept.title
    hypertension = next(notice for notice in notices if notice.key == "2419")
    assert hypertension.details["reference"] == "CPMP/EWP/238/95 Rev. 3"
    assert hypertension.details["document_status"] == "Draft: consultation closed"


@pytest.mark.parametrize(("name", "says", "holds"), [(SEPTEMBER, 72, 5), (OCTOBER, 20241, 7), (OTHERS, 50426, 5)])
def test_an_excerpt_as_it_is_is_incomplete(corpus: Path, name: str, says: int, holds: int) -> None:
    reader = other_documents.READER if name == OTHERS else epar_documents.READER
    with pytest.raises(Drifted, match=f"says it has {says} records and holds {holds}"):
        reader.read((corpus / FEEDS / name).read_bytes(), PAGE)


def test_no_other_feed_is_taken_for_a_list_of_documents(corpus: Path) -> None:
    for path in sorted((corpus / FEEDS).glob("*.json")):
        takers = {reader.name for reader in READERS if reader.recognises(path.read_bytes())}
        assert ("ema.epar_documents" in takers) == (path.name in (SEPTEMBER, OCTOBER))
        assert ("ema.other_documents" in takers) == (path.name == OTHERS)
