"""Quantiles for the next case, and how sure a share is, against values worked out by other means."""

import random
import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tracker.timetables.forecasts.spread import FEWEST, Spread, quantile, share_of, spread_of

DAYS = some.lists(some.integers(1, 2000), min_size=1, max_size=80).map(sorted)


def test_of_nineteen_cases_the_middle_eighty_per_cent_reach_from_the_second_to_the_eighteenth():
    assert spread_of(range(101, 120)) == Spread(p10=102, p50=110, p90=118, n=19)


def test_of_fewer_than_nineteen_nothing_is_said():
    assert FEWEST == 19
    assert spread_of(range(101, 119)) is None
    assert spread_of([]) is None


def test_no_single_wrong_date_is_an_end_of_the_interval():
    days = [1, *range(50, 67), 9999]
    assert len(days) == FEWEST
    assert spread_of(days) == Spread(p10=50, p50=58, p90=66, n=19)


def test_only_cases_that_took_longer_than_has_gone_by_speak():
    days = [*[30] * 40, *range(101, 120)]
    assert spread_of(days, elapsed=30) == Spread(p10=102, p50=110, p90=118, n=19)
    assert spread_of(days, elapsed=101) is None


def test_the_ends_are_rounded_outwards_and_the_median_to_the_nearest_day():
    days = list(range(0, 100, 5))
    assert [quantile(days, tenths) for tenths in (1, 5, 9)] == [Fraction(11, 2), Fraction(95, 2), Fraction(179, 2)]
    assert spread_of(days) == Spread(p10=5, p50=48, p90=90, n=20)


@given(DAYS.filter(lambda days: len(days) >= 9))
def test_the_quantiles_are_those_of_the_standard_library(days):
    theirs = statistics.quantiles(days, n=10, method="exclusive")
    assert [float(quantile(days, tenths)) for tenths in (1, 5, 9)] == pytest.approx([theirs[0], theirs[4], theirs[8]])


@given(DAYS, some.integers(1, 9))
def test_a_quantile_is_never_beyond_the_shortest_and_the_longest(days, tenths):
    assert days[0] <= quantile(days, tenths) <= days[-1]


@given(DAYS, some.integers(0, 2000))
def test_a_forecast_is_never_for_a_day_that_has_gone_by(days, elapsed):
    spread = spread_of(days, elapsed)
    assert spread is None or elapsed < spread.p10 <= spread.p50 <= spread.p90


def test_the_next_of_twenty_cases_falls_into_the_interval_in_four_of_five_draws():
    """The reason for ranks of n + 1: quantiles of the sample itself would hold fewer."""
    dice = random.Random(726)
    hits = 0
    for _ in range(4000):
        *cases, following = (dice.lognormvariate(4, 0.5) * 1000 for _ in range(20))
        spread = spread_of(sorted(map(int, cases)))
        hits += spread.p10 <= int(following) <= spread.p90
    assert 0.78 < hits / 4000 < 0.82


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (29, 29, 0.8830, 1.0)],
)
def test_the_interval_of_a_share_is_that_of_the_literature(hits, n, low, high):
    """Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    share = share_of(hits, n)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


def test_of_no_case_any_share_is_possible():
    assert share_of(0, 0) == (0, 0, 0.0, 1.0)
    assert share_of(0, 0).value == 0
