"""The health pages: whether the process lives, and whether what it needs answers."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.celery import app

BROKER_TIMEOUT = 3
"""Seconds."""


def check_database() -> None:
    """Ask the database something. Raises whatever its driver raises."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_broker() -> None:
    """Connect to the broker. Raises whatever its driver raises."""
    with app.connection_for_write(connect_timeout=BROKER_TIMEOUT) as broker:
        # Once: the default is to try for ever.
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_TIMEOUT)


def check_archive() -> None:
    """Write into the archive's folder. Raises OSError. A bucket is asked only when bytes are archived: asking costs."""
    if settings.ARCHIVE_URL.startswith("s3://"):
        return
    folder = Path(settings.ARCHIVE_URL)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "broker": check_broker,
    "archive": check_archive,
}


def problem(check: Callable[[], None]) -> str:
    """What is wrong, as the kind of error only: its message may name hosts and people; empty when all is well."""
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever a driver raises is the answer
        return type(error).__name__
    return ""


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers: what decides whether to start it anew."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """`{"database": "ok", …}` with status 200, or 503 if any check failed: what decides whether to send people here."""
    problems = {name: problem(check) for name, check in CHECKS.items()}
    answer = {name: found or "ok" for name, found in problems.items()}
    return JsonResponse(answer, status=503 if any(problems.values()) else 200)
