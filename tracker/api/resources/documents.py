"""Documents of applications, with their language versions."""

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from tracker.api.fields import AttributionField, Row, YesField
from tracker.api.filters import ApplicationFilter, DayFilter, IdFilter, YesFilter
from tracker.api.views import ReadOnlyResource
from tracker.catalogue.models import Document, DocumentFile


class FileSerializer(Row):
    """One language version of a document."""

    class Meta:
        model = DocumentFile
        fields = ("language", "address", "size", "format", "first_published", "last_updated")


class DocumentSerializer(Row):
    """One reference with its language versions."""

    application = serializers.CharField(source="application.number", help_text="The application's number.")
    procedure = serializers.CharField(
        source="procedure.slug", default=None, allow_null=True, help_text="The procedure's slug, if it belongs to one."
    )
    cleared = YesField(source="is_cleared", help_text="No longer listed by the source.")
    reconstructed = YesField(source="application.is_reconstructed")
    files = FileSerializer(many=True)
    attribution = AttributionField(source="application.authority")

    class Meta:
        model = Document
        fields = (
            "id",
            "application",
            "application_id",
            "procedure",
            "procedure_id",
            "title",
            "type",
            "reference",
            "status",
            "address",
            "first_published",
            "last_updated",
            "cleared",
            "reconstructed",
            "first_seen",
            "files",
            "attribution",
        )


class DocumentFilters(django_filters.FilterSet):
    application = ApplicationFilter(procedure="procedure__slug")
    product = IdFilter(field_name="application__product", label="The id of the product.")
    procedure = django_filters.CharFilter(
        field_name="procedure__slug", max_length=60, label="The procedure's slug: initial, II/0029, SUPPL-9."
    )
    type = django_filters.CharFilter(max_length=80, label="The authority's word, e.g. withdrawal-report.")
    reference = django_filters.CharFilter(max_length=120, label="The whole reference, e.g. EMEA/599866/2007.")
    language = django_filters.CharFilter(method="written_in", max_length=8, label="Has a version in it, e.g. bg.")
    published_from = DayFilter(
        field_name="first_published", lookup_expr="gte", label="First published on this day or later."
    )
    published_to = DayFilter(
        field_name="first_published", lookup_expr="lte", label="First published on this day or before."
    )
    cleared = YesFilter(field_name="is_cleared", label="Whether the source no longer lists it.")

    def written_in(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Documents with a version in that language."""
        return rows.filter(pk__in=DocumentFile.objects.filter(language=value.lower()).values("document"))


class Documents(ReadOnlyResource):
    """Documents: one reference with its language versions."""

    queryset = Document.objects.select_related("application", "procedure").prefetch_related("files")
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilters
