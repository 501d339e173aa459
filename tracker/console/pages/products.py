"""A product over all its authorities, and a portfolio over all its products."""

import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tracker.catalogue import portfolios
from tracker.catalogue.models import Application, Portfolio, Product
from tracker.console import notices
from tracker.console.access import page, show, who
from tracker.console.changes import worth_reading
from tracker.console.follow import follow
from tracker.console.forms import AsOfForm
from tracker.console.pages.linking import offers_on_page
from tracker.console.pictures import figure_of_product, figure_of_products
from tracker.timelines import loading

MOST_CHANGES = 50


def _as_of(form: AsOfForm) -> datetime.date | None:
    return form.cleaned_data["as_of"] if form.is_valid() else None


@page("catalogue.view_product", "catalogue.view_application")
def product(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/products/1/?as_of=2025-12-01`: the lanes of all authorities together."""
    row = get_object_or_404(Product, pk=pk)
    form = AsOfForm(request.GET)
    timeline = loading.product_timeline(row, today=timezone.localdate(), as_of=_as_of(form))
    applications = list(row.applications.select_related("applicant", "product").order_by("authority", "number"))
    return show(
        request,
        "console/product.html",
        row.name or row.key,
        product=row,
        follow=follow(who(request), product=row),
        applications=applications,
        offered=[] if _as_of(form) else offers_on_page(applications),
        moved=None if applications else Application.objects.filter(number=row.key).select_related("product").first(),
        timeline=timeline,
        figure=figure_of_product(timeline),
        as_of_form=form,
        as_of=_as_of(form),
        notices=(listed := notices.about(applications, _as_of(form))),
        changes=worth_reading()
        .filter(Q(application__product=row) | Q(notice__in=[one.notice.pk for one in listed]))
        .select_related("application", "notice")[:MOST_CHANGES],
    )


@page("catalogue.view_portfolio", "catalogue.view_application")
def portfolio(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`/portfolios/iron-oxides/`: every product of it, on one axis of time."""
    row: Portfolio = get_object_or_404(portfolios.visible_to(request.user).select_related("owner"), slug=slug)
    form = AsOfForm(request.GET)
    as_of = _as_of(form)
    products = list(row.products.prefetch_related("applications__applicant"))
    numbers = [application.number for one in products for application in one.applications.all()]
    today = timezone.localdate()
    timelines = loading.timelines(numbers, today=today, as_of=as_of)
    statements = loading.statements_about(products)
    return show(
        request,
        "console/portfolio.html",
        row.name,
        portfolio=row,
        follow=follow(who(request), portfolio=row),
        products=products,
        figure=figure_of_products(row.name, timelines.values(), statements, today, as_of),
        as_of_form=form,
        as_of=as_of,
        changes=worth_reading()
        .filter(application__in=Application.objects.filter(product__portfolios=row))
        .select_related("application__product")[:MOST_CHANGES],
    )
