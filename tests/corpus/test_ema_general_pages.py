"""EMA's two real general pages: what they say, and that the noise of their delivery changes no record."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.ema import general_page, medicine_page
from scrapers.readers import Drifted
from scrapers.records import Reading
from scrapers.registry import choose
from tests.scrapers.ema.pages import page

OVERVIEW = "/en/human-regulatory-overview/post-authorisation"
PAGES = {
    "type-ia-variations-questions-answers.html": (
        f"{OVERVIEW}/variations-including-extensions-marketing-authorisations/type-ia-variations-questions-answers",
        "Type-IA variations: questions and answers",
        "Regulatory and procedural guidance",
    ),
    "rmp-post-authorisation-questions-answers.html": (
        f"{OVERVIEW}/pharmacovigilance-post-authorisation/"
        "risk-management-plans-rmp-post-authorisation-phase-questions-answers",
        "Risk management plans (RMP) in post-authorisation phase",
        "Pharmacovigilance; Regulatory and procedural guidance",
    ),
}
every_page = pytest.mark.parametrize("name", PAGES)

NOISE = (
    rb"(?<=js-view-dom-id-)[0-9a-f]+",
    rb"(?<=include=)eJ[\w-]+",
    rb'(?<="permissionsHash":")[0-9a-f]+',
    rb"(?<=ema-bcl-bs-icons_)\d+",
    rb'(?<=data-drupal-selector=")[\w-]+',
    rb'(?<=data-timestamp-start=")\d+',
    rb"(?<=css/css_)[\w-]+",
)
"""What differs between two deliveries of one page (sources reference, 2.6)."""


@every_page
def test_every_kind_of_noise_is_in_a_page(corpus: Path, name: str) -> None:
    assert [noise for noise in NOISE if not re.search(noise, body(corpus, name))] == []


def body(corpus: Path, name: str) -> bytes:
    return (corpus / "ema" / "pages" / name).read_bytes()


def read(content: bytes) -> Reading:
    return general_page.read(content, page(""))


@every_page
def test_a_page_says_what_it_is_when_it_was_updated_and_which_documents_it_offers(corpus: Path, name: str) -> None:
    path, title, topics = PAGES[name]
    reading = read(body(corpus, name))
    [notice] = reading.notices
    assert reading.warnings == ()
    assert (notice.kind, notice.key, notice.category) == ("guidance", path, "Human")
    assert notice.title.startswith(title)
    assert notice.address == f"https://www.ema.europa.eu{path}"
    assert notice.details.pop("summary").startswith("This page ")
    assert notice.details == {
        "topics": topics,
        "updated_on": "2025-11-26",
        "document_count": str(body(corpus, name).count(b"data-ema-document-type=")),
        "document_references": "EMEA-H-19984/03 Rev. 115",
        "documents_last_updated": "2025-12-15",
    }


@every_page
def test_a_general_page_is_read_by_its_reader_alone(corpus: Path, name: str) -> None:
    content = body(corpus, name)
    assert choose("", content).name == "ema.general_page"
    assert choose(f"https://www.ema.europa.eu{PAGES[name][0]}", b"").name == "ema.general_page"
    with pytest.raises(Drifted):
        medicine_page.read(content, page(""))


def test_a_medicine_page_is_not_read_as_a_general_page(corpus: Path) -> None:
    sinerem = (corpus / "ema" / "pages" / "sinerem.docling.md").read_bytes()
    assert not general_page.recognises(sinerem)


@every_page
@given(token=st.text("0123456789abcdef", min_size=6, max_size=40), notified=st.booleans())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_two_deliveries_that_differ_in_noise_alone_give_equal_records(
    corpus: Path, name: str, token: str, notified: bool
) -> None:
    content = body(corpus, name)
    other = content
    for noise in NOISE:
        other = re.sub(noise, token.encode(), other)
    if not notified:
        other = re.sub(rb'<div class="alert-info ema-notification.*?</button>\s*</div>', b"", other, flags=re.DOTALL)
    assert other != content
    assert read(other) == read(content)


@every_page
def test_a_page_cut_anywhere_before_its_end_is_refused(corpus: Path, name: str) -> None:
    content = body(corpus, name)
    end = content.index(b"</main>")
    for cut in range(20_000, end, (end - 20_000) // 6):
        with pytest.raises(Drifted):
            read(content[:cut])
