"""Bytes that came before, bytes that cannot be read, and what the source's health says of it (rules 1 and 4)."""

import gzip

import pytest

from tests.scrapers.ema.pages import RIENSO, SINEREM, changed
from tests.tracker.intake.worlds import (
    PAGES,
    SPOKEN_PAGE,
    TABLE,
    application,
    day,
    ingest_table,
    listen,
    medicine,
    medicines,
    page_says,
    said,
    state,
    status,
    table_bytes,
    upgrade,
)
from tracker.catalogue.models import Application, Change
from tracker.intake.pipeline import ingest_bytes
from tracker.sources import archive
from tracker.sources.models import Snapshot, Source

pytestmark = pytest.mark.django_db
SINEREM_PAGE = f"{PAGES}sinerem"


def test_the_same_bytes_again_only_extend_the_time_they_were_seen():
    ingest_table(medicines(3), day(1))
    before = state()

    again = ingest_table(medicines(3), day(2))

    snapshot = Snapshot.objects.get()
    assert again.word == "unchanged" and again.changes == ()
    assert (snapshot.retrieved_at, snapshot.last_seen) == (day(1), day(2))
    assert state() == before


def test_the_same_bytes_are_read_again_if_they_were_not_read_by_this_version(monkeypatch, spoken):
    page_says(application(status="authorised"), at=day(1))
    listen(monkeypatch, upgrade(monkeypatch, SPOKEN_PAGE))

    again = page_says(application(status="authorised"), at=day(2))

    assert again.word == "read"
    assert Snapshot.objects.get().reader_version == 2
    assert page_says(application(status="authorised"), at=day(3)).word == "unchanged"


def test_the_same_bytes_that_failed_are_tried_again():
    bad = changed(SINEREM, "EMA product number", "Something else")
    assert ingest_bytes(bad, address=SINEREM_PAGE, retrieved_at=day(1)).word == "drifted"
    assert ingest_bytes(bad, address=SINEREM_PAGE, retrieved_at=day(2)).word == "drifted"
    assert Snapshot.objects.count() == 1
    assert Source.objects.get().failure_count == 2


def test_bytes_that_come_back_after_others_are_a_snapshot_of_their_own(spoken):
    page_says(application(status="authorised"), at=day(1))
    page_says(application(status="suspended"), at=day(2))
    back = page_says(application(status="authorised"), at=day(3))

    assert [snapshot.retrieved_at for snapshot in Snapshot.objects.order_by("pk")] == [day(1), day(2), day(3)]
    assert [(one["before"], one["after"], one["alerting"]) for one in back.changes] == [
        ("suspended", "authorised", True)
    ]
    assert len({snapshot.sha256 for snapshot in Snapshot.objects.all()}) == 2


def truncated_workbook() -> bytes:
    return b"PK\x03\x04" + bytes(200)


@pytest.mark.parametrize(
    ("body", "address", "word"),
    [
        (changed(SINEREM, "EMA product number", "Another label"), SINEREM_PAGE, "drifted"),
        (b"<html><title>Access Denied</title><p>You do not have permission", SINEREM_PAGE, "blocked"),
        (b"", SINEREM_PAGE, "unreadable"),
        (table_bytes(medicines(60))[:4000], TABLE, "unreadable"),
        (table_bytes(medicines(60)).replace(b'"total_records": 60', b'"total_records": 90'), TABLE, "drifted"),
        (table_bytes(medicines(60), without=["Medicine status"]), TABLE, "drifted"),
        (gzip.compress(b"of another kind"), "file:odd.bin", "unreadable"),
    ],
    ids=["without key facts", "challenge", "empty", "cut", "rows missing", "without status", "unknown kind"],
)
def test_a_failing_reading_changes_nothing_and_the_health_says_so(body, address, word):
    ingest_table([medicine(0)], day(1))
    ingest_bytes(SINEREM, address=SINEREM_PAGE, retrieved_at=day(1))
    before = state()

    outcome = ingest_bytes(body, address=address, retrieved_at=day(2))

    assert outcome.word == word and outcome.error and outcome.is_failure
    assert state() == before
    source = Source.objects.get(address=address)
    assert (source.failure, source.failing_since, source.failure_count) == (word, day(2), 1)
    assert Snapshot.objects.get(source=source, retrieved_at=day(2)).outcome == word
    assert archive.load(outcome.snapshot.sha256) == body


def test_a_source_recovers_when_it_is_read_again():
    ingest_bytes(RIENSO, address=f"{PAGES}rienso", retrieved_at=day(1))
    ingest_bytes(b"", address=f"{PAGES}rienso", retrieved_at=day(2))
    ingest_bytes(b" ", address=f"{PAGES}rienso", retrieved_at=day(3))
    source = Source.objects.get()
    assert (source.failure, source.failing_since, source.failure_count) == ("unreadable", day(2), 2)
    assert source.read_at == day(1)

    ingest_bytes(RIENSO, address=f"{PAGES}rienso", retrieved_at=day(4))

    source.refresh_from_db()
    assert (source.failure, source.failing_since, source.failure_count, source.read_at) == ("", None, 0, day(4))


def test_an_old_file_given_by_hand_says_nothing_about_how_the_source_is_today():
    ingest_table(medicines(2), day(5))
    ingest_bytes(b"", address=TABLE, retrieved_at=day(3))
    assert Source.objects.get().failure == ""

    ingest_bytes(b"", address=TABLE, retrieved_at=day(6))
    ingest_table(medicines(3), day(4))
    source = Source.objects.get()
    assert (source.failure, source.read_at) == ("unreadable", day(5))


def test_a_missing_column_keeps_its_old_values():
    ingest_table(medicines(60, holder="Example GmbH"), day(1))

    outcome = ingest_table(
        medicines(60, status="Suspended"),
        day(2),
        without=["Marketing authorisation developer / applicant / holder"],
        stamp="2026-01-02T06:00:00Z",
    )

    assert outcome.word == "read"
    assert {application.applicant.name for application in Application.objects.all()} == {"Example GmbH"}
    assert "missing-column" in {warning["what"] for warning in outcome.warnings}
    assert not Change.objects.filter(field="applicant").exists()


def test_bytes_that_nobody_knew_are_read_once_a_reader_is_named(spoken):
    body = said(application(status="authorised"))
    assert ingest_bytes(body, address="file:odd.json", retrieved_at=day(1)).word == "unreadable"
    assert ingest_bytes(body, address="file:odd.json", retrieved_at=day(1), reader="test.page").word == "read"
    assert status() == "authorised"


def test_bytes_that_were_read_once_stay_read_when_a_newer_reader_fails_on_them(monkeypatch, spoken):
    page_says(application(status="authorised"), at=day(1))

    def fails(body, page):
        raise SPOKEN_PAGE.read(b"broken", page)

    upgrade(monkeypatch, SPOKEN_PAGE, fails)
    outcome = page_says(application(status="authorised"), at=day(2))

    assert outcome.word == "drifted" and status() == "authorised"
    assert Snapshot.objects.get().outcome == "read"
    assert Source.objects.get().failure == "drifted"


def test_a_fault_of_the_reader_itself_shows_in_the_health_and_stops_no_worker(monkeypatch, spoken):
    def stumbles(body, page):
        raise KeyError("column")

    upgrade(monkeypatch, SPOKEN_PAGE, stumbles)
    outcome = page_says(application(status="authorised"), at=day(1))

    assert outcome.word == "unreadable" and "test.page failed on it (KeyError)" in outcome.error
    assert Snapshot.objects.get().outcome == "unreadable"
    assert Source.objects.get().failure == "unreadable"


def test_bytes_that_the_archive_has_lost_are_unreadable_and_it_is_said_why(monkeypatch, spoken):
    def is_lost(sha256):
        raise archive.NotArchived(f"the archive has no bytes {sha256}")

    monkeypatch.setattr(archive, "load", is_lost)
    outcome = page_says(application(status="authorised"), at=day(1))
    assert outcome.word == "unreadable" and "the archive has no bytes" in outcome.error


def test_an_application_that_a_file_is_not_about_is_an_error_and_leaves_no_trace():
    ingest_bytes(SINEREM, address=SINEREM_PAGE, retrieved_at=day(1))
    before = state()

    wrong = ingest_bytes(SINEREM, address=SINEREM_PAGE, retrieved_at=day(2), application="EMEA/H/C/002215")

    assert wrong.word == "unreadable" and "EMEA/H/C/000801" in wrong.error
    assert state() == before
    later = changed(SINEREM, "Guerbet", "Guerbet SA")
    assert ingest_bytes(later, address=SINEREM_PAGE, retrieved_at=day(3)).word == "read"
    assert not Snapshot.objects.exclude(application_number="").exists()


def test_two_local_files_of_one_name_may_be_about_two_applications():
    first = ingest_bytes(SINEREM, address="file:page.html", retrieved_at=day(1), application="EMEA/H/C/000801")
    second = ingest_bytes(RIENSO, address="file:page.html", retrieved_at=day(1))
    assert (first.word, second.word) == ("read", "read")
