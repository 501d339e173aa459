"""What changed, when it was seen, and what caused it."""

import django_filters
from django.db.models import Q, QuerySet
from rest_framework import serializers

from tracker.api.fields import AttributionField, MomentField, Row, YesField
from tracker.api.filters import ApplicationFilter, IdFilter, MomentFilter, WordFilter, WordsFilter, YesFilter
from tracker.api.views import ReadOnlyResource
from tracker.catalogue.models import Application, Change


class ChangeSerializer(Row):
    """What changed from what to what, of an application or of a notice. `before` is null where nothing was known."""

    application = serializers.CharField(
        source="application.number", default=None, allow_null=True, help_text="Its number; null: a notice changed."
    )
    notice = serializers.CharField(
        source="notice.key", default=None, allow_null=True, help_text="Its key; null: an application changed."
    )
    correction = YesField(source="is_correction", help_text="The authority corrected a date of the past.")
    snapshot = serializers.IntegerField(source="snapshot_id", allow_null=True, help_text="The cause; null: a person.")
    source = serializers.CharField(source="snapshot.source.address", default=None, allow_null=True)  # type: ignore[assignment]
    sha256 = serializers.CharField(source="snapshot.sha256", default=None, allow_null=True)
    retrieved_at = MomentField(source="snapshot.retrieved_at", default=None, allow_null=True)
    person = serializers.CharField(source="person_name", help_text="Who entered or decided it; empty: nobody.")
    reconstructed = serializers.SerializerMethodField(help_text="Not of the authority's own bytes.")
    attribution = AttributionField(source="about.authority")

    def get_reconstructed(self, change: Change) -> bool:
        """Whether the application, or the page that caused it, was made for demonstration."""
        return change.about.is_reconstructed or bool(change.snapshot and change.snapshot.is_reconstructed)

    class Meta:
        model = Change
        fields = (
            "id",
            "application",
            "application_id",
            "notice",
            "notice_id",
            "procedure",
            "subject",
            "field",
            "item",
            "before",
            "after",
            "origin",
            "significance",
            "alerting",
            "correction",
            "seen_at",
            "recorded_at",
            "snapshot",
            "source",
            "sha256",
            "retrieved_at",
            "person",
            "reason",
            "reviewed_at",
            "reconstructed",
            "attribution",
        )


class ChangeFilters(django_filters.FilterSet):
    application = ApplicationFilter(procedure="procedure")
    notice = IdFilter(field_name="notice", label="The id of the notice.")
    authority = WordFilter(choices=Application.Authority.choices, method="at")
    product = IdFilter(field_name="application__product", label="The id of the product.")
    procedure = django_filters.CharFilter(max_length=60, label="The procedure's slug.")
    subject = WordFilter(choices=Change.Subject.choices)
    field = django_filters.CharFilter(max_length=60, label="The field, or the kind of the step.")
    significance = WordsFilter(
        choices=Change.Significance.choices, label="One or several. Noise comes only when it is asked for."
    )
    alerting = YesFilter(field_name="alerting", label="Whether the rules let it leave.")
    since = MomentFilter(field_name="seen_at", lookup_expr="gte", label="Seen then or later.")
    until = MomentFilter(field_name="seen_at", lookup_expr="lt", label="Seen before then.")
    recorded_since = MomentFilter(
        field_name="recorded_at", lookup_expr="gte", label="Recorded then or later: what came in since one last asked."
    )

    def at(self, rows: QuerySet[Change], name: str, value: str) -> QuerySet[Change]:
        """Of an authority's applications and notices."""
        return rows.filter(Q(application__authority=value) | Q(notice__authority=value))

    def filter_queryset(self, rows: QuerySet[Change]) -> QuerySet[Change]:
        """What is asked for, noise left out unless it is."""
        found: QuerySet[Change] = super().filter_queryset(rows)
        if self.form.cleaned_data["significance"]:
            return found
        return found.exclude(significance=Change.Significance.NOISE)


class Changes(ReadOnlyResource):
    """Changes, the last recorded first. They are never edited."""

    queryset = Change.objects.select_related("application", "notice", "snapshot__source")
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilters
    newest_first = True
