"""What is held for a person: a change of a table that may not be a change of the medicines."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from tracker.console.access import page, show, who
from tracker.console.forms import ReasonForm
from tracker.console.held import effect_of
from tracker.console.templatetags.console import column
from tracker.intake import holds as decisions
from tracker.intake.apply import Person
from tracker.intake.models import Hold

LATEST_CLOSED = 20

QUESTIONS = {
    "release": "Apply the held values? Nobody is alerted of them.",
    "dismiss": "Keep the old values? Each stays until its row changes again.",
}
ANSWERS = {
    "release": "Released: the values are applied.",
    "dismiss": "Dismissed: the old values stay.",
}


@page("intake.view_hold")
def holds(request: HttpRequest) -> HttpResponseBase:
    """`/holds/`: what is open, and what was decided lately."""
    rows = Hold.objects.select_related("source", "snapshot")
    return show(
        request,
        "console/holds.html",
        "Holds",
        open=rows.filter(state=Hold.State.OPEN),
        closed=rows.exclude(state=Hold.State.OPEN).order_by("-closed_at")[:LATEST_CLOSED],
    )


@page("intake.view_hold")
def hold(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/holds/1/?after=Yes&page=2`: what releasing it would do, counted by value and row by row."""
    row = get_object_or_404(Hold.objects.select_related("source", "snapshot"), pk=pk)
    after = request.GET.get("after")
    return show(
        request,
        "console/hold.html",
        _title(row),
        hold=row,
        effect=effect_of(row, request.GET.get("page"), after),
        after=after,
        query=urlencode({"after": after}) if after is not None else "",
        form=ReasonForm(),
    )


@page("intake.change_hold")
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponseBase:
    """`/holds/1/release/` and `/holds/1/dismiss/`: asks for a reason, then does it."""
    row = get_object_or_404(Hold.objects.select_related("source"), pk=pk, state=Hold.State.OPEN)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _decided(request, row, decision, form.cleaned_data["reason"])
    context: dict[str, Any] = {"hold": row, "decision": decision, "question": QUESTIONS[decision], "form": form}
    return show(request, "console/hold_decide.html", f"{decision.capitalize()}: {_title(row)}", **context)


def _title(row: Hold) -> str:
    """What is held and why: `ATC code: most rows of a column would change`."""
    why = row.get_reason_display()
    return f"{column(row.field)}: {why[:1].lower()}{why[1:]}" if row.field else why


def _decided(request: HttpRequest, row: Hold, decision: str, reason: str) -> HttpResponseBase:
    decide_so = decisions.release if decision == "release" else decisions.dismiss
    try:
        decide_so(row, Person.of(who(request), reason))
    except decisions.NotOpen as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, ANSWERS[decision])
    return redirect("console:holds")
