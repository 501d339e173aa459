"""The assessment clock, checked on procedures whose dates and day counts the authority has published."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.timetables.steps import day, partial, step
from tracker.timetables.clock import Clock, Stop, clock_of
from tracker.timetables.timetables import in_force

TODAY = day("2026-11-21")
PHASES = in_force("ema-centralised", None).phases

# Dasatinib Accordpharma, EMA/117327/2022: two rounds of outstanding issues, the restart of the first not given.
DASATINIB = [
    step("submitted", "2019-06-03"),
    step("procedure-started", "2019-06-20"),
    step("list-of-questions", "2019-10-17"),
    step("responses-submitted", "2020-04-23"),
    step("clock-restarted", "2020-04-27"),
    step("joint-assessment-report", "2020-06-02"),
    step("list-of-outstanding-issues", "2020-06-25"),
    step("list-of-outstanding-issues", "2021-02-25", occurrence=2),
    step("responses-submitted", "2021-12-22", occurrence=2),
    step("clock-restarted", "2021-12-29", occurrence=2),
    step("opinion-positive", "2022-01-27"),
]


def test_the_day_of_the_start_is_day_1_and_the_list_of_questions_comes_on_day_120():
    clock = clock_of(DASATINIB)
    assert clock.day_on(day("2019-06-20")) == 1
    assert clock.day_on(day("2019-10-17")) == 120


def test_the_clock_counts_again_on_the_day_of_the_restart():
    clock = clock_of(DASATINIB)
    assert clock.day_on(day("2020-04-26")) == 120
    assert clock.day_on(day("2020-04-27")) == 121
    assert clock.day_on(day("2020-06-02")) == 157
    assert clock.day_on(day("2020-06-25")) == 180


def test_a_stop_is_the_days_between_the_questions_and_the_restart():
    stop = clock_of(DASATINIB).stops[0]
    assert (stop.first, stop.last) == (partial("2019-10-18"), partial("2020-04-26"))
    assert stop.reason == "list-of-questions"
    assert not stop.inferred


def test_responses_before_the_restart_do_not_start_the_clock():
    assert clock_of(DASATINIB).day_on(day("2020-04-24")) == 120


def test_a_restart_that_no_source_gives_is_counted_back_from_the_plenary():
    stop = clock_of(DASATINIB, phases=PHASES).stops[1]
    assert stop.restarted == partial("2021-01-27")  # 29 days before 25 February 2021: D181 = anchor - 29
    assert stop.inferred


def test_without_responses_or_anchor_the_end_of_a_stop_is_unknown():
    stop = clock_of(DASATINIB).stops[1]
    assert stop.restarted is None
    assert not stop.is_open


def test_the_anchor_beats_the_day_of_the_responses():
    steps = [
        step("procedure-started", "2019-06-20"),
        step("list-of-questions", "2019-10-17"),
        step("responses-submitted", "2020-04-23"),
        step("list-of-outstanding-issues", "2020-06-25"),
    ]
    assert clock_of(steps, phases=PHASES).stops[0].restarted == partial("2020-04-27")
    assert clock_of(steps).stops[0].restarted == partial("2020-04-23")
    assert clock_of(steps).stops[0].inferred


def test_a_restart_that_a_source_calls_inferred_gives_way_to_the_anchor():
    steps = [
        step("procedure-started", "2019-06-20"),
        step("list-of-questions", "2019-10-17"),
        step("clock-restarted", "2020-04-23", inferred=True),
        step("list-of-outstanding-issues", "2020-06-25"),
    ]
    assert clock_of(steps, phases=PHASES).stops[0].restarted == partial("2020-04-27")


def test_a_second_round_of_the_same_questions_leaves_the_count_unknown():
    clock = clock_of(DASATINIB, phases=PHASES)
    assert clock.day_on(day("2021-02-25")) == 210
    assert clock.day_on(day("2022-01-27")) is None
    assert clock.active_days(TODAY) is None


def test_the_opinion_falls_on_start_plus_active_plus_stopped_less_one():
    # Alecensa, Annex 10: start 1 Oct 2015, 210 active and 232 stopped days, opinion 15 Dec 2016.
    started, opinion = day("2015-10-01"), day("2016-12-15")
    questions = started + datetime.timedelta(days=119)
    restart = questions + datetime.timedelta(days=233)
    steps = [
        step("procedure-started", started.isoformat()),
        step("list-of-questions", questions.isoformat()),
        step("clock-restarted", restart.isoformat()),
        step("opinion-positive", opinion.isoformat()),
    ]
    assert clock_of(steps).active_days(TODAY) == 210


def test_a_withdrawal_during_a_stop_leaves_the_day_where_it_stood():
    # Kepnetic, Annex 10: start 1 Oct 2015, 171 days stopped, day 180 on 15 Sep 2016, withdrawn 10 Nov 2016 at day 180.
    steps = [
        step("procedure-started", "2015-10-01"),
        step("list-of-questions", "2016-01-28"),
        step("clock-restarted", "2016-07-18"),
        step("list-of-outstanding-issues", "2016-09-15"),
        step("application-withdrawn", "2016-11-10"),
    ]
    clock = clock_of(steps)
    assert clock.day_on(day("2016-11-10")) == 180
    assert clock.active_days(TODAY) == 180
    assert clock.stops[1].is_open
    assert clock.running is False


def test_an_opinion_on_an_old_case_keeps_the_days_that_really_passed():
    # Azopt: start 18 Dec 1998, the meeting with the list of questions ended 22 Apr 1999, day 126.
    steps = [step("procedure-started", "1998-12-18"), step("list-of-questions", "1999-04-22")]
    assert clock_of(steps).day_on(day("1999-04-22")) == 126


def test_a_long_procedure_without_known_questions_has_no_count():
    # Sinerem: withdrawn at a reported day 175, which public dates do not give.
    clock = clock_of([step("procedure-started", "2006-11-15"), step("application-withdrawn", "2007-12-13")])
    assert clock.day_on(day("2007-12-13")) is None
    assert clock.active_days(TODAY) is None
    assert clock.date_of(180) is None


def test_outstanding_issues_alone_leave_the_first_stop_unknown():
    clock = clock_of([step("procedure-started", "2019-06-20"), step("list-of-outstanding-issues", "2020-06-25")])
    assert clock.day_on(day("2020-06-25")) is None
    assert clock.day_on(day("2019-10-17")) == 120


def test_an_unknown_start_leaves_everything_unknown_but_the_end():
    clock = clock_of([step("submitted", "2006-10-26"), step("application-withdrawn", "2007-12-13")])
    assert clock.started is None
    assert clock.active_days(TODAY) is None
    assert clock.running is False


def test_nobody_knows_whether_a_clock_runs_that_nobody_saw_start():
    assert clock_of([]).running is None
    assert clock_of([], is_over=True).running is False


def test_a_clock_runs_after_its_start_and_stands_after_a_list_of_questions():
    started = [step("procedure-started", "2026-06-18")]
    assert clock_of(started).running is True
    assert clock_of([*started, step("list-of-questions", "2026-10-15")]).running is False


def test_a_clock_that_stands_today_shows_the_day_of_the_questions():
    steps = [step("procedure-started", "2026-06-18"), step("list-of-questions", "2026-10-15")]
    assert clock_of(steps).active_days(TODAY) == 120


def test_a_planned_step_neither_starts_nor_stops_the_clock():
    planned = [step("procedure-started", "2026-12-31", state="planned")]
    assert clock_of(planned).started is None


def test_a_month_is_not_counted_in_days():
    steps = [
        step("procedure-started", "2019-06-20"),
        step("list-of-questions", "2019-10"),
        step("clock-restarted", "2020-04-27"),
        step("opinion-positive", "2020-07-23"),
    ]
    clock = clock_of(steps)
    assert str(clock.stops[0].first) == "2019-10"
    assert clock.active_days(TODAY) is None


def test_nominal_days_move_with_the_stops():
    clock = clock_of(DASATINIB)
    assert clock.date_of(80) == day("2019-09-07")
    assert clock.date_of(120) == day("2019-10-17")
    assert clock.date_of(121) == day("2020-04-27")
    assert clock.date_of(181) is None  # behind a stop of which no source gives the end


@given(
    lengths=st.lists(st.tuples(st.integers(1, 150), st.integers(0, 400)), max_size=2),
    rest=st.integers(1, 90),
)
def test_the_date_of_a_day_and_the_day_of_a_date_are_inverse(lengths: list[tuple[int, int]], rest: int):
    started, now, stops, total = day("2015-01-22"), day("2015-01-21"), [], 0
    for (active, stopped), reason in zip(lengths, ("list-of-questions", "list-of-outstanding-issues"), strict=False):
        asked = now + datetime.timedelta(days=active)
        now, total = asked + datetime.timedelta(days=stopped), total + active
        restarted = now + datetime.timedelta(days=1)
        stops.append(Stop(partial(asked.isoformat()), partial(restarted.isoformat()), reason))
    total += rest
    clock = Clock(partial(started.isoformat()), None, tuple(stops), running=True)
    for number in range(1, total + 1):
        date = clock.date_of(number)
        assert clock.day_on(date) == (number if stops or number <= 120 else None)
