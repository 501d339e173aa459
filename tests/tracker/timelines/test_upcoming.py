"""What is next, and what is late: above all what is not called late."""

import datetime
from dataclasses import replace

import msgspec
import pytest

from scrapers.records import ProcedureRecord, StepRecord
from tests.tracker.timelines.claims import BACKGROUND, claim, persons_claim, record, step
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import build
from tracker.timelines.expected import NextStep, Upcoming
from tracker.timelines.upcoming import GOAL_PASSED, MAY_HAVE_STOPPED, OVERTAKEN, UNHEARD, UNPUBLISHED
from tracker.timelines.wording import next_in_words
from tracker.timetables.calendar import Calendar, MeetingDay, Rhythm

NUMBER = "EMEA/H/C/006551"
START = step("procedure-started", "2026-06-18")
CALENDAR = Calendar(
    [
        MeetingDay("CHMP", datetime.date(2026, 10, 12), datetime.date(2026, 10, 15), "EMA events"),
        MeetingDay("CHMP", datetime.date(2026, 11, 9), datetime.date(2026, 11, 12), "EMA events"),
    ],
    [Rhythm("CHMP", 27)],
)


def coming(
    *steps: StepRecord,
    today: str = "2026-09-01",
    status: str = "under-evaluation",
    number: str = NUMBER,
    plans: tuple[StepRecord, ...] = (),
    heard: str = "",
    origin: str = "ema.medicines",
    procedure: ProcedureRecord | None = None,
    calendar: Calendar = CALENDAR,
) -> Upcoming:
    """What comes next. `heard`: the day on which the source was read last."""
    told = record(number, *steps, status=status) if procedure is None else record(number, procedures=(procedure,))
    claims = [claim(told, origin=origin)]
    for entry, one in enumerate(plans, start=7):
        slug = procedure.slug if procedure else "initial"
        planned = msgspec.structs.replace(one, state="planned")
        entered = persons_claim(record(number, procedures=(ProcedureRecord(slug=slug, steps=(planned,)),)), entry=entry)
        claims.append(msgspec.structs.replace(entered, is_plan=True))
    moments = {2: datetime.datetime.fromisoformat(f"{heard}T12:00:00+00:00")} if heard else {}
    background = replace(BACKGROUND, calendar=calendar, heard=moments)
    return build(resolve(claims), background, datetime.date.fromisoformat(today)).upcoming


def by_kind(found: Upcoming) -> dict[str, NextStep]:
    return {one.kind: one for one in found.steps}


def test_the_questions_come_first_on_a_nominal_day_on_which_the_committee_meets():
    first = coming(START).steps[0]
    assert (first.kind, first.day, str(first.date), first.basis) == ("list-of-questions", 120, "2026-10-15", "nominal")
    assert (first.standing, first.days_past) == ("ahead", None)
    assert first.meeting is not None and first.meeting.first == datetime.date(2026, 10, 12)
    assert next_in_words(first) == "15 Oct 2026, day 120, nominal; CHMP meeting 12–15 Oct 2026"


def test_what_comes_after_a_stop_of_unknown_length_comes_at_the_earliest():
    opinion = coming(START).steps[-1]
    assert opinion.kind == "opinion"
    assert opinion.nominal is not None and opinion.nominal.bound == "not-before"
    assert "at the earliest" in next_in_words(opinion)
    assert "at the latest" not in opinion.nominal.explanation


def test_where_no_meeting_is_known_that_is_said():
    first = coming(START, calendar=Calendar()).steps[0]
    assert first.meeting is None
    assert "no CHMP meeting is known for that time" in next_in_words(first)


@pytest.mark.parametrize("kind", ["list-of-questions", "list-of-outstanding-issues"])
def test_a_step_that_nobody_publishes_while_the_procedure_runs_is_never_late_by_its_nominal_day(kind: str):
    one = by_kind(coming(START, today="2028-01-10", heard="2028-01-10"))[kind]
    assert (one.standing, one.is_late, one.note) == ("passed", False, UNPUBLISHED)


def test_an_opinion_is_not_late_while_the_stops_before_it_are_unknown():
    one = by_kind(coming(START, today="2028-01-10", heard="2028-01-10"))["opinion"]
    assert (one.standing, one.note) == ("passed", MAY_HAVE_STOPPED)


FULLY_TOLD = (
    START,
    step("list-of-questions", "2026-10-15"),
    step("clock-restarted", "2027-01-18"),
    step("list-of-outstanding-issues", "2027-03-18"),
    step("clock-restarted", "2027-04-21"),
)
"""Day 180 is 18 Mar 2027 (day 121 + 59), day 210 is 20 May 2027 (day 181 + 29)."""


def test_an_opinion_is_late_when_every_stop_is_known_and_a_source_that_would_show_it_was_read_since():
    one = by_kind(coming(*FULLY_TOLD, today="2027-08-31", heard="2027-08-30"))["opinion"]
    assert (str(one.date), one.standing, one.days_past) == ("2027-05-20", "late", 103)


def test_it_is_not_late_if_the_source_was_not_read_since():
    one = by_kind(coming(*FULLY_TOLD, today="2027-08-31", heard="2027-05-21"))["opinion"]
    assert (one.standing, one.note) == ("passed", UNHEARD)


def test_what_has_happened_is_not_next():
    assert [one.kind for one in coming(*FULLY_TOLD, today="2027-04-30").steps] == ["opinion"]


def test_questions_that_nobody_published_are_not_next_once_a_later_step_is_known():
    steps = (START, step("list-of-outstanding-issues", "2027-03-18"))
    assert "list-of-questions" not in by_kind(coming(*steps, today="2027-03-20"))


def test_while_the_clock_stands_its_restart_is_next_and_what_follows_has_no_date():
    found = by_kind(coming(START, step("list-of-questions", "2026-10-15"), today="2026-11-01"))
    assert str(found["clock-restarted"].date) == "2027-01-16"
    assert found["clock-restarted"].nominal.caution == "general knowledge, no source found"
    assert (found["opinion"].date, found["opinion"].standing) == (None, "undated")


@pytest.mark.parametrize(("today", "heard", "standing"), [
    ("2026-12-01", "2026-12-01", "ahead"),
    ("2026-12-19", "2026-12-19", "ahead"),
    ("2026-12-20", "2026-12-20", "passed"),
    ("2027-01-18", "2027-01-18", "passed"),
    ("2027-03-19", "2027-03-19", "passed"),
    ("2027-03-20", "2027-03-20", "late"),
    ("2027-04-20", "2027-03-18", "passed"),
])  # fmt: skip
def test_a_decision_is_late_67_days_after_the_opinion_and_the_time_in_which_it_is_published(today, heard, standing):
    opinion = step("opinion-positive", "2026-10-13")
    (one,) = coming(START, opinion, status="opinion-positive", today=today, heard=heard).steps
    assert (one.kind, str(one.date), one.nominal.bound) == ("ec-decision", "2026-12-19", "by")
    assert one.nominal.caution == "from training material, not from the authority"
    assert one.standing == standing


def test_a_decision_is_not_late_where_no_source_would_show_it():
    opinion = step("opinion-positive", "2026-10-13")
    found = coming(opinion, status="opinion-positive", today="2027-06-01", heard="2027-06-01", origin="ema.annex_10")
    assert [one.standing for one in found.steps] == ["passed"]


def test_a_decision_is_not_late_where_the_source_no_longer_lists_the_medicine():
    said = record(NUMBER, step("opinion-positive", "2026-10-13"), status="opinion-positive")
    gone = claim(said, origin="ema.medicines", is_gone=True)
    heard = {2: datetime.datetime(2027, 6, 1, tzinfo=datetime.UTC)}
    (one,) = build(resolve([gone]), replace(BACKGROUND, heard=heard), datetime.date(2027, 6, 1)).upcoming.steps
    assert one.standing == "passed"


def test_an_opinion_on_a_veterinary_medicine_borrows_no_timetable():
    found = coming(step("opinion-positive", "2026-10-13"), number="EMEA/V/C/006043", status="opinion-positive")
    assert found.steps == ()


def test_after_a_negative_opinion_no_decision_is_expected():
    found = coming(START, step("opinion-negative", "2026-10-13"), status="opinion-negative", today="2027-03-01")
    assert found.steps == ()
    assert "re-examination" in found.nothing[0].reason


@pytest.mark.parametrize("status", ["authorised", "refused", "application-withdrawn", "withdrawn", "expired"])
def test_of_what_is_over_nothing_is_next(status: str):
    assert coming(START, status=status, today="2028-01-10") == Upcoming()


def test_a_procedure_that_started_in_a_month_has_a_next_step_without_a_date_and_the_reason():
    found = coming(step("procedure-started", "2026-06"))
    assert [(one.kind, one.date, one.standing) for one in found.steps] == [("opinion", None, "undated")]
    assert "only to the month" in found.nothing[0].reason


def test_a_variation_of_which_nobody_tells_the_end_is_not_under_way_for_ever():
    variation = ProcedureRecord(slug="IB/0010", type="variation", steps=(step("procedure-started", "2009-03-02"),))
    assert coming(procedure=variation, today="2026-09-01") == Upcoming()


class TestPlans:
    PLAN = (step("list-of-questions", "2026-10-22"),)

    def test_a_planned_day_counts_and_the_nominal_one_is_kept(self):
        first = coming(START, plans=self.PLAN).steps[0]
        assert (str(first.date), first.basis, str(first.planned)) == ("2026-10-22", "planned", "2026-10-22")
        assert first.nominal is not None and first.nominal.date == datetime.date(2026, 10, 15)

    def test_a_planned_day_that_has_passed_without_its_step_is_late(self):
        first = coming(START, plans=self.PLAN, today="2026-10-27").steps[0]
        assert (first.standing, first.days_past) == ("late", 5)
        assert "5 days late" in next_in_words(first)

    def test_on_the_planned_day_itself_it_is_not_late(self):
        assert coming(START, plans=self.PLAN, today="2026-10-22").steps[0].standing == "ahead"

    def test_it_is_not_late_once_a_later_step_has_happened(self):
        steps = (START, step("responses-submitted", "2027-01-11"))
        found = by_kind(coming(*steps, plans=self.PLAN, today="2027-01-20"))["list-of-questions"]
        assert (found.standing, found.note) == ("passed", OVERTAKEN)

    def test_a_planned_step_that_has_happened_is_not_next(self):
        steps = (START, step("list-of-questions", "2026-10-15"))
        assert "list-of-questions" not in by_kind(coming(*steps, plans=self.PLAN, today="2026-10-27"))

    def test_plans_of_a_procedure_without_a_timetable_are_next(self):
        variation = ProcedureRecord(slug="II/0029", type="variation")
        found = coming(procedure=variation, plans=(step("opinion", "2026-10-15"),))
        assert [(one.procedure, one.kind, one.basis) for one in found.steps] == [("II/0029", "opinion", "planned")]


class TestFDA:
    def submission(self, *steps: StepRecord, **facts) -> ProcedureRecord:
        return ProcedureRecord(**{"slug": "SUPPL-9", "type": "supplement", "steps": steps, **facts})

    def test_an_announced_goal_date_beats_the_computed_one(self):
        announced = step("goal-date", "2014-01-21", state="planned")
        details = {"submission_class": "EFFICACY", "review_priority": "STANDARD"}
        said = self.submission(step("submitted", "2012-12-21"), announced, details=details)
        (one,) = coming(number="NDA022180", procedure=said, origin="fda.drugsfda", today="2013-12-01").steps
        assert (str(one.date), one.basis, one.nominal.date) == (
            "2014-01-21",
            "announced",
            datetime.date(2013, 10, 21),
        )

    def test_a_goal_date_that_has_passed_is_not_late_because_fda_publishes_only_approvals(self):
        said = self.submission(
            step("goal-date", "2014-01-21", state="planned"), slug="ORIG-1", type="initial", status=""
        )
        (one,) = coming(number="NDA022180", procedure=said, origin="fda.drugsfda", today="2014-02-01").steps
        assert (one.standing, one.days_past, one.note) == ("passed", 11, GOAL_PASSED)

    def test_after_an_action_the_goal_is_no_longer_next(self):
        said = self.submission(
            step("goal-date", "2014-01-21", state="planned"), step("complete-response", "2014-01-22")
        )
        found = coming(number="NDA022180", procedure=said, origin="fda.drugsfda", today="2014-02-01")
        assert found == Upcoming()

    def test_a_resubmission_of_which_the_class_is_told_has_its_goal(self):
        """Feraheme: a class 1 resubmission received on 30 Oct 2008 has its goal on 30 Dec 2008."""
        said = self.submission(
            step("complete-response", "2008-10-17"),
            step("resubmitted", "2008-10-30", label="Resubmitted, class 1"),
            slug="ORIG-1",
            type="initial",
        )
        (one,) = coming(number="NDA022180", procedure=said, origin="fda.drugsfda", today="2008-11-15").steps
        assert (one.kind, str(one.date)) == ("goal-date", "2008-12-30")
