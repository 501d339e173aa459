"""Timelines as the JSON of the contract: what the API and `manage.py timeline --json` give."""

import datetime
from collections.abc import Sequence
from typing import Any

from scrapers.records import DocumentRecord
from tracker.timelines.encoding_next import next_as_json, plan_row_as_json
from tracker.timelines.timeline import (
    Disagreement,
    Event,
    EvidenceLine,
    Heading,
    NominalDay,
    ProductTimeline,
    Statement,
    Timeline,
)
from tracker.timetables.clock import Clock, Stop
from tracker.timetables.forecasts.forecasting import Forecast, TooFew

Json = dict[str, Any]


def timeline_as_json(timeline: Timeline) -> Json:
    """One application, or one procedure of it."""
    return {
        "application": _heading(timeline.application),
        "as_of": _text(timeline.as_of),
        "procedure": timeline.procedure,
        "events": [_event(event) for event in timeline.events],
        "clock": _clock(timeline),
        "nominal": _nominal(timeline.nominal),
        "forecast": [_forecast(one) for one in timeline.forecast],
        "not_forecast": [_not_forecast(one) for one in timeline.outlook.too_few],
        "next": [next_as_json(step) for step in timeline.upcoming.steps],
        "next_unknown": [{"procedure": one.procedure, "reason": one.reason} for one in timeline.upcoming.nothing],
        "plan": [plan_row_as_json(row) for row in timeline.plan],
        "documents": [_document(document) for document in timeline.documents],
        "conflicts": [_disagreement(one) for one in timeline.conflicts],
        "reconstructed": timeline.reconstructed,
        "attribution": list(timeline.attribution),
    }


def product_as_json(product: ProductTimeline) -> Json:
    """A product: the events of all its applications, and what each application has of its own."""
    return {
        "product": {"id": product.id, "key": product.key, "name": product.name},
        "as_of": _text(product.as_of),
        "events": [{"application": event.application, **_event(event)} for event in product.events],
        "applications": [
            {
                **_heading(timeline.application),
                "clock": _clock(timeline),
                "nominal": _nominal(timeline.nominal),
                "reconstructed": timeline.reconstructed,
            }
            for timeline in product.timelines
        ],
        "forecast": [
            {"application": timeline.application.number, **_forecast(one)}
            for timeline in product.timelines
            for one in timeline.forecast
        ],
        "documents": [
            {"application": timeline.application.number, **_document(document)}
            for timeline in product.timelines
            for document in timeline.documents
        ],
        "statements": [_statement(one) for one in product.statements],
        "conflicts": [_disagreement(one) for one in product.conflicts],
        "reconstructed": any(timeline.reconstructed for timeline in product.timelines),
        "attribution": list(dict.fromkeys(text for timeline in product.timelines for text in timeline.attribution)),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _heading(heading: Heading) -> Json:
    return {
        "id": heading.id,
        "number": heading.number,
        "authority": heading.authority,
        "name": heading.name,
        "product": heading.product,
        "timetable": heading.timetable or None,
        "status": heading.status,
        "status_text": heading.status_text,
        "applicant": heading.applicant,
    }


def _event(event: Event) -> Json:
    return {
        "kind": event.kind,
        "procedure": event.procedure,
        "occurrence": event.occurrence,
        "label": event.label,
        "date": _text(event.date),
        "precision": event.date.precision if event.date else None,
        "range": [day.isoformat() for day in event.range] if event.range else None,
        "state": event.state,
        "inferred": event.inferred,
        "cleared": event.cleared,
        "procedural_day": {"reported": event.reported_day, "computed": event.computed_day},
        "day_explained": event.day_explained,
        "conflict": event.conflict,
        "evidence": [_evidence(line) for line in event.evidence],
    }


def _evidence(line: EvidenceLine) -> Json:
    said = {
        "claimed_by": line.claimed_by,
        "quote": line.quote,
        "locator": line.locator,
        "date": _text(line.date),
        "precision": line.date.precision if line.date else None,
        "supports": list(line.supports),
    }
    if line.entered_by:
        by = line.entered_by
        relied_on = {"address": by.address} if by.address else {"file": by.file}
        return {
            "source": by.source,
            "snapshot": None,
            "sha256": None,
            "retrieved_at": None,
            **said,
            "entered_by": by.name,
            "entered_at": _moment(by.entered_at),
            "reason": by.reason,
            **relied_on,
        }
    moment = line.moment
    return {
        "source": line.source,
        "snapshot": moment.snapshot if moment else None,
        "sha256": moment.sha256 if moment else None,
        "retrieved_at": _moment(moment.retrieved_at) if moment else None,
        **said,
    }


def _clock(timeline: Timeline) -> Json:
    clock: Clock = timeline.clock
    return {
        "timetable": timeline.application.timetable or None,
        "started": _text(clock.started),
        "running": clock.running,
        "active_days": clock.active_days(timeline.counted_to) if timeline.application.authority == "EMA" else None,
        "stops": [_stop(stop) for stop in clock.stops],
    }


def _stop(stop: Stop) -> Json:
    """`from` and `to` are the first and the last day that do not count; the clock counts again on the day after."""
    return {
        "from": _text(stop.first),
        "to": _text(stop.last),
        "reason": stop.reason,
        "inferred": stop.inferred,
        "stopped_on": _text(stop.stopped),
        "restarted_on": _text(stop.restarted),
        "open": stop.is_open,
    }


def _nominal(days: Sequence[NominalDay]) -> list[Json]:
    return [
        {
            "kind": one.kind,
            "day": one.day,
            "date": _text(one.date),
            "label": one.label,
            "bound": one.bound,
            "basis": one.basis,
            "caution": one.caution,
            "explanation": one.explanation,
        }
        for one in days
    ]


def _forecast(one: Forecast) -> Json:
    """With a probability of 80 % between p10 and p90, of one half by p50; `after` and `since`: from what it counts."""
    return {
        "kind": one.kind,
        "p10": one.p10.isoformat(),
        "p50": one.p50.isoformat(),
        "p90": one.p90.isoformat(),
        "n": one.n,
        "basis": one.basis,
        "after": one.after,
        "since": one.since.isoformat(),
    }


def _not_forecast(one: TooFew) -> Json:
    return {"kind": one.kind, "n": one.n, "basis": one.basis}


def _document(document: DocumentRecord) -> Json:
    return {
        "title": document.title,
        "type": document.type,
        "reference": document.reference,
        "address": document.address,
        "first_published": _text(document.first_published),
        "last_updated": _text(document.last_updated),
        "languages": sorted({file.language for file in document.files}),
    }


def _statement(statement: Statement) -> Json:
    return {
        "region": statement.region,
        "text": statement.text,
        "date": _text(statement.date),
        "precision": statement.date.precision if statement.date else None,
        "claimed_by": statement.claimed_by,
        "source": statement.source,
    }


def _disagreement(one: Disagreement) -> Json:
    return {
        "subject": one.subject,
        "claims": [{"claimed_by": side.claimed_by, "says": side.says, "source": side.source} for side in one.claims],
        "explanation": one.explanation,
    }


def _moment(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
