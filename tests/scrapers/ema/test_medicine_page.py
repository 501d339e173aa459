"""What is read from EMA's medicine page."""

import re

import pytest

from scrapers.dates import day
from scrapers.ema.medicine_page import READER, read, recognises
from tests.scrapers.ema.pages import (
    ADDRESS,
    RIENSO,
    RIENSO_MARKDOWN,
    SINEREM,
    changed,
    only_step,
    page,
    record,
)

DOCUMENTS = "https://www.ema.europa.eu/en/documents/"
# fmt: off
LANGUAGES = {"en", "bg", "es", "cs", "da", "de", "et", "el", "fr", "it", "lv", "lt", "hu",
             "mt", "nl", "pl", "pt", "ro", "sk", "sl", "fi", "sv"}
# fmt: on


class TestSinerem:
    """The demo page, reconstructed from the facts that EMA publishes."""

    def test_is_recognised_by_its_bytes(self) -> None:
        assert recognises(SINEREM) and recognises(RIENSO_MARKDOWN)

    def test_says_that_it_is_reconstructed(self) -> None:
        assert b'<meta name="clockstop-reconstructed"' in SINEREM
        assert b"This is not a page of the European Medicines Agency" in SINEREM

    def test_is_about_the_withdrawn_application_of_guerbet(self) -> None:
        reading = read(SINEREM, page())
        (application,) = reading.records
        assert (application.number, application.name) == ("EMEA/H/C/000801", "Sinerem")
        assert (application.status, application.status_text) == ("application-withdrawn", "Application withdrawn")
        assert (application.active_substance, application.inn) == ("iron oxide", "iron oxide")
        assert (application.applicant, application.category) == ("Guerbet", "Human")
        assert application.address == ADDRESS
        assert application.details == {
            "page_last_updated": "2007-12-14",
            "rss_address": "https://www.ema.europa.eu/en/individual-human-medicine.xml/67100",
            "therapeutic_area": "Magnetic Resonance Imaging",
        }
        assert (reading.scope, reading.published_at, reading.warnings) == ("part", "14/12/2007", ())

    def test_three_mentions_of_the_withdrawal_are_one_step_at_day_175(self) -> None:
        step = only_step(SINEREM)
        assert (step.kind, step.date, step.reported_day) == ("application-withdrawn", day(2007, 12, 13), 175)
        prose, row, stage = step.evidence
        assert prose.quote.startswith("On 13 December 2007 Guerbet")
        assert (prose.locator, prose.date) == ("Overview", day(2007, 12, 13))
        assert (row.quote, row.locator) == ("Withdrawal of application 13/12/2007", "Key facts")
        assert stage.quote == "The application was at day 175 when the company withdrew."
        assert (stage.supports, stage.date) == (("procedural_day",), None)

    def test_nominal_days_are_milestones_and_no_steps(self) -> None:
        found = [(milestone.kind, milestone.day) for milestone in record(SINEREM).procedures[0].milestones]
        assert found == [("list-of-questions", 120), ("list-of-outstanding-issues", 180), ("opinion", 210)]

    def test_tells_how_it_stood_and_why(self) -> None:
        passages = {passage.topic: passage.text for passage in record(SINEREM).procedures[0].passages}
        assert {"stage", "provisional-opinion", "main-concerns", "reasons", "consequences"} <= passages.keys()
        assert "could not have been approved" in passages["provisional-opinion"]
        assert "Programmes of compassionate use" in passages["consequences"]

    def test_lists_four_documents_with_their_own_dates(self) -> None:
        found = {document.type: document for document in record(SINEREM).documents}
        assert {kind: (document.reference, str(document.first_published)) for kind, document in found.items()} == {
            "medicine-qa": ("EMEA/599866/2007", "2008-01-24"),
            "withdrawal-report": ("EMEA/CHMP/11527/2008", "2008-04-17"),
            "withdrawal-letter": ("", "2007-12-13"),
            "press-release": ("EMEA/594122/2007", "2007-12-14"),
        }
        assert found["withdrawal-report"].status == "Adopted"
        assert found["withdrawal-letter"].title == "Withdrawal letter : Sinerem"
        assert found["withdrawal-report"].address == (
            f"{DOCUMENTS}withdrawal-report/withdrawal-assessment-report-sinerem_en.pdf"
        )

    def test_the_questions_and_answers_come_in_22_languages(self) -> None:
        (questions,) = (document for document in record(SINEREM).documents if document.type == "medicine-qa")
        files = {file.language: file for file in questions.files}
        assert len(questions.files) == 22
        assert files.keys() == LANGUAGES
        assert (files["en"].size, files["bg"].size, files["sv"].size) == ("39.17 KB", "150.37 KB", "36.05 KB")
        assert all(file.format == "PDF" and file.last_updated == day(2008, 1, 24) for file in questions.files)
        assert files["mt"].address.startswith("https://www.ema.europa.eu/mt/documents/medicine-qa/")


def test_html_and_markdown_of_one_page_give_equal_readings() -> None:
    assert read(RIENSO, page("")) == read(RIENSO_MARKDOWN, page(""))


def test_a_withdrawn_variation_is_no_withdrawn_application() -> None:
    kinds = [step.kind for step in record(RIENSO).procedures[0].steps]
    assert kinds == ["authorised", "withdrawn"]


def test_markdown_without_front_matter_takes_the_address_of_the_page() -> None:
    body = RIENSO_MARKDOWN.partition(b"\n---\n")[2]
    address = "http://ema.europa.eu/en/medicines/human/epar/Rienso.html?x=1#overview"
    (application,) = read(body, page(address)).records
    assert application.address == "https://www.ema.europa.eu/en/medicines/human/EPAR/rienso"
    assert application.number == "EMEA/H/C/002215"


def test_the_date_of_the_key_facts_wins_and_the_prose_keeps_its_own() -> None:
    step = only_step(changed(SINEREM, "13&nbsp;December 2007 Guerbet", "12&nbsp;December 2007 Guerbet"))
    assert step.date == day(2007, 12, 13)
    assert [evidence.date for evidence in step.evidence] == [day(2007, 12, 12), day(2007, 12, 13), None]


def test_the_prose_alone_gives_the_step_when_the_key_facts_have_no_date() -> None:
    body = re.sub(rb"<dt[^>]*><div>Withdrawal of application</div></dt>\s*<dd.*?</dd>", b"", SINEREM, flags=re.DOTALL)
    step = only_step(body)
    assert (step.kind, step.date, step.reported_day) == ("application-withdrawn", day(2007, 12, 13), 175)
    assert len(step.evidence) == 2


def test_an_unknown_status_word_is_kept_and_reported() -> None:
    reading = read(changed(RIENSO, ">Withdrawn</p>", ">Put to sleep</p>"), page())
    assert (reading.records[0].status, reading.records[0].status_text) == ("unknown", "Put to sleep")
    assert [(warning.what, warning.text) for warning in reading.warnings] == [("unknown-word", "Put to sleep")]


def test_a_lost_status_line_is_made_up_for_by_the_status_attribute() -> None:
    body = re.sub(rb'<p class="h5 status-title">.*?</p>', b"", SINEREM)
    assert record(body).status == "application-withdrawn"


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("Authorised", "authorised"),
        ("Refused", "refused"),
        ("Suspended", "suspended"),
        ("Lapsed", "lapsed"),
        ("Expired", "expired"),
        ("Revoked", "revoked"),
        ("Opinion", "opinion"),
        ("Opinion under re-examination", "opinion-under-re-examination"),
        ("Withdrawn from rolling review", "withdrawn-from-rolling-review"),
    ],
)
def test_the_words_of_the_status_have_their_slugs(word: str, slug: str) -> None:
    assert record(changed(RIENSO, ">Withdrawn</p>", f">{word}</p>")).status == slug


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Refusal of marketing authorisation", "refused"),
        ("Revocation of marketing authorisation", "revoked"),
        ("Expiry of marketing authorisation", "expired"),
        ("Suspension of marketing authorisation", "suspended"),
        ("Lapse of marketing authorisation:", "lapsed"),
        ("Opinion adopted", "opinion"),
        ("Start of evaluation", "procedure-started"),
    ],
)
def test_the_dated_labels_are_steps(label: str, kind: str) -> None:
    for body in (RIENSO, RIENSO_MARKDOWN):
        found = record(changed(body, "Withdrawal of marketing authorisation", label)).procedures[0].steps
        assert {step.kind: step.date for step in found} == {"authorised": day(2012, 6, 15), kind: day(2015, 4, 13)}


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/en/documents/withdrawal-letter/x_en.pdf",
        "//evil.example/en/documents/withdrawal-letter/x_en.pdf",
        "javascript:alert(1)//en/documents/withdrawal-letter/x_en.pdf",
        "https://www.ema.europa.eu@evil.example/en/documents/withdrawal-letter/x_en.pdf",
        "https://evil.example\\@www.ema.europa.eu/en/documents/withdrawal-letter/x_en.pdf",
        "https://ema.europa.eu.evil.example/en/documents/withdrawal-letter/x_en.pdf",
        "https://[www.ema.europa.eu/en/documents/withdrawal-letter/x_en.pdf",
    ],
)
def test_a_document_link_that_leads_elsewhere_is_dropped_and_reported(address: str) -> None:
    body = changed(SINEREM, "/en/documents/withdrawal-letter/withdrawal-letter-sinerem_en.pdf", address)
    reading = read(body, page())
    assert "withdrawal-letter" not in {document.type for document in reading.records[0].documents}
    assert [(warning.what, warning.where) for warning in reading.warnings] == [
        ("foreign-link", "Withdrawal letter : Sinerem")
    ]


def test_the_reader_knows_its_addresses() -> None:
    for address in (
        ADDRESS,
        "http://ema.europa.eu/en/medicines/human/EPAR/sinerem.html?a=b#key-facts",
        "www.ema.europa.eu/en/medicines/veterinary/epar/scovella/",
        "https://WWW.EMA.europa.eu/EN/Medicines/Human/epar/Sinerem",
    ):
        assert READER.matches(address), address
    for address in (
        "https://www.ema.europa.eu/en/medicines/human/variation/enhertu-0",
        "https://www.ema.europa.eu/en/medicines/human/EPAR",
        "https://ema.europa.eu.evil.example/en/medicines/human/EPAR/sinerem",
        "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines_json-report_en.json",
    ):
        assert not READER.matches(address), address


def test_the_same_bytes_give_the_same_reading() -> None:
    assert read(SINEREM, page()) == read(SINEREM, page())
