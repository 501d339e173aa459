"""What timelines say about the steps that are to come."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scrapers.records import ProcedureRecord
from tests.factories import ApplicationFactory, ProcedureFactory, StepFactory
from tests.tracker.timelines.claims import BACKGROUND, RETRIEVED, claim, record, step, store
from tests.tracker.timetables.forecasts.durations import STANDARD, durations, sample
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import Background, build
from tracker.timelines.encoding import timeline_as_json
from tracker.timelines.loading import application_timeline
from tracker.timelines.presentation import for_timeline
from tracker.timelines.text import as_text
from tracker.timelines.timeline import Timeline
from tracker.timetables.forecasts.sample import Sample

D = datetime.date.fromisoformat
NUMBER = "EMEA/H/C/009001"
TODAY = D("2026-02-10")
OPINION = step("opinion-positive", "2026-01-29")
STARTED = step("procedure-started", "2025-01-30")
KNOWN = Sample([*durations(range(41, 80)), *durations(range(301, 340), STANDARD, "start-to-opinion")])
"""Decisions after 41 to 79 days, of which ranks 4, 20 and 36 of 39 are 44, 60 and 76; opinions after 301 to 339."""


def timeline(*steps, today: datetime.date = TODAY, known: Sample = KNOWN, **facts) -> Timeline:
    said = {"category": "Human", "status": "opinion-positive", "details": {"accelerated_assessment": "No"}, **facts}
    background = Background(snapshots=BACKGROUND.snapshots, sample=known)
    return build(resolve([claim(record(NUMBER, *steps, **said))]), background, today)


def forecast_kinds(found: Timeline) -> list[str]:
    return [one.kind for one in found.forecast]


def test_a_positive_opinion_is_followed_by_the_forecast_of_a_decision():
    (one,) = timeline(STARTED, OPINION).forecast
    assert (one.kind, one.n) == ("ec-decision", 39)
    assert [one.p10, one.p50, one.p90] == [D("2026-03-14"), D("2026-03-30"), D("2026-04-15")]


def test_the_status_tells_that_an_opinion_was_positive_where_the_step_does_not():
    assert forecast_kinds(timeline(step("opinion", "2026-01-29"))) == ["ec-decision"]
    assert forecast_kinds(timeline(step("opinion", "2026-01-29"), status="opinion")) == []


def test_an_application_under_evaluation_awaits_an_opinion_and_questions_of_which_too_little_is_known():
    found = timeline(STARTED, status="under-evaluation", today=D("2025-03-01"))
    assert forecast_kinds(found) == ["opinion"]
    assert [(one.kind, one.n) for one in found.outlook.too_few] == [("list-of-questions", 0)]


@pytest.mark.parametrize(
    "status",
    ["opinion-negative", "opinion-under-re-examination", "application-withdrawn", "refused", "authorised", "lapsed"],
)
def test_nothing_is_forecast_where_no_decision_on_a_positive_opinion_is_to_come(status):
    assert not any(timeline(STARTED, OPINION, status=status).outlook)


@pytest.mark.parametrize("kind", ["ec-decision", "authorised", "application-withdrawn", "refused"])
def test_nothing_is_forecast_after_the_end(kind):
    assert not any(timeline(OPINION, step(kind, "2026-02-05")).outlook)


def test_a_decision_that_is_only_planned_is_still_to_come():
    assert forecast_kinds(timeline(OPINION, step("ec-decision", "2026-03-30", state="planned"))) == ["ec-decision"]


def test_from_a_month_no_day_is_forecast():
    assert not any(timeline(STARTED, step("opinion-positive", "2026-01")).outlook)


def test_of_fda_nothing_is_forecast():
    said = record("NDA022180", step("submitted", "2025-12-18"), status="under-evaluation")
    assert not any(build(resolve([claim(said)]), Background(sample=KNOWN), TODAY).outlook)


def test_a_procedure_that_is_asked_for_has_its_own_outlook():
    group = STANDARD._replace(procedure_type="variation", accelerated=None)
    known = sample(range(41, 60), group, "any-opinion-to-decision")
    variation = ProcedureRecord(slug="II/0029", type="variation", steps=(step("opinion", "2026-01-29"),))
    said = record(NUMBER, category="Human", status="authorised", procedures=(variation,))
    found = build(
        resolve([claim(said)]), Background(snapshots=BACKGROUND.snapshots, sample=known), TODAY, procedure="II/0029"
    )
    assert [(one.kind, one.n) for one in found.forecast] == [("ec-decision", 19)]


def test_the_json_gives_the_days_n_and_the_basis():
    said = timeline_as_json(timeline(STARTED, OPINION))
    assert said["forecast"] == [
        {
            "kind": "ec-decision",
            "p10": "2026-03-14",
            "p50": "2026-03-30",
            "p90": "2026-04-15",
            "n": 39,
            "basis": "39 initial applications, human medicines, not accelerated, since 20 Nov 2005 that took more than "
            "12 days: 80 % of them took 44 to 76 days from the positive opinion, half at most 60",
            "after": "opinion-positive",
            "since": "2026-01-29",
        }
    ]
    assert said["not_forecast"] == []


def test_the_text_says_it_in_words_and_why_something_is_not_forecast():
    lines = as_text(timeline(STARTED, OPINION))
    assert "Forecast: European Commission decision 14 Mar 2026 to 15 Apr 2026, half by 30 Mar 2026 (n = 39)" in lines
    lines = as_text(timeline(OPINION, today=D("2026-04-10")))
    assert "Not forecast: European Commission decision; too few such procedures (n=8): initial applications" in lines


def test_the_figure_has_only_outlooks_in_which_something_is_to_come():
    ((number, outlook),) = for_timeline(timeline(STARTED, OPINION))["figure"].outlooks
    assert (number, len(outlook.forecasts)) == (NUMBER, 1)
    assert for_timeline(timeline(OPINION, status="authorised"))["figure"].outlooks == ()


@pytest.mark.django_db
class TestFromTheRows:
    @pytest.fixture
    def decided(self) -> None:
        for days in range(41, 80):
            application = ApplicationFactory(details={"accelerated_assessment": "No"}, first_seen=RETRIEVED)
            procedure = ProcedureFactory(application=application, first_seen=RETRIEVED)
            opinion = D("2023-01-26")
            StepFactory(procedure=procedure, kind="opinion-positive", date=opinion, first_seen=RETRIEVED)
            decision = opinion + datetime.timedelta(days=days)
            StepFactory(procedure=procedure, kind="authorised", date=decision, first_seen=RETRIEVED)

    def under_way(self, status: str = "opinion-positive") -> None:
        facts = {"category": "Human", "status": status, "details": {"accelerated_assessment": "No"}}
        store(record(NUMBER, step("opinion-positive", "2025-11-13"), **facts), "ema.medicines")

    def test_the_sample_comes_from_the_catalogue(self, decided):
        self.under_way()
        (one,) = application_timeline(NUMBER, today=D("2025-12-01")).forecast
        assert (one.n, one.p50) == (39, D("2026-01-12"))

    def test_what_was_known_on_a_day_is_forecast_from_what_was_known_on_it(self, decided):
        self.under_way()
        known = application_timeline(NUMBER, today=TODAY, as_of=RETRIEVED.date())
        assert [(one.kind, one.n) for one in known.forecast] == [("ec-decision", 39)]

    def test_of_an_application_that_is_over_no_duration_is_asked_for(self, decided):
        self.under_way("authorised")
        with CaptureQueriesContext(connection) as queries:
            assert application_timeline(NUMBER, today=TODAY).forecast == ()
        assert not any("catalogue_notice" in query["sql"] for query in queries)
