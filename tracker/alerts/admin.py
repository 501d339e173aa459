"""Subscriptions, and what was sent for them, in the console."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from tracker.alerts import outbox, subscribing, suspensions
from tracker.alerts.models import (
    Damping,
    Delivery,
    DeliveryAttempt,
    DeliveryItem,
    OperatorNotice,
    Outgoing,
    StaleNotice,
    Subscription,
    SuspendedAddress,
    WebhookNotice,
)
from tracker.alerts.models.subscriptions import GIVEN, TARGETS
from tracker.people.admin_bases import MachineMade, QuickList
from tracker.people.models import User


class OwnRows(QuickList):
    """Everyone sees what is theirs; superusers see all."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows of the person who looks."""
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(person=request.user)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """A choice of persons for those who see several."""
        filters = list(super().get_list_filter(request))
        return [*filters, ("person", admin.RelatedOnlyFieldListFilter)] if request.user.is_superuser else filters


class SentRows(MachineMade):
    """Rows that leave the house: made by the machine, and what was sent or given up can be sent again."""

    actions = ("resend",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The one action that machine-made rows have here."""
        return QuickList.get_actions(self, request)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whoever was given the permission to change such rows may send them again."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    @admin.action(description="Send again", permissions=["resend"])
    def resend(self, request: HttpRequest, rows: QuerySet[Outgoing]) -> None:
        """Put the selected rows back into the queue."""
        count = outbox.requeue(rows)
        self.message_user(request, f"{count} will be sent again within a minute; what is still waiting was left alone.")


class SubscriptionForm(forms.ModelForm):
    """Kinds of change as boxes to tick."""

    kinds = forms.MultipleChoiceField(
        choices=Subscription.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Kinds of change",
        help_text="None ticked: all.",
    )

    class Meta:
        model = Subscription
        fields = "__all__"  # noqa: DJ007 - the console names the fields in its fieldsets


@admin.register(Subscription)
class SubscriptionAdmin(OwnRows):
    """Who wants to be told of what."""

    list_display = ("__str__", "person", "minimum_significance", "category", "cadence", "state", "created_at")
    list_filter = ("state", "cadence", "minimum_significance", "category", "authority")
    list_select_related = ("person", *TARGETS)
    search_fields = (
        "product__name",
        "product__also_known_as",
        "application__name",
        "application__number",
        "substance__name",
        "organisation__name",
        "portfolio__name",
        "search__name",
        "note",
        "person__username",
    )
    date_hierarchy = "created_at"
    form = SubscriptionForm
    autocomplete_fields = ("product", "application", "substance", "organisation")
    readonly_fields = ("state", "paused_until", "created_at")
    actions = ("pause", "resume", "end", "revoke_links")
    fieldsets = (
        (None, {"fields": ["person"]}),
        ("What to follow: one of", {"fields": list(GIVEN)}),
        ("What to be told", {"fields": ["minimum_significance", "kinds", "category", "note"]}),
        (
            "When and how",
            {"fields": ["cadence", "critical_at_once", "by_email", "state", "paused_until", "created_at"]},
        ),
    )

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """People subscribe themselves; superusers subscribe anyone."""
        if db_field.name in subscribing.VISIBLE and isinstance(request.user, User):
            kwargs["queryset"] = subscribing.VISIBLE[db_field.name](request.user)
        if db_field.name == "person":
            kwargs["initial"] = request.user.pk
            if not request.user.is_superuser:
                kwargs["queryset"] = User.objects.filter(pk=request.user.pk)  # type: ignore[misc]
                kwargs["empty_label"] = None
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, rows: QuerySet[Subscription]) -> None:
        """Tell nothing for a while."""
        self.message_user(request, f"{subscribing.pause(rows)} paused.")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, rows: QuerySet[Subscription]) -> None:
        """Go on."""
        self.message_user(request, f"{subscribing.resume(rows)} resumed, with what changes from now on.")

    @admin.action(description="End", permissions=["change"])
    def end(self, request: HttpRequest, rows: QuerySet[Subscription]) -> None:
        """Unsubscribe."""
        self.message_user(request, f"{subscribing.end(rows)} ended.")

    @admin.action(description="Revoke unsubscribe links sent so far", permissions=["change"])
    def revoke_links(self, request: HttpRequest, rows: QuerySet[Subscription]) -> None:
        """Make links that strangers may hold useless."""
        subscribing.revoke_links(rows)
        self.message_user(request, "Links in earlier mails no longer work.", messages.WARNING)


class ItemInline(admin.TabularInline):
    """What a delivery tells, and for which subscriptions."""

    model = DeliveryItem
    fields = ("change", "asked_for_by")
    readonly_fields = fields
    extra = 0
    can_delete = False
    verbose_name_plural = "what it tells"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeliveryItem]:
        """Items with all that a row shows."""
        rows = super().get_queryset(request).select_related("change__application", "change__notice")
        return rows.prefetch_related(*(f"subscriptions__{target}" for target in TARGETS))

    @admin.display(description="asked for by")
    def asked_for_by(self, item: DeliveryItem) -> str:
        """The subscriptions that asked for the change."""
        return "; ".join(str(subscription) for subscription in item.subscriptions.all())


class AttemptInline(admin.TabularInline):
    """How the attempts went, with what the other side answered."""

    model = DeliveryAttempt
    fields = ("started_at", "ended_at", "result", "status", "took", "answer")
    readonly_fields = fields
    extra = 0
    can_delete = False
    verbose_name_plural = "attempts"


@admin.register(Delivery)
class DeliveryAdmin(SentRows, OwnRows):
    """What went to whom, or waits."""

    list_display = (
        *("named", "person", "kind", "channel", "webhook", "state", "attempts", "answer", "created_at", "settled_at"),
    )
    list_filter = ("state", "kind", "channel", "application__authority")
    list_select_related = ("application__product", "notice", "person", "webhook")
    search_fields = (
        *("application__number", "application__name", "notice__title"),
        *("person__username", "person__email", "answer"),
    )
    date_hierarchy = "created_at"
    fields = (
        "person",
        "kind",
        "application",
        "notice",
        "channel",
        "webhook",
        "snapshot",
        "state",
        "attempts",
        "next_attempt_at",
        "leased_until",
        "answer",
        "created_at",
        "settled_at",
    )
    inlines = (ItemInline, AttemptInline)

    @admin.display(description="about")
    def named(self, delivery: Delivery) -> str:
        """What an alert is about; else the kind of message."""
        return str(delivery.about) if delivery.kind == Delivery.Kind.ALERT else delivery.get_kind_display()


@admin.register(OperatorNotice)
class OperatorNoticeAdmin(SentRows):
    """What operators were told."""

    list_display = ("source", "kind", "failure", "recipient", "state", "attempts", "answer", "created_at")
    list_filter = ("state", "kind", "failure")
    list_select_related = ("source",)
    search_fields = ("source__address", "source__title", "recipient", "message", "answer")
    date_hierarchy = "created_at"


@admin.register(Damping)
class DampingAdmin(MachineMade):
    """When a source was noisy, so that its changes waited for digests."""

    list_display = ("source", "began_at", "ended_at", "changes", "usual", "bound")
    list_select_related = ("source",)
    search_fields = ("source__address", "source__title")
    date_hierarchy = "began_at"


@admin.register(StaleNotice)
class StaleNoticeAdmin(SentRows):
    """Which subscribers were told that a source is stale."""

    list_display = ("source", "person", "since", "state", "attempts", "answer", "created_at")
    list_filter = ("state",)
    list_select_related = ("source", "person")
    search_fields = ("source__address", "source__title", "person__username", "person__email", "answer")
    date_hierarchy = "created_at"


@admin.register(WebhookNotice)
class WebhookNoticeAdmin(SentRows):
    """Which owners were told that a webhook of theirs was disabled."""

    list_display = ("webhook", "person", "because", "disabled_at", "state", "attempts", "answer", "created_at")
    list_filter = ("state", "because")
    list_select_related = ("webhook", "person")
    search_fields = ("webhook__name", "person__username", "person__email", "message", "answer")
    date_hierarchy = "created_at"


@admin.register(SuspendedAddress)
class SuspendedAddressAdmin(MachineMade):
    """Addresses to which nothing is sent; what is for them waits."""

    list_display = ("address", "suspended_at", "answer", "lifted_at")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    search_fields = ("address", "answer")
    date_hierarchy = "suspended_at"
    actions = ("lift",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The one action that machine-made rows have here."""
        return QuickList.get_actions(self, request)

    def has_lift_permission(self, request: HttpRequest) -> bool:
        """Whoever was given the permission to change such rows may try the addresses again."""
        return request.user.has_perm("alerts.change_suspendedaddress")

    @admin.action(description="Try again", permissions=["lift"])
    def lift(self, request: HttpRequest, rows: QuerySet[SuspendedAddress]) -> None:
        """Send what waits for the selected addresses."""
        self.message_user(request, f"{suspensions.lift(rows)} tried again within a minute.")
