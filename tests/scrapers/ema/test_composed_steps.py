"""Sections on steps composed by chance: every step is found on its day, and none on another."""

from collections.abc import Callable

import pytest

from tests.scrapers.ema.composed_steps import Composed, Told, prose, sentences, table, timetable
from tests.scrapers.ema.procedure_documents import read

DOCUMENTS = range(30)


@pytest.mark.parametrize("compose", [prose, table, timetable], ids=lambda compose: compose.__name__)
@pytest.mark.parametrize("number", DOCUMENTS)
def test_every_step_of_a_composed_document_is_found_on_its_day(compose: Callable[[int], Composed], number: int) -> None:
    document = compose(number)
    reading = read("ema.assessment_report", document.body)
    (procedure,) = reading.records[0].procedures
    found = [Told(step.kind, step.date.first, step.range) for step in procedure.steps if step.date]
    assert sorted(found) == sorted(document.told)
    assert reading.warnings == ()


def test_the_composed_documents_use_wordings_of_every_kind_that_such_documents_tell_of() -> None:
    known = sentences()
    assert len(known) > 150
    assert {one.kind for one in known} >= {
        "submitted",
        "validated",
        "procedure-started",
        "assessment-report",
        "joint-assessment-report",
        "list-of-questions",
        "list-of-outstanding-issues",
        "responses-submitted",
        "clock-stopped",
        "clock-restarted",
        "oral-explanation",
        "recommendation",
        "opinion",
        "opinion-positive",
        "opinion-negative",
        "re-examination-requested",
        "ec-decision",
        "application-withdrawn",
        "other",
    }
