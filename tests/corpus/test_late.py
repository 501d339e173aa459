"""What was called late on the day of EMA's tables, against what EMA's later tables say."""

import datetime
from pathlib import Path

import pytest

from tracker.catalogue.models import Application
from tracker.intake import pipeline
from tracker.timelines.expecting import ENDED
from tracker.timelines.loading import next_steps

ADDRESS = "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines-report_en.xlsx"
TABLES = ("2024-08-15T0400", "2025-02-12T1600", "2025-03-24T1041")
DECIDED_BEFORE_THE_TABLE_OF_12_FEBRUARY_2025 = {"EMEA/H/C/006177", "EMEA/H/C/005980", "EMEA/H/C/006074"}
"""Authorised on 13 and 20 January 2025 by the table of 24 March; that of 12 February still says "Opinion"."""


@pytest.fixture
def read(corpus: Path, db):
    """Reads a table on its day; gives that day."""

    def of(name: str) -> datetime.date:
        body = (corpus / f"ema/medicines-table/{name}__medicines.xlsx").read_bytes()
        moment = datetime.datetime.strptime(name, "%Y-%m-%dT%H%M").replace(tzinfo=datetime.UTC)
        pipeline.ingest_bytes(body, address=ADDRESS, retrieved_at=moment)
        return moment.date()

    return of


def waiting() -> list[str]:
    return list(Application.objects.exclude(status__in=ENDED).values_list("number", flat=True))


@pytest.mark.parametrize("name", TABLES)
def test_no_decision_is_called_late_that_may_only_not_be_published_yet(read, name: str):
    today = read(name)
    steps = next_steps(waiting(), today=today)
    assert {step.kind for step in steps} == {"ec-decision"}
    assert [step.application for step in steps if step.is_late] == []


def test_decisions_that_the_table_does_not_show_yet_are_passed_and_not_late(read):
    today = read("2025-02-12T1600")
    passed = {step.application for step in next_steps(waiting(), today=today) if step.standing == "passed"}
    assert passed >= DECIDED_BEFORE_THE_TABLE_OF_12_FEBRUARY_2025
    read("2025-03-24T1041")
    decided = Application.objects.filter(number__in=DECIDED_BEFORE_THE_TABLE_OF_12_FEBRUARY_2025)
    assert {application.status for application in decided} == {"authorised"}


def test_of_veterinary_medicines_nothing_is_expected(read):
    today = read("2024-08-15T0400")
    assert not [step for step in next_steps(waiting(), today=today) if step.application.startswith("EMEA/V/")]
