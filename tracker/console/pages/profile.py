"""What a person sets for themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from tracker.console.access import page, show
from tracker.console.forms import ProfileForm


@page()
def profile(request: HttpRequest) -> HttpResponseBase:
    """`/profile/`: where alerts go, and the zone in which one reads times."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved. Alerts go to this address, and times are shown in this zone.")
        return redirect("console:profile")
    return show(request, "console/profile.html", "Your settings", form=form)
