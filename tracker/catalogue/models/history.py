"""How what is known changed: append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.catalogue.models.notices import Notice
from tracker.catalogue.models.procedures import Application
from tracker.sources.models import Snapshot


class Change(models.Model):
    """What changed from what to what, when it was seen, and what caused it: a snapshot, or a person and a reason.

    It is of an application or of a notice. Never edited, but for `matched_at`, which says that subscriptions have been
    looked up. `subject` says what kind of thing changed; `field` is the field's name, the kind of a step or of a new
    notice, or `document`; `item` tells one step or document from another. `before` is null where nothing was known.
    `alerting` says that the rules let it leave.
    """

    class Subject(models.TextChoices):
        APPLICATION = "application", "Application"
        PROCEDURE = "procedure", "Procedure"
        STEP = "step", "Step"
        DOCUMENT = "document", "Document"
        NOTICE = "notice", "Notice"

    class Significance(models.TextChoices):
        CRITICAL = "critical", "Critical"
        MAJOR = "major", "Major"
        MINOR = "minor", "Minor"
        NOISE = "noise", "Noise"

    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    notice = models.ForeignKey(
        Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="changes", db_index=False
    )
    procedure = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=12, choices=Subject)
    field = models.CharField(max_length=60)
    item = models.CharField(max_length=500, blank=True)
    # Null is "nothing was known", which is not the same as an empty text.
    before = models.TextField(null=True)  # noqa: DJ001
    after = models.TextField(null=True)  # noqa: DJ001
    origin = models.CharField(max_length=60)
    significance = models.CharField(max_length=8, choices=Significance)
    alerting = models.BooleanField()
    is_correction = models.BooleanField(default=False, help_text="The authority corrected a date of the past.")
    seen_at = models.DateTimeField(help_text="When the source was retrieved, or the person spoke.")
    recorded_at = models.DateTimeField(auto_now_add=True)
    snapshot = models.ForeignKey(Snapshot, null=True, on_delete=models.PROTECT, related_name="changes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    matched_at = models.DateTimeField(null=True, editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "application", "procedure", "subject", "field", "item"],
                condition=Q(person_name=""),
                name="change_once_per_snapshot",
            ),
            models.UniqueConstraint(
                fields=["snapshot", "notice", "field", "item"],
                condition=Q(person_name="", notice__isnull=False),
                name="notice_change_once_per_snapshot",
            ),
            models.CheckConstraint(
                name="change_is_of_one_thing",
                condition=Q(application__isnull=False, notice__isnull=True)
                | Q(application__isnull=True, notice__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(alerting=True, matched_at=None), name="change_unmatched"),
            models.Index(fields=["application", "-seen_at"], name="change_of_application"),
            models.Index(fields=["notice", "-seen_at"], name="change_of_notice"),
            models.Index(fields=["-seen_at", "-id"], name="change_latest"),
        ]

    def __str__(self) -> str:
        named = self.application.number if self.application else str(self.notice)
        return f"{named} {self.field}: {self.before} → {self.after}"

    @property
    def about(self) -> Application | Notice:
        """What changed: an application, or a notice."""
        about = self.application or self.notice
        assert about is not None, "the database holds that it is of one thing"
        return about
