"""`manage.py timeline NUMBER`: one timeline, as text or JSON."""

import argparse
import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scrapers.identifiers import JunkNumber, identifier
from tracker.search.finder import find_number
from tracker.timelines.encoding import timeline_as_json
from tracker.timelines.loading import NotKnown, application_timeline
from tracker.timelines.text import as_text


class Command(BaseCommand):
    help = "Show the timeline of an application, or of one procedure of it, now or as it was known on a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """`NUMBER` is what staff would type."""
        parser.add_argument(
            "number", metavar="NUMBER", type=_number, help="EMEA/H/C/000801, NDA022180, 022180/S-009 ..."
        )
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="what was known at the end of that day, UTC")
        parser.add_argument("--json", action="store_true", help="the JSON of the API")

    def handle(self, *, number: str, as_of: datetime.date | None, json: bool, **options: Any) -> None:
        """Exits 1 with one line if the number is not known."""
        found = find_number(number)
        if found.one is None:
            raise CommandError(f"{number} is not in the catalogue; ingest a page or a table that has it.")
        today = datetime.datetime.now(datetime.UTC).date()
        try:
            timeline = application_timeline(found.one.number, today=today, as_of=as_of, procedure=found.procedure)
        except NotKnown as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(_as_json(timeline_as_json(timeline)) if json else as_text(timeline))


def _as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _number(text: str) -> str:
    """Text that can be a number; anything else is wrong usage."""
    try:
        identifier(text)
    except JunkNumber as junk:
        raise argparse.ArgumentTypeError(str(junk)) from junk
    return text


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2025-12-01") from error
