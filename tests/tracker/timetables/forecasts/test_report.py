"""What forecasts are built on, as a report and as a command."""

import datetime
import io
import json

import pytest
from django.core.management import call_command

from tests.factories import ApplicationFactory, NoticeFactory, ProcedureFactory, StepFactory
from tests.tracker.timetables.forecasts.durations import ACCELERATED, STANDARD, durations, sample
from tracker.timetables.forecasts.report import as_json, as_text, in_words, report_on
from tracker.timetables.forecasts.sample import Sample
from tracker.timetables.forecasts.spread import share_of

D = datetime.date.fromisoformat


def test_a_group_shows_its_spread_and_one_that_is_too_small_only_its_number():
    found = report_on(Sample([*durations(range(101, 120)), *durations([49] * 5, ACCELERATED)]))
    assert [(row.group.accelerated, row.n, row.spread and row.spread.p50) for row in found.rows] == [
        (None, 24, 108),
        (False, 19, 110),
        (True, 5, None),
    ]
    lines = as_text(found).splitlines()
    assert (
        "    19   102   110   118  initial applications, human medicines, not accelerated, since 20 Nov 2005" in lines
    )
    assert "     5     -     -     -  initial applications, human medicines, accelerated, since 20 Nov 2005" in lines


def test_where_all_have_the_same_pace_either_pace_is_not_told_again():
    assert [row.group for row in report_on(sample(range(101, 120))).rows] == [STANDARD]


def test_groups_come_in_the_order_of_the_procedure():
    mixed = Sample(
        [
            *durations([60], STANDARD._replace(procedure_type="variation"), "any-opinion-to-decision"),
            *durations([60], STANDARD._replace(procedure_type="extension")),
            *durations([60]),
            *durations([300], STANDARD, "start-to-opinion"),
        ]
    )
    assert [(row.transition.slug, row.group.procedure_type) for row in report_on(mixed).rows] == [
        ("start-to-opinion", "initial"),
        ("opinion-to-decision", "initial"),
        ("opinion-to-decision", "extension"),
        ("any-opinion-to-decision", "variation"),
    ]


def test_every_group_has_an_address_of_its_own():
    rows = report_on(Sample([*durations([60]), *durations([60], ACCELERATED)])).rows
    assert {row.slug for row in rows} == {
        "human-initial-standard-regulation-726-2004",
        "human-initial-accelerated-regulation-726-2004",
        "human-initial-any-regulation-726-2004",
    }


def test_a_share_is_told_with_its_interval():
    assert in_words(share_of(81, 263)) == "30.8 % of 263 (25.5 % to 36.6 %)"
    assert in_words(share_of(0, 0)) == "nothing to test"


def test_machines_get_the_same_numbers():
    told = as_json(report_on(sample(range(101, 120)), {("initial", "opinion-positive"): (253, 266)}))
    assert told["durations"] == [
        {
            "from": "opinion-positive",
            "to": "ec-decision",
            "procedure_type": "initial",
            "category": "Human",
            "accelerated": False,
            "era": "regulation-726-2004",
            "n": 19,
            "p10": 102,
            "p50": 110,
            "p90": 118,
        }
    ]
    assert told["adding_up"] == [{"procedure_type": "initial", "status": "opinion-positive", "fitting": 253, "n": 266}]
    assert told["calibration"]["others"]["n"] == 0
    assert told["calibration"]["others"]["years"][0]["too_few"] == 19


@pytest.mark.django_db
class TestCommand:
    def run(self, *arguments: str) -> str:
        said = io.StringIO()
        call_command("forecasts", *arguments, stdout=said)
        return said.getvalue()

    def test_on_an_empty_catalogue_it_says_what_to_do(self):
        assert "ingest Annex 10" in self.run()
        assert json.loads(self.run("--json"))["durations"] == []

    def test_it_counts_what_the_catalogue_tells(self):
        for place in range(19):
            procedure = ProcedureFactory(application=ApplicationFactory(details={"accelerated_assessment": "No"}))
            StepFactory(procedure=procedure, kind="opinion-positive", date=D("2023-01-26"))
            day = D("2023-03-24") + datetime.timedelta(days=place)
            StepFactory(procedure=procedure, kind="authorised", date=day)
        assert "    19    58    66    74  initial applications, human medicines, not accelerated" in self.run()

    def test_it_says_of_how_many_outcomes_the_days_make_up_the_time(self):
        for opinion in ("2016-07-21", "2016-08-02"):
            NoticeFactory(
                kind="committee-outcome",
                status="opinion-positive",
                starts_on=D("2016-01-28"),
                ends_on=D(opinion),
                details={"procedure_type": "initial", "active_days": "150", "stopped_days": "26"},
            )
        assert "Initial application, positive opinion: 1 of 2" in self.run()
