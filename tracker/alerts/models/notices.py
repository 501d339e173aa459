"""What is told about sources: to operators that one broke or recovered, to subscribers that one is stale."""

from django.conf import settings
from django.db import models

from tracker.alerts.models.outgoing import Outgoing
from tracker.sources.models import Source


class OperatorNotice(Outgoing):
    """One mail to one operator about one source. It keeps what it says: when it leaves, the source may be well."""

    class Kind(models.TextChoices):
        FAILURE = "failure", "Failure"
        RECOVERY = "recovery", "Recovery"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind)
    failure = models.CharField(max_length=20, help_text="The kind of failure, or the one that is over.")
    message = models.TextField(blank=True)
    since = models.DateTimeField(help_text="Since when it failed; for a recovery: when the failure was told.")
    recipient = models.EmailField()

    class Meta(Outgoing.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "failure", "since", "recipient"], name="notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.source} to {self.recipient}"


class StaleNotice(Outgoing):
    """One mail to one subscriber: a source that they depend on has not been read since a moment."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="stale_notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stale_notices")
    since = models.DateTimeField(help_text="When the source was last read.")

    class Meta(Outgoing.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "person", "since"], name="stale_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} is stale, to {self.person}"
