"""Which day the clock shows once questions were asked: the phase after them begins with its own first day.

The days are those of published cases (the worked cases say where they stand), or counted by hand from them.
"""

import datetime

import pytest

from tracker.timetables.asking import answer, event_in
from tracker.timetables.calendar import Calendar
from tracker.timetables.computing import Computed, ComputedStep
from tracker.timetables.counting import Standstill
from tracker.timetables.explaining import explanation
from tracker.timetables.given import Given

NO_MEETINGS = Calendar()
DASATINIB = datetime.date(2019, 6, 20)
KEPNETIC = datetime.date(2015, 10, 1)
AZOPT = datetime.date(1998, 12, 18)


def computed(procedure: str, start: datetime.date | None, *events: str, **given: object) -> Computed:
    """The timetable of a procedure of which these events, written as people write them, are known."""
    return answer(procedure, Given(start=start, events=tuple(map(event_in, events)), **given), NO_MEETINGS)


def on_day(found: Computed, day: int, kind: str = "") -> ComputedStep:
    """The step of the timetable on a day, of a kind where there are several."""
    steps = [one for one in found.steps if one.step and one.day == day and kind in ("", one.kind)]
    assert len(steps) == 1
    return steps[0]


def iso(date: datetime.date | None) -> str:
    """As text."""
    return date.isoformat() if date else ""


@pytest.mark.parametrize(
    "events",
    [
        ["list-of-outstanding-issues=2020-06-25"],
        ["clock-restarted=2020-04-27"],
        ["list-of-questions=2019-10-15", "clock-restarted=2020-04-27"],
        ["list-of-questions=2019-10-21", "list-of-outstanding-issues=2020-06-25"],
    ],
)
def test_day_121_is_the_restart_whatever_is_known_of_the_questions(events: list[str]):
    found = computed("ema-centralised", DASATINIB, *events)
    assert iso(on_day(found, 121).date) == "2020-04-27"
    assert iso(on_day(found, 157).date) == "2020-06-02"
    assert iso(on_day(found, 166).date) == "2020-06-11"


def test_questions_before_day_120_are_held_against_day_120():
    questions = on_day(
        computed("ema-centralised", DASATINIB, "list-of-questions=2019-10-15", "clock-restarted=2020-04-27"), 120
    )
    assert (iso(questions.nominal), questions.gap) == ("2019-10-17", -2)


def test_a_request_sent_before_its_day_is_held_against_the_count_before_the_stop():
    found = computed(
        "ema-type-ii-60", datetime.date(2026, 1, 31), "list-of-questions=2026-03-26", "responses-submitted=2026-05-20"
    )
    request = next(step for step in found.steps if step.kind == "list-of-questions")
    assert (request.day, iso(request.nominal), request.gap) == (60, "2026-03-31", -5)


def test_days_after_questions_whose_stop_nobody_knows_are_called_too_early():
    asked = "list-of-questions=2016-01-28"
    found = computed("ema-centralised", KEPNETIC, asked, "opinion-positive=2016-12-15")
    assert any("too early" in warning for warning in found.warnings)
    answered = computed("ema-centralised", KEPNETIC, asked, "responses-submitted=2016-08-19")
    assert answered.warnings == ()


def test_a_second_round_of_outstanding_issues_sets_the_count_back_to_day_181():
    rounds = ["2020-06-25", "2021-02-25"]
    asked = [f"list-of-outstanding-issues={day}" for day in rounds]
    found = computed("ema-centralised", DASATINIB, "list-of-questions=2019-10-17", *asked, "opinion=2022-01-27")
    assert iso(on_day(found, 181).date) == "2021-12-29"
    assert iso(on_day(found, 204).date) == "2022-01-21"
    assert on_day(found, 210).gap == 0


def test_no_restart_is_dated_before_questions_that_came_late():
    found = computed("ema-centralised", AZOPT, "list-of-questions=1999-04-22")
    assert on_day(found, 120).gap == 6
    assert on_day(found, 121).date is None


def test_a_withdrawal_with_questions_unanswered_leaves_the_day_where_it_stood():
    found = computed(
        "ema-centralised",
        KEPNETIC,
        "list-of-outstanding-issues=2016-09-15",
        "application-withdrawn=2016-11-10",
        stops=(Standstill(datetime.date(2016, 1, 29), datetime.date(2016, 7, 17)),),
    )
    withdrawn = next(step for step in found.steps if step.kind == "application-withdrawn")
    assert withdrawn.day == 180
    assert found.count.stopped_days(datetime.date(2016, 11, 10)) - 171 == 56
    assert on_day(found, 210).date is None


def test_days_after_a_withdrawal_are_called_what_they_are():
    skojoy = computed("ema-post-opinion", datetime.date(2025, 1, 30), "application-withdrawn=2025-03-12")
    assert any("withdrawn on 12 Mar 2025" in warning for warning in skojoy.warnings)
    assert computed("ema-post-opinion", datetime.date(2025, 1, 30)).warnings == ()


def test_a_positive_opinion_starts_what_comes_after_the_opinion():
    rienso = computed("ema-post-opinion", None, "opinion-positive=2012-04-19")
    decision = next(step for step in rienso.steps if step.kind == "ec-decision")
    assert iso(decision.date) == "2012-06-25"


def test_of_two_reports_the_one_that_the_clock_has_reached_is_meant():
    stands = Standstill(datetime.date(2026, 4, 21))
    found = computed("dcp", datetime.date(2026, 1, 5), "assessment-report=2026-03-18", stops=(stands,))
    assert on_day(found, 70).is_given
    assert not on_day(found, 120).is_given


def test_an_announced_goal_is_held_against_the_goal_as_it_was_moved():
    found = computed(
        "fda-efficacy-supplement-standard",
        datetime.date(2012, 12, 21),
        "goal-date=2014-01-21",
        "goal-extended=2013-10-01",
    )
    goal = next(step for step in found.steps if step.kind == "goal-date")
    assert (iso(goal.date), iso(goal.nominal)) == ("2014-01-21", "2014-01-21")
    assert "+ 10 months + 3 months" in explanation(found, goal)


@pytest.mark.parametrize("last", [None, datetime.date(2019, 10, 18)])
def test_two_stops_that_begin_on_one_day_are_refused(last: datetime.date | None):
    stops = (Standstill(datetime.date(2019, 10, 18)), Standstill(datetime.date(2019, 10, 18), last))
    with pytest.raises(ValueError, match="begins before the one before it has ended"):
        computed("ema-centralised", DASATINIB, stops=stops)
