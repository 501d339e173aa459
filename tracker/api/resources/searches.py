"""Searches that people keep: those that are shared, and one's own."""

from copy import copy
from typing import Any

import django_filters
from django.core.exceptions import ValidationError as Invalid
from django.db.models import QuerySet
from rest_framework import mixins, serializers
from rest_framework.exceptions import PermissionDenied

from tracker.alerts import searches
from tracker.alerts.searches import StillFollowed
from tracker.api.fields import MomentField, TextAsText, TrueOrFalseField
from tracker.api.filters import YesFilter
from tracker.api.views import ReadOnlyResource
from tracker.search.models import SavedSearch
from tracker.search.saved import visible_to


class SavedSearchSerializer(TextAsText):
    """A search for applications: what all its criteria that are not empty find together. One at least is given."""

    owner = serializers.CharField(source="owner.username", read_only=True)
    shared = TrueOrFalseField(source="is_shared", required=False, help_text="Others may see and follow it, too.")
    created_at = MomentField(read_only=True)

    class Meta:
        model = SavedSearch
        fields = ("id", "name", "owner", "shared", *SavedSearch.CRITERIA, "created_at")
        # The model's own rules say in plain words what is wrong.
        validators: tuple[Any, ...] = ()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the model refuses, and to take from others what they follow."""
        wanted = copy(self.instance) if self.instance else SavedSearch(owner=self.context["request"].user)
        for name, value in attrs.items():
            setattr(wanted, name, value)
        try:
            wanted.full_clean()
            searches.keep_visible(wanted)
        except Invalid as problem:
            raise serializers.ValidationError(serializers.as_serializer_error(problem)) from problem
        except StillFollowed as problem:
            raise serializers.ValidationError({"shared": str(problem)}) from problem
        return attrs


class SavedSearchFilters(django_filters.FilterSet):
    name = django_filters.CharFilter(max_length=200, lookup_expr="istartswith", label="The beginning of its name.")
    shared = YesFilter(field_name="is_shared", label="Shared with all, or private.")


class SavedSearches(mixins.CreateModelMixin, mixins.UpdateModelMixin, mixins.DestroyModelMixin, ReadOnlyResource):
    """Named searches for applications. What one finds is `applications/?search=`; subscribe to it with `search_id`."""

    queryset = SavedSearch.objects.none()
    serializer_class = SavedSearchSerializer
    filterset_class = SavedSearchFilters
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def get_queryset(self) -> QuerySet[SavedSearch]:
        """What the person may see."""
        return visible_to(self.person).select_related("owner")

    def perform_create(self, serializer: serializers.BaseSerializer) -> None:
        """It belongs to whoever makes it."""
        serializer.save(owner=self.person)

    def perform_update(self, serializer: serializers.BaseSerializer) -> None:
        """Raises PermissionDenied for a search of somebody else."""
        self._own(serializer.instance)
        serializer.save()

    def perform_destroy(self, instance: SavedSearch) -> None:
        """Raises PermissionDenied for a search of somebody else, ValidationError for one that is followed."""
        self._own(instance)
        try:
            searches.delete(instance)
        except StillFollowed as problem:
            raise serializers.ValidationError(str(problem)) from problem

    def _own(self, search: Any) -> None:
        if search.owner_id != self.person.pk:
            raise PermissionDenied("It belongs to somebody else: make one of your own.")
