"""Looking meetings up: the days are the CHMP's real last days, from the opinions listed in EMA's Annex 10 and table."""

import datetime

import pytest

from tracker.timetables.calendar import Calendar, MeetingDay, Rhythm

EVERY_FOUR_WEEKS = Rhythm("CHMP", days_apart=27, months_without=frozenset({8}))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def calendar(*last_days: str, first: str = "", rhythm: bool = True) -> Calendar:
    meetings = [MeetingDay("CHMP", day(first) if first else None, day(last), "a table") for last in last_days]
    return Calendar(meetings, [EVERY_FOUR_WEEKS] if rhythm else [])


def last_day(meeting: MeetingDay | None) -> str | None:
    return meeting.last.isoformat() if meeting else None


def test_an_empty_calendar_knows_of_no_meeting():
    empty = Calendar()
    assert empty.committees == ()
    assert empty.meetings_of("CHMP") == ()
    today = day("2026-11-20")
    assert [
        lookup("CHMP", today)
        for lookup in (empty.next_after, empty.previous_before, empty.meeting_on, empty.known_after, empty.known_before)
    ] == [None] * 5


def test_meetings_stand_in_order_of_their_last_days_each_once():
    held = calendar("2016-04-28", "2016-04-01", "2016-02-25", "2016-04-01")
    assert [meeting.last.isoformat() for meeting in held.meetings_of("CHMP")] == [
        "2016-02-25",
        "2016-04-01",
        "2016-04-28",
    ]
    assert held.committees == ("CHMP",)


def test_the_next_meeting_is_the_first_that_ends_after_the_day_whatever_weekday_it_ends_on():
    held = calendar("2016-02-25", "2016-04-01", "2016-04-28")
    assert last_day(held.next_after("CHMP", day("2016-03-28"))) == "2016-04-01"  # A Friday.
    assert last_day(held.next_after("CHMP", day("2016-03-31"))) == "2016-04-01"
    assert last_day(held.next_after("CHMP", day("2016-04-01"))) == "2016-04-28"
    assert last_day(held.previous_before("CHMP", day("2016-04-28"))) == "2016-04-01"
    assert last_day(held.previous_before("CHMP", day("2016-04-29"))) == "2016-04-28"


def test_nothing_follows_the_last_meeting_that_is_known():
    held = calendar("2016-04-01", "2016-04-28")
    assert held.next_after("CHMP", day("2016-04-28")) is None
    assert held.previous_before("CHMP", day("2016-04-01")) is None
    assert held.next_after("PRAC", day("2016-04-01")) is None


def test_a_meeting_of_which_only_the_last_day_is_known_sits_on_that_day():
    held = calendar("2016-04-28")
    assert last_day(held.meeting_on("CHMP", day("2016-04-28"))) == "2016-04-28"
    assert held.meeting_on("CHMP", day("2016-04-27")) is None


def test_a_meeting_sits_on_each_of_its_days():
    held = calendar("2026-09-17", first="2026-09-14")
    days = [held.meeting_on("CHMP", day("2026-09-13") + datetime.timedelta(more)) is not None for more in range(6)]
    assert days == [False, True, True, True, True, False]


@pytest.mark.parametrize(
    ("known", "asked", "expected"),
    [
        # 2025 is known in part: the meetings of September and of November are missing between these.
        (("2025-07-24", "2025-10-16", "2025-12-11"), "2025-07-24", None),
        (("2025-07-24", "2025-10-16", "2025-12-11"), "2025-10-16", None),
        # Too close to the meeting that is known for another one in between.
        (("2025-07-24", "2025-10-16", "2025-12-11"), "2025-11-20", "2025-12-11"),
        # Nine weeks over August, in which the committee does not meet.
        (("2015-07-23", "2015-09-24"), "2015-07-23", "2015-09-24"),
        # Seven weeks over the turn of the year hide none.
        (("2024-12-12", "2025-01-30"), "2024-12-12", "2025-01-30"),
        (("2026-06-25",), "2026-01-01", None),
        (("2026-06-25",), "2026-06-01", "2026-06-25"),
    ],
)
def test_a_gap_that_may_hide_a_meeting_has_no_next_one(known: tuple[str, ...], asked: str, expected: str | None):
    held = calendar(*known)
    assert last_day(held.next_after("CHMP", day(asked))) == expected
    assert held.known_after("CHMP", day(asked)) is not None


def test_a_gap_that_may_hide_a_meeting_has_no_previous_one():
    held = calendar("2025-07-24", "2025-10-16")
    assert held.previous_before("CHMP", day("2025-10-16")) is None
    assert last_day(held.known_before("CHMP", day("2025-10-16"))) == "2025-07-24"
    assert last_day(held.previous_before("CHMP", day("2025-08-20"))) == "2025-07-24"


def test_a_committee_of_unknown_rhythm_may_have_met_on_any_day():
    held = calendar("2026-06-25", "2026-07-23", rhythm=False)
    assert held.next_after("CHMP", day("2026-06-25")) is None
    assert last_day(held.next_after("CHMP", day("2026-07-22"))) == "2026-07-23"
    assert last_day(held.known_after("CHMP", day("2026-06-25"))) == "2026-07-23"
