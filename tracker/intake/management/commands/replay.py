"""`manage.py replay INPUTS FOLDER`: the part of `rebuild` that runs in a database of its own. It wants an empty one."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.intake import dump
from tracker.intake.rebuild import TOLD
from tracker.intake.replay import replay
from tracker.intake.restore import export_outcome
from tracker.sources.models import Snapshot


class Command(BaseCommand):
    help = "Make the catalogue of an empty database out of exported inputs and write it down; used by rebuild."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("inputs", type=Path)
        parser.add_argument("folder", type=Path, help="Where to write what came out.")

    def handle(self, *args: Any, **options: Any) -> None:
        if Snapshot.objects.exists():
            raise CommandError("this database is not empty: replay runs in one of its own; use rebuild")
        last = time.monotonic()

        def progress(done: int, of: int) -> None:
            nonlocal last
            if time.monotonic() - last >= 1:
                last = time.monotonic()
                self.stderr.write(f"{TOLD}{done:,} of {of:,} arrivals")

        replay(options["inputs"], progress)
        (options["folder"] / "dump").write_text("".join(f"{line}\n" for line in dump.lines()))
        export_outcome(options["folder"])
