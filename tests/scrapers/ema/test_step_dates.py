"""Dates as EMA's documents write them."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.ema.steps.dates import mentions, only


def found(text: str) -> list[str]:
    """Each date as `first..last`, or why it is none."""
    return [one.error or f"{f'{one.first}..' if one.first else ''}{one.last}" for one in mentions(text)]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on 20-22 April 1999 the", ["1999-04-20..1999-04-22"]),
        ("on 29 May –1 June 2006, the", ["2006-05-29..2006-06-01"]),
        ("on 12 –15 December 2005", ["2005-12-12..2005-12-15"]),
        ("from 24 to 27 April 2006", ["2006-04-24..2006-04-27"]),
        ("between 5 May 2014 and 9 May 2014", ["2014-05-05..2014-05-09"]),
        ("on 18/19 March 2003", ["2003-03-18..2003-03-19"]),
        ("on 16, 17 and 18 November 1999", ["1999-11-16..1999-11-18"]),
        ("on 29 December - 3 January 2009", ["2008-12-29..2009-01-03"]),
        ("on 24-27April2006", ["2006-04-24..2006-04-27"]),
        ("on 11 and 14 June 2004.", ["2004-06-11", "2004-06-14"]),
        ("on 8 March and 4 March 1999", ["1999-03-08", "1999-03-04"]),
        ("on 20 December and 9 January 2004", ["2003-12-20", "2004-01-09"]),
        ("on 5 May 2003/12 May 2003", ["2003-05-05", "2003-05-12"]),
        ("on the 1st of June 2006", ["2006-06-01"]),
        ("on 4th. May 2003", ["2003-05-04"]),
        ("May 23, 2013", ["2013-05-23"]),
        ("12-Mar-2015", ["2015-03-12"]),
        ("27.06.02", ["2002-06-27"]),
        ("17/10/1998", ["1998-10-17"]),
        ("in September 2003 the", ["2003-09"]),
    ],
)
def test_days_ranges_and_lists_are_read(text: str, dates: list[str]) -> None:
    assert found(text) == dates


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on 17 Augu st 20 05", ["2005-08-17"]),
        ("on 1 7 August 2005", ["2005-08-17"]),
        ("19 - 22 Septem-ber 2011", ["2011-09-19..2011-09-22"]),
        ("Annex 1 7 August 2005", ["2005-08-07"]),
        ("Page 7/30 3 June 2019", ["2019-06-03"]),
    ],
)
def test_gaps_within_a_date_are_closed_and_figures_before_it_left_alone(text: str, dates: list[str]) -> None:
    assert found(text) == dates


def test_days_without_their_year_take_none_from_what_stands_near_them() -> None:
    text = "with Examplet on 14 – 17 November, and with Exemplivet on the 1 June 2006."
    assert found(text) == ["days without their year", "2006-06-01"]


@pytest.mark.parametrize("text", ["31 June 2004", "30 February 2001", "40/01/2010", "12/13/2010", "27 - 24 April 2006"])
def test_days_that_no_calendar_has_are_none(text: str) -> None:
    assert [one.last for one in mentions(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "Regulation (EC) No 726/2004",
        "Directive 2001/83/EC",
        "EU/1/06/353/001-005",
        "EMA/117327/2022",
        "20, 50, 70 mg",
        "they may march",
        "CPMP/712/04 1/2",
    ],
)
def test_other_figures_are_no_dates(text: str) -> None:
    assert mentions(text) == []


def test_a_cell_is_a_date_if_it_holds_nothing_else() -> None:
    assert only(" 27.06.02 ") and only("14-17 October 2019.")
    assert only("on 3 June 2019") is None and only("3 June 2019 4 June 2019") is None and only("n/a") is None


@settings(max_examples=60, deadline=None)
@given(st.dates(datetime.date(1994, 1, 1), datetime.date(2059, 12, 31)), st.data())
def test_any_day_is_read_back_however_its_month_is_torn(day: datetime.date, data: st.DataObject) -> None:
    words = day.strftime("%-d %B %Y")
    month = day.strftime("%B")
    cut = data.draw(st.integers(1, len(month) - 1))
    torn = words.replace(month, f"{month[:cut]} {month[cut:]}")
    assert found(f"was sent on {words}.") == [str(day)]
    assert found(f"was sent on {torn}.") == [str(day)]


@settings(max_examples=80, deadline=500)
@given(st.text(alphabet="0123456789 /.-–MarchJuneofandto,", max_size=60))
def test_no_text_makes_reading_dates_fail(text: str) -> None:
    for one in mentions(text):
        assert (one.last is None) == bool(one.error) and text[one.start : one.end]
