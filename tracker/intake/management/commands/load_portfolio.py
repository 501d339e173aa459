"""`manage.py load_portfolio [FOLDER]`: the demo portfolio, or another folder of the same form."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.intake.pipeline import Busy
from tracker.intake.portfolio import Summary, load
from tracker.intake.portfolio_facts import PortfolioFiles
from tracker.intake.portfolio_file import PortfolioProblems, read_portfolio
from tracker.intake.reporting import progress_on

DEMO = Path(settings.BASE_DIR) / "fixtures" / "portfolio"


class Command(BaseCommand):
    help = "Load a portfolio from a folder of files; loading it again changes nothing. Exit code 1 if a file is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=DEMO, help="Default: the demo portfolio.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = read_portfolio(options["folder"])
            summary = self._load(files)
        except PortfolioProblems as problems:
            raise CommandError(f"{problems}\nNothing was loaded.") from problems
        except Busy as busy:
            raise CommandError(f"{busy}. Run the command again in a minute; it goes on where it stopped.") from busy
        self.stdout.write(_in_words(summary))
        for remark in summary.remarks:
            self.stderr.write(remark)
        if summary.failures:
            raise CommandError("\n".join(summary.failures))

    def _load(self, files: PortfolioFiles) -> Summary:
        with progress_on(self.stderr, "loading pages") as progress:
            return load(files, say=self.stderr.write, progress=progress)


def _in_words(summary: Summary) -> str:
    """`products: 6 new`, `entries: 2 new, 34 there already`, one line each."""
    lines = []
    for what in dict.fromkeys((*summary.made, *summary.present)):
        counts = {"new": summary.made[what], "there already": summary.present[what]}
        lines.append(f"{what}: {', '.join(f'{count} {state}' for state, count in counts.items() if count)}")
    return "\n".join(lines)
