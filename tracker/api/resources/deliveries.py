"""What was sent to a person, or waits to be: their own rows, nobody else's."""

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from tracker.alerts.models import Delivery
from tracker.api.fields import Row
from tracker.api.filters import ApplicationFilter, IdFilter, MomentFilter, WordFilter
from tracker.api.views import ReadOnlyResource


class DeliverySerializer(Row):
    """One message to the person, about one application or notice."""

    application = serializers.CharField(
        source="application.number", default=None, allow_null=True, help_text="Its number; null: it is about a notice."
    )
    notice = serializers.CharField(
        source="notice.key", default=None, allow_null=True, help_text="Its key; null: it is about an application."
    )
    webhook = serializers.IntegerField(
        source="webhook_id", allow_null=True, help_text="The webhook that it goes to; null: it goes by email."
    )
    snapshot = serializers.IntegerField(source="snapshot_id", allow_null=True, help_text="The cause; null: a person.")
    changes = serializers.SerializerMethodField(help_text="The ids of the changes that it tells.")

    def get_changes(self, delivery: Delivery) -> list[int]:
        """In the order in which they are told."""
        return [item.change_id for item in delivery.items.all()]

    class Meta:
        model = Delivery
        fields = (
            "id",
            "kind",
            "application",
            "application_id",
            "notice",
            "notice_id",
            "channel",
            "webhook",
            "state",
            "snapshot",
            "changes",
            "attempts",
            "answer",
            "created_at",
            "settled_at",
        )


class DeliveryFilters(django_filters.FilterSet):
    state = WordFilter(choices=Delivery.State.choices)
    channel = WordFilter(choices=Delivery.Channel.choices)
    webhook = IdFilter(field_name="webhook", label="The id of the webhook that it goes to.")
    kind = WordFilter(choices=Delivery.Kind.choices)
    application = ApplicationFilter()
    since = MomentFilter(field_name="created_at", lookup_expr="gte", label="Made then or later.")


class Deliveries(ReadOnlyResource):
    """What was sent to the person, or waits to be, the last first."""

    queryset = Delivery.objects.none()
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilters
    newest_first = True

    def get_queryset(self) -> QuerySet[Delivery]:
        """One's own."""
        rows = Delivery.objects.filter(person=self.person)
        return rows.select_related("application", "notice").prefetch_related("items")
