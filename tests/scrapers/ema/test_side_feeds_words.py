"""The words and dates of each of EMA's lists beside the medicines table, and where they mislead."""

import json
from pathlib import Path
from typing import Any

import pytest

from scrapers.records import ApplicationRecord, NoticeRecord, Reading
from scrapers.registry import BY_NAME, choose
from tests.scrapers.ema.feed_files import PAGE, feed_of

GOLDEN = Path(__file__).parents[1] / "golden"


def row(reader: str, place: int = 0) -> dict[str, Any]:
    [path] = [path for path in (GOLDEN / reader.replace(".", "_")).iterdir() if "expected" not in path.name]
    found: dict[str, Any] = json.loads(path.read_bytes())["data"][place]
    return found


def read(reader: str, *rows: dict[str, Any]) -> Reading:
    return BY_NAME[reader].read(feed_of(rows), PAGE)


def application(reader: str, **values: str) -> ApplicationRecord:
    [record] = read(reader, row(reader) | values).records
    return record


def notice(reader: str, **values: str) -> NoticeRecord:
    [record] = read(reader, row(reader) | values).notices
    return record


def steps(record: ApplicationRecord) -> list[tuple[str, str]]:
    return [(step.kind, str(step.date)) for procedure in record.procedures for step in procedure.steps]


@pytest.mark.parametrize(
    ("reader", "file"),
    [
        ("ema.referrals", "referrals-output-json-report_en.json"),
        ("ema.orphan_designations", "medicines-output-orphan_designations-json-report_en.json"),
        ("ema.paediatric_plans", "medicines-output-paediatric_investigation_plans-output-json-report_en.json"),
        (
            "ema.psusa",
            "medicines-output-periodic_safety_update_report_single_assessments-output-json-report_en.json",
        ),
        ("ema.safety_communications", "dhpc-output-json-report_en.json"),
        ("ema.shortages", "shortages-output-json-report_en.json"),
        ("ema.news", "news-json-report_en.json"),
        ("ema.events", "events-json-report_en.json"),
        ("ema.general_pages", "general-json-report_en.json"),
    ],
)
def test_a_list_is_read_from_where_ema_keeps_it(reader: str, file: str) -> None:
    address = f"https://www.ema.europa.eu/en/documents/report/{file}"
    assert choose(address, b"").name == reader
    assert choose("", feed_of([row(reader)])).name == reader


class TestReferrals:
    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("Procedure started", "under-evaluation"),
            ("Under evaluation", "under-evaluation"),
            ("PRAC recommendation", "recommendation"),
            ("CHMP opinion", "opinion"),
            ("CVMP opinion", "opinion"),
            ("CMDh final position", "cmdh-position"),
            ("European Commission final decision", "decision-adopted"),
            ("", "unknown"),
        ],
    )
    def test_how_a_referral_stands(self, word: str, status: str) -> None:
        record = application("ema.referrals", current_status=word)
        assert (record.status, record.status_text) == (status, word)

    def test_a_referral_with_all_its_dates_has_five_steps(self) -> None:
        record = application(
            "ema.referrals", chmp_cvmp_opinion_date="24/04/2026", european_commission_decision_date="02/06/2026"
        )
        assert steps(record) == [
            ("procedure-started", "2025-09-05"),
            ("recommendation", "2026-02-13"),
            ("cmdh-position", "2026-03-27"),
            ("opinion", "2026-04-24"),
            ("ec-decision", "2026-06-02"),
        ]

    def test_publication_is_no_step(self) -> None:
        record = application(
            "ema.referrals", procedure_start_date="", prac_recommendation_date="", cmdh_position_date=""
        )
        assert steps(record) == []
        assert record.details["first_published"] == "2025-09-06"

    def test_the_number_of_a_product_is_not_taken_for_a_referral(self) -> None:
        reading = read("ema.referrals", row("ema.referrals"), row("ema.referrals", 3))
        assert [record.number for record in reading.records] == ["EMA/REF/0000900001"]
        assert [(warning.what, warning.text) for warning in reading.warnings] == [("junk-number", "EMEA/H/C/009998")]


class TestOrphanDesignations:
    def test_a_withdrawn_designation_keeps_the_day_on_which_it_was_given(self) -> None:
        record = application("ema.orphan_designations", status="Withdrawn", related_ema_product_number="")
        assert (record.status, steps(record)) == ("withdrawn", [("designation", "2021-03-27")])

    def test_a_refusal_is_no_designation(self) -> None:
        record = application("ema.orphan_designations", status="Negative")
        assert (record.status, steps(record)) == ("refused", [("refused", "2021-03-27")])

    def test_a_refusal_may_have_no_eu_number(self) -> None:
        record = application("ema.orphan_designations", status="Refused", eu_designation_number="EMA/OD/0000012345")
        assert (record.number, record.status) == ("EMA/OD/0000012345", "refused")

    def test_without_a_status_nobody_knows_what_happened_on_the_day(self) -> None:
        record = application("ema.orphan_designations", status="")
        assert (record.status, steps(record)) == ("unknown", [])

    def test_without_a_date_there_is_no_step(self) -> None:
        record = application("ema.orphan_designations", date_of_designation_or_refusal="")
        assert (record.status, steps(record)) == ("designated", [])


class TestPaediatricPlans:
    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("P: decision agreeing on a plan", "plan-agreed"),
            ("PM: decision on the modification of an agreed plan", "plan-agreed"),
            ("W: decision granting a waiver", "waiver-granted"),
            ("RP: decision refusing a plan", "plan-refused"),
            ("RPM: decision refusing a modification", "plan-refused"),
            ("RW: decision refusing a waiver", "waiver-refused"),
            ("rw : decision refusing a waiver", "waiver-refused"),
        ],
    )
    def test_what_a_decision_says(self, word: str, status: str) -> None:
        record = application("ema.paediatric_plans", decision_type=word)
        assert (record.status, record.status_text, record.procedures[0].status) == (status, word, status)

    def test_a_decision_without_a_type_changes_nothing_of_what_it_was(self) -> None:
        record = application("ema.paediatric_plans", decision_type="")
        assert (record.claimed_status, record.procedures[0].status) == ("", "")

    def test_a_decision_of_a_type_never_seen_is_kept_as_it_came(self) -> None:
        [reading] = [read("ema.paediatric_plans", row("ema.paediatric_plans") | {"decision_type": "Z: hold"})]
        assert (reading.records[0].status, reading.records[0].status_text) == ("unknown", "Z: hold")
        assert [(warning.what, warning.text) for warning in reading.warnings] == [
            ("unknown-word", "decision_type: Z: hold")
        ]

    def test_the_newest_decision_says_how_a_plan_stands(self) -> None:
        agreed = row("ema.paediatric_plans", 1)
        waived = agreed | {
            "decision_number": "W/0001/2026",
            "decision_type": "W: decision granting a waiver",
            "decision_date": "03/02/2026",
        }
        for rows in ((agreed, waived), (waived, agreed)):
            [plan] = read("ema.paediatric_plans", *rows).records
            assert plan.status == "waiver-granted"
            assert [procedure.slug for procedure in plan.procedures] == ["P/0101/2021", "W/0001/2026"]

    def test_a_compliance_check_without_a_day_is_no_step(self) -> None:
        record = application("ema.paediatric_plans", compliance_opinion_date="")
        assert steps(record) == [("other", "2023-09-09")]
        assert record.procedures[0].details["compliance_outcome"] == "Positive"

    def test_the_decision_of_the_agency_is_not_one_of_the_commission(self) -> None:
        step, _ = application("ema.paediatric_plans").procedures[0].steps
        assert (step.kind, step.label) == ("other", "EMA decision")

    def test_contact_details_are_kept_nowhere(self) -> None:
        reading = read("ema.paediatric_plans", row("ema.paediatric_plans"))
        assert "example.org" not in repr(reading)
        assert reading.warnings == ()

    def test_a_decision_without_its_number_is_reported_and_left_out(self) -> None:
        reading = read(
            "ema.paediatric_plans",
            row("ema.paediatric_plans"),
            row("ema.paediatric_plans", 1) | {"decision_number": ""},
        )
        assert [procedure.slug for procedure in reading.records[0].procedures] == ["P/0372/2023"]
        assert [warning.what for warning in reading.warnings] == ["junk-number"]


class TestSafetyAssessments:
    def test_an_assessment_has_no_step_since_its_list_gives_no_day_of_it(self) -> None:
        record = application("ema.psusa")
        assert steps(record) == []
        assert [(procedure.slug, procedure.type) for procedure in record.procedures] == [("initial", "psusa")]

    def test_an_outcome_that_is_missing_is_unknown(self) -> None:
        record = application("ema.psusa", regulatory_outcome="")
        assert (record.status, record.status_text, record.claimed_status) == ("unknown", "", "")


class TestSafetyCommunications:
    def test_a_letter_holds_from_its_dissemination_not_from_its_publication(self) -> None:
        record = notice("ema.safety_communications", dissemination_date="10/10/2025", first_published_date="10/09/2025")
        assert str(record.starts_on) == "2025-10-10"
        assert notice("ema.safety_communications", dissemination_date="").starts_on is None

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("EMA/REF/0000900001", ("EMA/REF/0000900001",)),
            ("EMEA/H/C/009999/II/0029", ("EMEA/H/C/009999",)),
            ("EMEA/H/C/009999; EMEA/H/C/009998", ("EMEA/H/C/009998", "EMEA/H/C/009999")),
            ("EMAVR0000961369", ()),
            ("EMA/VR/0000961369", ()),
            ("009999", ()),
            ("NDA022180", ()),
            ("", ()),
        ],
    )
    def test_only_numbers_of_applications_are_its_numbers(self, text: str, numbers: tuple[str, ...]) -> None:
        record = notice("ema.safety_communications", procedure_number=text)
        assert (record.numbers, record.details["procedure_number"]) == (numbers, text)


class TestShortages:
    def test_the_end_that_is_expected_is_not_the_end(self) -> None:
        record = notice("ema.shortages", expected_resolution="", expected_resolution_date="30/06/2027")
        assert record.ends_on is None
        assert record.details["expected_resolution"] == ""
        assert record.details["expected_resolution_date"] == "2027-06-30"

    def test_a_shortage_that_is_over_says_so_and_not_since_when(self) -> None:
        record = notice("ema.shortages", supply_shortage_status="Shortage resolved")
        assert (record.status, record.ends_on) == ("resolved", None)


class TestEvents:
    @pytest.mark.parametrize(
        ("title", "status", "word"),
        [
            ("Committee for Orphan Medicinal Products (COMP)", "scheduled", ""),
            ("Committee for Orphan Medicinal Products (COMP) - CANCELLED", "cancelled", "CANCELLED"),
            ("Postponed: Committee for Orphan Medicinal Products (COMP)", "postponed", "Postponed"),
        ],
    )
    def test_a_meeting_that_does_not_take_place_says_so_in_its_title(self, title: str, status: str, word: str) -> None:
        record = notice("ema.events", title=title)
        assert (record.status, record.status_text) == (status, word)
        assert record.details["committee"] == "Committee for Orphan Medicinal Products (COMP)"

    def test_days_in_no_known_form_are_reported_and_not_guessed(self) -> None:
        reading = read("ema.events", row("ema.events") | {"date_start_end_dates": "14-17 September, TBC"})
        assert (reading.notices[0].starts_on, reading.notices[0].ends_on) == (None, None)
        assert [warning.what for warning in reading.warnings] == ["junk-date"]


def test_the_list_of_general_pages_and_a_page_of_it_speak_of_the_same_key() -> None:
    page = (GOLDEN / "ema_general_page" / "exemplary_timetables.html").read_bytes()
    [read_alone] = BY_NAME["ema.general_page"].read(page, PAGE).notices
    [listed] = read("ema.general_pages", row("ema.general_pages") | {"general_url": read_alone.address}).notices
    assert (listed.key, listed.address, listed.kind) == (read_alone.key, read_alone.address, read_alone.kind)
    assert BY_NAME["ema.general_page"].origin == BY_NAME["ema.general_pages"].origin
