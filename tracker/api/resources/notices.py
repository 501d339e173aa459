"""What is no procedure: shortages, safety communications, patents, exclusivities, meetings, news."""

import datetime
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scrapers.vocabulary import NOTICE_KINDS
from tracker.api.fields import AttributionField, PartialDateField, Row, YesField
from tracker.api.filters import (
    ApplicationFilter,
    DayFilter,
    IdFilter,
    MomentFilter,
    SpellingFilter,
    WordsFilter,
    YesFilter,
)
from tracker.api.views import ReadOnlyResource
from tracker.catalogue import concerned
from tracker.catalogue.models import Application, Change, Mention, Notice, SubstanceAlias


class NoticeSerializer(Row):
    """One notice. Empty text: the source does not say. `numbers`, `names` and `substances` are what it is about."""

    starts_on = PartialDateField(source="starts", allow_null=True)
    ends_on = PartialDateField(source="ends", allow_null=True)
    details = serializers.DictField(
        child=serializers.CharField(), help_text="Further fields, by the names of the vocabulary."
    )
    numbers = serializers.SerializerMethodField(help_text="Numbers of applications, as the source states them.")
    names = serializers.SerializerMethodField(help_text="Names of medicines.")
    substances = serializers.SerializerMethodField(help_text="Names of substances.")
    listed = serializers.SerializerMethodField(help_text="Whether the source's list still has it.")
    reconstructed = YesField(source="is_reconstructed", help_text="Made for demonstration, not the authority's own.")
    attribution = AttributionField(source="authority")

    def get_numbers(self, notice: Notice) -> list[str]:
        """Stated."""
        return _mentioned(notice, Mention.By.NUMBER)

    def get_names(self, notice: Notice) -> list[str]:
        """As the source spells them."""
        return _mentioned(notice, Mention.By.NAME)

    def get_substances(self, notice: Notice) -> list[str]:
        """As the source spells them."""
        return _mentioned(notice, Mention.By.SUBSTANCE)

    def get_listed(self, notice: Notice) -> bool:
        """Not marked as gone."""
        return not notice.is_gone

    class Meta:
        model = Notice
        fields: tuple[str, ...] = (
            "id",
            "origin",
            "key",
            "kind",
            "authority",
            "title",
            "category",
            "status",
            "status_text",
            "starts_on",
            "ends_on",
            "address",
            "numbers",
            "names",
            "substances",
            "details",
            "listed",
            "reconstructed",
            "first_seen",
            "attribution",
        )


def _mentioned(notice: Notice, by: str) -> list[str]:
    return [mention.text for mention in notice.mentions.all() if mention.by == by]


class MetSerializer(serializers.Serializer):
    """An application, and how one knows that it is meant."""

    id = serializers.IntegerField(source="application.pk", read_only=True)
    number = serializers.CharField(source="application.number", read_only=True)
    type = serializers.CharField(source="application.type", read_only=True)
    by = serializers.ChoiceField(
        choices=["number", "name"], read_only=True, help_text="By a number that is stated, or by a name."
    )


class NoticeDetailSerializer(NoticeSerializer):
    """A notice with the applications that it concerns."""

    applications = serializers.SerializerMethodField()

    @extend_schema_field(MetSerializer(many=True))
    def get_applications(self, notice: Notice) -> Any:
        """Those in the catalogue."""
        return MetSerializer(concerned.applications_of([notice])[notice.pk], many=True).data

    class Meta(NoticeSerializer.Meta):
        fields = (*NoticeSerializer.Meta.fields, "applications")


class MeetsFilter(ApplicationFilter):
    """Notices that concern an application, by a number that they state or by its name."""

    def filter(self, rows: QuerySet[Notice], value: str) -> QuerySet[Notice]:
        """Those that concern the application that is meant."""
        if not value:
            return rows
        meant = Application.objects.filter(pk=value) if value.isdecimal() else self.meant(value)
        return rows.filter(pk__in=_concerning(meant))


def _concerning(applications: QuerySet[Application]) -> set[int]:
    met = concerned.notices_of(list(applications))
    return {one.notice.pk for of_one in met.values() for one in of_one}


class NoticeFilters(django_filters.FilterSet):
    kind = WordsFilter(
        choices=[(slug, word.label) for slug, word in NOTICE_KINDS.items()],
        label="One word, or several.",
    )
    status = django_filters.CharFilter(max_length=40, label="A slug of the vocabulary.")
    authority = WordsFilter(choices=Application.Authority.choices, label="One or both.")
    category = django_filters.CharFilter(max_length=40, lookup_expr="iexact", label="Human or Veterinary.")
    origin = django_filters.CharFilter(max_length=60, label="Who says it, by the name of the origin.")
    application = MeetsFilter()
    product = IdFilter(method="of_product", label="The id of a product: what concerns one of its applications.")
    substance = SpellingFilter(method="of_substance", label="A substance that it names, in any spelling, by any alias.")
    listed = YesFilter(method="by_listed", label="Whether the source's list still has it.")
    ends_from = DayFilter(field_name="ends_on", lookup_expr="gte", label="Ends on this day or later.")
    ends_to = DayFilter(field_name="ends_on", lookup_expr="lte", label="Ends on this day or before.")
    reconstructed = YesFilter(field_name="is_reconstructed", label="Made for demonstration, or the authority's own.")
    since = MomentFilter(field_name="first_seen", lookup_expr="gte", label="First seen then or later.")
    changed_since = MomentFilter(method="changed", label="New, or changed in more than noise, since then.")

    def of_product(self, rows: QuerySet[Notice], name: str, value: int) -> QuerySet[Notice]:
        """Those that concern one of its applications."""
        return rows.filter(pk__in=_concerning(Application.objects.filter(product=value)))

    def of_substance(self, rows: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        """Those that name it; `value` is the key of a name."""
        aliases = SubstanceAlias.objects.filter(substance__aliases__key=value)
        named = Mention.objects.filter(Q(key=value) | Q(key__in=aliases.values("key")), by=Mention.By.SUBSTANCE)
        return rows.filter(pk__in=named.order_by().values("notice"))

    def by_listed(self, rows: QuerySet[Notice], name: str, value: bool) -> QuerySet[Notice]:
        """Those that the source lists, or those that it no longer has."""
        return rows.filter(is_gone=not value)

    def changed(self, rows: QuerySet[Notice], name: str, value: datetime.datetime) -> QuerySet[Notice]:
        """Notices that came in, or of which something changed."""
        changes = Change.objects.filter(notice=OuterRef("pk"), seen_at__gte=value)
        changes = changes.exclude(significance=Change.Significance.NOISE)
        return rows.filter(Q(first_seen__gte=value) | Exists(changes))


class Notices(ReadOnlyResource):
    """Notices, the last that came in first."""

    queryset = Notice.objects.prefetch_related("mentions")
    serializer_class = NoticeSerializer
    detail_serializer_class = NoticeDetailSerializer
    filterset_class = NoticeFilters
    newest_first = True
