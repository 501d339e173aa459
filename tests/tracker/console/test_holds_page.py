"""Holds are shown with what they would do, and decided with a reason."""

import pytest

from tests.factories import FIRST_SEEN, SnapshotFactory
from tracker.intake.models import Decision, HeldValue, Hold


@pytest.fixture
def hold(db) -> Hold:
    """A column of which most rows would change; no application behind it."""
    snapshot = SnapshotFactory()
    hold = Hold.objects.create(
        origin="ema.medicines",
        field="additional_monitoring",
        reason=Hold.Reason.COLUMN_WIDE,
        source=snapshot.source,
        snapshot=snapshot,
        rows=1,
        opened_at=FIRST_SEEN,
        updated_at=FIRST_SEEN,
    )
    HeldValue.objects.create(hold=hold, key="EMEA/H/C/000801", before="No", after="Yes")
    return hold


def test_an_open_hold_is_on_the_dashboard_and_among_the_holds(as_reader, hold):
    for address in ("/admin/", "/holds/"):
        assert f"/holds/{hold.pk}/" in as_reader.get(address).content.decode()


def test_a_hold_shows_what_it_would_do(as_reader, hold):
    text = " ".join(as_reader.get(f"/holds/{hold.pk}/").content.decode().split())
    assert "Most rows of a column would change" in text
    assert '<th scope="row">EMEA/H/C/000801</th> <td>No</td><td>Yes</td>' in text


@pytest.mark.parametrize(("decision", "state"), [("release", "released"), ("dismiss", "dismissed")])
def test_a_hold_is_decided_with_a_reason_that_is_kept(as_chief, hold, decision, state):
    address = f"/holds/{hold.pk}/{decision}/"
    assert as_chief.get(address).status_code == 200
    assert as_chief.post(address, {"reason": "EMA renamed the column."}).status_code == 302
    hold.refresh_from_db()
    assert (hold.state, hold.closed_by_name, hold.closing_reason) == (state, "chief", "EMA renamed the column.")
    assert Decision.objects.get().reason == "EMA renamed the column."


def test_nothing_is_decided_without_a_reason_or_by_looking(as_chief, hold):
    as_chief.get(f"/holds/{hold.pk}/release/")
    as_chief.post(f"/holds/{hold.pk}/release/", {"reason": ""})
    hold.refresh_from_db()
    assert hold.state == Hold.State.OPEN


def test_what_is_decided_is_not_decided_again(as_chief, hold):
    as_chief.post(f"/holds/{hold.pk}/dismiss/", {"reason": "Noise."})
    assert as_chief.post(f"/holds/{hold.pk}/release/", {"reason": "After all."}).status_code == 404


def test_readers_see_holds_and_decide_nothing(as_reader, hold):
    assert "/release/" not in as_reader.get("/holds/").content.decode()
    assert as_reader.post(f"/holds/{hold.pk}/release/", {"reason": "x"}).status_code == 403
