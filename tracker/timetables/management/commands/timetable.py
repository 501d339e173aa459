"""`manage.py timetable PROCEDURE`: a computed timetable, as text or JSON."""

import argparse
import datetime
import json as json_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scrapers.vocabulary import STEP_KINDS
from tracker.timetables.choosing import NoTimetable, timetable_named
from tracker.timetables.computing import Impossible, compute
from tracker.timetables.counting import Standstill
from tracker.timetables.encoding import timetable_as_json
from tracker.timetables.given import Given
from tracker.timetables.text import as_text, list_as_text
from tracker.timetables.timetables import timetables


class Command(BaseCommand):
    help = "Compute a procedure's timetable: forward from its start, or backward from a committee's meeting."

    def add_arguments(self, parser: CommandParser) -> None:
        """What is given stands; the rest is computed around it."""
        parser.add_argument("procedure", metavar="PROCEDURE", nargs="?", help="its name; without one, all are listed")
        parser.add_argument("--start", type=_day, metavar="DATE", help="D1 at EMA, D0 for DCP and MRP, receipt at FDA")
        parser.add_argument(
            "--stop", type=_stop, metavar="DATE..DATE", action="append", default=[],
            help="days that do not count, both included; DATE.. while the clock still stands; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--meeting", type=_day, metavar="DATE", action="append", default=[],
            help="the last day of a committee meeting that a phase ends in; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--event", type=_event, metavar="KIND=DATE", action="append", default=[],
            help="the day of a step, by its kind or key; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--usual-stops", action="store_true", help="assume stops of the usual length where none is given"
        )
        parser.add_argument("--json", action="store_true", help="the JSON of the API")

    def handle(self, *, procedure: str | None, json: bool, **options: Any) -> None:
        """Exits 2 with one line if there is no such procedure, or if the days given cannot be."""
        if procedure is None:
            self.stdout.write(list_as_text())
            return
        given = Given(
            start=options["start"],
            stops=tuple(options["stop"]),
            meetings=tuple(options["meeting"]),
            events=tuple(options["event"]),
            usual_stops=options["usual_stops"],
        )
        try:
            computed = compute(timetable_named(procedure, given.start), given)
        except (NoTimetable, Impossible) as error:
            raise CommandError(str(error), returncode=2) from error
        as_json = json_module.dumps(timetable_as_json(computed), ensure_ascii=False, indent=2) if json else ""
        self.stdout.write(as_json or as_text(computed))


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2025-12-01") from error


def _stop(text: str) -> Standstill:
    first, dots, last = text.partition("..")
    if not dots:
        raise argparse.ArgumentTypeError(f"{text!r} is not a stop; write it as 2025-10-17..2026-01-15")
    stop = Standstill(_day(first), _day(last) if last else None)
    if stop.last and stop.last < stop.first:
        raise argparse.ArgumentTypeError(f"{text!r} ends before it begins")
    return stop


def _event(text: str) -> tuple[str, datetime.date]:
    kind, equals, date = text.partition("=")
    names = set(STEP_KINDS) | {step.name for timetable in timetables() for step in timetable.steps}
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not an event; write it as list-of-questions=2025-12-01")
    if kind not in names:
        raise argparse.ArgumentTypeError(f"{kind!r} is not a kind of step; docs/timetables.md names them")
    return kind, _day(date)
