"""Where a computed day comes from, in words, on the timetables as they are."""

import datetime

import pytest

from tests.tracker.timetables.steps import day
from tracker.timetables.choosing import timetable_named
from tracker.timetables.computing import Computed, compute
from tracker.timetables.explaining import caution, explanation
from tracker.timetables.given import Given

PROGRAM = "fda-nda-program-standard"
NO_SOURCE = "general knowledge, no source found"


def computed(procedure: str, start: str, *events: tuple[str, str]) -> Computed:
    known = Given(start=day(start), events=tuple((name, day(date)) for name, date in events))
    return compute(timetable_named(procedure, known.start), known)


def said(result: Computed, name: str) -> tuple[datetime.date | None, str, str]:
    """Date, explanation and caution of a step."""
    step = next(one for one in result.steps if one.step and one.step.name == name)
    return step.date, explanation(result, step), caution(result, step)


def test_a_day_is_no_surer_than_the_day_it_counts_from():
    date, words, weak = said(computed(PROGRAM, "2026-03-02"), "advisory-committee-notice")
    assert date == day("2026-12-18")
    assert weak == f"the day it counts from: {NO_SOURCE}"
    assert words.endswith(weak)


def test_a_day_that_counts_from_a_given_one_is_as_sure_as_its_own_source():
    result = computed(PROGRAM, "2026-03-02", ("advisory-committee", "2026-12-10"))
    date, words, weak = said(result, "advisory-committee-notice")
    assert (date, weak) == (day("2026-11-25"), "")
    assert words == "advisory committee, if there is one (10 Dec 2026) - 15 days, at the latest"


def test_the_first_weak_day_on_the_way_is_the_one_that_is_said():
    words = said(computed("ema-post-opinion", "2026-01-30"), "decision-after-standing-committee")[2]
    assert words == "the day it counts from: from training material, not from the authority"


def test_a_weak_row_says_so_of_itself():
    assert said(computed("ema-referral", "2026-03-02"), "opinion")[2] == NO_SOURCE


def test_a_sure_row_says_nothing():
    assert said(computed("fda-resubmission-class-2", "2004-09-30"), "goal-date")[2] == ""


def test_what_no_rule_dates_waits_for_somebody_who_knows():
    result = computed("ema-renewal", "2026-03-02")
    assert said(result, "decision-notified")[:2] == (None, "no rule says when: known once somebody gives the day")
    assert said(result, "submitted")[1].startswith("9 months before the end of validity, unless renewed, whose day is")


def test_what_counts_from_it_has_a_date_once_it_is_given():
    result = computed("ema-renewal", "2026-03-02", ("decision-notified", "2021-06-15"))
    assert said(result, "validity-ends")[0] == day("2026-06-15")
    assert said(result, "submitted")[0] == day("2025-09-15")


def test_no_days_after_the_opinion_is_the_opinion():
    assert said(computed("ema-post-opinion", "2026-01-30"), "opinion")[1] == "opinion (30 Jan 2026)"


@pytest.mark.parametrize(
    ("event", "expected"), [("ec-decision", "2012-06-15"), ("decision-after-standing-committee", None)]
)
def test_the_decision_that_came_is_the_one_that_people_mean(event: str, expected: str | None):
    """Rienso: opinion 19 Apr 2012, decision 15 Jun 2012, inside the bound of 25 Jun 2012."""
    result = computed("ema-post-opinion", "2012-04-19", ("ec-decision", "2012-06-15"))
    step = next(one for one in result.steps if one.step and one.step.name == event)
    assert step.is_given is (expected is not None)
    assert step.date == (day(expected) if expected else day("2012-06-24"))
    assert said(computed("ema-post-opinion", "2012-04-19"), "ec-decision")[0] == day("2012-06-25")
