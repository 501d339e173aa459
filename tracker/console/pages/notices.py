"""What is no procedure: the list of notices, and the page of one with what it concerns."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from scrapers.vocabulary import FIELDS, NOTICE_KINDS, NOTICE_STATUSES
from tracker.catalogue import concerned
from tracker.catalogue.models import Application, Notice, Observation
from tracker.console.access import page, query_of, show
from tracker.console.changes import ANY, worth_reading
from tracker.people.admin_bases import CappedPaginator
from tracker.sources.models import Snapshot

PER_PAGE = 50
MOST_CHANGES = 100
MOST_SNAPSHOTS = 20


class NoticeFilter(django_filters.FilterSet):
    """By kind, status and authority, whether its source still lists it, and by words of its title."""

    kind = django_filters.ChoiceFilter(
        choices=[(slug, word.label) for slug, word in NOTICE_KINDS.items()], label="Kind", empty_label=ANY
    )
    status = django_filters.ChoiceFilter(
        choices=[(slug, word.label) for slug, word in NOTICE_STATUSES.items()], label="Status", empty_label=ANY
    )
    authority = django_filters.ChoiceFilter(choices=Application.Authority.choices, label="Authority", empty_label=ANY)
    listed = django_filters.ChoiceFilter(
        choices=[("true", "Listed"), ("false", "No longer listed")], method="by_listed", label="Listed", empty_label=ANY
    )
    q = django_filters.CharFilter(field_name="title", lookup_expr="icontains", max_length=200, label="In the title")

    def by_listed(self, notices: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        """Those that their source lists, or those that it no longer has."""
        return notices.filter(is_gone=value == "false")

    class Meta:
        model = Notice
        fields: tuple[Any, ...] = ()


@page("catalogue.view_notice")
def notices(request: HttpRequest) -> HttpResponseBase:
    """`/notices/?kind=shortage&status=ongoing&authority=EMA`."""
    chosen = NoticeFilter(request.GET, queryset=Notice.objects.all())
    shown = CappedPaginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "console/notices.html", "Notices", filter=chosen, shown=shown, query=query_of(request))


@page("catalogue.view_notice")
def notice(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/notices/1/`: one notice, the applications that it concerns, and what it rests on."""
    row = get_object_or_404(Notice, pk=pk)
    return show(
        request,
        "console/notice.html",
        str(row),
        notice=row,
        mentions=row.mentions.all(),
        details=_details(row),
        concerned=concerned.applications_of([row])[row.pk],
        changes=worth_reading().filter(notice=row).select_related("notice", "snapshot__source")[:MOST_CHANGES],
        snapshots=_snapshots(row),
    )


def _details(row: Notice) -> list[tuple[str, str]]:
    """The further fields in the order of the vocabulary, those without a value left out."""
    order = {name: place for place, name in enumerate(FIELDS)}
    names = sorted(row.details, key=lambda name: (order.get(name, len(order)), name))
    return [(name, row.details[name]) for name in names if row.details[name]]


def _snapshots(row: Notice) -> QuerySet[Snapshot]:
    """What its versions rest on, the newest first."""
    said = Observation.objects.filter(origin=row.origin, key=row.key)
    rows = Snapshot.objects.filter(pk__in=said.values("snapshot")).select_related("source")
    return rows.order_by("-retrieved_at", "-id")[:MOST_SNAPSHOTS]
