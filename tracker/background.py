"""The background work inside the web's own process: a worker thread and a beat thread.

For the embedded broker, which no other process sees. Nothing forks, and nothing here has to end well: what was under
way when the process ends is a row with a lease, and the sweepers take it up.
"""

import threading

from celery.app.base import Celery
from celery.beat import Scheduler, Service
from celery.worker import state
from celery.worker.worker import WorkController

from tracker.celery import app

TASKS_AT_ONCE = 2
"""So that an alert does not wait until a table has been read."""

GRACE = 5.0
"""Seconds that running tasks are given to end when the process stops."""


class Background:
    """A worker and a beat as threads of this process; one such object in a process."""

    def __init__(self, celery: Celery = app) -> None:
        self._schedule = Service(celery, max_interval=1, scheduler_cls=Scheduler)
        self._beat = threading.Thread(target=self._schedule.start, name="beat", daemon=True)
        self._worker = threading.Thread(target=_worker(celery).start, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        state.should_stop = None
        self._worker.start()
        self._beat.start()

    def stop(self, grace: float = GRACE) -> bool:
        """End after the present tasks, waiting for them at most `grace` seconds; whether they have ended."""
        self._schedule.stop()
        state.should_stop = 0  # type: ignore[assignment]
        self._worker.join(grace)
        return not self._worker.is_alive()


def _worker(celery: Celery) -> WorkController:
    """One worker for every queue: Celery keeps the choice of queues in the application, not in the worker."""
    return WorkController(
        app=celery,
        hostname="worker@embedded",
        pool="threads",
        concurrency=TASKS_AT_ONCE,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )
