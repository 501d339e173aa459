"""What people enter about an application: a correction, a step, and the release of an override."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from tracker.catalogue.models import Application, Entry
from tracker.console.access import page, show, who
from tracker.console.forms import CorrectionForm, ReasonForm, StepForm
from tracker.intake import entries

HEADINGS = {"correct": "Correct a value", "add-step": "Add a step"}
FORMS = {"correct": CorrectionForm, "add-step": StepForm}


@page("catalogue.view_application", "catalogue.add_entry")
def enter(request: HttpRequest, number: str, what: str) -> HttpResponseBase:
    """`/enter/correct/EMEA/H/C/000801/` and `/enter/add-step/…`."""
    application = get_object_or_404(Application.objects.select_related("product"), number=number)
    entry = Entry(application_number=number, authority=application.authority)
    initial = {name: request.GET[name] for name in ("field", "procedure", "kind") if name in request.GET}
    form = FORMS[what](request.POST or None, instance=entry, initial=initial)
    if request.method == "POST" and form.is_valid():
        entries.enter(form.save(commit=False), who(request))
        messages.success(request, "Entered. It shows below with your name and reason.")
        return redirect("console:application", number=number)
    return show(request, "console/enter.html", HEADINGS[what], application=application, form=form, what=what)


@page("catalogue.view_application", "catalogue.change_entry")
def release(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/entries/1/release/`: what a person entered no longer counts; it stays on record."""
    entry = get_object_or_404(Entry, pk=pk, released_at=None)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entries.release(entry, who(request), form.cleaned_data["reason"])
        except entries.AlreadyReleased as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "Released: from now on the sources decide.")
        return redirect("console:application", number=entry.application_number)
    return show(request, "console/release.html", "Release an entry", entry=entry, form=form)
