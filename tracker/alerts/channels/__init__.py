"""How messages reach people: one folder per channel, each a function from an alert to how the attempt ended.

A channel tells apart what can succeed later (postponed) from what never will (refused), and lets no exception through
that it can name.
"""

from typing import Protocol

from tracker.alerts.alert import Alert
from tracker.alerts.channels import email
from tracker.alerts.outbox import Outcome


class Channel(Protocol):
    """Sends one alert. Called again for the same alert it must send what the other side can tell is the same."""

    def __call__(self, alert: Alert) -> Outcome: ...


CHANNELS: dict[str, Channel] = {"email": email.send}
