"""Changes as a person would tell them."""

import datetime
import zoneinfo

import pytest

from tracker.alerts.plain import moment_in_words, one_line, value_in_words
from tracker.alerts.wording import in_words
from tracker.catalogue.models import Change


@pytest.mark.parametrize(
    ("change", "headline"),
    [
        ({"field": "status", "before": "opinion", "after": "application-withdrawn"}, "Opinion → Application withdrawn"),
        ({"field": "status", "before": None, "after": "under-evaluation"}, "Status: Under evaluation"),
        ({"field": "status", "before": "authorised", "after": "Paused"}, "Authorised → Paused"),
        (
            {"subject": "procedure", "procedure": "SUPPL-9", "field": "status", "before": None, "after": "approved"},
            "SUPPL-9: Status: Approved",
        ),
        (
            {"field": "applicant", "before": "AMAG", "after": "Covis"},
            "Applicant or holder: AMAG → Covis",
        ),
        (
            {"field": "marketing_status", "item": "001", "before": "Prescription", "after": "Discontinued"},
            "Marketing status of 001: Prescription → Discontinued",
        ),
        (
            {"subject": "step", "field": "goal-date", "before": "2009-10-01", "after": "2009-12-30"},
            "Goal date: 1 Oct 2009 → 30 Dec 2009",
        ),
        (
            {"subject": "step", "procedure": "II/0029", "field": "opinion", "before": None, "after": "2014-07"},
            "II/0029: Opinion: Jul 2014",
        ),
        (
            {
                "subject": "step",
                "procedure": "initial",
                "field": "procedural_day",
                "item": "application-withdrawn:1",
                "before": None,
                "after": "175",
            },
            "Application withdrawn, procedural day: 175",
        ),
        (
            {"subject": "document", "field": "document", "before": None, "after": "Withdrawal report"},
            "New document: Withdrawal report",
        ),
        (
            {"subject": "document", "field": "document", "before": "Report of 2008", "after": "Report of 2009"},
            "Document updated: Report of 2009",
        ),
        (
            {"subject": "document", "field": "document", "before": "Report", "after": None},
            "Document no longer listed: Report",
        ),
        ({"field": "inn", "before": "ferumoxtran", "after": None}, "INN or common name: no longer given"),
    ],
)
def test_a_headline_says_what_happened(change, headline):
    assert in_words(Change(**{"subject": "application"} | change)).headline == headline


def test_a_step_that_is_an_outcome_says_what_that_means():
    change = Change(subject="step", procedure="initial", field="refused", before=None, after="2008-01-24")

    assert in_words(change).meaning == "The authority has refused to authorise the medicine."


def test_a_headline_stays_short_whatever_the_value():
    change = Change(subject="application", field="therapeutic_indication", before="x " * 900, after="y " * 900)

    assert len(in_words(change).headline) < 300


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2007-12-13", "13 Dec 2007"),
        ("2007-12", "Dec 2007"),
        ("2007", "2007"),
        ("2007-13-45", "2007-13-45"),
        ("Guerbet", "Guerbet"),
    ],
)
def test_dates_are_written_as_people_write_them(text, words):
    assert value_in_words(text) == words


def test_a_line_has_no_breaks_and_nothing_that_is_not_seen():
    assert one_line("a\r\nb\u2028c\x00d\u202ee\tf") == "a b c d e f"


def test_a_long_line_is_cut_and_shows_it():
    assert one_line("abcdef", 4) == "abc…"


def test_a_moment_is_told_in_the_readers_zone():
    moment = datetime.datetime(2007, 12, 13, 23, 30, tzinfo=datetime.UTC)

    assert moment_in_words(moment, zoneinfo.ZoneInfo("Europe/Paris")) == "14 Dec 2007, 00:30 CET"
