"""`manage.py timeline NUMBER`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from scrapers.records import ProcedureRecord
from tests.tracker.timelines.claims import SINEREM, record, sinerem_in_the_table, sinerem_page, step, store

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("timeline", *arguments, stdout=out)
    return out.getvalue()


def test_the_text_tells_the_withdrawal_its_day_its_words_and_the_nominal_days():
    store(sinerem_page())
    said = run(SINEREM)
    assert "Sinerem · EMEA/H/C/000801 · Guerbet" in said
    assert "13 Dec 2007  Application withdrawn (day 175 (reported))" in said
    assert "“It was at day 175.” EMA, https://www.ema.europa.eu/" in said
    assert "Nominal days (not dates): 120 list of questions, 180 list of outstanding issues, 210 opinion" in said
    assert "active days unknown" in said
    assert "Source: European Medicines Agency" in said


def test_the_text_names_what_does_not_fit_together():
    store(sinerem_page())
    store(sinerem_in_the_table(), "ema.medicines", address="https://www.ema.europa.eu/table")
    said = run(SINEREM)
    assert "Claims that differ: European Commission decision on an application that was never authorised" in said
    assert "European Commission decision of 31 Dec 2009 (https://www.ema.europa.eu/table)" in said


def test_the_json_is_that_of_the_api():
    store(sinerem_page())
    said = json.loads(run(SINEREM, "--json"))
    assert said["application"]["number"] == SINEREM
    assert said["events"][0]["procedural_day"]["reported"] == 175


def test_the_day_asked_for_is_in_the_answer():
    store(sinerem_page())
    assert json.loads(run(SINEREM, "--json", "--as-of", "2025-12-01"))["as_of"] == "2025-12-01"
    with pytest.raises(CommandError, match="not in the catalogue on 2024-01-01") as told:
        run(SINEREM, "--as-of", "2024-01-01")
    assert told.value.returncode == 1


@pytest.mark.parametrize("typed", ["EMEA/H/C/000801", "EMA/H/C/801", "H000801", "000801", " emea/h/c/000801 "])
def test_any_identifier_that_staff_would_type_is_understood(typed: str):
    store(sinerem_page())
    assert "EMEA/H/C/000801" in run(typed)


def test_the_identifier_of_a_procedure_limits_the_answer_to_it():
    procedures = (
        ProcedureRecord(slug="ORIG-1", steps=(step("approved", "2009-06-30"),)),
        ProcedureRecord(slug="SUPPL-9", type="supplement", steps=(step("supplement-approved", "2018-02-02"),)),
    )
    store(record("NDA022180", name="FERAHEME", procedures=procedures), "fda.drugsfda", address="https://api.fda.gov/a")
    said = json.loads(run("NDA 022180/S-009", "--json"))
    assert [event["procedure"] for event in said["events"]] == ["SUPPL-9"]
    with pytest.raises(CommandError, match="has no procedure SUPPL-8"):
        run("NDA 022180/S-008")


def test_an_unknown_number_is_one_line_that_says_what_to_do_and_exit_code_1():
    with pytest.raises(CommandError) as told:
        run("NDA099999")
    assert str(told.value) == "NDA099999 is not in the catalogue; ingest a page or a table that has it."
    assert told.value.returncode == 1


@pytest.mark.parametrize("arguments", [["Sinerem?"], [SINEREM, "--as-of", "yesterday"]])
def test_what_is_no_number_or_no_day_is_wrong_usage(arguments: list[str]):
    with pytest.raises(CommandError, match="is not a"):
        run(*arguments)
