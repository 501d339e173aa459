"""Meetings of committees through the API."""

import datetime

import pytest

from tests.factories import MeetingFactory
from tests.tracker.api.conftest import program_of
from tracker.timetables.models import Meeting

pytestmark = pytest.mark.django_db


def days(api, query: str) -> list[str]:
    answer = api.get(f"/api/v1/meetings/?{query}")
    assert answer.status_code == 200, answer.json()
    return sorted(row["last_day"] for row in answer.json()["results"])


def test_a_meeting_of_which_only_the_last_day_is_known(api):
    (row,) = api.get("/api/v1/meetings/?committee=chmp&last_day_from=2016-04-01&last_day_to=2016-04-27").json()[
        "results"
    ]
    assert {name: row[name] for name in ("committee", "first_day", "last_day", "status", "origin", "certainty")} == {
        "committee": "CHMP",
        "first_day": None,
        "last_day": "2016-04-01",
        "status": "scheduled",
        "origin": "known",
        "certainty": "data",
    }
    assert row["source"] == "Annex 10 of EMA's annual report for 2016: days of the opinions"
    assert row["attribution"] == ["Source: European Medicines Agency"]


def test_meetings_are_found_by_their_days(api):
    known = "committee=COMP&last_day_from=2026-05-13&last_day_to=2026-07-16"
    assert days(api, known) == ["2026-05-13", "2026-06-18", "2026-07-16"]


def test_a_moved_meeting_leads_to_the_other_one(api):
    new = MeetingFactory()
    old = MeetingFactory(last_day=datetime.date(2030, 1, 3), status=Meeting.Status.MOVED, moved_to=new)
    assert api.get(f"/api/v1/meetings/{old.pk}/").json()["moved_to"] == new.pk
    assert days(api, "status=moved") == ["2030-01-03"]
    assert days(api, "origin=list&status=scheduled") == [new.last_day.isoformat()]


def test_a_committee_of_no_known_authority_has_no_attribution(api):
    row = MeetingFactory(committee="Standing Committee", is_extraordinary=True)
    answer = api.get(f"/api/v1/meetings/{row.pk}/").json()
    assert (answer["attribution"], answer["extraordinary"]) == ([], True)
    assert days(api, "extraordinary=true") == [row.last_day.isoformat()]


def test_a_wrong_day_is_refused_in_one_line(api):
    answer = api.get("/api/v1/meetings/?last_day_from=01/02/2026")
    assert answer.status_code == 400
    assert answer.json() == {"detail": "last_day_from: Write the day as 2025-12-01."}


def test_reading_needs_the_permission(allowed):
    answer = program_of(allowed("view_notice")).get("/api/v1/meetings/")
    assert answer.status_code == 403
    assert "timetables.view_meeting" in answer.json()["detail"]
