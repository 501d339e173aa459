"""What every row that leaves the house has: a state, a lease, and when to try again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Result(models.TextChoices):
    """How one attempt ended."""

    ACCEPTED = "accepted", "Accepted"
    POSTPONED = "postponed", "To be tried again"
    REFUSED = "refused", "Refused"
    SUSPENDED = "suspended", "Kept: the address does not work"
    UNWANTED = "unwanted", "No longer wanted"
    LOST = "lost", "Broken off: the worker died"


class Outgoing(models.Model):
    """A message that must leave once. The row, not a queue, remembers that it is due (see `alerts.outbox`)."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "No longer wanted"

    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Since it was last put in the queue.")
    next_attempt_at = models.DateTimeField(default=timezone.now, help_text="Not before this moment, while pending.")
    leased_until = models.DateTimeField(null=True, help_text="Until when a worker holds it, while it is being sent.")
    answer = models.TextField(blank=True, help_text="What the other side said last.")
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, help_text="When it was sent, or given up.")

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state__in=["pending", "sending"]), name="%(class)s_unfinished"
            ),
        ]
