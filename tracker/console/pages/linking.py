"""Which product an application belongs to: a person says so, with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from tracker.catalogue.models import Application
from tracker.console.access import page, show, who
from tracker.console.forms import LinkForm
from tracker.intake import links
from tracker.intake.apply import Person


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
