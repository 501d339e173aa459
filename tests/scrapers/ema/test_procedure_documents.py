"""The readers of EMA's documents about procedures: prose, tables and what lies in their way."""

import random

import pytest

from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.registry import choose
from tests.scrapers.ema.procedure_documents import (
    NUMBER,
    ROWS_AFTER,
    After,
    Row,
    after,
    before,
    old_after,
    page,
    read,
    report,
    steps,
    told,
)
from tests.scrapers.pdfs import Text, pdf, placed

FOLDER = "https://www.ema.europa.eu/en/documents"
BULLETS = (
    "The procedure started on 23 June 2003.",
    "The Rapporteur's first assess|ment report was circulated to all CH|MP Members on 16 Septem|ber 2003.",
    "During the meeting on 21-22 October 2003 the CHMP agreed on the consolidated list of questions to be sent to the"
    " company. The final consolidated list of questions was sent to the company on 23 October 2003.",
    "The company submitted the responses to the consolidated list of questions on 22 January 2004.",
    "During the meeting on 01-03 June 2004, the CHMP, in the light of the overall data submitted, issued a positive"
    " opinion for granting a Marketing Authorisation to Exemplin on 3 June 2004.",
    "The CHMP opinions were forwarded, in all official languages of the European Union, to the European Commission,"
    " which adopted the corresponding Decisions on 27 September 2004.",
)
STEPS_BEFORE = [
    ("other", "2003-04-24"),
    ("submitted", "2003-06-05"),
    ("procedure-started", "2003-06-23"),
    ("assessment-report", "2003-09-16"),
    ("list-of-questions", "2003-10-23"),
    ("responses-submitted", "2004-01-22"),
    ("opinion-positive", "2004-06-03"),
    ("ec-decision", "2004-09-27"),
]
ROWS = (
    Row("The application was received by the EMA on", "3 June 2019"),
    Row("The procedure started on", "20 June 2019"),
    Row(
        "The CHMP Rapporteur's first Assessment Report was circulated to all CHMP and PRAC members on",
        "9 September 2019",
    ),
    Row("The CHMP Co-Rapporteur's first Assessment Report was circulated to all CHMP members on", "9 September 2019"),
    Row(
        "The CHMP agreed on the consolidated List of Questions to be sent to the applicant during the meeting on",
        "17 October 2019",
    ),
    Row("The following inspections were requested by the CHMP and taken into consideration", "N/A"),
    Row("The applicant submitted the responses to the CHMP consolidated List of Questions on", "23 April 2020"),
    Row("The CHMP issued a positive opinion for granting a marketing authorisation to Exemplin on", "27 January 2022"),
)
STEPS_IN_TABLE = [
    ("submitted", "2019-06-03"),
    ("procedure-started", "2019-06-20"),
    ("assessment-report", "2019-09-09"),
    ("assessment-report", "2019-09-09"),
    ("list-of-questions", "2019-10-17"),
    ("responses-submitted", "2020-04-23"),
    ("opinion-positive", "2022-01-27"),
]


@pytest.mark.parametrize("width", [60, 75, 88])
@pytest.mark.parametrize("watermark", [False, True], ids=["plain", "watermark"])
def test_prose_gives_its_steps_wherever_its_lines_break(width: int, watermark: bool) -> None:
    assert told(read("ema.steps_before", before(*BULLETS, width=width, watermark=watermark))) == STEPS_BEFORE


@pytest.mark.parametrize("bullet", ["·", "-", ""], ids=["dot", "dash", "none"])
def test_other_marks_before_bullets_or_none_change_nothing(bullet: str) -> None:
    assert told(read("ema.steps_before", before(*BULLETS, bullet=bullet))) == STEPS_BEFORE


def test_a_sentence_that_the_foot_of_a_page_cuts_in_two_is_one() -> None:
    filler = tuple(f"Annex {at} was kept." for at in range(33))
    reading = read("ema.steps_before", before(*filler, *BULLETS))
    assert told(reading) == STEPS_BEFORE
    assert {step.evidence[0].locator for step in steps(reading)} == {"page 1", "page 2"}
    assert not any("EMEA 2004" in evidence.quote for step in steps(reading) for evidence in step.evidence)


@pytest.mark.parametrize("align", ["top", "middle", "bottom"])
@pytest.mark.parametrize("is_ruled", [True, False], ids=["ruled", "unruled"])
@pytest.mark.parametrize(("per_page", "room"), [(100, 8.0), (5, 8.0), (7, 0.0)])
def test_a_table_gives_its_steps_wherever_days_stand_and_pages_end(
    align: str, is_ruled: bool, per_page: int, room: float
) -> None:
    body = report(ROWS, align=align, is_ruled=is_ruled, per_page=per_page, room=room)
    assert told(read("ema.assessment_report", body)) == STEPS_IN_TABLE


def test_a_row_goes_on_behind_the_header_of_the_next_page() -> None:
    rows = (
        ROWS[0],
        Row("The applicant submitted the responses to the CHMP consolidated List of Questions on", "23 April 2020"),
    )
    (_, step) = steps(read("ema.assessment_report", report(rows, per_page=2, width=65)))
    assert step.evidence[0].quote.endswith("consolidated List of Questions on 23 April 2020")
    assert (step.kind, step.evidence[0].locator) == ("responses-submitted", "page 3")


def test_a_day_that_is_broken_over_two_lines_is_one() -> None:
    rows = (*ROWS[:2], Row("The CHMP agreed on the list of questions during the meeting on", "14 - 17 October 2019"))
    reading = read("ema.assessment_report", report(rows))
    assert steps(reading)[-1].range is not None and told(reading)[-1] == ("list-of-questions", "2019-10-17")


def test_of_planned_and_actual_days_the_actual_ones_count() -> None:
    timetable = [
        ("Start of procedure", "16 June 2018", "18 June 2018"),
        ("CHMP Rapporteur Assessment Report", "10 August 2018", "13 August 2018"),
        ("PRAC members comments", "22 August 2018", "n/a"),
        ("Request for supplementary information (RSI)", "20 September 2018", "21 September 2018"),
    ]
    head = [
        Text(60, 60, "European Medicines Agency"),
        Text(60, 75, "Assessment report"),
        Text(60, 90, f"Procedure No. {NUMBER}/II/0029"),
        Text(60, 120, "1.2. Steps taken for the assessment of the product"),
        *(Text(left, 140, words) for left, words in ((60, "Timetable"), (330, "Planned dates"), (450, "Actual dates"))),
    ]
    cells = [
        Text(left, 160 + 20 * at, words)
        for at, row in enumerate(timetable)
        for left, words in zip((60, 330, 450), row, strict=True)
    ]
    assert told(read("ema.assessment_report", placed([*head, *cells]))) == [
        ("procedure-started", "2018-06-18"),
        ("assessment-report", "2018-08-13"),
        ("list-of-questions", "2018-09-21"),
    ]


def test_steps_may_be_numbered_and_a_heading_ends_them_with_or_without_a_number() -> None:
    numbered = (
        "1. The procedure started on 23 June 2003.",
        "2. The Rapporteur's first Assessment Report was circulated to all members on 16 September 2003.",
        "3. The CHMP issued a positive opinion on 3 June 2004.",
    )
    found = told(read("ema.steps_before", before(*numbered, bullet="", width=60)))
    assert found[2:] == [
        ("procedure-started", "2003-06-23"),
        ("assessment-report", "2003-09-16"),
        ("opinion-positive", "2004-06-03"),
    ]
    lines = ("2. Steps taken for the assessment of the product", "The procedure started on 23 June 2003.")
    for heading in ("II GENERAL CONDITIONS FOR THE MARKETING AUTHORISATION", "Manufacturers of the finished product"):
        body = pdf("\n".join([NUMBER, *lines, heading, "Licence of the site: 12 May 1998"]))
        assert told(read("ema.steps_before", body)) == [("procedure-started", "2003-06-23")]


def test_the_procedure_is_the_one_on_the_first_page() -> None:
    (record,) = read("ema.assessment_report", report(ROWS, number=f"{NUMBER}/II/0029/G")).records
    assert [(one.slug, one.type) for one in record.procedures] == [("II/0029/G", "variation")]
    assert record.key == f"{NUMBER} assessment-report II/0029/G"


def test_a_report_without_a_section_on_steps_has_none() -> None:
    body = pdf(f"European Medicines Agency\nAssessment report\nExemplin\nProcedure No. {NUMBER}/II/0003", "Quality")
    assert steps(read("ema.assessment_report", body)) == ()


def test_a_report_that_tells_of_steps_elsewhere_has_drifted() -> None:
    text = "Chronicle\nThe procedure started on 20 June 2019"
    body = pdf(f"European Medicines Agency\nAssessment report\nExemplin\nProcedure No. {NUMBER}/0000", text)
    with pytest.raises(Drifted, match="section on the steps"):
        read("ema.assessment_report", body)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (before(*BULLETS), "ema.steps_before"),
        (report(ROWS), "ema.assessment_report"),
        (after(ROWS_AFTER), "ema.steps_after"),
        (old_after([("Scope", "II/02", "II", "27.06.02", "17.10.02")]), "ema.steps_after"),
        (pdf(f"European Medicines Agency\nScientific conclusions\nProcedure No. {NUMBER}/PSUV/0016"), "ema.document"),
    ],
)
def test_a_local_file_is_recognised_by_its_words(body: bytes, name: str) -> None:
    assert choose("", body).name == name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("procedural-steps/exemplin-epar-procedural-steps_en.pdf", "ema.steps_before"),
        ("procedural-steps-after/exemplin-epar-steps_en.pdf", "ema.steps_after"),
        ("assessment-report/exemplin-epar-public-assessment-report_en.pdf", "ema.assessment_report"),
        ("variation-report/exemplin-h-c-900001-ii-0029_en.pdf", "ema.assessment_report"),
        ("scientific-conclusion/exemplin-psusa_en.pdf", "ema.document"),
    ],
)
def test_an_address_has_its_reader(path: str, name: str) -> None:
    assert choose(f"{FOLDER}/{path}", b"").name == name


def test_a_document_under_another_kinds_address_is_read_as_what_it_is() -> None:
    assert told(read("ema.assessment_report", before(*BULLETS))) == STEPS_BEFORE


class TestTheApplication:
    def test_is_the_one_on_the_first_page_whoever_says_otherwise(self) -> None:
        (record,) = read("ema.steps_before", before(*BULLETS), "EMEA/H/C/900777").records
        assert record.number == NUMBER

    def test_is_the_one_that_is_named_where_the_document_says_none(self) -> None:
        (record,) = read("ema.steps_before", before(*BULLETS, number=""), "EMEA/H/C/900777").records
        assert record.number == "EMEA/H/C/900777"

    def test_has_to_be_named_where_nothing_says_it(self) -> None:
        with pytest.raises(Unreadable, match="--application"):
            read("ema.steps_before", before(*BULLETS, number=""))

    def test_has_to_be_named_where_the_first_page_says_several(self) -> None:
        number = "EMEA/H/C/900001/WS1234 EMEA/H/C/900002/WS1234"
        with pytest.raises(Unreadable, match=r"900001, EMEA/H/C/900002.*--application"):
            read("ema.assessment_report", report(ROWS, number=number))
        (record,) = read("ema.assessment_report", report(ROWS, number=number), "EMEA/H/C/900002").records
        assert (record.number, record.procedures[0].type) == ("EMEA/H/C/900002", "worksharing")

    def test_is_taken_from_the_text_only_if_it_names_one_and_calls_it_no_reference(self) -> None:
        own = After("II/0001", f"As requested in procedure {NUMBER}/REC/011.", "22/04/2010")
        assert read("ema.steps_after", after([own])).records[0].number == NUMBER
        for scope in (
            "As the reference product (EMEA/H/C/900002/II/0077).",
            f"As {NUMBER}/REC/1 and EMEA/H/C/900003/REC/1",
        ):
            with pytest.raises(Unreadable, match="--application"):
                read("ema.steps_after", after([After("IB/0001", scope, "22/04/2010")]))

    def test_is_not_the_one_that_a_row_on_the_first_page_names(self) -> None:
        row = After("WS/0001", "Grouped with EMEA/H/C/900002/WS/0001", "22/04/2010")
        assert read("ema.steps_after", after([row]), "EMEA/H/C/900777").records[0].number == "EMEA/H/C/900777"

    def test_may_be_old_and_short(self) -> None:
        (record,) = read("ema.steps_before", before(*BULLETS, number="EMEA/H/C/618")).records
        assert (record.number, record.category) == ("EMEA/H/C/000618", "Human")


@pytest.mark.parametrize("reader", ["ema.steps_before", "ema.steps_after", "ema.assessment_report", "ema.document"])
class TestForeignBytes:
    def test_a_page_instead_of_a_file_is_a_block(self, reader: str) -> None:
        with pytest.raises(Blocked):
            read(reader, b"<html><title>Access denied</title>", NUMBER)

    def test_a_file_of_somebody_else_is_unreadable(self, reader: str) -> None:
        for text in ("Annual report of a bank", "Food and Drug Administration\nNDA 022180\nEuropean Medicines Agency"):
            assert "ema.document" not in {
                one.name for one in [choose(f"{FOLDER}/rmp/x.pdf", b"")] if one.recognises(pdf(text))
            }
            with pytest.raises(Unreadable, match="not recognisably"):
                read(reader, pdf(text), NUMBER)

    def test_damaged_files_fail_as_readers_may(self, reader: str) -> None:
        chance = random.Random(5)
        body = after(ROWS_AFTER[:2]) if reader == "ema.steps_after" else before(*BULLETS[:3])
        for _ in range(12):
            damaged = bytearray(body)
            for place in chance.sample(range(8, len(body)), 15):
                damaged[place] = chance.randrange(256)
            try:
                choose(f"{FOLDER}/rmp/x.pdf", b"").read(bytes(damaged), page(NUMBER))
                read(reader, bytes(damaged), NUMBER)
            except ReadingFailed:
                continue


def test_a_document_on_steps_that_tells_of_none_has_drifted() -> None:
    with pytest.raises(Drifted):
        read("ema.steps_before", pdf("European Medicines Agency\nExemplin\nNothing was dated here."), NUMBER)
    with pytest.raises(Drifted, match="no dated step"):
        read("ema.steps_before", pdf(f"{NUMBER}\nSteps taken for the assessment of the product\nNone."), NUMBER)
