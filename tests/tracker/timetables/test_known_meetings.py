"""The files of known meetings: their form, and the days that `docs` name a source for."""

import datetime
import itertools

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.timetables.known_meetings import known_committees, parse, rhythms

FILE = """
committee = "CHMP"

[[groups]]
source = "a table"
certainty = "data"
last_days = [2016-04-01]
meetings = [{ first = 2016-04-25, last = 2016-04-28 }]
"""


def test_a_file_gives_meetings_with_both_days_and_meetings_by_their_last_day():
    (group,) = parse(FILE, "chmp.toml").groups
    assert [(meeting.first, meeting.last) for meeting in group.all_meetings] == [
        (datetime.date(2016, 4, 25), datetime.date(2016, 4, 28)),
        (None, datetime.date(2016, 4, 1)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('source = "a table"', 'source = ""', "source"),
        ('certainty = "data"', 'certainty = "sure"', "sure"),
        ("2016-04-01", '"1 April"', "last_days"),
        ("first = 2016-04-25", "first = 2016-04-29", "2016-04-29 is after 2016-04-28"),
        ("2016-04-01", "2016-04-28", "2016-04-28 stands there twice"),
        ('committee = "CHMP"', 'committee = "CHMP"\nnote = "x"', "note"),
        ("[[groups]]", "[groups", "line"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(old: str, new: str, words: str):
    with pytest.raises(ImproperlyConfigured, match=r"chmp\.toml: .*" + words):
        parse(FILE.replace(old, new), "chmp.toml")


def test_the_known_meetings_are_those_of_the_three_committees():
    counts = {known.committee: sum(len(group.all_meetings) for group in known.groups) for known in known_committees()}
    assert counts == {"CHMP": 33 + 22 + 8, "COMP": 11, "PRAC": 1}


def test_no_known_meetings_are_closer_or_in_other_months_than_their_rhythm_says():
    by_committee = {rhythm.committee: rhythm for rhythm in rhythms()}
    assert set(by_committee) == {"CHMP", "COMP"}
    for known in known_committees():
        rhythm = by_committee.get(known.committee)
        days = sorted(meeting.last for group in known.groups for meeting in group.all_meetings)
        if rhythm:
            assert min((later - day).days for day, later in itertools.pairwise(days)) == rhythm.days_apart
            assert not {day.month for day in days} & rhythm.months_without
