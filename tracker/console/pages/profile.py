"""What a person sets for themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from tracker.console.access import page, show
from tracker.console.forms import ZoneForm


@page()
def profile(request: HttpRequest) -> HttpResponseBase:
    """`/profile/`: the zone in which one reads times."""
    form = ZoneForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved. Times are now shown in your zone.")
        return redirect("console:profile")
    return show(request, "console/profile.html", "Your settings", form=form)
