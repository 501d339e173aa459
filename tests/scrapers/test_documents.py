"""Documents of one application: several under one reference, and the same ones found again in the next list."""

import datetime

import msgspec
import pytest

from scrapers.accepting import accept
from scrapers.compare import differences
from scrapers.dates import PartialDate
from scrapers.documents import matched, told_apart
from scrapers.records import ApplicationRecord, DocumentRecord


def document(name: str, reference: str = "EMA/1/2024", published: str = "2024-01-01") -> DocumentRecord:
    date = PartialDate(datetime.date.fromisoformat(published)) if published else None
    return DocumentRecord(
        title=name, address=f"https://x/{name}.pdf", reference=reference, status="Adopted", first_published=date
    )


REPORT = document("report")
ANNEX = document("annex", published="2024-03-01")
LETTER = document("letter", reference="EMA/2/2024")
SECRET = document("draft", reference="", published="")


def listed(*documents: DocumentRecord) -> ApplicationRecord:
    return ApplicationRecord(number="EMEA/H/C/900001", authority="EMA", documents=told_apart(documents))


def told(previous: ApplicationRecord, current: ApplicationRecord) -> list[tuple[str, str | None, str | None]]:
    return [(found.item, found.before, found.after) for found in differences(previous, current)]


@pytest.mark.parametrize("order", [(REPORT, ANNEX, LETTER, SECRET), (SECRET, ANNEX, LETTER, REPORT)])
def test_of_two_documents_with_one_reference_the_first_published_goes_by_it(order: tuple[DocumentRecord, ...]) -> None:
    apart = told_apart(order)
    assert [one.title for one in apart] == [one.title for one in order]
    assert {one.title: one.key for one in apart} == {
        "report": "EMA/1/2024",
        "annex": "https://x/annex.pdf",
        "letter": "EMA/2/2024",
        "draft": "https://x/draft.pdf",
    }
    assert told_apart(apart) == apart


def test_a_later_document_with_the_same_reference_is_new_and_renames_no_other() -> None:
    assert told(listed(REPORT), listed(ANNEX, REPORT)) == [("https://x/annex.pdf", None, "annex")]


def test_of_two_documents_with_one_reference_the_one_that_goes_is_told() -> None:
    assert told(listed(REPORT, ANNEX), listed(REPORT)) == [("https://x/annex.pdf", "annex", None)]
    assert told(listed(REPORT, ANNEX), listed(ANNEX)) == [("EMA/1/2024", "report", None)]


def test_what_is_kept_of_a_document_that_is_gone_has_a_key_of_its_own() -> None:
    kept = accept(listed(REPORT, ANNEX), listed(ANNEX)).documents
    assert [(one.title, one.key, one.cleared) for one in kept] == [
        ("annex", "https://x/annex.pdf", False),
        ("report", "EMA/1/2024", True),
    ]
    assert told(accept(listed(REPORT, ANNEX), listed(ANNEX)), listed(ANNEX)) == []


def test_a_document_under_a_new_reference_or_at_a_new_address_is_the_same() -> None:
    renamed = msgspec.structs.replace(REPORT, reference="EMA/9/2024")
    moved = msgspec.structs.replace(REPORT, address="https://x/other.pdf")
    assert matched([REPORT, ANNEX], [renamed]) == [(REPORT, renamed), (ANNEX, None)]
    assert matched([REPORT], [moved]) == [(REPORT, moved)]
    assert told(listed(REPORT), listed(moved)) == []


def test_a_document_is_paired_once_and_by_its_address_first() -> None:
    other = msgspec.structs.replace(REPORT, address="https://x/other.pdf", title="other")
    assert matched([REPORT], [other, REPORT]) == [(None, other), (REPORT, REPORT)]
