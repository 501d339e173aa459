"""`manage.py forecasts`: what forecasts are built on, and how often they would have been right."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tracker.timetables.forecasts.collecting import collect, days_that_add_up
from tracker.timetables.forecasts.report import as_json, as_text, report_on


class Command(BaseCommand):
    help = "Show how long procedures took from step to step, and how often forecasts of left-out years hold."

    def add_arguments(self, parser: CommandParser) -> None:
        """Both forms tell the same."""
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, **options: Any) -> None:
        """Exits 0, also where nothing is known."""
        report = report_on(collect(), days_that_add_up())
        text = json.dumps(as_json(report), ensure_ascii=False, indent=2) if options["json"] else as_text(report)
        self.stdout.write(text)
