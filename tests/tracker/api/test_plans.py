"""Plans over the API: made, shifted, dropped, and read on the timeline."""

import datetime

import pytest

from tests.tracker.api.conftest import program_of
from tests.tracker.api.described import differences
from tracker.catalogue.models import Application, Entry

NUMBER = "EMEA/H/C/006551"
REASON = {"application": NUMBER, "reason": "Agreed on Monday"}
PLAN = {
    **REASON,
    "source": "Timetable ema-centralised",
    "days": [{"kind": "list-of-questions", "date": "2027-01-28"}, {"kind": "opinion", "date": "2027-09-16"}],
}


def standing() -> list[tuple[str, str]]:
    rows = Entry.objects.filter(is_plan=True, released_at=None).order_by("date")
    return [(row.kind, row.date.isoformat()) for row in rows]


def test_a_plan_is_made_in_one_go(editing):
    answer = editing.post("/api/v1/entries/plan/", PLAN)
    assert (answer.status_code, answer.json()) == (200, {"new": 2, "moved": 0, "dropped": 0, "same": 0})
    assert differences(answer.json(), "RevisedPlan") == []
    assert standing() == [("list-of-questions", "2027-01-28"), ("opinion", "2027-09-16")]
    row = editing.get("/api/v1/entries/?plan=true").json()["results"][0]
    assert (row["plan"], row["state"], row["entered_by"], row["reason"], row["file"]) == (
        True,
        "planned",
        "editor",
        "Agreed on Monday",
        "Timetable ema-centralised",
    )


def test_a_plan_is_shifted_from_a_day_on_and_dropped(editing):
    editing.post("/api/v1/entries/plan/", PLAN)
    answer = editing.post("/api/v1/entries/shift-plan/", {**REASON, "days": 35, "since": "2027-02-01"})
    assert answer.json()["moved"] == 1
    assert standing() == [("list-of-questions", "2027-01-28"), ("opinion", "2027-10-21")]
    assert editing.post("/api/v1/entries/drop-plan/", REASON).json()["dropped"] == 2
    assert standing() == []


def test_where_nothing_is_planned_there_is_nothing_to_shift(editing):
    answer = editing.post("/api/v1/entries/shift-plan/", {**REASON, "days": 7})
    assert (answer.status_code, answer.json()) == (409, {"detail": f"Nothing is planned for {NUMBER}, initial."})


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ({"days": []}, "days: "),
        ({"days": [{"kind": "opinion", "date": "2027-09"}]}, "Write it as 2025-12-01."),
        ({"days": [{"kind": "other", "date": "2027-09-16"}]}, "Say what the other step is."),
        ({"days": [{"kind": "verdict", "date": "2027-09-16"}]}, "verdict"),
        ({"reason": ""}, "reason: "),
        ({"application": "006551"}, "Write it with its prefix"),
        ({"shift": 3}, "There is no such field here"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_one_line(editing, wrong: dict, detail: str):
    answer = editing.post("/api/v1/entries/plan/", {**PLAN, **wrong})
    assert answer.status_code == 400
    assert detail in answer.json()["detail"]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("action", ["plan", "shift-plan", "drop-plan"])
def test_planning_needs_the_permission_and_a_place_on_the_staff(api, allowed, action: str):
    needed = {"detail": "This needs the permission catalogue.add_entry."}
    assert api.post(f"/api/v1/entries/{action}/", PLAN).json() == needed
    outsider = program_of(allowed("add_entry", is_staff=False))
    assert outsider.post(f"/api/v1/entries/{action}/", PLAN).json() == {"detail": "Only staff may do this."}


def test_the_timeline_says_what_is_next_and_sets_the_plan_beside_what_came(editing):
    start = datetime.date.today() - datetime.timedelta(days=28)
    fact = {"application": NUMBER, "kind": "procedure-started", "date": str(start), "claimed_by": "EMA", "file": "x"}
    editing.post("/api/v1/entries/", {**fact, "reason": "Not published."})
    planned = start + datetime.timedelta(days=126)
    editing.post("/api/v1/entries/plan/", {**PLAN, "days": [{"kind": "list-of-questions", "date": str(planned)}]})
    pk = Application.objects.get(number=NUMBER).pk
    said = editing.get(f"/api/v1/applications/{pk}/timeline/").json()
    assert differences(said, "ApplicationTimeline") == []
    first = said["next"][0]
    assert (first["kind"], first["date"], first["basis"], first["standing"]) == (
        "list-of-questions",
        str(planned),
        "planned",
        "ahead",
    )
    assert first["nominal"]["date"] == str(start + datetime.timedelta(days=119))
    (row,) = said["plan"]
    assert (row["planned"], row["planned_first"], row["actual"], row["days_off"]) == (
        str(planned),
        str(planned),
        None,
        None,
    )
