"""A computed timetable as the JSON that the command and the API give."""

import datetime
from typing import Any

from tracker.timetables.computing import Computed, ComputedStep
from tracker.timetables.explaining import caution, explanation
from tracker.timetables.stopping import ComputedStop


def timetable_as_json(computed: Computed) -> dict[str, Any]:
    """The shape of `timetable --json` and of `POST /timetables/`; dates in ISO form, what is not known null."""
    timetable = computed.timetable
    return {
        "procedure": timetable.procedure,
        "title": timetable.title,
        "authority": timetable.authority,
        "counting": timetable.counting,
        "legal_basis": timetable.legal_basis,
        "provisional": timetable.provisional,
        "valid_from": _iso(timetable.valid_from),
        "valid_to": _iso(timetable.valid_to),
        "note": timetable.note,
        "start": computed.start.isoformat(),
        "start_is_inferred": computed.start_is_inferred,
        "steps": [_step(computed, step) for step in computed.steps],
        "stops": [_stop(stop) for stop in computed.stops],
        "warnings": list(computed.warnings),
    }


def _step(computed: Computed, step: ComputedStep) -> dict[str, Any]:
    rule = step.step
    return {
        "kind": step.kind,
        "key": rule.name if rule else step.kind,
        "day": step.day,
        "date": _iso(step.date),
        "nominal": _iso(step.nominal),
        "given": step.is_given,
        "gap": step.gap,
        "label": step.label,
        "actor": rule.actor if rule else "",
        "bound": rule.bound if rule else "at",
        "meeting": _meeting(step),
        "basis": rule.basis if rule else "",
        "source": rule.source if rule else "",
        "certainty": rule.certainty if rule else None,
        "caution": caution(computed, step),
        "explanation": explanation(computed, step),
    }


def _meeting(step: ComputedStep) -> dict[str, Any] | None:
    if step.meeting is None:
        return None
    meeting = step.meeting
    return {
        "committee": meeting.committee,
        "first_day": _iso(meeting.first),
        "last_day": _iso(meeting.last),
        "source": meeting.source,
    }


def _stop(stop: ComputedStop) -> dict[str, Any]:
    return {
        "from": _iso(stop.stop.first),
        "to": _iso(stop.stop.last),
        "reason": stop.reason,
        "origin": stop.origin,
    }


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
