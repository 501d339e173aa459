"""Being told of an application's or a product's changes: one click, and one click to end it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tracker.alerts import subscribing
from tracker.alerts.models import Subscription
from tracker.catalogue.models import Application, Product
from tracker.console.access import page, who
from tracker.people.models import User


def is_followed(person: User, **target: Any) -> bool:
    """Whether a person is told of the changes of `application=` or `product=`."""
    return Subscription.objects.filter(person=person, state=Subscription.State.ACTIVE, **target).exists()


@page("catalogue.view_application", "alerts.add_subscription")
@require_POST
def follow_application(request: HttpRequest, number: str) -> HttpResponseBase:
    """Follow an application, or end it."""
    application = get_object_or_404(Application, number=number)
    _follow_or_end(request, application=application)
    return redirect("console:application", number=number)


@page("catalogue.view_product", "alerts.add_subscription")
@require_POST
def follow_product(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Follow a product with all its applications, or end it."""
    _follow_or_end(request, product=get_object_or_404(Product, pk=pk))
    return redirect("console:product", pk=pk)


def _follow_or_end(request: HttpRequest, **target: Any) -> None:
    person = who(request)
    if "end" in request.POST:
        subscribing.end(Subscription.objects.filter(person=person, **target))
        messages.success(request, "You are no longer told of its changes.")
        return
    subscribing.follow(person, **target)
    messages.success(
        request, f"You are told of its changes from now on, by email to {person.email or 'no address yet'}."
    )
