"""What forecasts are built on: how long procedures took, every case of it, and how often forecasts hold."""

from typing import NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.safestring import SafeString

from tracker.console.access import page, query_of, show
from tracker.console.coverage import draw_coverage
from tracker.timetables.forecasts.calibration import PROMISED, WAYS, Calibration
from tracker.timetables.forecasts.collecting import collect, days_that_add_up
from tracker.timetables.forecasts.report import Report, report_on, rows_of
from tracker.timetables.forecasts.spread import FEWEST, Share

PER_PAGE = 100


class Held(NamedTuple):
    """How often the interval held, in one way of leaving a year out."""

    words: str
    share: Share


class Covered(NamedTuple):
    """The left-out years of one transition, drawn and as they are."""

    calibration: Calibration
    drawing: SafeString


@page("catalogue.view_application", "catalogue.view_notice")
def forecasts(request: HttpRequest) -> HttpResponseBase:
    """`/forecasts/`."""
    report = report_on(collect(), days_that_add_up())
    return show(
        request,
        "console/forecasts.html",
        "Forecasts",
        report=report,
        held=[Held(words, report.pooled(way)) for way, words in WAYS.items()],
        covered=_covered(report),
        promised=PROMISED,
        fewest=FEWEST,
    )


def _covered(report: Report) -> list[Covered]:
    """Only transitions of which at least one year could be forecast from the others."""
    tested = [one for one in report.calibrations["others"] if one.share.n]
    return [Covered(one, draw_coverage(one)) for one in tested]


@page("catalogue.view_application", "catalogue.view_notice")
def cases(request: HttpRequest, transition: str, group: str) -> HttpResponseBase:
    """`/forecasts/opinion-to-decision/human-initial-standard-regulation-726-2004/`: every case of a group."""
    sample = collect()
    row = next((one for one in rows_of(sample) if (one.transition.slug, one.slug) == (transition, group)), None)
    if row is None:
        raise Http404("No case of such a group is known.")
    found = Paginator(sample.cases(transition, row.group), PER_PAGE)
    return show(
        request,
        "console/forecast_cases.html",
        row.transition.words,
        row=row,
        shown=found.get_page(request.GET.get("page")),
        query=query_of(request),
        fewest=FEWEST,
    )
