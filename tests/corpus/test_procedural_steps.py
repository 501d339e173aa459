"""EMA's own documents on the steps of procedures, against what was read in them by eye."""

import datetime
import functools
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scrapers.readers import Unreadable
from scrapers.records import Page, ProcedureRecord, Reading, StepRecord
from scrapers.registry import choose

DOCUMENTS = tomllib.loads((Path(__file__).parent / "procedural_steps.toml").read_text())["document"]
Document = dict[str, Any]


def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(" | ")] for line in text.strip().splitlines()]


def read(corpus: Path, document: Document, application: str) -> Reading:
    return read_file(corpus / "ema/procedural-steps" / document["file"], application)


@functools.cache
def read_file(path: Path, application: str) -> Reading:
    """As a local file is read: by the reader that recognises its bytes."""
    body = path.read_bytes()
    moment = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    return choose("", body).read(body, Page(address="", retrieved_at=moment, application=application))


def told(step: StepRecord) -> list[str]:
    """A step as the table of what was read by eye writes it, without its words."""
    range_ = f"{step.range[0]}..{step.range[1]} " if step.range else ""
    return [step.kind, f"{range_}{step.date}", step.evidence[0].locator.removeprefix("page ")]


def row(procedure: ProcedureRecord) -> list[str]:
    dates = {step.kind: step for step in procedure.steps}
    decision = dates.pop("ec-decision", None)
    ((kind, step),) = dates.items()
    page = step.evidence[0].locator.split(",")[0].removeprefix("page ")
    return [procedure.slug, f"{kind} {step.date}", str(decision.date) if decision else "-", page]


def ids(document: Document) -> str:
    return document["file"].removesuffix(".pdf")


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if "initial" in one], ids=ids)
def test_every_dated_step_before_authorisation_is_found_and_nothing_else(corpus: Path, document: Document) -> None:
    reading = read(corpus, document, document["application"])
    (record,) = reading.records
    (procedure,) = record.procedures
    expected = cells(document["initial"])
    assert (record.number, procedure.slug) == (document["application"], "initial")
    assert sorted(map(told, procedure.steps)) == sorted(line[:3] for line in expected)
    assert sorted(warning.text for warning in reading.warnings) == document.get("junk", [])
    for kind, days, page, words in expected:
        steps = [step for step in procedure.steps if told(step) == [kind, days, page]]
        assert any(words in evidence.quote for step in steps for evidence in step.evidence), words


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if "rows" in one], ids=ids)
def test_every_row_after_authorisation_is_a_procedure_with_its_dates(corpus: Path, document: Document) -> None:
    reading = read(corpus, document, document["application"])
    (record,) = reading.records
    assert record.number == document["application"] and reading.warnings == ()
    assert sorted(map(row, record.procedures)) == sorted(cells(document["rows"]))


def test_a_document_without_steps_is_read_with_none(corpus: Path) -> None:
    (document,) = (one for one in DOCUMENTS if one["file"] == "EU-1-04-273_h_epar-other_1.pdf")
    (record,) = read(corpus, document, "").records
    assert record.number == document["application"]
    assert [(procedure.slug, procedure.steps) for procedure in record.procedures] == [("PSUV/0016", ())]


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_a_document_names_its_application_or_asks_for_it(corpus: Path, document: Document) -> None:
    if document.get("says_its_number"):
        assert [record.number for record in read(corpus, document, "").records] == [document["application"]]
        return
    with pytest.raises(Unreadable, match="--application"):
        read(corpus, document, "")


def test_the_steps_of_thelin_lead_from_its_receipt_to_its_decision(corpus: Path) -> None:
    (document,) = (one for one in DOCUMENTS if one["file"].startswith("EU-1-06-353_h_procedural"))
    (procedure,) = read(corpus, document, "EMEA/H/C/000679").records[0].procedures
    named = [(step.kind, step.occurrence, str(step.date)) for step in procedure.steps if step.kind in NAMED]
    assert named == THELIN


THELIN = [
    ("submitted", 1, "2005-07-28"),
    ("procedure-started", 1, "2005-08-17"),
    ("list-of-questions", 1, "2005-12-15"),
    ("responses-submitted", 1, "2006-02-17"),
    ("list-of-outstanding-issues", 1, "2006-04-27"),
    ("responses-submitted", 2, "2006-05-10"),
    ("opinion-positive", 1, "2006-06-01"),
    ("ec-decision", 1, "2006-08-10"),
]
NAMED = {kind for kind, _, _ in THELIN}
