"""Email: an alert or a digest as text and HTML, with one-click unsubscribe."""

from tracker.alerts.channels.email.messages import (
    message_of_alert,
    message_of_digest,
    message_of_disabling,
    message_of_notice,
    message_of_stale_notice,
)
from tracker.alerts.channels.email.posting import post, send

__all__ = [
    "message_of_alert",
    "message_of_digest",
    "message_of_disabling",
    "message_of_notice",
    "message_of_stale_notice",
    "post",
    "send",
]
