"""Reported and computed procedural days side by side, and the gap named.

Facts: EMA's Sinerem page, with the submission on 26 Oct 2006 as Hospital Pharmacy Europe gives it; Kepnetic in Annex 10
of EMA's annual reports.
"""

import pytest

from scrapers.records import StepRecord
from tests.tracker.timelines.claims import BACKGROUND, TODAY, claim, record, step
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import build

KEPNETIC = "EMEA/H/C/004134"


def explained(*steps: StepRecord) -> str:
    """What the last of these steps says of its day."""
    events = build(resolve([claim(record(KEPNETIC, *steps))]), BACKGROUND, TODAY).events
    return events[-1].day_explained


SUBMITTED = step("submitted", "2006-10-26")
WITHDRAWN = step("application-withdrawn", "2007-12-13", reported_day=175)


def test_e10_sinerems_day_175_cannot_be_derived_and_it_says_why():
    assert explained(SUBMITTED, WITHDRAWN) == (
        "Day 175 cannot be derived from public dates: no source gives the day on which the procedure started. "
        "Since the submission on 26 Oct 2006 413 days had gone by: on at least 238 of them no day was counted, before "
        "the start or while the clock stood."
    )


def test_without_a_submission_only_the_reason_is_given():
    assert explained(WITHDRAWN).endswith("no source gives the day on which the procedure started.")


STARTED = step("procedure-started", "2006-11-15")
ASKED = step("list-of-questions", "2007-03-22")
ASKED_AGAIN = step("list-of-outstanding-issues", "2007-09-20")


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([step("procedure-started", "2006-11")], "of the start only the month is known"),
        ([STARTED], "no source tells when the clock stood still, and more than 120 days went by"),
        # 15 Nov 2006 is day 1, so 22 Mar 2007 is day 128; there the clock stands.
        ([STARTED, ASKED], "The clock gives day 128: 47 days fewer than reported."),
        # The second phase has 60 days and ends on 20 Sep 2007: day 188.
        ([STARTED, ASKED, ASKED_AGAIN], "The clock gives day 188: 13 days more than reported."),
    ],
)
def test_the_missing_date_or_the_gap_is_named(steps: list[StepRecord], said: str):
    assert said in explained(*steps, WITHDRAWN)


def test_e8_a_day_that_the_clock_gives_too_needs_no_word():
    """Kepnetic: day 180 on 15 Sep 2016 is where the count stood on the withdrawal 56 days later."""
    assert (
        explained(
            step("procedure-started", "2015-10-01"),
            step("list-of-questions", "2016-01-28"),
            step("clock-restarted", "2016-07-18"),
            step("list-of-outstanding-issues", "2016-09-15"),
            step("application-withdrawn", "2016-11-10", reported_day=180),
        )
        == ""
    )


def test_a_step_without_a_reported_day_says_nothing():
    assert explained(step("application-withdrawn", "2007-12-13")) == ""
