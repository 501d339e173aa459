"""Asking sources: what is due, who asks, what a failure means, and `manage.py check_sources`."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from scrapers.failures import Blocked, Gone, NotNow, TooLarge, Unreachable
from scrapers.http import NotModified, Request, Response
from tests.factories import SourceFactory
from tests.scrapers.ema.pages import RIENSO, changed
from tests.tracker.intake.worlds import PAGES
from tracker.intake import checks, tasks
from tracker.intake.pipeline import Busy, ingest_bytes
from tracker.sources import leases
from tracker.sources.models import Snapshot, Source

pytestmark = pytest.mark.django_db
ADDRESS = f"{PAGES}rienso"
HOUR = datetime.timedelta(hours=1)
MINUTES = datetime.timedelta(minutes=1)


class Site:
    """A site that answers as told, and remembers how it was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[Request] = []

    def __call__(self, request: Request) -> Response | NotModified:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        told = (request.address, request.address, 200, (("ETag", '"1"'),), (), timezone.now())
        return NotModified(*told) if answer == "not modified" else Response(*told, body=answer)


@pytest.fixture
def source() -> Source:
    return SourceFactory(address=ADDRESS, interval=12 * HOUR, due_at=timezone.now() - HOUR)


def check(source: Source, site: Site):
    outcome = checks.check(checks.claim(source.pk, timezone.now()), site)
    source.refresh_from_db()
    return outcome


def pause(source: Source) -> datetime.timedelta:
    return source.due_at - timezone.now()


class TestDue:
    def test_active_sources_are_due_in_order_and_those_that_are_being_asked_are_not(self):
        now = timezone.now()
        late = SourceFactory(due_at=now - HOUR)
        later = SourceFactory(due_at=now - 2 * HOUR)
        SourceFactory(due_at=now + HOUR)
        SourceFactory(due_at=now - HOUR, is_active=False)
        SourceFactory(due_at=now - HOUR, leased_until=now + HOUR)
        dropped = SourceFactory(due_at=now - HOUR / 2, leased_until=now - MINUTES)
        SourceFactory(due_at=None)
        assert checks.due(now) == [later.pk, late.pk, dropped.pk]

    def test_a_source_is_claimed_by_one(self, source):
        now = timezone.now()
        assert checks.claim(source.pk, now).source == source
        assert checks.claim(source.pk, now) is None
        assert checks.claim(source.pk, now + 21 * MINUTES).source == source

    def test_a_worker_that_lost_its_claim_does_not_give_back_that_of_another(self, source):
        claimed = checks.claim(source.pk, timezone.now() - 30 * MINUTES)

        def slow(request):
            checks.claim(source.pk, timezone.now())
            return Site(RIENSO)(request)

        checks.check(claimed, slow)
        source.refresh_from_db()
        assert source.leased_until is not None


class TestCheck:
    def test_what_comes_is_read_and_the_source_is_due_after_its_interval_and_a_place_of_its_own(self, source):
        outcome = check(source, Site(RIENSO))
        assert (outcome.word, source.leased_until, source.failure) == ("read", None, "")
        assert 12 * HOUR - MINUTES < pause(source) < 12 * HOUR * 1.1
        assert Snapshot.objects.get().headers == [["ETag", '"1"']]

    def test_a_source_that_is_asked_by_hand_only_is_not_due_again(self):
        source = SourceFactory(address=ADDRESS, due_at=timezone.now())
        check(source, Site(RIENSO))
        assert source.due_at is None

    def test_the_next_request_is_conditional_and_not_modified_extends_what_was_seen(self, source):
        site = Site(RIENSO, "not modified")
        check(source, site)
        before = Snapshot.objects.get().last_seen
        outcome = check(source, site)
        assert [request.etag for request in site.asked] == ["", '"1"']
        assert outcome.word == "unchanged" and Snapshot.objects.get().last_seen > before

    def test_a_request_is_not_conditional_while_what_came_is_not_understood(self, source):
        site = Site(changed(RIENSO, "EMA product number", "Something"), RIENSO)
        assert check(source, site).word == "drifted"
        check(source, site)
        assert [request.etag for request in site.asked] == ["", ""]

    def test_a_request_is_not_conditional_after_a_file_was_given_by_hand(self, source):
        site = Site(RIENSO, RIENSO)
        check(source, site)
        ingest_bytes(changed(RIENSO, "Takeda", "Another"), address=ADDRESS, retrieved_at=timezone.now())
        check(source, site)
        assert site.asked[1].etag == ""
        assert Snapshot.objects.count() == 3

    @pytest.mark.parametrize(
        ("failure", "kind"),
        [
            (Blocked("apology", status=404), "blocked"),
            (Gone("404", status=404), "gone"),
            (Unreachable("no answer"), "unreachable"),
            (TooLarge("too much"), "too-large"),
        ],
    )
    def test_a_failure_is_noted_and_asked_again_after_ten_minutes(self, source, failure, kind):
        outcome = check(source, Site(failure))
        assert (outcome.word, outcome.is_failure) == (kind, True)
        assert (source.failure, source.failure_count, source.leased_until) == (kind, 1, None)
        assert 9 * MINUTES < pause(source) <= 10 * MINUTES

    def test_the_pause_doubles_up_to_the_interval(self, source):
        pauses = []
        for _ in range(8):
            check(source, Site(Unreachable("no answer")))
            pauses.append(round(pause(source) / MINUTES))
        assert pauses == [10, 20, 40, 80, 160, 320, 640, 720]

    def test_a_host_that_says_when_to_come_again_is_obeyed(self, source):
        check(source, Site(Blocked("429", retry_after=3 * 3600)))
        assert 2.9 * HOUR < pause(source) <= 3 * HOUR

    def test_a_host_that_is_closed_for_the_night_is_no_failure(self, source):
        outcome = check(source, Site(NotNow("closed", retry_after=7200)))
        assert outcome.word == "not-now" and source.failure == ""
        assert 1.9 * HOUR < pause(source) <= 2 * HOUR

    def test_bytes_that_cannot_be_applied_now_are_kept_and_read_later(self, source):
        held = leases.acquire(leases.of_origin("ema.medicine_page"), 600)
        with pytest.raises(Busy):
            check(source, Site(RIENSO))
        source.refresh_from_db()
        assert source.leased_until is None and Snapshot.objects.get().outcome == "pending"
        leases.release(leases.of_origin("ema.medicine_page"), held)
        tasks.read_snapshot(Snapshot.objects.get().pk)
        assert Snapshot.objects.get().outcome == "read"


class TestTasks:
    def test_nothing_is_asked_without_a_contact(self, settings, source, monkeypatch):
        settings.CONTACT = ""
        monkeypatch.setattr(checks, "fetch_live", Site())
        tasks.check_due()
        tasks.check_source(source.pk)
        source.refresh_from_db()
        assert source.checked_at is None

    def test_a_message_that_comes_late_finds_the_work_done(self, settings, source, monkeypatch):
        settings.CONTACT = "ops@example.org"
        site = Site(RIENSO)
        monkeypatch.setattr(checks, "check", lambda claimed: TestTasks.asked(claimed, site))
        tasks.check_source(source.pk)
        tasks.check_source(source.pk)
        assert len(site.asked) == 1

    @staticmethod
    def asked(claimed: Source, site: Site):
        return CHECK(claimed, site)

    def test_two_beats_wake_each_source_once(self, settings, source, monkeypatch):
        settings.CONTACT = "ops@example.org"
        woken = []
        monkeypatch.setattr(tasks.check_source, "delay", woken.append)
        tasks.check_due()
        tasks.check_due()
        assert woken == [source.pk]

    def test_the_sweeper_frees_what_a_dead_worker_held_and_wakes_what_was_not_read(self, source, monkeypatch):
        woken = []
        monkeypatch.setattr(tasks.read_snapshot, "delay", woken.append)
        checks.claim(source.pk, timezone.now() - 30 * MINUTES)
        leases.acquire(leases.of_origin("ema.medicine_page"), 600)
        with pytest.raises(Busy):
            ingest_bytes(RIENSO, address=ADDRESS, retrieved_at=timezone.now())
        tasks.sweep()
        source.refresh_from_db()
        assert source.leased_until is None and woken == [Snapshot.objects.get().pk]

    def test_a_snapshot_that_was_read_meanwhile_is_not_read_again(self):
        snapshot = ingest_bytes(RIENSO, address=ADDRESS, retrieved_at=timezone.now()).snapshot
        read_at = Snapshot.objects.get().read_at
        tasks.read_snapshot(snapshot.pk)
        assert Snapshot.objects.get().read_at == read_at


CHECK = checks.check


class TestCommand:
    @pytest.fixture(autouse=True)
    def contact(self, settings) -> None:
        settings.CONTACT = "ops@example.org"

    @staticmethod
    def run(monkeypatch, site: Site, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(checks, "check", lambda source, progress: CHECK(source, site))
        out, err = StringIO(), StringIO()
        try:
            call_command("check_sources", *arguments, stdout=out, stderr=err)
        except CommandError as error:
            return error.returncode, out.getvalue(), err.getvalue() + str(error)
        return 0, out.getvalue(), err.getvalue()

    def test_what_is_due_is_checked(self, monkeypatch, source):
        code, out, err = self.run(monkeypatch, Site(RIENSO))
        assert (code, err) == (0, "") and out.startswith(f"{ADDRESS}: read")
        assert self.run(monkeypatch, Site()) == (0, "Nothing is due.\n", "")

    def test_all_means_all_that_are_active(self, monkeypatch, source):
        SourceFactory(is_active=False)
        Source.objects.update(due_at=timezone.now() + HOUR)
        code, out, _ = self.run(monkeypatch, Site(RIENSO), "--all")
        assert code == 0 and ADDRESS in out

    def test_sources_may_be_named(self, monkeypatch, source):
        other = SourceFactory(is_active=False)
        site = Site(Gone("404"))
        code, _, err = self.run(monkeypatch, site, str(other.pk))
        assert code == 1 and err == f"{other.address}: gone: 404"
        assert [request.address for request in site.asked] == [other.address]

    def test_a_source_that_is_not_there_is_wrong_usage(self, monkeypatch):
        code, _, err = self.run(monkeypatch, Site(), "4711")
        assert code == 2 and "4711" in err

    def test_without_a_contact_nothing_is_fetched(self, monkeypatch, settings, source):
        settings.CONTACT = ""
        site = Site()
        code, _, err = self.run(monkeypatch, site)
        assert code == 1 and "CONTACT" in err and site.asked == []

    def test_a_source_that_is_being_asked_is_left_alone(self, monkeypatch, source):
        checks.claim(source.pk, timezone.now())
        code, out, err = self.run(monkeypatch, Site(), str(source.pk))
        assert code == 0 and "a worker is asking it now" in err and "Nothing is due" not in out
