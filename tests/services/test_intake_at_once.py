"""Workers at the same moment, each with its own connection: nothing is lost and nothing is done twice."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import SourceFactory, UserFactory
from tests.scrapers.ema.pages import RIENSO
from tests.tracker.intake.worlds import (
    PAGES,
    SPOKEN_FDA,
    SPOKEN_PAGE,
    SPOKEN_TABLE,
    application,
    day,
    ingest_table,
    listen,
    medicines,
    number,
    page_says,
    procedure,
    status,
    step,
    with_changes,
)
from tracker.catalogue.models import (
    Application,
    Change,
    Entry,
    Evidence,
    Observation,
    Organisation,
    ProceduralStep,
    Product,
)
from tracker.intake import apply, checks, entries, holds
from tracker.intake.apply import Person
from tracker.intake.links import link
from tracker.intake.models import Hold
from tracker.intake.pipeline import Busy, ingest_bytes, process
from tracker.sources import leases
from tracker.sources.models import HostPace, Snapshot, Source
from tracker.sources.pacer import RowPacer

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.fixture(autouse=True)
def _spoken(monkeypatch) -> None:
    listen(monkeypatch, SPOKEN_PAGE, SPOKEN_TABLE, SPOKEN_FDA)


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each work gave, or how it failed; all are started together."""
    start = threading.Barrier(len(works))

    def worker(work: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return work()
        except Busy as busy:
            return busy
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [running.result(timeout=60) for running in [pool.submit(worker, work) for work in works]]


def patiently(work: Callable[[], object]) -> object:
    """As the command does: wait for another reading of the origin, then go on."""
    for _ in range(200):
        try:
            return work()
        except Busy as busy:
            time.sleep(0.05)
            work = partial(process, Snapshot.objects.get(pk=busy.snapshot.pk))
    raise TimeoutError


def test_two_sources_that_speak_of_the_same_applications_at_once_lose_nothing():
    table = medicines(60, authorised="01/06/2020")
    page = [
        application(
            number(index), status="authorised", procedures=(procedure(step("authorised", "2020-06-01", "page")),)
        )
        for index in range(60)
    ]

    at_once(lambda: ingest_table(table, day(1)), lambda: page_says(*page, at=day(1)))

    assert Application.objects.count() == ProceduralStep.objects.count() == 60
    assert Observation.objects.filter(superseded_at=None).count() == 120
    assert Evidence.objects.filter(is_current=True).count() == 120
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_change_that_two_sources_say_at_once_alerts_once(_round):
    ingest_table(medicines(3), day(1))
    page_says(application(status="authorised"), at=day(1))

    at_once(
        lambda: ingest_table(with_changes(medicines(3), [0], status="Withdrawn"), day(2)),
        lambda: page_says(application(status="withdrawn"), at=day(2)),
    )

    assert Change.objects.filter(alerting=True).count() == 1
    assert status() == "withdrawn"


def test_pages_of_many_applications_at_once_make_no_two_rows_of_one_thing():
    def say(place: int) -> Callable[[], object]:
        record = application(number(place), status="authorised", applicant="Guerbet", inn="ferumoxtran")
        return lambda: patiently(lambda: page_says(record, at=day(1), address=f"{PAGES}{place}"))

    at_once(*(say(place) for place in range(4)))

    assert Application.objects.count() == Observation.objects.count() == 4
    assert Organisation.objects.count() == 1


def test_one_file_that_is_given_twice_at_once_is_archived_and_read_once():
    outcomes = at_once(*[lambda: patiently(lambda: ingest_table(medicines(60), day(1)))] * 3)
    assert Snapshot.objects.count() == Source.objects.count() == 1
    assert Observation.objects.count() == 60
    assert all(getattr(outcome, "word", "") in ("read", "unchanged") for outcome in outcomes)


def test_tables_that_arrive_at_once_end_with_the_newest_whatever_the_order():
    words = ("Opinion", "Authorised", "Suspended", "Withdrawn")
    at_once(
        *(
            lambda at=at, word=word: patiently(lambda: ingest_table(medicines(5, status=word), day(at)))
            for at, word in enumerate(words, start=1)
        )
    )
    assert {application.status for application in Application.objects.all()} == {"withdrawn"}
    assert Observation.objects.filter(superseded_at=None).count() == 5
    assert not Snapshot.objects.filter(outcome="pending").exists()


def test_a_source_is_asked_by_one_of_those_who_would():
    source = SourceFactory(address=f"{PAGES}rienso", due_at=timezone.now())
    asked = []

    def check() -> object:
        claimed = checks.claim(source.pk, timezone.now())
        if claimed is None:
            return None
        asked.append(claimed.source.pk)
        return ingest_bytes(RIENSO, address=source.address, retrieved_at=timezone.now())

    outcomes = at_once(*[check] * 4)

    assert len(asked) == 1 and [outcome for outcome in outcomes if outcome]


def test_a_lease_is_had_by_one_and_a_lease_that_ran_out_by_one_too():
    name = leases.of_origin("ema.medicines")
    assert sum(until is not None for until in at_once(*[lambda: leases.acquire(name, 60)] * 4)) == 1
    leases.Lease.objects.update(until=leases.EPOCH)
    assert sum(until is not None for until in at_once(*[lambda: leases.acquire(name, 60)] * 4)) == 1


def test_all_workers_keep_one_pace():
    turns: list[float] = []
    lock = threading.Lock()

    def ask() -> None:
        for _ in range(5):
            waited: list[float] = []
            RowPacer(sleep=waited.append).wait("www.ema.europa.eu", 2)
            with lock:
                turns.append(time.time() + sum(waited))  # Whoever comes first waits for nothing.

    at_once(*[ask] * 4)

    turns.sort()
    gaps = [later - earlier for earlier, later in pairwise(turns)]
    assert len(turns) == 20 and min(gaps) > 1.8
    assert HostPace.objects.count() == 1


def test_a_reading_whose_lease_was_lost_stops_and_does_not_overwrite_what_is_newer(monkeypatch):
    """A worker that slept through its lease: meanwhile the next table has been applied."""
    monkeypatch.setattr(apply, "APPLICATIONS_PER_BATCH", 10)
    ingest_table(medicines(60, status="Opinion"), day(1))
    original, slept = apply.apply_batch, []

    def sleeps(*args: object) -> None:
        original(*args)
        if not slept:
            slept.append(True)
            leases.Lease.objects.update(until=leases.EPOCH)
            ingest_table(medicines(60, status="Withdrawn", holder="New AG"), day(3))

    monkeypatch.setattr(apply, "apply_batch", sleeps)
    with pytest.raises(Busy):
        ingest_table(medicines(60, status="Authorised"), day(2))

    before = Observation.objects.count()
    process(Snapshot.objects.get(outcome="pending"))
    assert Observation.objects.count() == before
    held = set(Hold.objects.values_list("state", "field"))
    assert ("open", "status") in held and Snapshot.objects.get(retrieved_at=day(2)).outcome == "older"


def test_people_decide_enter_and_link_while_readings_are_applied():
    ingest_table(medicines(60), day(1))
    ingest_table(with_changes(medicines(60), range(60), group="words"), day(2))
    hold, user, product = Hold.objects.get(), UserFactory(), Product.objects.create(key="family", name="Family")
    later = with_changes(with_changes(medicines(60), range(60), group="words"), [1], status="Suspended")

    def decide() -> None:
        for _ in range(200):
            try:
                return holds.release(hold, Person("olga", "Yes."), day(5))
            except holds.NotOpen:
                time.sleep(0.05)
        raise TimeoutError

    def enter() -> Entry:
        return entries.enter(
            Entry(
                application_number=number(2),
                authority="EMA",
                field="status",
                value="suspended",
                is_override=True,
                claimed_by="EMA",
                address="https://example.org/",
                reason="The table lags.",
            ),
            user,
            day(4),
        )

    at_once(
        lambda: patiently(lambda: ingest_table(later, day(3))),
        decide,
        enter,
        lambda: link(number(0), "family", Person("olga", "The same.")),
    )

    assert {one.details["pharmacotherapeutic_group"] for one in Application.objects.all()} == {"words"}
    assert (status(0), status(1), status(2)) == ("authorised", "suspended", "suspended")
    assert Application.objects.get(number=number(0)).product == product
    assert not Hold.objects.filter(state="open").exists()


def test_different_origins_are_applied_side_by_side():
    outcomes = at_once(
        lambda: ingest_table(medicines(60), day(1)),
        lambda: page_says(
            application("NDA022180", status="approved"), at=day(1), reader=SPOKEN_FDA, address="file:fda"
        ),
        lambda: page_says(application(status="authorised"), at=day(1)),
    )
    assert [outcome.word for outcome in outcomes] == ["read", "read", "read"]
