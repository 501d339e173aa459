"""Where claims do not fit together."""

import pytest

from tests.tracker.timelines.claims import (
    BACKGROUND,
    PAGE,
    SINEREM,
    TABLE,
    TODAY,
    claim,
    persons_claim,
    record,
    sinerem,
    sinerem_in_the_table,
    sinerem_page,
    step,
)
from tracker.catalogue.known import Claim
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import Background, build
from tracker.timelines.timeline import Disagreement


def between(*claims: Claim, same_thing: dict[str, str] | None = None) -> tuple[Disagreement, ...]:
    background = Background(snapshots=BACKGROUND.snapshots, entries=BACKGROUND.entries, same_thing=same_thing or {})
    return build(resolve(claims), background, TODAY).conflicts


def test_sources_that_say_the_same_do_not_disagree():
    assert between(claim(record(name="Sinerem")), claim(record(name="SINEREM "), "ema.medicines")) == ()


def test_two_words_for_the_status_are_both_shown_with_who_says_them():
    (found,) = between(
        claim(record(status="authorised", status_text="Authorised")),
        claim(record(status="withdrawn", status_text="Withdrawn"), "ema.medicines"),
    )
    assert found.subject == "Status"
    assert [(side.says, side.source) for side in found.claims] == [("Withdrawn", TABLE), ("Authorised", PAGE)]
    assert "EMA medicines table" in found.explanation


@pytest.mark.parametrize(
    ("name", "subject"),
    [("name", "Name of medicine"), ("applicant", "Applicant or holder"), ("inn", "INN or common name")],
)
def test_fields_that_differ_are_a_disagreement(name: str, subject: str):
    (found,) = between(claim(record(**{name: "one"})), claim(record(**{name: "other"}), "ema.medicines"))
    assert found.subject == subject


def test_aliases_of_one_substance_are_no_disagreement():
    claims = (
        claim(record(active_substance="iron oxide")),
        claim(record(active_substance="ferumoxtran-10"), "ema.medicines"),
    )
    assert len(between(*claims)) == 1
    assert between(*claims, same_thing={"ironoxide": "substance 4", "ferumoxtran10": "substance 4"}) == ()


def test_the_same_substances_in_another_order_are_no_disagreement():
    one, other = record(active_substance="amlodipine; valsartan"), record(active_substance="valsartan, amlodipine")
    assert between(claim(one), claim(other, "ema.medicines")) == ()


def test_a_former_name_in_brackets_is_no_disagreement():
    table = record(name="Adcirca (previously Tadalafil Lilly)")
    assert between(claim(record(name="Adcirca")), claim(table, "ema.medicines")) == ()


def test_two_dates_of_one_step_are_both_shown_in_words():
    (found,) = between(
        claim(record(SINEREM, step("opinion", "2019-01-30"))),
        claim(record(SINEREM, step("opinion", "2019-01-31")), "ema.medicines"),
    )
    assert found.subject == "Date: Opinion, initial application"
    assert {side.says for side in found.claims} == {"30 Jan 2019", "31 Jan 2019"}
    assert "31 Jan 2019" in found.explanation


def test_the_step_with_two_dates_is_marked():
    claims = (
        claim(record(SINEREM, step("opinion", "2019-01-30"))),
        claim(record(SINEREM, step("opinion", "2019-01-31")), "ema.medicines"),
    )
    (event,) = build(resolve(claims), BACKGROUND, TODAY).events
    assert event.conflict


def test_a_decision_on_an_application_that_was_never_authorised_is_the_authority_against_itself():
    (found,) = build(sinerem(), BACKGROUND, TODAY).conflicts
    assert found.subject == "European Commission decision on an application that was never authorised"
    assert [side.says for side in found.claims] == [
        "European Commission decision of 31 Dec 2009",
        "Application withdrawn",
    ]
    assert "there can be no decision" in found.explanation
    assert "filler" in found.explanation


def test_another_date_of_such_a_decision_is_not_called_a_filler():
    table = sinerem_in_the_table(details={"ec_decision_date": "2008-03-03"})
    (found,) = between(claim(sinerem_page()), claim(table, "ema.medicines"))
    assert "filler" not in found.explanation


def test_a_decision_step_of_such_an_application_is_marked_too():
    said = sinerem_page(
        procedures=record(
            SINEREM, step("application-withdrawn", "2007-12-13"), step("ec-decision", "2009-12-31")
        ).procedures
    )
    timeline = build(resolve([claim(said)]), BACKGROUND, TODAY)
    assert [event.conflict for event in timeline.events] == [False, True]
    assert len(timeline.conflicts) == 1


def test_the_decision_about_an_authorised_medicine_is_no_disagreement():
    said = record(
        SINEREM, step("authorised", "2012-06-15"), status="withdrawn", details={"ec_decision_date": "2015-04-13"}
    )
    assert between(claim(said)) == ()


def test_a_persons_claim_is_shown_with_what_it_rests_on():
    (found,) = between(claim(record(applicant="Guerbet")), persons_claim(record(applicant="SPL Medical")))
    assert found.claims[1].claimed_by == "Hospital Pharmacy Europe"
    assert found.claims[1].source == "https://press.example.org/a"


def test_what_people_noted_stands_beside_what_is_computed():
    noted = Disagreement("Is it on the market?", (), "Two documents differ.")
    background = Background(snapshots=BACKGROUND.snapshots, noted={SINEREM: [noted]})
    assert noted in build(sinerem(), background, TODAY).conflicts
