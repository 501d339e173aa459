"""Timetables over the API: all of them, and one computed from what is given."""

import datetime

import pytest
from rest_framework.test import APIClient

from tests.tracker.api.conftest import program_of
from tests.tracker.api.described import differences
from tracker.timetables.asking import answer
from tracker.timetables.computing import NO_MEETINGS
from tracker.timetables.counting import Standstill
from tracker.timetables.encoding import timetable_as_json
from tracker.timetables.given import Given
from tracker.timetables.meetings import record_known
from tracker.timetables.timetables import timetables

ADDRESS = "/api/v1/timetables/"


@pytest.fixture
def nobody_special(allowed) -> APIClient:
    """A program of somebody without a single permission."""
    return program_of(allowed(is_staff=False))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_one_must_be_signed_in(method: str):
    assert getattr(APIClient(), method)(ADDRESS).status_code == 401


def test_whoever_is_signed_in_reads_every_timetable_with_what_it_rests_on(nobody_special):
    answered = nobody_special.get(ADDRESS).json()
    assert differences(answered, "TimetableList") == []
    assert [one["procedure"] for one in answered["results"]] == [one.procedure for one in timetables()]
    standard = next(one for one in answered["results"] if one["procedure"] == "ema-centralised")
    assert standard["legal_basis"] == "Regulation (EC) No 726/2004, Articles 6, 9 and 10"
    assert standard["valid_from"] == "2005-11-20"
    questions = next(step for step in standard["steps"] if step["key"] == "list-of-questions")
    assert (questions["day"], questions["certainty"], questions["caution"]) == (120, "EMA", "")


def test_the_list_narrows_to_a_procedure_or_an_authority(nobody_special):
    one = nobody_special.get(ADDRESS, {"procedure": "ema-centralised"}).json()["results"]
    assert {each["procedure"] for each in one} == {"ema-centralised"}
    of_ema = nobody_special.get(ADDRESS, {"authority": "EMA"}).json()["results"]
    assert {each["authority"] for each in of_ema} == {"EMA"}
    assert "There is no such parameter" in nobody_special.get(ADDRESS, {"procedur": "dcp"}).json()["detail"]


def test_a_timetable_is_computed_as_the_command_computes_it(nobody_special):
    question = {
        "procedure": "ema-centralised",
        "start": "2019-06-20",
        "stops": [{"from": "2019-10-18", "to": "2020-04-26"}],
        "meetings": ["2020-07-23"],
        "events": [{"kind": "list-of-questions", "date": "2019-10-17"}],
        "usual_stops": False,
    }
    answered = nobody_special.post(ADDRESS, question)
    assert answered.status_code == 200
    assert differences(answered.json(), "ComputedTimetable") == []
    given = Given(
        start=day("2019-06-20"),
        stops=(Standstill(day("2019-10-18"), day("2020-04-26")),),
        meetings=(day("2020-07-23"),),
        events=(("list-of-questions", day("2019-10-17")),),
    )
    assert answered.json() == timetable_as_json(answer("ema-centralised", given, NO_MEETINGS))  # none is known here
    # EMA's rule: day 121 is the day of the restart, so day 180 lies 59 days after it (27 April 2020).
    issues = next(step for step in answered.json()["steps"] if step["key"] == "list-of-outstanding-issues")
    assert issues["nominal"] == "2020-06-25"


def test_every_timetable_can_be_computed_and_is_described(nobody_special):
    for procedure in sorted({one.procedure for one in timetables()}):
        starts_with = next(one.starts_with for one in timetables() if one.procedure == procedure)
        question = {"procedure": procedure, "events": [{"kind": starts_with, "date": "2026-03-26"}]}
        answered = nobody_special.post(ADDRESS, question)
        assert answered.status_code == 200, answered.content
        assert differences(answered.json(), "ComputedTimetable") == [], procedure


def test_a_stop_without_an_end_leaves_later_days_unknown(nobody_special):
    question = {"procedure": "ema-centralised", "start": "2019-06-20", "stops": [{"from": "2019-10-18"}]}
    answered = nobody_special.post(ADDRESS, question).json()
    opinion = next(step for step in answered["steps"] if step["key"] == "opinion")
    assert (opinion["date"], answered["stops"][0]["to"]) == (None, None)
    assert differences(answered, "ComputedTimetable") == []


def test_a_step_names_the_meeting_that_it_falls_into(nobody_special):
    record_known(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    question = {"procedure": "ema-centralised", "meetings": ["2026-07-23"]}
    answered = nobody_special.post(ADDRESS, question).json()
    # 120 days, the first and the last counted, end on 23 July 2026.
    assert (answered["start"], answered["start_is_inferred"]) == ("2026-03-26", True)
    questions = next(step for step in answered["steps"] if step["key"] == "list-of-questions")
    assert (questions["meeting"]["first_day"], questions["meeting"]["last_day"]) == ("2026-07-20", "2026-07-23")
    assert questions["explanation"].startswith("day 120 = start (26 Mar 2026) + 119 days")
    assert "CHMP meeting 20–23 Jul 2026" in questions["explanation"]
    assert differences(answered, "ComputedTimetable") == []


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({}, "procedure: This field is required."),
        ({"procedure": "ema-centralisd", "start": "2019-06-20"}, "procedure: there is no timetable 'ema-centralisd'"),
        ({"procedure": "ema-centralised"}, "start: give the day of the start"),
        ({"procedure": "ema-centralised", "start": "20.06.2019"}, "start: Write it as 2025-12-01."),
        ({"procedure": "ema-centralised", "start": "9999-12-01"}, "start: its days lie outside the years 1 to 9999"),
        ({"procedure": "ema-centralised", "stop": []}, "stop: There is no such field here; there are: procedure,"),
        (
            {"procedure": "ema-centralised", "start": "2019-06-20", "stops": [{"from": "2019-06-20"}]},
            "stops: a stop cannot begin on 2019-06-20: the clock started on 2019-06-20",
        ),
        (
            {"procedure": "ema-centralised", "stops": [{"from": "2019-10-18"}, {"from": "2020-07-01", "to": "soon"}]},
            "stops: no. 2: to: Write it as 2025-12-01.",
        ),
        (
            {"procedure": "ema-centralised", "stops": [{"from": "2019-10-18", "to": "2019-10-17"}]},
            "stops: no. 1: to: the stop of 2019-10-18 ends before it begins, on 2019-10-17",
        ),
        ({"procedure": "ema-centralised", "stops": [{"to": "2019-10-18"}]}, "stops: no. 1: from: This field is"),
        ({"procedure": "ema-centralised", "meetings": ["soon"]}, "meetings: no. 1: Write it as 2025-12-01."),
        (
            {"procedure": "ema-centralised", "events": [{"kind": "opinon", "date": "2019-10-17"}]},
            "events: no. 1: kind: 'opinon' is not a kind of step",
        ),
        ({"procedure": "ema-centralised", "events": [{"kind": "opinion"}]}, "events: no. 1: date: This field is"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_in_one_line(nobody_special, question: dict, told: str):
    answered = nobody_special.post(ADDRESS, question)
    assert answered.status_code == 400
    assert answered.json()["detail"].startswith(told)


def test_computing_saves_nothing(nobody_special, django_assert_num_queries):
    question = {"procedure": "ema-centralised", "start": "2019-06-20"}
    nobody_special.post(ADDRESS, question)  # the first use of a token in a minute is noted
    with django_assert_num_queries(2):  # the token with its person, and the calendar of meetings
        assert nobody_special.post(ADDRESS, question).status_code == 200


def test_a_start_counted_back_falls_under_the_rules_of_its_own_time():
    for timetable in timetables():
        if timetable.procedure == "ema-centralised" and timetable.valid_from:
            meeting = day("2007-03-22")  # the end of a first phase that began on 23 November 2006
            computed = answer("ema-centralised", Given(meetings=(meeting,)), NO_MEETINGS)
            assert computed.start == day("2006-11-23")
            assert computed.timetable.holds_on(computed.start)
