"""Readings count in order of their moment, however they arrive; and what the upgrade of a reader does."""

import pytest

from scrapers.records import Reading
from tests.tracker.intake.worlds import (
    PAGES,
    SPOKEN_PAGE,
    SPOKEN_TABLE,
    TABLE,
    _read,
    application,
    changes,
    day,
    ingest_table,
    medicines,
    number,
    page_says,
    procedure,
    said,
    state,
    status,
    step,
    upgrade,
    with_changes,
)
from tracker.catalogue import knowledge
from tracker.catalogue.models import Application, Change, Observation, ProceduralStep
from tracker.intake import holds
from tracker.intake.apply import Person
from tracker.intake.models import Hold
from tracker.intake.pipeline import ingest_bytes, process
from tracker.sources.models import Snapshot

pytestmark = pytest.mark.django_db
XLSX = TABLE.replace("_json-report_en.json", "-report_en.xlsx")


def test_a_table_of_an_earlier_moment_turns_nothing_back():
    ingest_table(medicines(3, status="Opinion"), day(1))
    ingest_table(medicines(3), day(5))
    before = state()

    outcome = ingest_table(medicines(3, status="Suspended"), day(3))

    assert outcome.word == "older" and outcome.changes == ()
    assert state() == before and Snapshot.objects.filter(outcome="older").count() == 1


def test_a_table_that_was_last_seen_later_is_newer():
    ingest_table(medicines(3), day(1))
    ingest_table(medicines(3), day(9))
    assert ingest_table(medicines(3, status="Suspended"), day(5)).word == "older"
    assert status() == "authorised"


def test_a_table_with_an_older_stamp_of_its_own_is_older_though_it_came_later():
    ingest_table(medicines(3), day(2), stamp="2026-01-02T18:00:00Z")
    outcome = ingest_table(medicines(3, status="Opinion"), day(3), stamp="2026-01-02T06:00:00Z")
    assert outcome.word == "older" and status() == "authorised"


def test_another_file_of_the_same_data_counts_in_the_same_order(spoken):
    ingest_table(medicines(3), day(5))
    other = page_says(application(status="suspended"), at=day(4), reader=SPOKEN_TABLE, scope="whole", address="file:t")
    assert other.word == "older" and status() == "authorised"


def test_an_older_page_turns_nothing_back(spoken):
    page_says(application(status="withdrawn"), at=day(5))
    before = state()
    outcome = page_says(application(status="authorised"), at=day(2))
    assert outcome.word == "older" and state() == before


def test_a_page_from_between_two_sightings_of_another_is_older(spoken):
    page_says(application(status="withdrawn"), at=day(1))
    page_says(application(status="withdrawn"), at=day(9))
    outcome = page_says(application(status="authorised"), at=day(5))
    assert outcome.word == "older" and status() == "withdrawn"


def test_a_report_of_many_from_between_two_sightings_of_another_turns_none_of_them_back(spoken):
    """A monthly report speaks of hundreds of applications; each of them counts, not only the first."""
    many = [application(number(index), status="withdrawn") for index in range(45)]
    page_says(*many, at=day(1), address=f"{PAGES}report-of-all")
    page_says(*many, at=day(9), address=f"{PAGES}report-of-all")

    said_before = [application(number(index), status="authorised") for index in range(40, 60)]
    outcome = page_says(*said_before, at=day(5), address=f"{PAGES}report-of-some")

    assert outcome.word == "read"
    assert {status(index) for index in range(45)} == {"withdrawn"}
    assert {status(index) for index in range(45, 60)} == {"authorised"}


def test_a_page_at_an_address_that_was_renamed_counts_in_order_too(spoken):
    page_says(application(status="withdrawn"), at=day(1), address=f"{PAGES}old")
    page_says(application(status="withdrawn", name="Examplin"), at=day(5), address=f"{PAGES}new")
    assert page_says(application(status="authorised"), at=day(3), address=f"{PAGES}old").word == "older"
    assert page_says(application(status="revoked"), at=day(6), address=f"{PAGES}old").word == "read"
    assert status() == "revoked"


def test_a_page_is_not_older_than_a_table_of_another_origin(spoken):
    ingest_table(medicines(3), day(5))
    assert page_says(application(status="authorised", name="Examplin"), at=day(3)).word == "read"


class TestUpgrade:
    @staticmethod
    def reads_more(body, page):
        reading = _read(body, page)
        return Reading(
            records=tuple(
                application(record.number, status=record.status, applicant="Guerbet", name=record.name)
                for record in reading.records
            ),
            scope=reading.scope,
        )

    def test_the_last_bytes_are_read_again_first_and_tell_of_nothing(self, monkeypatch, spoken):
        page_says(application(status="authorised"), at=day(1))
        upgrade(monkeypatch, SPOKEN_PAGE, self.reads_more)

        outcome = page_says(application(status="withdrawn"), at=day(2))

        assert changes(outcome) == [("status", "authorised", "withdrawn", True)]
        assert Application.objects.get().applicant.name == "Guerbet"
        assert {snapshot.reader_version for snapshot in Snapshot.objects.all()} == {2}
        assert not Change.objects.filter(field="applicant").exists()

    def test_the_same_bytes_read_anew_tell_of_nothing_even_where_they_told_something_once(self, monkeypatch, spoken):
        page_says(application(status="opinion"), at=day(1))
        page_says(application(status="authorised"), at=day(2))

        def reads_otherwise(body, page):
            return Reading(records=(application(status="suspended"),))

        upgrade(monkeypatch, SPOKEN_PAGE, reads_otherwise)
        outcome = page_says(application(status="authorised"), at=day(3))

        assert outcome.word == "read" and status() == "suspended"
        assert list(Change.objects.values_list("after", flat=True)) == ["authorised"]

    def test_what_the_first_version_misread_is_not_kept_as_no_longer_shown(self, monkeypatch, spoken):
        real, misread = step("opinion", "2025-12-12"), step("refused", "2025-12-13")
        page_says(application(applicant="A", procedures=(procedure(real, misread),)), at=day(1))

        def reads_right(body, page):
            return Reading(records=(application(procedures=(procedure(real),)),))

        upgrade(monkeypatch, SPOKEN_PAGE, reads_right)
        page_says(application(applicant="A", procedures=(procedure(real, misread),)), at=day(2))

        assert list(ProceduralStep.objects.values_list("kind", "is_cleared")) == [("opinion", False)]
        assert Application.objects.get().applicant is None

    def test_what_was_cleared_before_the_upgrade_stays(self, monkeypatch, spoken):
        real, gone = step("opinion", "2025-12-12"), step("submitted", "2025-01-13")
        page_says(application(procedures=(procedure(real, gone),)), at=day(1))
        page_says(application(procedures=(procedure(real),)), at=day(2))
        upgrade(monkeypatch, SPOKEN_PAGE)
        page_says(application(procedures=(procedure(real),)), at=day(3))
        assert set(ProceduralStep.objects.values_list("kind", "is_cleared")) == {
            ("opinion", False),
            ("submitted", True),
        }

    def test_a_column_that_the_new_version_reads_otherwise_is_not_held(self, monkeypatch, spoken):
        def table(word):
            return [application(f"EMEA/H/C/{index:06}", details={"prime": word}) for index in range(60)]

        def ingest(at):
            return ingest_bytes(
                said(*table("y"), scope="whole"), address="file:t", retrieved_at=at, reader="test.table"
            )

        def reads_words(body, page):
            return Reading(records=tuple(table("yes")), scope="whole")

        ingest(day(1))

        upgrade(monkeypatch, SPOKEN_TABLE, reads_words)
        ingest(day(2))

        assert not Hold.objects.exists()
        assert {application.details["prime"] for application in Application.objects.all()} == {"yes"}

    def test_bytes_read_twice_by_one_version_are_known_once(self, spoken):
        page_says(application(status="authorised"), at=day(1))
        assert Observation.objects.count() == 1
        process(Snapshot.objects.get())
        assert Observation.objects.count() == 1


def test_a_hold_that_is_released_today_does_not_hide_what_was_retrieved_before(spoken):
    """Files of the past are often read after a decision that was made today."""
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(60), group="words"), day(2))
    holds.release(Hold.objects.get(), Person("olga", "Yes."), day(20))
    ingest_table(with_changes(table, range(60), group="words", status="Suspended"), day(10))

    name = "pharmacotherapeutic_group"
    (on_the_third,) = knowledge.known(["EMEA/H/C/900000"], as_of=day(3).date()).values()
    (on_the_tenth,) = knowledge.known(["EMEA/H/C/900000"], as_of=day(10).date()).values()
    (on_the_last,) = knowledge.known(["EMEA/H/C/900000"], as_of=day(25).date()).values()
    assert on_the_third.value(name) == "L01XX"
    assert [claim.value for claim in on_the_tenth.fields[name].claims] == ["words"]
    assert len(on_the_last.claims) == 1
