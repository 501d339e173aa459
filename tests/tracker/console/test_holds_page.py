"""Holds are shown with what they would do, and decided with a reason."""

import pytest

from tests.factories import FIRST_SEEN, SnapshotFactory
from tests.tracker.intake.worlds import day, ingest_table, medicines, with_changes
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
    assert "Additional monitoring: most rows of a column would change" in text
    assert '<th scope="row">EMEA/H/C/000801</th> <td>–</td> <td>–</td> <td>No</td><td>Yes</td>' in text


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


TABLE = medicines(240)


@pytest.fixture
def wide(db) -> Hold:
    """231 of 240 medicines would get another group: all of the first kind but nine, and nine of the second."""
    table = with_changes(TABLE, range(9), group="A10BA")
    ingest_table(table, day(1))
    words = with_changes(table, range(9), group="Drugs used in diabetes")
    ingest_table(with_changes(words, range(18, 240), group="Antineoplastic agents"), day(2))
    return Hold.objects.get()


@pytest.fixture
def short(db) -> Hold:
    """A table of which ten of 60 rows are missing, two of them of withdrawn medicines."""
    table = with_changes(medicines(60), [0, 1], status="Withdrawn")
    ingest_table(table, day(1))
    ingest_table(table[10:], day(2))
    return Hold.objects.get()


def shown(browser, hold: Hold, query: str = "") -> str:
    return " ".join(browser.get(f"/holds/{hold.pk}/{query}").content.decode().split())


def test_a_wide_hold_is_counted_by_the_value_that_rows_would_get(as_chief, wide):
    text = shown(as_chief, wide)
    assert "<strong>231 values</strong> of Pharmacotherapeutic group, in 231 applications, would change" in text
    assert "Antineoplastic agents</th>" in text and '#rows">222</a></td> <td>L01XX</td>' in text
    assert '#rows">9</a></td> <td>A10BA</td> <td>EMEA/H/C/900000</td>' in text
    assert text.index("222") < text.index('#rows">9</a>')


def test_its_rows_come_page_by_page_and_may_be_narrowed_to_a_value(as_chief, wide):
    text = shown(as_chief, wide, "?page=5")
    assert "Page 5 of 5" in text and text.count("Antineoplastic agents</td>") == 231 - 4 * 50
    text = shown(as_chief, wide, "?after=Drugs+used+in+diabetes")
    assert text.count("Drugs used in diabetes</td>") == 9 and "Show all 231" in text
    assert 'href="/applications/EMEA/H/C/900000/"' in text and "Examplin 0" in text


def test_it_costs_the_same_however_many_rows_it_keeps_back(as_chief, wide, django_assert_max_num_queries):
    shown(as_chief, wide)
    with django_assert_max_num_queries(14):
        shown(as_chief, wide)


def test_both_decisions_stand_on_its_page_with_one_reason(as_chief, wide):
    text = shown(as_chief, wide)
    assert f'action="/holds/{wide.pk}/release/"' in text and f'formaction="/holds/{wide.pk}/dismiss/"' in text
    assert text.count('name="reason"') == 1 and "Release 231 rows" in text


def test_values_that_would_be_lost_are_said_so(as_chief, db):
    ingest_table(medicines(60), day(1))
    ingest_table(medicines(60, group=""), day(2))
    assert "<strong>60 would lose their value</strong>" in shown(as_chief, Hold.objects.get())


def test_missing_rows_are_counted_by_status_and_what_releasing_means_is_said(as_chief, short):
    text = shown(as_chief, short)
    assert "<strong>10 rows</strong>, of 10 applications, are missing from the list" in text
    assert "nothing is deleted, and no status changes" in text
    assert '<th scope="row">Authorised</th> <td>8</td>' in text and '<th scope="row">Withdrawn</th> <td>2</td>' in text
    assert "Examplin 9" in text and "Would be" not in text
