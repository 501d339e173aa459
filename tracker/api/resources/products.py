"""Medicines as people speak of them, and the portfolios people make of them."""

import django_filters
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import Row, YesField
from tracker.api.filters import AliasFilter, IdFilter, WordFilter, YesFilter
from tracker.api.resources.timeline import ProductTimeline, ProductTimelineQuery
from tracker.api.views import ReadOnlyResource, today
from tracker.catalogue.models import Application, Portfolio, Product
from tracker.catalogue.portfolios import visible_to
from tracker.timelines.encoding import product_as_json
from tracker.timelines.loading import product_timeline


class ProductApplication(Row):
    class Meta:
        model = Application
        fields = ("id", "number", "authority", "status", "status_text")


class ProductSerializer(Row):
    """A medicine as people speak of it. `key` is the number of the application that brought it in, or a word."""

    applications = ProductApplication(many=True)

    class Meta:
        model = Product
        fields = ("id", "key", "name", "also_known_as", "note", "applications")


class ProductFilters(django_filters.FilterSet):
    name = django_filters.CharFilter(
        method="called", max_length=500, label="The beginning of its name, or a part of its other names."
    )
    key = django_filters.CharFilter(max_length=80, label="The whole key.")
    authority = WordFilter(
        choices=Application.Authority.choices, method="at", label="Has an application at this authority."
    )
    substance = AliasFilter("applications__substances__aliases__key", label="A substance by any of its names.")
    portfolio = django_filters.CharFilter(method="of_portfolio", max_length=50, label="The slug of a portfolio.")

    def called(self, rows: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        """Products that go by this name."""
        return rows.filter(Q(name__istartswith=value) | Q(also_known_as__icontains=value))

    def at(self, rows: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        """Products with an application there."""
        return rows.filter(pk__in=Application.objects.filter(authority=value).values("product"))

    def of_portfolio(self, rows: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        """Products of a portfolio that the person may see."""
        return rows.filter(pk__in=visible_to(self.request.user).filter(slug=value).values("products"))


class Products(ReadOnlyResource):
    """Medicines as people speak of them, with their applications at the authorities."""

    queryset = Product.objects.prefetch_related("applications")
    serializer_class = ProductSerializer
    filterset_class = ProductFilters

    @extend_schema(parameters=[ProductTimelineQuery], responses=ProductTimeline)
    @action(detail=True, query_class=ProductTimelineQuery)
    def timeline(self, request: Request, pk: str) -> Response:
        """The timelines of all its applications, as they were known on a day."""
        return Response(product_as_json(product_timeline(self.get_object(), today=today(), **self.asked())))


class PortfolioProduct(Row):
    class Meta:
        model = Product
        fields = ("id", "key", "name")


class PortfolioSerializer(Row):
    """A named list of products."""

    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)
    shared = YesField(source="is_shared")
    products = PortfolioProduct(many=True)

    class Meta:
        model = Portfolio
        fields = ("id", "slug", "name", "description", "owner", "shared", "products")


class PortfolioFilters(django_filters.FilterSet):
    slug = django_filters.CharFilter(max_length=50, label="The whole slug.")
    shared = YesFilter(field_name="is_shared", label="Shared with all, or private.")
    product = IdFilter(field_name="products", label="The id of a product in it.")


class Portfolios(ReadOnlyResource):
    """Named lists of products: those that are shared, and one's own."""

    queryset = Portfolio.objects.none()
    serializer_class = PortfolioSerializer
    filterset_class = PortfolioFilters

    def get_queryset(self) -> QuerySet[Portfolio]:
        """What the person may see."""
        return visible_to(self.request.user).select_related("owner").prefetch_related("products")
