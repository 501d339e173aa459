"""Programs that are told: the address of one, how it is doing, and what its owner hears when it is disabled."""

import secrets
from base64 import b64encode

from django.conf import settings
from django.db import models

from tracker.alerts.models.outgoing import Outgoing
from tracker.alerts.models.subscriptions import Subscription


def new_secret() -> str:
    """A secret to sign with, as Standard Webhooks writes it: 256 random bits in base64 behind `whsec_`."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


class Webhook(models.Model):
    """An address at which a program of a person receives what the subscriptions that name it ask for.

    The secret is kept as it is, for both sides sign with it. `failing_since` is the first failure that no accepted
    message followed; until `resting_until` nothing is sent, so that one that hangs holds up nobody.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        OFF = "off", "Switched off"
        DISABLED = "disabled", "Disabled"

    class Because(models.TextChoices):
        GONE = "gone", "It answered 410 Gone"
        FAILING = "failing", "It took nothing for five days"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=100, help_text="What it is for, e.g. the planning tool that listens there.")
    address = models.CharField(max_length=500, help_text="Where messages are posted to, e.g. https://example.org/hook.")
    secret = models.CharField(max_length=80, default=new_secret, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE, editable=False)
    disabled_because = models.CharField(max_length=7, choices=Because, blank=True, editable=False)
    disabled_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    resting_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    subscriptions = models.ManyToManyField(Subscription, blank=True, related_name="webhooks")

    class Meta:
        ordering = ["person", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                name="webhook_name_once",
                violation_error_message="You have a webhook of that name: choose another name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookNotice(Outgoing):
    """One mail to the owner of a webhook: it was disabled, because of what it answered."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhook_notices")
    because = models.CharField(max_length=7, choices=Webhook.Because)
    disabled_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    message = models.TextField(blank=True, help_text="What it answered last.")

    class Meta(Outgoing.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "disabled_at"], name="webhook_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.webhook} was disabled, to {self.person}"
