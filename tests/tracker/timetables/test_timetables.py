"""Timetables are data that are checked before anything starts."""

import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.timetables.timetables import in_force, parse, timetables

GOOD = """
procedure = "ema-centralised"
title = "A timetable"
counting = "day-1-is-the-start"
valid_from = 2005-11-20
[[steps]]
kind = "opinion"
day = 210
actor = "CHMP"
basis = "Article 6(3)"
source = "Regulation (EC) No 726/2004"
certainty = "law"
"""


def test_the_centralised_procedure_asks_on_day_120_and_180_and_decides_by_day_210():
    steps = in_force("ema-centralised", datetime.date(2019, 6, 20)).steps
    assert [(step.day, step.kind) for step in steps] == [
        (120, "list-of-questions"),
        (180, "list-of-outstanding-issues"),
        (210, "opinion"),
    ]


def test_the_limit_of_210_days_is_law_and_says_which():
    opinion = in_force("ema-centralised", None).steps[-1]
    assert opinion.certainty == "law"
    assert "Article 6(3)" in opinion.basis
    assert "726/2004" in opinion.basis


def test_every_step_names_its_source():
    assert all(step.source and step.basis for timetable in timetables() for step in timetable.steps)


def test_a_timetable_does_not_reach_back_before_its_law():
    assert in_force("ema-centralised", datetime.date(2005, 11, 19)) is None
    assert in_force("ema-centralised", datetime.date(2005, 11, 20)) is not None


def test_a_procedure_without_a_timetable_has_none():
    assert in_force("mrp", None) is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (GOOD.replace("day = 210", "day = 0"), "day"),
        (GOOD.replace('"opinion"', '"opinon"'), "'opinon' is not a kind of step"),
        (GOOD.replace("certainty", "certitude"), "certitude"),
        (GOOD.replace('"day-1-is-the-start"', '"somehow"'), "counting"),
        (GOOD.replace('source = "Regulation (EC) No 726/2004"', 'source = ""'), "source"),
        ("procedure = ", "a.toml"),
        (GOOD + GOOD[GOOD.index("[[steps]]") :].replace("210", "180"), "in order of day"),
    ],
)
def test_a_broken_timetable_stops_the_start_and_names_what_is_wrong(wrong: str, told: str):
    with pytest.raises(ImproperlyConfigured) as failure:
        parse(wrong, "a.toml")
    assert "a.toml" in str(failure.value)
    assert told in str(failure.value)
