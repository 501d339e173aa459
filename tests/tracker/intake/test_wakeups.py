"""What one source tells wakes others: EMA's pages only when EMA's lists say something new, lists when a feed does."""

import datetime
from dataclasses import replace

import msgspec
import pytest
from django.utils import timezone

from scrapers.origins import BY_NAME
from scrapers.readers import Reader
from scrapers.records import NoticeRecord, Reading
from tests.factories import SourceFactory
from tests.scrapers.ema.pages import RIENSO
from tests.tracker.intake.worlds import (
    PAGES,
    SPOKEN_PAGE,
    TABLE,
    application,
    day,
    ingest_table,
    listen,
    medicines,
    number,
    page_says,
    upgrade,
    with_changes,
)
from tracker.intake import checks, pipeline, wakeups
from tracker.intake.pipeline import Busy, ingest_bytes, process
from tracker.intake.wakeups import WAKE_UPS
from tracker.sources import leases
from tracker.sources.models import Snapshot, Source

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
FEED = "https://www.fda.gov/about-fda/contact-fda/stay-informed/rss-feeds/drugs/rss.xml"
SPOKEN_FEED = Reader("test.feed", 1, "fda.rss", (), lambda body: False, SPOKEN_PAGE.read)


def watched(index: int = 0, **facts: object) -> Source:
    """The page of a medicine of the table, last read before all that the tests tell, due in weeks."""
    asked = {"read_at": day(1, 0), "checked_at": day(1, 0), "due_at": timezone.now() + 20 * DAY, "interval": 30 * DAY}
    about = {"reader": "ema.medicine_page", "application_number": number(index)}
    return SourceFactory(**about | asked | facts)


def listed(reader: str, **facts: object) -> Source:
    return watched(reader=reader, application_number="", **facts)


def due_in(source: Source) -> datetime.timedelta:
    source.refresh_from_db()
    return source.due_at - timezone.now()


def is_awake(source: Source) -> bool:
    return due_in(source) <= datetime.timedelta(0)


class TestPagesOfMedicines:
    def test_a_page_is_asked_when_the_table_says_something_else_about_its_medicine(self):
        page, other = watched(0), watched(1)
        ingest_table(medicines(3), day(2))
        ingest_table(with_changes(medicines(3), [0], status="Withdrawn"), day(3))
        assert is_awake(page) and not is_awake(other)

    @pytest.mark.parametrize("change", [{"updated": "02/01/2026"}, {"revision": "7"}])
    def test_what_is_noise_to_people_wakes_a_page_too(self, change):
        page = watched()
        ingest_table(medicines(3, updated="01/01/2026", revision="6"), day(2))
        ingest_table(with_changes(medicines(3, updated="01/01/2026", revision="6"), [0], **change), day(3))
        assert is_awake(page)

    def test_a_first_reading_is_a_baseline_and_wakes_nobody(self):
        page = watched()
        ingest_table(medicines(3), day(2))
        assert not is_awake(page)

    def test_a_medicine_that_comes_into_the_table_wakes_its_page(self):
        page = watched(3)
        ingest_table(medicines(3), day(2))
        ingest_table(medicines(4), day(3))
        assert is_awake(page)

    def test_the_same_table_with_another_stamp_wakes_nobody(self):
        page = watched()
        ingest_table(medicines(3), day(2), stamp="2026-01-02T06:00:00Z")
        ingest_table(medicines(3), day(3), stamp="2026-01-03T06:00:00Z")
        assert not is_awake(page)

    def test_a_change_of_the_table_wakes_only_the_page_of_the_medicine_that_changed(self):
        page, other = watched(0), watched(1)
        ingest_table(medicines(60), day(2))
        ingest_table(with_changes(medicines(60, group="words"), [0], status="Withdrawn"), day(3))
        assert is_awake(page) and not is_awake(other)

    def test_a_page_that_was_read_after_the_table_is_left_alone(self):
        page = watched(read_at=day(4))
        ingest_table(medicines(3), day(2))
        ingest_table(with_changes(medicines(3), [0], status="Withdrawn"), day(3))
        assert not is_awake(page)

    def test_another_reader_of_old_bytes_tells_nothing_new(self, monkeypatch):
        listen(monkeypatch, replace(SPOKEN_PAGE, name="test.table", origin="ema.medicines"))
        reader = pipeline.BY_NAME["test.table"]
        for moment, status in ((day(2), "authorised"), (day(3), "withdrawn")):
            page_says(application(number(0), status=status), at=moment, address=TABLE, reader=reader)
        page = watched()
        other = upgrade(monkeypatch, reader, lambda body, about: _with_a_holder(reader.read(body, about)))
        process(Snapshot.objects.get(retrieved_at=day(3)))
        assert Snapshot.objects.get(retrieved_at=day(3)).reader_version == other.version
        assert not is_awake(page)

    @pytest.mark.parametrize(
        "facts", [{"is_active": False}, {"interval": None}, {"failure": "blocked", "failure_count": 3}]
    )
    def test_what_is_off_or_asked_by_hand_or_refused_us_is_not_hurried(self, facts):
        page = watched(**facts)
        ingest_table(medicines(3), day(2))
        ingest_table(with_changes(medicines(3), [0], status="Withdrawn"), day(3))
        assert not is_awake(page)

    def test_a_source_does_not_become_later(self):
        page = watched(due_at=timezone.now() - 2 * HOUR)
        ingest_table(medicines(3), day(2))
        ingest_table(with_changes(medicines(3), [0], status="Withdrawn"), day(3))
        assert due_in(page) < -HOUR

    def test_a_crash_at_the_end_of_the_reading_loses_no_wake_up(self, monkeypatch):
        page = watched()
        ingest_table(medicines(3), day(2))
        with monkeypatch.context() as patch:
            patch.setattr(pipeline.health, "succeeded", _crash)
            with pytest.raises(RuntimeError):
                ingest_table(with_changes(medicines(3), [0], status="Withdrawn"), day(3))
        assert not is_awake(page)
        process(Snapshot.objects.get(outcome=Snapshot.Outcome.PENDING))
        assert is_awake(page)


def _crash(*args: object) -> None:
    raise RuntimeError("the worker died")


def _with_a_holder(reading):
    records = tuple(msgspec.structs.replace(record, applicant="Example GmbH") for record in reading.records)
    return msgspec.structs.replace(reading, records=records)


class TestWokenWhileItIsAsked:
    def test_a_page_that_is_woken_while_it_is_asked_is_asked_once_more(self):
        page = watched(due_at=timezone.now() - HOUR, address=f"{PAGES}rienso", application_number="EMEA/H/C/002215")
        claimed = checks.claim(page.pk, timezone.now())

        def told_meanwhile(request):
            Source.objects.filter(pk=page.pk).update(due_at=timezone.now())
            return _answer(request)

        checks.check(claimed, told_meanwhile)
        assert is_awake(page)

    def test_bytes_that_wait_for_their_turn_are_not_asked_for_again(self):
        page = watched(due_at=timezone.now() - HOUR, address=f"{PAGES}rienso", application_number="EMEA/H/C/002215")
        leases.acquire(leases.of_origin("ema.medicine_page"), 600)
        with pytest.raises(Busy):
            checks.check(checks.claim(page.pk, timezone.now()), _answer)
        assert due_in(page) > 29 * DAY and Snapshot.objects.get().outcome == Snapshot.Outcome.PENDING


def _answer(request):
    return checks.Response(request.address, request.address, 200, (), (), timezone.now(), body=RIENSO)


class TestFeeds:
    @pytest.fixture(autouse=True)
    def feed(self, monkeypatch) -> None:
        """A feed that has been read once; what it says next is new."""
        listen(monkeypatch, SPOKEN_FEED)
        self.says("NDA000001", day(2))

    @staticmethod
    def says(name: str, at: datetime.datetime) -> None:
        page_says(application(name), at=at, address=FEED, reader=SPOKEN_FEED)

    def test_a_new_item_makes_the_lists_of_the_authority_due_at_once(self):
        release, table = listed("fda.drugsatfda_release"), listed("ema.medicines_table.json")
        self.says("NDA000002", day(3))
        assert is_awake(release) and not is_awake(table)

    def test_the_same_items_again_wake_nobody(self):
        release = listed("fda.drugsatfda_release")
        self.says("NDA000001", day(3))
        assert not is_awake(release)

    def test_a_release_is_not_downloaded_again_within_a_day(self):
        release = listed("fda.drugsatfda_release", checked_at=timezone.now() - 5 * HOUR)
        self.says("NDA000002", day(3))
        assert 23 * HOUR < due_in(release) <= 24 * HOUR

    def test_a_source_about_one_application_is_woken_by_items_about_that_application(self):
        openfda = watched(reader="fda.drugsfda_api", application_number="NDA000002")
        other = watched(reader="fda.drugsfda_api", application_number="NDA000003")
        self.says("NDA000002", day(3))
        assert is_awake(openfda) and not is_awake(other)


def test_every_wake_up_names_origins_that_there_are():
    named = {origin for one in WAKE_UPS for origin in (one.by, *one.wakes)}
    assert named <= BY_NAME.keys()


def test_no_origin_wakes_lists_of_another_authority():
    for one in WAKE_UPS:
        assert {BY_NAME[origin].authority for origin in one.wakes} == {BY_NAME[one.by].authority}


def test_waking_costs_a_fixed_number_of_statements(django_assert_num_queries):
    for index in range(9):
        watched(index)
    ingest_table(medicines(30), day(2))
    outcome = ingest_table(with_changes(medicines(30), range(9), holder="Other GmbH"), day(3))
    Source.objects.update(due_at=timezone.now() + 20 * DAY)
    with django_assert_num_queries(1):
        assert wakeups.wake(outcome.snapshot, "ema.medicines") == 9


def test_a_new_item_of_a_feed_that_is_a_notice_wakes_the_lists_and_the_medicine_that_it_names(monkeypatch):
    listen(monkeypatch, SPOKEN_FEED)
    release = listed("fda.drugsatfda_release")
    openfda = watched(reader="fda.drugsfda_api", application_number="NDA000002")

    def says(*keys: str, at: datetime.datetime) -> None:
        items = tuple(
            NoticeRecord(kind="news", authority="FDA", key=key, title=key, numbers=("NDA000002",)) for key in keys
        )
        body = msgspec.json.encode(Reading(notices=items))
        ingest_bytes(body, address=FEED, retrieved_at=at, reader=SPOKEN_FEED.name)

    page_says(application("NDA000002"), at=day(1), address=f"{PAGES}x", reader=SPOKEN_FEED)
    says("first", at=day(2))
    Source.objects.filter(pk__in=[release.pk, openfda.pk]).update(due_at=timezone.now() + 20 * DAY)
    says("first", at=day(3))
    assert not is_awake(release) and not is_awake(openfda)
    says("first", "second", at=day(4))
    assert is_awake(release) and is_awake(openfda)
