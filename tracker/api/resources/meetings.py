"""When committees met and will meet."""

import django_filters
from rest_framework import serializers

from tracker.api.fields import AttributionField, Row
from tracker.api.filters import DayFilter, MomentFilter, WordsFilter, YesFilter
from tracker.api.resources.timetable import CERTAINTIES
from tracker.api.views import ReadOnlyResource
from tracker.timetables.models import Meeting


class MeetingSerializer(Row):
    """A meeting of a committee. Timetables count from `last_day`."""

    first_day = serializers.DateField(allow_null=True, help_text="Null: only the last day is known.")
    extraordinary = serializers.BooleanField(
        source="is_extraordinary", help_text="Beside the regular plenaries: no timetable hangs on it."
    )
    certainty = serializers.ChoiceField(choices=CERTAINTIES, help_text="What the source is.")
    moved_to = serializers.IntegerField(
        source="moved_to_id", allow_null=True, help_text="The meeting that stands for a moved one now."
    )
    notice = serializers.IntegerField(
        source="notice_id", allow_null=True, help_text="The entry in the authority's list, as a notice."
    )
    entered_by = serializers.CharField(source="entered_by_name", help_text="Who entered it; empty if no person did.")
    attribution = AttributionField(source="authority")

    class Meta:
        model = Meeting
        fields = (
            "id",
            "committee",
            "first_day",
            "last_day",
            "title",
            "status",
            "extraordinary",
            "moved_to",
            "source",
            "certainty",
            "origin",
            "notice",
            "entered_by",
            "first_seen",
            "attribution",
        )


class MeetingFilters(django_filters.FilterSet):
    committee = django_filters.CharFilter(max_length=200, lookup_expr="iexact", label="CHMP; of FDA, the name in full.")
    status = WordsFilter(choices=Meeting.Status.choices, label="One word, or several.")
    origin = WordsFilter(choices=Meeting.Origin.choices, label="Whose words it holds; one, or several.")
    extraordinary = YesFilter(field_name="is_extraordinary", label="Whether it is beside the regular plenaries.")
    last_day_from = DayFilter(field_name="last_day", lookup_expr="gte", label="Ends on this day or later.")
    last_day_to = DayFilter(field_name="last_day", lookup_expr="lte", label="Ends on this day or before.")
    since = MomentFilter(field_name="first_seen", lookup_expr="gte", label="First seen then or later.")


class Meetings(ReadOnlyResource):
    """Meetings of committees."""

    queryset = Meeting.objects.all()
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilters
