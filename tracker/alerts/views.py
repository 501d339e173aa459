"""The unsubscribe page, which needs no sign-in: the token in its address is the key."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker.alerts import subscribing
from tracker.alerts.models import Subscription


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, tokens: str) -> HttpResponse:
    """GET says what a POST would end and changes nothing, because mail scanners open links.

    POST ends it: from the page's button, or from a mail program that posts `List-Unsubscribe=One-Click` (RFC 8058),
    which carries no cookie and follows no redirect.
    """
    subscriptions = subscribing.with_tokens(tokens)
    named = list(subscriptions.select_related("product", "application__product", "substance").order_by("id"))
    if not named:
        return HttpResponse("This unsubscribe link is not known.\n", status=404, content_type="text/plain")
    if request.method == "POST":
        subscribing.end(subscriptions)
    is_over = request.method == "POST" or all(each.state == Subscription.State.ENDED for each in named)
    context = {**admin.site.each_context(request), "subscriptions": named, "is_over": is_over, "title": "Unsubscribe"}
    return render(request, "alerts/unsubscribe.html", context)
