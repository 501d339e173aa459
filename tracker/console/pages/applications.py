"""The page of an application: everything that is known of it, or was known on a day, and who says so."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from scrapers.vocabulary import FIELDS
from tracker.catalogue import concerned, knowledge
from tracker.catalogue.known import Field, Procedure, ResolvedApplication
from tracker.catalogue.models import Application, Entry
from tracker.console import notices, what_if
from tracker.console.access import page, show, who
from tracker.console.changes import worth_reading
from tracker.console.follow import follow
from tracker.console.forms import AsOfForm
from tracker.console.pages.linking import offers_on_page
from tracker.console.pictures import figure_of_application
from tracker.sources.models import Snapshot
from tracker.timelines import loading

MOST_CHANGES = 100

_ABOVE_THE_TABLE = frozenset(("name", "status", "status_text", "page_last_updated", "rss_address"))
"""Fields that have their own place on the page."""


class Fact(NamedTuple):
    """A field with what stands for it and who claims what. `is_disputed` where claims differ in more than spelling."""

    name: str
    field: Field
    is_disputed: bool


class Dates(NamedTuple):
    """Three dates that are easily taken for one another: of the page, of the documents, of our retrieval."""

    page: str
    first_document: datetime.date | None
    last_document: datetime.date | None
    retrieved_at: datetime.datetime | None


@page("catalogue.view_application")
def application(request: HttpRequest, number: str) -> HttpResponseBase:
    """`/applications/EMEA/H/C/000801/?as_of=2025-12-01&procedure=initial`."""
    row = get_object_or_404(Application.objects.select_related("product", "applicant"), number=number)
    asked = AsOfForm(request.GET)
    as_of = asked.cleaned_data.get("as_of") if asked.is_valid() else None
    procedure = request.GET.get("procedure", "")
    context: dict[str, Any] = {"application": row, "as_of": as_of, "as_of_form": asked, "procedure": procedure}
    known = knowledge.known([number], as_of).get(number)
    if known is None:
        return show(request, "console/application_unknown.html", str(row), **context)
    try:
        timeline = loading.application_timeline(number, today=timezone.localdate(), as_of=as_of, procedure=procedure)
    except loading.NotKnown as problem:
        return show(request, "console/application_unknown.html", str(row), problem=str(problem), **context)
    snapshots = _snapshots(known)
    return show(
        request,
        "console/application.html",
        str(row),
        **context,
        known=known,
        follow=follow(who(request), application=row),
        substances=row.substances.all(),
        timeline=timeline,
        what_if=what_if.address_for(timeline.timetables.get(timeline.procedure)),
        figure=figure_of_application(timeline),
        facts=_facts(known),
        dates=_dates(known, snapshots),
        told=[one for one in known.procedures if one.passages or one.milestones],
        procedures=_with_a_status(known),
        snapshots=snapshots,
        related=concerned.related(row),
        notices=(listed := notices.about([row], as_of)),
        changes=_changes(row, [one.notice.pk for one in listed], as_of),
        offered=[] if as_of else offers_on_page([row]),
        **_entries(number, as_of),
    )


def _facts(known: ResolvedApplication) -> list[Fact]:
    """The fields in the order of the vocabulary, those without a value left out."""
    order = {name: place for place, name in enumerate(FIELDS)}
    names = sorted(known.fields.keys() - _ABOVE_THE_TABLE, key=lambda name: order.get(name, len(order)))
    return [Fact(name, known.fields[name], known.fields[name].conflict) for name in names if known.value(name)]


def _with_a_status(known: ResolvedApplication) -> Sequence[Procedure]:
    return [one for one in known.procedures if one.status or one.details]


def _snapshots(known: ResolvedApplication) -> list[Snapshot]:
    """What the claims rest on, the newest first: one query."""
    ids = {claim.snapshot for claim in known.claims if claim.snapshot is not None}
    return list(Snapshot.objects.filter(pk__in=ids).select_related("source").order_by("-retrieved_at", "-id"))


def _dates(known: ResolvedApplication, snapshots: Sequence[Snapshot]) -> Dates:
    published = [
        date.first
        for document in known.documents
        for date in (document.first_published, document.last_updated)
        if date is not None
    ]
    return Dates(
        page=known.value("page_last_updated") or known.value("last_updated"),
        first_document=min(published, default=None),
        last_document=max(published, default=None),
        retrieved_at=snapshots[0].retrieved_at if snapshots else None,
    )


def _changes(row: Application, listed: Sequence[int], as_of: datetime.date | None) -> Any:
    """Its own, and those of the notices that concern it."""
    of_both = worth_reading().filter(Q(application=row) | Q(notice__in=listed))
    changes = of_both.select_related("application", "notice", "snapshot__source")
    if as_of:
        changes = changes.filter(seen_at__lte=knowledge.end_of_day(as_of))
    return changes[:MOST_CHANGES]


def _entries(number: str, as_of: datetime.date | None) -> dict[str, Any]:
    """What people entered, and every version of it."""
    entries = Entry.objects.filter(application_number=number).order_by("-entered_at", "-id")
    trail = Entry.history.filter(application_number=number).select_related("history_user")
    if as_of:
        moment = knowledge.end_of_day(as_of)
        entries, trail = entries.filter(entered_at__lte=moment), trail.filter(history_date__lte=moment)
    return {"entries": entries, "trail": trail}
