"""Who works here."""

import zoneinfo

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


def validate_time_zone(name: str) -> None:
    """Refuse what is not the name of a time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"{name!r} is not a time zone; write it like Europe/Paris.")


class User(AbstractUser):
    """A person who signs in, with the zone in which times are shown to them."""

    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text="Times are shown in this zone, e.g. Europe/Paris.",
    )

    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)


class ApiToken(models.Model):
    """A key with which a program acts as a person. Only its digest is kept: see `people.tokens`.

    `ending` is the end of the token, by which its owner tells it from others. One that is revoked stays, as a record.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="What it is for, e.g. the dashboard that uses it.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ending = models.CharField(max_length=4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "API token"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], condition=Q(revoked_at=None), name="token_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (…{self.ending})"
