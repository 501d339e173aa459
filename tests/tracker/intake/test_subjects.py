"""Which application a document is about: the one named, else the one it names, else the one known to have it."""

import pytest

from scrapers.records import DocumentRecord, FileRecord
from tests.scrapers.ema.procedure_documents import NUMBER, before
from tests.tracker.intake.worlds import application, day, page_says
from tracker.catalogue.models import ProceduralStep
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import ingest_bytes
from tracker.intake.subjects import application_at

pytestmark = pytest.mark.django_db
ADDRESS = "https://www.ema.europa.eu/en/documents/procedural-steps/examplin-epar-procedural-steps_en.pdf"
GERMAN = "https://www.ema.europa.eu/de/documents/procedural-steps/examplin-epar-procedural-steps_de.pdf"
KNOWN = "EMEA/H/C/900321"
BULLETS = ("The procedure started on 23 June 2003.", "The CHMP issued a positive opinion on 3 June 2004.")


def document(address: str = ADDRESS) -> DocumentRecord:
    files = (FileRecord(language="de", address=GERMAN),)
    return DocumentRecord(title="Procedural steps", address=address, files=files)


def ingest(body: bytes, address: str = ADDRESS, **options: str) -> Outcome:
    return ingest_bytes(body, address=address, retrieved_at=day(3), **options)


@pytest.fixture
def listed(spoken: None) -> None:
    """An application is known to have the document."""
    page_says(application(KNOWN, documents=(document(),)), at=day(1))


def test_a_document_that_names_no_application_is_about_the_one_known_to_have_it(listed: None) -> None:
    outcome = ingest(before(*BULLETS, number=""))
    assert (outcome.word, outcome.applications) == ("read", (KNOWN,))
    assert ProceduralStep.objects.filter(procedure__application__number=KNOWN, kind="procedure-started").count() == 1


def test_query_and_language_of_the_address_do_not_matter(listed: None) -> None:
    assert application_at(f"{ADDRESS}?download=1#page=2") == KNOWN
    assert application_at(GERMAN) == KNOWN
    assert application_at("file:steps.pdf") == "" and application_at(ADDRESS.replace("examplin", "other")) == ""


def test_what_the_document_names_itself_counts_more(listed: None) -> None:
    assert ingest(before(*BULLETS)).applications == (NUMBER,)


def test_what_somebody_names_counts_most_and_must_not_differ_from_the_text(listed: None) -> None:
    assert ingest(before(*BULLETS, number=""), application="EMEA/H/C/900555").applications == ("EMEA/H/C/900555",)
    outcome = ingest(before(*BULLETS), application="EMEA/H/C/900555")
    assert outcome.word == "unreadable" and NUMBER in outcome.error and "EMEA/H/C/900555" in outcome.error


def test_a_document_of_two_applications_has_to_be_told_which(listed: None) -> None:
    page_says(application("EMEA/H/C/900322", documents=(document(),)), at=day(2), address="https://example.test/other")
    assert application_at(ADDRESS) == ""
    outcome = ingest(before(*BULLETS, number=""))
    assert outcome.word == "unreadable" and "--application" in outcome.error
