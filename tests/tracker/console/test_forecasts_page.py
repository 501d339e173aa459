"""The page that says what forecasts are built on, and the cases behind each number."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ApplicationFactory, NoticeFactory, ProcedureFactory, StepFactory
from tests.tracker.console.test_application_page import as_text
from tests.tracker.timetables.forecasts.durations import durations
from tracker.console.coverage import draw_coverage
from tracker.timetables.forecasts.calibration import calibrate
from tracker.timetables.forecasts.sample import Sample

D = datetime.date.fromisoformat
GROUP = "/forecasts/opinion-to-decision/human-initial-standard-regulation-726-2004/"


def decided(opinion: str, days: int, name: str = "") -> None:
    facts = {"name": name} if name else {}
    application = ApplicationFactory(details={"accelerated_assessment": "No"}, **facts)
    procedure = ProcedureFactory(application=application)
    StepFactory(procedure=procedure, kind="opinion-positive", date=D(opinion))
    decision = D(opinion) + datetime.timedelta(days=days)
    StepFactory(procedure=procedure, kind="authorised", date=decision)


@pytest.fixture
def two_years(db) -> None:
    """In 2022, 41 to 59 days; in 2023, 30 days, 50 and 70."""
    for days in range(41, 60):
        decided("2022-01-27", days)
    for days in (30, 50, 70):
        decided("2023-01-26", days)


def shown(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return as_text(answer.content.decode())


def test_without_a_case_the_page_says_what_to_do(as_reader):
    assert "Give Annex 10 of EMA’s annual report" in shown(as_reader, "/forecasts/")


def test_each_group_shows_its_cases_and_quantiles(as_reader, two_years):
    """Ranks 2.3, 11.5 and 20.7 of 30, 41 to 59 with 50 twice, 70."""
    page = shown(as_reader, "/forecasts/")
    assert "Initial applications, human medicines, not accelerated, since 20 Nov 2005 22 41 50 59" in page


def test_a_group_that_is_too_small_says_so(as_reader):
    decided("2023-01-26", 57)
    page = shown(as_reader, "/forecasts/")
    assert "not accelerated, since 20 Nov 2005 1 too few such procedures" in page
    assert "From all other years 0 0 too few cases to test" in page


def test_left_out_years_are_told_in_a_table_and_in_a_drawing_with_the_same_words(as_reader, two_years):
    """2023 is forecast from 2022: 42 to 58 days. One of three lies within; 2022 has too few others."""
    answer = as_reader.get("/forecasts/").content.decode()
    assert "2023 3 1 1 1 33 % 6 % to 79 % 0" in as_text(answer).replace("\u00a0", " ")
    assert "2022 0 0 0 0 – – 19" in as_text(answer)
    assert "<title>2023: 33.3 % of 3 (6.1 % to 79.2 %), 1 earlier, 1 later</title>" in answer


def test_every_number_leads_to_its_cases_and_these_to_what_tells_them(as_reader, two_years):
    assert f'href="{GROUP}"' in as_reader.get("/forecasts/").content.decode()
    notice = NoticeFactory(
        kind="committee-outcome",
        title="Exemplin",
        status="opinion-positive",
        starts_on=D("2016-01-28"),
        ends_on=D("2016-07-21"),
        details={
            "procedure_type": "initial",
            "accelerated_assessment": "No",
            "active_days": "150",
            "stopped_days": "26",
            "commission_decision_date": "2016-09-09",
        },
    )
    page = as_reader.get(GROUP).content.decode()
    assert "Exemplin 21 Jul 2016 9 Sep 2016 50 committee outcome" in as_text(page)
    assert f'href="/notices/{notice.pk}/"' in page
    assert len(re.findall(r'href="/applications/EMEA/H/C/', page)) == 22


def test_a_group_that_nobody_knows_is_not_found(as_reader, two_years):
    assert (
        as_reader.get("/forecasts/opinion-to-decision/human-initial-accelerated-regulation-726-2004/").status_code
        == 404
    )


def test_the_pages_ask_as_often_for_many_cases_as_for_few(as_reader, two_years):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            shown(as_reader, address)
        return len(asked)

    few = [queries(address) for address in ("/forecasts/", GROUP)]
    for days in range(41, 60):
        decided("2024-01-25", days)
    assert [queries(address) for address in ("/forecasts/", GROUP)] == few


def test_the_drawing_has_a_dot_for_each_year_that_could_be_forecast_and_no_more():
    years = [*durations(range(41, 60), ended=D("2022-06-15")), *durations([50, 70], ended=D("2023-06-15"))]
    (one,) = calibrate(Sample(years))
    drawing = draw_coverage(one)
    assert drawing.count("<circle") == 1
    assert 'role="img"' in drawing
    assert "Positive opinion to European Commission decision: 50.0 % of 2" in drawing
