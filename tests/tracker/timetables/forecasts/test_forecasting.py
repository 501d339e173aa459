"""Forecasts of procedures under way."""

import datetime

from tests.tracker.timetables.forecasts.durations import ACCELERATED, STANDARD, durations, sample
from tracker.timetables.forecasts.forecasting import Outlook, Profile, Progress
from tracker.timetables.forecasts.forecasting import outlook as outlook_of
from tracker.timetables.forecasts.sample import Sample
from tracker.timetables.forecasts.transitions import Dated

D = datetime.date.fromisoformat
INITIAL = Profile("Human", "initial", False)
OPINION = [Dated("procedure-started", D("2025-01-30")), Dated("opinion-positive", D("2026-01-29"))]
NINETEEN = range(101, 120)
"""Of these the middle 80 % are 102 to 118, the median is 110."""


def outlook(steps: list[Dated], profile: Profile, today: datetime.date, known: Sample) -> Outlook:
    return outlook_of(Progress(profile, tuple(steps)), today, known)


def test_what_came_on_an_unknown_day_is_not_awaited():
    """An opinion of May 2026: from which day the decision would count is not known, and no opinion is to come."""
    progress = Progress(INITIAL, (OPINION[0],), frozenset({"opinion-positive"}))
    known = Sample([*durations(NINETEEN), *durations([900] * 30, STANDARD, "start-to-opinion")])
    assert outlook_of(progress, D("2026-06-01"), known) == Outlook()


def test_a_decision_is_forecast_from_the_day_of_the_positive_opinion():
    (forecast,) = outlook(OPINION, INITIAL, D("2026-01-30"), sample(NINETEEN)).forecasts
    assert (forecast.kind, forecast.n) == ("ec-decision", 19)
    assert (forecast.p10, forecast.p50, forecast.p90) == (D("2026-05-11"), D("2026-05-19"), D("2026-05-27"))
    assert forecast.since == D("2026-01-29")
    assert forecast.basis == (
        "19 initial applications, human medicines, not accelerated, since 20 Nov 2005 that took more than 1 day: "
        "80 % of them took 102 to 118 days from the positive opinion, half at most 110"
    )


def test_what_has_gone_by_leaves_only_the_longer_ones():
    quick = Sample([*durations([57] * 200), *durations(NINETEEN)])
    early = outlook(OPINION, INITIAL, D("2026-02-01"), quick).forecasts[0]
    late = outlook(OPINION, INITIAL, D("2026-04-01"), quick).forecasts[0]
    assert (early.p50, early.n) == (D("2026-03-27"), 219)
    assert (late.p10, late.p50, late.n) == (D("2026-05-11"), D("2026-05-19"), 19)


def test_too_few_such_procedures_are_said_and_nothing_is_forecast():
    forecasts, (missing,) = outlook(OPINION, INITIAL, D("2026-05-10"), sample(NINETEEN))
    assert forecasts == ()
    assert (missing.kind, missing.n) == ("ec-decision", 18)
    assert missing.basis.startswith("too few such procedures (n=18): initial applications")


def test_too_few_accelerated_ones_leave_the_word_to_those_of_either_pace_and_it_is_said():
    mixed = Sample([*durations(NINETEEN), *durations([49] * 5, ACCELERATED)])
    (forecast,) = outlook(OPINION, Profile("Human", "initial", True), D("2026-01-30"), mixed).forecasts
    assert forecast.n == 24
    assert "accelerated or not" in forecast.basis


def test_how_long_an_assessment_takes_is_never_told_by_those_of_the_other_pace():
    started = OPINION[:1]
    standard = sample(range(301, 350), STANDARD, "start-to-opinion")
    forecasts, too_few = outlook(started, Profile("Human", "initial", True), D("2025-02-01"), standard)
    assert forecasts == ()
    assert {one.kind: one.n for one in too_few} == {"opinion": 0, "list-of-questions": 0}


def test_an_application_of_unknown_pace_is_compared_with_all():
    mixed = Sample(
        [
            *durations(range(301, 320), STANDARD, "start-to-opinion"),
            *durations(range(151, 170), ACCELERATED, "start-to-opinion"),
        ]
    )
    (forecast,) = outlook(OPINION[:1], Profile("Human", "initial", None), D("2025-02-01"), mixed).forecasts
    assert forecast.n == 38


def test_medicines_for_animals_and_other_eras_do_not_speak():
    others = Sample(
        [
            *durations(NINETEEN, STANDARD._replace(category="Veterinary")),
            *durations(NINETEEN, STANDARD._replace(era="regulation-2309-93")),
            *durations(NINETEEN, STANDARD._replace(procedure_type="extension")),
        ]
    )
    assert outlook(OPINION, INITIAL, D("2026-01-30"), others).forecasts == ()


def test_the_latest_step_speaks_if_enough_are_known_and_else_the_start():
    reached = [Dated("procedure-started", D("2025-01-30")), Dated("list-of-questions", D("2025-05-22"))]
    from_the_start = durations(range(301, 340), STANDARD, "start-to-opinion")
    from_questions = durations(range(201, 220), STANDARD, "questions-to-opinion")
    both = outlook(reached, INITIAL, D("2025-06-01"), Sample([*from_the_start, *from_questions]))
    only = outlook(reached, INITIAL, D("2025-06-01"), Sample(from_the_start))
    assert [one.after for one in both.forecasts] == ["list-of-questions"]
    assert [one.after for one in only.forecasts] == ["procedure-started"]
    assert [one.kind for one in only.too_few] == [
        "responses-submitted",
        "clock-restarted",
        "list-of-outstanding-issues",
    ]


def test_a_step_of_which_one_hears_late_is_not_forecast_once_it_has_probably_come():
    answers = sample(NINETEEN, STANDARD, "questions-to-responses")
    reached = [Dated("list-of-questions", D("2025-05-22"))]
    (forecast,) = outlook(reached, INITIAL, D("2025-06-01"), answers).forecasts
    assert "it may have come" in forecast.basis
    later = outlook(reached, INITIAL, D("2025-05-22") + datetime.timedelta(days=119), answers)
    assert "responses-submitted" not in {one.kind for one in (*later.forecasts, *later.too_few)}


def test_outstanding_issues_show_that_the_first_answers_have_come():
    reached = [
        Dated("list-of-questions", D("2025-05-22")),
        Dated("list-of-outstanding-issues", D("2025-10-16")),
    ]
    answers = sample([300] * 30, STANDARD, "questions-to-responses")
    assert outlook(reached, INITIAL, D("2025-11-01"), answers).forecasts == ()


def test_nothing_is_forecast_of_what_has_come_or_cannot_come_any_more():
    decided = [*OPINION, Dated("ec-decision", D("2026-03-30"))]
    refused = [Dated("procedure-started", D("2025-01-30")), Dated("opinion-negative", D("2026-01-29"))]
    everything = Sample([*durations(NINETEEN), *durations([400] * 30, STANDARD, "start-to-opinion")])
    assert outlook(decided, INITIAL, D("2026-04-01"), everything) == Outlook()
    assert outlook(refused, INITIAL, D("2026-02-01"), everything) == Outlook()


def test_what_happens_after_the_day_that_is_asked_about_is_not_known_on_it():
    before = outlook(OPINION, INITIAL, D("2026-01-01"), sample([400] * 30, STANDARD, "start-to-opinion"))
    assert [one.kind for one in before.forecasts] == ["opinion"]


def test_a_type_of_procedure_without_transitions_has_no_outlook():
    assert outlook(OPINION, Profile("Human", "supplement", None), D("2026-02-01"), sample(NINETEEN)) == Outlook()
