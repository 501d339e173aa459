"""Webhooks: an alert as signed JSON, posted to a program's address."""

from tracker.alerts.channels.webhook.guarded import Refused, check
from tracker.alerts.channels.webhook.posting import WAITS, send, try_out

__all__ = ["WAITS", "Refused", "check", "send", "try_out"]
