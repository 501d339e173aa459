"""`manage.py load_meetings`: bring the known meetings and those of the authorities' lists into the calendar.

`migrate` does it too.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.timetables.announced import take_all
from tracker.timetables.meetings import record_known


class Command(BaseCommand):
    help = "Bring known committee meetings, and those in lists that were read, into the calendar. Again: no change."

    def handle(self, *args: Any, **options: Any) -> None:
        """Known dates first, so that the lists say them more exactly."""
        now = timezone.now()
        known, taken = record_known(now), take_all(now)
        if options["verbosity"]:
            self.stdout.write(f"known meetings: {known}")
            self.stdout.write(f"meetings of lists: {taken.recorded}")
            for notice, problem in taken.left_out:
                self.stderr.write(f"left out: {notice.title}: {problem}. Look it up and enter it under Meetings.")
