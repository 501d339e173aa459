"""What goes to whom: one delivery per person, channel, application or notice, and cause, with all its changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.alerts.models.outgoing import Outgoing, Result
from tracker.alerts.models.subscriptions import Subscription
from tracker.catalogue.models import Application, Change, Notice
from tracker.sources.models import Snapshot


class Delivery(Outgoing):
    """One message to one person about one application: all that one reading, or one person's entry, changed.

    Or about a notice; notices that state the same single application, as the patents of a product do, are told together
    as being about it.

    `first_change` makes it unique: a change is matched once, so the first of a group belongs to one delivery only.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
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
            models.UniqueConstraint(fields=["person", "channel", "first_change"], name="delivery_once"),
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

    Person and channel are repeated here so that the database itself refuses to tell anyone of a change twice.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="items")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=Delivery.Channel)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="told")
    subscriptions = models.ManyToManyField(Subscription, related_name="told")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "change"], name="told_once"),
        ]

    def __str__(self) -> str:
        return str(self.change)


class DeliveryAttempt(models.Model):
    """One attempt to send. One that has begun and never ended is a worker that died."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempt_log")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=9, choices=Result, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.started_at:%-d %b %Y %H:%M}: {self.get_result_display() or 'under way'}"
