"""Who says when a committee meets, and whose word stands: known dates, the authority's list, a person."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import NoticeFactory, UserFactory
from tracker.catalogue.models import Notice
from tracker.timetables.meetings import Recorded, calendar, record, record_known
from tracker.timetables.models import Meeting
from tracker.timetables.telling import Told

pytestmark = pytest.mark.django_db

KNOWN, LIST, PERSON = Meeting.Origin.KNOWN, Meeting.Origin.LIST, Meeting.Origin.PERSON
EVENT = "https://www.ema.europa.eu/en/events/chmp-14-17-september-2026"


@pytest.fixture(autouse=True)
def empty_calendar() -> None:
    """Without the known dates that every database begins with."""
    Meeting.objects.all().delete()


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def told(last: str, first: str = "", origin: Meeting.Origin = LIST, **says: Any) -> Told:
    """CHMP meets; from a list, unless said otherwise."""
    days = (day(first) if first else None, day(last))
    return Told("CHMP", *days, says.pop("source", "a source"), "EMA", origin, **says)


def tell(*all_told: Told) -> Recorded:
    return record(all_told, timezone.now())


def event(key: str = EVENT, origin: str = "ema.events", **facts: Any) -> Notice:
    return NoticeFactory(kind="meeting", origin=origin, key=key, **{"status": "scheduled", **facts})


def meetings() -> list[str]:
    """`2026-09-14..2026-09-17 scheduled`, in order."""
    rows = Meeting.objects.order_by("last_day")
    return [f"{row.first_day or '?'}..{row.last_day} {row.status}" for row in rows]


def test_a_meeting_that_is_told_again_stays_as_it_is():
    september = told("2026-09-17", "2026-09-14", status="scheduled")
    assert tell(september) == Recorded(new=1)
    assert tell(september) == Recorded(same=1)
    assert Meeting.objects.get().history.count() == 1


def test_the_same_meeting_told_twice_at_once_is_one_meeting():
    assert tell(told("2026-09-17", "2026-09-14"), told("2026-09-17", "2026-09-14")) == Recorded(new=1)
    assert meetings() == ["2026-09-14..2026-09-17 scheduled"]


def test_the_list_says_more_exactly_what_was_known():
    tell(told("2026-09-17", origin=KNOWN))
    assert tell(told("2026-09-17", "2026-09-14", title="CHMP: 14-17 September 2026")) == Recorded(changed=1)
    row = Meeting.objects.get()
    assert (row.first_day, row.origin, row.title) == (day("2026-09-14"), LIST, "CHMP: 14-17 September 2026")
    assert row.history.count() == 2


def test_a_known_last_day_within_the_days_of_the_list_is_the_same_meeting():
    tell(told("2026-09-16", origin=KNOWN))
    tell(told("2026-09-17", "2026-09-14"))
    assert meetings() == ["2026-09-14..2026-09-17 scheduled"]
    assert tell(told("2026-09-16", origin=KNOWN)) == Recorded(same=1)


def test_known_dates_do_not_overwrite_the_list():
    tell(told("2026-09-17", "2026-09-14", source="the list"))
    tell(told("2026-09-17", origin=KNOWN, source="a table"))
    row = Meeting.objects.get()
    assert (row.first_day, row.source) == (day("2026-09-14"), "the list")


def test_a_persons_word_stands_whatever_a_list_or_known_dates_say():
    tell(told("2026-09-17", origin=PERSON, person=UserFactory(username="ana"), source="a letter"))
    tell(told("2026-09-17", "2026-09-14", status="cancelled", notice=event(status="cancelled")))
    tell(told("2026-09-17", origin=KNOWN))
    row = Meeting.objects.get()
    assert (row.first_day, row.status, row.source, row.entered_by_name) == (None, "scheduled", "a letter", "ana")
    assert row.notice is not None


def test_a_known_meeting_whose_day_a_person_corrected_does_not_come_back():
    tell(told("2026-09-17", origin=KNOWN))
    Meeting.objects.update(last_day=day("2026-09-24"), origin=PERSON)
    assert tell(told("2026-09-17", origin=KNOWN)) == Recorded(same=1)
    assert meetings() == ["?..2026-09-24 scheduled"]


def test_a_listed_meeting_whose_day_a_person_corrected_does_not_come_back():
    notice = event()
    tell(told("2026-09-17", "2026-09-14", notice=notice))
    Meeting.objects.update(first_day=None, last_day=day("2026-09-24"), origin=PERSON)
    tell(told("2026-09-17", "2026-09-14", notice=notice))
    assert meetings() == ["?..2026-09-24 scheduled"]


def test_what_a_person_tells_changes_what_a_list_said_and_leaves_what_they_do_not_say():
    tell(told("2026-09-17", "2026-09-14", title="CHMP: 14-17 September 2026", status="cancelled"))
    tell(told("2026-09-17", origin=PERSON, source="a letter"))
    row = Meeting.objects.get()
    assert (row.first_day, row.title, row.status) == (day("2026-09-14"), "CHMP: 14-17 September 2026", "cancelled")
    assert (row.source, row.entered_by_name) == ("a letter", "command line")


def test_a_cancelled_meeting_is_marked_and_no_longer_counts():
    notice = event()
    tell(told("2026-09-17", "2026-09-14", notice=notice, status="scheduled"))
    assert calendar().meeting_on("CHMP", day("2026-09-17")) is not None
    tell(told("2026-09-17", "2026-09-14", notice=notice, status="cancelled"))
    assert meetings() == ["2026-09-14..2026-09-17 cancelled"]
    assert calendar().meeting_on("CHMP", day("2026-09-17")) is None


def test_a_cancelled_meeting_that_lost_its_days_is_marked_by_its_entry():
    notice = event()
    tell(told("2026-09-17", "2026-09-14", notice=notice, status="scheduled"))
    tell(Told("CHMP", None, None, "a source", "EMA", LIST, status="cancelled", notice=notice))
    assert meetings() == ["2026-09-14..2026-09-17 cancelled"]


def test_an_entry_that_never_had_days_makes_no_meeting():
    assert tell(Told("CHMP", None, None, "a source", "EMA", LIST, notice=event())) == Recorded()
    assert meetings() == []


def test_a_moved_meeting_stays_and_leads_to_its_new_days():
    notice = event()
    tell(told("2026-09-17", "2026-09-14", notice=notice, status="scheduled"))
    tell(told("2026-09-24", "2026-09-21", notice=notice, status="scheduled"))
    assert meetings() == ["2026-09-14..2026-09-17 moved", "2026-09-21..2026-09-24 scheduled"]
    old, new = Meeting.objects.order_by("last_day")
    assert old.moved_to == new
    assert [meeting.last for meeting in calendar().meetings_of("CHMP")] == [day("2026-09-24")]
    assert tell(told("2026-09-24", "2026-09-21", notice=notice, status="scheduled")) == Recorded(same=1)


def test_a_meeting_that_moves_back_stands_again():
    notice = event()
    for first, last in (("14", "17"), ("21", "24"), ("14", "17")):
        tell(told(f"2026-09-{last}", f"2026-09-{first}", notice=notice, status="scheduled"))
    assert meetings() == ["2026-09-14..2026-09-17 scheduled", "2026-09-21..2026-09-24 moved"]
    old, new = Meeting.objects.order_by("last_day")
    assert (old.moved_to, new.moved_to) == (None, old)


def test_a_meeting_may_move_to_the_day_that_another_leaves():
    first, second = event("first"), event("second")
    tell(told("2026-09-17", notice=first, status="scheduled"), told("2026-09-24", notice=second, status="scheduled"))
    tell(told("2026-09-24", notice=first, status="scheduled"), told("2026-10-01", notice=second, status="scheduled"))
    assert meetings() == ["?..2026-09-17 moved", "?..2026-09-24 scheduled", "?..2026-10-01 scheduled"]
    assert Meeting.objects.get(last_day="2026-09-17").moved_to == Meeting.objects.get(last_day="2026-09-24")
    assert Meeting.objects.get(last_day="2026-09-24").notice == first


def test_of_two_entries_for_one_meeting_that_of_the_list_that_is_believed_more_counts():
    calendar_of_fda = event("calendar", origin="fda.advisory_committees", status="postponed")
    register = event("register", origin="fda.federal_register")
    for _ in range(2):
        tell(told("2026-09-17", notice=register, status="scheduled"))
        tell(told("2026-09-17", notice=calendar_of_fda, status="postponed"))
    assert meetings() == ["?..2026-09-17 postponed"]


def test_a_cancelled_entry_does_not_cancel_the_meeting_that_another_entry_announces():
    old, new = event("old", status="cancelled"), event("new")
    tell(told("2026-09-17", notice=old, status="cancelled"))
    tell(told("2026-09-17", notice=new, status="scheduled"))
    tell(told("2026-09-17", notice=old, status="cancelled"))
    assert meetings() == ["?..2026-09-17 scheduled"]


def test_an_extraordinary_meeting_is_kept_and_no_timetable_hangs_on_it():
    tell(told("2026-09-03", is_extraordinary=True))
    assert meetings() == ["?..2026-09-03 scheduled"]
    assert calendar().meetings_of("CHMP") == ()


def test_writing_costs_the_same_for_few_meetings_and_for_many():
    def cost(count: int, **says: Any) -> int:
        weeks = (datetime.date(2026, 1, 1) + datetime.timedelta(days=7 * week) for week in range(count))
        with CaptureQueriesContext(connection) as queries:
            tell(*(told(week.isoformat(), **says) for week in weeks))
        return len(queries)

    new, changed, same = cost(2), cost(2, title="CHMP"), cost(2, title="CHMP")
    Meeting.objects.all().delete()
    assert (cost(40), cost(40, title="CHMP"), cost(40, title="CHMP")) == (new, changed, same)


def test_the_calendar_is_one_query(django_assert_num_queries):
    record_known(timezone.now())
    with django_assert_num_queries(1):
        held = calendar()
    assert held.committees == ("CHMP", "COMP", "PRAC")


def test_the_known_dates_come_in_once_and_edits_of_them_stand():
    assert record_known(timezone.now()) == Recorded(new=75)
    row = Meeting.objects.get(committee="CHMP", last_day="2024-01-25")
    Meeting.objects.filter(pk=row.pk).update(first_day=day("2024-01-22"), origin=PERSON)
    assert record_known(timezone.now()) == Recorded(same=75)
    row.refresh_from_db()
    assert row.first_day == day("2024-01-22")
