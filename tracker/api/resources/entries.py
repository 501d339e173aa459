"""What people enter: a step, or the value of a field, with what they relied on and why."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError as Invalid
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from scrapers.dates import PartialDate
from scrapers.identifiers import identifier
from scrapers.vocabulary import FIELDS, STATUSES, STEP_KINDS
from tracker.api.errors import Error
from tracker.api.fields import ApplicationNumberField, PartialDateField, Row, RowsDateField, YesField
from tracker.api.filters import MomentFilter, NumberFilter, WordFilter, YesFilter
from tracker.api.resources import plans
from tracker.api.views import ReadOnlyResource
from tracker.catalogue.models import Entry, ProceduralStep
from tracker.intake import entries
from tracker.intake.plans import Revised
from tracker.search.finder import find_number

LARGEST_DAY = 32_767
"""The largest procedural day that the database takes."""


class EntrySerializer(Row):
    """What a person entered: a field's value, or a step."""

    application = serializers.CharField(source="application_number", help_text="The application's number.")
    date = RowsDateField()
    inferred = YesField(source="is_inferred", help_text="Taken from a neighbouring event, not stated.")
    override = YesField(source="is_override", help_text="Beats what sources say until it is released.")
    plan = YesField(source="is_plan", help_text="A day of our own plan: it claims nothing about what happened.")
    entered_by = serializers.CharField(source="entered_by_name")

    class Meta:
        model = Entry
        fields = (
            "id",
            "application",
            "authority",
            "procedure",
            "field",
            "value",
            "kind",
            "label",
            "date",
            "precision",
            "state",
            "reported_day",
            "inferred",
            "override",
            "plan",
            "claimed_by",
            "quote",
            "address",
            "file",
            "reason",
            "entered_by",
            "entered_at",
            "released_at",
        )


class NewEntry(serializers.Serializer):
    """Either `field` and `value`, or `kind` with what is known of the step."""

    application = ApplicationNumberField(
        max_length=40, help_text="The number with its prefix: EMEA/H/C/000801, NDA022180."
    )
    procedure = serializers.CharField(
        max_length=60, default="initial", help_text="Its slug: initial, II/0029, SUPPL-9."
    )
    field = serializers.ChoiceField(choices=[(name, field.label) for name, field in FIELDS.items()], required=False)
    value = serializers.CharField(required=False, help_text="The field's value; a status by its slug.")
    kind = serializers.ChoiceField(choices=list(STEP_KINDS.items()), required=False)
    label = serializers.CharField(max_length=300, required=False, help_text="Only if the step needs another name.")  # type: ignore[assignment]
    date = PartialDateField(required=False, allow_null=True)
    state = serializers.ChoiceField(choices=ProceduralStep.State.choices, default=ProceduralStep.State.ACTUAL)
    reported_day = serializers.IntegerField(min_value=0, max_value=LARGEST_DAY, required=False, allow_null=True)
    inferred = serializers.BooleanField(default=False)
    override = serializers.BooleanField(default=False)
    claimed_by = serializers.CharField(max_length=200, help_text="Who says so: an authority, a company, a journal.")
    quote = serializers.CharField(required=False, help_text="The words that say it.")
    address = serializers.URLField(max_length=500, required=False, help_text="Where they stand, or:")
    file = serializers.CharField(max_length=300, required=False, help_text="The document or file relied on.")
    reason = serializers.CharField(help_text="Why this is entered by hand. It stays on record, with your name.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what says nothing, says two things, or leads nowhere."""
        if ("field" in attrs) == ("kind" in attrs):
            raise serializers.ValidationError("Give either field and value, or kind.")
        if ("field" in attrs) != ("value" in attrs):
            raise serializers.ValidationError({"value": "It goes with field, and with nothing else."})
        if attrs.get("field") == "status" and attrs["value"] not in STATUSES:
            raise serializers.ValidationError({"value": f"A status is one of: {', '.join(STATUSES)}."})
        if "address" not in attrs and "file" not in attrs:
            raise serializers.ValidationError({"address": "Give the address where it stands, or file."})
        return attrs

    def create(self, validated_data: dict[str, Any]) -> Entry:
        """Write it down and make it count. Raises ValidationError."""
        said = dict(validated_data)
        number = said.pop("application")
        date: PartialDate | None = said.pop("date", None)
        entry = Entry(
            application_number=number,
            authority=identifier(number).authority,
            date=date.first if date else None,
            precision=date.precision if date else "day",
            is_inferred=said.pop("inferred"),
            is_override=said.pop("override"),
            **said,
        )
        try:
            return entries.enter(entry, self.context["request"].user)
        except Invalid as problem:
            raise serializers.ValidationError(serializers.as_serializer_error(problem)) from problem


class EntryFilters(django_filters.FilterSet):
    application = NumberFilter(method="about", label="Any identifier: EMEA/H/C/000801, NDA022180, bare six digits.")
    field = django_filters.CharFilter(max_length=60, label="The field that a value was entered for.")
    kind = WordFilter(choices=list(STEP_KINDS.items()), label="The kind of step that was entered.")
    override = YesFilter(field_name="is_override", label="Whether it beats what sources say.")
    plan = YesFilter(field_name="is_plan", label="Whether it is a day of our own plan.")
    released = YesFilter(
        field_name="released_at", lookup_expr="isnull", exclude=True, label="Whether it no longer counts."
    )
    since = MomentFilter(field_name="entered_at", lookup_expr="gte", label="Entered then or later.")

    def about(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """What was entered about the application."""
        meant = find_number(value).one
        return rows.filter(application_number=meant.number) if meant else rows.none()


REVISED = {200: plans.RevisedPlan, 409: OpenApiResponse(Error, "Nothing is planned.")}


class Entries(ReadOnlyResource):
    """What people entered about applications, the last first."""

    queryset = Entry.objects.all()
    serializer_class = EntrySerializer
    filterset_class = EntryFilters
    newest_first = True
    decides_for_all = True

    @extend_schema(request=NewEntry, responses={201: EntrySerializer})
    def create(self, request: Request) -> Response:
        """Enter a step, or the value of a field."""
        new = NewEntry(data=request.data, context=self.get_serializer_context())
        new.is_valid(raise_exception=True)
        return Response(EntrySerializer(new.save()).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=plans.NewPlan, responses=REVISED)
    @action(detail=False, methods=["post"], verb="add")
    def plan(self, request: Request) -> Response:
        """Plan the days of a procedure's steps, all in one go."""
        return self._revised(plans.take(request.data, self.person))

    @extend_schema(request=plans.PlanShift, responses=REVISED)
    @action(detail=False, methods=["post"], verb="add", url_path="shift-plan")
    def shift_plan(self, request: Request) -> Response:
        """Move what is planned of a procedure and has not happened."""
        return self._revised(plans.shift(request.data, self.person))

    @extend_schema(request=plans.PlanEnd, responses=REVISED)
    @action(detail=False, methods=["post"], verb="add", url_path="drop-plan")
    def drop_plan(self, request: Request) -> Response:
        """Plan nothing of a procedure any more."""
        return self._revised(plans.drop(request.data, self.person))

    def _revised(self, done: Revised) -> Response:
        return Response(plans.RevisedPlan(done).data)
