"""Who is told what: what people asked for, by which ways, what goes to them, what they fetch, what operators hear."""

from tracker.alerts.models.deliveries import Delivery, DeliveryAttempt, DeliveryItem
from tracker.alerts.models.feeds import CalendarChoice, CalendarEvent, PrivateAddress
from tracker.alerts.models.notices import Damping, OperatorNotice, StaleNotice
from tracker.alerts.models.outgoing import Outgoing, Result
from tracker.alerts.models.subscriptions import Subscription
from tracker.alerts.models.suspensions import SuspendedAddress
from tracker.alerts.models.webhooks import Webhook, WebhookNotice

__all__ = [
    "CalendarChoice",
    "CalendarEvent",
    "Damping",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryItem",
    "OperatorNotice",
    "Outgoing",
    "PrivateAddress",
    "Result",
    "StaleNotice",
    "Subscription",
    "SuspendedAddress",
    "Webhook",
    "WebhookNotice",
]
