"""A timeline as text for a terminal."""

from collections.abc import Iterable

from scrapers.dates_in_words import in_words, range_in_words
from scrapers.vocabulary import label
from tracker.timelines.timeline import Disagreement, Event, Heading, NominalDay, Timeline
from tracker.timelines.wording import clock_in_words, day_in_words, forecast_in_words, next_in_words, off_in_words


def as_text(timeline: Timeline) -> str:
    """The timeline in lines: who, the dated steps, the clock, the nominal days, what does not fit together."""
    return "\n".join(_lines(timeline))


def _lines(timeline: Timeline) -> Iterable[str]:
    heading = timeline.application
    yield " · ".join(part for part in (heading.product, heading.number, heading.applicant) if part)
    yield f"Status: {_status(heading)}{f' (as of {in_words(timeline.as_of)})' if timeline.as_of else ''}"
    if timeline.reconstructed:
        yield "Reconstructed: not the authority's own page."
    yield ""
    yield from _steps(timeline)
    yield ""
    yield f"Clock: {clock_in_words(timeline)}"
    yield from _nominal(timeline)
    yield from _outlook(timeline)
    yield from _next(timeline)
    yield from _plan(timeline)
    for conflict in timeline.conflicts:
        yield ""
        yield from _conflict(conflict)
    yield ""
    yield from timeline.attribution


def _status(heading: Heading) -> str:
    """The status in our word, with the authority's own where it is another: FDA's approved is "Prescription"."""
    word = label(heading.status)
    return f"{word} (“{heading.status_text}”)" if heading.status_text not in ("", word) else word


def _steps(timeline: Timeline) -> Iterable[str]:
    if not timeline.events:
        yield "No step is known."
    has_procedures = len({event.procedure for event in timeline.events}) > 1
    for event in timeline.events:
        yield _step(event, has_procedures)
        if event.day_explained:
            yield f"{'':14}  {event.day_explained}"
        for line in event.evidence[:3]:
            said = f"“{_cut(line.quote)}” " if line.quote else ""
            yield f"{'':14}  {said}{line.claimed_by}, {line.source}".rstrip(", ")


def _step(event: Event, has_procedures: bool) -> str:
    remarks = [
        event.procedure if has_procedures else "",
        day_in_words(event),
        f"meeting of {range_in_words(*event.range)}" if event.range else "",
        "planned" if event.state == "planned" else "",
        "date inferred" if event.inferred else "",
        "sources differ" if event.conflict else "",
        "no longer shown" if event.cleared else "",
    ]
    said = ", ".join(remark for remark in remarks if remark)
    return f"{in_words(event.date) or 'date unknown':>14}  {event.label}{f' ({said})' if said else ''}"


def _cut(text: str, most: int = 100) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def _nominal(timeline: Timeline) -> Iterable[str]:
    if timeline.nominal:
        yield f"Nominal days (not dates): {', '.join(_nominal_day(one) for one in timeline.nominal)}"


def _nominal_day(one: NominalDay) -> str:
    date = f" ({in_words(one.date)})" if one.date else ""
    return f"{'' if one.day is None else f'{one.day} '}{one.label.lower()}{date}"


def _outlook(timeline: Timeline) -> Iterable[str]:
    for forecast in timeline.forecast:
        yield f"Forecast: {forecast_in_words(forecast)}"
        yield f"  from {forecast.basis}"
    for one in timeline.outlook.too_few:
        yield f"Not forecast: {label(one.kind)}; {one.basis}"


def _conflict(conflict: Disagreement) -> Iterable[str]:
    yield f"Claims that differ: {conflict.subject}"
    for side in conflict.claims:
        yield f"  {side.claimed_by}: {_cut(side.says)}{f' ({side.source})' if side.source else ''}"
    yield f"  {conflict.explanation}"


def _next(timeline: Timeline) -> Iterable[str]:
    """What comes next, and what of it is late; of procedures of which that cannot be said, why."""
    if timeline.upcoming.steps or timeline.upcoming.nothing:
        yield ""
        yield "Next"
    for step in timeline.upcoming.steps:
        named = step.label if step.procedure_type == "initial" else f"{step.procedure} {step.label}"
        yield f"{'LATE' if step.is_late else '':>6}  {named}: {next_in_words(step)}".rstrip()
    for one in timeline.upcoming.nothing:
        yield f"{'':>6}  {one.procedure}: {one.reason}"


def _plan(timeline: Timeline) -> Iterable[str]:
    if timeline.plan:
        yield ""
        yield "Plan against what came"
    for row in timeline.plan:
        first = f" (first {in_words(row.first.date)})" if row.first.date != row.planned.date else ""
        off = f", {off_in_words(row.days_off)}" if row.days_off is not None else ""
        came = f"came {in_words(row.actual)}{off}" if row.actual else "has not come"
        yield f"{in_words(row.planned.date):>14}{first}  {row.label}: {came}"
