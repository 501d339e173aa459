"""Being told: one click on a page follows what it shows; here one chooses what of it, pauses, and ends it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from tracker.alerts import subscribing
from tracker.alerts.asked import missed
from tracker.alerts.estimating import estimate
from tracker.alerts.forms import PauseForm
from tracker.alerts.models import Subscription
from tracker.alerts.models.subscriptions import TARGETS
from tracker.catalogue.models import Application
from tracker.console.access import local_address, page, query_of, show, who
from tracker.console.follow import page_of, target_of
from tracker.console.following_forms import ChoicesForm
from tracker.people.admin_bases import CappedPaginator
from tracker.people.models import User

PER_PAGE = 50
MOST_MISSED = 100


@page("alerts.add_subscription")
@require_POST
def follow(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    """`/follow/product/1/`: follow what a page shows, with the choices that are usual, or end it."""
    person, target = who(request), {kind: target_of(who(request), kind, key)}
    if "end" in request.POST:
        subscribing.end(Subscription.objects.filter(person=person, **target))
        messages.success(request, "You are no longer told of its changes.")
    else:
        subscribing.follow(person, **target)
        messages.success(request, _told_from_now_on(person))
    return redirect(local_address(request, "console:subscriptions"))


@page("alerts.view_subscription")
def subscriptions(request: HttpRequest) -> HttpResponseBase:
    """`/subscriptions/`: all that one follows, or has paused; `?ended=yes` what one followed."""
    is_ended = request.GET.get("ended") == "yes"
    rows = Subscription.objects.filter(person=who(request)).select_related(*TARGETS)
    ended = Subscription.State.ENDED
    chosen = rows.filter(state=ended) if is_ended else rows.exclude(state=ended)
    shown = CappedPaginator(chosen.order_by("id"), PER_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "console/subscriptions.html",
        "What you followed" if is_ended else "What you follow",
        shown=shown,
        rows=[(row, page_of(row.target[0], getattr(row, row.target[0]))) for row in shown.object_list],
        is_ended=is_ended,
        away=PauseForm(auto_id="away_%s", zone=who(request).zone()),
        pause=PauseForm(zone=who(request).zone()),
        authorities=Application.Authority.choices,
        query=query_of(request),
    )


@page("alerts.view_subscription", "alerts.change_subscription")
@require_POST
def act(request: HttpRequest) -> HttpResponseBase:
    """Pause, resume or end what was chosen, or everything."""
    form = PauseForm(request.POST, zone=who(request).zone())
    verb = request.POST.get("do", "")
    if verb == "pause" and not form.is_valid():
        messages.error(request, form.problem)
    elif (rows := _chosen(request, verb)) is None:
        messages.warning(request, "Nothing was chosen.")
    elif verb == "pause":
        count, until = subscribing.pause(rows, form.cleaned_data["until"]), form.cleaned_data["until"]
        day = f" until {until:%-d %b %Y}" if until else ""
        messages.success(request, f"{count} paused{day}. What changes meanwhile is shown on their pages.")
    elif verb == "resume":
        messages.success(request, f"{subscribing.resume(rows)} resumed, with what changes from now on.")
    elif verb == "end":
        messages.success(request, f"{subscribing.end(rows)} ended.")
    return redirect(local_address(request, "console:subscriptions"))


def _chosen(request: HttpRequest, verb: str) -> QuerySet[Subscription] | None:
    """What is meant: all that is on, all that is paused, or the rows that were ticked; None: none was."""
    person = who(request)
    mine = Subscription.objects.filter(person=person)
    if "all" in request.POST:
        paused = mine.filter(state=Subscription.State.PAUSED)
        return {"pause": subscribing.while_away(person), "resume": paused}.get(verb, mine)
    ids = [int(pk) for pk in request.POST.getlist("subscription") if pk.isdecimal()]
    return mine.filter(pk__in=ids) if ids else None


@page("alerts.view_subscription", "alerts.add_subscription")
def add(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    """`/subscriptions/add/authority/EMA/`: choose what of it to be told, after seeing what that would bring."""
    target = {kind: target_of(who(request), kind, key)}
    there = Subscription.objects.filter(person=who(request), **target).first()
    if there:
        return redirect("console:subscription", pk=there.pk)
    return _edit(request, Subscription(person=who(request), **target), "Follow")


@page("alerts.view_subscription", "alerts.change_subscription")
def subscription(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/subscriptions/1/`: what one is told of it, how it stands, and what a pause kept back."""
    rows = Subscription.objects.filter(person=who(request)).select_related(*TARGETS)
    row = get_object_or_404(rows, pk=pk)
    kept_back = missed(row).select_related("application__product", "notice")[:MOST_MISSED]
    return _edit(request, row, "Save", missed=kept_back, pause=PauseForm(zone=who(request).zone()))


def _edit(request: HttpRequest, row: Subscription, verb: str, **context: Any) -> HttpResponseBase:
    """The form with an estimate of what its choices bring; one that is too broad is saved when asked twice."""
    form = ChoicesForm(request.POST or None, instance=row)
    title, kind = (str(row) if row.pk else f"Follow {str(row)[:1].lower()}{str(row)[1:]}"), row.target[0]
    is_valid = form.is_valid()
    estimated = estimate(row, timezone.now()) if is_valid or not form.is_bound else None
    is_asked_again = bool(estimated and estimated.is_too_broad and request.POST.get("save") == "yes")
    if is_valid and "save" in request.POST and not is_asked_again:
        _save(request, row)
        return redirect("console:subscription", pk=row.pk)
    return show(
        request,
        "console/subscription.html",
        title,
        form=form,
        subscription=row,
        target_address=page_of(kind, getattr(row, kind)),
        estimated=estimated,
        is_asked_again=is_asked_again,
        verb=verb,
        **context,
    )


def _save(request: HttpRequest, row: Subscription) -> None:
    """Only the choices of one that is there: how it stands may have changed meanwhile."""
    if row.pk:
        row.save(update_fields=Subscription.CHOICES)
        messages.success(request, "Saved.")
        return
    target = {row.target[0]: getattr(row, row.target[0])}
    choices = {name: getattr(row, name) for name in Subscription.CHOICES}
    made, _ = Subscription.objects.update_or_create(person=row.person, **target, defaults=choices)
    row.pk = made.pk
    messages.success(request, _told_from_now_on(row.person))


def _told_from_now_on(person: User) -> str:
    return f"You are told of its changes from now on, by email to {person.email or 'no address yet'}."
