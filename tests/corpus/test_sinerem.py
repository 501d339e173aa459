"""EMA's own page about Sinerem, as a converter wrote it down on 23 November 2025."""

import datetime
from pathlib import Path

import msgspec
import pytest

from scrapers.dates import day
from scrapers.ema.medicine_page import read, recognises
from scrapers.readers import Drifted, ReadingFailed
from scrapers.records import ApplicationRecord, Page

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures/pages/sinerem.html"
PAGE = Page(address="", retrieved_at=datetime.datetime(2025, 11, 23, 8, 3, 52, tzinfo=datetime.UTC))


@pytest.fixture(scope="module")
def body(corpus: Path) -> bytes:
    return (corpus / "ema/pages/sinerem.docling.md").read_bytes()


@pytest.fixture(scope="module")
def sinerem(body: bytes) -> ApplicationRecord:
    reading = read(body, PAGE)
    assert reading.warnings == ()
    return reading.records[0]


def test_the_application_was_withdrawn_on_13_december_2007_at_day_175(sinerem: ApplicationRecord) -> None:
    (procedure,) = sinerem.procedures
    (step,) = procedure.steps
    assert (sinerem.number, sinerem.status) == ("EMEA/H/C/000801", "application-withdrawn")
    assert (step.kind, step.date, step.reported_day) == ("application-withdrawn", day(2007, 12, 13), 175)
    assert [evidence.locator[:12] for evidence in step.evidence] == ["Overview", "Key facts", "How far into"]
    assert step.evidence[0].quote.startswith("On 13 December 2007, Guerbet officially notified")
    assert step.evidence[2].quote == "The application was at day 175 when the company withdrew."
    assert [(milestone.kind, milestone.day) for milestone in procedure.milestones] == [
        ("list-of-questions", 120),
        ("list-of-outstanding-issues", 180),
        ("opinion", 210),
    ]


def test_every_question_of_the_page_is_a_passage_under_its_topic(sinerem: ApplicationRecord) -> None:
    assert [passage.topic for passage in sinerem.procedures[0].passages] == [
        "overview",
        "product",
        "expected-use",
        "how-it-works",
        "documentation",
        "stage",
        "provisional-opinion",
        "main-concerns",
        "reasons",
        "consequences",
    ]


def test_passages_end_where_documents_and_buttons_begin(sinerem: ApplicationRecord) -> None:
    passages = {passage.topic: passage.text for passage in sinerem.procedures[0].passages}
    assert passages["overview"].endswith("primary tumour spread in pelvic cancers.")
    assert passages["consequences"].endswith("contact the doctor who is giving it to you.")


def test_the_reconstructed_page_of_the_demo_says_the_same_but_for_the_prose(sinerem: ApplicationRecord) -> None:
    (demo,) = read(FIXTURE.read_bytes(), PAGE).records
    assert msgspec.structs.replace(demo, procedures=sinerem.procedures) == sinerem
    ours, theirs = demo.procedures[0], sinerem.procedures[0]
    assert [passage.topic for passage in ours.passages] == [passage.topic for passage in theirs.passages]
    assert [(one.kind, one.day) for one in ours.milestones] == [(one.kind, one.day) for one in theirs.milestones]
    assert [(one.kind, one.date, one.reported_day) for one in ours.steps] == [
        (one.kind, one.date, one.reported_day) for one in theirs.steps
    ]


def test_no_sentence_of_the_real_page_stands_in_the_demo(sinerem: ApplicationRecord) -> None:
    demo = FIXTURE.read_text()
    for passage in sinerem.procedures[0].passages:
        words = passage.text.split()
        for start in range(len(words) - 10):
            assert " ".join(words[start : start + 11]) not in demo


def test_a_cut_copy_of_the_page_is_never_half_read(body: bytes, sinerem: ApplicationRecord) -> None:
    for end in range(0, len(body), 211):
        try:
            found = read(body[:end], PAGE).records
        except ReadingFailed:
            continue
        assert found == (sinerem,)


def test_general_pages_are_neither_recognised_nor_read(corpus: Path, body: bytes) -> None:
    assert recognises(body)
    for name in ("type-ia-variations-questions-answers.html", "rmp-post-authorisation-questions-answers.html"):
        general = (corpus / "ema/pages" / name).read_bytes()
        assert not recognises(general)
        with pytest.raises(Drifted):
            read(general, PAGE)
