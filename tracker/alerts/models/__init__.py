"""Who is told what, in three files: what people asked for, what goes to them, what operators hear."""

from tracker.alerts.models.deliveries import Delivery, DeliveryAttempt, DeliveryItem
from tracker.alerts.models.notices import OperatorNotice, StaleNotice
from tracker.alerts.models.outgoing import Outgoing, Result
from tracker.alerts.models.subscriptions import Subscription

__all__ = [
    "Delivery",
    "DeliveryAttempt",
    "DeliveryItem",
    "OperatorNotice",
    "Outgoing",
    "Result",
    "StaleNotice",
    "Subscription",
]
