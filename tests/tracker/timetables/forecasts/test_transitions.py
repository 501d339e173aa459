"""From which step to which a duration goes."""

import datetime

import pytest

from scrapers.vocabulary import PROCEDURE_TYPES, STEP_KINDS
from tracker.timetables.forecasts.transitions import ERAS, TRANSITIONS, Dated, Span, Transition, era_of

D = datetime.date.fromisoformat


def transition(slug: str) -> Transition:
    (found,) = (one for one in TRANSITIONS if one.slug == slug)
    return found


def steps(*told: tuple[str, str]) -> list[Dated]:
    return [Dated(kind, D(day)) for kind, day in told]


def test_every_transition_is_made_of_known_words_and_has_a_name_of_its_own():
    kinds = {kind for one in TRANSITIONS for kind in (*one.after, *one.ends, one.until, *one.overtaken_by)}
    assert kinds <= STEP_KINDS.keys()
    assert {type_ for one in TRANSITIONS for type_ in one.procedure_types} <= PROCEDURE_TYPES.keys()
    assert len({one.slug for one in TRANSITIONS}) == len(TRANSITIONS)


def test_a_decision_counts_from_the_last_opinion_before_it():
    told = steps(("opinion-positive", "2016-03-01"), ("opinion-positive", "2016-07-21"), ("ec-decision", "2016-09-15"))
    assert transition("opinion-to-decision").span(told) == Span(D("2016-07-21"), D("2016-09-15"))


def test_an_opinion_of_a_later_procedure_in_the_place_of_the_first_is_no_beginning():
    told = steps(("opinion-positive", "2022-09-22"), ("authorised", "2001-01-15"))
    assert transition("opinion-to-decision").span(told).ended is None


def test_an_assessment_ends_with_the_first_opinion():
    told = steps(("procedure-started", "2015-08-18"), ("opinion", "2016-05-26"), ("opinion-positive", "2016-09-15"))
    assert transition("start-to-opinion").span(told) == Span(D("2015-08-18"), D("2016-05-26"))


def test_responses_belong_to_the_questions_before_them():
    told = steps(
        ("list-of-questions", "2020-06-25"),
        ("responses-submitted", "2020-10-01"),
        ("list-of-outstanding-issues", "2021-02-25"),
        ("responses-submitted", "2021-12-22"),
    )
    assert transition("questions-to-responses").span(told) == Span(D("2020-06-25"), D("2020-10-01"))
    assert transition("outstanding-issues-to-responses").span(told) == Span(D("2021-02-25"), D("2021-12-22"))


def test_without_its_first_step_nothing_has_begun():
    assert transition("opinion-to-decision").span(steps(("authorised", "2001-01-15"))) == Span(None, None)


@pytest.mark.parametrize(("days", "counts"), [(0, False), (1, True), (730, True), (731, False)])
def test_a_decision_on_the_day_of_the_opinion_or_years_after_it_is_an_error_of_a_source(days, counts):
    assert transition("opinion-to-decision").counts(days) is counts


def test_the_regulation_of_2004_applies_from_20_november_2005():
    new, old = ERAS
    assert (era_of(D("2005-11-19")), era_of(D("2005-11-20"))) == (old, new)
    assert era_of(D("1990-01-01")) == old
