"""What feed readers and calendar programs fetch: the private addresses, and what the calendars have shown."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tracker.catalogue.models import Application


def new_nonce() -> str:
    """128 random bits, without the full stop that stands before the signature in an address."""
    return secrets.token_urlsafe(16)


class PrivateAddress(models.Model):
    """An address at which a program reads a feed of one person without signing in: one per person and feed.

    `nonce` is the half of its key that is kept; the other half is made of it with SECRET_KEY
    (`alerts.private_addresses`). A new nonce closes the address that was given out before; without a row there is none.
    """

    class Feed(models.TextChoices):
        CHANGES = "changes", "Changes, for feed readers"
        CALENDAR = "calendar", "Dates, for calendars"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="private_addresses")
    feed = models.CharField(max_length=8, choices=Feed)
    nonce = models.CharField(max_length=40, unique=True, default=new_nonce, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "private addresses"
        ordering = ["person", "feed"]
        constraints = [models.UniqueConstraint(fields=["person", "feed"], name="private_address_once")]

    def __str__(self) -> str:
        return f"{self.get_feed_display()}, of {self.person}"


class CalendarChoice(models.Model):
    """What a person wants of their calendar. Without a row all of it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_choice")
    reminds_a_week_before = models.BooleanField("Remind me a week before, at 9:00", default=True)
    reminds_a_day_before = models.BooleanField("Remind me the day before, at 9:00", default=True)
    has_meetings = models.BooleanField("With the meetings of committees", default=True)

    def __str__(self) -> str:
        return f"Calendar of {self.person}"


class CalendarEvent(models.Model):
    """An event as calendars last showed it, so that they can be told when it moves or is taken back.

    It is of an application or of a committee, and the same for everybody. `sequence` counts the changes of its days,
    title and standing (RFC 5545, 3.8.7.4), `revised_at` is when the last of them was shown first.
    """

    uid = models.CharField(max_length=80, unique=True)
    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="calendar_events")
    committee = models.CharField(max_length=200, blank=True, db_index=True)
    title = models.CharField(max_length=300)
    first_day = models.DateField()
    last_day = models.DateField()
    is_cancelled = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField()

    class Meta:
        ordering = ["first_day", "uid"]
        constraints = [
            models.CheckConstraint(name="calendar_event_has_days", condition=Q(first_day__lte=F("last_day"))),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.first_day:%-d %b %Y}"
