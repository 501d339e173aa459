"""What staff decide and enter through the API: with their name and a reason, as in the console."""

import pytest

from tests.factories import SnapshotFactory
from tests.tracker.api.conftest import program_of
from tests.tracker.api.crowd import add_hold
from tests.tracker.api.described import differences
from tests.tracker.api.test_applications import found
from tracker.catalogue.models import Application, Change, Entry, ProceduralStep
from tracker.intake.models import Decision, Hold

STEP = {
    "application": "EMEA/H/C/000801",
    "kind": "submitted",
    "date": "2006-10-26",
    "claimed_by": "Guerbet",
    "address": "https://www.guerbet.com/news",
    "reason": "The page does not say it.",
}
STATUS = {
    "application": "EMEA/H/C/000801",
    "field": "status",
    "value": "authorised",
    "claimed_by": "EMA",
    "file": "letter",
    "reason": "A letter says so.",
}


@pytest.fixture
def hold(db) -> Hold:
    return add_hold(1, SnapshotFactory())


# Holds


@pytest.mark.parametrize(("decision", "state"), [("release", "released"), ("dismiss", "dismissed")])
def test_staff_decide_about_a_hold_with_a_reason(editing, hold: Hold, decision: str, state: str):
    answer = editing.post(f"/api/v1/holds/{hold.pk}/{decision}/", {"reason": "The column was renamed."})
    assert answer.status_code == 200, answer.json()
    row = answer.json()
    assert (row["state"], row["closed_by"], row["closing_reason"]) == (state, "editor", "The column was renamed.")
    kept = Decision.objects.get()
    assert (kept.kind, kept.person_name, kept.reason) == (decision, "editor", "The column was renamed.")


def test_a_hold_is_decided_once(editing, hold: Hold):
    editing.post(f"/api/v1/holds/{hold.pk}/dismiss/", {"reason": "No."})
    answer = editing.post(f"/api/v1/holds/{hold.pk}/release/", {"reason": "Yes."})
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("This hold was dismissed by editor on ")
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "detail"),
    [({}, "reason: This field is required."), ({"reason": " "}, "reason: This field may not be blank.")],
)
def test_a_decision_needs_a_reason(editing, hold: Hold, said: dict[str, str], detail: str):
    answer = editing.post(f"/api/v1/holds/{hold.pk}/release/", said)
    assert (answer.status_code, answer.json()) == (400, {"detail": detail})
    hold.refresh_from_db()
    assert hold.state == Hold.State.OPEN


def test_deciding_needs_the_permission_and_a_place_on_the_staff(api, allowed, hold: Hold):
    said = {"reason": "Because."}
    refused = api.post(f"/api/v1/holds/{hold.pk}/release/", said)
    assert (refused.status_code, refused.json()) == (403, {"detail": "This needs the permission intake.change_hold."})
    outsider = program_of(allowed("view_hold", "change_hold", is_staff=False))
    refused = outsider.post(f"/api/v1/holds/{hold.pk}/release/", said)
    assert (refused.status_code, refused.json()) == (403, {"detail": "Only staff may do this."})
    assert not Decision.objects.exists()


def test_the_values_that_a_hold_keeps_back_are_shown_page_by_page(api, hold: Hold):
    page = api.get(f"/api/v1/holds/{hold.pk}/values/?page_size=1").json()
    (value,) = page["results"]
    assert (value["before"], value["after"]) == ("No", "Yes")
    (other,) = api.get(page["next"]).json()["results"]
    assert {value["key"], other["key"]} == {"EMEA/H/C/000801", "EMEA/H/C/002215"}


def test_holds_are_narrowed_down(api, hold: Hold):
    closed = add_hold(2, SnapshotFactory())
    Hold.objects.filter(pk=closed.pk).update(state=Hold.State.DISMISSED)
    for query, expected in {
        "state=open": [hold],
        "reason=column-wide": [closed, hold],
        "reason=removals": [],
        "origin=ema.medicines": [closed, hold],
        "field=column_2": [closed],
        f"source={hold.source_id}": [hold],
    }.items():
        assert found(api, f"holds/?{query}", "id") == [row.pk for row in expected], query


# Entries


def test_staff_enter_a_step_and_it_counts(editing, sinerem):
    answer = editing.post("/api/v1/entries/", STEP)
    assert answer.status_code == 201, answer.json()
    row = answer.json()
    assert (row["date"], row["precision"], row["entered_by"], row["authority"]) == (
        "2006-10-26",
        "day",
        "editor",
        "EMA",
    )
    assert differences(row, "Entry") == []
    step = ProceduralStep.objects.get(kind="submitted")
    (evidence,) = editing.get(f"/api/v1/steps/{step.pk}/").json()["evidence"]
    assert (evidence["entered_by"], evidence["address"]) == ("editor", "https://www.guerbet.com/news")
    change = Change.objects.get(field="submitted")
    assert (change.person_name, change.reason) == ("editor", "The page does not say it.")


def test_a_correction_beats_what_the_sources_say(editing, sinerem):
    answer = editing.post("/api/v1/entries/", {**STATUS, "override": True})
    assert answer.status_code == 201, answer.json()
    assert Application.objects.get().status == "authorised"


def test_a_month_is_kept_as_a_month(editing, sinerem):
    row = editing.post("/api/v1/entries/", {**STEP, "date": "2006-10"}).json()
    assert (row["date"], row["precision"]) == ("2006-10", "month")


def test_an_application_that_is_not_known_yet_may_be_entered(editing):
    answer = editing.post("/api/v1/entries/", {**STEP, "application": "NDA 22-180"})
    assert (answer.status_code, answer.json()["application"]) == (201, "NDA022180")
    assert Application.objects.get().authority == "FDA"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"application": "000801"}, "application: Write it with its prefix: EMEA/H/C/000801 or NDA022180."),
        ({"application": "NDA022180/S-009"}, "application: Write the procedure in a field of its own: SUPPL-9."),
        ({"application": "potato"}, "application: 'potato' is not a number"),
        ({"kind": "lunch"}, 'kind: "lunch" is not a valid choice.'),
        ({"date": "26/10/2006"}, "date: Write the date as 2007-12-13, 2007-12 or 2007."),
        ({"date": "2006-02-30"}, "date: Write the date as 2007-12-13, 2007-12 or 2007."),
        ({"reported_day": 40_000}, "reported_day: Ensure this value is less than or equal to 32767."),
        ({"field": "status", "value": "authorised"}, "Give either field and value, or kind."),
        ({"value": "authorised"}, "value: It goes with field, and with nothing else."),
        ({"address": None}, "address: This field may not be null."),
        ({"address": "javascript:alert(1)"}, "address: Enter a valid URL."),
        ({"reason": ""}, "reason: This field may not be blank."),
    ],
)
def test_what_cannot_be_entered_is_refused_in_plain_words(editing, wrong: dict[str, object], said: str):
    answer = editing.post("/api/v1/entries/", {**STEP, **wrong})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)
    assert not Entry.objects.exists()


def test_a_status_is_a_word_of_the_vocabulary_and_an_entry_leads_somewhere(editing):
    answer = editing.post("/api/v1/entries/", {**STATUS, "value": "Authorized"})
    assert answer.json()["detail"].startswith("value: A status is one of: under-evaluation, opinion")
    answer = editing.post("/api/v1/entries/", {name: said for name, said in STATUS.items() if name != "file"})
    assert answer.json() == {"detail": "address: Give the address where it stands, or file."}
    answer = editing.post("/api/v1/entries/", [STATUS])
    assert answer.status_code == 400


def test_entering_needs_the_permission_and_a_place_on_the_staff(api, allowed):
    assert api.post("/api/v1/entries/", STEP).json() == {"detail": "This needs the permission catalogue.add_entry."}
    outsider = program_of(allowed("add_entry", is_staff=False))
    assert outsider.post("/api/v1/entries/", STEP).json() == {"detail": "Only staff may do this."}
    assert not Entry.objects.exists()


def test_entries_are_narrowed_down(editing):
    step = editing.post("/api/v1/entries/", STEP).json()["id"]
    other = editing.post("/api/v1/entries/", {**STATUS, "application": "NDA022180", "override": True}).json()["id"]
    Entry.objects.filter(pk=other).update(released_at="2026-01-05T00:00:00Z")
    for query, expected in {
        "": [other, step],
        "application=EMEA/H/C/000801": [step],
        "application=022180": [other],
        "kind=submitted": [step],
        "field=status": [other],
        "override=true": [other],
        "released=true": [other],
        "released=false": [step],
        "since=2100-01-01": [],
    }.items():
        assert found(editing, f"entries/?{query}", "id") == expected, query
