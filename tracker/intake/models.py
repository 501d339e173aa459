"""What waits for a person, and what people decided: replayed, in order, by `rebuild`."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tracker.sources.models import Snapshot, Source


class Hold(models.Model):
    """A change of a table that may not be a change of the medicines: kept back until a person releases or dismisses it.

    There is one open hold per origin, reason and column; later readings update it.
    """

    class Reason(models.TextChoices):
        COLUMN_WIDE = "column-wide", "Most rows of a column would change"
        NEW_WORD = "new-word", "Many rows would move to a word never used before"
        REMOVALS = "removals", "A large share of the rows is missing"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        RELEASED = "released", "Released"
        DISMISSED = "dismissed", "Dismissed"

    origin = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True, help_text="The column; empty for removals.")
    reason = models.CharField(max_length=12, choices=Reason)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="holds")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="holds", help_text="What opened it.")
    rows = models.PositiveIntegerField(default=0, help_text="How many rows it keeps back.")
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_by_name = models.CharField(max_length=150, blank=True)
    closing_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "field"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "field", "reason"], condition=Q(state="open"), name="one_open_hold_per_column"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.field or 'rows'} ({self.rows})"


class HeldValue(models.Model):
    """One row's value that is kept back: `before` stands, `after` is what the source says.

    Values of a dismissed hold stay until the source says something else again. For removals both are empty.
    """

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="values")
    key = models.CharField(max_length=500)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["hold", "key"], name="held_once")]
        indexes = [models.Index(fields=["key"], name="held_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.before} → {self.after}"


class Decision(models.Model):
    """What a person decided, by natural key: the machine repeats it, in order, when it starts over."""

    class Kind(models.TextChoices):
        RELEASE = "release", "Released a hold"
        DISMISS = "dismiss", "Dismissed a hold"
        LINK = "link", "Linked an application to a product"
        UNLINK = "unlink", "Undid a link"
        DECLINE = "decline", "Declined a link that was offered"
        OFFER = "offer", "Let a declined link be offered again"

    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.JSONField(help_text="The natural key of what was decided about.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=150)
    reason = models.TextField()
    decided_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False, help_text="Order of arrival.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"


class DeclinedLink(models.Model):
    """Two applications of which a person said that they are not one product: the link is not offered any more.

    Made of decisions. Each pair stands in both directions, so that it is found from either side.
    """

    number = models.CharField(max_length=40)
    other = models.CharField(max_length=40)
    person_name = models.CharField(max_length=150)
    reason = models.TextField()
    declined_at = models.DateTimeField()

    class Meta:
        ordering = ["number", "other"]
        constraints = [models.UniqueConstraint(fields=["number", "other"], name="declined_once")]

    def __str__(self) -> str:
        return f"{self.number} is not {self.other}"


class Underway(models.Model):
    """What a worker is doing with a snapshot, and how far it is; the row is there only while it works.

    A worker that dies leaves it behind with an old `told_at`, until another takes the snapshot up.
    """

    snapshot = models.OneToOneField(Snapshot, on_delete=models.CASCADE, related_name="underway")
    phase = models.CharField(max_length=12)
    done = models.PositiveIntegerField(default=0, help_text="Rows that are written.")
    of = models.PositiveIntegerField(default=0, help_text="Rows that are to be written; 0 before that is known.")
    started_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "underway"

    def __str__(self) -> str:
        return f"{self.snapshot_id}: {self.phase}, {self.done} of {self.of}"
