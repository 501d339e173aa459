"""Where sections on steps begin and end, and what on their pages belongs to no sentence."""

import pytest

from tests.scrapers.ema.procedure_documents import NUMBER, read, told
from tests.scrapers.pdfs import Text, placed

TITLE = (
    Text(60, 60, "European Medicines Agency"),
    Text(60, 75, "Assessment report"),
    Text(60, 90, f"Procedure No. {NUMBER}/0000"),
)
HEADING = "1.2. Steps taken for the assessment of the product"
START, OPINION = "• The procedure started on 20 June 2019.", "• The CHMP issued a positive opinion on 20 June 2020."
STARTED, ADOPTED = ("procedure-started", "2019-06-20"), ("opinion-positive", "2020-06-20")


def section(*lines: str, heading: str = HEADING) -> list[Text]:
    """The first page of a report: its title, a heading, lines close below each other, and the next chapter."""
    below = 150 + 13 * len(lines)
    return [
        *TITLE,
        *(Text(60, 110 + 13 * at, line) for at, line in enumerate(heading.split("\n"))),
        *(Text(60, 150 + 13 * at, line) for at, line in enumerate(lines)),
        Text(60, below + 20, "2. Scientific discussion", 12),
        Text(60, below + 40, "A study ended on 6 June 1996."),
    ]


def found(*pages: list[Text]) -> list[tuple[str, str]]:
    return told(read("ema.assessment_report", placed(*pages)))


@pytest.mark.parametrize(
    "heading",
    [
        "1.2. Steps taken for the\nassessment of the product",
        "2. Steps taken in the assessment of the product",
        "2 Steps taken during the procedure",
        "1.3 Steps taken for the evaluation of the medicinal product",
        "STEPS TAKEN FOR THE ASSESSMENT OF THE PRODUCT",
        "1.3. Steps taken for the re-examination procedure",
        "1.3 Procedural steps taken for the assessment of the product",
        "2. Procedural steps",
        "Steps taken for the assessment of the variation",
    ],
)
def test_a_section_begins_under_headings_of_several_words(heading: str) -> None:
    assert found(section(START, OPINION, heading=heading)) == [STARTED, ADOPTED]


@pytest.mark.parametrize(
    "lines",
    [
        ("• The inspection was carried out at", "3 Clinical sites in the United States", "and was finished."),
        ("Rapporteur: Dr J. Example, Co-Rapporteur:", "B. van Example"),
        ("• The responses were prepared by", "EXAMPLE PHARMACEUTICALS", "and its partners."),
    ],
)
def test_a_wrapped_line_that_looks_like_a_heading_ends_no_section(lines: tuple[str, ...]) -> None:
    assert found(section(START, *lines, OPINION)) == [STARTED, ADOPTED]


def test_a_header_with_a_date_on_each_page_is_in_no_sentence() -> None:
    def header(page: int) -> list[Text]:
        return [
            Text(60, 30, "London, 15 January 2020"),
            Text(60, 805, f"EMEA/1234/2020 15 January 2020 {page}/2"),
        ]

    first = [*section(START, "• The applicant submitted the responses to the CHMP")[:-2], *header(1)]
    second = [Text(60, 70, "consolidated List of Questions on 23 April 2020."), *header(2)]
    assert found(first, second) == [STARTED, ("responses-submitted", "2020-04-23")]


def test_a_page_may_begin_with_the_year_of_a_date() -> None:
    first = section(START, "• The CHMP issued a positive opinion on 20 June")[:-2]
    assert found(first, [Text(60, 70, "2020")]) == [STARTED, ADOPTED]


def test_a_watermark_in_large_letters_over_the_lines_is_left_out() -> None:
    mark = Text(50, 145, "Medicinal product no longer authorised", 30)
    assert found([*section(START, "• Nothing else was done.", OPINION), mark]) == [STARTED, ADOPTED]


def test_a_line_that_only_says_assessment_report_belongs_to_its_row() -> None:
    lines = (START, "• The Rapporteurs circulated the updated joint", "Assessment report", "on 5 May 2020.", OPINION)
    assert found(section(*lines)) == [STARTED, ("joint-assessment-report", "2020-05-05"), ADOPTED]


def test_days_may_stand_on_the_left() -> None:
    rows = (("20 June 2019", "Start of procedure"), ("20 June 2020", "CHMP adopted a positive opinion"))
    cells = [
        Text(left, 150 + 18 * at, text)
        for at, row in enumerate(rows)
        for left, text in zip((60, 180), row, strict=True)
    ]
    assert found([*section()[:-2], *cells]) == [STARTED, ADOPTED]


def test_bullets_without_marks_and_full_stops_are_told_apart_by_the_room_behind_them() -> None:
    lines = ("The procedure started on 20 June 2019", "CHMP agreed on the list of questions on 17 October 2019")
    long = "Submission of the applicant's responses to the consolidated List of Questions of the CHMP on 23 April 2020"
    assert found(section(*lines, long)) == [
        STARTED,
        ("list-of-questions", "2019-10-17"),
        ("responses-submitted", "2020-04-23"),
    ]


def test_a_report_on_a_veterinary_medicine_tells_of_its_steps_in_the_introduction() -> None:
    lines = (
        "On 14 September 2020, the applicant Example GmbH submitted an application for a marketing",
        "authorisation to the European Medicines Agency (the Agency) for Exemplivet.",
        "The eligibility to the centralised procedure was agreed upon by the CVMP on 11 October 2019, as its",
        "active substance was not authorised on 20 May 2004. A study had been finished on 3 March 2018.",
        "On 17 February 2022, the CVMP adopted an opinion and CVMP assessment report.",
        "On 20 April 2022, the European Commission adopted a Commission Decision granting the marketing",
        "authorisation for Exemplivet.",
    )
    title = [
        Text(60, 60, "European Medicines Agency"),
        Text(60, 75, "CVMP assessment report for Exemplivet (EMEA/V/C/900001/0000)"),
        Text(60, 120, "Introduction"),
    ]
    body = placed([*title, *(Text(60, 140 + 13 * at, line) for at, line in enumerate(lines))])
    assert told(read("ema.assessment_report", body)) == [
        ("other", "2019-10-11"),
        ("submitted", "2020-09-14"),
        ("opinion", "2022-02-17"),
        ("ec-decision", "2022-04-20"),
    ]
