"""Applications to the authorities, and their timelines."""

import datetime
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from scrapers.vocabulary import APPLICATION_TYPES
from tracker.api.fields import AttributionField, Named, Row, YesField
from tracker.api.filters import AliasFilter, IdFilter, MomentFilter, NumberFilter, WordFilter, WordsFilter, YesFilter
from tracker.api.resources.notices import MetSerializer
from tracker.api.resources.timeline import ApplicationTimeline, TimelineQuery
from tracker.api.views import ReadOnlyResource, today
from tracker.catalogue import concerned
from tracker.catalogue.models import Application, Change, Presentation
from tracker.intake.offers import offers_for
from tracker.search.saved import applications_of, visible_to
from tracker.timelines.encoding import timeline_as_json
from tracker.timelines.loading import NotKnown, application_timeline

MOST_OFFERS = 50


class ApplicationSerializer(Row):
    """An application to an authority. Empty text: the sources do not say."""

    product = serializers.CharField(source="product.name", help_text="The product's name.")
    applicant = serializers.CharField(source="applicant.name", default=None, allow_null=True)
    substances = Named(many=True)
    details = serializers.DictField(
        child=serializers.CharField(), help_text="Further fields, by the names of the vocabulary."
    )
    reconstructed = YesField(source="is_reconstructed", help_text="Made for demonstration, not the authority's own.")
    attribution = AttributionField(source="authority")

    class Meta:
        model = Application
        fields = (
            "id",
            "number",
            "authority",
            "type",
            "product",
            "product_id",
            "name",
            "category",
            "status",
            "status_text",
            "applicant",
            "applicant_id",
            "active_substance",
            "inn",
            "substances",
            "address",
            "details",
            "reconstructed",
            "first_seen",
            "attribution",
        )


class PresentationSerializer(Row):
    """One marketed form, as FDA numbers its products."""

    ingredients = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        help_text="Pairs of ingredient and strength.",
    )

    class Meta:
        model = Presentation
        fields = (
            "number",
            "name",
            "ingredients",
            "form",
            "route",
            "marketing_status",
            "reference_drug",
            "reference_standard",
            "equivalence_code",
        )


class ApplicationDetailSerializer(ApplicationSerializer):
    """An application with its marketed forms, and the applications of other types that belong to it."""

    presentations = PresentationSerializer(many=True)
    related = serializers.SerializerMethodField(
        help_text="Designations, plans and referrals about a medicine; of one of these, the medicines it is about."
    )

    @extend_schema_field(MetSerializer(many=True))
    def get_related(self, application: Application) -> Any:
        """Those in the catalogue."""
        return MetSerializer(concerned.related(application), many=True).data

    class Meta(ApplicationSerializer.Meta):
        fields = (*ApplicationSerializer.Meta.fields, "presentations", "related")  # type: ignore[assignment]


class LinkOffersQuery(serializers.Serializer):
    """How many."""

    generics = serializers.BooleanField(
        required=False, default=False, help_text="With FDA's generics (ANDA) that share only a substance."
    )


class OfferedApplication(Row):
    """As much of an application as tells it from others."""

    class Meta:
        model = Application
        fields = ("id", "number", "authority", "name", "status")


class LinkOffer(serializers.Serializer):
    """A product that the application may belong with, for what its `applications`, the likeliest first, share."""

    product = serializers.CharField(source="product.name")
    product_id = serializers.IntegerField(source="product.pk")
    applications = OfferedApplication(many=True)
    reason = serializers.CharField(help_text="In words: same substance: ferumoxytol; same name.")
    same_name = serializers.BooleanField(source="has_same_name")
    shared_substances = serializers.ListField(source="shared", child=serializers.CharField())


class LinkOffers(serializers.Serializer):
    """At most 50 offers, the likeliest first. What a person has declined is not among them."""

    offers = LinkOffer(many=True)
    others = serializers.IntegerField(help_text="So many more products.")
    generics = serializers.IntegerField(help_text="So many generics were left out.")


class ApplicationFilters(django_filters.FilterSet):
    number = NumberFilter(label="Any identifier: EMEA/H/C/000801, NDA 022180/S-009, bare six digits.")
    authority = WordFilter(choices=Application.Authority.choices)
    type = WordsFilter(choices=list(APPLICATION_TYPES.items()), label="What it is for: one word, or several.")
    status = django_filters.CharFilter(max_length=40, label="A slug of the vocabulary.")
    category = django_filters.CharFilter(max_length=40, lookup_expr="iexact", label="Human or Veterinary.")
    product = IdFilter(field_name="product", label="The id of its product.")
    name = django_filters.CharFilter(max_length=500, lookup_expr="istartswith", label="The beginning of its name.")
    substance = AliasFilter("substances__aliases__key", label="A substance by any of its names, in any spelling.")
    applicant = AliasFilter("applicant__aliases__key", label="Applicant or holder by any spelling of the name.")
    search = IdFilter(field_name="pk", method="found", label="The id of a saved search: what it finds now.")
    reconstructed = YesFilter(field_name="is_reconstructed", label="Made for demonstration, or the authority's own.")
    changed_since = MomentFilter(
        method="changed", label="New, or changed in more than noise, since then: 2025-12-01 or 2025-12-01T08:30:00Z."
    )

    def found(self, rows: QuerySet[Application], name: str, value: int) -> QuerySet[Application]:
        """What the search finds; nothing for one that the person may not see."""
        search = visible_to(self.request.user).filter(pk=value).first()
        return rows.filter(pk__in=applications_of(search).values("pk")) if search else rows.none()

    def changed(self, rows: QuerySet[Application], name: str, value: datetime.datetime) -> QuerySet[Application]:
        """Applications that came in, or of which something changed."""
        changes = Change.objects.filter(application=OuterRef("pk"), seen_at__gte=value)
        changes = changes.exclude(significance=Change.Significance.NOISE)
        return rows.filter(Q(first_seen__gte=value) | Exists(changes))


class Applications(ReadOnlyResource):
    """Applications to an authority for a medicine."""

    queryset = Application.objects.select_related("product", "applicant").prefetch_related("substances")
    detail_queryset = queryset.prefetch_related("presentations")
    serializer_class = ApplicationSerializer
    detail_serializer_class = ApplicationDetailSerializer
    filterset_class = ApplicationFilters

    @extend_schema(parameters=[TimelineQuery], responses=ApplicationTimeline)
    @action(detail=True, query_class=TimelineQuery)
    def timeline(self, request: Request, pk: str) -> Response:
        """Its procedural steps with their evidence, as they were known on a day."""
        number = self.get_object().number
        try:
            timeline = application_timeline(number, today=today(), **self.asked())
        except NotKnown as unknown:
            raise NotFound(str(unknown)) from unknown
        return Response(timeline_as_json(timeline))

    @extend_schema(parameters=[LinkOffersQuery], responses=LinkOffers)
    @action(detail=True, query_class=LinkOffersQuery, url_path="link-offers")
    def link_offers(self, request: Request, pk: str) -> Response:
        """Products that it may belong with; a person joins them, in the console."""
        application = self.get_object()
        found = offers_for([application], with_generics=self.asked()["generics"], most=MOST_OFFERS)
        return Response(LinkOffers(found[application.pk]).data)
