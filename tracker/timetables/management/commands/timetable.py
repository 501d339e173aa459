"""`manage.py timetable PROCEDURE`: a computed timetable, as text or JSON."""

import argparse
import json as json_module
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.timetables.asking import Misread, answer, day_in, event_in, stop_in
from tracker.timetables.choosing import NoTimetable
from tracker.timetables.computing import Impossible
from tracker.timetables.encoding import timetable_as_json
from tracker.timetables.given import Given
from tracker.timetables.meetings import calendar
from tracker.timetables.text import as_text, list_as_text


def _argument(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """What reads an argument, with its errors as argparse says them."""

    def of(text: str) -> Any:
        try:
            return read(text)
        except Misread as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return of


DAY, STOP, EVENT = _argument(day_in), _argument(stop_in), _argument(event_in)


class Command(BaseCommand):
    help = "Compute a procedure's timetable: forward from its start, or backward from a committee's meeting."

    def add_arguments(self, parser: CommandParser) -> None:
        """What is given stands; the rest is computed around it."""
        parser.add_argument("procedure", metavar="PROCEDURE", nargs="?", help="its name; without one, all are listed")
        parser.add_argument("--start", type=DAY, metavar="DATE", help="D1 at EMA, D0 for DCP and MRP, receipt at FDA")
        parser.add_argument(
            "--stop", type=STOP, metavar="DATE..DATE", action="append", default=[],
            help="days that do not count, both included; DATE.. while the clock still stands; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--meeting", type=DAY, metavar="DATE", action="append", default=[],
            help="the last day of a committee meeting that a phase ends in; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--event", type=EVENT, metavar="KIND=DATE", action="append", default=[],
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
            computed = answer(procedure, given, calendar())
        except (NoTimetable, Impossible) as error:
            raise CommandError(str(error), returncode=2) from error
        as_json = json_module.dumps(timetable_as_json(computed), ensure_ascii=False, indent=2) if json else ""
        self.stdout.write(as_json or as_text(computed))
