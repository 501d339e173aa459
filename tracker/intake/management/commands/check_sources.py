"""`manage.py check_sources`: ask live sources whether they have changed, and process what they say."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scrapers.http import NoContact
from tracker.intake import checks
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import Busy
from tracker.intake.reporting import line_of, progress_on
from tracker.sources.models import Source


class Command(BaseCommand):
    help = "Fetch and process what is due (the default), all active sources, or the sources with given ids."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--due", action="store_true", help="What is due now (the default).")
        which.add_argument("--all", action="store_true", help="Every active source.")
        which.add_argument("ids", nargs="*", type=int, default=[], metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CONTACT:
            raise CommandError(
                "nothing is fetched live before CONTACT is set: set it to an address or page of whoever runs this"
            )
        chosen = self._chosen(options)
        if not chosen:
            self.stdout.write("Nothing is due.")
        outcomes = []
        for place, source_id in enumerate(chosen, start=1):
            outcome = self._check(source_id, f"{place} of {len(chosen)}")
            if outcome:
                outcomes.append(outcome)
        failures = [f"{outcome.source}: {outcome.word}: {outcome.error}" for outcome in outcomes if outcome.is_failure]
        if failures:
            raise CommandError("\n".join(failures))

    def _chosen(self, options: dict[str, Any]) -> list[int]:
        if options["ids"]:
            known = set(Source.objects.filter(pk__in=options["ids"]).values_list("pk", flat=True))
            unknown = sorted(set(options["ids"]) - known)
            if unknown:
                raise CommandError(
                    f"there is no source {unknown[0]}; the console's Sources page lists them", returncode=2
                )
            return list(options["ids"])
        if options["all"]:
            return list(Source.objects.filter(is_active=True).values_list("pk", flat=True))
        return checks.due(timezone.now())

    def _check(self, source_id: int, place: str) -> Outcome | None:
        claimed = checks.claim(source_id, timezone.now())
        if claimed is None:
            self.stderr.write(f"source {source_id}: a worker is asking it now")
            return None
        source = claimed.source
        try:
            with progress_on(self.stderr, f"{place}: {source}") as progress:
                outcome = checks.check(claimed, progress=progress)
        except (Busy, NoContact) as error:
            return Outcome("busy", source.address, source.reader, error=str(error))
        self.stdout.write(line_of(outcome))
        return outcome
