"""Searches that people keep: the list, what one finds, the form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tracker.alerts import searches
from tracker.alerts.searches import StillFollowed
from tracker.console.access import page, query_of, show, who
from tracker.console.follow import follow
from tracker.console.following_forms import SearchForm
from tracker.people.admin_bases import CappedPaginator
from tracker.search import saved
from tracker.search.models import SavedSearch

PER_PAGE = 50


@page("search.view_savedsearch")
def all_searches(request: HttpRequest) -> HttpResponseBase:
    """`/searches/`: one's own, and those that are shared."""
    rows = saved.visible_to(request.user).select_related("owner")
    shown = CappedPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "console/searches.html", "Searches", shown=shown, query=query_of(request))


@page("search.view_savedsearch", "catalogue.view_application")
def search(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/searches/1/`: what it finds now."""
    row = get_object_or_404(saved.visible_to(request.user).select_related("owner"), pk=pk)
    found = saved.applications_of(row).select_related("product", "applicant").order_by("name", "number")
    return show(
        request,
        "console/search.html",
        row.name,
        search=row,
        is_own=row.owner_id == who(request).pk,
        follow=follow(who(request), search=row),
        shown=CappedPaginator(found, PER_PAGE).get_page(request.GET.get("page")),
        query=query_of(request),
    )


@page("search.view_savedsearch", "search.add_savedsearch")
def add(request: HttpRequest) -> HttpResponseBase:
    """`/searches/add/?words=fer`."""
    words = request.GET.get("words", "")[:200]
    return _edit(request, SavedSearch(owner=who(request), words=words, name=words), "Save this search")


@page("search.view_savedsearch", "search.change_savedsearch")
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/searches/1/change/`, by its owner."""
    row = _own(request, pk)
    return _edit(request, row, f"Change {row}")


@page("search.view_savedsearch", "search.delete_savedsearch")
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Delete a search that nobody follows."""
    row = _own(request, pk)
    try:
        searches.delete(row)
    except StillFollowed as problem:
        messages.error(request, str(problem))
        return redirect("console:search", pk=pk)
    messages.success(request, f"“{row.name}” is deleted.")
    return redirect("console:searches")


def _edit(request: HttpRequest, row: SavedSearch, title: str) -> HttpResponseBase:
    form = SearchForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        return redirect("console:search", pk=kept.pk)
    return show(request, "console/search_form.html", title, form=form, search=row)


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    """Raises Http404 for one that the person may not see, PermissionDenied for one of somebody else."""
    row: SavedSearch = get_object_or_404(saved.visible_to(request.user), pk=pk)
    if row.owner_id != who(request).pk:
        raise PermissionDenied("This search belongs to somebody else: make one of your own.")
    return row
