"""From claims to a timeline."""

import datetime

import pytest

from scrapers.records import MilestoneRecord, ProcedureRecord
from tests.tracker.timelines.claims import (
    BACKGROUND,
    MILESTONES,
    RETRIEVED,
    SINEREM,
    TODAY,
    claim,
    date,
    persons_claim,
    record,
    sinerem,
    sinerem_page,
    step,
)
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import Background, EvidenceRow, build
from tracker.timelines.timeline import Moment, Timeline


def timeline_of(*steps, number: str = SINEREM, **facts) -> Timeline:
    return build(resolve([claim(record(number, *steps, **facts))]), BACKGROUND, TODAY)


def test_sinerem_was_withdrawn_on_13_december_2007_at_a_reported_day_175():
    (event,) = build(sinerem(), BACKGROUND, TODAY).events
    assert event.kind == "application-withdrawn"
    assert str(event.date) == "2007-12-13"
    assert event.reported_day == 175
    assert event.computed_day is None


def test_the_questions_and_the_opinion_of_sinerem_are_nominal_and_no_events():
    timeline = build(sinerem(), BACKGROUND, TODAY)
    assert [(one.kind, one.day, one.date) for one in timeline.nominal] == [
        ("list-of-questions", 120, None),
        ("list-of-outstanding-issues", 180, None),
        ("opinion", 210, None),
    ]
    assert [one.basis for one in timeline.nominal] == [one.quote for one in MILESTONES]


def test_an_unknown_start_leaves_active_days_unknown():
    clock = build(sinerem(), BACKGROUND, TODAY).clock
    assert clock.started is None
    assert clock.running is False
    assert clock.active_days(TODAY) is None


def test_where_the_source_is_silent_the_timetable_gives_the_nominal_days_and_its_legal_basis():
    timeline = timeline_of(step("application-withdrawn", "2007-12-13"))
    assert [one.day for one in timeline.nominal] == [120, 180, 210]
    assert "Article 6(3)" in timeline.nominal[-1].basis


def test_the_days_of_the_source_come_before_those_of_the_timetable():
    milestone = MilestoneRecord(kind="opinion", day=150, quote="opinion at day 150")
    said = record(procedures=(ProcedureRecord(milestones=(milestone,)),))
    nominal = build(resolve([claim(said)]), BACKGROUND, TODAY).nominal
    assert [(one.kind, one.day) for one in nominal] == [
        ("list-of-questions", 120),
        ("opinion", 150),
        ("list-of-outstanding-issues", 180),
    ]


def test_nominal_days_have_dates_only_where_the_start_is_known():
    timeline = timeline_of(step("procedure-started", "2026-06-18"), status="under-evaluation")
    assert timeline.nominal[0].date == datetime.date(2026, 10, 15)


@pytest.mark.parametrize(
    ("number", "details"),
    [("EMEA/V/C/000042", {}), ("NDA022180", {}), ("EMEA/W/C/002319", {})],
)
def test_other_procedures_do_not_borrow_the_standard_timetable(number: str, details: dict[str, str]):
    timeline = timeline_of(step("opinion", "2019-01-31"), number=number, details=details)
    assert timeline.application.timetable == ""
    assert timeline.nominal == ()


def test_an_accelerated_assessment_has_150_days():
    timeline = timeline_of(step("procedure-started", "2016-01-28"), details={"accelerated_assessment": "Yes"})
    assert timeline.application.timetable == "ema-centralised-accelerated"
    assert [one.day for one in timeline.nominal] == [90, 120, 150]


def test_a_nominal_day_after_a_stop_of_which_nothing_is_known_is_the_earliest_day():
    timeline = timeline_of(step("procedure-started", "2026-06-18"), status="under-evaluation")
    assert [(one.day, one.bound) for one in timeline.nominal] == [(120, "at"), (180, "not-before"), (210, "not-before")]


def test_nominal_days_after_a_known_stop_are_counted_with_it():
    """Dasatinib Accordpharma (EMA/117327/2022): questions on 17 Oct 2019, restart on 27 Apr 2020, day 180 on 25 Jun."""
    timeline = timeline_of(
        step("procedure-started", "2019-06-20"),
        step("list-of-questions", "2019-10-17"),
        step("clock-restarted", "2020-04-27"),
        status="under-evaluation",
    )
    assert [str(one.date) for one in timeline.nominal] == ["2019-10-17", "2020-06-25", "2020-07-25"]
    assert "restart on 27 Apr 2020" in timeline.nominal[1].explanation


def test_fda_has_a_goal_date_where_receipt_class_and_priority_are_known():
    """NDA 209510 (FDA letter of 2018): received on 5 Oct 2017, in the Program, answered on 5 Oct 2018."""
    details = {"submission_class": "TYPE 1", "review_priority": "STANDARD"}
    procedure = ProcedureRecord(slug="ORIG-1", steps=(step("submitted", "2017-10-05"),), details=details)
    timeline = build(resolve([claim(record("NDA209510", procedures=(procedure,)))]), BACKGROUND, TODAY)
    assert timeline.application.timetable == "fda-nda-program-standard"
    assert [(one.kind, one.day, str(one.date)) for one in timeline.nominal] == [("goal-date", None, "2018-10-05")]


def test_events_stand_in_order_of_date_and_undated_ones_last():
    timeline = timeline_of(step("other"), step("opinion", "2019-01-31"), step("submitted", "2018-01-15"))
    assert [event.kind for event in timeline.events] == ["submitted", "opinion", "other"]


def test_evidence_leads_to_the_retrieval_and_the_words():
    (event,) = build(sinerem(), BACKGROUND, TODAY).events
    words = {line.quote: line for line in event.evidence}
    line = words["It was at day 175."]
    assert line.moment == BACKGROUND.snapshots[1]
    assert line.supports == ("procedural_day",)
    assert line.claimed_by == "EMA"


def test_words_that_the_source_no_longer_shows_lead_to_the_last_retrieval_that_had_them():
    known = resolve([claim(record(SINEREM, step("opinion", "2019-01-31", cleared=True)))])
    piece = known.procedures[0].steps[0].evidence[0]
    seen = Moment(5, "https://e.org", "c" * 64, RETRIEVED - datetime.timedelta(days=30))
    row = EvidenceRow(id=11, step=12, first=seen, last=seen)
    background = Background(snapshots=BACKGROUND.snapshots, evidence={piece.fingerprint: row})
    (event,) = build(known, background, TODAY).events
    assert event.evidence[0].moment == seen
    assert event.evidence[0].row == 11
    assert event.step == 12
    assert event.cleared


def test_a_past_timeline_does_not_cite_a_retrieval_of_later():
    known = sinerem()
    piece = known.procedures[0].steps[0].evidence[0]
    first = Moment(5, "https://e.org", "c" * 64, RETRIEVED - datetime.timedelta(days=30))
    last = Moment(6, "https://e.org", "d" * 64, RETRIEVED + datetime.timedelta(days=30))
    background = Background(evidence={piece.fingerprint: EvidenceRow(1, 2, first, last)})
    then = build(known, background, TODAY, as_of=RETRIEVED.date())
    now = build(known, background, TODAY)
    assert [line.moment for line in then.events[0].evidence if line.row] == [first]
    assert [line.moment for line in now.events[0].evidence if line.row] == [last]


def test_what_a_person_entered_says_who_why_and_on_what_it_rests():
    known = resolve([persons_claim(record(SINEREM, step("submitted", "2006-10-26")))])
    (event,) = build(known, BACKGROUND, TODAY).events
    (line,) = event.evidence
    assert line.moment is None
    assert line.entered_by is not None
    assert (line.entered_by.name, line.entered_by.reason) == ("Ana", "No page gives it.")
    assert line.source == "https://press.example.org/a"


def test_a_timeline_can_be_that_of_one_procedure():
    procedures = (
        ProcedureRecord(steps=(step("authorised", "2019-01-31"),)),
        ProcedureRecord(slug="II/0029", type="variation", steps=(step("opinion-positive", "2021-04-22"),)),
    )
    known = resolve([claim(record(procedures=procedures))])
    timeline = build(known, BACKGROUND, TODAY, procedure="II/0029")
    assert [event.procedure for event in timeline.events] == ["II/0029"]
    assert timeline.nominal == ()


def test_a_running_clock_is_counted_to_the_day_whose_knowledge_is_shown():
    known = resolve([claim(record(SINEREM, step("procedure-started", "2026-10-22"), status="under-evaluation"))])
    timeline = build(known, BACKGROUND, TODAY, as_of=datetime.date(2026, 10, 31))
    assert timeline.clock.active_days(timeline.counted_to) == 10


def test_fda_counts_in_months_so_no_day_is_computed():
    timeline = timeline_of(step("submitted", "2012-12-21"), step("approved", "2013-03-05"), number="NDA022180")
    assert [event.computed_day for event in timeline.events] == [None, None]


def test_a_reconstructed_page_makes_the_timeline_reconstructed():
    known = resolve([claim(sinerem_page(), is_reconstructed=True)])
    assert build(known, BACKGROUND, TODAY).reconstructed


def test_the_authority_is_acknowledged():
    assert build(sinerem(), BACKGROUND, TODAY).attribution == ("Source: European Medicines Agency",)
    assert "openFDA" in timeline_of(step("approved", "2009-06-30"), number="NDA022180").attribution[0]


def test_an_application_without_any_step_has_an_empty_timeline():
    timeline = build(resolve([claim(record(status="under-evaluation"))]), BACKGROUND, TODAY)
    assert timeline.events == ()
    assert timeline.clock.running is None


def test_a_month_stays_a_month():
    (event,) = timeline_of(step("submitted", "2007-12"), number="NDA022180").events
    assert event.date == date("2007-12")
