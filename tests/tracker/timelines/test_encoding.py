"""The JSON of the contract."""

import datetime
import json

from scrapers.dates import from_iso
from scrapers.records import DocumentRecord, FileRecord, ProcedureRecord
from tests.tracker.timelines.claims import (
    BACKGROUND,
    PAGE,
    SINEREM,
    TODAY,
    claim,
    persons_claim,
    record,
    sinerem,
    sinerem_page,
    step,
)
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import build
from tracker.timelines.encoding import product_as_json, timeline_as_json
from tracker.timelines.timeline import ProductTimeline, Statement


def test_sinerem_reads_as_the_contract_says():
    said = timeline_as_json(build(sinerem(), BACKGROUND, TODAY, as_of=datetime.date(2025, 12, 1)))
    assert said["application"] == {
        "id": 1,
        "number": SINEREM,
        "authority": "EMA",
        "name": "Sinerem",
        "product": "Sinerem",
        "timetable": "ema-centralised",
        "status": "application-withdrawn",
        "status_text": "Application withdrawn",
        "applicant": "Guerbet",
    }
    assert said["as_of"] == "2025-12-01"
    (event,) = said["events"]
    assert (event["kind"], event["procedure"], event["label"]) == (
        "application-withdrawn",
        "initial",
        "Application withdrawn",
    )
    assert (event["date"], event["precision"], event["range"], event["state"]) == ("2007-12-13", "day", None, "actual")
    assert event["procedural_day"] == {"reported": 175, "computed": None}
    assert event["conflict"] is False
    assert said["clock"] == {
        "timetable": "ema-centralised",
        "started": None,
        "running": False,
        "active_days": None,
        "stops": [],
    }
    assert [(one["kind"], one["day"], one["date"]) for one in said["nominal"]] == [
        ("list-of-questions", 120, None),
        ("list-of-outstanding-issues", 180, None),
        ("opinion", 210, None),
    ]
    assert said["forecast"] == []
    assert said["reconstructed"] is False
    assert said["attribution"] == ["Source: European Medicines Agency"]


def test_evidence_carries_source_snapshot_digest_moment_and_words():
    said = timeline_as_json(build(resolve([claim(sinerem_page())]), BACKGROUND, TODAY))
    telling, dated = said["events"][0]["evidence"]
    assert dated["quote"] == "Told the CHMP on 13 December 2007."
    assert telling == {
        "source": PAGE,
        "snapshot": 1,
        "sha256": "a" * 64,
        "retrieved_at": "2025-11-23T08:03:00Z",
        "claimed_by": "EMA",
        "quote": "It was at day 175.",
        "locator": "How far",
        "date": "2007-12-13",
        "precision": "day",
        "supports": ["procedural_day"],
    }


def test_evidence_of_a_person_has_no_snapshot_but_a_name_a_reason_and_an_address_or_a_file():
    steps = (persons_claim(record(SINEREM, step("submitted", "2006-10-26"))),)
    (line,) = timeline_as_json(build(resolve(steps), BACKGROUND, TODAY))["events"][0]["evidence"]
    assert line["snapshot"] is None
    assert line["sha256"] is None
    assert (line["entered_by"], line["reason"]) == ("Ana", "No page gives it.")
    assert line["address"] == "https://press.example.org/a"
    assert "file" not in line
    steps = (persons_claim(record(SINEREM, step("submitted", "2006-10-26")), entry=8),)
    (line,) = timeline_as_json(build(resolve(steps), BACKGROUND, TODAY))["events"][0]["evidence"]
    assert line["file"] == "letter-2006.pdf"


def test_dates_are_cut_to_their_precision():
    steps = (step("submitted", "2007-12"), step("approved", "2009"), step("other"))
    events = timeline_as_json(build(resolve([claim(record("NDA022180", *steps))]), BACKGROUND, TODAY))["events"]
    assert [(event["date"], event["precision"]) for event in events] == [
        ("2007-12", "month"),
        ("2009", "year"),
        (None, None),
    ]


def test_a_stop_counts_from_the_day_after_the_questions_to_the_day_before_the_restart():
    steps = (
        step("procedure-started", "2019-06-20"),
        step("list-of-questions", "2019-10-17"),
        step("clock-restarted", "2020-04-27"),
    )
    said = timeline_as_json(build(resolve([claim(record(SINEREM, *steps))]), BACKGROUND, TODAY))
    assert said["clock"]["started"] == "2019-06-20"
    assert said["clock"]["stops"] == [
        {
            "from": "2019-10-18",
            "to": "2020-04-26",
            "reason": "list-of-questions",
            "inferred": False,
            "stopped_on": "2019-10-17",
            "restarted_on": "2020-04-27",
            "open": False,
        }
    ]


def test_a_document_has_its_languages_and_its_own_dates():
    document = DocumentRecord(
        title="Questions and answers",
        address="https://e.org/qa_en.pdf",
        type="medicine-qa",
        reference="EMEA/599866/2007",
        first_published=from_iso("2008-01-24"),
        last_updated=from_iso("2008-01-24"),
        files=(
            FileRecord(language="en", address="https://e.org/e"),
            FileRecord(language="bg", address="https://e.org/b"),
        ),
    )
    said = timeline_as_json(build(resolve([claim(record(documents=(document,)))]), BACKGROUND, TODAY))
    assert said["documents"] == [
        {
            "title": "Questions and answers",
            "type": "medicine-qa",
            "reference": "EMEA/599866/2007",
            "address": "https://e.org/qa_en.pdf",
            "first_published": "2008-01-24",
            "last_updated": "2008-01-24",
            "languages": ["bg", "en"],
        }
    ]


def test_a_conflict_says_who_claims_what_and_why_it_does_not_fit():
    (conflict,) = timeline_as_json(build(sinerem(), BACKGROUND, TODAY))["conflicts"]
    assert set(conflict) == {"subject", "claims", "explanation"}
    assert set(conflict["claims"][0]) == {"claimed_by", "says", "source"}


def test_a_product_gives_the_events_of_all_its_applications_with_their_numbers():
    eu = build(sinerem(), BACKGROUND, TODAY)
    approved = ProcedureRecord(slug="ORIG-1", steps=(step("approvable-letter", "2000-06"),))
    us = build(resolve([claim(record("NDA021115", procedures=(approved,)), "fda.drugsfda")]), BACKGROUND, TODAY)
    statement = Statement("US", "Never approved", None, "Drugs@FDA", "https://api.fda.gov/")
    said = product_as_json(ProductTimeline(4, "sinerem", "Sinerem", None, TODAY, (eu, us), (statement,), eu.conflicts))
    assert said["product"] == {"id": 4, "key": "sinerem", "name": "Sinerem"}
    assert [event["application"] for event in said["events"]] == [SINEREM, "NDA021115"]
    assert [one["number"] for one in said["applications"]] == [SINEREM, "NDA021115"]
    assert said["statements"][0]["date"] is None
    assert len(said["conflicts"]) == 1
    assert len(said["attribution"]) == 2
    json.dumps(said)
