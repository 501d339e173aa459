"""What is told about sources: to operators that one broke, is noisy or recovered, to subscribers that one is stale."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.alerts.models.outgoing import Outgoing
from tracker.sources.models import Source


class OperatorNotice(Outgoing):
    """One mail to one operator about one source. It keeps what it says: when it leaves, the source may be well."""

    class Kind(models.TextChoices):
        FAILURE = "failure", "Failure"
        RECOVERY = "recovery", "Recovery"
        NOISE = "noise", "Noise"
        CALM = "calm", "Calm"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind)
    failure = models.CharField(
        max_length=20, blank=True, help_text="The kind of failure, or the one that is over; empty: noise."
    )
    message = models.TextField(blank=True)
    since = models.DateTimeField(help_text="Since when; for a recovery: when the failure was told.")
    recipient = models.EmailField()

    class Meta(Outgoing.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "failure", "since", "recipient"], name="notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.source} to {self.recipient}"


class Damping(models.Model):
    """A time in which a source is noisy: its changes that are not critical wait for digests (see `alerts.noise`)."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="dampings")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    changes = models.PositiveIntegerField(help_text="Alerting changes in the day before it began.")
    usual = models.FloatField(help_text="Alerting changes a day before that.")
    bound = models.PositiveIntegerField(help_text="More than so many changes a day are noise.")

    class Meta:
        ordering = ["-began_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=Q(ended_at__isnull=True), name="damped_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.began_at:%-d %b %Y}"


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
