"""Where programs of a person are told: their own webhooks, nobody else's."""

from typing import Any

import django_filters
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.alerts import webhooks
from tracker.alerts.channels import webhook as channel
from tracker.alerts.models import Subscription, Webhook
from tracker.api.fields import MomentField, TextAsText
from tracker.api.filters import WordFilter
from tracker.api.views import ReadOnlyResource


class WebhookSerializer(TextAsText):
    """One address at which a program listens, and how it is doing."""

    subscriptions = serializers.PrimaryKeyRelatedField(
        many=True,
        queryset=Subscription.objects.all(),
        required=False,
        help_text="The ids of one's subscriptions that it is told of.",
    )
    disabled_because = serializers.CharField(
        read_only=True, help_text="`gone`: it answered 410; `failing`: it took nothing for five days; empty: it is not."
    )
    disabled_at = MomentField(read_only=True, allow_null=True)
    failing_since = MomentField(
        read_only=True, allow_null=True, help_text="The first failure that no accepted message followed."
    )
    resting_until = MomentField(read_only=True, allow_null=True, help_text="Nothing is sent to it before.")
    created_at = MomentField(read_only=True)

    class Meta:
        model = Webhook
        fields: tuple[str, ...] = (
            "id",
            "name",
            "address",
            "state",
            "disabled_because",
            "disabled_at",
            "failing_since",
            "resting_until",
            "subscriptions",
            "created_at",
        )
        read_only_fields: tuple[str, ...] = ("state",)
        # The database's rule is told in plain words below.
        validators: tuple[Any, ...] = ()

    def validate_address(self, address: str) -> str:
        """Refuse what nothing would be sent to."""
        try:
            channel.check(address)
        except channel.Refused as refusal:
            raise serializers.ValidationError(str(refusal)) from refusal
        return address

    def validate_subscriptions(self, chosen: list[Subscription]) -> list[Subscription]:
        """One's own: those of others are not there."""
        for subscription in chosen:
            if subscription.person_id != self.context["request"].user.pk:
                raise serializers.ValidationError(f'Invalid pk "{subscription.pk}" - object does not exist.')
        return chosen

    def create(self, validated_data: dict[str, Any]) -> Webhook:
        """A new one, active. Raises ValidationError for a name in use."""
        return self._saved(lambda: super(WebhookSerializer, self).create({**validated_data, "person": self._person}))

    def update(self, instance: Webhook, validated_data: dict[str, Any]) -> Webhook:
        """Change its name, its address, or what it is told of."""
        return self._saved(lambda: super(WebhookSerializer, self).update(instance, validated_data))

    @property
    def _person(self) -> Any:
        return self.context["request"].user

    def _saved(self, save: Any) -> Webhook:
        try:
            with transaction.atomic():
                saved: Webhook = save()
        except IntegrityError as error:
            raise serializers.ValidationError(
                {"name": "You have a webhook of that name: choose another name."}
            ) from error
        return saved


class NewWebhookSerializer(WebhookSerializer):
    """A webhook with its secret, which is not shown again."""

    class Meta(WebhookSerializer.Meta):
        fields = (*WebhookSerializer.Meta.fields, "secret")
        read_only_fields = (*WebhookSerializer.Meta.read_only_fields, "secret")


class SecretSerializer(serializers.Serializer):
    """The new secret, which is not shown again."""

    secret = serializers.CharField(help_text="`whsec_` and 32 bytes in base64.")


class TestAnswerSerializer(serializers.Serializer):
    """What the address answered."""

    status = serializers.IntegerField(allow_null=True, help_text="The status; null: no answer came.")
    answer = serializers.CharField(help_text="The beginning of what it said, or why no answer came.")
    milliseconds = serializers.IntegerField(help_text="How long it took.")


class WebhookFilters(django_filters.FilterSet):
    state = WordFilter(choices=Webhook.State.choices)


@extend_schema_view(
    create=extend_schema(
        description="Add an address. The answer holds its secret, this once.", responses={201: NewWebhookSerializer}
    ),
    partial_update=extend_schema(description="Change its name, its address, or the subscriptions that it is told of."),
)
class Webhooks(mixins.CreateModelMixin, mixins.UpdateModelMixin, ReadOnlyResource):
    """Where programs of the person are told."""

    queryset = Webhook.objects.none()
    serializer_class = WebhookSerializer
    filterset_class = WebhookFilters
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[Webhook]:
        """One's own."""
        return Webhook.objects.filter(person=self.person).prefetch_related("subscriptions")

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        """The secret is shown to whoever adds a webhook."""
        return NewWebhookSerializer if self.action == "create" else super().get_serializer_class()

    @extend_schema(
        description="Send a message of the type `test`, and see what the address answers. No delivery is touched.",
        request=None,
        responses=TestAnswerSerializer,
    )
    @action(detail=True, methods=["post"], url_path="test", verb="change")
    def try_out(self, request: Request, pk: str | None = None) -> Response:
        """The true answer."""
        answer = channel.try_out(self.get_object())
        told = {
            "status": answer.status or None,
            "answer": answer.words,
            "milliseconds": round(answer.took.total_seconds() * 1000),
        }
        return Response(TestAnswerSerializer(told).data)

    @extend_schema(
        description="Send to it again, beginning with what waited while it was disabled.",
        request=None,
        responses=WebhookSerializer,
    )
    @action(detail=True, methods=["post"], verb="change")
    def enable(self, request: Request, pk: str | None = None) -> Response:
        """On."""
        webhook = self.get_object()
        webhooks.enable(webhook)
        return self._shown(webhook)

    @extend_schema(
        description="Tell it nothing; what changes meanwhile, or waits, is not told later.",
        request=None,
        responses=WebhookSerializer,
    )
    @action(detail=True, methods=["post"], url_path="switch-off", verb="change")
    def switch_off(self, request: Request, pk: str | None = None) -> Response:
        """Off."""
        webhook = self.get_object()
        webhooks.switch_off(webhook)
        return self._shown(webhook)

    @extend_schema(
        description="A new secret. The one before signs nothing from now on.", request=None, responses=SecretSerializer
    )
    @action(detail=True, methods=["post"], url_path="renew-secret", verb="change")
    def renew_secret(self, request: Request, pk: str | None = None) -> Response:
        """Shown this once."""
        return Response(SecretSerializer({"secret": webhooks.renew_secret(self.get_object())}).data)

    def _shown(self, webhook: Webhook) -> Response:
        webhook.refresh_from_db()
        return Response(WebhookSerializer(webhook, context=self.get_serializer_context()).data)
