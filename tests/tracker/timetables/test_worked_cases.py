"""Published cases that the timetables must reproduce, computed by the command that people use.

Each names its source: EMA's assessment report of Dasatinib Accordpharma (EMA/117327/2022), EMA's annual reports
(Annex 10), letters of FDA, company releases. Cases that only the count of days decides are in `test_counting`;
Sinerem's, whose day 175 cannot be derived, in the tests of timelines.
"""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def timetable(procedure: str, **options: str | list[str]) -> dict[str, Any]:
    """What `manage.py timetable PROCEDURE --json` gives with these options."""
    output = io.StringIO()
    given = [
        f"--{name}={value}"
        for name, values in options.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    call_command("timetable", procedure, *given, "--json", stdout=output)
    computed: dict[str, Any] = json.loads(output.getvalue())
    return computed


def step(computed: dict[str, Any], kind: str, day: int | None = None) -> dict[str, Any]:
    """The step of a kind, and of a day where the kind stands more than once."""
    found = [one for one in computed["steps"] if one["kind"] == kind and day in (None, one["day"])]
    assert len(found) == 1, found
    return found[0]


def date_of_day(computed: dict[str, Any], day: int) -> str:
    """The date of whatever falls on a day."""
    dates = {one["date"] for one in computed["steps"] if one["day"] == day}
    assert len(dates) == 1, dates
    return dates.pop()


class TestDasatinibAccordpharma:
    """EMA/117327/2022: received 3 Jun 2019, start 20 Jun 2019."""

    def test_e1_submission_17_days_before_and_questions_on_day_120(self):
        computed = timetable("ema-centralised", start="2019-06-20")
        assert step(computed, "submitted")["date"] == "2019-06-03"
        assert step(computed, "list-of-questions")["date"] == "2019-10-17"

    @pytest.mark.parametrize(
        "given",
        [
            {"meeting": "2020-06-25"},
            {"event": ["list-of-questions=2019-10-17", "list-of-outstanding-issues=2020-06-25"]},
            {"event": ["list-of-questions=2019-10-17", "responses-submitted=2020-04-23"], "meeting": "2020-06-25"},
            {"stop": "2019-10-18..2020-04-26"},
        ],
    )
    def test_e2_the_second_phase_hangs_on_the_plenary_of_june_2020(self, given: dict[str, str | list[str]]):
        computed = timetable("ema-centralised", start="2019-06-20", **given)
        assert date_of_day(computed, 121) == "2020-04-27"
        assert date_of_day(computed, 157) == "2020-06-02"
        assert date_of_day(computed, 166) == "2020-06-11"
        assert computed["stops"][0] == {
            "from": "2019-10-18",
            "to": "2020-04-26",
            "reason": "list-of-questions",
            "origin": "given" if "stop" in given else "inferred",
        }

    def test_e3_the_last_phase_hangs_on_the_plenary_of_the_opinion(self):
        computed = timetable("ema-centralised", start="2019-06-20", meeting=["2020-06-25", "2021-02-25", "2022-01-27"])
        assert date_of_day(computed, 181) == "2021-12-29"
        assert date_of_day(computed, 204) == "2022-01-21"
        assert step(computed, "opinion")["date"] == "2022-01-27"

    def test_e4_nominal_and_actual_days_stand_side_by_side(self):
        computed = timetable(
            "ema-centralised",
            start="2019-06-20",
            event=["assessment-report=2019-09-09", "assessment-report=2019-09-24"],
        )
        reports = [(one["day"], one["nominal"], one["date"]) for one in computed["steps"] if one["given"]]
        assert reports == [(80, "2019-09-07", "2019-09-09"), (93, "2019-09-20", "2019-09-24")]


@pytest.mark.parametrize(
    ("case", "procedure", "start", "stopped", "active", "opinion"),
    [
        ("E5 Akynzeo", "ema-centralised", "2014-01-22", "2014-05-22..2014-12-23", 213, "2015-03-26"),
        ("E6 Alecensa", "ema-centralised", "2015-10-01", "2016-01-29..2016-09-16", 210, "2016-12-15"),
        ("E7 Cabometyx", "ema-centralised-accelerated", "2016-01-28", "2016-04-27..2016-05-22", 150, "2016-07-21"),
    ],
)
def test_e5_to_e7_the_opinion_of_annex_10(
    case: str, procedure: str, start: str, stopped: str, active: int, opinion: str
):
    """Start, active and stopped days are Annex 10's; where within the procedure the clock stood does not matter."""
    computed = timetable(procedure, start=start, stop=stopped, event=f"opinion-positive={opinion}")
    given = step(computed, "opinion-positive")
    assert given["gap"] == active - given["day"], case


def test_e11_riensos_decision_came_within_67_days_of_the_opinion():
    computed = timetable("ema-post-opinion", start="2012-04-19", event="ec-decision=2012-06-15")
    decision = step(computed, "ec-decision")
    assert (decision["nominal"], decision["date"], decision["bound"]) == ("2012-06-25", "2012-06-15", "by")


def test_e13_vascepas_last_phases_hang_on_the_plenaries_and_the_decision_on_the_opinion():
    """Plenaries of 12 Nov 2020 and 28 Jan 2021; what came before is another procedure's, and does not matter."""
    computed = timetable("ema-centralised", start="2019-06-20", meeting=["2020-06-25", "2020-11-12", "2021-01-28"])
    assert [stop["to"] for stop in computed["stops"]][1:] == ["2020-10-13", "2020-12-29"]
    assert date_of_day(computed, 181) == "2020-12-30"
    assert step(timetable("ema-post-opinion", start="2021-01-28"), "ec-decision")["date"] == "2021-04-05"


def test_e14_azopts_questions_came_on_day_126():
    computed = timetable("ema-centralised", start="1998-12-18", event="list-of-questions=1999-04-22")
    questions = step(computed, "list-of-questions")
    assert (questions["date"], questions["nominal"], questions["gap"]) == ("1999-04-22", "1999-04-16", 6)
    assert any("20 Nov 2005 or later" in warning for warning in computed["warnings"])


class TestFda:
    def test_f1_feraheme_s_009_filing_letter_on_day_74(self):
        computed = timetable("fda-efficacy-supplement-standard", start="2012-12-21")
        assert step(computed, "filing-letter")["date"] == "2013-03-05"

    def test_f2_the_goal_and_its_extension_by_a_major_amendment(self):
        goal = step(timetable("fda-efficacy-supplement-standard", start="2012-12-21"), "goal-date")
        assert goal["date"] == "2013-10-21"
        for given in (["goal-extended=2013-10-01"], ["goal-date=2013-10-21", "goal-extended=2013-10-01"]):
            extended = timetable("fda-efficacy-supplement-standard", start="2012-12-21", event=given)
            assert step(extended, "goal-date")["date"] == "2014-01-21"

    def test_f3_a_goal_of_30_december_infers_receipt_on_30_october(self):
        computed = timetable("fda-resubmission-class-1", event="goal-date=2008-12-30")
        assert (computed["start"], computed["start_is_inferred"]) == ("2008-10-30", True)

    @pytest.mark.parametrize(
        ("case", "procedure", "receipt", "goal"),
        [
            ("F4 Combidex", "fda-resubmission-class-2", "2004-09-30", "2005-03-30"),
            ("F5 NDA 022075", "fda-nda-standard", "2007-04-25", "2008-02-25"),
            ("F6 NDA 209510", "fda-nda-program-standard", "2017-10-05", "2018-10-05"),
            ("F7 NDA 018680/S-074", "fda-efficacy-supplement-standard", "2023-02-28", "2023-12-28"),
            ("F8 NDA 021164", "fda-resubmission-class-2", "2007-05-01", "2007-11-01"),
        ],
    )
    def test_f4_to_f8_goals_are_calendar_months_from_receipt(self, case: str, procedure: str, receipt: str, goal: str):
        computed = timetable(procedure, start=receipt)
        assert step(computed, "goal-date")["date"] == goal, case
        assert step(computed, "goal-date")["day"] is None
