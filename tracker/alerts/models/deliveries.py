"""What goes to whom: one delivery per person, way, application or notice, and cause, with all its changes.

A way is a channel, and for the channel `webhook` one of the person's webhooks.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.alerts.models.outgoing import Outgoing, Result
from tracker.alerts.models.subscriptions import Subscription
from tracker.alerts.models.webhooks import Webhook
from tracker.catalogue.models import Application, Change, Notice
from tracker.sources.models import Snapshot


def _once(what: str, name: str) -> tuple[models.UniqueConstraint, models.UniqueConstraint]:
    """Once per person and channel, and for webhooks once per webhook: a person may have several."""
    return (
        models.UniqueConstraint(fields=["person", "channel", what], condition=Q(webhook=None), name=name),
        models.UniqueConstraint(
            fields=["webhook", what], condition=Q(webhook__isnull=False), name=f"{name}_by_webhook"
        ),
    )


def _has_its_way(of: str) -> models.CheckConstraint:
    """What goes by webhook names one, and nothing else does."""
    by_webhook = Q(channel="webhook", webhook__isnull=False)
    otherwise = ~Q(channel="webhook") & Q(webhook=None)
    return models.CheckConstraint(name=f"{of}_has_its_way", condition=by_webhook | otherwise)


class Delivery(Outgoing):
    """One message to one person about one application: all that one reading, or one person's entry, changed.

    Or about a notice; notices that state the same single application, as the patents of a product do, are told together
    as being about it.

    `first_change` makes it unique: a change is matched once, so the first of a group belongs to one delivery only.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        WEBHOOK = "webhook", "Webhook"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    webhook = models.ForeignKey(Webhook, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    snapshot = models.ForeignKey(
        Snapshot, null=True, on_delete=models.PROTECT, related_name="+", help_text="The cause; empty: a person."
    )
    first_change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")

    class Meta(Outgoing.Meta):
        verbose_name_plural = "deliveries"
        ordering = ["-created_at", "-id"]
        constraints = [
            *_once("first_change", "delivery_once"),
            _has_its_way("delivery"),
            models.CheckConstraint(
                name="delivery_is_about_one_thing",
                condition=Q(application__isnull=False, notice__isnull=True)
                | Q(application__isnull=True, notice__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        named = self.application.number if self.application else str(self.notice)
        return f"{named} to {self.person}, {self.created_at:%-d %b %Y}"

    @property
    def about(self) -> Application | Notice:
        """What it is about: an application, or a notice."""
        about = self.application or self.notice
        assert about is not None, "the database holds that it is about one thing"
        return about


class DeliveryItem(models.Model):
    """One change in a delivery, and the subscriptions it is told for.

    Person and way are repeated here so that the database itself refuses to tell anyone of a change twice.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="items")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=Delivery.Channel)
    webhook = models.ForeignKey(Webhook, null=True, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="told")
    subscriptions = models.ManyToManyField(Subscription, related_name="told")

    class Meta:
        ordering = ["id"]
        constraints = [
            *_once("change", "told_once"),
            _has_its_way("item"),
        ]

    def __str__(self) -> str:
        return str(self.change)


class DeliveryAttempt(models.Model):
    """One attempt to send. One that has begun and never ended is a worker that died.

    `status` is the code that the other side answered with, of HTTP or SMTP; `took` how long it was waited for.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempt_log")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=9, choices=Result, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    took = models.DurationField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.started_at:%-d %b %Y %H:%M}: {self.get_result_display() or 'under way'}"
