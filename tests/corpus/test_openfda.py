"""openFDA's real answers, and what the demo's reconstructed ones say against FDA's own release."""

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from scrapers.fda.drugsfda_api import READER
from scrapers.readers import ReadingFailed
from scrapers.records import ApplicationRecord, Page, Reading

ANDA087203 = "fda/openfda/drugsfda_ANDA087203_2022-01-18.json"
NDA019952 = "fda/openfda/drugsfda_NDA019952_2024-07-05.converted.json"
RELEASE = "fda/drugsatfda-release/drugsatfda_2019-07-02.zip"
LATE_2025 = "fda/drugsatfda-release/Submissions_2025-late.excerpt.tsv"
JANUARY_2021 = "fda/drugsatfda-monthly/2021-jan.csv"
PAGES = Path(__file__).parent.parent.parent / "fixtures" / "pages"
RELEASED = ("NDA020410", "NDA020416", "NDA022180")

Table = list[dict[str, str]]


def read(path: Path) -> Reading:
    page = Page(address="https://api.fda.gov/drug/drugsfda.json", retrieved_at=datetime.datetime.now(datetime.UTC))
    return READER.read(path.read_bytes(), page)


def only(path: Path) -> ApplicationRecord:
    (record,) = read(path).records
    return record


def dates(record: ApplicationRecord) -> dict[str, str]:
    return {procedure.slug: str(step.date) for procedure in record.procedures for step in procedure.steps}


@pytest.mark.parametrize("name", [ANDA087203, NDA019952])
def test_every_row_of_an_answer_becomes_a_record(corpus: Path, name: str) -> None:
    (result,) = json.loads((corpus / name).read_bytes())["results"]
    documents = [each for row in result["submissions"] for each in row.get("application_docs", [])]
    reading = read(corpus / name)
    (record,) = reading.records
    assert reading.warnings == ()
    assert len(record.procedures) == len(result["submissions"])
    assert sum(len(procedure.steps) for procedure in record.procedures) == len(result["submissions"])
    assert len(record.presentations) == len(result["products"])
    assert {document.address for document in record.documents} == {each["url"] for each in documents}


def test_an_anda_of_1982_whose_one_product_left_the_market(corpus: Path) -> None:
    reading = read(corpus / ANDA087203)
    (record,) = reading.records
    assert (reading.published_at, reading.scope) == ("2022-01-18", "part")
    assert (record.number, record.name, record.applicant) == ("ANDA087203", "FLURANDRENOLIDE", "ALPHARMA US PHARMS")
    assert record.status == "discontinued"
    assert dates(record) == {"ORIG-1": "1982-04-29", "SUPPL-7": "1988-05-27", "SUPPL-10": "1991-10-18"}
    assert record.presentations[0].ingredients == (("FLURANDRENOLIDE", "0.05%"),)


def test_an_nda_with_nineteen_submissions_and_three_products(corpus: Path) -> None:
    record = only(corpus / NDA019952)
    assert (record.status, record.active_substance, record.applicant) == ("approved", "HEPARIN SODIUM", "B BRAUN")
    assert [procedure.slug for procedure in record.procedures][:3] == ["ORIG-1", "SUPPL-1", "SUPPL-2"]
    assert dates(record)["ORIG-1"] == "1992-07-20"
    assert dates(record)["SUPPL-48"] == "2023-07-12"
    assert record.procedures[0].details["submission_class"] == "TYPE 5"
    assert [product.number for product in record.presentations] == ["001", "004", "005"]
    letter = next(document for document in record.documents if document.address.endswith("19952slr012ltr.pdf"))
    assert (letter.type, letter.procedure, str(letter.first_published)) == ("Letter", "SUPPL-12", "2004-04-20")


@pytest.mark.parametrize("name", ["drugsfda_schema.json", "constants__fields__drugsfda.yaml"])
def test_a_description_of_the_data_is_not_the_data(corpus: Path, name: str) -> None:
    body = (corpus / "fda/openfda" / name).read_bytes()
    assert not READER.recognises(body)
    with pytest.raises(ReadingFailed):
        read(corpus / "fda/openfda" / name)


def test_no_other_file_of_the_corpus_is_taken_for_an_answer(corpus: Path) -> None:
    recognised = {path.name for path in corpus.rglob("*") if path.is_file() and READER.recognises(path.read_bytes())}
    assert recognised == {Path(ANDA087203).name, Path(NDA019952).name}


@pytest.fixture(scope="module")
def release(corpus: Path) -> dict[str, Table]:
    """The rows of the release that are about the demo's applications, by file."""
    numbers = {name.removeprefix("NDA") for name in RELEASED}
    with zipfile.ZipFile(corpus / RELEASE) as archive:
        return {
            name.removesuffix(".txt"): [
                row
                for row in tab_separated(archive.read(name).decode("cp1252"))
                if "Lookup" in name or row["ApplNo"] in numbers
            ]
            for name in archive.namelist()
        }


def tab_separated(text: str) -> Iterator[dict[str, str]]:
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE):
        yield {name: (value or "").strip() for name, value in row.items() if name}


def of(rows: Iterable[dict[str, str]], number: str) -> Table:
    return [row for row in rows if row["ApplNo"] == number.removeprefix("NDA")]


def slug(row: dict[str, str]) -> str:
    return f"{row['SubmissionType']}-{row['SubmissionNo']}"


@pytest.mark.parametrize("number", RELEASED)
def test_the_demos_submissions_stand_in_the_release(corpus: Path, release: dict[str, Table], number: str) -> None:
    late = list(tab_separated((corpus / LATE_2025).read_text()))
    rows = {slug(row): row for row in of([*release["Submissions"], *late], number)}
    classes = {row["SubmissionClassCodeID"]: row["SubmissionClassCode"] for row in release["SubmissionClass_Lookup"]}
    record = only(PAGES / f"{number}.json")
    found = {
        procedure.slug: (
            procedure.status_text,
            f"{procedure.steps[0].date} 00:00:00",
            procedure.details["submission_class"],
            procedure.details["review_priority"],
        )
        for procedure in record.procedures
    }
    assert found == {
        name: (
            row["SubmissionStatus"],
            row["SubmissionStatusDate"],
            classes[row["SubmissionClassCodeID"]],
            row["ReviewPriority"],
        )
        for name, row in rows.items()
    }


@pytest.mark.parametrize("number", RELEASED)
def test_the_demos_products_stand_in_the_release(release: dict[str, Table], number: str) -> None:
    (row,) = of(release["Products"], number)
    (application,) = of(release["Applications"], number)
    (status,) = of(release["MarketingStatus"], number)
    words = {row["MarketingStatusID"]: row["MarketingStatusDescription"] for row in release["MarketingStatus_Lookup"]}
    record = only(PAGES / f"{number}.json")
    (product,) = record.presentations
    assert record.applicant == application["SponsorName"]
    assert (record.name, product.number) == (row["DrugName"], row["ProductNo"])
    assert product.ingredients == ((row["ActiveIngredient"], row["Strength"]),)
    assert f"{product.form};{product.route}" == row["Form"]
    assert product.marketing_status == words[status["MarketingStatusID"]]
    assert product.reference_drug == {"0": "No", "1": "Yes"}[row["ReferenceDrug"]]
    assert product.reference_standard == {"0": "No", "1": "Yes"}[row["ReferenceStandard"]]


@pytest.mark.parametrize("number", RELEASED)
def test_the_demos_documents_stand_in_the_release(release: dict[str, Table], number: str) -> None:
    types = {
        row["ApplicationDocsType_Lookup_ID"]: row["ApplicationDocsType_Lookup_Description"]
        for row in release["ApplicationsDocsType_Lookup"]
    }
    content = json.loads((PAGES / f"{number}.json").read_bytes())["results"][0]
    found = {
        (
            document["id"],
            f"{row['submission_type']}-{row['submission_number']}",
            document["type"],
            document["url"],
            document["date"],
        )
        for row in content["submissions"]
        for document in row.get("application_docs", [])
    }
    assert found == {
        (
            row["ApplicationDocsID"],
            slug(row),
            types[row["ApplicationDocsTypeID"]],
            row["ApplicationDocsURL"],
            row["ApplicationDocsDate"][:10].replace("-", ""),
        )
        for row in of(release["ApplicationDocs"], number)
    }


def test_the_demos_generic_stands_among_the_approvals_of_january_2021(corpus: Path) -> None:
    rows = csv.DictReader(io.StringIO((corpus / JANUARY_2021).read_text("utf-8-sig")))
    (row,) = [row for row in rows if "206604" in row["Drug Name"]]
    record = only(PAGES / "ANDA206604.json")
    assert row["Drug Name"] == f"{record.name}ANDA  #206604"
    assert (row["Submission"], row["Active Ingredients"], row["Company"]) == (
        record.procedures[0].slug,
        record.active_substance,
        record.applicant,
    )
    assert (row["Approval Date"], dates(record)) == ("01/15/2021", {"ORIG-1": "2021-01-15"})
