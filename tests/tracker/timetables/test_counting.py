"""Days counted on a clock whose stops are all known. Cases are those of published procedures and of FDA's letters."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.timetables.steps import day
from tracker.timetables.counting import Count, Overlapping, Standstill, count, months_before, months_later

starts = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1))
numbers = st.integers(1, 500)


@st.composite
def counts(draw: st.DrawFn, open_stop: bool = False) -> Count:
    """A clock with up to four stops, a day or more apart."""
    start = draw(starts)
    at, stops = start, []
    for running, standing in draw(st.lists(st.tuples(st.integers(1, 200), st.integers(1, 400)), max_size=4)):
        first = at + datetime.timedelta(days=running)
        at = first + datetime.timedelta(days=standing)
        stops.append(Standstill(first, at - datetime.timedelta(days=1)))
    if open_stop:
        stops.append(Standstill(at + datetime.timedelta(days=draw(st.integers(1, 200)))))
    return count(start, stops, first_day=draw(st.sampled_from([0, 1])))


@given(counts(), numbers)
def test_the_day_of_the_date_of_a_day_is_that_day(counted: Count, number: int):
    date = counted.date_of(number)
    assert date is not None
    assert counted.day_on(date) == number


@given(counts(), st.integers(0, 2500), st.integers(0, 400))
def test_the_day_never_falls_as_time_goes_on(counted: Count, days: int, more: int):
    earlier = counted.stretches[0].first + datetime.timedelta(days=days)
    assert counted.day_on(earlier) <= counted.day_on(earlier + datetime.timedelta(days=more))


@given(starts, st.integers(1, 400), st.integers(1, 900), numbers)
def test_a_stop_moves_every_later_day_by_exactly_its_length(start: datetime.date, at: int, length: int, number: int):
    first = start + datetime.timedelta(days=at)
    stop = Standstill(first, first + datetime.timedelta(days=length - 1))
    with_stop, without = count(start, [stop]).date_of(number), count(start).date_of(number)
    assert (with_stop - without).days == (length if without >= first else 0)


@given(counts(open_stop=True), st.integers(0, 3000))
def test_what_has_passed_was_counted_or_stopped(counted: Count, days: int):
    date = counted.stretches[0].first + datetime.timedelta(days=days)
    assert counted.elapsed_days(date) == days + 1
    assert counted.active_days(date) + counted.stopped_days(date) == days + 1
    assert counted.day_on(date) == counted.active_days(date) - 1 + counted.stretches[0].number


@given(counts(open_stop=True))
def test_a_clock_that_stands_reaches_no_later_day(counted: Count):
    stood = counted.day_on(datetime.date(9999, 1, 1))
    assert counted.date_of(stood) is not None
    assert counted.date_of(stood + 1) is None


@given(counts())
def test_stops_are_read_back_as_they_were_given(counted: Count):
    assert count(counted.stretches[0].first, counted.stops, first_day=counted.stretches[0].number) == counted


def test_e1_day_120_is_the_start_and_119_days():
    assert count(day("2019-06-20")).date_of(120) == day("2019-10-17")


@pytest.mark.parametrize(
    ("start", "active", "stopped", "opinion"),
    [
        ("2014-01-22", 213, 216, "2015-03-26"),  # E5, Akynzeo
        ("2015-10-01", 210, 232, "2016-12-15"),  # E6, Alecensa
        ("2016-01-28", 150, 26, "2016-07-21"),  # E7, Cabometyx
        ("2014-12-24", 152, 32, "2015-06-25"),  # E7, Kanuma
        ("2016-05-19", 207, 158, "2017-05-18"),  # E9, Masipro, first opinion
    ],
)
def test_e5_to_e9_the_opinion_is_the_start_and_the_active_and_stopped_days_less_one(
    start: str, active: int, stopped: int, opinion: str
):
    first = day(start) + datetime.timedelta(days=119)
    stop = Standstill(first, first + datetime.timedelta(days=stopped - 1))
    counted = count(day(start), [stop])
    assert counted.date_of(active) == day(opinion)
    assert counted.active_days(day(opinion)) == active
    assert counted.stopped_days(day(opinion)) == stopped


def test_e8_the_day_stays_where_the_clock_stopped_until_the_withdrawal():
    """Kepnetic: start 1 Oct 2015, 171 days stopped, day 180 on 15 Sep 2016, withdrawn on 10 Nov 2016."""
    first = day("2015-10-01") + datetime.timedelta(days=120)
    stops = [Standstill(first, first + datetime.timedelta(days=170)), Standstill(day("2016-09-16"))]
    counted = count(day("2015-10-01"), stops)
    withdrawn = day("2016-11-10")
    assert counted.date_of(180) == day("2016-09-15")
    assert counted.day_on(withdrawn) == 180
    assert (withdrawn - day("2015-10-01")).days == 406
    assert (withdrawn - counted.stops[-1].first).days + 1 == 56


def test_the_decentralised_procedures_count_from_day_0():
    assert count(day("2024-01-10"), first_day=0).date_of(70) == day("2024-03-20")
    assert count(day("2024-01-10")).date_of(70) == day("2024-03-19")


def test_a_clock_that_is_anchored_counts_from_there():
    """Dasatinib Accordpharma: day 121 on 27 Apr 2020, day 157 on 2 Jun, day 166 on 11 Jun (EMA/117327/2022)."""
    counted = count(day("2019-06-20")).stopped_from(day("2019-10-18")).anchored(day("2020-04-27"), 121)
    assert [counted.date_of(number) for number in (120, 157, 166)] == [
        day("2019-10-17"),
        day("2020-06-02"),
        day("2020-06-11"),
    ]
    assert counted.stops == (Standstill(day("2019-10-18"), day("2020-04-26")),)


def test_another_round_sets_the_number_back_and_the_last_date_of_a_day_counts():
    counted = count(day("2019-06-20")).stopped_from(day("2020-03-01")).anchored(day("2021-12-29"), 181)
    assert counted.date_of(204) == day("2022-01-21")
    assert counted.day_on(day("2020-02-01")) == 227


@pytest.mark.parametrize(
    ("stops", "told"),
    [
        ([("2019-06-20", "2019-07-01")], "the clock started on 2019-06-20"),
        ([("2019-07-02", "2019-07-01")], "cannot end on 2019-07-01"),
        ([("2019-07-01", "2019-07-10"), ("2019-07-10", "2019-07-20")], "before the one before it has ended"),
        ([("2019-07-01", None), ("2019-08-10", "2019-08-20")], "before the one before it has ended"),
    ],
)
def test_stops_that_cannot_be_are_refused(stops: list[tuple[str, str | None]], told: str):
    given_stops = [Standstill(day(first), day(last) if last else None) for first, last in stops]
    with pytest.raises(Overlapping, match=told):
        count(day("2019-06-20"), given_stops)


def test_two_stops_may_touch():
    stops = [Standstill(day("2019-07-01"), day("2019-07-10")), Standstill(day("2019-07-11"), day("2019-07-20"))]
    counted = count(day("2019-06-20"), stops)
    assert counted.stopped_days(day("2019-07-25")) == 20
    assert counted.date_of(12) == day("2019-07-21")


@pytest.mark.parametrize(
    ("date", "months", "expected"),
    [
        ("2004-09-30", 6, "2005-03-30"),  # F4
        ("2007-04-25", 10, "2008-02-25"),  # F5
        ("2017-10-05", 12, "2018-10-05"),  # F6
        ("2023-02-28", 10, "2023-12-28"),  # F7
        ("2023-08-31", 6, "2024-02-29"),
        ("2022-08-31", 6, "2023-02-28"),
    ],
)
def test_goals_are_calendar_months_later_clamped_to_the_month(date: str, months: int, expected: str):
    assert months_later(day(date), months) == day(expected)


def test_f3_a_goal_leads_back_to_its_receipt():
    assert months_before(day("2008-12-30"), 2) == (day("2008-10-30"), day("2008-10-30"))


def test_a_goal_at_the_end_of_a_short_month_leads_back_to_several_days():
    assert months_before(day("2023-02-28"), 6) == (day("2022-08-28"), day("2022-08-31"))
    with pytest.raises(ValueError, match="no day lies 6 months before 2023-08-31"):
        months_before(day("2023-08-31"), 6)


@given(starts, st.integers(1, 24))
def test_months_before_holds_exactly_the_days_that_lead_there(date: datetime.date, months: int):
    goal = months_later(date, months)
    first, last = months_before(goal, months)
    assert first <= date <= last
    one = datetime.timedelta(days=1)
    assert months_later(first - one, months) != goal
    assert months_later(last + one, months) != goal
