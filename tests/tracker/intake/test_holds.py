"""A change of the table is not a change of the medicines (rule 5): what is held, at which edge, and how that ends."""

import pytest
from django.contrib.auth import get_user_model

from tests.tracker.intake.worlds import (
    TABLE,
    changes,
    day,
    ingest_table,
    medicine,
    medicines,
    number,
    status,
    table_bytes,
    with_changes,
)
from tracker.catalogue.models import Application, Change, Observation
from tracker.intake import holds
from tracker.intake.apply import Person, apply
from tracker.intake.models import HeldValue, Hold
from tracker.intake.pipeline import Busy, ingest_bytes
from tracker.sources import leases

pytestmark = pytest.mark.django_db
OLGA = Person("olga", "The table uses ATC codes now.")


def groups() -> set[str]:
    return {application.details["pharmacotherapeutic_group"] for application in Application.objects.all()}


def waiting() -> list[tuple[str, str, int]]:
    return [(hold.reason, hold.field, hold.rows) for hold in Hold.objects.filter(state="open").order_by("field")]


@pytest.mark.parametrize(
    ("rows", "changed", "is_held"),
    [(50, 26, True), (50, 25, False), (49, 49, False), (101, 51, True), (101, 50, False)],
)
def test_a_column_is_held_where_of_at_least_50_rows_more_than_half_change(rows, changed, is_held):
    table = medicines(rows)
    ingest_table(table, day(1))

    outcome = ingest_table(with_changes(table, range(changed), holder="Renamed AG"), day(2))

    holders = set(Application.objects.values_list("applicant__name", flat=True))
    if is_held:
        assert waiting() == [("column-wide", "applicant", changed)]
        assert outcome.held[0]["rows"] == changed and outcome.held[0]["source"] == TABLE
        assert outcome.changes == () and holders == {"Example GmbH"}
    else:
        assert waiting() == [] and "Renamed AG" in holders
        assert len(outcome.changes) == changed and all(change["alerting"] for change in outcome.changes)


def test_what_the_drift_does_not_touch_goes_on_and_alerts():
    table = medicines(60)
    ingest_table(table, day(1))

    drifted = with_changes(with_changes(table, range(60), group="antineoplastic"), [7], status="Withdrawn")
    outcome = ingest_table(drifted, day(2))

    assert changes(outcome) == [("status", "authorised", "withdrawn", True)]
    assert status(7) == "withdrawn"
    assert groups() == {"L01XX"}


def test_a_column_that_few_rows_fill_is_held_when_most_of_what_it_holds_is_reworded():
    table = medicines(60, species="Cattle") + medicines(140, start=60)
    ingest_table(table, day(1))

    outcome = ingest_table(with_changes(table, range(60), species="Bovine"), day(2))

    assert waiting() == [("column-wide", "species", 60)]
    assert outcome.changes == ()


def test_a_column_that_few_rows_fill_is_not_held_when_few_of_them_change():
    table = medicines(60, species="Cattle") + medicines(100, start=60)
    ingest_table(table, day(1))
    outcome = ingest_table(with_changes(table, range(25), species="Bovine"), day(2))
    assert waiting() == [] and len(outcome.changes) == 25


@pytest.mark.parametrize(("moved", "is_held"), [(9, False), (10, True)])
def test_ten_rows_that_move_at_once_to_a_word_never_used_are_held(moved, is_held):
    table = medicines(100, status="Withdrawn")
    ingest_table(table, day(1))

    outcome = ingest_table(with_changes(table, range(moved), status="Lapsed"), day(2))

    assert waiting() == ([("new-word", "status", 10)] if is_held else [])
    assert len([change for change in outcome.changes if change["alerting"]]) == (0 if is_held else 9)
    assert Application.objects.filter(status="lapsed").count() == (0 if is_held else 9)


def test_rows_that_move_to_a_word_that_was_used_before_are_not_held():
    table = [*medicines(100, status="Withdrawn"), medicine(100, status="Lapsed")]
    ingest_table(table, day(1))
    outcome = ingest_table(with_changes(table, range(20), status="Lapsed"), day(2))
    assert waiting() == [] and len(outcome.changes) == 20


def test_a_single_row_that_leaves_a_split_word_is_held_with_the_others():
    table = medicines(100, status="Withdrawn")
    ingest_table(table, day(1))
    moved = with_changes(with_changes(table, range(12), status="Lapsed"), [12], status="Revoked")
    ingest_table(moved, day(2))
    assert waiting() == [("new-word", "status", 13)]
    assert set(Application.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_a_word_that_nobody_knows_in_many_rows_is_held_too():
    table = medicines(60)
    ingest_table(table, day(1))
    outcome = ingest_table(with_changes(table, range(12), status="Autorisiert"), day(2))
    assert waiting() == [("new-word", "status", 12)]
    assert outcome.changes == () and {warning["what"] for warning in outcome.warnings} == {"unknown-word"}


@pytest.mark.parametrize(("gone", "is_held"), [(5, False), (6, True)])
def test_removals_of_more_than_five_per_cent_are_held(gone, is_held):
    ingest_table(medicines(100), day(1))

    outcome = ingest_table(medicines(100 - gone), day(2))

    assert waiting() == ([("removals", "", 6)] if is_held else [])
    assert outcome.changes == ()
    assert Observation.objects.filter(gone_at=day(2)).count() == (0 if is_held else 5)
    assert Application.objects.count() == 100


def test_a_removal_that_is_held_stays_held_when_some_of_the_rows_are_back():
    ingest_table(medicines(100), day(1))
    ingest_table(medicines(90), day(2))
    ingest_table(medicines(96), day(3))
    assert waiting() == [("removals", "", 4)]
    assert not Observation.objects.exclude(gone_at=None).exists()


def test_a_removal_that_is_held_is_closed_when_all_rows_are_back():
    ingest_table(medicines(100), day(1))
    ingest_table(medicines(90), day(2))
    ingest_table(medicines(100), day(3))
    assert waiting() == []


def test_removals_that_are_released_are_noted_as_gone_and_back_when_they_return():
    ingest_table(medicines(100), day(1))
    ingest_table(medicines(90), day(2))
    holds.release(Hold.objects.get(), OLGA, day(3))
    assert Observation.objects.filter(gone_at=day(3)).count() == 10

    outcome = ingest_table(medicines(100), day(4))

    assert outcome.changes == () and not Observation.objects.exclude(gone_at=None).exists()


def test_one_open_hold_per_column_is_updated_and_not_repeated():
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(40), group="first words"), day(2))
    ingest_table(with_changes(table, range(50), group="other words"), day(3))

    hold = Hold.objects.get()
    assert (hold.state, hold.rows, hold.opened_at, hold.updated_at) == ("open", 50, day(2), day(3))
    assert set(HeldValue.objects.values_list("before", "after")) == {("L01XX", "other words")}


def test_a_row_that_a_later_reading_moves_while_its_column_is_held_stays_held():
    table = medicines(60)
    ingest_table(table, day(1))
    drifted = with_changes(table, range(60), group="words")
    ingest_table(drifted, day(2))

    outcome = ingest_table(with_changes(drifted, [3], group="third words", status="Suspended"), day(3))

    assert changes(outcome) == [("status", "authorised", "suspended", True)]
    assert groups() == {"L01XX"}
    assert HeldValue.objects.get(key=number(3)).after == "third words"


def test_values_that_the_source_takes_back_are_no_longer_held():
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(60), group="words"), day(2))
    outcome = ingest_table(table, day(3))
    assert waiting() == [] and outcome.changes == ()
    assert Hold.objects.get().closing_reason == "The source says the old values again."


def test_release_applies_what_was_held_without_alerts_and_says_who_and_why():
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(60), group="words"), day(2))

    holds.release(Hold.objects.get(), OLGA, day(3))

    assert groups() == {"words"} and waiting() == []
    trail = Change.objects.all()
    assert trail.count() == 60
    assert {(one.field, one.before, one.after, one.alerting, one.person_name, one.reason) for one in trail} == {
        ("pharmacotherapeutic_group", "L01XX", "words", False, "olga", OLGA.reason)
    }
    assert ingest_table(with_changes(table, range(60), group="words"), day(4)).changes == ()


def test_release_of_one_column_leaves_another_of_the_same_rows_held():
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(60), group="words", holder="Renamed AG"), day(2))

    holds.release(Hold.objects.get(field="applicant"), OLGA, day(3))

    assert groups() == {"L01XX"}
    assert set(Application.objects.values_list("applicant__name", flat=True)) == {"Renamed AG"}
    holds.release(Hold.objects.get(field="pharmacotherapeutic_group"), OLGA, day(4))
    assert groups() == {"words"}


def test_dismiss_keeps_the_old_value_until_the_row_says_something_else():
    table = medicines(60)
    ingest_table(table, day(1))
    drifted = with_changes(table, range(60), group="words")
    ingest_table(drifted, day(2))
    holds.dismiss(Hold.objects.get(), OLGA, day(3))

    same = ingest_table(with_changes(drifted, [0], status="Suspended"), day(4))
    assert changes(same) == [("status", "authorised", "suspended", True)]
    assert groups() == {"L01XX"} and waiting() == []

    other = ingest_table(with_changes(with_changes(drifted, [0], status="Suspended"), [1], group="new"), day(5))
    assert changes(other) == [("pharmacotherapeutic_group", "L01XX", "new", True)]
    assert not HeldValue.objects.filter(key=number(1)).exists()


def test_a_hold_is_decided_once():
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(60), group="words"), day(2))
    hold, same = Hold.objects.get(), Hold.objects.get()
    holds.release(hold, OLGA, day(3))
    with pytest.raises(holds.NotOpen, match="released by olga"):
        holds.dismiss(same, Person("peter", "No."), day(3))
    assert groups() == {"words"}


def test_a_hold_is_not_decided_while_a_reading_of_its_origin_is_applied():
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(60), group="words"), day(2))
    with (
        leases.held(leases.of_origin("ema.medicines"), 60),
        pytest.raises(holds.NotOpen, match="being applied"),
    ):
        holds.release(Hold.objects.get(), OLGA, day(3))
    assert waiting() and groups() == {"L01XX"}


def test_a_value_that_is_released_while_a_reading_is_applied_is_not_lost(monkeypatch):
    table = medicines(60)
    ingest_table(table, day(1))
    drifted = with_changes(table, range(60), group="words")
    ingest_table(drifted, day(2))
    released = []

    def release_now(*args, **kwargs):
        """What happens to a worker that sleeps until its lease has run out."""
        monkeypatch.undo()
        leases.Lease.objects.update(until=leases.EPOCH)
        holds.release(Hold.objects.get(), OLGA, day(3))
        released.append(True)
        return apply(*args, **kwargs)

    monkeypatch.setattr("tracker.intake.notices.apply_both", release_now)
    later = with_changes(drifted, [0], status="Suspended")
    with pytest.raises(Busy):
        ingest_table(later, day(4))

    outcome = ingest_table(later, day(4))

    assert released and changes(outcome) == [("status", "authorised", "suspended", True)]
    assert groups() == {"words"}


def test_columns_held_stay_so_where_a_row_had_no_dates_before():
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(60), opinion_date="01/12/2025"), day(2))
    assert waiting() == [("column-wide", "opinion", 60)]
    assert not Application.objects.filter(procedures__steps__isnull=False).exists()


def test_nothing_is_held_of_a_first_reading():
    ingest_bytes(table_bytes(medicines(60, status="Lapsed")), address=TABLE, retrieved_at=day(1))
    assert waiting() == []


def test_who_decided_is_kept_when_the_account_is_gone():
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(60), group="words"), day(2))
    user = get_user_model().objects.create(username="petra")
    holds.dismiss(Hold.objects.get(), Person.of(user, "As before."), day(3))
    user.delete()
    hold = Hold.objects.get()
    assert (hold.closed_by, hold.closed_by_name, hold.closing_reason) == (None, "petra", "As before.")
