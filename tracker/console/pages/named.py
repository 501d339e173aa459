"""A substance, and an applicant or holder: its names, its applications, and the button that follows it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from tracker.catalogue.models import Application, Organisation, Substance
from tracker.console.access import page, query_of, show, who
from tracker.console.follow import follow
from tracker.people.admin_bases import CappedPaginator

PER_PAGE = 50


@page("catalogue.view_substance", "catalogue.view_application")
def substance(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/substances/1/`."""
    row = get_object_or_404(Substance, pk=pk)
    return _show(request, "substance", row, Application.objects.filter(substances=row))


@page("catalogue.view_organisation", "catalogue.view_application")
def organisation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/organisations/1/`."""
    row = get_object_or_404(Organisation, pk=pk)
    return _show(request, "organisation", row, Application.objects.filter(applicant=row))


def _show(
    request: HttpRequest, kind: str, row: Substance | Organisation, applications: QuerySet[Application]
) -> HttpResponseBase:
    rows = applications.select_related("product", "applicant").order_by("name", "number")
    thing: dict[str, Any] = {kind: row}
    return show(
        request,
        "console/named.html",
        str(row),
        kind=kind,
        row=row,
        names=[alias.name for alias in row.aliases.all() if alias.name != row.name],
        follow=follow(who(request), **thing),
        shown=CappedPaginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        query=query_of(request),
    )
