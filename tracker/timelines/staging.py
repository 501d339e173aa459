"""From timelines to scenes: which lanes there are, what is named in them and how. Pure.

Procedures with a story of their own have a lane each; the many with a step or two share the lane of their type.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from scrapers.dates import PartialDate
from scrapers.dates_in_words import in_words
from scrapers.vocabulary import PROCEDURE_TYPES, STATUSES, label
from tracker.timelines.scene import Band, DayMark, ForecastBar, Group, Item, Lane, Ruler, Scene, Tone
from tracker.timelines.timeline import Event, ProductTimeline, Statement, Timeline, procedure_title
from tracker.timelines.wording import (
    class_in_words,
    day_in_words,
    days_in_words,
    expectation_in_words,
    forecast_in_words,
    stop_in_words,
    words,
)
from tracker.timetables.clock import Stop
from tracker.timetables.forecasts.forecasting import Forecast

EvidenceUrl = Callable[[Event], str]

OWN_LANE_FROM = 3
"""A procedure with so many dated steps has a lane of its own."""

TONES: dict[str, Tone] = {
    **dict.fromkeys(
        ["authorised", "approved", "tentatively-approved", "supplement-approved", "opinion-positive", "designation"],
        "good",
    ),
    **dict.fromkeys(
        [
            "application-withdrawn",
            "refused",
            "withdrawn",
            "lapsed",
            "expired",
            "revoked",
            "suspended",
            "opinion-negative",
            "refuse-to-file",
            "not-approvable-letter",
            "complete-response",
        ],
        "bad",
    ),
    **dict.fromkeys(
        ["list-of-questions", "list-of-outstanding-issues", "clock-stopped", "approvable-letter"], "waiting"
    ),
    **dict.fromkeys(["goal-date", "goal-extended"], "goal"),
}
_ROUTINE = frozenset(("supplement-approved", "approved", "other"))
_BEGINNINGS = frozenset(("submitted", "procedure-started", "ec-decision", "opinion"))
_ENDED = frozenset(
    [
        "application-withdrawn",
        "withdrawn-from-rolling-review",
        "refused",
        "withdrawn",
        "lapsed",
        "expired",
        "revoked",
        "discontinued",
    ]
)
"""Statuses after which nothing more is expected: the drawing need not reach today."""


def scene_of_timeline(timeline: Timeline, evidence_url: EvidenceUrl) -> Scene:
    """The scene of one application."""
    group = _group(timeline, evidence_url)
    return Scene(
        title=f"Timeline of {timeline.application.name or timeline.application.product}, {timeline.application.number}",
        description=_description(timeline.events),
        groups=(replace(group, title="", status=""),),
        today=timeline.today,
        reaches_today=_is_live(timeline),
    )


def scene_of_product(product: ProductTimeline, evidence_url: EvidenceUrl) -> Scene:
    """The scene of a product over its authorities."""
    groups = [_group(timeline, evidence_url) for timeline in product.timelines]
    if product.statements:
        groups.append(Group("Stated elsewhere", "", tuple(_statement_lanes(product.statements))))
    return Scene(
        title=f"Timeline of {product.name}",
        description=_description(product.events),
        groups=tuple(groups),
        today=product.today,
        reaches_today=any(_is_live(timeline) for timeline in product.timelines),
    )


def _is_live(timeline: Timeline) -> bool:
    return timeline.application.status not in _ENDED or any(event.state == "planned" for event in timeline.events)


def _description(events: Sequence[Event]) -> str:
    dated = [event for event in events if event.date]
    if not dated:
        return "No dated step is known."
    last = dated[-1]
    return f"{len(dated)} dated steps from {in_words(dated[0].date)} to {in_words(last.date)}. Last: {words(last)}."


def _group(timeline: Timeline, evidence_url: EvidenceUrl) -> Group:
    heading = timeline.application
    status = heading.status_text or (STATUSES[heading.status].label if heading.status in STATUSES else heading.status)
    title = " · ".join(dict.fromkeys(part for part in (heading.authority, heading.name, heading.number) if part))
    return Group(title, status, tuple(_lanes(timeline, evidence_url)))


def _lanes(timeline: Timeline, evidence_url: EvidenceUrl) -> Iterable[Lane]:
    by_procedure: dict[str, list[Event]] = {timeline.procedure: []}
    for event in timeline.events:
        by_procedure.setdefault(event.procedure, []).append(event)
    shared: dict[str, list[Event]] = {}
    own: list[Lane] = []
    for slug, events in by_procedure.items():
        if slug == timeline.procedure:
            continue
        if sum(1 for event in events if event.date) >= OWN_LANE_FROM:
            own.append(_lane(procedure_title(slug, events[0].procedure_type), "", events, evidence_url))
        else:
            shared.setdefault(events[0].procedure_type, []).extend(events)
    yield _main_lane(timeline, by_procedure[timeline.procedure], evidence_url)
    yield from own
    for type_, events in shared.items():
        yield _shared_lane(type_, events, evidence_url)


def _main_lane(timeline: Timeline, events: Sequence[Event], evidence_url: EvidenceUrl) -> Lane:
    type_ = events[0].procedure_type if events else "initial"
    title = procedure_title(timeline.procedure, type_) if type_ != "initial" else PROCEDURE_TYPES["initial"]
    subtitle = timeline.procedure if type_ == "initial" and timeline.procedure != "initial" else ""
    lane = _lane(title, subtitle, events, evidence_url)
    ends = [item.last for item in lane.items]
    bands = tuple(_band(stop, timeline, ends) for stop in timeline.clock.stops)
    return replace(
        lane,
        bands=bands,
        days=tuple(
            DayMark(one.day, one.date, f"Day {one.day} nominal: {one.label}, {in_words(one.date)}")
            for one in timeline.nominal
            if one.date and one.day is not None
        ),
        active=tuple(_active(timeline, bands)),
        forecasts=tuple(_forecast_bar(one) for one in timeline.forecast),
        ruler=_ruler(timeline, events),
    )


def _forecast_bar(forecast: Forecast) -> ForecastBar:
    words, brief = expectation_in_words(forecast), forecast_in_words(forecast)
    return ForecastBar(forecast.p10, forecast.p50, forecast.p90, words, brief)


def _active(timeline: Timeline, bands: Sequence[Band]) -> Iterable[tuple[datetime.date, datetime.date]]:
    """From the start to the end, or to today, without the stops; nothing where the end is not known."""
    clock = timeline.clock
    is_open = clock.running or any(stop.is_open for stop in clock.stops)
    end = clock.ended.last if clock.ended else timeline.counted_to if is_open else None
    if clock.started is None or end is None:
        return
    first = clock.started.first
    for band in bands:
        if first < band.first:
            yield (first, band.first)
        first = max(first, band.last)
    if first < end:
        yield (first, end)


def _band(stop: Stop, timeline: Timeline, ends: Sequence[datetime.date]) -> Band:
    words = f"Clock {stop_in_words(stop)}"
    if stop.last:
        last = max(stop.last.last, stop.first.first)
        return Band(stop.first.first, last, words, _length(stop), is_open_ended=False, is_inferred=stop.inferred)
    later = [day for day in ends if day > stop.stopped.last]
    ended = timeline.clock.ended.last if timeline.clock.ended else timeline.counted_to
    last = ended if stop.is_open else min(later, default=ended)
    brief = "open" if stop.is_open else "end not known"
    return Band(stop.first.first, max(last, stop.first.first), words, brief, is_open_ended=True)


def _length(stop: Stop) -> str:
    return days_in_words(stop.days) if stop.days is not None else "length not known"


def _ruler(timeline: Timeline, events: Sequence[Event]) -> Ruler | None:
    """The scale of days where a day was reported, or where the clock tells on which day the procedure ended."""
    reached = [(event.reported_day, event) for event in events if event.reported_day is not None]
    if not reached:
        ending = [event for event in events if event.date == timeline.clock.ended and event.computed_day is not None]
        reached = [(event.computed_day, event) for event in ending[-1:] if event.computed_day is not None]
    if not reached or not timeline.nominal:
        return None
    return Ruler(
        nominal=tuple((one.day, one.label) for one in timeline.nominal if one.day is not None),
        reached=tuple((day, f"{event.label}, {day_in_words(event)}") for day, event in reached),
    )


def _lane(title: str, subtitle: str, events: Sequence[Event], evidence_url: EvidenceUrl) -> Lane:
    dated = [event for event in events if event.date]
    items = [_item(event, evidence_url, is_shared=False) for event in dated]
    unknown = len(events) - len(dated)
    missing = f"{unknown} without a date" if unknown else ""
    note = "No dated step is known."
    return Lane(title, " · ".join(part for part in (subtitle, missing) if part), tuple(items), note)


def _shared_lane(type_: str, events: Sequence[Event], evidence_url: EvidenceUrl) -> Lane:
    dated = [event for event in events if event.date]
    count = len({event.procedure for event in events})
    title = PROCEDURE_TYPES.get(type_, type_)
    items = [_item(event, evidence_url, is_shared=True) for event in dated]
    many = {"initial": "Original applications", "supplement": "Supplements", "variation": "Variations"}
    return Lane(
        many.get(type_, title) if count > 1 else title, f"{count} procedures" if count > 1 else "", tuple(items)
    )


def _item(event: Event, evidence_url: EvidenceUrl, is_shared: bool) -> Item:
    assert event.date is not None
    return Item(
        first=event.date.first,
        last=event.date.last,
        range=event.range,
        when=in_words(event.date),
        what=_what(event, is_shared),
        words=words(event),
        quote=event.evidence[0].quote[:160] if event.evidence else "",
        url=evidence_url(event),
        tone=TONES.get(event.kind, "neutral"),
        is_planned=event.state == "planned",
        has_conflict=event.conflict,
        is_inferred=event.inferred,
        rank=_rank(event),
    )


def _rank(event: Event) -> int:
    """Which of many marks are named first: milestones and what is open to doubt, then the rest, routine last."""
    if event.conflict or event.state == "planned" or event.reported_day is not None:
        return 0
    if event.kind in _ROUTINE:
        return 2 if "EFFICACY" in event.detail.upper() else 3
    return 0 if event.kind in TONES or event.kind in _BEGINNINGS else 1


def _what(event: Event, is_shared: bool) -> str:
    """What happened, and on which procedural day; in a lane of many procedures, to which of them."""
    what = event.label
    if is_shared and event.procedure != "initial":
        is_plain = event.kind in _ROUTINE and event.label == label(event.kind)
        what = f"{event.procedure} {class_in_words(event) if is_plain else event.label}".strip()
    return ", ".join(part for part in (what, day_in_words(event), _planned(event)) if part)


def _planned(event: Event) -> str:
    return "planned" if event.state == "planned" else ""


def _statement_lanes(statements: Sequence[Statement]) -> Iterable[Lane]:
    by_region: dict[str, list[Statement]] = {}
    for statement in statements:
        by_region.setdefault(statement.region, []).append(statement)
    for region, said in by_region.items():
        dated = [_statement_item(one, one.date) for one in said if one.date]
        undated = [one.text for one in said if not one.date]
        yield Lane(region, f"{len(undated)} without a date" if undated else "", tuple(dated), "; ".join(undated))


def _statement_item(statement: Statement, date: PartialDate) -> Item:
    return Item(
        first=date.first,
        last=date.last,
        range=None,
        when=in_words(date),
        what=statement.text,
        words=f"{in_words(date)}: {statement.text}, as stated by {statement.claimed_by}",
        quote="",
        url=statement.source if statement.source.startswith(("https://", "http://")) else "",
        tone="statement",
    )
