"""Durations from the rows of the catalogue."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ApplicationFactory, NoticeFactory, ProcedureFactory, StepFactory
from tracker.catalogue.models import Application, Notice, Procedure
from tracker.timetables.forecasts.collecting import collect
from tracker.timetables.forecasts.sample import Duration
from tracker.timetables.forecasts.transitions import TRANSITIONS

pytestmark = pytest.mark.django_db
D = datetime.date.fromisoformat


def procedure(*steps: tuple[str, str], type_: str = "initial", **application: object) -> Procedure:
    facts = {"details": {"accelerated_assessment": "No"}, **application}
    found = ProcedureFactory(application=ApplicationFactory(**facts), type=type_, slug=type_)
    for kind, day in steps:
        StepFactory(procedure=found, kind=kind, date=D(day))
    return found


def outcome(name: str, start: str, opinion: str, decision: str = "", **facts: object) -> Notice:
    """A row of Annex 10; its clock ran without a stop unless its days are given."""
    days = (D(opinion) - D(start)).days + 1
    details = {
        "procedure_type": "initial",
        "accelerated_assessment": "No",
        "active_days": str(days),
        "stopped_days": "0",
        "commission_decision_date": decision,
        **facts.pop("details", {}),
    }
    return NoticeFactory(
        **{
            "about": {"name": name},
            "kind": "committee-outcome",
            "title": name,
            "category": "Human",
            "status": "opinion-positive",
            "starts_on": D(start),
            "ends_on": D(opinion),
            "details": details,
            **facts,
        }
    )


def told(transition: str = "opinion-to-decision") -> list[Duration]:
    return [one for one in collect().durations if one.transition == transition]


def days(transition: str = "opinion-to-decision") -> list[int]:
    return sorted(one.days for one in told(transition))


def test_an_opinion_and_the_authorisation_of_the_table_are_a_case():
    procedure(
        ("opinion-positive", "2023-01-26"), ("authorised", "2023-03-24"), name="Exemplin", number="EMEA/H/C/009001"
    )
    (one,) = told()
    assert (one.days, one.name, one.number) == (57, "Exemplin", "EMEA/H/C/009001")
    assert one.group == ("Human", "initial", False, "regulation-726-2004")


def test_an_opinion_whose_outcome_is_not_said_was_positive_if_the_medicine_was_authorised():
    procedure(("opinion", "2023-01-26"), ("authorised", "2023-03-24"))
    procedure(("opinion", "2023-01-26"), ("refused", "2023-03-24"))
    assert days() == [57]


def test_the_authoritys_word_tells_the_pace_and_without_it_the_pace_is_unknown():
    ends = (("opinion-positive", "2023-01-26"), ("authorised", "2023-03-24"))
    for said in ({"accelerated_assessment": "Yes"}, {"accelerated_assessment": "No"}, {}):
        procedure(*ends, details=said)
    assert [one.group.accelerated for one in told()] == [True, False, None]


def test_dates_that_are_inferred_planned_cleared_or_not_exact_are_no_durations():
    for facts in ({"is_inferred": True}, {"state": "planned"}, {"is_cleared": True}, {"precision": "month"}):
        decided = procedure(("opinion-positive", "2023-01-26"))
        StepFactory(procedure=decided, kind="authorised", date=D("2023-03-01"), **facts)
    assert days() == []


def test_the_latest_decision_of_the_table_is_never_a_decision_on_the_application():
    """The table fills in 31/12/2009 for applications that were withdrawn."""
    details = {"ec_decision_date": "2009-12-31"}
    procedure(("opinion-positive", "2009-11-01"), ("application-withdrawn", "2009-12-01"), details=details)
    assert days() == []


def test_an_opinion_of_a_later_procedure_and_one_on_the_day_of_the_decision_are_left_out():
    procedure(("opinion-positive", "2022-09-22"), ("authorised", "2001-01-15"))
    procedure(("opinion-positive", "2019-02-15"), ("authorised", "2019-02-15"))
    procedure(("opinion-positive", "2003-07-24"), ("authorised", "2013-10-16"))
    assert days() == []


def test_fda_tells_no_duration():
    procedure(("submitted", "2007-12-18"), ("approved", "2009-06-30"), authority=Application.Authority.FDA)
    assert collect().durations == ()


def test_a_row_of_the_annex_tells_the_assessment_and_the_decision():
    notice = outcome("Exemplin", "2016-01-28", "2016-07-21", "2016-09-09")
    (decision,), (assessment,) = told(), told("start-to-opinion")
    assert (decision.days, assessment.days) == (50, 175)
    assert (decision.notice, decision.name, decision.number) == (notice.pk, "Exemplin", "")


def test_a_case_of_two_sources_counts_once_and_the_annex_is_believed():
    procedure(("opinion-positive", "2016-07-20"), ("authorised", "2016-09-09"), name="Exemplin (previously Examplon)")
    outcome("Examplon", "2016-01-28", "2016-07-21", "2016-09-09")
    (one,) = told()
    assert (one.days, one.notice is None) == (50, False)


def test_a_second_application_of_the_same_name_is_another_case():
    procedure(("opinion-positive", "2021-07-22"), ("authorised", "2021-09-17"), name="Exemplin")
    outcome("Exemplin", "2016-01-28", "2016-07-21", "2016-09-09")
    assert days() == [50, 57]


def test_a_decision_counts_from_the_second_opinion_and_the_assessment_to_the_first():
    """The annex prints the date of the opinion after the re-examination beside the days to the first one."""
    outcome("Exemplin", "2015-08-18", "2016-09-15", "2016-11-21", details={"active_days": "174", "stopped_days": "107"})
    assert days() == [67]
    assert [one.ended for one in told("start-to-opinion")] == [D("2016-05-24")]


def test_an_opinion_some_days_after_the_end_of_the_clock_is_not_a_second_one():
    outcome("Exemplin", "2015-02-25", "2016-07-21", details={"active_days": "211", "stopped_days": "274"})
    assert [one.ended for one in told("start-to-opinion")] == [D("2016-07-21")]


def test_a_negative_opinion_ends_an_assessment_and_its_decision_is_none_on_a_positive_one():
    outcome("Exemplin", "2016-01-28", "2016-11-10", "2017-01-10", status="opinion-negative")
    assert (days(), days("start-to-opinion")) == ([], [287])


def test_a_withdrawn_application_and_highlights_without_days_tell_nothing():
    outcome("Exemplin", "2016-01-28", "2016-11-10", status="application-withdrawn")
    NoticeFactory(
        kind="committee-outcome",
        status="opinion-positive",
        starts_on=D("2023-01-23"),
        ends_on=D("2023-01-26"),
        details={"committee": "CHMP"},
    )
    assert collect().durations == ()


def test_extensions_are_a_group_of_their_own():
    outcome("Exemplin", "2016-01-28", "2016-07-21", "2016-08-25", details={"procedure_type": "extension"})
    (one,) = told()
    assert (one.group.procedure_type, one.group.accelerated) == ("extension", None)


def test_variations_tell_how_long_their_decisions_take():
    procedure(("opinion", "2016-07-21"), ("ec-decision", "2016-09-09"), type_="variation")
    assert days("any-opinion-to-decision") == [50]


def test_as_of_a_day_only_what_was_known_then_counts():
    procedure(("opinion-positive", "2023-01-26"), ("authorised", "2023-03-24"))
    outcome("Exemplin", "2016-01-28", "2016-07-21", "2016-09-09")
    assert len(collect(as_of=D("2026-01-05")).durations) == 3
    assert collect(as_of=D("2026-01-04")).durations == ()


def test_only_the_transitions_that_are_asked_for_are_collected():
    procedure(("procedure-started", "2022-01-06"), ("opinion", "2023-01-26"), ("authorised", "2023-03-24"))
    (decision,) = (one for one in TRANSITIONS if one.slug == "opinion-to-decision")
    assert [one.days for one in collect({"initial": [decision]}).durations] == [57]


def test_the_number_of_queries_does_not_grow():
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            collect()
        return len(asked)

    procedure(("opinion-positive", "2023-01-26"), ("authorised", "2023-03-24"))
    outcome("Exemplin", "2016-01-28", "2016-07-21", "2016-09-09")
    few = queries()
    for place in range(5):
        procedure(("opinion-positive", "2023-01-26"), ("authorised", "2023-03-24"))
        outcome(f"Exemplin {place}", "2016-01-28", "2016-07-21", "2016-09-09")
    assert queries() == few == 4
