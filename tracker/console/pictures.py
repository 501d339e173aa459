"""Timelines as figures whose marks lead to the evidence page."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse

from tracker.timelines.presentation import Figure, for_product, for_timeline
from tracker.timelines.timeline import Event, ProductTimeline, Statement, Timeline


def evidence_address(event: Event) -> str:
    """The page of the first words that say so; empty where the index has none."""
    known = next((line for line in event.evidence if line.row is not None), None)
    return reverse("console:evidence", args=[known.fingerprint]) if known else ""


def figure_of_application(timeline: Timeline) -> Figure:
    """The figure of one application."""
    return _without_what_has_its_own_place(for_timeline(timeline, evidence_address)["figure"])


def figure_of_product(timeline: ProductTimeline) -> Figure:
    """The figure of a product over its authorities."""
    return _without_what_has_its_own_place(for_product(timeline, evidence_address)["figure"])


def figure_of_products(
    name: str,
    timelines: Iterable[Timeline],
    statements: tuple[Statement, ...],
    today: datetime.date,
    as_of: datetime.date | None,
) -> Figure | None:
    """The applications of several products, and what else is stated about them, on one axis; None for nothing."""
    shown = tuple(timelines)
    if not shown and not statements:
        return None
    together = ProductTimeline(
        id=0, key="", name=name, as_of=as_of, today=today, timelines=shown, statements=statements, noted=()
    )
    return figure_of_product(together)


def _without_what_has_its_own_place(figure: Figure) -> Figure:
    """The console's pages show disagreements and statements in sections of their own."""
    return replace(figure, conflicts=(), statements=())
