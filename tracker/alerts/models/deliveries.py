"""What goes to whom: one delivery per person, way, application or notice, and cause; or one for several.

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


HAS_TOKEN = Q(token__gt="")  # nosec B106: no password


class Delivery(Outgoing):
    """One message to one person about one application: all that one reading, or one person's entry, changed.

    Or about a notice; notices that state the same single application, as the patents of a product do, are told together
    as being about it. A digest, and the message of a reading that changed many things, gathers changes of any number.

    There may be more subscriptions behind it than tokens fit into a link: it has a `token` of its own.

    `first_change` makes it unique: a change is matched once, so the first of a group belongs to one delivery only.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        WEBHOOK = "webhook", "Webhook"

    class Kind(models.TextChoices):
        ALERT = "alert", "Alert"
        READING = "reading", "Wide reading"
        DIGEST = "digest", "Digest"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    webhook = models.ForeignKey(Webhook, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.ALERT)
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    snapshot = models.ForeignKey(
        Snapshot,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The cause; empty: a person, or several readings.",
    )
    token = models.CharField(
        max_length=40,
        blank=True,
        editable=False,
        help_text="Stands for all its subscriptions in unsubscribe links.",
    )
    first_change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")

    class Meta(Outgoing.Meta):
        verbose_name_plural = "deliveries"
        ordering = ["-created_at", "-id"]
        constraints = [
            *_once("first_change", "delivery_once"),
            _has_its_way("delivery"),
            models.UniqueConstraint(fields=["token"], condition=HAS_TOKEN, name="delivery_by_token"),
            models.CheckConstraint(
                name="delivery_is_about_one_thing",
                condition=Q(kind="alert", application__isnull=False, notice__isnull=True)
                | Q(kind="alert", application__isnull=True, notice__isnull=False)
                | Q(kind__in=["reading", "digest"], channel="email", application__isnull=True, notice__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        about = self.application.number if self.application else str(self.notice)
        named = about if self.kind == self.Kind.ALERT else self.get_kind_display()
        return f"{named} to {self.person}, {self.created_at:%-d %b %Y}"

    @property
    def about(self) -> Application | Notice:
        """What an alert is about: an application, or a notice."""
        about = self.application or self.notice
        assert about is not None, "the database holds that an alert is about one thing"
        return about


class DeliveryItem(models.Model):
    """One change that is owed to a person: its delivery, and the subscriptions it is told for.

    One that waits for a digest has no delivery yet; it names the digest, and since when it waits. Person and way are
    repeated here so that the database itself refuses to tell anyone of a change twice.
    """

    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.CASCADE, related_name="items")
    digest = models.CharField(
        max_length=7,
        blank=True,
        choices=[(choice.value, choice.label) for choice in (Subscription.Cadence.DAILY, Subscription.Cadence.WEEKLY)],
        help_text="The digest that it waits for, or came with; empty: it went at once.",
    )
    waiting_since = models.DateTimeField(null=True)
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
            models.CheckConstraint(
                name="item_goes_or_waits",
                condition=Q(digest="", waiting_since__isnull=True, delivery__isnull=False)
                | Q(digest__in=["daily", "weekly"], waiting_since__isnull=False, channel="email"),
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(delivery__isnull=True), name="item_waiting"),
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
