"""From EMA's list of events to the calendar of its committees: what moves, what is cancelled, what a crash leaves."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tracker.intake.test_crashes import plug_pulled
from tests.tracker.intake.worlds import day
from tracker.intake import notices as intake_notices
from tracker.intake import restore
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import ingest_bytes, process
from tracker.sources.models import Snapshot
from tracker.timetables import announced
from tracker.timetables.meetings import calendar
from tracker.timetables.models import Meeting

pytestmark = pytest.mark.django_db

EVENTS = "https://www.ema.europa.eu/en/documents/report/events-json-report_en.json"
PRAC = "Pharmacovigilance Risk Assessment Committee (PRAC)"
Row = dict[str, str]


@pytest.fixture(autouse=True)
def empty_calendar() -> None:
    """Without the known dates that every database begins with."""
    Meeting.objects.all().delete()


def event(title: str, days: str, name: str = "", updated: str = "01/01/2026") -> Row:
    return {
        "title": title,
        "date_start_end_dates": days,
        "live_broadcast": "No",
        "online": "No",
        "location": "",
        "first_published_date": "01/01/2025",
        "last_updated_date": updated,
        "event_url": f"https://www.ema.europa.eu/en/events/{name or title.lower().replace(' ', '-')}",
    }


def prac(days: str = "Mon, Mar 2 - Thu, Mar 5 2026, All day", titled: str = "2-5 March 2026", prefix: str = "") -> Row:
    return event(f"{prefix}{PRAC}: {titled}", days, "prac-march")


def workshops(count: int = 30) -> list[Row]:
    """So many that one row more or less is no change of the table."""
    return [event(f"Workshop {index}", "Tue, Mar 3 2026, All day") for index in range(count)]


def listed(*rows: Row, at: int) -> Outcome:
    """The list of events, on a day of January 2026."""
    data = [*rows, *workshops()]
    body = {"meta": {"total_records": len(data), "timestamp": f"2026-01-{at:02}T06:00:00Z"}, "data": data}
    outcome = ingest_bytes(json.dumps(body).encode(), address=EVENTS, retrieved_at=day(at))
    assert (outcome.word, outcome.reader) == ("read", "ema.events")
    return outcome


def meetings() -> list[str]:
    rows = Meeting.objects.order_by("last_day")
    return [f"{row.committee} {row.first_day or '?'}..{row.last_day} {row.status}" for row in rows]


def test_a_plenary_comes_into_the_calendar_and_nothing_else_does():
    prom = event(f"{PRAC}: organisational matters (ORGAM)", "Thu, Mar 19 2026, 9am - 12pm")
    party = event("CHMP Scientific Advice Working Party: 2-5 March 2026", "Mon, Mar 2 - Thu, Mar 5 2026, All day")
    listed(prac(), prom, party, at=1)
    assert meetings() == ["PRAC 2026-03-02..2026-03-05 scheduled"]
    row = Meeting.objects.get()
    assert (row.source, row.certainty) == ("https://www.ema.europa.eu/en/events/prac-march", "EMA")
    assert row.notice is not None
    assert row.notice.origin == "ema.events"
    assert row.first_seen == day(1)


def test_a_list_that_is_read_again_changes_nothing():
    listed(prac(), at=1)
    listed(prac(), event("One more", "Wed, Mar 4 2026"), at=2)
    assert meetings() == ["PRAC 2026-03-02..2026-03-05 scheduled"]
    assert Meeting.objects.get().history.count() == 1


def test_a_cancelled_event_marks_the_meeting():
    listed(prac(), at=1)
    listed(prac(prefix="CANCELLED - "), at=2)
    assert meetings() == ["PRAC 2026-03-02..2026-03-05 cancelled"]
    assert calendar().meetings_of("PRAC") == ()


def test_a_moved_event_leaves_the_old_days_marked():
    listed(prac(), at=1)
    listed(prac("Mon, Mar 9 - Thu, Mar 12 2026, All day", "9-12 March 2026"), at=2)
    assert meetings() == ["PRAC 2026-03-02..2026-03-05 moved", "PRAC 2026-03-09..2026-03-12 scheduled"]


def test_an_event_that_leaves_the_list_is_not_cancelled():
    listed(prac(), at=1)
    listed(at=2)
    assert meetings() == ["PRAC 2026-03-02..2026-03-05 scheduled"]


def test_an_event_whose_days_are_shown_in_another_zone_is_not_a_day_early():
    listed(prac("Sun, Mar 1 - Wed, Mar 4 2026, All day"), at=1)
    assert meetings() == ["PRAC 2026-03-02..2026-03-05 scheduled"]


def test_an_event_whose_title_and_days_disagree_stays_out_and_the_rest_comes_in():
    other = event("Committee for Advanced Therapies (CAT): 4-6 March 2026", "Wed, Mar 4 - Fri, Mar 6 2026, All day")
    listed(prac("Tue, Mar 3 - Fri, Mar 6 2026, All day"), other, at=1)
    assert meetings() == ["CAT 2026-03-04..2026-03-06 scheduled"]


def test_only_what_changed_is_looked_at(monkeypatch):
    asked: list[list[int]] = []
    take = announced.take

    def watched(notices: list[int], moment: datetime.datetime) -> announced.Taken:
        asked.append(notices)
        return take(notices, moment)

    monkeypatch.setattr(intake_notices.announced, "take", watched)
    listed(prac(), at=1)
    listed(prac(prefix="CANCELLED - "), at=2)
    assert [len(some) for some in asked] == [31, 1]


def test_a_reading_without_meetings_asks_the_calendar_nothing():
    listed(at=1)
    with CaptureQueriesContext(connection) as queries:
        announced.take([], day(1))
    assert len(queries) == 0


@pytest.mark.parametrize("after", [False, True])
def test_a_worker_that_dies_at_the_calendar_leaves_the_whole_batch_to_the_next(monkeypatch, after: bool):
    listed(prac(), at=1)
    with plug_pulled(monkeypatch, intake_notices.announced, "take", after=after):
        listed(prac(prefix="CANCELLED - "), at=2)
    assert meetings() == ["PRAC 2026-03-02..2026-03-05 scheduled"]
    process(Snapshot.objects.select_related("source").get(outcome=Snapshot.Outcome.PENDING))
    assert meetings() == ["PRAC 2026-03-02..2026-03-05 cancelled"]


def test_a_restored_catalogue_brings_its_meetings():
    listed(prac(), at=1)
    Meeting.objects.all().delete()
    restore._refresh_notices()
    assert meetings() == ["PRAC 2026-03-02..2026-03-05 scheduled"]
