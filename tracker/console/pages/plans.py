"""The plan of a procedure: what is planned and what came of it; to take, shift and drop it."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from tracker.catalogue.models import Application
from tracker.console import what_if
from tracker.console.access import page, show, who
from tracker.console.forms import ReasonForm
from tracker.console.plan_forms import PlanStepForm, ShiftForm, TakeForm
from tracker.intake import plans
from tracker.intake.plans import Decision, PlannedDay, Revised, Whose
from tracker.timelines import loading, taking
from tracker.timelines.timeline import Timeline
from tracker.timetables.asking import Misread
from tracker.timetables.meetings import calendar


@page("catalogue.view_application")
def plan(request: HttpRequest, number: str) -> HttpResponseBase:
    """`/plan/EMEA/H/C/000801/?procedure=initial`: planned days beside actual ones, and what may be done."""
    application, procedure = _asked(request, number)
    timeline = _timeline(application, procedure)
    known = timeline.timetables.get(procedure) if timeline else None
    return show(
        request,
        "console/plan.html",
        f"Plan of {application}",
        application=application,
        procedure=procedure,
        timeline=timeline,
        what_if=what_if.address_for(known),
        instead=what_if.instead_of(known, calendar(), timezone.localdate()),
        reason=known.reason if known else "",
    )


@page("catalogue.view_application", "catalogue.add_entry")
def take(request: HttpRequest, number: str) -> HttpResponseBase:
    """`/plan/take/EMEA/H/C/000801/?procedure=initial&timetable=…&start=…`: a computed timetable becomes the plan."""
    application, procedure = _asked(request, number)
    timeline = _timeline(application, procedure)
    known = timeline.timetables.get(procedure) if timeline else None
    offer, problem = None, ""
    try:
        offer = taking.offer(taking.asked(request.GET, known), timezone.localdate())
    except (Misread, taking.CannotTake) as error:
        problem = str(error)
    form = None
    if offer:
        form = TakeForm(
            request.POST or None,
            choices=[(step.name, step.label) for step in offer.steps],
            initial={"steps": [step.name for step in offer.steps if step.is_chosen]},
        )
        if request.method == "POST" and form.is_valid():
            chosen = [step for step in offer.steps if step.name in form.cleaned_data["steps"]]
            decision = Decision(who(request), form.cleaned_data["reason"], offer.source)
            days = [PlannedDay(step.kind, step.name_in_plan, step.date, step.explanation) for step in chosen]
            messages.success(request, f"{plans.take(Whose.of(application, procedure), days, decision)}.".capitalize())
            return redirect(_address(application, procedure))
    return show(
        request,
        "console/plan_take.html",
        "Take a timetable as the plan",
        application=application,
        procedure=procedure,
        offer=offer,
        form=form,
        problem=problem,
        chosen=form["steps"].value() if form else [],
        timetables=taking.names(),
        asked=request.GET,
    )


@page("catalogue.view_application", "catalogue.add_entry")
def revise(request: HttpRequest, number: str, what: str) -> HttpResponseBase:
    """`/plan/step/…`, `/plan/shift/…`, `/plan/drop/…`: one decision about a plan, with its reason."""
    application, procedure = _asked(request, number)
    form = FORMS[what](request.POST or None, prefix=what)
    if request.method == "POST" and form.is_valid():
        decision = Decision(who(request), form.cleaned_data["reason"])
        try:
            done = ACTIONS[what](Whose.of(application, procedure), form.cleaned_data, decision)
        except plans.NothingPlanned as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"{done}.".capitalize())
        return redirect(_address(application, procedure))
    return show(
        request,
        "console/plan_revise.html",
        HEADINGS[what],
        application=application,
        procedure=procedure,
        form=form,
        back=_address(application, procedure),
    )


def _step(whose: Whose, said: dict[str, Any], decision: Decision) -> Revised:
    return plans.take(whose, [PlannedDay(said["kind"], said["label"], said["date"])], decision)


def _shift(whose: Whose, said: dict[str, Any], decision: Decision) -> Revised:
    return plans.shift(whose, said["days"], decision, said["since"])


def _drop(whose: Whose, said: dict[str, Any], decision: Decision) -> Revised:
    return plans.drop(whose, decision)


FORMS: dict[str, type[Form]] = {"step": PlanStepForm, "shift": ShiftForm, "drop": ReasonForm}
HEADINGS = {"step": "Plan a step", "shift": "Shift the plan", "drop": "Drop the plan"}
ACTIONS: dict[str, Callable[[Whose, dict[str, Any], Decision], Revised]] = {
    "step": _step,
    "shift": _shift,
    "drop": _drop,
}


def _asked(request: HttpRequest, number: str) -> tuple[Application, str]:
    application = get_object_or_404(Application.objects.select_related("product"), number=number)
    return application, Whose.of(application, request.GET.get("procedure", "").strip() or "initial").procedure


def _timeline(application: Application, procedure: str) -> Timeline | None:
    """Of the procedure; None of one that nothing is known of yet: it may be planned all the same."""
    today: datetime.date = timezone.localdate()
    try:
        return loading.application_timeline(application.number, today=today, procedure=procedure)
    except loading.NotKnown:
        return None


def _address(application: Application, procedure: str) -> str:
    query = urlencode({"procedure": procedure})
    return f"{reverse('console:plan', args=[application.number])}?{query}"
