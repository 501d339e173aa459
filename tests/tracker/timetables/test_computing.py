"""Timetables computed from what is given: what is known stands, what is not is counted or unknown."""

import datetime

import pytest

from tests.tracker.timetables.steps import day
from tracker.timetables.calendar import Calendar, MeetingDay
from tracker.timetables.computing import Computed, ComputedStep, Impossible, compute
from tracker.timetables.counting import Standstill
from tracker.timetables.explaining import explanation
from tracker.timetables.given import Given
from tracker.timetables.timetables import Timetable, parse

ROW = 'actor = "Somebody", basis = "b", source = "s"'
LABELLED = f'{ROW}, label = "What has no kind of its own"'

ASSESSMENT = """
procedure = "ema-centralised"
title = "An assessment in three phases"
authority = "EMA"
counting = "day-1-is-the-start"
starts_with = "procedure-started"
legal_basis = "A law"
valid_from = 2005-11-20
steps = [
    {kind = "assessment-report", key = "first-report", day = 80, ~, certainty = "EMA"},
    {kind = "assessment-report", key = "safety-report", day = 93, ~, certainty = "EMA"},
    {kind = "list-of-questions", day = 120, committee = "CHMP", ~, certainty = "EMA"},
    {kind = "clock-restarted", day = 121, ~, certainty = "course"},
    {kind = "joint-assessment-report", day = 157, ~, certainty = "data"},
    {kind = "list-of-outstanding-issues", day = 180, committee = "CHMP", ~, certainty = "EMA"},
    {kind = "opinion", day = 210, committee = "CHMP", bound = "by", ~, certainty = "law"},
    {kind = "other", key = "translations", after = {days = 5}, since = "opinion", ~~, certainty = "press"},
]

[[phases]]
until = ["list-of-questions"]
first_day = 1
last_day = 120
committee = "CHMP"
source = "s"
certainty = "data"

[[phases]]
after = "list-of-questions"
until = ["list-of-outstanding-issues"]
first_day = 121
last_day = 180
committee = "CHMP"
source = "s"
certainty = "data"

[[phases]]
after = "list-of-outstanding-issues"
until = ["list-of-outstanding-issues", "opinion", "opinion-positive", "opinion-negative"]
first_day = 181
last_day = 210
committee = "CHMP"
source = "s"
certainty = "data"

[[stops]]
after = "list-of-questions"
usual = {months = 3}
basis = "b"
source = "s"
certainty = "unsourced"
""".replace("~~", LABELLED).replace("~", ROW)

REVIEW = """
procedure = "fda-efficacy-supplement-standard"
title = "A review"
authority = "FDA"
counting = "calendar-months"
starts_with = "submitted"
legal_basis = "A letter"
steps = [
    {kind = "filing-letter", day = 74, ~, certainty = "FDA"},
    {kind = "other", key = "labelling", after = {months = -1}, since = "goal-date", ~~, certainty = "FDA"},
    {kind = "goal-date", after = {months = 10}, ~, certainty = "FDA"},
]

[[shifts]]
event = "goal-extended"
moves = "goal-date"
by = {months = 3}
basis = "major amendment"
source = "s"
certainty = "FDA"
""".replace("~~", LABELLED).replace("~", ROW)

assessment, review = parse(ASSESSMENT, "assessment"), parse(REVIEW, "review")


def computed(timetable: Timetable, start: str = "", calendar: Calendar | None = None, **given: object) -> Computed:
    """The timetable of what is given."""
    known = Given(start=day(start) if start else None, **given)  # type: ignore[arg-type]
    return compute(timetable, known, calendar or Calendar())


def dates(result: Computed) -> dict[str, str]:
    """Date by name of step, as ISO text."""
    return {step.step.name if step.step else step.kind: str(step.date) for step in result.steps}


def named(result: Computed, name: str) -> ComputedStep:
    return next(step for step in result.steps if step.step and step.step.name == name)


def stop(first: str, last: str = "") -> Standstill:
    return Standstill(day(first), day(last) if last else None)


def events(**given: str) -> tuple[tuple[str, datetime.date], ...]:
    return tuple((name.replace("_", "-"), day(date)) for name, date in given.items())


class TestForward:
    def test_days_are_counted_from_the_start(self):
        assert dates(computed(assessment, "2019-06-20")) == {
            "first-report": "2019-09-07",
            "safety-report": "2019-09-20",
            "list-of-questions": "2019-10-17",
            "clock-restarted": "2019-10-18",
            "joint-assessment-report": "2019-11-23",
            "list-of-outstanding-issues": "2019-12-16",
            "opinion": "2020-01-15",
            "translations": "2020-01-20",
        }

    def test_a_stop_moves_what_comes_after_it_and_nothing_else(self):
        moved = dates(computed(assessment, "2019-06-20", stops=(stop("2019-10-18", "2020-04-26"),)))
        assert moved["list-of-questions"] == "2019-10-17"
        assert moved["clock-restarted"] == "2020-04-27"
        assert moved["joint-assessment-report"] == "2020-06-02"
        assert moved["list-of-outstanding-issues"] == "2020-06-25"
        assert moved["translations"] == "2020-07-30"

    def test_while_the_clock_stands_later_days_are_unknown(self):
        result = computed(assessment, "2019-06-20", stops=(stop("2019-10-18"),))
        assert dates(result)["clock-restarted"] == dates(result)["translations"] == "None"
        assert explanation(result, named(result, "opinion")).startswith(
            "day 210 is not known: the clock stands since 18 Oct 2019"
        )

    def test_usual_stops_are_assumed_only_when_asked_for_and_say_so(self):
        result = computed(assessment, "2019-06-20", usual_stops=True)
        assert [(one.stop, one.origin, one.reason) for one in result.stops] == [
            (stop("2019-10-18", "2020-01-17"), "assumed", "list-of-questions")
        ]
        assert dates(result)["clock-restarted"] == "2020-01-18"

    def test_a_usual_stop_is_not_assumed_where_one_is_given(self):
        result = computed(assessment, "2019-06-20", usual_stops=True, stops=(stop("2019-10-18", "2020-04-26"),))
        assert [one.origin for one in result.stops] == ["given"]

    def test_a_goal_is_calendar_months_after_receipt_and_day_74_is_74_days(self):
        assert dates(computed(review, "2012-12-21")) == {
            "filing-letter": "2013-03-05",
            "labelling": "2013-09-21",
            "goal-date": "2013-10-21",
        }


class TestBackward:
    def test_the_start_is_counted_back_from_the_first_meeting(self):
        result = computed(assessment, meetings=(day("2019-10-17"),))
        assert (result.start, result.start_is_inferred) == (day("2019-06-20"), True)

    def test_a_restart_is_counted_back_from_the_meeting_its_phase_ends_in(self):
        result = computed(assessment, "2019-06-20", meetings=(day("2020-06-25"), day("2022-01-27")))
        assert [str(one.stop.last) for one in result.stops] == ["2020-04-26", "2021-12-28"]
        assert [(one.origin, one.reason) for one in result.stops] == [
            ("inferred", "list-of-questions"),
            ("inferred", "list-of-outstanding-issues"),
        ]
        assert dates(result)["opinion"] == "2022-01-27"

    def test_another_round_goes_through_the_last_phase_again(self):
        meetings = tuple(day(text) for text in ("2020-06-25", "2021-02-25", "2022-01-27"))
        result = computed(assessment, "2019-06-20", meetings=meetings)
        assert [str(stretch.first) for stretch in result.count.stretches] == [
            "2019-06-20",
            "2020-04-27",
            "2021-01-27",
            "2021-12-29",
        ]
        assert dates(result)["opinion"] == "2022-01-27"

    def test_a_meeting_near_the_counted_day_overrides_it_and_the_gap_is_said(self):
        result = computed(assessment, "2019-06-20", meetings=(day("2019-10-21"),))
        asked = named(result, "list-of-questions")
        assert (asked.date, asked.nominal, asked.gap) == (day("2019-10-21"), day("2019-10-17"), 4)
        assert "4 days after it, on 21 Oct 2019" in result.warnings[0]

    def test_a_meeting_in_which_nothing_can_end_is_said(self):
        result = computed(assessment, "2019-06-20", meetings=(day("2019-08-01"),))
        assert result.warnings == ("no phase of this procedure can end in the meeting of 1 Aug 2019",)
        no_phases = computed(review, "2012-12-21", meetings=(day("2013-05-01"),))
        assert "moves nothing" in no_phases.warnings[0]

    def test_a_goal_date_leads_back_to_the_receipt(self):
        result = computed(review, events=events(goal_date="2013-10-21"))
        assert (result.start, result.start_is_inferred, result.warnings) == (day("2012-12-21"), True, ())

    def test_a_goal_at_the_end_of_a_short_month_leaves_the_receipt_open(self):
        result = computed(review, events=events(goal_date="2015-02-28"))
        assert result.start == day("2014-04-30")
        assert "any day of 28–30 Apr 2014" in result.warnings[0]

    def test_without_any_day_nothing_is_computed(self):
        with pytest.raises(Impossible, match="give the day of the receipt"):
            computed(review)
        with pytest.raises(Impossible, match="give the day of the start"):
            computed(assessment)


class TestEvents:
    def test_a_given_day_stands_beside_the_nominal_one(self):
        result = computed(assessment, "2019-06-20", events=events(assessment_report="2019-09-09"))
        report = named(result, "first-report")
        assert (report.date, report.nominal, report.gap) == (day("2019-09-09"), day("2019-09-07"), 2)
        assert explanation(result, report) == (
            "given, 2 days later than nominal 7 Sep 2019: day 80 = start (20 Jun 2019) + 79 days"
        )

    def test_of_two_steps_of_a_kind_the_nearest_is_meant(self):
        result = computed(
            assessment,
            "2019-06-20",
            events=(("assessment-report", day("2019-09-24")), ("assessment-report", day("2019-09-09"))),
        )
        assert dates(result)["first-report"] == "2019-09-09"
        assert dates(result)["safety-report"] == "2019-09-24"

    def test_a_step_can_be_named_by_its_key(self):
        result = computed(assessment, "2019-06-20", events=events(safety_report="2019-09-09"))
        assert dates(result)["safety-report"] == "2019-09-09"
        assert dates(result)["first-report"] == "2019-09-07"

    def test_an_opinion_is_the_opinion_whichever_it_is(self):
        result = computed(assessment, "2019-06-20", events=events(opinion_negative="2020-01-16"))
        opinion = named(result, "opinion")
        assert (opinion.kind, opinion.label, opinion.gap) == ("opinion-negative", "Negative opinion", 1)
        assert dates(result)["translations"] == "2020-01-21"

    def test_what_the_timetable_does_not_foresee_is_shown_with_its_day(self):
        result = computed(assessment, "2019-06-20", events=events(oral_explanation="2019-12-10"))
        oral = next(step for step in result.steps if step.kind == "oral-explanation")
        assert (oral.day, oral.nominal, oral.step) == (174, None, None)

    def test_answers_alone_restart_the_clock_and_are_marked(self):
        result = computed(
            assessment, "2019-06-20", events=events(list_of_questions="2019-10-17", responses_submitted="2020-04-23")
        )
        assert [(one.stop, one.origin) for one in result.stops] == [(stop("2019-10-18", "2020-04-22"), "inferred")]

    @pytest.mark.parametrize("known", ["event", "meeting"])
    def test_the_end_of_the_phase_beats_the_day_of_the_answers(self, known: str):
        given = events(list_of_questions="2019-10-17", responses_submitted="2020-04-23")
        by_event = (*given, *events(list_of_outstanding_issues="2020-06-25"))
        if known == "event":
            result = computed(assessment, "2019-06-20", events=by_event)
        else:
            result = computed(assessment, "2019-06-20", events=given, meetings=(day("2020-06-25"),))
        assert result.stops[0].stop == stop("2019-10-18", "2020-04-26")
        assert result.stops[0].origin == "inferred"

    def test_a_known_restart_beats_the_meeting(self):
        result = computed(
            assessment,
            "2019-06-20",
            events=events(list_of_questions="2019-10-17", clock_restarted="2020-04-28"),
            meetings=(day("2020-06-25"),),
        )
        assert result.stops[0].stop == stop("2019-10-18", "2020-04-27")
        assert "1 day before it, on 25 Jun 2020" in result.warnings[0]

    def test_old_cases_are_not_forced_onto_day_120(self):
        """Azopt: start 18 Dec 1998, the meeting that asked ended on 22 Apr 1999, day 126."""
        result = computed(assessment, "1998-12-18", events=events(list_of_questions="1999-04-22"))
        asked = named(result, "list-of-questions")
        assert (asked.date, asked.gap, result.count.day_on(day("1999-04-22"))) == (day("1999-04-22"), 6, 126)
        assert "20 Nov 2005 or later" in result.warnings[0]


class TestAlternatives:
    timetable = parse(
        ASSESSMENT.replace(
            '{kind = "clock-restarted"',
            f'{{kind = "opinion", key = "early", day = 120, unless = "list-of-questions", {ROW}, certainty = "EMA"}},\n'
            '    {kind = "clock-restarted"',
        ),
        "with an early opinion",
    )

    def test_an_opinion_without_questions_stands_while_none_are_known(self):
        assert dates(computed(self.timetable, "2019-06-20"))["early"] == "2019-10-17"

    @pytest.mark.parametrize(
        "given",
        [{"events": events(list_of_questions="2019-10-17")}, {"stops": (stop("2019-10-18", "2020-04-26"),)}],
    )
    def test_and_falls_away_once_they_are_asked(self, given: dict[str, object]):
        assert "early" not in dates(computed(self.timetable, "2019-06-20", **given))

    def test_a_stop_before_the_questions_changes_nothing(self):
        assert "early" in dates(computed(self.timetable, "2019-06-20", stops=(stop("2019-08-01", "2019-08-10"),)))

    def test_an_opinion_that_was_given_early_stays(self):
        early = (("early", day("2019-10-17")), ("list-of-questions", day("2019-10-17")))
        assert dates(computed(self.timetable, "2019-06-20", events=early))["early"] == "2019-10-17"


class TestShifts:
    def test_a_major_amendment_moves_the_goal_and_what_hangs_on_it(self):
        result = computed(review, "2012-12-21", events=events(goal_extended="2013-09-30"))
        assert dates(result)["goal-date"] == "2014-01-21"
        assert dates(result)["labelling"] == "2013-12-21"
        assert explanation(result, named(result, "goal-date")) == (
            "receipt (21 Dec 2012) + 10 months + 3 months (major amendment)"
        )

    def test_the_goal_announced_first_moves_too(self):
        given = events(goal_date="2013-10-21", goal_extended="2013-09-30")
        assert dates(computed(review, "2012-12-21", events=given))["goal-date"] == "2014-01-21"

    def test_an_announced_goal_beats_the_computed_one(self):
        result = computed(review, "2012-12-21", events=events(goal_date="2013-10-25"))
        goal = named(result, "goal-date")
        assert (goal.date, goal.gap) == (day("2013-10-25"), 4)
        assert dates(result)["labelling"] == "2013-09-25"


class TestMeetings:
    calendar = Calendar([MeetingDay("CHMP", day("2019-10-14"), day("2019-10-17"), "EMA's events")])

    def test_the_meeting_that_a_step_falls_into_is_named(self):
        result = computed(assessment, "2019-06-20", self.calendar)
        assert explanation(result, named(result, "list-of-questions")) == (
            "day 120 = start (20 Jun 2019) + 119 days; CHMP meeting 14–17 Oct 2019"
        )

    def test_a_step_that_falls_on_no_known_meeting_says_so(self):
        result = computed(assessment, "2019-06-20", self.calendar)
        assert "no CHMP meeting is known to end on that day" in explanation(result, named(result, "opinion"))
        day_early = computed(assessment, "2019-06-19", self.calendar)
        assert "which does not end on that day" in explanation(day_early, named(day_early, "list-of-questions"))


class TestDoubts:
    def test_weak_sources_are_named_where_the_day_is(self):
        result = computed(assessment, "2019-06-20")
        assert "training material" in explanation(result, named(result, "clock-restarted"))
        assert "trade press" in explanation(result, named(result, "translations"))

    def test_a_latest_day_says_so(self):
        result = computed(assessment, "2019-06-20")
        assert "+ 209 days, at the latest" in explanation(result, named(result, "opinion"))

    def test_a_clamped_month_says_so(self):
        result = computed(review, "2022-04-30")
        assert explanation(result, named(result, "goal-date")).endswith("+ 10 months, the last day of February")

    def test_a_provisional_timetable_says_so(self):
        result = computed(parse("provisional = true\n" + ASSESSMENT, "new"), "2030-01-01")
        assert result.warnings == ("provisional: A law is not in force",)

    @pytest.mark.parametrize(
        "stops",
        [(stop("2019-06-20", "2019-06-22"),), (stop("2019-07-01", "2019-08-01"), stop("2019-07-20", "2019-09-01"))],
    )
    def test_stops_that_cannot_be_are_refused(self, stops: tuple[Standstill, ...]):
        with pytest.raises(Impossible):
            computed(assessment, "2019-06-20", stops=stops)

    def test_a_date_beyond_the_calendar_is_refused(self):
        with pytest.raises(Impossible):
            computed(review, "9999-12-01")
        with pytest.raises(Impossible):
            computed(assessment, "9999-12-01")


class TestStopsAndQuestions:
    QUESTIONS = ("list-of-questions", day("2019-10-21"))
    """On day 124: the committee asked later than its timetable says."""

    def test_a_given_stop_follows_the_questions_of_the_day_before(self):
        given = Given(day("2019-06-20"), (stop("2019-10-22", "2020-04-26"),), events=(self.QUESTIONS,))
        assert [one.reason for one in compute(assessment, given).stops] == ["list-of-questions"]

    def test_where_the_clock_counts_again_on_the_next_day_it_has_not_stopped(self):
        events = (self.QUESTIONS, ("clock-restarted", day("2019-10-22")))
        result = compute(assessment, Given(day("2019-06-20"), events=events))
        assert result.stops == ()
        assert named(result, "opinion").date == day("2020-01-15")
