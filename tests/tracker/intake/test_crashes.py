"""Pulling the plug at any moment loses no change and tells nothing twice: whoever comes next goes on from there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from scrapers.records import Reading
from tests.tracker.intake.worlds import (
    SPOKEN_PAGE,
    _read,
    application,
    day,
    ingest_table,
    medicines,
    page_says,
    state,
    upgrade,
    with_changes,
)
from tracker.catalogue.models import Change
from tracker.intake import apply, holds, pipeline
from tracker.intake.models import HeldValue, Hold
from tracker.intake.tasks import read_snapshot
from tracker.sources import archive, health
from tracker.sources.models import Snapshot, Source

pytestmark = pytest.mark.django_db

TABLE = medicines(60)


class Killed(BaseException):
    """The end of a worker: nothing in the program catches it."""


@contextmanager
def plug_pulled(monkeypatch, place: object, name: str, call: int = 1, *, after: bool = False) -> Iterator[None]:
    """The worker dies when it calls this function for so many-th time: before it does anything, or just after."""
    original, calls = getattr(place, name), []

    def dies(*args: object, **kwargs: object) -> object:
        calls.append(name)
        if len(calls) == call and not after:
            raise Killed
        result = original(*args, **kwargs)
        if len(calls) == call:
            raise Killed
        return result

    with monkeypatch.context() as patch:
        patch.setattr(place, name, dies)
        with pytest.raises(Killed):
            yield


POINTS = {
    "before archiving": (archive, "store", 1, False),
    "after archiving": (archive, "store", 1, True),
    "after the snapshot": (pipeline, "keep", 1, True),
    "while reading": (pipeline, "read", 1, True),
    "before the holds": (holds, "keep", 1, False),
    "after the holds": (holds, "keep", 1, True),
    "after deciding what is silent": (pipeline, "_circumstances", 1, True),
    "before the first batch": (apply, "apply_batch", 1, False),
    "before the changes of the first batch": (apply, "record_changes", 1, False),
    "within the first batch": (apply, "record_changes", 1, True),
    "after the first batch": (apply, "apply_batch", 1, True),
    "within the third batch": (apply, "write", 3, True),
    "after the third batch": (apply, "apply_batch", 3, True),
    "after the last batch": (pipeline.notices, "apply_both", 1, True),
    "while finishing": (pipeline, "_close", 1, True),
    "before the health": (health, "succeeded", 1, False),
    "after finishing": (pipeline, "_finish", 1, True),
}


def first_load() -> None:
    ingest_table(TABLE, day(2))


def ordinary_changes() -> None:
    """New words in a column, 25 other holders, two new rows and two that are gone."""
    rows = with_changes(with_changes(TABLE, range(60), group="words"), range(25), holder="Renamed AG")
    ingest_table(rows[:-2] + medicines(2, start=70), day(2))


def wider_scope() -> None:
    ingest_table(with_changes(TABLE, [1], status="Suspended") + medicines(60, start=100), day(2))


def many_removals() -> None:
    ingest_table(with_changes(TABLE[:-10], range(0, 48, 2), status="Revoked"), day(2))


SCENES: dict[str, Callable[[], None]] = {
    scene.__name__: scene for scene in (first_load, ordinary_changes, wider_scope, many_removals)
}


def before(scene: str) -> None:
    if scene != "first_load":
        ingest_table(TABLE, day(1))


def whole_state() -> tuple[object, ...]:
    snapshots = Snapshot.objects.order_by("retrieved_at", "id").values_list("sha256", "outcome", "last_seen", "summary")
    waiting = HeldValue.objects.order_by("hold__field", "key").values_list("hold__field", "key", "before", "after")
    sources = Source.objects.order_by("address").values_list("address", "failure", "read_at", "failure_count")
    return (
        *state(),
        [(*row[:3], comparable(row[3])) for row in snapshots],
        list(Hold.objects.order_by("field").values_list("field", "reason", "state", "rows", "opened_at", "updated_at")),
        list(waiting),
        list(sources),
    )


def comparable(summary: dict[str, Any]) -> dict[str, Any]:
    """What a reading brought, without ids, and without the time that it took."""
    found = {**summary, "held": [{**held, "id": 0} for held in summary.get("held", [])]}
    found.pop("seconds", None)
    return found


def undisturbed(run: Callable[[], None]) -> tuple[object, ...]:
    with transaction.atomic():
        run()
        found = whole_state()
        transaction.set_rollback(True)
    return found


@pytest.fixture(autouse=True)
def small_batches(monkeypatch) -> None:
    monkeypatch.setattr(apply, "APPLICATIONS_PER_BATCH", 10)


CUTS = [
    (scene, point)
    for scene in SCENES
    for point, (_, name, *_) in POINTS.items()
    # A first load records no changes: there is nothing to cut off.
    if (scene, name) != ("first_load", "record_changes")
]


@pytest.mark.parametrize(("scene", "point"), CUTS)
def test_a_run_that_is_cut_off_and_run_again_ends_as_if_undisturbed(monkeypatch, scene, point):
    place, name, call, after = POINTS[point]
    before(scene)
    expected = undisturbed(SCENES[scene])

    with plug_pulled(monkeypatch, place, name, call, after=after):
        SCENES[scene]()
    SCENES[scene]()

    assert whole_state() == expected


@pytest.mark.parametrize("scene", SCENES)
def test_a_run_that_is_cut_off_is_taken_up_by_the_sweeper(monkeypatch, scene):
    before(scene)
    expected = undisturbed(SCENES[scene])
    with plug_pulled(monkeypatch, apply, "apply_batch", 2, after=True):
        SCENES[scene]()

    read_snapshot(Snapshot.objects.get(outcome="pending").pk)

    assert whole_state() == expected


@pytest.mark.parametrize("scene", SCENES)
def test_a_run_that_is_cut_off_again_and_again_comes_to_its_end(monkeypatch, scene):
    before(scene)
    expected = undisturbed(SCENES[scene])
    for _ in range(2):
        with plug_pulled(monkeypatch, apply, "apply_batch", 1, after=True):
            SCENES[scene]()
    SCENES[scene]()
    assert whole_state() == expected


def test_a_table_that_was_cut_off_and_overtaken_by_the_next_loses_nothing(monkeypatch):
    ingest_table(TABLE, day(1))
    next_day = with_changes(with_changes(TABLE, range(20), holder="Renamed AG"), [30], status="Revoked")
    with plug_pulled(monkeypatch, apply, "apply_batch", 1, after=True):
        ingest_table(with_changes(TABLE, range(20), holder="Renamed AG"), day(2))
    ingest_table(next_day, day(3))
    read_snapshot(Snapshot.objects.get(outcome="pending").pk)

    trail = Change.objects.order_by("application__number").values_list("application__number", "after", "alerting")
    assert len(trail) == len(set(trail)) == 21
    assert all(alerting for _, _, alerting in trail)
    assert Snapshot.objects.get(retrieved_at=day(2)).outcome == "older"


@pytest.mark.parametrize("call", [1, 2])
def test_a_reading_anew_that_is_cut_off_stays_silent(monkeypatch, spoken, call):
    def said(*words):
        return [application(f"EMEA/H/C/{index:06}", status=word) for index, word in enumerate(words)]

    def reads_more(body, page):
        reading = _read(body, page)
        records = [application(record.number, status=record.status, applicant="Guerbet") for record in reading.records]
        return Reading(records=tuple(records))

    monkeypatch.setattr(apply, "APPLICATIONS_PER_BATCH", 1)
    page_says(*said("authorised", "authorised"), at=day(1))
    upgrade(monkeypatch, SPOKEN_PAGE, reads_more)
    with plug_pulled(monkeypatch, apply, "apply_batch", call, after=True):
        page_says(*said("authorised", "withdrawn"), at=day(2))

    page_says(*said("authorised", "withdrawn"), at=day(2))

    assert list(Change.objects.values_list("field", "after", "alerting")) == [("status", "withdrawn", True)]


def test_the_real_page_after_a_reconstructed_one_stays_silent_when_cut_off(monkeypatch, spoken):
    page_says(application(status="authorised"), at=day(1), reconstructed=True)
    with plug_pulled(monkeypatch, holds, "keep", after=True):
        page_says(application(status="suspended"), at=day(2))
    page_says(application(status="suspended"), at=day(2))
    assert list(Change.objects.values_list("after", "alerting")) == [("suspended", False)]
