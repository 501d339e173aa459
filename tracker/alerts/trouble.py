"""What a person has to mend before they are told again."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.alerts import suspensions
from tracker.alerts.models import SuspendedAddress, Webhook
from tracker.people.models import User


@dataclass(frozen=True)
class Trouble:
    """An address that a mail server refused, and webhooks that were disabled; both may be nothing."""

    suspended: SuspendedAddress | None
    disabled: Sequence[Webhook]


def trouble_of(person: User) -> Trouble:
    """Two queries."""
    disabled = Webhook.objects.filter(person=person, state=Webhook.State.DISABLED)
    return Trouble(suspensions.of(person.email) if person.email else None, list(disabled))
