"""Which step a sentence of EMA's documents tells of, and on which of its days."""

from pathlib import Path

import pytest

from scrapers.ema.steps.sentences import Item
from scrapers.ema.steps.steps import steps_of
from scrapers.records import StepRecord


def steps(*sentences: str, is_background: bool = False) -> tuple[StepRecord, ...]:
    return steps_of(Item(sentence, 1, is_background) for sentence in sentences)[0]


def told(*sentences: str, is_background: bool = False) -> list[str]:
    """Each step as `kind day`, with the days of the meeting in front: `kind first..last day`."""
    return [
        f"{step.kind} {f'{step.range[0]}..{step.range[1]} ' if step.range else ''}{step.date}"
        for step in steps(*sentences, is_background=is_background)
    ]


HERE = Path(__file__).parent
SENTENCES = (HERE / "step_sentences.txt").read_text().splitlines()
"""Sentences and the steps that they tell of, one a line; the sentences are made up."""
BACKGROUND_SENTENCES = (HERE / "background_sentences.txt").read_text().splitlines()
"""What is told before the section on steps: little of it is a step of the procedure."""


def parted(line: str) -> tuple[str, list[str]]:
    sentence, _, expected = line.rpartition(" |")
    return sentence, [one.strip() for one in expected.split(" ; ") if one.strip()]


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_tells_of_its_steps(line: str) -> None:
    sentence, expected = parted(line)
    assert sorted(told(sentence)) == sorted(expected)


@pytest.mark.parametrize("line", BACKGROUND_SENTENCES)
def test_the_background_tells_of_few_steps(line: str) -> None:
    sentence, expected = parted(line)
    assert sorted(told(sentence, is_background=True)) == sorted(expected)


def test_the_day_of_an_opinion_stands_beside_the_days_of_its_meeting() -> None:
    sentence = "During the meeting on 29 May –1 June 2006, the CHMP issued a positive opinion on 1 June 2006."
    assert told(sentence) == ["opinion-positive 2006-05-29..2006-06-01 2006-06-01"]
    reverse = "The CPMP issued a positive opinion on 18 November 1999 during its meeting of 16-18 November 1999."
    assert told(reverse) == ["opinion-positive 1999-11-16..1999-11-18 1999-11-18"]


def test_days_of_a_meeting_alone_give_the_last_one() -> None:
    assert told("During the CHMP meeting on 1-3 June 2004, the CHMP agreed on a list of outstanding issues.") == [
        "list-of-outstanding-issues 2004-06-01..2004-06-03 2004-06-03"
    ]
    assert told("At the meeting on 18 and 19 March 2003 the CPMP agreed on the list of questions.") == [
        "list-of-questions 2003-03-18..2003-03-19 2003-03-19"
    ]


@pytest.mark.parametrize(
    "sentences",
    [
        (
            "During the meeting on 20-22 April 1999 the CPMP agreed on the consolidated list of questions to be sent."
            " The final consolidated list of questions was sent to the company on 23 April 1999.",
        ),
        (
            "During the meeting on 20-22 April 1999 the CPMP agreed on the consolidated list of questions to be sent.",
            "The final consolidated list of questions was sent to the company on 23 April 1999.",
        ),
        ("During the meeting on 20-22 April 1999 the CPMP agreed on a list of questions, sent on 23 April 1999.",),
    ],
)
def test_a_list_that_is_agreed_and_then_sent_is_one_step_of_the_day_of_sending(sentences: tuple[str, ...]) -> None:
    assert told(*sentences) == ["list-of-questions 1999-04-20..1999-04-22 1999-04-23"]


def test_two_reports_on_one_day_are_two_steps_and_two_days_of_one_report_too() -> None:
    first = "The Rapporteur's first Assessment Report was circulated on 9 September 2019."
    second = "The Co-Rapporteur's first Assessment Report was circulated on 9 September 2019."
    assert [(step.occurrence, str(step.date)) for step in steps(first, second)] == [
        (1, "2019-09-09"),
        (2, "2019-09-09"),
    ]
    both = "The Rapporteur's and Co-Rapporteur's first Assessment Reports were circulated on 3 March 2000."
    assert told(both) == ["assessment-report 2000-03-03"] * 2
    updated = "The Rapporteurs circulated the Joint Assessment Report on 11 and 14 June 2004."
    assert told(updated) == ["joint-assessment-report 2004-06-11", "joint-assessment-report 2004-06-14"]
    one_sentence = (
        "The Rapporteur's assessment report was circulated on 8 March 1999 and the Co-Rapporteur's on 4 March 1999."
    )
    assert told(one_sentence) == ["assessment-report 1999-03-04", "assessment-report 1999-03-08"]


def test_two_reports_with_a_day_each_are_two_steps() -> None:
    sentence = "The Rapporteur's and Co-Rapporteur's first Assessment Reports were circulated on 1 and 5 March 2004."
    assert told(sentence) == ["assessment-report 2004-03-01", "assessment-report 2004-03-05"]


def test_an_opinion_and_the_decision_on_it_may_share_a_sentence() -> None:
    sentence = "The positive opinion was adopted on 20 September 2001 and the EC decision on 12 January 2002."
    assert told(sentence) == ["opinion-positive 2001-09-20", "ec-decision 2002-01-12"]


def test_each_day_of_a_sentence_takes_the_words_of_its_own_part() -> None:
    sentence = "The validation was completed on 12 March 2001 and the procedure started on 15 March 2001."
    assert told(sentence) == ["validated 2001-03-12", "procedure-started 2001-03-15"]
    unknown = "Something was done on 12 March 2001 and the procedure started on 15 March 2001."
    assert told(unknown) == ["other 2001-03-12", "procedure-started 2001-03-15"]


def test_what_is_told_three_times_is_one_step_with_its_evidence() -> None:
    (step,) = steps(
        "The applicant submitted on 28 July 2005 an application for Marketing Authorisation for Exemplin.",
        "The applicant submitted on 28 July 2005 an application through the centralised procedure.",
        "The application was received by the EMEA on 28 July 2005.",
    )
    assert (step.kind, len(step.evidence)) == ("submitted", 3)


def test_rounds_of_issues_and_answers_are_counted_in_order_of_date() -> None:
    found = steps(
        "The applicant submitted the responses to the 2nd list of outstanding issues on 22 December 2021",
        "The CHMP agreed on a 2nd list of outstanding issues to be sent to the applicant on 25 February 2021",
        "The CHMP agreed on a list of outstanding issues to be sent to the applicant on 25 June 2020",
        "The applicant submitted the responses to the list of outstanding issues on 11 December 2020",
    )
    assert [(step.kind, step.occurrence, str(step.date)) for step in found] == [
        ("list-of-outstanding-issues", 1, "2020-06-25"),
        ("responses-submitted", 1, "2020-12-11"),
        ("list-of-outstanding-issues", 2, "2021-02-25"),
        ("responses-submitted", 2, "2021-12-22"),
    ]


def test_an_inspection_and_the_issue_of_its_report_are_two_steps() -> None:
    sentence = "The summary report of the inspection carried out between 18-20 April 2006 was issued on 12 May 2006."
    assert told(sentence) == ["other 2006-04-18..2006-04-20 2006-04-20", "other 2006-05-12"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The application falls under Council Regulation No (EEC) 2309/93 of 22 July 1993 as amended.",
        "The dossier follows Commission Directive 2003/63/EC of 25 June 2003.",
        "Dr Example was Rapporteur (until 21.10.1999).",
        "Studies are to be finished by 31 December 2005.",
    ],
)
def test_dates_of_laws_and_of_what_is_still_to_be_done_are_no_steps(sentence: str) -> None:
    assert told(sentence) == []


def test_a_day_on_which_something_is_to_be_done_is_not_the_day_of_the_meeting() -> None:
    sentence = (
        "During the meeting on 21-22 October 2003 the CPMP agreed on questions to be answered on 17 November 2003."
    )
    assert told(sentence) == ["other 2003-10-21..2003-10-22 2003-10-22"]


def test_an_opinion_that_is_only_named_is_no_step_again() -> None:
    sentence = (
        "The applicant gave notice on 6 June 2016 to request a re-examination of the CHMP opinion of 26 May 2016."
    )
    assert told(sentence) == ["re-examination-requested 2016-06-06"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Exemplin has been given a Marketing Authorisation in Brazil on 25 July 1988.",
        "The applicant received Scientific Advice from the CHMP on 19 October 2000.",
        "Exemplin was designated as an orphan medicinal product EU/3/04/234 on 21 October 2004.",
        "Date of authorisation: 20 November 2006",
    ],
)
def test_other_procedures_and_countries_are_no_steps_of_this_one(sentence: str) -> None:
    assert told(sentence, is_background=True) == []


def test_before_the_section_on_steps_only_what_belongs_to_the_application_counts() -> None:
    sentence = (
        "The applicant submitted on 28 July 2005 an application for Exemplin, which was designated as an orphan"
        " medicinal product on 21 October 2004."
    )
    assert told(sentence, is_background=True) == ["submitted 2005-07-28"]


def test_days_without_a_year_are_reported_and_give_no_step() -> None:
    found, warnings = steps_of([Item("The CHMP adopted a report on similarity on 14 – 17 November.", 2)])
    assert found == ()
    assert [(one.what, one.where, one.text) for one in warnings] == [("junk-date", "page 2", "14 – 17 November")]


def test_the_evidence_is_the_sentence_with_its_page_and_its_own_date() -> None:
    (step,) = steps_of([Item("The procedure started on 17 August 2005. Nothing else was said.", 7)])[0]
    (evidence,) = step.evidence
    assert (evidence.quote, evidence.locator, str(evidence.date)) == (
        "The procedure started on 17 August 2005.",
        "page 7",
        "2005-08-17",
    )


def test_the_order_of_the_sentences_makes_no_difference_to_the_steps() -> None:
    sentences = [parted(line)[0] for line in SENTENCES if "list-of-" not in line]  # one may tell that another was sent
    assert sorted(told(*sentences)) == sorted(told(*reversed(sentences)))
