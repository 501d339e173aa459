"""`manage.py ingest FILE_OR_URL…`: the whole line, from bytes to the catalogue, on given bytes or a live address."""

import datetime
import json
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scrapers.http import NoContact
from scrapers.identifiers import JunkNumber, identifier
from scrapers.registry import BY_NAME, NoReader, choose
from tracker.intake import checks
from tracker.intake.outcome import Outcome, as_json
from tracker.intake.pipeline import Busy, ingest_bytes, process
from tracker.intake.progress import Progress
from tracker.intake.reporting import line_of, progress_on
from tracker.sources.models import Snapshot, Source

DONE, STOPPED, WRONG_USAGE = 0, 1, 2
PATIENCE = 60.0
"""Seconds to wait for another reading of the same origin to end."""


class Command(BaseCommand):
    help = "Read files or addresses as if they had been fetched. Exit code 1 if something stopped one of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE_OR_URL")
        parser.add_argument("--source", default="", metavar="URL", help="The address that the file's bytes are from.")
        parser.add_argument("--retrieved-at", default="", metavar="ISO", help="When they were retrieved (UTC).")
        parser.add_argument("--application", default="", metavar="NUMBER", help="The application a document is about.")
        parser.add_argument("--reader", default="", metavar="NAME", help="The reader to use, by name.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        _check_usage(options)
        moment = _moment(options["retrieved_at"])
        outcomes = [self._ingest(name, moment, options) for name in options["files"]]
        if options["json"]:
            self.stdout.write(json.dumps(as_json(outcomes), ensure_ascii=False, indent=1))
        else:
            for outcome in outcomes:
                self.stdout.write(line_of(outcome))
        failures = [outcome for outcome in outcomes if outcome.is_failure]
        if failures:
            lines = [f"{outcome.source}: {outcome.word}: {outcome.error}" for outcome in failures]
            raise CommandError("\n".join(lines), returncode=STOPPED)

    def _ingest(self, name: str, moment: datetime.datetime, options: dict[str, Any]) -> Outcome:
        if name.startswith(("http://", "https://")):
            return self._fetch(name, options)
        try:
            body = Path(name).read_bytes()
        except OSError as error:
            return Outcome("unreadable", f"file:{name}", options["reader"], error=f"{error.strerror or error}: {name}")
        address = _address(options["source"]) or f"file:{Path(name).name}"
        with progress_on(self.stderr, name, is_quiet=options["json"]) as progress:
            ingest = partial(
                ingest_bytes,
                body,
                address=address,
                retrieved_at=moment,
                application=options["application"],
                reader=options["reader"],
                progress=progress,
            )
            return _patiently(ingest, address, progress)

    def _fetch(self, address: str, options: dict[str, Any]) -> Outcome:
        source = _source(address, options)
        claimed = checks.claim(source.pk, timezone.now())
        if claimed is None:
            return Outcome("busy", address, source.reader, error="a worker is asking this source now; try again later")
        with progress_on(self.stderr, address, is_quiet=options["json"]) as progress:
            try:
                return _patiently(partial(checks.check, claimed, progress=progress), address, progress)
            except NoContact as error:
                return Outcome("unreachable", address, source.reader, error=str(error))


def _patiently(ingest: Callable[[], Outcome], address: str, progress: Progress) -> Outcome:
    """Wait for another reading of the same origin: the bytes are archived then, and are not asked for again."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return ingest()
        except NoReader as error:
            raise CommandError(f"{address}: {error}; choose one with --reader", returncode=WRONG_USAGE) from error
        except Busy as busy:
            if time.monotonic() > end:
                return Outcome("busy", address, "", error=f"{busy}; run the command again, it goes on from there")
            time.sleep(1)
            ingest = partial(process, Snapshot.objects.get(pk=busy.snapshot.pk), progress=progress)


def _check_usage(options: dict[str, Any]) -> None:
    if len(options["files"]) > 1 and (options["source"] or options["retrieved_at"]):
        raise CommandError("--source and --retrieved-at are for one file; give one", returncode=WRONG_USAGE)
    if options["reader"] and options["reader"] not in BY_NAME:
        choices = ", ".join(BY_NAME)
        raise CommandError(f"there is no reader {options['reader']!r}; there are: {choices}", returncode=WRONG_USAGE)
    if options["application"]:
        try:
            number = identifier(options["application"])
        except JunkNumber as error:
            raise CommandError(f"--application: {error}", returncode=WRONG_USAGE) from error
        if not number.authority:
            raise CommandError("--application: write the whole number, like NDA022180", returncode=WRONG_USAGE)


def _moment(text: str) -> datetime.datetime:
    """The moment of `--retrieved-at`, UTC where it names no zone; now where it is left out."""
    if not text:
        return timezone.now()
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        message = f"--retrieved-at: {text!r} is not a moment; write it like 2025-11-23T08:03:52Z"
        raise CommandError(message, returncode=WRONG_USAGE) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _address(source: str) -> str:
    """An address as people give it, with a scheme. Raises CommandError for what is none."""
    if not source or source.startswith("file:"):
        return source
    address = source if source.startswith(("http://", "https://")) else f"https://{source}"
    try:
        Source._meta.get_field("address").clean(address, None)
    except ValidationError as error:
        raise CommandError(f"--source: {source!r}: {' '.join(error.messages)}", returncode=WRONG_USAGE) from error
    return address


def _source(address: str, options: dict[str, Any]) -> Source:
    reader = options["reader"]
    if not reader:
        try:
            reader = choose(address, b"").name
        except NoReader as error:
            raise CommandError(f"{address}: {error}; choose one with --reader", returncode=WRONG_USAGE) from error
    application = identifier(options["application"]).number if options["application"] else ""
    defaults = {"reader": reader, "application_number": application, "is_active": False}
    return Source.objects.get_or_create(address=address, defaults=defaults)[0]
