"""Email addresses to which nothing is sent, because a mail server said that they do not work."""

from django.db import models
from django.db.models import Q


class SuspendedAddress(models.Model):
    """An address that was refused for good. What is for it waits, until somebody says that it works again.

    By address, not by person: two people may share one, and a corrected address is another one.
    """

    address = models.CharField(max_length=254, help_text="In lower case.")
    suspended_at = models.DateTimeField()
    answer = models.TextField(help_text="The server's words.")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "suspended addresses"
        ordering = ["-suspended_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=Q(lifted_at=None), name="address_suspended_once"),
        ]

    def __str__(self) -> str:
        return f"{self.address}, {self.suspended_at:%-d %b %Y}"
