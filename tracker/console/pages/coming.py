"""What comes next in everything that a person follows, has in a portfolio, or that is planned."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from tracker.console import coming as lists
from tracker.console.access import page, show, who
from tracker.timelines import loading


@page("catalogue.view_application", "catalogue.view_portfolio")
def coming(request: HttpRequest) -> HttpResponseBase:
    """`/coming/?whose=followed&authority=EMA&kind=opinion`."""
    person = who(request)
    form = lists.form_for(person, request.GET)
    asked = form.asked
    numbers = lists.under_way(person, asked["whose"], asked["authority"])
    steps = loading.next_steps(numbers, today=timezone.localdate())
    groups = lists.grouped(steps, asked["kind"])
    query = any(asked.values())
    return show(request, "console/coming.html", "Coming up", form=form, query=query, **groups)
