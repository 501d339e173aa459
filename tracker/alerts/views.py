"""The page to which mails lead, which needs no sign-in: the tokens in its address are the key."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker.alerts import addresses, subscribing
from tracker.alerts.forms import PauseForm
from tracker.alerts.models import Subscription
from tracker.alerts.models.subscriptions import TARGETS

PAUSE, RESUME = "pause", "resume"
"""What the page's other buttons ask for; every other POST unsubscribes."""


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, tokens: str) -> HttpResponse:
    """GET says what a POST would end and changes nothing, because mail scanners open links.

    POST ends it: from the page's button, or from a mail program that posts `List-Unsubscribe=One-Click` (RFC 8058),
    which carries no cookie and follows no redirect. The page's other buttons pause and resume.
    """
    subscriptions = subscribing.with_tokens(tokens)
    first = subscriptions.select_related("person").first()
    if first is None:
        return HttpResponse("This unsubscribe link is not known.\n", status=404, content_type="text/plain")
    form = PauseForm(request.POST if request.POST.get("do") == PAUSE else None, zone=first.person.zone())
    if request.method == "POST":
        _act(subscriptions, request.POST.get("do", ""), form)
    named = list(subscriptions.select_related(*TARGETS).order_by("id"))
    states = {each.state for each in named}
    context = {
        **admin.site.each_context(request),
        "subscriptions": [(each, addresses.of_subscription(each.pk)) for each in named],
        "is_over": states == {Subscription.State.ENDED},
        "is_paused": Subscription.State.PAUSED in states,
        "zone": first.person.time_zone,
        "form": form,
        "title": "Unsubscribe",
    }
    return render(request, "alerts/unsubscribe.html", context)


def _act(subscriptions: QuerySet[Subscription], verb: str, form: PauseForm) -> None:
    """What was unsubscribed stays so: it is begun again by whoever signs in."""
    standing = subscriptions.exclude(state=Subscription.State.ENDED)
    if verb == PAUSE:
        if form.is_valid():
            subscribing.pause(standing, form.cleaned_data["until"])
    elif verb == RESUME:
        subscribing.resume(standing)
    else:
        subscribing.end(subscriptions)
