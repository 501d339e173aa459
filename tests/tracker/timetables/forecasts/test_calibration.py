"""How often forecasts would have been right."""

import datetime
import random

from tests.tracker.timetables.forecasts.durations import durations
from tracker.timetables.forecasts.calibration import Calibration, calibrate, pooled
from tracker.timetables.forecasts.sample import Sample


def in_june(year: int, days: list[int]) -> list:
    return durations(days, ended=datetime.date(year, 6, 15))


def only(calibrations: tuple[Calibration, ...]) -> Calibration:
    (one,) = calibrations
    return one


def counts(one: Calibration) -> list[tuple[int, int, int, int, int]]:
    return [(year.year, year.before, year.within, year.after, year.too_few) for year in one.years]


def test_a_year_is_forecast_from_all_others():
    """Of 2018 and 2020, the middle 80 % of each are 102 to 118 days; of both, 102 to 118 as well."""
    years = Sample([*in_june(2018, [*range(101, 120)]), *in_june(2019, [90, 102, 118, 119])])
    assert counts(only(calibrate(years))) == [(2018, 0, 0, 0, 19), (2019, 1, 2, 1, 0)]


def test_from_earlier_years_only_the_first_year_has_nothing_to_go_by():
    years = Sample(
        [*in_june(2018, [*range(101, 120)]), *in_june(2019, [110] * 19), *in_june(2020, [10, *range(101, 118)])]
    )
    found = counts(only(calibrate(years, "earlier")))
    assert found[0] == (2018, 0, 0, 0, 19)
    assert found[1] == (2019, 0, 19, 0, 0)
    # Of 101 to 119 and nineteen times 110, ranks 3.9 and 35.1 of 38: from 103 to 117.
    assert found[2] == (2020, 3, 15, 0, 0)


def test_half_way_only_those_that_took_longer_than_half_of_the_others_are_asked():
    others = in_june(2018, [*[50] * 40, *range(101, 120)])
    years = Sample([*others, *in_june(2019, [49, 50, 101, 102, 118, 119])])
    assert counts(only(calibrate(years, "half-way")))[-1] == (2019, 1, 2, 1, 0)


def test_a_case_belongs_to_the_year_in_which_it_ended():
    years = Sample([*in_june(2018, [*range(101, 120)]), *durations([300], ended=datetime.date(2019, 1, 2))])
    assert [year.year for year in only(calibrate(years)).years] == [2018, 2019]


def test_years_that_do_not_differ_are_covered_as_promised():
    dice = random.Random(2004)
    years = Sample(
        [one for year in range(2005, 2025) for one in in_june(year, [int(dice.gauss(300, 60)) for _ in range(60)])]
    )
    for way in ("others", "earlier", "half-way"):
        share = pooled(calibrate(years, way))
        assert share.low < 0.8 < share.high
        assert share.n > 500


def test_years_of_which_one_is_quite_different_are_found_out():
    changed = [
        *(one for year in range(2010, 2020) for one in in_june(year, [*range(40, 80)])),
        *in_june(2020, [200] * 40),
    ]
    last = only(calibrate(Sample(changed), "earlier")).years[-1]
    assert (last.within, last.after) == (0, 40)


def test_without_any_case_there_is_nothing_to_tell():
    assert calibrate(Sample()) == ()
    assert pooled(()).n == 0
