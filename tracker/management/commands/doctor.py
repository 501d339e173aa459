"""`manage.py doctor`: what is wrong with this installation, and what to do about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tracker.alerts.models import Delivery
from tracker.catalogue.orphans import count_orphans
from tracker.health import CHECKS, problem
from tracker.intake.models import Hold
from tracker.sources.models import Snapshot, Source


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's: `what` is fine, or a `remedy` says what to do. Only a fault makes the command fail."""

    what: str
    remedy: str = ""
    is_fault: bool = False

    def __str__(self) -> str:
        mark = "ok  " if not self.remedy else "BAD " if self.is_fault else "note"
        return f"{mark} {self.what}" + (f": {self.remedy}" if self.remedy else "")


class Command(BaseCommand):
    help = "Look at configuration, services and sources; say what is wrong and what to do. Exit code 1 on a fault."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        services = list(_services())
        findings = [*_configuration(), *services]
        if not any(finding.is_fault for finding in services):
            findings += _migrations()
        if not any(finding.is_fault for finding in findings):
            findings += [_catalogue(), *_sources(), *_work()]
        for finding in findings:
            self.stdout.write(str(finding))
        faults = sum(finding.is_fault for finding in findings)
        if faults:
            raise CommandError(f"{faults} {'fault' if faults == 1 else 'faults'}; the lines marked BAD say what to do")


def _configuration() -> Iterable[Finding]:
    yield _judge("CONTACT", settings.CONTACT, "nothing is fetched live until it names whoever runs this")
    yield _judge("OPERATORS", settings.OPERATORS, "nobody is mailed when a source breaks; set it to their addresses")
    is_long = len(settings.SECRET_KEY) >= 50
    yield _judge("SECRET_KEY", is_long, "it is short and can be guessed; set one of 50 random characters or more")
    yield _judge("DEBUG is off", not settings.DEBUG, "it is on: errors show settings to visitors; unset it")
    is_sent = not settings.EMAIL_BACKEND.endswith(("filebased.EmailBackend", "console.EmailBackend"))
    yield _judge("EMAIL_URL", is_sent, "mails are not sent but kept here; set it to your mail server, smtp://…")


def _judge(what: str, is_fine: object, remedy: str) -> Finding:
    return Finding(what) if is_fine else Finding(what, remedy)


SERVICES = {
    "database": "does not answer; see DATABASE_URL, and whether the server runs",
    "broker": "does not answer; see REDIS_URL, and whether the server runs; nothing is lost meanwhile",
    "archive": "cannot be written to; see ARCHIVE_URL, its disk and its permissions",
}


def _services() -> Iterator[Finding]:
    for name, check in CHECKS.items():
        found = problem(check)
        yield Finding(name, f"{SERVICES[name]} ({found})", is_fault=True) if found else Finding(name)


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield (
        Finding("migrations", f"{missing} are missing; run manage.py migrate", True)
        if missing
        else Finding("migrations")
    )


def _catalogue() -> Finding:
    count = count_orphans()
    remedy = f"{count} belong to something that somebody deleted from the database; run manage.py rebuild"
    return Finding("rows of the catalogue", remedy, is_fault=True) if count else Finding("rows of the catalogue")


def _sources() -> Iterator[Finding]:
    """Each source that fails or is overdue, by id, and a line for those that do well."""
    sources = list(Source.objects.filter(is_active=True).order_by("pk"))
    failing = [source for source in sources if source.failure]
    for source in failing:
        since = f"{source.failing_since:%-d %b %Y %H:%M} UTC" if source.failing_since else "now"
        yield Finding(
            f"source {source.pk} {source.address}", f"{source.failure} since {since}: {source.failure_message}", True
        )
    if not settings.CONTACT:
        yield Finding(f"{len(sources)} sources", "not yet live: set CONTACT")
        return
    overdue = [source for source in sources if source.due_at and source.due_at < timezone.now() and not source.failure]
    if overdue:
        yield Finding(f"{len(overdue)} sources are due", "the worker and the beat ask them; see that both run")
    yield Finding(f"{len(sources) - len(failing)} of {len(sources)} sources do well")


def _work() -> Iterator[Finding]:
    """What waits: for the machine, and for a person."""
    unread = Snapshot.objects.filter(outcome=Snapshot.Outcome.PENDING).count()
    yield _waiting("archived pages to read", unread, "the worker takes them up; see that it runs")
    unsent = Delivery.objects.filter(state__in=(Delivery.State.PENDING, Delivery.State.SENDING)).count()
    yield _waiting("alerts to send", unsent, "the worker sends them, or manage.py deliver")
    held = Hold.objects.filter(state=Hold.State.OPEN).count()
    yield _waiting("held changes to decide about", held, "release or dismiss them in the console")


def _waiting(what: str, count: int, remedy: str) -> Finding:
    return Finding(f"{count} {what}", remedy) if count else Finding(f"no {what}")
