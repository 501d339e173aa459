"""`manage.py deliver`: match and send what is pending, as the worker does."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.alerts import noise, stale, webhooks
from tracker.alerts.digests import make_digests
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Result
from tracker.alerts.operators import due_notices, send_notice, tell_operators
from tracker.alerts.outbox import Outcome
from tracker.alerts.sending import due_deliveries, send_delivery

UNSENT = (Result.POSTPONED, Result.REFUSED, Result.SUSPENDED)


class Command(BaseCommand):
    help = "Match new changes with subscriptions and send what is due. Exit code 1 if something could not be sent."

    def handle(self, *args: Any, **options: Any) -> None:
        matched = match_changes()
        made = (*matched.deliveries, *make_digests())
        noise.watch()
        tell_operators()
        deliveries = self._send("delivery", due_deliveries(), send_delivery)
        notices = self._send("operator notice", due_notices(), send_notice)
        notices += self._send("webhook notice", webhooks.due_notices(), webhooks.send_notice)
        stale.tell_subscribers()
        notices += self._send("stale notice", stale.due_notices(), stale.send_notice)
        self.stdout.write(
            f"Changes matched: {matched.changes}. Deliveries made: {len(made)}."
            f" Deliveries sent: {_in_words(deliveries)}. Notices sent: {_in_words(notices)}."
        )
        unsent = sum((deliveries + notices)[result] for result in UNSENT)
        if unsent:
            raise CommandError(f"{unsent} could not be sent: see Deliveries and the notices for what to do.")

    def _send(self, name: str, ids: Iterable[int], send: Callable[[int], Outcome | None]) -> Counter[Result]:
        """Send each; what another worker has taken meanwhile is not counted."""
        results: Counter[Result] = Counter()
        for row_id in ids:
            if outcome := send(row_id):
                results[outcome.result] += 1
                self.stderr.write(f"{name} {row_id}: {outcome.result.label.lower()}: {outcome.answer}")
        return results


def _in_words(results: Counter[Result]) -> str:
    """`2 accepted, 1 refused`, or `none`."""
    return ", ".join(f"{count} {result.label.lower()}" for result, count in results.items()) or "none"
