"""Procedures of applications, their steps, and the evidence for each step."""

import django_filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scrapers.vocabulary import PROCEDURE_TYPES, STEP_KINDS, label
from tracker.api.fields import AttributionField, MomentField, Row, RowsDateField, YesField
from tracker.api.filters import ApplicationFilter, DayFilter, IdFilter, WordFilter, WordsFilter, YesFilter
from tracker.api.views import ReadOnlyResource
from tracker.catalogue.models import Application, Evidence, ProceduralStep, Procedure


class Milestone(serializers.Serializer):
    """A nominal day that a source describes."""

    kind = serializers.CharField()
    day = serializers.IntegerField()
    quote = serializers.CharField()
    locator = serializers.CharField(default="")


class Passage(serializers.Serializer):
    """Prose about the procedure."""

    topic = serializers.CharField()
    text = serializers.CharField()
    locator = serializers.CharField(default="")


class ProcedureSerializer(Row):
    """The initial application, a variation, a supplement."""

    application = serializers.CharField(source="application.number", help_text="The application's number.")
    details = serializers.DictField(child=serializers.CharField())
    cleared = YesField(source="is_cleared", help_text="No longer shown by the source.")

    class Meta:
        model = Procedure
        fields = (
            "id",
            "application",
            "application_id",
            "slug",
            "type",
            "status",
            "status_text",
            "details",
            "cleared",
            "first_seen",
        )


class ProcedureDetailSerializer(ProcedureSerializer):
    """A procedure with what its sources tell in prose."""

    milestones = Milestone(many=True)
    passages = Passage(many=True)

    class Meta(ProcedureSerializer.Meta):
        fields = (*ProcedureSerializer.Meta.fields, "milestones", "passages")  # type: ignore[assignment]


class ProcedureFilters(django_filters.FilterSet):
    application = ApplicationFilter(procedure="slug")
    slug = django_filters.CharFilter(max_length=60, label="initial, II/0029, SUPPL-9.")
    type = WordFilter(choices=list(PROCEDURE_TYPES.items()))
    status = django_filters.CharFilter(max_length=40, label="A slug of the vocabulary.")
    cleared = YesFilter(field_name="is_cleared", label="Whether the source no longer shows it.")


class Procedures(ReadOnlyResource):
    """Procedures: the initial application, a variation, a supplement."""

    queryset = Procedure.objects.select_related("application").defer("milestones", "passages")
    detail_queryset = Procedure.objects.select_related("application")
    serializer_class = ProcedureSerializer
    detail_serializer_class = ProcedureDetailSerializer
    filterset_class = ProcedureFilters


class StepSerializer(Row):
    """A procedural step."""

    application = serializers.CharField(source="procedure.application.number", help_text="The application's number.")
    application_id = serializers.IntegerField(source="procedure.application_id")
    procedure = serializers.CharField(source="procedure.slug", help_text="The procedure's slug.")
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    date = RowsDateField()
    range = serializers.SerializerMethodField()
    inferred = YesField(source="is_inferred")
    cleared = YesField(source="is_cleared", help_text="No longer shown by the source.")
    conflict = YesField(source="has_conflict", help_text="Sources give different dates.")

    def get_label(self, step: ProceduralStep) -> str:
        """Its own label, else that of its kind."""
        return step.label or label(step.kind)

    @extend_schema_field(
        serializers.ListField(child=serializers.DateField(), min_length=2, max_length=2, allow_null=True)
    )
    def get_range(self, step: ProceduralStep) -> list[str] | None:
        """Both ends of a meeting."""
        if step.range_start is None or step.range_end is None:
            return None
        return [step.range_start.isoformat(), step.range_end.isoformat()]

    class Meta:
        model = ProceduralStep
        fields = (
            "id",
            "application",
            "application_id",
            "procedure",
            "procedure_id",
            "kind",
            "occurrence",
            "label",
            "date",
            "precision",
            "range",
            "state",
            "reported_day",
            "inferred",
            "cleared",
            "conflict",
            "first_seen",
        )


class EvidenceSerializer(Row):
    """Words that say something about a step. From a person: `snapshot` is null, and `entered_by` says who."""

    source = serializers.SerializerMethodField(help_text="The address of the source, or what the person relied on.")  # type: ignore[assignment]
    snapshot = serializers.IntegerField(
        source="last_snapshot_id", allow_null=True, help_text="The id of the last retrieval that had the words."
    )
    sha256 = serializers.CharField(source="last_snapshot.sha256", default=None, allow_null=True)
    retrieved_at = MomentField(source="last_snapshot.retrieved_at", default=None, allow_null=True)
    date = RowsDateField()
    supports = serializers.ListField(child=serializers.CharField())
    current = YesField(source="is_current", help_text="Whether the source still says so.")
    reconstructed = serializers.SerializerMethodField(help_text="The bytes are not the authority's own.")
    entered_by = serializers.CharField(source="entry.entered_by_name", default=None, allow_null=True)
    reason = serializers.CharField(source="entry.reason", default=None, allow_null=True)
    address = serializers.CharField(source="entry.address", default=None, allow_null=True)
    file = serializers.CharField(source="entry.file", default=None, allow_null=True)

    def get_source(self, row: Evidence) -> str:
        """Where the words stand."""
        if row.last_snapshot:
            return row.last_snapshot.source.address
        return (row.entry.address or row.entry.file) if row.entry else ""

    def get_reconstructed(self, row: Evidence) -> bool:
        """Whether the page was made for demonstration."""
        return bool(row.last_snapshot and row.last_snapshot.is_reconstructed)

    class Meta:
        model = Evidence
        fields = (
            "id",
            "source",
            "snapshot",
            "sha256",
            "retrieved_at",
            "origin",
            "claimed_by",
            "quote",
            "locator",
            "date",
            "precision",
            "supports",
            "current",
            "reconstructed",
            "entered_by",
            "reason",
            "address",
            "file",
        )


class StepDetailSerializer(StepSerializer):
    """A step with its evidence: each piece leads to a snapshot, or to a person."""

    evidence = EvidenceSerializer(many=True)
    reconstructed = YesField(source="procedure.application.is_reconstructed")
    attribution = AttributionField(source="procedure.application.authority")

    class Meta(StepSerializer.Meta):
        fields = (*StepSerializer.Meta.fields, "evidence", "reconstructed", "attribution")  # type: ignore[assignment]


class StepFilters(django_filters.FilterSet):
    application = ApplicationFilter("procedure__application", procedure="procedure__slug")
    authority = WordFilter(field_name="procedure__application__authority", choices=Application.Authority.choices)
    product = IdFilter(field_name="procedure__application__product", label="The id of the product.")
    procedure = django_filters.CharFilter(
        field_name="procedure__slug", max_length=60, label="The procedure's slug: initial, II/0029, SUPPL-9."
    )
    kind = WordsFilter(choices=list(STEP_KINDS.items()))
    date_from = DayFilter(field_name="date", lookup_expr="gte", label="The first day, e.g. 2025-12-01.")
    date_to = DayFilter(field_name="date", lookup_expr="lte", label="The last day. A month counts as its first day.")
    state = WordFilter(choices=ProceduralStep.State.choices)
    conflict = YesFilter(field_name="has_conflict", label="Whether its sources give different dates.")
    cleared = YesFilter(field_name="is_cleared", label="Whether the source no longer shows it.")


class Steps(ReadOnlyResource):
    """Procedural steps. A single one comes with its evidence."""

    queryset = ProceduralStep.objects.select_related("procedure__application")
    detail_queryset = queryset.prefetch_related("evidence__last_snapshot__source", "evidence__entry")
    serializer_class = StepSerializer
    detail_serializer_class = StepDetailSerializer
    filterset_class = StepFilters
