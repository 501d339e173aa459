"""Timetables are data that are checked before anything starts."""

import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.timetables.timetables import in_force, parse, timetables

GOOD = """
procedure = "ema-centralised"
title = "A timetable"
authority = "EMA"
counting = "day-1-is-the-start"
starts_with = "procedure-started"
legal_basis = "Regulation (EC) No 726/2004"
valid_from = 2005-11-20
[[steps]]
kind = "opinion"
day = 210
actor = "CHMP"
basis = "Article 6(3)"
source = "Regulation (EC) No 726/2004"
certainty = "law"
"""

STEP = GOOD[GOOD.index("[[steps]]") :]
FROM_THE_DECISION = 'after = {days = -67}\nsince = "ec-decision"'
DECISION = STEP.replace('"opinion"', '"ec-decision"').replace("day = 210", 'after = {days = 67}\nsince = "opinion"')
PHASE = """
[[phases]]
after = "start"
until = ["opinion"]
first_day = 0
last_day = 210
source = "A source"
certainty = "law"
"""


def test_the_centralised_procedure_asks_on_day_120_and_180_and_decides_by_day_210():
    steps = in_force("ema-centralised", datetime.date(2019, 6, 20)).steps
    assert [(step.day, step.kind) for step in steps if step.milestone] == [
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
    assert in_force("annual-report", None) is None


def test_a_step_that_only_somebody_can_date_may_carry_others():
    given = parse(GOOD.replace("day = 210", "given = true") + DECISION, "a.toml")
    assert [(step.given, step.day, step.since) for step in given.steps] == [
        (True, None, "start"),
        (False, None, "opinion"),
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (GOOD.replace("day = 210", "day = 2.5"), "day"),
        (GOOD.replace("day = 210", ""), "'opinion' needs one of day, after and given"),
        (GOOD.replace("day = 210", "day = 210\nafter = {months = 1}"), "no second of them"),
        (GOOD.replace("day = 210", "day = 210\ngiven = true"), "no second of them"),
        (GOOD.replace("day = 210", 'given = true\nsince = "opinion"'), "a since without an after"),
        (GOOD.replace("day = 210", 'after = {days = 1}\nsince = "opinion"'), "'opinion' waits for itself"),
        (GOOD.replace("day = 210", FROM_THE_DECISION) + DECISION, "'opinion' waits for itself"),
        (GOOD.replace('kind = "opinion"', 'kind = "other"\nkey = "meeting"'), "needs a key and a label"),
        (GOOD.replace('kind = "opinion"', 'kind = "other"\nlabel = "Meeting"'), "needs a key and a label"),
        (GOOD.replace("day = 210", 'after = {months = 1}\nsince = "opinon"'), "'opinon' names no step"),
        (GOOD.replace("day = 210", 'day = 210\nunless = "opinon"'), "'opinon' names no step"),
        (GOOD.replace("day = 210", 'day = 210\nsince = "opinion"'), "a since without an after"),
        (GOOD + "valid_to = 2001-01-01", "valid_to"),
        (GOOD.replace("valid_from", "valid_to = 2001-01-01\nvalid_from"), "valid_to lies before valid_from"),
        (GOOD.replace('"opinion"', '"opinon"'), "'opinon' is not a kind of step"),
        (GOOD.replace("certainty", "certitude"), "certitude"),
        (GOOD.replace('"day-1-is-the-start"', '"somehow"'), "counting"),
        (GOOD.replace('source = "Regulation (EC) No 726/2004"', 'source = ""'), "source"),
        ("procedure = ", "a.toml"),
        (GOOD + STEP, "two steps are called 'opinion'"),
        (GOOD + STEP.replace("210", "180").replace("day", 'key = "earlier"\nday', 1), "in order of day"),
        (GOOD + PHASE, "must run from day 1 or later"),
        (GOOD + PHASE.replace("first_day = 0", "first_day = 1").replace("start", "strat"), "'strat' names no step"),
    ],
)
def test_a_broken_timetable_stops_the_start_and_names_what_is_wrong(wrong: str, told: str):
    with pytest.raises(ImproperlyConfigured) as failure:
        parse(wrong, "a.toml")
    assert "a.toml" in str(failure.value)
    assert told in str(failure.value)
