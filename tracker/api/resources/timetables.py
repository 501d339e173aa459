"""How procedures should run: every timetable, and one computed from what is given. Nothing is saved."""

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.resources.timetable import AUTHORITIES, ComputedTimetable, TimetableList
from tracker.api.views import refuse_meaningless
from tracker.timetables.asking import Misread, answer, kind_in, stop_of
from tracker.timetables.choosing import NoTimetable
from tracker.timetables.computing import Impossible
from tracker.timetables.encoding import definition_as_json, timetable_as_json
from tracker.timetables.given import Given
from tracker.timetables.meetings import calendar
from tracker.timetables.timetables import timetables

MOST = 50
"""Of stops, meetings and events: no procedure has so many."""


class Day(serializers.DateField):
    """In ISO form, and in no other."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], error_messages={"invalid": "Write it as 2025-12-01."}, **kwargs)


class OnlyKnownFields(serializers.Serializer):
    """A misspelt field must not be left aside: the answer would be to another question."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(map(str, data.keys() - self.fields.keys()))):
            there_are = ", ".join(self.fields)
            raise ValidationError(dict.fromkeys(unknown, f"There is no such field here; there are: {there_are}."))
        return super().to_internal_value(data)


class GivenStop(OnlyKnownFields):
    """Days that do not count, both included; without `to` the clock still stands."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a word of Python."""
        return {"from": Day(), "to": Day(required=False, allow_null=True)}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse one that ends before it begins."""
        try:
            return {"stop": stop_of(attrs["from"], attrs.get("to"))}
        except Misread as error:
            raise ValidationError({"to": str(error)}) from error


class GivenEvent(OnlyKnownFields):
    """The day of a step."""

    kind = serializers.CharField(max_length=100, help_text="The kind of the step, or its key in the timetable.")
    date = Day()

    def validate_kind(self, kind: str) -> str:
        """Refuse what is no kind of step."""
        try:
            return kind_in(kind)
        except Misread as error:
            raise ValidationError(str(error)) from error


class TimetableQuestion(OnlyKnownFields):
    """What is known of a procedure, or assumed; all but the procedure may be left out."""

    procedure = serializers.CharField(max_length=100, help_text="As in the list of timetables.")
    start = Day(
        required=False,
        allow_null=True,
        help_text="Day 1 at EMA, day 0 of a decentralised procedure, the receipt at FDA; else it is counted back.",
    )
    stops = serializers.ListField(child=GivenStop(), required=False, max_length=MOST)
    meetings = serializers.ListField(
        child=Day(), required=False, max_length=MOST, help_text="The last days of meetings that its phases end in."
    )
    events = serializers.ListField(child=GivenEvent(), required=False, max_length=MOST)
    usual_stops = serializers.BooleanField(
        default=False, help_text="Assume stops of the usual length where none is given."
    )

    @property
    def given(self) -> Given:
        """What was asked, checked."""
        asked = self.validated_data
        return Given(
            start=asked.get("start"),
            stops=tuple(one["stop"] for one in asked.get("stops", ())),
            meetings=tuple(asked.get("meetings", ())),
            events=tuple((one["kind"], one["date"]) for one in asked.get("events", ())),
            usual_stops=asked["usual_stops"],
        )


class TimetablesQuery(serializers.Serializer):
    """Which timetables."""

    procedure = serializers.CharField(required=False, help_text="Only of this procedure.")
    authority = serializers.ChoiceField(choices=AUTHORITIES, required=False, help_text="Only of this authority.")


class Timetables(viewsets.ViewSet):
    """Whoever is signed in may read and compute: timetables are the same for all, and nothing is saved."""

    permission_classes = (IsAuthenticated,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse parameters that say nothing."""
        super().initial(request, *args, **kwargs)
        if self.action in ("list", "create"):
            refuse_meaningless(request, TimetablesQuery().fields if self.action == "list" else ())

    @extend_schema(parameters=[TimetablesQuery], responses={200: forced_singular_serializer(TimetableList)})
    def list(self, request: Request) -> Response:
        """Every timetable, by procedure, the newest first; all on one page."""
        query = TimetablesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = [
            definition_as_json(one)
            for one in timetables()
            if asked.get("procedure") in (None, one.procedure) and asked.get("authority") in (None, one.authority)
        ]
        return Response({"next": None, "previous": None, "results": found})

    @extend_schema(request=TimetableQuestion, responses={200: ComputedTimetable})
    def create(self, request: Request) -> Response:
        """Compute a timetable: forward from a start, or backward from a meeting or a goal date. Nothing is saved."""
        question = TimetableQuestion(data=request.data)
        question.is_valid(raise_exception=True)
        try:
            computed = answer(question.validated_data["procedure"], question.given, calendar())
        except NoTimetable as error:
            raise ValidationError({"procedure": str(error)}) from error
        except Impossible as error:
            raise ValidationError({error.about: str(error)}) from error
        return Response(timetable_as_json(computed))
