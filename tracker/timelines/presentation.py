"""What pages need to show a timeline.

Two templates are made to be included; both want the variables that `for_timeline` or `for_product` gives:

    {% include "timelines/_timeline.html" %}       the figure: toolbar, drawing, acknowledgement
    {% include "timelines/_events_table.html" %}   the same data as a table, and where the sources differ

    figure.name        begins every id in the figure; must differ from figure to figure on a page
    figure.drawing     the SVG, safe
    figure.caption     one line for people
    figure.rows        tuple of TableRow: event, procedure in words, evidence_url
    figure.conflicts   tuple of Disagreement
    figure.statements  tuple of Statement, for products
    figure.nominal     tuple of (title, NominalDay): what should happen on which day
    figure.stops       tuple of (title, Stop): when the clock stood
    figure.outlooks    tuple of (title, Outlook): what is forecast, and what is not, of those under way
    figure.clocks      tuple of ClockLine: application, sentence
    figure.has_applications  whether the rows belong to several applications
    figure.reconstructed, figure.attribution, figure.as_of

The page that includes the figure links `timelines/timeline.css` and loads `timelines/timeline.js` with `defer`; both
are static files, and the figure works without the script.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from tracker.timelines.drawing import draw_product, draw_timeline
from tracker.timelines.staging import EvidenceUrl
from tracker.timelines.timeline import (
    Disagreement,
    Event,
    NominalDay,
    ProductTimeline,
    Statement,
    Timeline,
    procedure_title,
)
from tracker.timelines.wording import clock_in_words
from tracker.timetables.clock import Stop
from tracker.timetables.forecasts.forecasting import Outlook


@dataclass(frozen=True)
class TableRow:
    """An event as a row of the table; `anchor` is the id of the row."""

    event: Event
    procedure: str
    anchor: str
    evidence_url: str

    @property
    def iso(self) -> str:
        """The date for `<time datetime>`, cut to its precision."""
        return str(self.event.date) if self.event.date else ""


@dataclass(frozen=True)
class ClockLine:
    """What is known of an application's clock, in one sentence."""

    application: str
    sentence: str


@dataclass(frozen=True)
class Figure:
    """A timeline ready to be shown; the module says what each attribute is for."""

    name: str
    drawing: SafeString
    caption: str
    rows: tuple[TableRow, ...]
    conflicts: tuple[Disagreement, ...]
    statements: tuple[Statement, ...]
    nominal: tuple[tuple[str, NominalDay], ...]
    stops: tuple[tuple[str, Stop], ...]
    outlooks: tuple[tuple[str, Outlook], ...]
    clocks: tuple[ClockLine, ...]
    has_applications: bool
    reconstructed: bool
    attribution: tuple[str, ...]
    as_of: datetime.date | None


def for_timeline(
    timeline: Timeline, evidence_url: EvidenceUrl | None = None, name: str = "timeline"
) -> dict[str, Figure]:
    """The context for one application. Without `evidence_url` a mark leads to its row of the table."""
    url = evidence_url or row_address(name)
    return {"figure": _figure([timeline], draw_timeline(timeline, url, name), url, name, timeline.as_of, ())}


def for_product(
    product: ProductTimeline, evidence_url: EvidenceUrl | None = None, name: str = "timeline"
) -> dict[str, Figure]:
    """The context for a product over its authorities."""
    url = evidence_url or row_address(name)
    drawing = draw_product(product, url, name)
    figure = _figure(product.timelines, drawing, url, name, product.as_of, product.statements)
    return {"figure": replace(figure, caption=product.name, conflicts=product.conflicts)}


def row_address(name: str) -> EvidenceUrl:
    """The address of an event's row in the table on the same page."""
    return lambda event: f"#{_anchor(name, event)}"


def _anchor(name: str, event: Event) -> str:
    return f"{name}-" + "".join(letter if letter.isalnum() else "-" for letter in event.key)


def _figure(
    timelines: Sequence[Timeline],
    drawing: SafeString,
    url: EvidenceUrl,
    name: str,
    as_of: datetime.date | None,
    statements: tuple[Statement, ...],
) -> Figure:
    events = sorted((event for one in timelines for event in one.events), key=_newest_last)
    return Figure(
        name=name,
        drawing=drawing,
        caption=", ".join(dict.fromkeys(one.application.product for one in timelines)),
        rows=tuple(_row(event, url, name) for event in events),
        conflicts=tuple(conflict for one in timelines for conflict in one.conflicts),
        statements=statements,
        nominal=tuple((one.application.number, day) for one in timelines for day in one.nominal),
        stops=tuple((one.application.number, stop) for one in timelines for stop in one.clock.stops),
        outlooks=tuple((one.application.number, one.outlook) for one in timelines if any(one.outlook)),
        clocks=tuple(ClockLine(one.application.number, clock_in_words(one)) for one in timelines if _has_clock(one)),
        has_applications=len(timelines) > 1,
        reconstructed=any(one.reconstructed for one in timelines),
        attribution=tuple(dict.fromkeys(text for one in timelines for text in one.attribution)),
        as_of=as_of,
    )


def _has_clock(timeline: Timeline) -> bool:
    """EMA's clock is worth a line even if nothing is known of it; FDA's is not."""
    return timeline.application.authority == "EMA" or timeline.clock.started is not None


def _newest_last(event: Event) -> tuple[bool, datetime.date]:
    return (event.date is None, event.date.first if event.date else datetime.date.max)


def _row(event: Event, url: EvidenceUrl, name: str) -> TableRow:
    return TableRow(event, procedure_title(event.procedure, event.procedure_type), _anchor(name, event), url(event))
