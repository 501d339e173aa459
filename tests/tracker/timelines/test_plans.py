"""Plans against what came of them."""

import datetime

from scrapers.dates import from_iso
from scrapers.records import ProcedureRecord
from tests.tracker.timelines.claims import claim, record, step
from tracker.catalogue.resolve import resolve
from tracker.timelines.plans import PlannedDate, PlanRow, plan_rows


def planned(entry: int, kind: str, date: str, entered: int, released: int | None = None) -> PlannedDate:
    """A day that stood from the `entered`-th to the `released`-th of June 2026."""
    since, until = (datetime.datetime(2026, 6, day or 1, 9, tzinfo=datetime.UTC) for day in (entered, released))
    return PlannedDate(
        entry=entry,
        procedure="initial",
        kind=kind,
        name="",
        date=datetime.date.fromisoformat(date),
        person="ana",
        reason="Agreed on Monday",
        source="Own plan",
        entered_at=since,
        released_at=until if released else None,
    )


def rows(*plan: PlannedDate, steps=()) -> tuple[PlanRow, ...]:
    known = resolve([claim(record("EMEA/H/C/000801", procedures=(ProcedureRecord(steps=steps),)))])
    return plan_rows(known.procedures, plan)


def test_a_plan_that_was_moved_keeps_the_day_planned_first():
    (row,) = rows(planned(1, "opinion", "2027-04-22", 1, 5), planned(2, "opinion", "2027-05-20", 5))
    assert (str(row.first.date), str(row.planned.date), row.actual) == ("2027-04-22", "2027-05-20", None)


def test_the_difference_to_the_actual_day_is_told_against_the_last_and_the_first_planned_day():
    came = (step("opinion-positive", "2027-05-27"),)
    (row,) = rows(planned(1, "opinion", "2027-04-22", 1, 5), planned(2, "opinion", "2027-05-20", 5), steps=came)
    assert (row.actual, row.days_off, row.days_off_first) == (from_iso("2027-05-27"), 7, 35)


def test_a_step_of_which_only_the_month_is_known_has_no_difference():
    (row,) = rows(planned(1, "opinion", "2027-05-20", 1), steps=(step("opinion", "2027-05"),))
    assert (str(row.actual), row.days_off) == ("2027-05", None)


def test_what_was_dropped_is_left_out():
    assert rows(planned(1, "opinion", "2027-04-22", 1, 5)) == ()


def test_what_was_dropped_and_planned_again_keeps_its_first_day():
    (row,) = rows(planned(1, "opinion", "2027-04-22", 1, 5), planned(2, "opinion", "2027-06-24", 9))
    assert str(row.first.date) == "2027-04-22"


def test_two_rounds_that_are_planned_at_once_are_two_rows():
    kind = "list-of-outstanding-issues"
    came = (step(kind, "2027-02-25"), step(kind, "2027-09-16"))
    found = rows(planned(1, kind, "2027-02-25", 1), planned(2, kind, "2027-09-16", 2), steps=came)
    assert [(str(row.planned.date), str(row.actual)) for row in found] == [
        ("2027-02-25", "2027-02-25"),
        ("2027-09-16", "2027-09-16"),
    ]


def test_an_earlier_round_is_not_what_a_later_plan_became():
    kind = "list-of-outstanding-issues"
    (row,) = rows(planned(1, kind, "2027-02-25", 1), steps=(step(kind, "2025-06-26"),))
    assert row.actual is None
