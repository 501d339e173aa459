"""The admin pages of sources: what is watched, and the snapshots taken of it."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from tracker.people.admin_bases import EveryValue, MachineMade, QuickList
from tracker.sources.models import Snapshot, Source


@admin.register(Source)
class SourceAdmin(QuickList):
    """What is watched. How it is going is the machine's to say; what to watch and how often is a person's."""

    list_display = ("__str__", "reader", "is_active", "interval", "due_at", "read_at", "failure", "failing_since")
    list_filter = (("reader", EveryValue), "is_active", ("failure", EveryValue))
    search_fields = ("address", "title", "application_number")
    readonly_fields = ("checked_at", "read_at", "failure", "failing_since", "failure_count", "failure_message")
    fieldsets = (
        (None, {"fields": ("address", "title", "reader", "application_number")}),
        ("When", {"fields": ("is_active", "interval", "due_at")}),
        ("How it is going", {"fields": readonly_fields}),
    )

    def view_on_site(self, source: Source) -> str:
        """The page with the source's health and its snapshots."""
        return reverse("console:source", args=[source.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A source is switched off, never deleted: its snapshots are evidence."""
        return False


@admin.register(Snapshot)
class SnapshotAdmin(MachineMade):
    """What sources said, and how reading it ended."""

    list_display = ("source", "retrieved_at", "last_seen", "outcome", "reader", "size", "sha256")
    list_filter = ("outcome", ("reader", EveryValue), "is_reconstructed")
    list_select_related = ("source",)
    search_fields = ("sha256", "address", "source__title")

    def view_on_site(self, snapshot: Snapshot) -> str:
        """The page with the archived text and the exact bytes."""
        return reverse("console:snapshot", args=[snapshot.pk])
