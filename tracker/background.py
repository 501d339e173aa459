"""The background work inside the web's own process: a worker thread for each queue, and a beat thread.

For the embedded broker, which no other process sees. Nothing forks, and nothing here has to end well: what was under
way when the process ends is a row with a lease, and the sweepers take it up.
"""

import threading
import time

from celery.app.base import Celery
from celery.beat import EmbeddedService, Scheduler
from celery.worker import state
from celery.worker.worker import WorkController

from tracker.celery import app

GRACE = 5.0
"""Seconds that a running task is given to end when the process stops."""


class Background:
    """Workers and beat as threads of this process; one such object in a process."""

    def __init__(self, celery: Celery = app) -> None:
        self._beat = EmbeddedService(celery, thread=True, scheduler_cls=Scheduler)
        self._workers = [
            threading.Thread(target=worker(celery, queue).start, name=f"worker-{queue}", daemon=True)
            for queue in celery.amqp.queues
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in (*self._workers, self._beat):
            thread.start()

    def stop(self) -> None:
        """Ask all threads to end after their present task, and wait for them, but no longer than `GRACE`."""
        self._beat.service.stop()
        state.should_stop = 0
        end = time.monotonic() + GRACE
        for thread in self._workers:
            thread.join(max(0.0, end - time.monotonic()))


def worker(celery: Celery, queue: str) -> WorkController:
    """A worker for one queue that runs its tasks in the thread it is started in."""
    return WorkController(
        app=celery,
        hostname=f"{queue}@embedded",
        queues=[queue],
        pool="solo",
        concurrency=1,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )
