"""`manage.py rebuild [--verify]`: the catalogue made again from the archive and from what people decided."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.intake import rebuild
from tracker.intake.reporting import Line

LINES_SHOWN = 20


class Command(BaseCommand):
    help = "Replay the archive and make the catalogue say what comes out; nothing is deleted, nothing is sent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--verify", action="store_true", help="Change nothing: replay on a temporary SQLite and compare."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stderr.write("replaying the archive …")
        started, line = time.monotonic(), Line(self.stderr)
        try:
            if options["verify"]:
                verdict = rebuild.verify(line.say)
                line.end()
                self._report(verdict)
            else:
                restored = rebuild.rebuild(line.say)
                line.end()
                self.stdout.write(f"rebuilt: {restored.applications} applications, {restored.rows} rows put right")
        except rebuild.ReplayFailed as error:
            line.end()
            raise CommandError(f"the replay failed: {error}") from error
        self.stderr.write(f"took {time.monotonic() - started:.0f} seconds")

    def _report(self, verdict: rebuild.Verdict) -> None:
        if verdict.is_identical:
            self.stdout.write(f"identical: {verdict.rows} rows")
            return
        for mark, lines in (("only here", verdict.only_here), ("only replayed", verdict.only_replayed)):
            for line in lines[:LINES_SHOWN]:
                self.stdout.write(f"{mark}: {line}")
            if len(lines) > LINES_SHOWN:
                self.stdout.write(f"{mark}: and {len(lines) - LINES_SHOWN} more")
        raise CommandError(
            f"not identical: {len(verdict.only_here)} rows only here, {len(verdict.only_replayed)} only replayed"
        )
