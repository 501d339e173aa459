"""What is watched, and what it said: sources, snapshots, and their bytes."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from tracker.api.fields import Row, YesField
from tracker.api.filters import IdFilter, MomentFilter, NumberFilter, WordFilter, YesFilter
from tracker.api.views import ReadOnlyResource
from tracker.catalogue.models import Observation
from tracker.search.finder import find_number
from tracker.sources import archive
from tracker.sources.models import Snapshot, Source


class SourceSerializer(Row):
    """An address that is watched. `failure` is empty while all is well."""

    application = serializers.CharField(source="application_number", help_text="The application a document is about.")
    active = YesField(source="is_active")
    interval = serializers.DurationField(
        format="iso-8601", allow_null=True, help_text="How often it is checked; null: only by hand."
    )

    class Meta:
        model = Source
        fields = (
            "id",
            "address",
            "title",
            "reader",
            "application",
            "active",
            "interval",
            "due_at",
            "checked_at",
            "read_at",
            "failure",
            "failure_message",
            "failing_since",
        )


class SourceFilters(django_filters.FilterSet):
    address = django_filters.CharFilter(max_length=500, label="The whole address.")
    reader = django_filters.CharFilter(max_length=80, label="e.g. ema.medicine_page.")
    active = YesFilter(field_name="is_active", label="Whether it is watched.")
    failing = YesFilter(method="in_trouble", label="Whether reading it fails at present.")

    def in_trouble(self, rows: QuerySet[Source], name: str, value: bool) -> QuerySet[Source]:
        """Sources that fail, or those that do not."""
        return rows.exclude(failure="") if value else rows.filter(failure="")


class Sources(ReadOnlyResource):
    """Addresses that are read again and again, and how that is going."""

    queryset = Source.objects.all()
    serializer_class = SourceSerializer
    filterset_class = SourceFilters


class SnapshotSerializer(Row):
    """What a source said at one moment. `address` is where the bytes came from, after redirects."""

    source = serializers.CharField(source="source.address", help_text="The address of the source.")  # type: ignore[assignment]
    reconstructed = YesField(source="is_reconstructed", help_text="The bytes are not the authority's own.")

    class Meta:
        model = Snapshot
        fields = (
            "id",
            "source",
            "source_id",
            "address",
            "sha256",
            "size",
            "status",
            "retrieved_at",
            "last_seen",
            "archived_at",
            "reader",
            "reader_version",
            "outcome",
            "read_at",
            "message",
            "reconstructed",
        )


class SnapshotDetailSerializer(SnapshotSerializer):
    """A snapshot with the headers of its response."""

    headers = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        help_text="Response headers as pairs, in order.",
    )

    class Meta(SnapshotSerializer.Meta):
        fields = (*SnapshotSerializer.Meta.fields, "headers")  # type: ignore[assignment]


class SnapshotFilters(django_filters.FilterSet):
    source = IdFilter(field_name="source", label="The id of the source.")
    application = NumberFilter(method="about", label="Those that records about this application were read from.")
    sha256 = django_filters.CharFilter(max_length=64, lookup_expr="iexact", label="The digest of the bytes.")
    outcome = WordFilter(choices=Snapshot.Outcome.choices)
    reconstructed = YesFilter(field_name="is_reconstructed", label="Made for demonstration, or the authority's own.")
    since = MomentFilter(field_name="retrieved_at", lookup_expr="gte", label="Retrieved then or later.")
    until = MomentFilter(field_name="retrieved_at", lookup_expr="lt", label="Retrieved before then.")

    def about(self, rows: QuerySet[Snapshot], name: str, value: str) -> QuerySet[Snapshot]:
        """Snapshots in which something was read about the application."""
        meant = find_number(value).one
        if meant is None:
            return rows.none()
        return rows.filter(pk__in=Observation.objects.filter(application_number=meant.number).values("snapshot"))


class BytesRenderer(JSONRenderer):
    """Bytes as they are; an error is JSON all the same."""

    media_type = "application/octet-stream"
    format = "bin"
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """What the view gave."""
        return data if isinstance(data, bytes) else super().render(data, *args, **kwargs)


class DownloadThrottle(UserRateThrottle):
    """Bodies are unpacked in memory, so fewer of them a minute than of other answers."""

    scope = "download"
    rate = "120/min"


class Snapshots(ReadOnlyResource):
    """What sources said, the last archived first."""

    queryset = Snapshot.objects.select_related("source").defer("headers", "summary")
    detail_queryset = Snapshot.objects.select_related("source").defer("summary")
    serializer_class = SnapshotSerializer
    detail_serializer_class = SnapshotDetailSerializer
    filterset_class = SnapshotFilters
    newest_first = True

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(
        detail=True,
        url_path="bytes",
        renderer_classes=[BytesRenderer, JSONRenderer],
        throttle_classes=[AnonRateThrottle, UserRateThrottle, DownloadThrottle],
    )
    def body(self, request: Request, pk: str) -> Response:
        """The bytes exactly as they were received, as a download that no browser renders."""
        snapshot = self.get_object()
        try:
            body = archive.load(snapshot.sha256)
        except archive.NotArchived as missing:
            raise NotFound("The archive does not hold these bytes, or they are damaged.") from missing
        return Response(
            body,
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{snapshot.sha256[:16]}.bin"',
                "X-Content-Type-Options": "nosniff",
            },
        )
