"""FDA's real letters: three PDF files and openFDA's example record, against what was read in them by hand."""

import datetime
import json
import re
from functools import cache
from pathlib import Path

import pytest

from scrapers import pdf
from scrapers.fda import complete_response_letter_pdf, complete_response_letters
from scrapers.readers import Reader, ReadingFailed
from scrapers.records import ApplicationRecord, Page, ProcedureRecord

FOLDER = "fda/complete-response-letters"
OF_2002_TO_2007 = "021164Orig1s000OtherActionLtrs.pdf"
OF_2008 = "022075Orig1s000OtherActionLtrs.pdf"
OF_2023 = "018680-s074_OtherActionLtrs.pdf"
EXAMPLE = "openfda_crl_example_NDA209510.json"


@cache
def read(corpus: Path, name: str, reader: Reader = complete_response_letter_pdf.READER) -> ApplicationRecord:
    moment = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    page = Page(address=f"file:{name}", retrieved_at=moment)
    (record,) = reader.read((corpus / FOLDER / name).read_bytes(), page).records
    return record


def only(record: ApplicationRecord) -> ProcedureRecord:
    (procedure,) = record.procedures
    return procedure


def steps(procedure: ProcedureRecord) -> list[tuple[str, str]]:
    return [(step.kind, str(step.date)) for step in procedure.steps]


def test_an_application_of_1999_with_three_letters_and_four_tries(corpus: Path) -> None:
    record = read(corpus, OF_2002_TO_2007)
    assert (record.number, only(record).slug) == ("NDA021164", "ORIG-1")
    assert steps(only(record)) == [
        ("submitted", "1999-10-01"),
        ("refuse-to-file", "1999-11-30"),
        ("resubmitted", "2001-05-18"),
        ("not-approvable-letter", "2002-03-15"),
        ("resubmitted", "2003-12-23"),
        ("not-approvable-letter", "2004-06-23"),
        ("resubmitted", "2007-05-01"),
        ("not-approvable-letter", "2007-11-02"),
    ]


def test_an_application_counts_from_its_receipt_not_from_its_date(corpus: Path) -> None:
    record = read(corpus, OF_2008)
    assert (record.number, only(record).slug) == ("NDA022075", "ORIG-1")
    assert steps(only(record)) == [("submitted", "2007-04-25"), ("not-approvable-letter", "2008-02-25")]


def test_a_supplement_of_2023_got_a_complete_response(corpus: Path) -> None:
    record = read(corpus, OF_2023)
    assert (record.number, only(record).slug, only(record).type) == ("NDA018680", "SUPPL-74", "supplement")
    assert steps(only(record)) == [("submitted", "2023-02-28"), ("complete-response", "2023-12-18")]


def test_the_example_of_the_list_was_received_and_answered_on_the_fifth_of_october(corpus: Path) -> None:
    record = read(corpus, EXAMPLE, complete_response_letters.READER)
    assert (record.number, record.applicant, only(record).slug) == ("NDA209510", "Acacia Pharma Ltd", "ORIG-1")
    assert steps(only(record)) == [("submitted", "2017-10-05"), ("complete-response", "2018-10-05")]


@pytest.mark.parametrize(("name", "letters"), [(OF_2002_TO_2007, 3), (OF_2008, 1), (OF_2023, 1)])
def test_every_signature_is_the_day_of_a_decision(corpus: Path, name: str, letters: int) -> None:
    text = "\n".join(pdf.pages((corpus / FOLDER / name).read_bytes()))
    signatures = re.findall(r"/s/\s*-+\s*[A-Za-z .]+\n(\d+)/(\d+)/(?:20)?(\d\d) ", text)
    decided = [step for step in only(read(corpus, name)).steps if step.kind.endswith(("-letter", "-response"))]
    days = sorted(f"20{year}-{int(month):02}-{int(day):02}" for month, day, year in signatures)
    assert len(days) == letters
    assert sorted(str(step.date) for step in decided) == days


@pytest.mark.parametrize("name", [OF_2002_TO_2007, OF_2008, OF_2023])
def test_every_piece_of_evidence_stands_on_its_page(corpus: Path, name: str) -> None:
    pages = pdf.pages((corpus / FOLDER / name).read_bytes())
    for step in only(read(corpus, name)).steps:
        assert step.evidence
        for evidence in step.evidence:
            page = pages[int(evidence.locator.removeprefix("page ")) - 1]
            assert evidence.quote in " ".join(page.split())


@pytest.mark.parametrize("name", [OF_2002_TO_2007, OF_2008, OF_2023, EXAMPLE])
def test_nobody_who_is_addressed_or_has_signed_is_kept(corpus: Path, name: str) -> None:
    body = (corpus / FOLDER / name).read_bytes()
    is_list = name.endswith(".json")
    text = json.loads(body)["results"][0]["text"] if is_list else "\n".join(pdf.pages(body))
    addressed = re.findall(r"Dear (?:Dr\. )?[A-Za-z. ]*?([A-Z][a-z]+):", text)
    signed = re.findall(r"([A-Za-z]+)\s+\d+/\d+/\d{2,4}", text)
    kept = str(read(corpus, name, complete_response_letters.READER if is_list else complete_response_letter_pdf.READER))
    assert addressed and signed
    assert not [person for person in {*addressed, *signed} if person.casefold() in kept.casefold()]


def test_the_example_has_no_column_that_is_not_known(corpus: Path) -> None:
    body = (corpus / FOLDER / EXAMPLE).read_bytes()
    assert len(json.loads(body)["results"]) == 1
    page = Page(address="", retrieved_at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC))
    assert complete_response_letters.READER.read(body, page).warnings == ()


def test_no_other_file_of_the_corpus_is_taken_for_a_letter(corpus: Path) -> None:
    files = [file for file in corpus.rglob("*") if file.is_file()]
    letters = {file.name for file in files if complete_response_letter_pdf.READER.recognises(file.read_bytes())}
    lists = {file.name for file in files if complete_response_letters.READER.recognises(file.read_bytes())}
    assert (letters, lists) == ({OF_2002_TO_2007, OF_2008, OF_2023}, {EXAMPLE})


def test_what_ema_writes_is_no_letter_of_fda(corpus: Path) -> None:
    body = next((corpus / "ema" / "procedural-steps").glob("*.pdf")).read_bytes()
    page = Page(address="", retrieved_at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC))
    with pytest.raises(ReadingFailed):
        complete_response_letter_pdf.READER.read(body, page)
