"""What if: a later start, a longer stop, a meeting missed; and how many days later each step is then."""

import datetime

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.tracker.timetables.steps import day
from tracker.timetables.asking import answer, event_as_text, event_in, stop_as_text, stop_in
from tracker.timetables.calendar import Calendar, MeetingDay, Rhythm
from tracker.timetables.computing import NO_MEETINGS, Computed
from tracker.timetables.counting import Standstill
from tracker.timetables.given import Given
from tracker.timetables.supposing import Supposition, pairs, suppositions
from tracker.timetables.timetables import timetables

TODAY = day("2026-01-15")
PLENARIES = [day(text) for text in ("2026-04-23", "2026-05-21", "2026-06-25", "2026-07-23", "2026-09-17")]
"""Made up, but for the rule that there is none in August."""
CALENDAR = Calendar(
    [MeetingDay("CHMP", last - datetime.timedelta(days=3), last, "made up") for last in PLENARIES],
    [Rhythm("CHMP", 27, frozenset([8]))],
)


def computed_of(given: Given, calendar: Calendar = CALENDAR) -> Computed:
    return answer("ema-centralised", given, calendar)


def date_of(computed: Computed, key: str) -> datetime.date | None:
    return next(step.date for step in computed.steps if step.step and step.step.name == key)


def supposed(given: Given, words: str, calendar: Calendar = CALENDAR) -> Supposition:
    found = suppositions(computed_of(given, calendar), given, calendar, TODAY)
    (one,) = [each for each in found if words in each.words]
    return one


def test_a_later_start_moves_every_step_and_what_is_given_for_later_days():
    given = Given(start=day("2026-01-22"), stops=(Standstill(day("2026-05-22"), day("2026-08-21")),))
    one = supposed(given, "start a month later")
    assert one.words == "The start a month later, on 22 Feb 2026"
    assert one.given == Given(start=day("2026-02-22"), stops=(Standstill(day("2026-06-22"), day("2026-09-21")),))
    moved = pairs(computed_of(given), computed_of(one.given))
    on_the_clock = [pair for pair in moved if pair.one.day is not None]
    assert {pair.days for pair in on_the_clock} == {31}


def test_a_longer_stop_moves_all_after_it_by_exactly_as_much_and_nothing_before():
    given = Given(
        start=day("2026-01-22"),
        stops=(Standstill(day("2026-05-22"), day("2026-08-21")),),
        events=(("list-of-questions", day("2026-05-21")), ("oral-explanation", day("2026-11-10"))),
    )
    one = supposed(given, "questions a month longer, until 21 Sep 2026")
    assert one.given.events == (("list-of-questions", day("2026-05-21")), ("oral-explanation", day("2026-12-11")))
    for pair in pairs(computed_of(given), computed_of(one.given)):
        if pair.one.day is not None and pair.days is not None:
            assert pair.days == (31 if pair.one.date > day("2026-05-21") else 0), pair.one.label


def test_a_stop_that_only_questions_and_a_restart_show_is_lengthened_by_moving_the_restart():
    given = Given(
        start=day("2026-01-22"),
        events=(("list-of-questions", day("2026-05-21")), ("clock-restarted", day("2026-08-22"))),
    )
    one = supposed(given, "a month longer")
    assert one.given.stops == ()
    assert dict(one.given.events)["clock-restarted"] == day("2026-09-22")


def test_an_assumed_stop_is_said_before_it_is_lengthened():
    given = Given(start=day("2026-01-22"), usual_stops=True)
    before = computed_of(given)
    assert [stop.origin for stop in before.stops] == ["assumed", "assumed"]
    for place, stop in enumerate(before.stops):
        words = "list of questions a month" if place == 0 else "outstanding issues a month"
        after = computed_of(supposed(given, words).given)
        assert len(after.stops) == 2
        assert after.stops[place].stop.first == stop.stop.first
        assert after.stops[place].stop.days - stop.stop.days in (28, 29, 30, 31)


def test_a_missed_meeting_is_the_next_one_and_the_start_is_counted_back_from_it():
    given = Given(meetings=(day("2026-05-21"),))
    one = supposed(given, "List of questions one meeting later")
    assert one.words == "List of questions one meeting later: CHMP meeting 22–25 Jun 2026"
    assert one.given.meetings == (day("2026-06-25"),)
    assert (date_of(computed_of(one.given), "list-of-questions")) == day("2026-06-25")


def test_later_meetings_are_missed_along_with_an_earlier_one():
    given = Given(meetings=(day("2026-04-23"), day("2026-07-23")))
    first = supposed(given, "List of questions one meeting later")
    assert first.given.meetings == (day("2026-05-21"), day("2026-09-17"))


def test_a_stop_that_ends_when_a_meeting_says_is_not_lengthened_but_its_meeting_missed():
    given = Given(meetings=(day("2026-04-23"), day("2026-07-23")))
    found = suppositions(computed_of(given), given, CALENDAR, TODAY)
    assert not any("longer" in one.words for one in found)
    assert any("List of outstanding issues one meeting later" in one.words for one in found)


def test_where_the_calendar_may_hide_a_meeting_the_next_is_not_guessed():
    one = supposed(Given(meetings=(day("2026-09-17"),)), "17 Sep 2026 missed")
    assert one.given is None
    assert "which meeting follows is not known; add it under Meetings" in one.words


def test_without_meetings_the_next_step_that_is_counted_is_put_a_meeting_later():
    given = Given(start=day("2026-01-22"))  # day 120 is 21 May 2026, a plenary's last day
    one = supposed(given, "one meeting later")
    assert one.given.meetings == (day("2026-06-25"),)


def test_pairs_name_what_only_one_of_the_two_has():
    one = computed_of(Given(start=day("2026-01-22")))
    other = computed_of(Given(start=day("2026-01-22"), events=(("withdrawn", day("2026-03-02")),)))
    (only,) = [pair for pair in pairs(one, other) if pair.one is None]
    assert (only.other.kind, only.days) == ("withdrawn", None)


@pytest.mark.parametrize("procedure", sorted({one.procedure for one in timetables()}))
@drawn(start=st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 1, 1)), usual_stops=st.booleans())
def test_every_supposition_that_is_offered_can_be_computed_and_changes_something(
    procedure: str, start: datetime.date, usual_stops: bool
):
    given = Given(start=start, usual_stops=usual_stops)
    before = answer(procedure, given, NO_MEETINGS)
    for one in suppositions(before, given, NO_MEETINGS, TODAY):
        if one.given:
            after = answer(procedure, one.given, NO_MEETINGS)
            assert any(pair.days != 0 for pair in pairs(before, after))


@drawn(st.dates(), st.one_of(st.none(), st.integers(0, 400)))
def test_stops_and_events_are_read_as_they_are_written(first: datetime.date, days: int | None):
    last = None
    if days is not None and first <= datetime.date.max - datetime.timedelta(days=days):
        last = first + datetime.timedelta(days=days)
    stop = Standstill(first, last)
    assert stop_in(stop_as_text(stop)) == stop
    assert event_in(event_as_text(("opinion", first))) == ("opinion", first)


def test_a_month_after_the_last_year_is_no_supposition():
    given = Given(start=day("9999-12-20"))
    computed = answer("fda-labelling-supplement", Given(start=day("2026-01-22")), NO_MEETINGS)
    assert suppositions(Computed(**{**vars(computed), "start": given.start}), given, NO_MEETINGS, TODAY) == []
