"""What a person asked to be told of, and what was sent to them for it: their own rows, nobody else's."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError as Invalid
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers

from tracker.alerts import subscribing
from tracker.alerts.models import Delivery, Subscription
from tracker.alerts.models.subscriptions import GIVEN, TARGETS
from tracker.api.fields import MomentField, Row
from tracker.api.filters import ApplicationFilter, IdFilter, MomentFilter, WordFilter
from tracker.api.views import ReadOnlyResource
from tracker.catalogue.models import Application, Organisation, Portfolio, Product, Substance
from tracker.search.models import SavedSearch


def _target(model: type[Model], kind: str) -> serializers.PrimaryKeyRelatedField:
    return serializers.PrimaryKeyRelatedField(
        source=kind,
        queryset=model._default_manager.all(),
        required=False,
        allow_null=True,
        error_messages={
            "does_not_exist": f"There is no {kind} with the id {{pk_value}}.",
            "incorrect_type": f"Give the id of the {kind}, a number.",
        },
    )


class SubscriptionSerializer(serializers.ModelSerializer):
    """One target, by the id of what it is, or `authority`. It stays with its subscription."""

    title = serializers.CharField(source="__str__", read_only=True, help_text="What it is about, in words.")
    product_id = _target(Product, "product")
    application_id = _target(Application, "application")
    substance_id = _target(Substance, "substance")
    organisation_id = _target(Organisation, "organisation")
    portfolio_id = _target(Portfolio, "portfolio")
    search_id = _target(SavedSearch, "search")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=Subscription.Kind.choices),
        required=False,
        help_text="Which kinds of change; empty: all.",
    )
    created_at = MomentField(read_only=True)

    class Meta:
        model = Subscription
        fields = (
            "id",
            "title",
            "product_id",
            "application_id",
            "substance_id",
            "organisation_id",
            "portfolio_id",
            "search_id",
            "authority",
            "minimum_significance",
            "category",
            "kinds",
            "note",
            "state",
            "created_at",
        )
        # The model's own rules say in plain words what is wrong.
        validators: tuple[Any, ...] = ()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the model refuses, what others keep private, and to turn one subscription into another."""
        person = self.context["request"].user
        for kind, visible_to in subscribing.VISIBLE.items():
            if attrs.get(kind) and not visible_to(person).filter(pk=attrs[kind].pk).exists():
                raise serializers.ValidationError({f"{kind}_id": f"There is no {kind} with the id {attrs[kind].pk}."})
        if self.instance is None:
            self._check(Subscription(person=person, **attrs))
        elif any(attrs.get(kind, getattr(self.instance, kind)) != getattr(self.instance, kind) for kind in GIVEN):
            raise serializers.ValidationError("It keeps its target: make another subscription for another one.")
        return attrs

    def _check(self, subscription: Subscription) -> None:
        try:
            subscription.full_clean()
        except Invalid as problem:
            raise serializers.ValidationError(serializers.as_serializer_error(problem)) from problem

    def create(self, validated_data: dict[str, Any]) -> Subscription:
        """Begin, with what comes next. Raises ValidationError where another request was first."""
        try:
            with transaction.atomic():
                return Subscription.objects.create(person=self.context["request"].user, **validated_data)
        except IntegrityError as error:
            raise serializers.ValidationError("There is one for this already: change or resume that one.") from error

    def update(self, instance: Subscription, validated_data: dict[str, Any]) -> Subscription:
        """Change the choices. One that becomes active goes on with what comes next."""
        state = validated_data.pop("state", instance.state)
        choices = {name: value for name, value in validated_data.items() if name not in GIVEN}
        row = Subscription.objects.filter(pk=instance.pk)
        if choices:
            row.update(**choices)
        if state == Subscription.State.ACTIVE:
            subscribing.resume(row)
        else:
            row.update(state=state)
        instance.refresh_from_db()
        return instance


class SubscriptionFilters(django_filters.FilterSet):
    state = WordFilter(choices=Subscription.State.choices)
    product = IdFilter(field_name="product", label="The id of the product.")
    application = ApplicationFilter()
    substance = IdFilter(field_name="substance", label="The id of the substance.")
    organisation = IdFilter(field_name="organisation", label="The id of the organisation.")
    portfolio = IdFilter(field_name="portfolio", label="The id of the portfolio.")
    search = IdFilter(field_name="search", label="The id of the saved search.")
    authority = WordFilter(choices=Application.Authority.choices)


@extend_schema_view(
    create=extend_schema(description="Subscribe, beginning with what comes next."),
    partial_update=extend_schema(
        description="Change the choices, pause or resume. What changed in between is not told."
    ),
    destroy=extend_schema(description="Delete it; to keep it on record, set its state to `ended`."),
)
class Subscriptions(mixins.CreateModelMixin, mixins.UpdateModelMixin, mixins.DestroyModelMixin, ReadOnlyResource):
    """What the person asked to be told of."""

    queryset = Subscription.objects.none()
    serializer_class = SubscriptionSerializer
    filterset_class = SubscriptionFilters
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def get_queryset(self) -> QuerySet[Subscription]:
        """One's own."""
        rows = Subscription.objects.filter(person=self.person)
        return rows.select_related(*TARGETS)


class DeliverySerializer(Row):
    """One message to the person, about one application or notice."""

    application = serializers.CharField(
        source="application.number", default=None, allow_null=True, help_text="Its number; null: it is about a notice."
    )
    notice = serializers.CharField(
        source="notice.key", default=None, allow_null=True, help_text="Its key; null: it is about an application."
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
            "application",
            "application_id",
            "notice",
            "notice_id",
            "channel",
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
