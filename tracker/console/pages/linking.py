"""Which product an application belongs to: offered by the machine, decided by a person, with a reason."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tracker.alerts.followed import followed
from tracker.alerts.models import Subscription
from tracker.catalogue import portfolios
from tracker.catalogue.models import Application
from tracker.console.access import local_address, page, show, who
from tracker.console.forms import LinkForm, OfferForm
from tracker.intake import links
from tracker.intake.apply import Person
from tracker.intake.models import DeclinedLink
from tracker.intake.offers import Offers, offers_for, to_consider
from tracker.people.models import User

PER_PAGE = 25
MOST_IN_A_LIST = 3


@page("catalogue.view_application", "catalogue.change_product")
def link(request: HttpRequest, number: str) -> HttpResponseBase:
    """`/link/NDA021115/`: put an application under another product, or under one of its own again."""
    application = get_object_or_404(Application.objects.select_related("product"), number=number)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = Person.of(who(request), form.cleaned_data["reason"])
        product = form.cleaned_data["product"]
        moved = links.link(number, product.key, person) if product else links.unlink(number, person)
        messages.success(request, f"{number} belongs to {moved.product}.")
        return redirect("console:application", number=number)
    return show(request, "console/link.html", "Change the product", application=application, form=form)


@page("catalogue.view_application")
def consider(request: HttpRequest) -> HttpResponseBase:
    """`/links/?which=all&page=2`: applications with links to consider; first of what somebody follows or keeps."""
    which = "all" if request.GET.get("which") == "all" else "followed"
    among = _of_ema() if which == "all" else _followed(who(request))
    rows = to_consider(among).select_related("product", "applicant")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    found = offers_for(list(shown.object_list), most=MOST_IN_A_LIST)
    pairs = [(application, found[application.pk]) for application in shown.object_list]
    return show(
        request,
        "console/links.html",
        "Links to consider",
        pairs=pairs,
        shown=shown,
        which=which,
        query=f"which={which}",
    )


def _of_ema() -> QuerySet[Application]:
    """One side of each pair is enough: EMA's applications are a tenth of FDA's."""
    return Application.objects.filter(authority=Application.Authority.EMA)


def _followed(person: User) -> QuerySet[Application]:
    """What is in a portfolio that the person sees, or followed by anybody."""
    lists = portfolios.visible_to(person).values("products")
    return Application.objects.filter(Q(product__in=lists) | followed(Subscription.objects.all()))


@page("catalogue.view_application")
def offers(request: HttpRequest, number: str) -> HttpResponseBase:
    """`/links/NDA022180/?generics=yes`: all that is offered for an application, and what was declined."""
    application = get_object_or_404(Application.objects.select_related("product", "applicant"), number=number)
    with_generics = request.GET.get("generics") == "yes"
    found = offers_for([application], with_generics, most=200)[application.pk]
    return show(
        request,
        "console/offers.html",
        f"Links to consider: {application}",
        application=application,
        found=found,
        with_generics=with_generics,
        declined=_declined(application),
    )


def _declined(application: Application) -> list[tuple[DeclinedLink, Application | None]]:
    rows = list(DeclinedLink.objects.filter(number=application.number))
    others = Application.objects.in_bulk([row.other for row in rows], field_name="number")
    return [(row, others.get(row.other)) for row in rows]


@page("catalogue.view_application", "catalogue.change_product")
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponseBase:
    """Join an application with another one, decline that, or let it be offered again, as the button says."""
    form = OfferForm(request.POST)
    back = redirect(local_address(request, "console:links"))
    if not form.is_valid():
        messages.error(request, "Nothing was decided: give a reason.")
        return back
    person = Person.of(who(request), form.cleaned_data["reason"])
    others: list[str] = form.cleaned_data["others"]
    try:
        messages.success(request, _decided(number, others, form.cleaned_data["decision"], person))
    except links.NotLinkable as problem:
        messages.error(request, f"Nothing was decided: {problem}.")
    return back


def _decided(number: str, others: list[str], decision: str, person: Person) -> str:
    if decision == "join":
        moved = links.join(number, others[0], person)
        return f"{moved.number} belongs to {moved.product} now. Change the product of {moved.number} to undo it."
    if decision == "decline":
        links.decline(number, others, person)
        return f"Declined: {number} and {', '.join(others)} are not offered to each other any more."
    links.offer_again(number, others, person)
    return f"{', '.join(others)} may be offered for {number} again."


def offers_on_page(applications: list[Application]) -> list[tuple[Application, Offers]]:
    """What is offered for the applications of a page, those without any left out."""
    found: dict[int, Any] = dict(offers_for(applications, most=MOST_IN_A_LIST))
    return [(one, found[one.pk]) for one in applications if found[one.pk].offers]
