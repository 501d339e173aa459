"""How messages reach people: one folder per channel, each a function from a message to how the attempt ended.

A channel tells apart what can succeed later (postponed), what never will (refused), and what waits until the address is
mended (suspended). It lets no exception through that it can name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.alerts import outbox
from tracker.alerts.alert import Alert
from tracker.alerts.channels import email, webhook
from tracker.alerts.digest import Digest
from tracker.alerts.outbox import Outcome, Waits


@dataclass(frozen=True)
class Channel:
    """Sends one message, and how long it waits after attempts that were postponed.

    Called again for the same message it must send what the other side can tell is the same.
    """

    send: Callable[[Alert | Digest], Outcome]
    waits: Waits


CHANNELS: dict[str, Channel] = {
    "email": Channel(email.send, outbox.RETRY_AFTER),
    "webhook": Channel(webhook.send, webhook.WAITS),
}
