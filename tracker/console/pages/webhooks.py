"""Programs that are told: one's webhooks, how they are doing, and what to do about it."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from tracker.alerts import webhooks as doing
from tracker.alerts.channels import webhook as channel
from tracker.alerts.models import DeliveryAttempt, Outgoing, Webhook
from tracker.alerts.models.subscriptions import TARGETS
from tracker.console.access import page, show, who
from tracker.console.webhook_forms import WebhookForm

LATEST_ATTEMPTS = 50


@page("alerts.view_webhook")
def webhooks(request: HttpRequest) -> HttpResponseBase:
    """`/webhooks/`: one's own."""
    unsettled = Q(deliveries__state__in=(Outgoing.State.PENDING, Outgoing.State.SENDING))
    rows = _own(request).annotate(waiting=Count("deliveries", filter=unsettled))
    return show(request, "console/webhooks.html", "Webhooks", rows=rows)


@page("alerts.view_webhook")
def webhook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/webhooks/1/`: how it is doing, and the latest attempts."""
    return _shown(request, get_object_or_404(_own(request), pk=pk))


@page("alerts.add_webhook")
def add(request: HttpRequest) -> HttpResponseBase:
    """`/webhooks/add/`: a new one; the answer is the only page that shows its secret."""
    form = WebhookForm(request.POST or None, person=who(request))
    if request.method == "POST" and form.is_valid():
        made = form.save()
        return _shown(request, made, secret=made.secret)
    return show(request, "console/webhook_form.html", "Add a webhook", form=form)


@page("alerts.change_webhook")
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/webhooks/1/change/`: its name, its address, and what it is told of."""
    row = get_object_or_404(_own(request), pk=pk)
    form = WebhookForm(request.POST or None, instance=row, person=who(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("console:webhook", pk=pk)
    return show(request, "console/webhook_form.html", f"Change {row.name}", form=form, webhook=row)


@page("alerts.change_webhook")
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponseBase:
    """`/webhooks/1/test/` and the other things that are done about one: see `ACTS`."""
    row = get_object_or_404(_own(request), pk=pk)
    if what == "test":
        return _shown(request, row, tested=channel.try_out(row))
    if what == "renew-secret":
        return _shown(request, row, secret=doing.renew_secret(row))
    if what not in ACTS:
        raise Http404
    messages.success(request, ACTS[what](row))
    return redirect("console:webhook", pk=pk)


def _enable(row: Webhook) -> str:
    doing.enable(row)
    return "Enabled: what waited for it is sent within a minute."


def _switch_off(row: Webhook) -> str:
    dropped = doing.switch_off(row)
    return f"Switched off: it is told nothing, and {dropped} that waited for it will not be sent."


def _send_again(row: Webhook) -> str:
    return f"{doing.send_failed_again(row)} will be sent again within a minute."


ACTS: dict[str, Callable[[Webhook], str]] = {
    "enable": _enable,
    "switch-off": _switch_off,
    "send-again": _send_again,
}


def _own(request: HttpRequest) -> QuerySet[Webhook]:
    return Webhook.objects.filter(person=who(request))


def _shown(request: HttpRequest, row: Webhook, **context: object) -> HttpResponseBase:
    attempts = DeliveryAttempt.objects.filter(delivery__webhook=row).select_related(
        "delivery__application", "delivery__notice"
    )
    answer = show(
        request,
        "console/webhook.html",
        row.name,
        webhook=row,
        subscriptions=row.subscriptions.select_related(*TARGETS),
        attempts=attempts.order_by("-id")[:LATEST_ATTEMPTS],
        waiting=doing.waiting(row).count(),
        failed=doing.failed(row).count(),
        **context,
    )
    add_never_cache_headers(answer)
    return answer
