"""Timelines of what the authorities really published."""

from pathlib import Path

import pytest

from scrapers.ema import medicine_page, medicines_table
from scrapers.records import ApplicationRecord, Page
from tests.tracker.timelines.claims import BACKGROUND, PAGE, RETRIEVED, SINEREM, TABLE, TODAY, claim
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import build
from tracker.timelines.drawing import draw_timeline
from tracker.timelines.timeline import Timeline


@pytest.fixture(scope="module")
def medicines(corpus: Path) -> dict[str, ApplicationRecord]:
    body = (corpus / "ema/medicines-table/2025-03-24T1041__medicines.xlsx").read_bytes()
    reading = medicines_table.XLSX_READER.read(body, Page(address=TABLE, retrieved_at=RETRIEVED))
    return {one.number: one for one in reading.records}


def page_of_sinerem(corpus: Path) -> ApplicationRecord:
    body = (corpus / "ema/pages/sinerem.docling.md").read_bytes()
    return medicine_page.READER.read(body, Page(address=PAGE, retrieved_at=RETRIEVED)).records[0]


def timeline_from_the_table(said: ApplicationRecord) -> Timeline:
    return build(resolve([claim(said, "ema.medicines")]), BACKGROUND, TODAY)


def test_the_real_page_and_table_of_sinerem_give_its_day_its_nominal_days_and_the_decision_that_never_was(
    corpus: Path, medicines: dict[str, ApplicationRecord]
):
    claims = [claim(page_of_sinerem(corpus)), claim(medicines[SINEREM], "ema.medicines")]
    timeline = build(resolve(claims), BACKGROUND, TODAY)
    (event,) = timeline.events
    assert (str(event.date), event.reported_day, event.computed_day) == ("2007-12-13", 175, None)
    assert any("at day 175" in line.quote for line in event.evidence)
    assert [(one.day, one.kind) for one in timeline.nominal] == [
        (120, "list-of-questions"),
        (180, "list-of-outstanding-issues"),
        (210, "opinion"),
    ]
    assert [one.subject for one in timeline.conflicts] == [
        "European Commission decision on an application that was never authorised"
    ]
    assert "13 Dec 2007: Application withdrawn, day 175 (reported)" in draw_timeline(timeline, lambda event: "/e")


def test_the_filler_stands_on_61_withdrawn_applications_of_the_table_of_march_2025(
    medicines: dict[str, ApplicationRecord],
):
    timelines = [timeline_from_the_table(one) for one in medicines.values() if one.status == "application-withdrawn"]
    assert len(timelines) == 258
    assert sum("filler" in one.explanation for timeline in timelines for one in timeline.conflicts) == 61


def test_no_authorised_medicine_of_the_table_disagrees_with_itself(medicines: dict[str, ApplicationRecord]):
    timelines = [timeline_from_the_table(one) for one in medicines.values() if one.status == "authorised"]
    assert len(timelines) > 1700
    assert [timeline.conflicts for timeline in timelines if timeline.conflicts] == []
