"""What was sent to whom: sending it again, and trying an address again that a mail server refused."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tracker.alerts import outbox, suspensions
from tracker.alerts.models import Delivery, DeliveryItem, SuspendedAddress
from tracker.catalogue.models import Change
from tracker.console.access import local_address, page, who

SEES_ALL = "alerts.change_delivery"
"""Whoever may send anything again sees what went to everybody; all others see what is theirs."""


def told_of(request: HttpRequest, change: Change) -> QuerySet[DeliveryItem]:
    """To whom a change was sent, or is about to be."""
    told = change.told.select_related("delivery__webhook", "person")
    person = who(request)
    return told if person.has_perm(SEES_ALL) else told.filter(person=person)


@page()
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/deliveries/1/resend/`: one's own, or with the permission anybody's."""
    person = who(request)
    rows = Delivery.objects.all() if person.has_perm(SEES_ALL) else Delivery.objects.filter(person=person)
    get_object_or_404(rows, pk=pk)
    if outbox.requeue(Delivery.objects.filter(pk=pk)):
        messages.success(request, "It is sent again within a minute.")
    else:
        messages.info(request, "It is still waiting to be sent.")
    return redirect(local_address(request, "console:changes"))


@page()
@require_POST
def address_works(request: HttpRequest) -> HttpResponseBase:
    """`/address-works/`: the address of whoever is signed in is tried again."""
    person = who(request)
    suspended = SuspendedAddress.objects.filter(address=person.email.lower())
    if suspensions.lift(suspended):
        messages.success(request, f"What waited for {person.email} is sent within a minute.")
    return redirect(local_address(request, "console:profile"))
