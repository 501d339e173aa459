"""What a person asked to be told of: their own rows, nobody else's."""

import datetime
from typing import Any

import django_filters
from django.core.exceptions import ValidationError as Invalid
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.alerts import subscribing
from tracker.alerts.asked import missed
from tracker.alerts.estimating import TOO_MANY_A_WEEK, estimate
from tracker.alerts.models import Subscription
from tracker.alerts.models.subscriptions import GIVEN, ONE_TARGET, ROWS, TARGETS
from tracker.api.fields import MomentField, TextAsText
from tracker.api.filters import ApplicationFilter, IdFilter, WordFilter
from tracker.api.resources.changes import ChangeSerializer
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


class SubscriptionSerializer(TextAsText):
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
    paused_until = MomentField(
        required=False,
        allow_null=True,
        help_text="When the pause ends by itself; null: when somebody resumes it. Only with the state `paused`.",
    )
    webhooks: Any = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True, help_text="The ids of one's webhooks that name it; they are told, too."
    )
    created_at = MomentField(read_only=True)

    class Meta:
        model = Subscription
        fields: tuple[str, ...] = (
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
            "cadence",
            "critical_at_once",
            "note",
            "by_email",
            "webhooks",
            "state",
            "paused_until",
            "created_at",
        )
        # The model's own rules say in plain words what is wrong.
        validators: tuple[Any, ...] = ()

    def validate_paused_until(self, until: datetime.datetime | None) -> datetime.datetime | None:
        """Refuse what is over."""
        return in_the_future(until) if until else None

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the model refuses, what others keep private, and to turn one subscription into another."""
        person = self.context["request"].user
        for kind, visible_to in subscribing.VISIBLE.items():
            if attrs.get(kind) and not visible_to(person).filter(pk=attrs[kind].pk).exists():
                raise serializers.ValidationError({f"{kind}_id": f"There is no {kind} with the id {attrs[kind].pk}."})
        if self.instance is None:
            self._check(Subscription(person=person, **attrs))
            return attrs
        if any(attrs.get(kind, getattr(self.instance, kind)) != getattr(self.instance, kind) for kind in GIVEN):
            raise serializers.ValidationError("It keeps its target: make another subscription for another one.")
        if attrs.get("paused_until") and attrs.get("state", self.instance.state) != Subscription.State.PAUSED:
            raise serializers.ValidationError({"paused_until": "Only what is paused can be paused until a day."})
        return attrs

    def _check(self, subscription: Subscription) -> None:
        try:
            subscription.full_clean()
        except Invalid as problem:
            raise serializers.ValidationError(serializers.as_serializer_error(problem)) from problem

    def create(self, validated_data: dict[str, Any]) -> Subscription:
        """Begin, with what comes next. Raises ValidationError where another request was first."""
        state = validated_data.pop("state", Subscription.State.ACTIVE)
        until = validated_data.pop("paused_until", None)
        try:
            with transaction.atomic():
                made = Subscription.objects.create(person=self.context["request"].user, **validated_data)
                subscribing.enter(Subscription.objects.filter(pk=made.pk), state, until)
        except IntegrityError as error:
            raise serializers.ValidationError("There is one for this already: change or resume that one.") from error
        made.refresh_from_db()
        return made

    def update(self, instance: Subscription, validated_data: dict[str, Any]) -> Subscription:
        """Change the choices. One that becomes active goes on with what comes next."""
        row = Subscription.objects.filter(pk=instance.pk)
        if choices := {name: value for name, value in validated_data.items() if name in Subscription.CHOICES}:
            row.update(**choices)
        if validated_data.keys() & {"state", "paused_until"}:
            state = validated_data.get("state", instance.state)
            subscribing.enter(row, state, validated_data.get("paused_until", instance.paused_until))
        instance.refresh_from_db()
        return instance


def in_the_future(moment: datetime.datetime) -> datetime.datetime:
    """The moment. Raises ValidationError for one that is over."""
    if moment <= timezone.now():
        raise serializers.ValidationError("That is over: give a moment to come.")
    return moment


class Question(SubscriptionSerializer):
    """A subscription that need not be made, and may be there already."""

    def _check(self, subscription: Subscription) -> None:
        try:
            subscription.clean_fields()
            one_target = next(one for one in Subscription._meta.constraints if one.name == ONE_TARGET)
            one_target.validate(Subscription, subscription)
        except Invalid as problem:
            raise serializers.ValidationError(serializers.as_serializer_error(problem)) from problem

    class Meta(SubscriptionSerializer.Meta):
        fields = (*(f"{kind}_id" for kind in ROWS), "authority", "minimum_significance", "category", "kinds")


class TrafficSerializer(serializers.Serializer):
    """So many changes would have been told, in so many messages."""

    changes = serializers.IntegerField()
    messages = serializers.IntegerField()


class EstimateSerializer(serializers.Serializer):
    """What the same choices would have brought."""

    last_30_days = TrafficSerializer()
    last_365_days = TrafficSerializer()
    messages_a_week = serializers.FloatField(help_text="As in the last 30 or 365 days, whichever were busier.")
    is_too_broad = serializers.BooleanField(help_text=f"More than {TOO_MANY_A_WEEK} messages a week.")
    warning = serializers.CharField(help_text="What to do about one that is too broad; else empty.")
    since = MomentField(allow_null=True, help_text="When the first change was seen; null: none was yet.")
    examples = ChangeSerializer(many=True, help_text="The newest of these changes, five at most.")


class Pause(serializers.Serializer):
    """Until when."""

    until = MomentField(required=False, allow_null=True, validators=[in_the_future], help_text="Empty: until resumed.")


class Counted(serializers.Serializer):
    """How many subscriptions."""

    subscriptions = serializers.IntegerField()


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
        return rows.select_related(*TARGETS).prefetch_related("webhooks")

    @extend_schema(request=Question, responses=EstimateSerializer)
    @action(detail=False, methods=["post"], verb="add", filterset_class=None)
    def estimate(self, request: Request) -> Response:
        """How many messages a subscription would have brought in the last 30 and 365 days. Nothing is saved."""
        question = Question(data=request.data, context=self.get_serializer_context())
        question.is_valid(raise_exception=True)
        asked = Subscription(person=self.person, after_change=0, **question.validated_data)
        return Response(EstimateSerializer(estimate(asked, timezone.now()), context=self.get_serializer_context()).data)

    @extend_schema(responses=ChangeSerializer(many=True))
    @action(detail=True, has_pages=True, filterset_class=None)
    def missed(self, request: Request, pk: str) -> Response:
        """What was not told because it was paused: during the pause that goes on, or during the last one."""
        rows = missed(self.get_object()).select_related("application", "notice", "snapshot__source")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(ChangeSerializer(page, many=True).data)

    @extend_schema(request=Pause, responses=Counted)
    @action(detail=False, methods=["post"], verb="change", filterset_class=None)
    def pause(self, request: Request) -> Response:
        """Pause all that is active, until a moment or until it is resumed."""
        asked = Pause(data=request.data)
        asked.is_valid(raise_exception=True)
        rows = subscribing.while_away(self.person)
        return self._counted(subscribing.pause(rows, asked.validated_data.get("until")))

    @extend_schema(request=None, responses=Counted)
    @action(detail=False, methods=["post"], verb="change", filterset_class=None)
    def resume(self, request: Request) -> Response:
        """Resume all that is paused."""
        paused = Subscription.objects.filter(person=self.person, state=Subscription.State.PAUSED)
        return self._counted(subscribing.resume(paused))

    @extend_schema(request=None, responses=Counted)
    @action(detail=False, methods=["post"], verb="change", filterset_class=None)
    def end(self, request: Request) -> Response:
        """End all."""
        return self._counted(subscribing.end(Subscription.objects.filter(person=self.person)))

    def _counted(self, subscriptions: int) -> Response:
        return Response({"subscriptions": subscriptions})
