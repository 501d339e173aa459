"""What people enter counts at once, with their name, what they rely on and why."""

import pytest

from tracker.catalogue.models import Application, Change, Entry, ProceduralStep

NUMBER = "EMEA/H/C/000801"
CORRECT = f"/enter/correct/{NUMBER}/"
ADD_STEP = f"/enter/step/{NUMBER}/"

CORRECTION = {
    "field": "applicant",
    "value": "Advanced Magnetics",
    "procedure": "initial",
    "claimed_by": "A journal",
    "address": "https://journal.example/1",
    "reason": "The journal names the developer.",
}
STEP = {
    "kind": "list-of-questions",
    "when": "March 2007",
    "procedure": "initial",
    "state": "actual",
    "claimed_by": "The applicant",
    "file": "letter of 2 April 2007.pdf",
    "reason": "The page gives no date for it.",
}


def holder() -> str:
    return str(Application.objects.select_related("applicant").get(number=NUMBER).applicant)


def test_a_correction_stands_beside_what_the_source_says(as_chief, sinerem):
    assert as_chief.post(CORRECT, CORRECTION).status_code == 302
    entry = Entry.objects.get()
    assert (entry.entered_by_name, entry.reason, entry.is_override) == (
        "chief",
        "The journal names the developer.",
        False,
    )
    assert holder() == "Guerbet"


def test_an_override_beats_the_source_until_it_is_released(as_chief, sinerem):
    as_chief.post(CORRECT, CORRECTION | {"is_override": "on"})
    assert holder() == "Advanced Magnetics"
    as_chief.post(f"/entries/{Entry.objects.get().pk}/release/", {"reason": "The journal was wrong."})
    assert holder() == "Guerbet"
    assert Entry.objects.get().released_at is not None


def test_an_override_is_a_change_with_a_person_and_a_reason(as_chief, sinerem):
    as_chief.post(CORRECT, CORRECTION | {"is_override": "on"})
    change = Change.objects.get(field="applicant")
    assert (change.before, change.after) == ("Guerbet", "Advanced Magnetics")
    assert (change.person_name, change.reason) == ("chief", "The journal names the developer.")


def test_the_trail_shows_what_was_entered_and_released_and_why(as_chief, sinerem):
    as_chief.post(CORRECT, CORRECTION | {"is_override": "on"})
    as_chief.post(f"/entries/{Entry.objects.get().pk}/release/", {"reason": "The journal was wrong."})
    shown = as_chief.get(f"/applications/{NUMBER}/").content.decode()
    assert "The journal names the developer." in shown
    assert "(The journal was wrong.)" in shown


def test_what_is_released_cannot_be_released_again(as_chief, sinerem):
    as_chief.post(CORRECT, CORRECTION)
    address = f"/entries/{Entry.objects.get().pk}/release/"
    as_chief.post(address, {"reason": "The journal was wrong."})
    assert as_chief.post(address, {"reason": "Again."}).status_code == 404


def test_a_release_needs_a_reason(as_chief, sinerem):
    as_chief.post(CORRECT, CORRECTION)
    as_chief.post(f"/entries/{Entry.objects.get().pk}/release/", {"reason": " "})
    assert Entry.objects.get().released_at is None


def test_a_step_is_as_exact_as_it_was_entered(as_chief, sinerem):
    assert as_chief.post(ADD_STEP, STEP).status_code == 302
    step = ProceduralStep.objects.get(kind="list-of-questions")
    assert (str(step.partial_date), step.precision) == ("2007-03", "month")


@pytest.mark.parametrize("missing", ["claimed_by", "reason"])
def test_a_step_without_source_or_reason_is_refused(as_chief, sinerem, missing):
    answer = as_chief.post(ADD_STEP, STEP | {missing: ""})
    assert answer.status_code == 200
    assert not Entry.objects.exists()


def test_an_entry_names_an_address_or_a_file(as_chief, sinerem):
    answer = as_chief.post(ADD_STEP, STEP | {"file": ""})
    assert "Give the address where it stands, or name the file" in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("date", ["02/03/2007", "in spring", "31 February 2007"])
def test_a_date_that_can_be_read_in_two_ways_or_in_none_is_refused(as_chief, sinerem, date):
    answer = as_chief.post(ADD_STEP, STEP | {"when": date})
    assert "Write the date like 13 December 2007" in answer.content.decode()


@pytest.mark.parametrize("typed", ["Refused", "refused"])
def test_a_status_is_typed_in_words(as_chief, sinerem, typed):
    as_chief.post(CORRECT, CORRECTION | {"field": "status", "value": typed, "is_override": "on"})
    assert Application.objects.get(number=NUMBER).status == "refused"


def test_a_status_that_is_no_word_of_the_field_is_refused(as_chief, sinerem):
    answer = as_chief.post(CORRECT, CORRECTION | {"field": "status", "value": "gone fishing"})
    assert "A status is one of: Under evaluation," in answer.content.decode()


def test_readers_cannot_enter_and_see_no_button_for_it(as_reader, sinerem):
    assert as_reader.get(CORRECT).status_code == 403
    assert as_reader.post(ADD_STEP, STEP).status_code == 403
    assert "Correct a value" not in as_reader.get(f"/applications/{NUMBER}/").content.decode()
