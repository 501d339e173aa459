"""What sentences on a medicine page say about the procedure, and what they only seem to say."""

import pytest

from scrapers.ema.procedure_prose import dated_claims, milestones, reported_day
from scrapers.records import PassageRecord


def stage(text: str) -> list[PassageRecord]:
    return [PassageRecord(topic="stage", text=text, locator="How far?")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The application was at day 120 when it was withdrawn.", 120),
        ("The evaluation had been at day 203 when the company withdrew.", 203),
        ("The procedure had reached day 181.", 181),
        ("The company withdrew the application on day 150.", 150),
        ("The application was withdrawn at ‘day 120’. The CHMP was preparing its list of questions.", 120),
        ("It was at day 179. The CHMP normally takes up to 210 days to evaluate an application.", 179),
        ("The application was withdrawn after day 120.", None),
        ("The evaluation had finished and the CHMP had given a positive opinion.", None),
        ("The application was under initial evaluation by the CHMP.", None),
        ("The CHMP normally prepares a list of questions at day 120.", None),
        ("The company receives a list of questions at day 120.", None),
    ],
)
def test_the_day_is_reported_only_where_the_authority_states_it(text: str, expected: int | None) -> None:
    found, evidence = reported_day(stage(text))
    assert found == expected
    assert evidence and evidence.supports == (("stage",) if expected is None else ("procedural_day",))


def test_a_reported_day_is_no_milestone() -> None:
    assert milestones(stage("The application was at day 120, before the list of questions at day 121.")) == ()


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (
            "application-withdrawn",
            "The application, sent on 26 October 2006, was withdrawn on 13 December 2007.",
            "2007-12-13",
        ),
        ("application-withdrawn", "In May 2015 the company withdrew its application.", "2015-05"),
        ("application-withdrawn", "On 3 March 2014 it withdrew its application for an extension of use.", None),
        ("application-withdrawn", "On 31 February 2014 it withdrew its application.", None),
        ("withdrawn", "On 13 April 2015 the Commission withdrew the marketing authorisation.", "2015-04-13"),
        ("withdrawn", "On 13 April 2015 it withdrew the application for a marketing authorisation.", None),
        ("refused", "The European Commission refused it on 19 December 2024.", "2024-12-19"),
    ],
)
def test_a_sentence_dates_a_step_only_if_it_speaks_of_it(kind: str, text: str, expected: str | None) -> None:
    found = dated_claims([PassageRecord(topic="overview", text=text)], kind)
    assert [str(evidence.date) for evidence in found] == ([expected] if expected else [])
