"""The background work inside the web's process: the product's own application, with tasks that only take notes."""

import threading
import time
from collections.abc import Iterator

import pytest

from tests.throwaway import wait_until
from tracker.background import Background
from tracker.celery import app

NOTES: list[tuple[str, str]] = []
"""What ran, and the thread it ran in."""
RELEASE = threading.Event()


@app.task(name="tracker.alerts.tasks.note")
def note(what: str) -> None:
    NOTES.append((what, threading.current_thread().name))


@app.task(name="tracker.intake.tasks.take_long")
def take_long() -> None:
    RELEASE.wait(30)


@pytest.fixture(scope="module", autouse=True)
def background() -> Iterator[None]:
    """One for all tests, as there is one in a process; its schedule holds a note and nothing else."""
    schedule = app.conf.beat_schedule
    app.conf.beat_schedule = {"tick": {"task": note.name, "schedule": 0.5, "args": ["tick"]}}
    running = Background()
    running.start()
    yield
    RELEASE.set()
    assert running.stop()
    app.conf.beat_schedule = schedule


def noted(what: str) -> list[str]:
    """The threads in which it ran."""
    return [thread for said, thread in NOTES if said == what]


def test_a_task_runs_once_and_not_in_the_thread_that_sent_it() -> None:
    note.delay("once")
    wait_until(lambda: bool(noted("once")), "the task runs")
    time.sleep(0.3)
    assert len(noted("once")) == 1
    assert noted("once") != [threading.current_thread().name]


def test_the_schedule_is_kept() -> None:
    before = len(noted("tick"))
    wait_until(lambda: len(noted("tick")) >= before + 2, "two ticks come")


def test_an_alert_does_not_wait_until_a_table_has_been_read() -> None:
    take_long.delay()
    note.delay("meanwhile")
    wait_until(lambda: bool(noted("meanwhile")), "the quick task runs beside the slow one")
    assert not RELEASE.is_set()
