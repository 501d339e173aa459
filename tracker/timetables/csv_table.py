"""A computed timetable as CSV, for spreadsheets: one row for each step."""

import csv
import io

from tracker.timetables.computing import Computed, ComputedStep
from tracker.timetables.explaining import caution, explanation
from tracker.timetables.supposing import Pair, pairs

COLUMNS = (
    *("step", "key", "day", "date", "nominal", "given", "actor"),
    *("explanation", "caution", "basis", "source", "certainty"),
)
INSTEAD = ("instead_date", "days_later", "instead_explanation")


def as_csv(computed: Computed, instead: Computed | None = None) -> str:
    """With a header; dates in ISO form, empty where not known. With a second timetable, its dates in columns beside."""
    written = io.StringIO()
    table = csv.writer(written)
    if instead is None:
        table.writerow(COLUMNS)
        table.writerows(_cells(computed, step) for step in computed.steps)
        return written.getvalue()
    table.writerow((*COLUMNS, *INSTEAD))
    for pair in pairs(computed, instead):
        first = _cells(computed, pair.one) if pair.one else _only_named(pair)
        table.writerow((*first, *_beside(pair, instead)))
    return written.getvalue()


def _cells(computed: Computed, step: ComputedStep) -> list[object]:
    rule = step.step
    return [
        step.label,
        rule.name if rule else step.kind,
        step.day,
        step.date,
        step.nominal,
        "yes" if step.is_given else "no",
        rule.actor if rule else "",
        explanation(computed, step),
        caution(computed, step),
        rule.basis if rule else "",
        rule.source if rule else "",
        rule.certainty if rule else "",
    ]


def _only_named(pair: Pair) -> list[object]:
    assert pair.other is not None
    name = pair.other.step.name if pair.other.step else pair.other.kind
    return [pair.other.label, name, *("" for _ in COLUMNS[2:])]


def _beside(pair: Pair, instead: Computed) -> list[object]:
    if pair.other is None:
        return ["", "", ""]
    return [pair.other.date, pair.days, explanation(instead, pair.other)]
