"""Timetables, as they are kept and as they are computed, as the JSON that the command and the API give."""

import datetime
from typing import Any

from scrapers.vocabulary import label
from tracker.timetables.calendar import MeetingDay
from tracker.timetables.computing import Computed, ComputedStep
from tracker.timetables.explaining import caution, explanation
from tracker.timetables.stopping import ComputedStop
from tracker.timetables.timetables import WEAK, ClockStop, Length, Phase, Shift, Timetable, TimetableStep

Json = dict[str, Any]


def definition_as_json(timetable: Timetable) -> Json:
    """A timetable as its file has it: the shape of `GET /timetables/`."""
    return {
        "procedure": timetable.procedure,
        "title": timetable.title,
        "authority": timetable.authority,
        "counting": timetable.counting,
        "starts_with": timetable.starts_with,
        "legal_basis": timetable.legal_basis,
        "valid_from": _iso(timetable.valid_from),
        "valid_to": _iso(timetable.valid_to),
        "validity_source": timetable.validity_source,
        "provisional": timetable.provisional,
        "note": timetable.note,
        "steps": [_rule(step) for step in timetable.steps],
        "phases": [_phase(phase) for phase in timetable.phases],
        "stops": [_usual_stop(stop) for stop in timetable.stops],
        "shifts": [_shift(shift) for shift in timetable.shifts],
    }


def _rule(step: TimetableStep) -> Json:
    return {
        "kind": step.kind,
        "key": step.name,
        "label": step.label or label(step.kind),
        "day": step.day,
        "after": _length(step.after),
        "since": step.since if step.after else None,
        "given": step.given,
        "bound": step.bound,
        "committee": step.committee,
        "milestone": step.milestone,
        "actor": step.actor,
        "basis": step.basis,
        **_rests_on(step),
    }


def _phase(phase: Phase) -> Json:
    return {
        "after": phase.after,
        "until": list(phase.until),
        "first_day": phase.first_day,
        "last_day": phase.last_day,
        "committee": phase.committee,
        **_rests_on(phase),
    }


def _usual_stop(stop: ClockStop) -> Json:
    return {
        "after": stop.after,
        "usual": _length(stop.usual),
        "longest": _length(stop.longest),
        "basis": stop.basis,
        **_rests_on(stop),
    }


def _shift(shift: Shift) -> Json:
    return {
        "event": shift.event,
        "moves": shift.moves,
        "by": _length(shift.by),
        "basis": shift.basis,
        **_rests_on(shift),
    }


def _rests_on(row: TimetableStep | Phase | ClockStop | Shift) -> Json:
    return {"source": row.source, "certainty": row.certainty, "caution": WEAK.get(row.certainty, "")}


def _length(length: Length | None) -> Json | None:
    return {"months": length.months, "days": length.days} if length else None


def timetable_as_json(computed: Computed) -> Json:
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


def _step(computed: Computed, step: ComputedStep) -> Json:
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
        "meeting": meeting_as_json(step.meeting),
        "basis": rule.basis if rule else "",
        "source": rule.source if rule else "",
        "certainty": rule.certainty if rule else None,
        "caution": caution(computed, step),
        "explanation": explanation(computed, step),
    }


def meeting_as_json(meeting: MeetingDay | None) -> Json | None:
    """A committee's meeting; the first day is null where only the last one is known."""
    if meeting is None:
        return None
    return {
        "committee": meeting.committee,
        "first_day": _iso(meeting.first),
        "last_day": _iso(meeting.last),
        "source": meeting.source,
    }


def _stop(stop: ComputedStop) -> Json:
    return {
        "from": _iso(stop.stop.first),
        "to": _iso(stop.stop.last),
        "reason": stop.reason,
        "origin": stop.origin,
    }


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
