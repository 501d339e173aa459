"""The sources: how each is doing, what it said when, and checking one now."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from tracker.console import source_health
from tracker.console import underway as now
from tracker.console.access import page, show
from tracker.people.admin_bases import CappedPaginator
from tracker.sources.models import Source

PER_PAGE = 50


@page("sources.view_source")
def sources(request: HttpRequest) -> HttpResponseBase:
    """`/sources/`: every source, those that need a person first."""
    return show(
        request,
        "console/sources.html",
        "Sources",
        health=source_health.overview(),
        has_contact=bool(settings.CONTACT),
        work=now.work(),
        progress_address=now.address(),
    )


@page("sources.view_source")
def source(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/sources/1/`: one source with its snapshots."""
    row = get_object_or_404(Source, pk=pk)
    shown = CappedPaginator(row.snapshots.all(), PER_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "console/source.html",
        str(row),
        health=source_health.health(row, timezone.now()),
        shown=shown,
        work=now.work(source=pk),
        progress_address=now.address(source=pk),
        has_contact=bool(settings.CONTACT),
    )


@page("sources.change_source")
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a source due: a worker takes it up at its next look, so nothing is lost if none is running now."""
    row = get_object_or_404(Source, pk=pk)
    if not settings.CONTACT:
        messages.error(request, "Not checked: CONTACT is not set, and nothing is fetched without saying who asks.")
    elif not row.is_active:
        messages.error(request, "Not checked: this source is switched off.")
    else:
        Source.objects.filter(pk=pk).update(due_at=timezone.now())
        messages.success(request, "It is due now; a worker takes it up within a minute.")
    return redirect("console:source", pk=pk)


@page("sources.view_source")
def progress(request: HttpRequest) -> HttpResponseBase:
    """`/progress/?source=1` or `?snapshot=1`: what workers are doing now, for the script of the pages that show it."""
    only = {name: int(text) for name in ("source", "snapshot") if (text := request.GET.get(name, "")).isdecimal()}
    answer = JsonResponse({"work": [one.as_json() for one in now.work(**only)]})
    answer["Cache-Control"] = "no-store"
    return answer
