"""EMA's real lists beside the medicines table, as far as their excerpts go: against a plain count of their rows."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scrapers.readers import Drifted
from scrapers.records import Reading
from scrapers.registry import BY_NAME, choose
from tests.scrapers.ema.feed_files import PAGE, with_true_total

REPORT = "https://www.ema.europa.eu/en/documents/report/"
OCTOBER, SEPTEMBER = "2026-10-04", "2026-09-26"
PIP = "medicines-output-paediatric_investigation_plans-output-json-report_en"
PSUSA = "medicines-output-periodic_safety_update_report_single_assessments-output-json-report_en"
FEEDS = {
    "ema.referrals": ("referrals-output-json-report_en", OCTOBER, "reference_number", 592, 8),
    "ema.orphan_designations": (
        "medicines-output-orphan_designations-json-report_en",
        SEPTEMBER,
        "eu_designation_number",
        13,
        6,
    ),
    "ema.paediatric_plans": (PIP, OCTOBER, "pip_number", 3377, 3),
    "ema.psusa": (PSUSA, OCTOBER, "procedure_number", 2720, 5),
    "ema.safety_communications": ("dhpc-output-json-report_en", OCTOBER, "dhpc_url", 174, 6),
    "ema.shortages": ("shortages-output-json-report_en", OCTOBER, "shortage_url", 85, 6),
    "ema.news": ("news-json-report_en", OCTOBER, "news_url", 3890, 5),
    "ema.events": ("events-json-report_en", OCTOBER, "event_url", 2501, 3),
    "ema.general_pages": ("general-json-report_en", OCTOBER, "general_url", 1065, 3),
}
"""By reader: the file, its date, the key of its rows, the records that the whole had, those that the excerpt holds."""

STEP_DATES = {
    "ema.referrals": (
        "procedure_start_date",
        "prac_recommendation_date",
        "cmdh_position_date",
        "chmp_cvmp_opinion_date",
        "european_commission_decision_date",
    ),
    "ema.orphan_designations": ("date_of_designation_or_refusal",),
    "ema.paediatric_plans": ("decision_date", "compliance_opinion_date"),
    "ema.psusa": (),
}

every_feed = pytest.mark.parametrize("reader", FEEDS)


def body(corpus: Path, reader: str) -> bytes:
    name, date, *_ = FEEDS[reader]
    return (corpus / "ema" / "feeds" / f"{name}.{date}.excerpt.json").read_bytes()


def rows(corpus: Path, reader: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(body(corpus, reader))["data"]
    return found


def read(corpus: Path, reader: str) -> Reading:
    return BY_NAME[reader].read(with_true_total(body(corpus, reader)), PAGE)


def told(reading: Reading) -> dict[str, Any]:
    return {record.identity: record for record in (*reading.records, *reading.notices)}


def iso(text: str) -> str:
    return "-".join(reversed(text.split("/")))


@every_feed
def test_an_excerpt_as_it_stands_is_a_list_that_lost_most_of_its_records(corpus: Path, reader: str) -> None:
    _, _, _, total, held = FEEDS[reader]
    with pytest.raises(Drifted, match=rf"says it has {total} records and holds {held}\b"):
        BY_NAME[reader].read(body(corpus, reader), PAGE)


@every_feed
def test_a_list_is_read_by_its_own_reader_whether_by_address_or_by_its_keys(corpus: Path, reader: str) -> None:
    assert choose("", body(corpus, reader)).name == reader
    assert choose(f"{REPORT}{FEEDS[reader][0]}.json", b"").name == reader


@every_feed
def test_every_row_becomes_a_record_under_its_own_key_without_a_word_of_warning(corpus: Path, reader: str) -> None:
    _, _, key, _, held = FEEDS[reader]
    reading = read(corpus, reader)
    keys = {row[key].rstrip(")").removeprefix("https://www.ema.europa.eu") for row in rows(corpus, reader)}
    assert set(told(reading)) == keys
    assert len(told(reading)) == held
    assert reading.warnings == ()
    assert (reading.scope, reading.published_at[:10]) == ("whole", FEEDS[reader][1])


@every_feed
def test_every_address_and_publication_is_that_of_the_row(corpus: Path, reader: str) -> None:
    urls = {row[next(key for key in row if key.endswith("_url"))]: row for row in rows(corpus, reader)}
    for record in told(read(corpus, reader)).values():
        row = urls[record.address]
        assert record.details["first_published"] == iso(row["first_published_date"])
        updated = "listed_update" if reader == "ema.general_pages" else "last_updated"
        assert record.details[updated] == iso(row["last_updated_date"])


@pytest.mark.parametrize("reader", STEP_DATES)
def test_every_date_of_a_procedure_is_a_step_and_no_other_is(corpus: Path, reader: str) -> None:
    dates = Counter(iso(row[key]) for row in rows(corpus, reader) for key in STEP_DATES[reader] if row[key])
    steps = [
        step for record in read(corpus, reader).records for procedure in record.procedures for step in procedure.steps
    ]
    assert Counter(str(step.date) for step in steps) == dates
    assert all(step.evidence[0].date == step.date for step in steps)


def test_referrals_stand_as_their_words_say(corpus: Path) -> None:
    records = told(read(corpus, "ema.referrals"))
    assert Counter(record.status for record in records.values()) == {
        "decision-adopted": 4,
        "under-evaluation": 2,
        "opinion": 1,
        "cmdh-position": 1,
    }
    oxbryta = records["EMEA/H/A-20/1538/C/004869/0014"]
    assert (oxbryta.name, oxbryta.concerns) == ("Oxbryta", ("EMEA/H/C/004869",))
    levamisole = records["EMA/REF/0000293746"]
    assert levamisole.details["associated_names"] == "Decaris; Levamisol Arena"
    assert [(step.kind, str(step.date)) for step in levamisole.procedures[0].steps] == [
        ("procedure-started", "2025-09-04"),
        ("recommendation", "2026-02-12"),
        ("cmdh-position", "2026-03-26"),
    ]
    assert records["EMA/REF/0000369747"].inn.count(";") == 5


def test_designations_name_the_products_that_have_them(corpus: Path) -> None:
    records = told(read(corpus, "ema.orphan_designations"))
    assert Counter(record.status for record in records.values()) == {"designated": 4, "withdrawn": 2}
    assert (records["EU/3/21/2420"].name, records["EU/3/21/2420"].concerns) == (
        "Vijoice",
        ("EMEA/H/C/005468", "EMEA/H/C/006539"),
    )
    [step] = records["EU/3/08/596"].procedures[0].steps
    assert (records["EU/3/08/596"].status, step.kind, str(step.date)) == ("withdrawn", "designation", "2009-01-15")
    assert "EU/3/11/878" in records


def test_a_waiver_is_told_from_a_plan_and_nobody_is_named(corpus: Path) -> None:
    reading = read(corpus, "ema.paediatric_plans")
    records = told(reading)
    assert {number: record.status for number, record in records.items()} == {
        "EMA/PE/0000302950": "waiver-granted",
        "EMA/PE/0000338563": "plan-agreed",
        "EMEA-002883-PIP02-22": "plan-agreed",
    }
    assert [procedure.slug for procedure in records["EMEA-002883-PIP02-22"].procedures] == ["P/0372/2023"]
    assert records["EMA/PE/0000338563"].name == "Skyclarys"
    assert not any(word in repr(reading) for word in ("example.org", "Tel", "Biotest"))


def test_assessments_end_in_maintenance_or_variation(corpus: Path) -> None:
    records = told(read(corpus, "ema.psusa"))
    assert Counter(record.status for record in records.values()) == {"maintained": 4, "varied": 1}
    assert records["PSUSA/00010430/202511"].status == "varied"
    assert records["PSUSA/00010430/202511"].active_substance == "phenylephrine; tropicamide"
    assert records["PSUSA/00010430/202511"].details["data_lock_month"] == "2025-11"


def test_letters_hold_from_their_dissemination_and_two_name_a_referral(corpus: Path) -> None:
    records = told(read(corpus, "ema.safety_communications"))
    starts = {row["dhpc_url"]: iso(row["dissemination_date"]) for row in rows(corpus, "ema.safety_communications")}
    assert {record.address: str(record.starts_on) for record in records.values()} == starts
    assert {record.title: record.numbers for record in records.values() if record.numbers} == {
        "Levamisole": ("EMA/REF/0000293746",),
        "Tavneos": ("EMA/REF/0000325221",),
    }
    caspofungin = records["/en/medicines/dhpc/caspofungin"]
    assert (str(caspofungin.starts_on), caspofungin.details["first_published"]) == ("2025-10-09", "2025-09-09")


def test_shortages_say_what_is_expected_and_never_that_it_happened(corpus: Path) -> None:
    records = {record.title: record for record in told(read(corpus, "ema.shortages")).values()}
    assert Counter(record.status for record in records.values()) == {"ongoing": 4, "resolved": 1, "discontinued": 1}
    assert {title: str(record.starts_on) for title, record in records.items() if record.starts_on} == {
        "Quetiapine": "2025-03-11",
        "Visudyne": "2020-05-01",
    }
    assert {record.ends_on for record in records.values()} == {None}
    assert records["Visudyne"].details["expected_resolution"] == "2027"


def test_news_name_medicines_once(corpus: Path) -> None:
    records = told(read(corpus, "ema.news")).values()
    named = {record.title: record.names for record in records}
    assert named["EMA recommends revoking marketing authorisation for Tavneos"] == ("Tavneos",)
    plain = {
        row["title"]: {name for name in row["related_medicine_referral"].split(";") if name}
        for row in rows(corpus, "ema.news")
    }
    assert {title: set(names) for title, names in named.items()} == plain
    assert sorted(map(len, plain.values())) == [0, 1, 1, 28, 29]


def test_events_are_on_the_days_that_their_three_forms_say(corpus: Path) -> None:
    records = {record.title[:20]: record for record in told(read(corpus, "ema.events")).values()}
    days = {title: (str(record.starts_on), str(record.ends_on)) for title, record in records.items()}
    assert days == {
        "Good manufacturing p": ("2026-06-30", "2026-07-01"),
        "Committee for Medici": ("2026-09-14", "2026-09-17"),
        "Meeting of the Medic": ("2026-07-15", "2026-07-15"),
    }
    assert records["Committee for Medici"].details["committee"].endswith("(CHMP)")
    assert [record.details["committee"] for record in records.values()].count("") == 2


def test_the_page_of_procedural_timetables_shows_when_the_list_was_updated(corpus: Path) -> None:
    records = {record.title: record for record in told(read(corpus, "ema.general_pages")).values()}
    assert records["Procedural timetables"].details["listed_update"] == "2026-10-02"
    assert records["Scientific guidelines"].category == "Herbal; Human; Veterinary"
