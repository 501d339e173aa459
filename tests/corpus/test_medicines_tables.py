"""EMA's real medicines tables, 2018 to 2026: facts read in the files by hand, rows counted by a plain XML parser."""

import datetime
import io
import json
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scrapers.ema.medicines_table import JSON_READER, XLSX_READER
from scrapers.readers import Drifted
from scrapers.records import ApplicationRecord, Page, Reading

PAGE = Page(address="", retrieved_at=datetime.datetime(2026, 10, 5, tzinfo=datetime.UTC))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FEEDS = "ema/feeds/medicines-output-medicines_json-report_en.{}.excerpt.json"

DEC_2018 = "2018-12-23T0208__epar"
APR_2020 = "2020-04-23T0232__epar"
NOV_2022 = "2022-11-17T0745__epar"
AUG_15 = "2024-08-15T0400__medicines"
AUG_16 = "2024-08-16T0400__medicines"
AUG_22 = "2024-08-22T1506__medicines"
FEB_2025 = "2025-02-12T1600__medicines"
MAR_2025 = "2025-03-24T1041__medicines"

ROWS = {
    DEC_2018: 1562,
    APR_2020: 1687,
    NOV_2022: 1959,
    AUG_15: 2433,
    AUG_16: 2433,
    AUG_22: 2433,
    FEB_2025: 2502,
    MAR_2025: 2515,
}
JUNK_OF_2024 = {"H/C/PSUSA/00001187/202308", "H/C/002840/N/0049", "R/0023", "H/C/WS2451"}


@cache
def body(corpus: Path, name: str) -> bytes:
    return (corpus / "ema" / "medicines-table" / f"{name}.xlsx").read_bytes()


@cache
def reading(corpus: Path, name: str) -> Reading:
    return XLSX_READER.read(body(corpus, name), PAGE)


def by_number(corpus: Path, name: str) -> dict[str, ApplicationRecord]:
    return {record.number: record for record in reading(corpus, name).records}


def rows_of_the_sheet(content: bytes) -> int:
    """Rows below the ninth, the header, that hold a value: counted in the XML, without any table reader."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [sheet] = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        rows = ElementTree.fromstring(archive.read(sheet)).iter(f"{SHEET}row")
        return sum(1 for row in rows if int(row.attrib["r"]) > 9 and row.find(f".//{SHEET}v") is not None)


def steps(record: ApplicationRecord) -> list[tuple[str, str]]:
    return [(step.kind, str(step.date)) for procedure in record.procedures for step in procedure.steps]


def moves(corpus: Path, earlier: str, later: str) -> dict[str, tuple[str, str]]:
    """Numbers whose status word EMA changed, with both words."""
    before, after = by_number(corpus, earlier), by_number(corpus, later)
    return {
        number: (before[number].status_text, after[number].status_text)
        for number in before.keys() & after.keys()
        if before[number].status_text != after[number].status_text
    }


@pytest.mark.parametrize("name", ROWS)
def test_every_row_of_the_sheet_is_a_record_or_a_warning(corpus: Path, name: str) -> None:
    junk = [warning.text for warning in reading(corpus, name).warnings if warning.what == "junk-number"]
    assert rows_of_the_sheet(body(corpus, name)) == ROWS[name]
    assert len(reading(corpus, name).records) + len(junk) == ROWS[name]
    assert set(junk) == (JUNK_OF_2024 if name in (AUG_15, AUG_16, AUG_22) else set())
    assert reading(corpus, name).scope == "whole"


@pytest.mark.parametrize("name", ROWS)
def test_no_table_holds_a_word_or_a_column_that_is_not_known(corpus: Path, name: str) -> None:
    odd = {warning.what for warning in reading(corpus, name).warnings} - {"junk-number"}
    assert odd == ({"empty-status"} if name == NOV_2022 else set())


@pytest.mark.parametrize("name", ROWS)
def test_the_stamp_is_that_of_the_file_name(corpus: Path, name: str) -> None:
    moment = name.split("__", maxsplit=1)[0]
    assert reading(corpus, name).published_at == f"{moment[:13]}:{moment[13:]}"


def test_the_statuses_of_24_march_2025(corpus: Path) -> None:
    texts = Counter(record.status_text for record in reading(corpus, MAR_2025).records)
    assert texts == {
        "Authorised": 1741,
        "Withdrawn": 373,
        "Application withdrawn": 258,
        "Refused": 61,
        "Opinion": 27,
        "Opinion under re-examination": 1,
        "Lapsed": 25,
        "Expired": 17,
        "Revoked": 8,
        "Suspended": 2,
        "Withdrawn from rolling review": 2,
    }
    slugs = Counter(record.status for record in reading(corpus, MAR_2025).records)
    assert slugs["opinion-positive"] == 25
    assert slugs["opinion-negative"] == 2
    assert "unknown" not in slugs


def test_sinerem_has_one_step_and_a_decision_date_that_is_filler(corpus: Path) -> None:
    sinerem = by_number(corpus, MAR_2025)["EMEA/H/C/000801"]
    assert (sinerem.name, sinerem.status, sinerem.applicant) == ("Sinerem", "application-withdrawn", "Guerbet")
    assert (sinerem.active_substance, sinerem.details["ec_decision_date"]) == ("", "2009-12-31")
    assert steps(sinerem) == [("application-withdrawn", "2007-12-13")]
    [evidence] = sinerem.procedures[0].steps[0].evidence
    assert (evidence.locator, evidence.quote) == (
        "Withdrawal of application date",
        "Withdrawal of application date: 13/12/2007",
    )
    fillers = [
        record
        for record in reading(corpus, MAR_2025).records
        if record.status == "application-withdrawn" and record.details["ec_decision_date"] == "2009-12-31"
    ]
    assert len(fillers) == 61


def test_rienso_was_authorised_in_2012_in_every_table(corpus: Path) -> None:
    for name in ROWS:
        rienso = by_number(corpus, name)["EMEA/H/C/002215"]
        assert (rienso.name, rienso.status) == ("Rienso", "withdrawn")
        assert ("authorised", "2012-06-15") in steps(rienso)
        assert rienso.details["ec_decision_date"] == "2015-04-13"


def test_the_second_european_application_for_feraheme_was_withdrawn(corpus: Path) -> None:
    feraheme = by_number(corpus, MAR_2025)["EMEA/H/C/005974"]
    assert feraheme.status == "application-withdrawn"
    assert ("application-withdrawn", "2023-03-09") in steps(feraheme)


def test_galliapharm_became_authorised_with_the_decision_date_alone(corpus: Path) -> None:
    [before] = [record for record in reading(corpus, AUG_16).records if record.name == "GalliaPharm"]
    after = by_number(corpus, AUG_22)[before.number]
    assert (before.status, after.status) == ("opinion-positive", "authorised")
    assert after.details["ec_decision_date"] == "2024-08-01"
    assert "authorised" not in dict(steps(after))


def test_skojoy_was_withdrawn_after_its_opinion(corpus: Path) -> None:
    [before] = [record for record in reading(corpus, FEB_2025).records if record.name == "Skojoy"]
    after = by_number(corpus, MAR_2025)[before.number]
    assert (before.status, after.status) == ("opinion-positive", "application-withdrawn")
    assert ("application-withdrawn", "2025-03-12") in steps(after)
    assert set(steps(before)) < set(steps(after))


def test_two_tables_of_the_same_content_give_equal_records(corpus: Path) -> None:
    assert body(corpus, AUG_15) != body(corpus, AUG_16)
    assert by_number(corpus, AUG_15) == by_number(corpus, AUG_16)


def test_a_week_of_august_2024_moved_two_medicines(corpus: Path) -> None:
    changed = moves(corpus, AUG_16, AUG_22)
    names = {by_number(corpus, AUG_22)[number].name: move for number, move in changed.items()}
    assert names == {
        "GalliaPharm": ("Opinion", "Authorised"),
        "Tremelimumab AstraZeneca": ("Authorised", "Withdrawn"),
    }


def test_from_august_2024_to_february_2025_54_words_changed_and_the_opinion_on_leqembi(corpus: Path) -> None:
    changed = moves(corpus, AUG_22, FEB_2025)
    before, after = by_number(corpus, AUG_22), by_number(corpus, FEB_2025)
    words = Counter(changed.values())
    assert len(changed) == 54
    assert words["Opinion", "Authorised"] == 34
    assert sum(count for (_, word), count in words.items() if word == "Withdrawn") == 15
    by_slug = {number for number in before.keys() & after.keys() if before[number].status != after[number].status}
    [leqembi] = by_slug - changed.keys()
    assert after[leqembi].name == "Leqembi"
    assert (before[leqembi].status, after[leqembi].status) == ("opinion-negative", "opinion-positive")


def test_from_february_to_march_2025_25_words_changed(corpus: Path) -> None:
    words = Counter(moves(corpus, FEB_2025, MAR_2025).values())
    assert words == {
        ("Opinion", "Authorised"): 22,
        ("Authorised", "Withdrawn"): 2,
        ("Opinion", "Application withdrawn"): 1,
    }


def test_the_older_tables_moved_medicines_to_withdrawn_and_suspended(corpus: Path) -> None:
    assert Counter(moves(corpus, DEC_2018, APR_2020).values()) == {
        ("Authorised", "Withdrawn"): 35,
        ("Authorised", "Suspended"): 2,
    }
    later = Counter(moves(corpus, APR_2020, NOV_2022).values())
    assert sum(count for (_, word), count in later.items() if word == "Withdrawn") == 65
    assert later["Suspended", "Withdrawn"] == 2
    assert later["Suspended", "Authorised"] == 1


def test_a_status_that_was_emptied_is_unknown(corpus: Path) -> None:
    [aplidin] = [record for record in reading(corpus, NOV_2022).records if not record.status_text]
    assert (aplidin.name, aplidin.status) == ("Aplidin", "unknown")


def test_in_2024_ema_re_labelled_withdrawn_medicines(corpus: Path) -> None:
    words = Counter(moves(corpus, NOV_2022, AUG_15).values())
    assert (words["Withdrawn", "Lapsed"], words["Withdrawn", "Expired"], words["Withdrawn", "Revoked"]) == (22, 15, 1)


@pytest.mark.parametrize(
    ("field", "at_most"),
    [("therapeutic_area", 24), ("species", 4), ("pharmacotherapeutic_group", 23)],
)
def test_another_list_mark_is_no_change_of_the_medicines(corpus: Path, field: str, at_most: int) -> None:
    before, after = by_number(corpus, APR_2020), by_number(corpus, NOV_2022)
    changed = [
        number
        for number in before.keys() & after.keys()
        if before[number].details[field] != after[number].details[field]
    ]
    assert len(changed) <= at_most


def test_a_2018_date_between_commas_is_the_date_of_2020(corpus: Path) -> None:
    before, after = by_number(corpus, DEC_2018), by_number(corpus, APR_2020)
    assert before["EMEA/H/C/000992"].details["first_published"] == "2018-07-02"
    moved = [
        number
        for number in before.keys() & after.keys()
        if before[number].details["first_published"] != after[number].details["first_published"]
    ]
    assert len(moved) == 9


@pytest.mark.parametrize(("date", "rows"), [("2026-09-26", 5), ("2026-10-04", 6)])
def test_an_excerpt_of_the_json_is_truncated_until_it_says_what_it_holds(corpus: Path, date: str, rows: int) -> None:
    excerpt = (corpus / FEEDS.format(date)).read_bytes()
    with pytest.raises(Drifted):
        JSON_READER.read(excerpt, PAGE)
    content = json.loads(excerpt)
    content["meta"]["total_records"] = rows
    found = JSON_READER.read(json.dumps(content).encode(), PAGE)
    assert [record.name for record in found.records] == [row["name_of_medicine"] for row in content["data"]]
    assert found.warnings == ()
    assert found.records[0].covers == reading(corpus, MAR_2025).records[0].covers


def test_scovella_has_a_negative_opinion_of_june_2026(corpus: Path) -> None:
    content = json.loads((corpus / FEEDS.format("2026-10-04")).read_bytes())
    content["meta"]["total_records"] = len(content["data"])
    [scovella] = [
        record
        for record in JSON_READER.read(json.dumps(content).encode(), PAGE).records
        if record.number == "EMEA/V/C/006610"
    ]
    assert (scovella.status, scovella.status_text, scovella.category) == ("opinion-negative", "Opinion", "Veterinary")
    assert steps(scovella) == [("opinion-negative", "2026-06-18")]


def test_other_workbooks_of_ema_are_not_taken_for_the_table(corpus: Path) -> None:
    for annex in sorted((corpus / "ema" / "annex-10").glob("*.xlsx")):
        assert not XLSX_READER.recognises(annex.read_bytes())
    for feed in sorted((corpus / "ema" / "feeds").glob("*.json")):
        assert JSON_READER.recognises(feed.read_bytes()) == feed.name.startswith("medicines-output-medicines_json")
