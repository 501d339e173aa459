"""What workers are doing shows while they do it, and afterwards what came of it."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import SnapshotFactory, SourceFactory
from tests.tracker.intake.worlds import day, ingest_table, medicines, with_changes
from tracker.intake.models import Underway

MINUTE = datetime.timedelta(minutes=1)


def under_way(**facts: object) -> Underway:
    moment = timezone.now()
    said = {"phase": "writing", "done": 12000, "of": 23267, "started_at": moment - 3 * MINUTE, "told_at": moment}
    return Underway.objects.create(snapshot=SnapshotFactory(outcome="pending"), **said | facts)


def work(browser, address: str = "/progress/") -> list[dict]:
    return browser.get(address).json()["work"]


def test_a_reading_says_its_phase_how_many_rows_and_for_how_long(as_reader):
    row = under_way()
    assert work(as_reader) == [
        {
            "title": "EMA medicine page",
            "address": f"/snapshots/{row.snapshot_id}/",
            "words": "writing, 12,000 of 23,267 changed rows",
            "since": "for 3\xa0minutes",
            "done": 12000,
            "of": 23267,
        }
    ]


def test_a_source_that_is_being_asked_and_a_page_that_waits_show_too(as_reader):
    SourceFactory(leased_until=timezone.now() + 19 * MINUTE)
    SnapshotFactory(outcome="pending")
    SnapshotFactory(), SourceFactory(leased_until=timezone.now() - MINUTE)
    assert [one["words"] for one in work(as_reader)] == ["asking the site", "archived, waits for a worker"]


def test_it_is_narrowed_to_a_source_or_to_a_snapshot(as_reader):
    row, other = under_way(), under_way()
    for address in (f"/progress/?source={row.snapshot.source_id}", f"/progress/?snapshot={row.snapshot_id}"):
        assert [one["address"] for one in work(as_reader, address)] == [f"/snapshots/{row.snapshot_id}/"]
    assert len(work(as_reader)) == 2 and other.pk


def test_a_worker_that_died_while_writing_is_not_said_to_be_writing(as_reader):
    under_way(told_at=timezone.now() - 3 * MINUTE)
    assert work(as_reader)[0]["words"].startswith("stopped at 12,000 of 23,267 changed rows; another worker")


@pytest.mark.parametrize("count", [1, 8])
def test_it_costs_the_same_for_one_and_for_many(as_reader, django_assert_num_queries, count):
    for _ in range(count):
        under_way()
        SourceFactory(leased_until=timezone.now() + MINUTE)
        SnapshotFactory(outcome="pending")
    work(as_reader)
    with django_assert_num_queries(3 + 4):  # three for the work, the rest for who asks
        work(as_reader)


def test_it_shows_on_the_pages_without_any_script(as_reader):
    row = under_way()
    for address in ("/admin/", "/sources/", f"/sources/{row.snapshot.source_id}/", f"/snapshots/{row.snapshot_id}/"):
        text = as_reader.get(address).content.decode()
        assert "writing, 12,000 of 23,267 changed rows" in text, address
        assert '<progress max="23267" value="12000"' in text, address


def test_strangers_and_those_who_may_not_see_sources_are_told_nothing(client, as_reader, reader):
    reader.user_permissions.clear()
    assert as_reader.get("/progress/").status_code == 403
    client.logout()
    assert client.get("/progress/").status_code == 302


@pytest.fixture
def snapshot(db):
    """60 medicines: one withdrawn, a column held, one gone, one number that is none."""
    table = medicines(60)
    ingest_table(table, day(1))
    later = with_changes(with_changes(table, range(60), group="words"), [2], status="Withdrawn")[:-1]
    junk = {**medicines(1)[0], "EMA product number": "R/0023"}
    return ingest_table([*later, junk], day(2), stamp="2026-01-02T06:00:00Z").snapshot


def test_the_page_of_a_reading_sums_up_what_came_of_it(as_reader, snapshot):
    text = " ".join(as_reader.get(f"/snapshots/{snapshot.pk}/").content.decode().split())
    assert "59 applications" in text
    assert f'<a href="/changes/?snapshot={snapshot.pk}">1 change</a>, of which 1 may alert' in text
    assert "59 rows of Pharmacotherapeutic group</a>" in text
    assert "1, kept as they were: EMEA/H/C/900059" in text
    assert "No number of an application: the row is left out" in text and "“R/0023”" in text
    assert "Examplin 2 (EMEA/H/C/900002)" in text and "How long it took" in text


def test_its_links_lead_to_the_changes_of_that_reading(as_reader, snapshot):
    ingest_table(with_changes(medicines(60, group="words"), [5], holder="Other GmbH"), day(3))
    address = f"/changes/?snapshot={snapshot.pk}"
    assert "1 change." in as_reader.get(address).content.decode()
    assert "Status" in as_reader.get(f"{address}&field=status&significance=critical").content.decode()
    assert "No change fits" in as_reader.get(f"{address}&field=applicant").content.decode()


def test_what_is_no_number_narrows_nothing_and_breaks_nothing(as_reader, snapshot):
    assert as_reader.get("/changes/?snapshot=x&field=status").status_code == 200
    assert as_reader.get("/progress/?source=x").status_code == 200
