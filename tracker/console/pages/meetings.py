"""Meetings of committees: the list, one with its history, the form, and the import of a file."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from scrapers.dates_in_words import in_words
from scrapers.ema.committees import COMMITTEES
from tracker.console.access import page, query_of, show, who
from tracker.console.meeting_forms import MeetingFilter, MeetingForm, MeetingsFileForm
from tracker.people.admin_bases import CappedPaginator
from tracker.timetables.announced import difference
from tracker.timetables.meeting_files import FileProblems, decoded, parse
from tracker.timetables.meetings import lock_meetings, planned, record
from tracker.timetables.models import CERTAINTIES, Meeting
from tracker.timetables.telling import Answer, Told

PER_PAGE = 50
MOST_VERSIONS = 50

SHOWN = {
    "first_day": "First day",
    "last_day": "Last day",
    "title": "Title",
    "status": "Status",
    "is_extraordinary": "Extraordinary",
    "source": "Source",
    "certainty": "What the source is",
    "origin": "Said by",
}
"""Columns whose changes are shown, with their names."""

WORDS: dict[str, dict[Any, str]] = {
    "status": dict(Meeting.Status.choices),
    "origin": dict(Meeting.Origin.choices),
    "certainty": dict(CERTAINTIES),
    "is_extraordinary": {True: "Yes", False: "No"},
}


@dataclass(frozen=True)
class Difference:
    """A column's name, and its values before and after, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """What was changed of a meeting, when, by whom and why."""

    moment: datetime.datetime
    by: str
    reason: str
    differences: tuple[Difference, ...]


@page("timetables.view_meeting")
def meetings(request: HttpRequest) -> HttpResponseBase:
    """`/meetings/?committee=CHMP&status=scheduled&ends_from=2026-01-01`."""
    rows = Meeting.objects.select_related("notice", "moved_to")
    chosen = MeetingFilter(request.GET, queryset=rows)
    shown = CappedPaginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "console/meetings.html",
        "Meetings",
        filter=chosen,
        shown=shown,
        rows=[(row, difference(row)) for row in shown.object_list],
        authorities=sorted({row.authority for row in shown.object_list} - {""}),
        query=query_of(request),
        today=timezone.localdate(),
    )


@page("timetables.view_meeting")
def meeting(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/meetings/1/`: one meeting, what its list says of it, and its history."""
    row = get_object_or_404(Meeting.objects.select_related("notice", "moved_to"), pk=pk)
    return show(
        request,
        "console/meeting.html",
        str(row),
        meeting=row,
        difference=difference(row),
        versions=list(_versions(row)),
    )


@page("timetables.view_meeting", "timetables.add_meeting")
def add(request: HttpRequest) -> HttpResponseBase:
    """`/meetings/add/`."""
    return _edit(request, Meeting(first_seen=timezone.now()), "Add a meeting", "Added.")


@page("timetables.view_meeting", "timetables.change_meeting")
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/meetings/1/change/`."""
    row = get_object_or_404(Meeting, pk=pk)
    return _edit(request, row, f"Change {row}", "Changed. What you wrote stands, whatever a list says later.")


@transaction.atomic
def _edit(request: HttpRequest, row: Meeting, title: str, done: str) -> HttpResponseBase:
    if request.method == "POST":
        lock_meetings()
    form = MeetingForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        kept = form.keep(who(request))
        messages.success(request, done)
        return redirect("console:meeting", pk=kept.pk)
    return show(request, "console/meeting_form.html", title, form=form, meeting=row, committees=COMMITTEES)


@page("timetables.view_meeting", "timetables.add_meeting", "timetables.change_meeting")
def import_file(request: HttpRequest) -> HttpResponseBase:
    """`/meetings/import/`: a file is shown as what it would do; the text that was shown is then imported."""
    context: dict[str, Any] = {"form": MeetingsFileForm()}
    if request.method == "POST" and "text" in request.POST:
        try:
            # A browser sends line ends as a form does; a CSV means the same by either.
            recorded = record(_told(request, request.POST["text"]), timezone.now())
        except FileProblems as problems:
            context["problems"] = problems.lines
        else:
            messages.success(request, f"Imported: {recorded}.")
            return redirect("console:meetings")
    elif request.method == "POST":
        context |= _preview(request)
    return show(request, "console/meetings_import.html", "Import meetings", **context)


def _preview(request: HttpRequest) -> dict[str, Any]:
    form = MeetingsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return {"form": form}
    try:
        text = decoded(form.cleaned_data["file"].read())
        answers = planned(_told(request, text)).answers
    except FileProblems as problems:
        return {"form": form, "problems": problems.lines}
    rows = [(answer, list(_differences_of(answer))) for answer in answers]
    return {"text": text, "answers": rows, "has_news": any(answer.what != "same" for answer in answers)}


def _told(request: HttpRequest, text: str) -> Sequence[Told]:
    """What a file says. Raises FileProblems."""
    return [meeting.told_by(who(request)) for meeting in parse(text)]


def _differences_of(answer: Answer) -> Iterator[Difference]:
    if answer.what != "changed":
        return
    for name, label in SHOWN.items():
        after = getattr(answer.meeting, name)
        if answer.before[name] != after:
            yield Difference(label, _in_words(name, answer.before[name]), _in_words(name, after))


def _versions(row: Meeting) -> Iterator[Version]:
    """The last changes first."""
    said = list(row.history.order_by("-history_date", "-history_id")[: MOST_VERSIONS + 1])
    for later, earlier in list(zip(said, [*said[1:], None], strict=True))[:MOST_VERSIONS]:
        differences = tuple(
            Difference(label, _in_words(name, getattr(earlier, name)), _in_words(name, getattr(later, name)))
            for name, label in SHOWN.items()
            if earlier is not None and getattr(earlier, name) != getattr(later, name)
        )
        by = later.entered_by_name or later.get_origin_display()
        yield Version(later.history_date, by, later.history_change_reason or "", differences)


def _in_words(name: str, value: Any) -> str:
    if isinstance(value, datetime.date):
        return in_words(value)
    return WORDS.get(name, {}).get(value, str(value or "")) or "–"
