"""`manage.py import_meetings FILE`: committee meetings from a CSV file, all of them or none."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.timetables.meeting_files import FileProblems, decoded, parse
from tracker.timetables.meetings import record


class Command(BaseCommand):
    help = "Import committee meetings from a CSV file; again, it changes nothing. Exit code 1 if a row is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Columns: committee, first day, last day, title, source.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            meetings = parse(decoded(options["file"].read_bytes()))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        except FileProblems as problems:
            raise CommandError(f"{problems}\nNothing was imported.") from problems
        self.stdout.write(f"meetings: {record([meeting.told_by(None) for meeting in meetings], timezone.now())}")
