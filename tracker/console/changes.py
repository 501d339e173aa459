"""Which changes staff read, in which order, and how they narrow them down."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from tracker.catalogue.models import Application, Change

ANY = "Any"


def worth_reading() -> QuerySet[Change]:
    """The latest first, never noise."""
    return Change.objects.exclude(significance=Change.Significance.NOISE)


def that_matter() -> QuerySet[Change]:
    """Statuses and outcomes, procedural dates, indications, holders, assessment documents: the latest first."""
    return Change.objects.filter(significance__in=(Change.Significance.CRITICAL, Change.Significance.MAJOR))


class ChangeFilter(django_filters.FilterSet):
    """By authority, weight, whether it alerts, and whether somebody has reviewed it."""

    authority = django_filters.ChoiceFilter(
        choices=Application.Authority.choices, method="by_authority", label="Authority", empty_label=ANY
    )
    significance = django_filters.ChoiceFilter(
        choices=[choice for choice in Change.Significance.choices if choice[0] != Change.Significance.NOISE],
        label="Significance",
        empty_label=ANY,
    )
    alerting = django_filters.ChoiceFilter(
        choices=[("true", "Alerting"), ("false", "Silent")], method="by_alerting", label="Alerting", empty_label=ANY
    )
    review = django_filters.ChoiceFilter(
        choices=[("open", "Not reviewed"), ("done", "Reviewed")], method="by_review", label="Review", empty_label=ANY
    )

    # From the summary of a reading: all that it changed, or all in one field.
    snapshot = django_filters.NumberFilter(
        field_name="snapshot", min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    field = django_filters.CharFilter(field_name="field", max_length=60, widget=forms.HiddenInput)

    def by_authority(self, changes: QuerySet[Change], name: str, value: str) -> QuerySet[Change]:
        """Those of its applications and of its notices."""
        return changes.filter(Q(application__authority=value) | Q(notice__authority=value))

    def by_alerting(self, changes: QuerySet[Change], name: str, value: str) -> QuerySet[Change]:
        """Those that the rules let leave, or those that came in silently."""
        return changes.filter(alerting=value == "true")

    def by_review(self, changes: QuerySet[Change], name: str, value: str) -> QuerySet[Change]:
        """Those that nobody has looked at yet, or those that somebody has."""
        return changes.filter(reviewed_at__isnull=value == "open")

    @property
    def only(self) -> dict[str, Any]:
        """The snapshot and the field that it is narrowed to, if any."""
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        return {"snapshot": int(asked.get("snapshot") or 0), "field": asked.get("field") or ""}

    class Meta:
        model = Change
        fields: tuple[Any, ...] = ()
