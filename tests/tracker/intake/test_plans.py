"""Plans: taken, shifted, dropped, and what remains of them once their steps have happened."""

import datetime

import pytest

from tests.factories import UserFactory
from tracker.catalogue import knowledge
from tracker.catalogue.models import Application, Change, Entry, ProceduralStep
from tracker.intake import entries, plans
from tracker.intake.plans import Decision, PlannedDay, Whose

NUMBER = "EMEA/H/C/000801"
QUESTIONS = datetime.date(2026, 10, 15)
OPINION = datetime.date(2027, 4, 22)
MOMENT = datetime.datetime(2026, 6, 20, 9, tzinfo=datetime.UTC)


@pytest.fixture
def whose(db) -> Whose:
    entries.enter(fact("procedure-started", datetime.date(2026, 6, 18)), UserFactory(username="bea"), MOMENT)
    return Whose.of(Application.objects.get(number=NUMBER), "initial")


@pytest.fixture
def ana(db):
    return UserFactory(username="ana")


def fact(kind: str, date: datetime.date) -> Entry:
    return Entry(
        application_number=NUMBER, authority="EMA", kind=kind, date=date,
        claimed_by="EMA", file="letter.pdf", reason="EMA does not publish it.",
    )  # fmt: skip


def decided(ana, reason: str = "Agreed on Monday", after: int = 0) -> Decision:
    return Decision(ana, reason, "Timetable ema-centralised", MOMENT + datetime.timedelta(days=after))


def plan(*extra: PlannedDay) -> list[PlannedDay]:
    return [PlannedDay("list-of-questions", "", QUESTIONS), PlannedDay("opinion", "", OPINION), *extra]


def shown() -> dict[str, tuple[str, datetime.date]]:
    """What the rows say: state and date by kind."""
    return {step.kind: (step.state, step.date) for step in ProceduralStep.objects.exclude(kind="procedure-started")}


def test_a_plan_taken_is_planned_and_says_who_and_why(whose, ana):
    assert str(plans.take(whose, plan(), decided(ana))) == "2 planned"
    assert shown() == {"list-of-questions": ("planned", QUESTIONS), "opinion": ("planned", OPINION)}
    entry = Entry.objects.filter(is_plan=True).first()
    assert (entry.entered_by_name, entry.reason, entry.file) == ("ana", "Agreed on Monday", "Timetable ema-centralised")


def test_taking_the_same_plan_again_changes_nothing(whose, ana):
    plans.take(whose, plan(), decided(ana))
    changes = Change.objects.count()
    assert str(plans.take(whose, plan(), decided(ana, after=1))) == "2 as they were"
    assert Change.objects.count() == changes
    assert Entry.objects.filter(is_plan=True).count() == 2


def test_a_shift_moves_all_planned_days_and_keeps_the_old_ones(whose, ana):
    plans.take(whose, plan(), decided(ana))
    assert str(plans.shift(whose, 30, decided(ana, "A month later", after=1))) == "2 moved"
    assert shown()["opinion"] == ("planned", datetime.date(2027, 5, 22))
    old = Entry.objects.get(kind="opinion", date=OPINION)
    assert old.released_at == MOMENT + datetime.timedelta(days=1)
    before = knowledge.known([NUMBER], as_of=MOMENT.date())[NUMBER].procedures[0]
    assert [str(step.date) for step in before.steps if step.kind == "opinion"] == [str(OPINION)]


def test_a_shift_from_a_day_on_leaves_what_is_planned_before_it(whose, ana):
    plans.take(whose, plan(), decided(ana))
    plans.shift(whose, -7, decided(ana, after=1), since=OPINION)
    assert shown() == {
        "list-of-questions": ("planned", QUESTIONS),
        "opinion": ("planned", datetime.date(2027, 4, 15)),
    }


def test_a_plan_dropped_is_no_longer_shown_and_stays_on_record(whose, ana):
    plans.take(whose, plan(), decided(ana))
    assert str(plans.drop(whose, decided(ana, "Given up", after=1))) == "2 dropped"
    assert shown() == {}
    assert Entry.objects.filter(is_plan=True, released_at=None).count() == 0
    assert Entry.history.filter(is_plan=True, history_change_reason="Given up").count() == 2


@pytest.mark.parametrize("what", [plans.drop, lambda whose, decision: plans.shift(whose, 7, decision)])
def test_where_nothing_is_planned_there_is_nothing_to_shift_or_to_drop(whose, ana, what):
    with pytest.raises(plans.NothingPlanned, match="Nothing is planned"):
        what(whose, decided(ana))


def test_a_planned_step_that_has_happened_is_not_planned_any_more_and_no_conflict(whose, ana):
    plans.take(whose, plan(), decided(ana))
    entries.enter(fact("list-of-questions", datetime.date(2026, 10, 22)), ana, MOMENT + datetime.timedelta(days=130))
    step = ProceduralStep.objects.get(kind="list-of-questions")
    assert (step.state, step.date, step.has_conflict) == ("actual", datetime.date(2026, 10, 22), False)
    assert [piece.entry.is_plan for piece in step.evidence.all() if piece.is_current] == [False]


def test_what_has_happened_is_neither_shifted_nor_dropped(whose, ana):
    plans.take(whose, plan(), decided(ana))
    entries.enter(fact("list-of-questions", QUESTIONS), ana, MOMENT + datetime.timedelta(days=130))
    assert str(plans.shift(whose, 30, decided(ana, after=131))) == "1 moved"
    assert str(plans.drop(whose, decided(ana, after=132))) == "1 dropped"
    assert Entry.objects.get(kind="list-of-questions", is_plan=True).released_at is None


def test_a_second_round_is_planned_although_the_first_has_happened(whose, ana):
    first = datetime.date(2026, 6, 25)
    entries.enter(fact("list-of-outstanding-issues", first), ana, MOMENT)
    again = PlannedDay("list-of-outstanding-issues", "", datetime.date(2027, 2, 25))
    plans.take(whose, [again], decided(ana, after=60))
    steps = ProceduralStep.objects.filter(kind="list-of-outstanding-issues").order_by("date")
    assert [(step.date, step.state) for step in steps] == [(first, "actual"), (again.date, "planned")]


def test_changes_of_a_plan_are_minor_and_have_a_person_and_a_reason(whose, ana):
    plans.take(whose, plan(), decided(ana))
    plans.shift(whose, 30, decided(ana, "A month later", after=1), since=OPINION)
    changes = list(Change.objects.filter(field="planned_date").order_by("id"))
    assert [(one.item, one.before, one.after) for one in changes] == [
        ("List of questions", None, "2026-10-15"),
        ("Opinion", None, "2027-04-22"),
        ("Opinion", "2027-04-22", "2027-05-22"),
    ]
    assert {one.significance for one in changes} == {"minor"}
    assert (changes[-1].person_name, changes[-1].reason) == ("ana", "A month later")


def test_steps_of_one_kind_with_names_of_their_own_are_planned_apart(whose, ana):
    reports = [
        PlannedDay("assessment-report", "", datetime.date(2026, 9, 5)),
        PlannedDay("assessment-report", "PRAC Rapporteur's report", datetime.date(2026, 9, 18)),
    ]
    plans.take(whose, reports, decided(ana))
    steps = ProceduralStep.objects.filter(kind="assessment-report").order_by("date")
    assert [(step.date, step.label, step.has_conflict) for step in steps] == [
        (reports[0].date, "", False),
        (reports[1].date, "PRAC Rapporteur's report", False),
    ]


def test_a_plan_costs_as_many_queries_for_twenty_days_as_for_two(whose, ana, django_assert_max_num_queries):
    many = [PlannedDay("other", f"Step {n}", QUESTIONS + datetime.timedelta(days=n)) for n in range(20)]
    with django_assert_max_num_queries(60):
        plans.take(whose, many, decided(ana))
