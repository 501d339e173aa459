"""What waits for a person: releasing and dismissing it."""

from collections.abc import Callable
from typing import Any

import django_filters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.errors import AlreadyDecided, Error
from tracker.api.fields import Row
from tracker.api.filters import IdFilter, WordFilter
from tracker.api.views import ReadOnlyResource
from tracker.intake import holds
from tracker.intake.apply import Person
from tracker.intake.models import HeldValue, Hold


class HoldSerializer(Row):
    """A change of a table that waits, or waited, for a person."""

    source = serializers.CharField(source="source.address", help_text="The address of the source.")  # type: ignore[assignment]
    snapshot = serializers.IntegerField(source="snapshot_id", help_text="The id of the snapshot that opened it.")
    closed_by = serializers.CharField(source="closed_by_name", help_text="Empty: nobody, or a later reading.")

    class Meta:
        model = Hold
        fields = (
            "id",
            "origin",
            "field",
            "reason",
            "state",
            "source",
            "source_id",
            "snapshot",
            "rows",
            "opened_at",
            "updated_at",
            "closed_at",
            "closed_by",
            "closing_reason",
        )


class HeldValueSerializer(Row):
    """One row's value that is kept back."""

    class Meta:
        model = HeldValue
        fields = ("id", "key", "before", "after")


class Decision(serializers.Serializer):
    """Why it is decided so."""

    reason = serializers.CharField(max_length=2000, help_text="It stays on record, with your name.")


class HoldFilters(django_filters.FilterSet):
    state = WordFilter(choices=Hold.State.choices)
    reason = WordFilter(choices=Hold.Reason.choices)
    origin = django_filters.CharFilter(max_length=60, label="e.g. ema.medicines.")
    field = django_filters.CharFilter(max_length=60, label="The column.")
    source = IdFilter(field_name="source", label="The id of the source.")


DECIDED = {200: HoldSerializer, 409: OpenApiResponse(Error, "Somebody has decided about it already.")}


class Holds(ReadOnlyResource):
    """Changes of a table that may not be changes of the medicines: kept back until a person decides."""

    queryset = Hold.objects.select_related("source")
    serializer_class = HoldSerializer
    filterset_class = HoldFilters
    newest_first = True
    decides_for_all = True

    @extend_schema(request=Decision, responses=DECIDED)
    @action(detail=True, methods=["post"], verb="change")
    def release(self, request: Request, pk: str) -> Response:
        """Let the held values count. Nobody is alerted of them."""
        return self._decide(request.data, holds.release)

    @extend_schema(request=Decision, responses=DECIDED)
    @action(detail=True, methods=["post"], verb="change")
    def dismiss(self, request: Request, pk: str) -> Response:
        """Keep the old values, each until its row changes again."""
        return self._decide(request.data, holds.dismiss)

    def _decide(self, said: Any, decide: Callable[[Hold, Person], None]) -> Response:
        hold: Hold = self.get_object()
        decision = Decision(data=said)
        decision.is_valid(raise_exception=True)
        try:
            decide(hold, Person.of(self.person, decision.validated_data["reason"]))
        except holds.NotOpen as closed:
            raise AlreadyDecided(str(closed)) from closed
        return Response(self.get_serializer(hold).data)

    @extend_schema(responses=HeldValueSerializer(many=True))
    @action(detail=True, has_pages=True, filterset_class=None)
    def values(self, request: Request, pk: str) -> Response:
        """The values that it keeps back, or kept back: `before` stands, `after` is what the source says."""
        page = self.paginate_queryset(self.get_object().values.all())
        return self.get_paginated_response(HeldValueSerializer(page, many=True).data)
