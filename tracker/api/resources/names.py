"""What things are called: substances and organisations, with all their names."""

from typing import Any

import django_filters
from rest_framework import serializers

from tracker.api.fields import Row
from tracker.api.filters import AliasFilter
from tracker.api.views import ReadOnlyResource
from tracker.catalogue.models import Organisation, Substance


class SubstanceSerializer(Row):
    """An active substance."""

    aliases: Any = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = Substance
        fields = ("id", "name", "aliases")


class OrganisationSerializer(Row):
    """An applicant, a holder, a sponsor."""

    aliases: Any = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = Organisation
        fields = ("id", "name", "aliases")


class NameFilters(django_filters.FilterSet):
    name = AliasFilter("aliases__key", "startswith", label="The beginning of any of its names, in any spelling.")


class Substances(ReadOnlyResource):
    """Active substances. The authorities have different names for one; applications meet it by any of them."""

    queryset = Substance.objects.prefetch_related("aliases")
    serializer_class = SubstanceSerializer
    filterset_class = NameFilters


class Organisations(ReadOnlyResource):
    """Applicants, holders and sponsors."""

    queryset = Organisation.objects.prefetch_related("aliases")
    serializer_class = OrganisationSerializer
    filterset_class = NameFilters
