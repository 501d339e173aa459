"""A check that is killed between any two statements: whoever comes next goes on; nothing is lost or comes twice."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from scrapers.http import NotModified, Request, Response
from tests.factories import SourceFactory
from tests.scrapers.ema.pages import changed, with_noise
from tests.tracker.intake.test_crashes import Killed, whole_state
from tests.tracker.intake.worlds import PAGES, day
from tracker.intake import checks
from tracker.intake.models import Underway
from tracker.intake.pipeline import ingest_bytes, process
from tracker.sources import leases
from tracker.sources.models import Lease, Snapshot, Source

pytestmark = pytest.mark.django_db

ADDRESS = f"{PAGES}sinerem"
HOUR = datetime.timedelta(hours=1)
FIRST = with_noise(1)
ANSWERS = {
    "the same bytes": FIRST,
    "other bytes with the same content": with_noise(2),
    "a changed page": changed(with_noise(2), "Guerbet", "Another company"),
    "not modified": None,
}


def site(body: bytes | None, at: datetime.datetime, etag: str) -> checks.Fetcher:
    """A site that gives these bytes at that moment, or says that nothing is modified."""

    def answer(request: Request) -> Response | NotModified:
        told = (request.address, request.address, 200, (("ETag", etag),), (), at)
        return Response(*told, body=body) if body else NotModified(*told)

    return answer


@pytest.fixture
def source() -> Source:
    """A source that was read on the first day."""
    source = SourceFactory(address=ADDRESS, interval=12 * HOUR, due_at=day(1))
    assert check(source, FIRST, 1).word == "read"
    Source.objects.update(due_at=day(2))
    return source


def check(source: Source, body: bytes | None, on: int) -> Any:
    claimed = checks.claim(source.pk, timezone.now())
    assert claimed is not None
    return checks.check(claimed, site(body, day(on), f'"{on}"'))


@contextmanager
def killed_before_statement(number: int) -> Iterator[list[str]]:
    """The worker dies before its n-th statement: not one more reaches the database, but what ends a transaction."""
    run: list[str] = []

    def dying(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" in sql:
            return execute(sql, params, many, context)
        if len(run) >= number:
            raise Killed
        run.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(dying):
        try:
            yield run
        except Killed:
            run.append("killed")
            # The transaction around it belongs to the test: what the worker had not committed is rolled back already.
            transaction.set_rollback(False)


def take_up(source: Source, body: bytes | None) -> None:
    """What becomes of it when the leases of the dead have run out: what is archived is read, what is due is asked."""
    Lease.objects.update(until=leases.EPOCH)
    Source.objects.update(leased_until=None)
    for pending in Snapshot.objects.filter(outcome=Snapshot.Outcome.PENDING):
        process(pending)
    if source.pk in checks.due(timezone.now()):
        check(source, body, 2)


def found(source: Source) -> tuple[object, ...]:
    """All that a check leaves behind, without the moments of its own clock."""
    source.refresh_from_db()
    is_planned = source.due_at > timezone.now() + 11 * HOUR
    health = (source.failure, source.failure_count, source.checked_at, source.read_at, source.leased_until)
    free = not Lease.objects.filter(until__gt=leases.EPOCH).exists() and not Underway.objects.exists()
    contents = Snapshot.objects.order_by("retrieved_at", "id").values_list("content", "scope", "reader_version")
    return (*whole_state(), list(contents), health, is_planned, free)


@pytest.mark.parametrize("answer", ANSWERS)
def test_wherever_a_check_is_killed_the_next_one_ends_as_if_undisturbed(source, answer):
    body = ANSWERS[answer]
    with transaction.atomic():
        check(source, body, 2)
        expected = found(source)
        transaction.set_rollback(True)

    number, was_killed = 0, True
    while was_killed:
        with transaction.atomic():
            with killed_before_statement(number) as run:
                check(source, body, 2)
            was_killed = run[-1] == "killed"
            take_up(source, body)
            assert found(source) == expected, f"killed before statement {number + 1}, after {run[-2:]}"
            transaction.set_rollback(True)
        number += 1
    assert number > 2


@pytest.mark.parametrize(("answer", "statements"), [("the same bytes", 2), ("not modified", 2)])
def test_what_finds_nothing_new_costs_two_statements(source, answer, statements, django_assert_num_queries):
    # SQLite, where a statement has no way to go, takes each of them in two.
    with django_assert_num_queries(statements if connection.vendor == "postgresql" else 2 * statements):
        assert check(source, ANSWERS[answer], 2).word == "unchanged"
    source.refresh_from_db()
    assert source.leased_until is None and source.read_at == Snapshot.objects.get().last_seen == day(2)


def test_other_bytes_with_the_same_content_cost_no_more_than_the_same(source, django_assert_num_queries):
    # On SQLite two statements, and two within a transaction: here a savepoint.
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 6):
        outcome = check(source, ANSWERS["other bytes with the same content"], 2)
    first, second = Snapshot.objects.order_by("retrieved_at")
    source.refresh_from_db()
    assert outcome.word == "unchanged" and outcome.snapshot == second
    assert outcome.snapshot.summary == second.summary == {**first.summary, "missing": [], "held": []}
    assert (source.leased_until, source.read_at, source.etag) == (None, day(2), '"2"')


class TestSomebodyCameBetween:
    """While the site was asked."""

    @staticmethod
    def meanwhile(source: Source, act: Callable[[], object], body: bytes | None = FIRST) -> Any:
        claimed = checks.claim(source.pk, timezone.now())

        def answer(request: Request) -> Response | NotModified:
            act()
            return site(body, day(4), '"4"')(request)

        outcome = checks.check(claimed, answer)
        source.refresh_from_db()
        return outcome

    def test_bytes_that_come_back_after_a_file_given_by_hand_are_read_again(self, source):
        other = changed(FIRST, "Guerbet", "Another company")
        self.meanwhile(source, lambda: ingest_bytes(other, address=ADDRESS, retrieved_at=day(3)))
        seen = Snapshot.objects.order_by("retrieved_at").values_list("retrieved_at", "last_seen")
        assert list(seen) == [(day(1), day(1)), (day(3), day(3)), (day(4), day(4))]
        assert [row[6] for row in whole_state()[1] if row[3] == "applicant"] == ["Another company", "Guerbet"]

    def test_a_file_of_an_earlier_day_given_by_hand_changes_nothing(self, source):
        Source.objects.update(due_at=day(2))
        outcome = self.meanwhile(
            source, lambda: ingest_bytes(with_noise(3), address=ADDRESS, retrieved_at=day(1, hour=5))
        )
        assert outcome.word == "unchanged"
        assert Snapshot.objects.get(retrieved_at=day(1)).last_seen == source.read_at == day(4)

    def test_other_bytes_that_say_what_was_said_before_a_file_given_by_hand_are_read_again(self, source):
        other = changed(FIRST, "Guerbet", "Another company")
        outcome = self.meanwhile(
            source, lambda: ingest_bytes(other, address=ADDRESS, retrieved_at=day(3)), with_noise(5)
        )
        assert outcome.word == "read"
        assert [row[6] for row in whole_state()[1] if row[3] == "applicant"] == ["Another company", "Guerbet"]

    def test_other_bytes_that_say_the_same_are_kept_whoever_has_the_lease(self, source):
        later = timezone.now() + HOUR
        outcome = self.meanwhile(source, lambda: Source.objects.update(leased_until=later), with_noise(5))
        assert (outcome.word, source.leased_until, source.read_at) == ("unchanged", later, day(4))
        assert Snapshot.objects.get(retrieved_at=day(4)) == outcome.snapshot

    def test_a_source_that_somebody_wants_asked_once_more_stays_due(self, source):
        assert self.meanwhile(source, lambda: Source.objects.update(due_at=day(3))).word == "unchanged"
        assert (source.due_at, source.leased_until, source.read_at) == (day(3), None, day(4))

    def test_a_lease_that_another_has_taken_over_stays_theirs(self, source):
        later = timezone.now() + HOUR
        assert self.meanwhile(source, lambda: Source.objects.update(leased_until=later)).word == "unchanged"
        assert (source.leased_until, source.read_at) == (later, day(4))
        assert Snapshot.objects.get().last_seen == day(4)

    def test_a_failing_source_that_says_what_it_said_is_well_again(self, source):
        Source.objects.update(failure="unreachable", failure_count=3, failing_since=day(2))
        self.meanwhile(source, lambda: None)
        assert (source.failure, source.failure_count, source.failing_since) == ("", 0, None)
