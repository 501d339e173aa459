"""What is next in a procedure, and its plan against what came of it, as JSON."""

import datetime
from typing import Any

from tracker.timelines.expected import NextStep, NominalDate
from tracker.timelines.plans import PlannedDate, PlanRow
from tracker.timetables.encoding import meeting_as_json
from tracker.timetables.forecasts.forecasting import Forecast

Json = dict[str, Any]


def next_as_json(step: NextStep) -> Json:
    """A step that is expected: the date that counts, and beside it every day that is known of it."""
    return {
        "procedure": step.procedure,
        "kind": step.kind,
        "label": step.label,
        "day": step.day,
        "date": _text(step.date),
        "precision": step.date.precision if step.date else None,
        "basis": step.basis or None,
        "standing": step.standing,
        "days_past": step.days_past,
        "nominal": _nominal_date(step.nominal) if step.nominal else None,
        "announced": _text(step.announced),
        "planned": _text(step.planned),
        "forecast": _forecast(step.forecast) if step.forecast else None,
        "committee": step.committee or None,
        "meeting": meeting_as_json(step.meeting),
        "note": step.note,
    }


def _nominal_date(one: NominalDate) -> Json:
    return {
        "date": one.date.isoformat(),
        "bound": one.bound,
        "explanation": one.explanation,
        "caution": one.caution,
    }


def plan_row_as_json(row: PlanRow) -> Json:
    """A planned step: the days planned for it in the order in which they stood, and what came of it."""
    return {
        "procedure": row.procedure,
        "kind": row.kind,
        "label": row.label,
        "planned": row.planned.date.isoformat(),
        "planned_first": row.first.date.isoformat(),
        "actual": _text(row.actual),
        "days_off": row.days_off,
        "days_off_first": row.days_off_first,
        "history": [_planned_date(one) for one in row.dates],
    }


def _planned_date(one: PlannedDate) -> Json:
    return {
        "entry": one.entry,
        "date": one.date.isoformat(),
        "entered_by": one.person,
        "entered_at": _moment(one.entered_at),
        "released_at": _moment(one.released_at) if one.released_at else None,
        "reason": one.reason,
        "source": one.source,
    }


def _forecast(one: Forecast) -> Json:
    return {
        "p10": one.p10.isoformat(),
        "p50": one.p50.isoformat(),
        "p90": one.p90.isoformat(),
        "n": one.n,
        "basis": one.basis,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _moment(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
