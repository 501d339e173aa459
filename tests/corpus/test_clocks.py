"""The clock that EMA's own documents give, from the file through `ingest` to the timeline's JSON.

What is checked was read in the documents by eye, or is a worked case of published day counts: nothing is what the code
gave.
"""

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db

STEPS = "ema/procedural-steps"


def timeline(corpus: Path, name: str, number: str) -> dict[str, Any]:
    """The timeline of an application of which nothing but one document has been read."""
    call_command("ingest", str(corpus / STEPS / name), application=number, stdout=io.StringIO(), stderr=io.StringIO())
    printed = io.StringIO()
    call_command("timeline", number, json=True, stdout=printed)
    found: dict[str, Any] = json.loads(printed.getvalue())
    return found


def days(found: dict[str, Any], kind: str) -> list[str]:
    return [event["date"] for event in found["events"] if event["kind"] == kind]


def between(first: str, last: str) -> int:
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def computed(found: dict[str, Any], date: str) -> set[int | None]:
    """The procedural days of what happened on a date."""
    return {event["procedural_day"]["computed"] for event in found["events"] if event["date"] == date}


def stops(found: dict[str, Any]) -> list[tuple[str, str | None, str, bool]]:
    return [(stop["from"], stop["to"], stop["reason"], stop["inferred"]) for stop in found["clock"]["stops"]]


def test_thelin_ran_from_its_receipt_to_its_decision_with_two_stops(corpus: Path) -> None:
    found = timeline(corpus, "EU-1-06-353_h_procedural-steps-taken-authorisation.pdf", "EMEA/H/C/000679")
    assert {
        kind: days(found, kind) for kind in ("submitted", "procedure-started", "opinion-positive", "ec-decision")
    } == {
        "submitted": ["2005-07-28"],
        "procedure-started": ["2005-08-17"],
        "opinion-positive": ["2006-06-01"],
        "ec-decision": ["2006-08-10"],
    }
    assert days(found, "list-of-questions") == ["2005-12-15"]
    assert days(found, "list-of-outstanding-issues") == ["2006-04-27"]
    assert days(found, "responses-submitted") == ["2006-02-17", "2006-05-10"]
    # The document gives no restart: the days of the responses stand for it, and the clock stands still before them.
    assert stops(found) == [
        ("2005-12-16", "2006-02-16", "list-of-questions", True),
        ("2006-04-28", "2006-05-09", "list-of-outstanding-issues", True),
    ]
    assert found["clock"]["started"] == "2005-08-17" and found["clock"]["running"] is False


def test_the_active_days_of_thelin_come_near_to_the_210_of_the_law(corpus: Path) -> None:
    found = timeline(corpus, "EU-1-06-353_h_procedural-steps-taken-authorisation.pdf", "EMEA/H/C/000679")
    elapsed = between("2005-08-17", "2006-06-01") + 1
    stopped = between("2005-12-15", "2006-02-16") + between("2006-04-27", "2006-05-09")
    assert found["clock"]["active_days"] == elapsed - stopped == 214
    assert computed(found, "2006-06-01") == {214}


DASATINIB = ("EU-1-21-1541_h_public-assessment-report.pdf", "EMEA/H/C/005317")


def test_dasatinib_had_its_questions_on_day_120_and_was_submitted_17_days_before_its_start(corpus: Path) -> None:
    found = timeline(corpus, *DASATINIB)  # case E1
    assert (days(found, "submitted"), days(found, "procedure-started")) == (["2019-06-03"], ["2019-06-20"])
    assert days(found, "list-of-questions") == ["2019-10-17"] and computed(found, "2019-10-17") == {120}
    assert between(days(found, "submitted")[0], days(found, "procedure-started")[0]) == 17


def test_dasatinibs_restarts_are_counted_back_from_its_plenaries_not_from_its_responses(corpus: Path) -> None:
    found = timeline(corpus, *DASATINIB)  # cases E2 and E3
    assert days(found, "responses-submitted") == ["2020-04-23", "2020-12-11", "2021-12-22"]
    restarts = [stop["restarted_on"] for stop in found["clock"]["stops"]]
    assert (restarts[0], restarts[-1]) == ("2020-04-27", "2021-12-29")
    assert computed(found, "2020-06-02") == {157} and computed(found, "2020-06-11") == {166}
    assert computed(found, "2020-06-25") == {180}
    assert between(restarts[-1], days(found, "joint-assessment-report")[-1]) == 204 - 181


def test_dasatinibs_reports_came_some_days_after_their_nominal_ones(corpus: Path) -> None:
    found = timeline(corpus, *DASATINIB)  # case E4: day 80 is 7 September, day 93 is 20 September 2019
    assert days(found, "assessment-report") == ["2019-09-09", "2019-09-24"]
    assert computed(found, "2019-09-09") == {82} and computed(found, "2019-09-24") == {97}


def test_after_a_second_round_of_outstanding_issues_nobody_says_how_days_are_counted(corpus: Path) -> None:
    found = timeline(corpus, *DASATINIB)
    assert [reason for _, _, reason, _ in stops(found)] == ["list-of-questions", *["list-of-outstanding-issues"] * 2]
    assert found["clock"]["active_days"] is None and computed(found, "2022-01-27") == {None}


def test_azopts_questions_are_not_forced_onto_day_120(corpus: Path) -> None:
    found = timeline(corpus, "EU-1-00-129_h_procedural-steps-taken-authorisation.pdf", "EMEA/H/C/000267")  # case E14
    (questions,) = (event for event in found["events"] if event["kind"] == "list-of-questions")
    assert (questions["date"], questions["range"]) == ("1999-04-23", ["1999-04-20", "1999-04-22"])
    # Sent on the day after the meeting, which ended on day 126.
    assert questions["procedural_day"]["computed"] - 1 == 126
    assert found["application"]["timetable"] is None and found["nominal"] == []
    assert stops(found) == [("1999-04-24", "1999-09-06", "list-of-questions", True)]


@pytest.mark.parametrize(
    ("name", "number", "last"),
    [
        ("EU-1-04-273_h_procedural-steps-taken-authorisation.pdf", "EMEA/H/C/000521", "2003-11-21"),
        ("EU-1-04-285_h_procedural-steps-taken-authorisation.pdf", "EMEA/H/C/000557", "2004-03-25"),
    ],
)
def test_a_stop_whose_end_no_document_gives_leaves_the_count_unknown(
    corpus: Path, name: str, number: str, last: str
) -> None:
    found = timeline(corpus, name, number)
    assert stops(found)[-1] == (last, None, "list-of-outstanding-issues", False)
    assert found["clock"]["active_days"] is None and found["clock"]["running"] is False


def test_alimtas_second_stop_lasted_four_days(corpus: Path) -> None:
    found = timeline(corpus, "EU-1-04-290_h_procedural-steps-taken-authorisation.pdf", "EMEA/H/C/000564")
    assert stops(found) == [
        ("2003-12-19", "2004-03-11", "list-of-questions", True),
        ("2004-06-04", "2004-06-07", "list-of-outstanding-issues", True),
    ]
