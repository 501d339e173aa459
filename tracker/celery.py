"""The Celery application. Tasks live in the rooms' `tasks` modules and are found there."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init

from tracker.garbage import settled

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("clockstop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Threads that did not import this module would otherwise send to, and run tasks of, an application of their own.
app.set_default()


@setup_logging.connect
def leave_logging_alone(**_: Any) -> None:
    """Celery configures logging unless someone answers this signal; Django already has."""


@worker_init.connect
def settle(**_: Any) -> None:
    """Before processes are forked: what they share stays shared, too."""
    settled()
