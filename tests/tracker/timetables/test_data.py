"""What the timetables say, against the tables of rules they were written from; a row here is a fact with its source."""

import datetime
import re
from pathlib import Path

import pytest

from scrapers.vocabulary import STEP_KINDS
from tracker.timetables.timetables import (
    DATA,
    WEAK,
    Certainty,
    Length,
    Timetable,
    TimetableStep,
    in_force,
    of_procedure,
    timetables,
)

DOCS = Path(__file__).resolve().parents[3] / "docs" / "timetables.md"

PROCEDURES = [
    "ema-centralised",
    "ema-centralised-accelerated",
    "ema-centralised-new-law",
    "ema-post-opinion",
    "ema-re-examination",
    "ema-type-ia",
    "ema-type-iain",
    "ema-type-ib",
    "ema-type-ii-30",
    "ema-type-ii-60",
    "ema-type-ii-90",
    "ema-extension",
    "ema-renewal",
    "ema-orphan-designation",
    "ema-pip",
    "ema-referral",
    "ema-psusa",
    "dcp",
    "mrp",
    "fda-nda-program-standard",
    "fda-nda-program-priority",
    "fda-nda-standard",
    "fda-nda-priority",
    "fda-efficacy-supplement-standard",
    "fda-efficacy-supplement-priority",
    "fda-labelling-supplement",
    "fda-manufacturing-supplement-prior-approval",
    "fda-manufacturing-supplement-cbe",
    "fda-resubmission-class-1",
    "fda-resubmission-class-2",
    "fda-anda-standard",
    "fda-anda-priority",
    "fda-biosimilar",
]

Fact = tuple[str, str, Certainty]
"""Which step, when, and on what it rests. When: `day 80`, `17 days before start`, `12 months after start`, `given`."""

FACTS: dict[str, list[Fact]] = {
    "ema-centralised": [
        ("letter-of-intent", "7 months before start", "course"),
        ("submitted", "17 days before start", "EMA"),
        ("procedure-started", "day 1", "EMA"),
        ("assessment-report", "day 80", "EMA"),
        ("prac-rapporteur-report", "day 93", "EMA"),
        ("comments", "day 100", "EMA"),
        ("prac-outcome", "day 106", "EMA"),
        ("peer-review", "day 110", "EMA"),
        ("draft-questions", "day 113", "EMA"),
        ("list-of-questions", "day 120", "EMA"),
        ("restart-after-questions", "day 121", "course"),
        ("joint-assessment-report", "day 157", "data"),
        ("prac-conclusion", "day 166", "data"),
        ("comments-on-responses", "day 170", "course"),
        ("list-of-outstanding-issues", "day 180", "EMA"),
        ("restart-after-outstanding-issues", "day 181", "course"),
        ("report-on-outstanding-issues", "day 194", "course"),
        ("comments-on-outstanding-issues", "day 200", "course"),
        ("updated-joint-report", "day 204", "data"),
        ("opinion", "day 210", "law"),
    ],
    "ema-centralised-accelerated": [
        ("announcement", "6 months before submitted", "press"),
        ("request", "2 months before submitted", "press"),
        ("submitted", "given", "press"),
        ("procedure-started", "day 1", "data"),
        ("assessment-report", "day 62", "data"),
        ("prac-rapporteur-report", "day 69", "data"),
        ("comments", "day 72", "data"),
        ("prac-outcome", "day 78", "data"),
        ("teleconference", "day 82", "data"),
        ("draft-questions", "day 84", "data"),
        ("list-of-questions", "day 90", "data"),
        ("restart-after-questions", "day 91", "course"),
        ("opinion-without-questions", "day 92", "data"),
        ("list-of-outstanding-issues", "day 120", "course"),
        ("opinion", "day 150", "course"),
    ],
    "ema-centralised-new-law": [
        ("procedure-started", "day 1", "unsourced"),
        ("opinion", "day 180", "press"),
        ("ec-decision", "46 days after opinion", "press"),
    ],
    "ema-post-opinion": [
        ("opinion", "0 days after start", "law"),
        ("summary-published", "1 days after start", "EMA"),
        ("translations", "5 days after start", "course"),
        ("draft-decision", "15 days after start", "law"),
        ("member-state-comments", "19 days after start", "EMA"),
        ("final-translations", "25 days after start", "EMA"),
        ("sent-to-commission", "27 days after start", "unsourced"),
        ("standing-committee-begins", "29 days after start", "course"),
        ("standing-committee-ends", "51 days after start", "course"),
        ("decision-after-standing-committee", "15 days after standing-committee-ends", "law"),
        ("ec-decision", "67 days after start", "course"),
    ],
    "ema-re-examination": [
        ("opinion-received", "0 days after start", "course"),
        ("re-examination-requested", "15 days after start", "course"),
        ("grounds-submitted", "60 days after start", "course"),
        ("opinion", "60 days after grounds-submitted", "course"),
    ],
    "ema-type-ia": [
        ("first-implementation", "given", "EMA"),
        ("annual-update-from", "9 months after first-implementation", "EMA"),
        ("annual-update-until", "12 months after first-implementation", "EMA"),
        ("submitted", "day 1", "EMA"),
        ("notification", "day 30", "EMA"),
        ("consolidating-sequence", "15 days after notification", "EMA"),
    ],
    "ema-type-iain": [
        ("submitted", "day 1", "EMA"),
        ("notification", "day 30", "EMA"),
        ("consolidating-sequence", "15 days after notification", "EMA"),
    ],
    "ema-type-ib": [
        ("procedure-started", "day 1", "EMA"),
        ("notification", "day 30", "EMA"),
        ("translations", "5 days after notification", "EMA"),
        ("member-state-comments", "19 days after notification", "EMA"),
        ("final-translations", "25 days after notification", "EMA"),
    ],
    "ema-type-ii-30": [
        ("procedure-started", "day 1", "EMA"),
        ("list-of-questions", "day 30", "EMA"),
        ("opinion", "day 30", "EMA"),
        ("restart-after-questions", "day 31", "EMA"),
        ("opinion-after-30-more", "day 60", "EMA"),
        ("opinion-after-60-more", "day 90", "EMA"),
    ],
    "ema-type-ii-60": [
        ("procedure-started", "day 1", "EMA"),
        ("list-of-questions", "day 60", "EMA"),
        ("opinion", "day 60", "EMA"),
        ("restart-after-questions", "day 61", "EMA"),
        ("opinion-after-30-more", "day 90", "EMA"),
        ("opinion-after-60-more", "day 120", "EMA"),
    ],
    "ema-type-ii-90": [
        ("procedure-started", "day 1", "data"),
        ("assessment-report", "day 56", "data"),
        ("prac-report", "day 63", "data"),
        ("comments", "day 68", "data"),
        ("updated-report", "day 69", "data"),
        ("prac-outcome", "day 76", "data"),
        ("further-comments", "day 80", "data"),
        ("second-updated-report", "day 83", "data"),
        ("list-of-questions", "day 90", "data"),
        ("opinion", "day 90", "data"),
        ("restart-after-questions", "day 91", "EMA"),
        ("opinion-after-30-more", "day 120", "EMA"),
        ("opinion-after-60-more", "day 150", "EMA"),
    ],
    "ema-extension": [
        ("procedure-started", "day 1", "EMA"),
        ("list-of-questions", "day 120", "EMA"),
        ("restart-after-questions", "day 121", "EMA"),
        ("list-of-outstanding-issues", "day 180", "EMA"),
        ("restart-after-outstanding-issues", "day 181", "EMA"),
        ("opinion", "day 210", "EMA"),
    ],
    "ema-renewal": [
        ("decision-notified", "given", "EMA"),
        ("validity-ends", "60 months after decision-notified", "EMA"),
        ("conditional-validity-ends", "12 months after decision-notified", "EMA"),
        ("submitted", "9 months before validity-ends", "unsourced"),
        ("procedure-started", "day 1", "unsourced"),
        ("opinion", "day 120", "press"),
    ],
    "ema-orphan-designation": [
        ("submitted", "44 days before start", "EMA"),
        ("procedure-started", "day 1", "EMA"),
        ("first-meeting", "day 60", "EMA"),
        ("opinion", "day 90", "law"),
        ("designation", "30 days after opinion", "law"),
    ],
    "ema-pip": [
        ("submitted", "30 days before start", "course"),
        ("procedure-started", "day 1", "course"),
        ("first-discussion", "day 30", "course"),
        ("clock-stopped", "day 60", "course"),
        ("clock-restarted", "day 61", "course"),
        ("second-discussion", "day 90", "course"),
        ("opinion", "day 120", "unsourced"),
    ],
    "ema-referral": [
        ("procedure-started", "day 1", "unsourced"),
        ("opinion", "day 60", "unsourced"),
        ("opinion-if-extended", "day 150", "unsourced"),
    ],
    "ema-psusa": [
        ("data-lock-point", "given", "unsourced"),
        ("report-due-after-70-days", "70 days after data-lock-point", "unsourced"),
        ("report-due-after-90-days", "90 days after data-lock-point", "unsourced"),
        ("procedure-started", "day 1", "unsourced"),
        ("recommendation", "day 120", "unsourced"),
        ("opinion", "14 days after recommendation", "unsourced"),
        ("ec-decision", "67 days after opinion", "unsourced"),
    ],
    "dcp": [
        ("validation-begins", "14 days before start", "EMA"),
        ("procedure-started", "day 0", "EMA"),
        ("assessment-report", "day 70", "EMA"),
        ("comments", "day 100", "EMA"),
        ("clock-stopped", "day 105", "EMA"),
        ("clock-restarted", "day 106", "EMA"),
        ("draft-report", "day 120", "EMA"),
        ("comments-on-draft-report", "day 145", "EMA"),
        ("final-report", "day 150", "EMA"),
        ("short-report", "day 180", "EMA"),
        ("last-comments", "day 205", "EMA"),
        ("closed", "day 210", "EMA"),
        ("cmdh-position", "60 days after closed", "course"),
        ("authorised", "30 days after closed", "course"),
    ],
    "mrp": [
        ("validation-begins", "14 days before start", "EMA"),
        ("procedure-started", "day 0", "EMA"),
        ("comments", "day 50", "EMA"),
        ("responses-submitted", "day 60", "EMA"),
        ("comments-on-response", "day 75", "EMA"),
        ("second-response", "day 80", "EMA"),
        ("last-comments", "day 85", "EMA"),
        ("closed", "day 90", "EMA"),
        ("cmdh-position", "60 days after closed", "course"),
        ("authorised", "30 days after closed", "course"),
    ],
    "fda-nda-program-standard": [
        ("pre-submission-meeting", "2 months before start", "FDA"),
        ("submitted", "day 0", "FDA"),
        ("late-components", "day 30", "unsourced"),
        ("filed", "day 60", "FDA"),
        ("filing-letter", "day 74", "FDA"),
        ("mid-cycle", "5 months after start", "unsourced"),
        ("mid-cycle-communication", "14 days after mid-cycle", "unsourced"),
        ("late-cycle", "12 days before advisory-committee", "unsourced"),
        ("late-cycle-without-committee", "3 months before goal-date", "unsourced"),
        ("advisory-committee-notice", "15 days before advisory-committee", "law"),
        ("advisory-committee", "2 months before goal-date", "unsourced"),
        ("labelling-target", "1 months before goal-date", "FDA"),
        ("goal-date", "12 months after start", "FDA"),
        ("complete-response", "given", "FDA"),
        ("action-after-complete-response", "12 months after complete-response", "FDA"),
    ],
    "fda-nda-program-priority": [
        ("pre-submission-meeting", "2 months before start", "FDA"),
        ("submitted", "day 0", "FDA"),
        ("late-components", "day 30", "unsourced"),
        ("filed", "day 60", "FDA"),
        ("filing-letter", "day 74", "FDA"),
        ("mid-cycle", "3 months after start", "unsourced"),
        ("mid-cycle-communication", "14 days after mid-cycle", "unsourced"),
        ("late-cycle", "12 days before advisory-committee", "unsourced"),
        ("late-cycle-without-committee", "2 months before goal-date", "unsourced"),
        ("advisory-committee-notice", "15 days before advisory-committee", "law"),
        ("advisory-committee", "42 days before goal-date", "unsourced"),
        ("labelling-target", "1 months before goal-date", "FDA"),
        ("goal-date", "8 months after start", "FDA"),
        ("complete-response", "given", "FDA"),
        ("action-after-complete-response", "12 months after complete-response", "FDA"),
    ],
    "fda-labelling-supplement": [
        ("submitted", "day 0", "FDA"),
        ("review-cycle-ends", "day 180", "unsourced"),
    ],
    "fda-manufacturing-supplement-prior-approval": [
        ("submitted", "day 0", "FDA"),
        ("goal-date", "4 months after start", "unsourced"),
    ],
    "fda-manufacturing-supplement-cbe": [
        ("submitted", "day 0", "FDA"),
        ("goal-date", "6 months after start", "unsourced"),
    ],
    "fda-resubmission-class-1": [
        ("resubmitted", "day 0", "law"),
        ("goal-date", "2 months after start", "law"),
    ],
    "fda-resubmission-class-2": [
        ("resubmitted", "day 0", "law"),
        ("goal-date", "6 months after start", "law"),
    ],
    "fda-anda-standard": [
        ("submitted", "day 0", "FDA"),
        ("filed", "day 60", "unsourced"),
        ("goal-date", "10 months after start", "FDA"),
        ("major-amendment", "given", "press"),
        ("goal-after-major-amendment", "10 months after major-amendment", "press"),
        ("minor-amendment", "given", "press"),
        ("goal-after-minor-amendment", "3 months after minor-amendment", "press"),
    ],
    "fda-anda-priority": [
        ("submitted", "day 0", "FDA"),
        ("filed", "day 60", "unsourced"),
        ("goal-date", "8 months after start", "FDA"),
        ("major-amendment", "given", "press"),
        ("goal-after-major-amendment", "6 months after major-amendment", "press"),
        ("minor-amendment", "given", "press"),
        ("goal-after-minor-amendment", "3 months after minor-amendment", "press"),
    ],
    "fda-biosimilar": [
        ("submitted", "day 0", "FDA"),
        ("filed", "day 60", "unsourced"),
        ("goal-date", "12 months after start", "unsourced"),
    ],
}


def outside_the_program(months: int) -> list[Fact]:
    """NDAs outside the Program and efficacy supplements have the same steps; only the goal differs."""
    return [
        ("submitted", "day 0", "FDA"),
        ("filed", "day 60", "FDA"),
        ("filing-letter", "day 74", "FDA"),
        ("advisory-committee-notice", "15 days before advisory-committee", "law"),
        ("advisory-committee", "given", "law"),
        ("labelling-target", "1 months before goal-date", "FDA"),
        ("goal-date", f"{months} months after start", "FDA"),
        ("complete-response", "given", "FDA"),
        ("action-after-complete-response", "12 months after complete-response", "FDA"),
        ("not-approvable-letter", "given", "FDA"),
        ("action-after-not-approvable", "10 days after not-approvable-letter", "FDA"),
    ]


FACTS |= {f"fda-{what}-standard": outside_the_program(10) for what in ("nda", "efficacy-supplement")}
FACTS |= {f"fda-{what}-priority": outside_the_program(6) for what in ("nda", "efficacy-supplement")}

OFFSETS = [
    ("ema-centralised", "start", 119, "data"),
    ("ema-centralised", "list-of-questions", 59, "data"),
    ("ema-centralised", "list-of-outstanding-issues", 29, "data"),
    ("ema-centralised-accelerated", "start", 91, "data"),
    ("ema-centralised-accelerated", "list-of-questions", 29, "course"),
    ("ema-centralised-accelerated", "list-of-outstanding-issues", 29, "course"),
    ("ema-type-ii-90", "start", 89, "data"),
    ("ema-extension", "start", 119, "EMA"),
    ("ema-extension", "list-of-questions", 59, "EMA"),
    ("ema-extension", "list-of-outstanding-issues", 29, "EMA"),
]
"""How many days before the last day of a CHMP plenary a phase begins."""

STOPS = [
    ("ema-centralised", "list-of-questions", Length(months=3), Length(months=6), "unsourced"),
    ("ema-centralised", "list-of-outstanding-issues", Length(months=1), Length(months=3), "course"),
    ("ema-centralised-accelerated", "list-of-questions", Length(months=1), None, "course"),
    ("ema-type-ii-30", "list-of-questions", None, None, "EMA"),
    ("ema-type-ii-60", "list-of-questions", None, None, "EMA"),
    ("ema-type-ii-90", "list-of-questions", None, None, "EMA"),
    ("ema-extension", "list-of-questions", None, None, "EMA"),
    ("ema-extension", "list-of-outstanding-issues", None, None, "EMA"),
    ("ema-pip", "clock-stopped", Length(months=3), None, "course"),
    ("dcp", "clock-stopped", Length(months=3), None, "unsourced"),
]

PLENARIES = {
    "ema-centralised": {"CHMP": [120, 180, 210]},
    "ema-centralised-accelerated": {"CHMP": [92, 120, 150]},
    "ema-re-examination": {"CHMP": [None]},
    "ema-type-ii-90": {"CHMP": [90, 90]},
    "ema-extension": {"CHMP": [120, 180, 210]},
    "ema-renewal": {"CHMP": [120]},
    "ema-orphan-designation": {"COMP": [60, 90]},
    "ema-pip": {"PDCO": [30, 60, 90, 120]},
    "ema-psusa": {"PRAC": [120]},
}
"""The days that fall on the last day of a committee's meeting."""

MILESTONES = {
    "ema-centralised": [120, 180, 210],
    "ema-centralised-accelerated": [90, 120, 150],
    "ema-type-ii-90": [90],
    "ema-extension": [120, 180, 210],
    "dcp": [105, 120, 150, 210],
    "mrp": [50, 90],
}


def newest(procedure: str) -> Timetable:
    return of_procedure(procedure)[0]


def when(step: TimetableStep) -> str:
    """When a step falls, in the words of the table of facts."""
    if step.given:
        return "given"
    if step.after is None:
        return f"day {step.day}"
    amount, unit = (step.after.months, "months") if step.after.months else (step.after.days, "days")
    return f"{abs(amount)} {unit} {'before' if amount < 0 else 'after'} {step.since}"


def rows(timetable: Timetable) -> list[tuple[str, str, str]]:
    """What a timetable says rests on what: words and certainty of its steps, phases, stops and shifts."""
    parts = (*timetable.steps, *timetable.stops, *timetable.shifts)
    rows = [(one.basis, one.source, one.certainty) for one in parts]
    return rows + [("", phase.source, phase.certainty) for phase in timetable.phases]


def test_every_procedure_has_a_timetable_and_there_is_no_other():
    assert {one.procedure for one in timetables()} == set(PROCEDURES)
    assert len(PROCEDURES) == 33


def test_a_file_is_called_after_its_procedure_and_its_era():
    names = sorted(path.name for path in DATA.glob("*.toml"))
    assert [name for name in names if name.split(".")[0] not in PROCEDURES] == []
    assert len(names) == len(timetables())


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_the_steps_are_the_facts_and_nothing_else(procedure: str):
    found = [(step.name, when(step), step.certainty) for step in newest(procedure).steps]
    assert sorted(found) == sorted(FACTS[procedure])


@pytest.mark.parametrize(("procedure", "after", "offset", "certainty"), OFFSETS)
def test_a_phase_begins_so_many_days_before_the_last_day_of_a_plenary(
    procedure: str, after: str, offset: int, certainty: str
):
    anchored = [one for one in newest(procedure).phases if one.after == after and one.committee]
    assert [(one.days - 1, one.committee, one.certainty) for one in anchored] == [(offset, "CHMP", certainty)]


def test_the_questions_of_an_accelerated_assessment_come_two_days_before_its_plenary_ends():
    first = [one for one in newest("ema-centralised-accelerated").phases if one.after == "start"]
    assert [(one.until[0], one.last_day) for one in first] == [("opinion", 92), ("list-of-questions", 90)]


def test_what_follows_a_request_for_supplementary_information_is_not_guessed_backwards():
    """Whether 30 or 60 days follow is not published, so no restart may be counted back from an opinion."""
    variations = [newest(f"ema-type-ii-{days}") for days in (30, 60, 90)]
    assert [phase.after for one in variations for phase in one.phases] == ["start"]


def test_the_stops_are_as_long_as_the_sources_say():
    found = [
        (one.procedure, stop.after, stop.usual, stop.longest, stop.certainty)
        for one in timetables()
        for stop in one.stops
    ]
    assert sorted(found, key=str) == sorted(STOPS, key=str)


def test_a_major_amendment_moves_the_goal():
    found = {(one.procedure, shift.by.months, shift.certainty) for one in timetables() for shift in one.shifts}
    three = [f"fda-{what}-{speed}" for what in ("nda-program", "nda", "efficacy-supplement") for speed in SPEEDS]
    two = [f"fda-manufacturing-supplement-{what}" for what in ("prior-approval", "cbe")]
    assert found == {(name, 3, "FDA") for name in three} | {(name, 2, "unsourced") for name in two}
    moved = {(shift.event, shift.moves, shift.by.days) for one in timetables() for shift in one.shifts}
    assert moved == {("goal-extended", "goal-date", 0)}


SPEEDS = ("standard", "priority")


def test_the_steps_of_a_plenary_name_its_committee():
    found: dict[str, dict[str, list[int | None]]] = {}
    for one in timetables():
        for step in (step for step in one.steps if step.committee):
            found.setdefault(one.procedure, {}).setdefault(step.committee, []).append(step.day)
    assert found == PLENARIES


@pytest.mark.parametrize("procedure", MILESTONES)
def test_a_timetable_says_which_days_a_timeline_shows(procedure: str):
    assert [step.day for step in newest(procedure).steps if step.milestone and step.day] == MILESTONES[procedure]


def test_every_timetable_has_a_milestone():
    assert [one.procedure for one in timetables() if not any(step.milestone for step in one.steps)] == []


def test_every_goal_date_from_receipt_is_a_milestone():
    goals = [step for one in timetables() for step in one.steps if step.name == "goal-date"]
    assert len(goals) == 17
    assert all(step.milestone for step in goals)


def test_weak_rows_say_so():
    unsourced = [row for one in timetables() for row in rows(one) if row[2] == "unsourced"]
    assert len(unsourced) > 30
    assert [row for row in unsourced if "no source found" not in row[0]] == []
    assert [row for row in unsourced if row[1] != "No source found"] == []


def test_a_source_that_was_not_found_carries_no_certainty():
    pretending = [row for one in timetables() for row in rows(one) if "No source" in row[1] and row[2] != "unsourced"]
    assert pretending == []


def test_a_step_without_a_kind_of_its_own_says_what_it_is():
    others = [step for one in timetables() for step in one.steps if step.kind == "other"]
    assert others
    assert [step.key for step in others if not step.label or step.label == STEP_KINDS["other"]] == []


def test_the_new_law_is_provisional_and_never_chosen():
    assert newest("ema-centralised-new-law").provisional
    assert in_force("ema-centralised-new-law", None) is None
    assert in_force("ema-centralised-new-law", datetime.date(2029, 1, 1)) is None
    assert [one.procedure for one in timetables() if one.provisional] == ["ema-centralised-new-law"]


@pytest.mark.parametrize("procedure", ["dcp", "mrp"])
def test_the_procedures_of_the_member_states_count_from_day_0(procedure: str):
    assert newest(procedure).counting == "day-0-is-the-start"


def test_fda_counts_in_months_from_receipt_and_ema_from_day_1():
    assert {one.counting for one in timetables() if one.authority == "FDA"} == {"calendar-months"}
    assert {one.counting for one in timetables() if one.authority == "EMA"} == {"day-1-is-the-start"}
    assert {one.starts_with for one in timetables() if one.authority == "FDA"} == {"submitted", "resubmitted"}


def test_every_goal_of_fda_is_a_target_that_fda_does_not_publish():
    goals = [one for one in timetables() if any(step.name == "goal-date" for step in one.steps)]
    assert [one.procedure for one in goals if "90 %" not in one.note or "never publishes" not in one.note] == []


@pytest.mark.parametrize(
    ("procedure", "first", "last"),
    [
        *((f"fda-nda-program-{speed}", "2012-10-01", "2027-09-30") for speed in SPEEDS),
        *((f"fda-nda-{speed}", "1997-10-01", "2027-09-30") for speed in SPEEDS),
        *((f"fda-efficacy-supplement-{speed}", "1997-10-01", "2027-09-30") for speed in SPEEDS),
    ],
)
def test_a_goal_holds_only_for_what_is_received_under_its_commitments(procedure: str, first: str, last: str):
    one_day = datetime.timedelta(days=1)
    begins, ends = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    assert in_force(procedure, begins) is not None
    assert in_force(procedure, begins - one_day) is None
    assert in_force(procedure, ends) is not None
    assert in_force(procedure, ends + one_day) is None


@pytest.mark.parametrize("what", ["nda", "efficacy-supplement"])
@pytest.mark.parametrize(
    ("received", "standard", "priority"),
    [("1997-10-01", 12, 6), ("2001-09-30", 12, 6), ("2001-10-01", 10, 6), ("2007-04-25", 10, 6), ("2023-02-28", 10, 6)],
)
def test_the_goal_goes_by_the_day_of_receipt(what: str, received: str, standard: int, priority: int):
    for speed, months in zip(SPEEDS, (standard, priority), strict=True):
        timetable = in_force(f"fda-{what}-{speed}", datetime.date.fromisoformat(received))
        (goal,) = [step for step in timetable.steps if step.name == "goal-date"]
        assert goal.after == Length(months=months)


@pytest.mark.parametrize("procedure", ["ema-type-ia", "ema-type-iain"])
def test_the_guidelines_of_2025_apply_from_15_january_2026(procedure: str):
    assert in_force(procedure, datetime.date(2026, 1, 14)) is None
    assert in_force(procedure, datetime.date(2026, 1, 15)) is not None


def test_a_validity_has_a_source():
    dated = [one for one in timetables() if one.valid_from or one.valid_to]
    assert dated
    assert [one.procedure for one in dated if not one.validity_source] == []


@pytest.mark.parametrize(
    ("procedure", "name", "words"),
    [
        ("ema-centralised", "submitted", "21 or 22 around Easter"),
        ("ema-centralised", "prac-rapporteur-report", "day 96"),
        ("ema-centralised", "prac-rapporteur-report", "87 or 94"),
        ("ema-centralised", "prac-outcome", "106 or 107"),
        ("ema-centralised", "draft-questions", "115"),
        ("ema-centralised", "joint-assessment-report", "150"),
        ("ema-centralised", "prac-conclusion", "160 to 166"),
        ("ema-centralised", "report-on-outstanding-issues", "185, 195 and 197"),
        ("ema-centralised", "opinion", "Article 6(3)"),
        ("ema-centralised-accelerated", "assessment-report", "day 55 at Christmas"),
        ("ema-centralised-accelerated", "prac-outcome", "78 or 79"),
        ("ema-centralised-accelerated", "draft-questions", "84 or 85"),
        ("ema-post-opinion", "final-translations", "day 232"),
        ("ema-post-opinion", "ec-decision", "Day 277"),
        ("ema-type-ii-90", "prac-outcome", "76 or 77"),
        ("ema-orphan-designation", "first-meeting", "44 to 51"),
        ("ema-orphan-designation", "opinion", "72 to 79"),
        ("ema-referral", "opinion", "extendable by 90"),
        ("fda-nda-standard", "filed", "21 CFR 314.101 to be checked"),
        ("fda-anda-standard", "goal-after-major-amendment", "8 if no inspection"),
        ("fda-anda-priority", "goal-date", "else 10"),
    ],
)
def test_a_variant_is_said_beside_the_day(procedure: str, name: str, words: str):
    (step,) = [step for step in newest(procedure).steps if step.name == name]
    assert words in step.basis


def test_the_page_lists_every_timetable_as_the_data_have_it():
    listed = re.findall(r"^\| `(?:ema|fda|dcp|mrp).*$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [in_the_page(one) for one in timetables()]


def in_the_page(timetable: Timetable) -> str:
    """The line of the page about a timetable: name, title, legal basis, standing."""
    weak = sum(certainty in WEAK for _, _, certainty in rows(timetable))
    standing = f"{starts(timetable)}; {weak} of {len(rows(timetable))} rows are weak" if weak else starts(timetable)
    return f"| `{timetable.procedure}` | {timetable.title} | {timetable.legal_basis} | {standing} |"


def starts(timetable: Timetable) -> str:
    """For which starts the timetable holds, in words."""
    if timetable.provisional:
        return "provisional, switched off"
    days = [day and f"{day.day} {day:%b %Y}" for day in (timetable.valid_from, timetable.valid_to)]
    words = [f"{word} {day}" for word, day in zip(("from", "to"), days, strict=True) if day]
    return f"starts {' '.join(words)}" if words else "validity not known"
