"""The queue of changes: what happened, whether somebody has looked at it, and what caused it."""

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from scrapers.word_changes import is_prose, word_changes
from tracker.catalogue import concerned
from tracker.catalogue.models import Change, Evidence
from tracker.console.access import local_address, page, query_of, show, who
from tracker.console.changes import ChangeFilter, worth_reading
from tracker.console.pages.delivering import told_of
from tracker.people.admin_bases import CappedPaginator

PER_PAGE = 50


@page("catalogue.view_change")
def changes(request: HttpRequest) -> HttpResponseBase:
    """`/changes/?authority=EMA&significance=critical&alerting=true&review=open`."""
    chosen = ChangeFilter(request.GET, queryset=worth_reading())
    rows = chosen.qs.select_related("application__product", "notice", "snapshot__source")
    shown = CappedPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "console/changes.html", "Changes", filter=chosen, shown=shown, query=query_of(request))


@page("catalogue.view_change")
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/changes/1/`: one change with its cause."""
    row = get_object_or_404(Change.objects.select_related("application__product", "notice", "snapshot__source"), pk=pk)
    words = word_changes(row.before or "", row.after or "") if is_prose(row.before, row.after) else []
    return show(
        request,
        "console/change.html",
        "Change",
        change=row,
        words=words,
        evidence=_evidence(row),
        concerned=concerned.applications_of([row.notice])[row.notice.pk] if row.notice else [],
        told=told_of(request, row),
    )


def _evidence(row: Change) -> list[Evidence]:
    """The words for a step that changed."""
    if row.subject != Change.Subject.STEP:
        return []
    found = Evidence.objects.filter(
        application=row.application, step__procedure__slug=row.procedure, step__kind=row.item.partition(":")[0]
    )
    return list(found.order_by("-is_current", "id")[:10])


@page("catalogue.change_change")
@require_POST
def review(request: HttpRequest) -> HttpResponseBase:
    """Mark the chosen changes as reviewed; who did it is kept in the log of the admin site."""
    chosen = [int(pk) for pk in request.POST.getlist("change") if pk.isdecimal()]
    unread = list(worth_reading().filter(pk__in=chosen, reviewed_at=None))
    Change.objects.filter(pk__in=[row.pk for row in unread], reviewed_at=None).update(reviewed_at=timezone.now())
    if unread:
        LogEntry.objects.log_actions(who(request).pk, unread, CHANGE, change_message="Reviewed.")
    messages.success(request, f"{len(unread)} marked as reviewed." if unread else "Nothing new was chosen.")
    return redirect(local_address(request, "console:changes"))
