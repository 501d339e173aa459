"""What is watched and what it said: sources, and the snapshots taken of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Source(models.Model):
    """An address that is read again and again, and how that is going.

    Due times, leases and failures are rows, not messages: a broker that vanishes loses nothing. `failure` is the
    kind of the present failure (`drifted`, `blocked`, `unreadable`, `gone`, `unreachable`, `too-large`), empty while
    all is well; `failure_told_at` is when the operators heard of it, so that they hear once until it recovers.
    """

    address = models.URLField(max_length=500, unique=True)
    title = models.CharField(max_length=200, blank=True)
    reader = models.CharField(
        max_length=80, help_text="The reader that understands this source, e.g. ema.medicine_page."
    )
    application_number = models.CharField(max_length=40, blank=True, help_text="The application a document is about.")
    is_active = models.BooleanField(default=True)
    interval = models.DurationField(null=True, blank=True, help_text="How often to check; empty: only by hand.")
    due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)

    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="Last time all went well.")
    failure = models.CharField(max_length=20, blank=True, editable=False)
    failure_message = models.TextField(blank=True, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    failure_count = models.PositiveIntegerField(default=0, editable=False)
    failure_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_failure = models.CharField(
        max_length=20, blank=True, editable=False, help_text="The kind of failure that the operators were last told of."
    )

    class Meta:
        ordering = ["address"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(is_active=True), name="source_due"),
        ]

    def __str__(self) -> str:
        return self.title or self.address


class Snapshot(models.Model):
    """What a source said at one moment: the address of the archived bytes, and how reading them ended.

    Bytes that come again at once extend `last_seen`; bytes that come back after others make a snapshot of their own, so
    that snapshots in order of `retrieved_at` tell the source's history.
    """

    class Outcome(models.TextChoices):
        PENDING = "pending", "Not read yet"
        READ = "read", "Read"
        OLDER = "older", "Older than what is known"
        DRIFTED = "drifted", "The page has changed"
        BLOCKED = "blocked", "Blocked"
        UNREADABLE = "unreadable", "Unreadable"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(help_text="Bytes, uncompressed.")
    address = models.URLField(max_length=500, help_text="Where the bytes came from, after redirects.")
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status; empty for a file given by hand.")
    is_reconstructed = models.BooleanField(
        default=False, help_text="The bytes are reconstructed for demonstration and are not the authority's own."
    )
    application_number = models.CharField(
        max_length=40, blank=True, help_text="The application that whoever gave the bytes says they are about."
    )
    headers = models.JSONField(default=list, help_text="Response headers as pairs, in order.")
    retrieved_at = models.DateTimeField()
    last_seen = models.DateTimeField()
    archived_at = models.DateTimeField(default=timezone.now, editable=False, help_text="Order of arrival.")
    reader = models.CharField(max_length=80, blank=True)
    reader_version = models.PositiveSmallIntegerField(null=True)
    content = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text="Digest of what the reader can see in the bytes; empty where it does not say.",
    )
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.PENDING)
    scope = models.CharField(
        max_length=5, blank=True, editable=False, help_text="Whether it was read as a whole list or as a part of one."
    )
    read_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True, help_text="Why it could not be read.")
    summary = models.JSONField(default=dict, help_text="What the reading brought: counts, held columns, warnings.")

    class Meta:
        ordering = ["-retrieved_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "retrieved_at", "sha256"], name="snapshot_once"),
        ]
        indexes = [
            models.Index(fields=["source", "-retrieved_at"], name="snapshot_latest"),
            models.Index(fields=["archived_at"], condition=Q(outcome="pending"), name="snapshot_unread"),
            models.Index(fields=["reader", "scope", "last_seen"], name="snapshot_of_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.source} of {self.retrieved_at:%-d %b %Y %H:%M}"


class HostPace(models.Model):
    """When a host may be asked next: one pace for all workers, claimed by compare-and-set."""

    host = models.CharField(max_length=200, unique=True)
    free_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.host


class RobotsFile(models.Model):
    """A host's robots.txt as it was fetched, shared by all workers; empty where the host has none."""

    site = models.CharField(max_length=200, unique=True, help_text="Scheme and host.")
    text = models.TextField(blank=True)
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.site


class Lease(models.Model):
    """Who may do a thing that only one may do at a time, and until when: a dead worker's lease runs out by itself."""

    name = models.CharField(max_length=200, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
