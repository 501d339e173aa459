"""Annex 10 for 2015 to 2017: every row against a plain count, and the cases whose arithmetic is known."""

import datetime
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scrapers.ema.annex_10 import READER
from scrapers.records import NoticeRecord, Reading
from scrapers.registry import READERS
from tests.scrapers.ema.feed_files import PAGE

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
YEARS = {2015: "2016-05-17T00:00", 2016: "2017-05-08T00:00", 2017: ""}
ROWS = {
    2015: {"Positive opinions": 93, "Negative opinions": 4, "Withdrawn applications": 5},
    2016: {
        "Initial evaluation - Positive": 81,
        "Initial evaluation - Negative": 1,
        "Initial evaluation - Withdrawn": 16,
        "Extensions - positive": 59,
        "Extensions - negative": 1,
        "Extension - withdrawn": 2,
        "Article 58 - scientific opinion": 1,
    },
    2017: {
        "Initial evaluation - Positive": 92,
        "Initial evaluation - Negative": 6,
        "Initial evaluation - Withdrawn": 14,
        "Extensions - positive": 51,
    },
}


@lru_cache
def reading(corpus: Path, year: int) -> Reading:
    return READER.read((corpus / f"ema/annex-10/annex10_{year}.xlsx").read_bytes(), PAGE)


def notice(corpus: Path, key: str) -> NoticeRecord:
    [found] = [notice for notice in reading(corpus, int(key[:4])).notices if notice.key.startswith(key)]
    return found


def plain_counts(content: bytes) -> Iterator[tuple[str, int]]:
    """Rows of each sheet with two numbers too small for dates, counted in the XML, without any table reader."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {
            name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith("xml")
        }
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.attrib["Id"]: relation.attrib["Target"] for relation in relations}
    for sheet in parts["xl/workbook.xml"].iter(f"{MAIN}sheet"):
        part = parts[f"xl/{targets[sheet.attrib[RELATION]].removeprefix('/xl/')}"]
        rows = [list(small_numbers(row)) for row in part.iter(f"{MAIN}row")]
        yield sheet.attrib["name"].strip(), sum(1 for numbers in rows if len(numbers) == 2)


def small_numbers(row: ElementTree.Element) -> Iterator[float]:
    for cell in row.iter(f"{MAIN}c"):
        value = cell.findtext(f"{MAIN}v")
        if value and cell.get("t", "n") == "n" and float(value) < 5000:
            yield float(value)


def day_reached(found: NoticeRecord) -> datetime.date:
    """The day on which the counter shows the active days, clock stops between: the start is day 1."""
    assert found.starts_on
    days = int(found.details["active_days"]) + int(found.details["stopped_days"])
    return found.starts_on.first + datetime.timedelta(days=days - 1)


@pytest.mark.parametrize("year", YEARS)
def test_every_row_of_every_sheet_is_a_notice(corpus: Path, year: int) -> None:
    content = (corpus / f"ema/annex-10/annex10_{year}.xlsx").read_bytes()
    counted = {name: rows for name, rows in plain_counts(content) if rows}
    found = Counter(notice.status_text for notice in reading(corpus, year).notices)
    assert found == counted == ROWS[year]
    assert reading(corpus, year).warnings == ()


@pytest.mark.parametrize("year", YEARS)
def test_every_outcome_has_its_dates_and_days_and_a_name_without_marks(corpus: Path, year: int) -> None:
    for found in reading(corpus, year).notices:
        assert found.starts_on and found.ends_on and found.starts_on < found.ends_on
        assert found.details["active_days"].isdecimal() and found.details["stopped_days"].isdecimal()
        assert found.names == (found.title,)
        assert not any(mark in found.title for mark in ("*", "(WD)", "(RFD)"))
        assert found.key.startswith(f"{year}/")
    assert reading(corpus, year).published_at == YEARS[year]
    assert (reading(corpus, year).scope, reading(corpus, year).within) == ("whole", f"{year}/")


@pytest.mark.parametrize(
    ("key", "start", "days", "opinion", "decision"),
    [
        ("2015/initial-positive/Akynzeo/", "2014-01-22", (213, 216), "2015-03-26", "2015-05-27"),
        ("2016/initial-positive/Alecensa/", "2015-10-01", (210, 232), "2016-12-15", "2017-02-16"),
        ("2016/initial-positive/CABOMETYX/", "2016-01-28", (150, 26), "2016-07-21", "2016-09-09"),
        ("2015/initial-positive/Kanuma/", "2014-12-24", (152, 32), "2015-06-25", "2015-08-28"),
    ],
)
def test_start_and_days_lead_to_the_opinion(
    corpus: Path, key: str, start: str, days: tuple[int, int], opinion: str, decision: str
) -> None:
    found = notice(corpus, key)
    assert (str(found.starts_on), str(found.ends_on)) == (start, opinion)
    assert (int(found.details["active_days"]), int(found.details["stopped_days"])) == days
    assert found.details["commission_decision_date"] == decision
    assert str(day_reached(found)) == opinion
    accelerated = "Yes" if key.split("/")[2] in ("CABOMETYX", "Kanuma") else "No"
    assert found.details["accelerated_assessment"] == accelerated


def test_a_withdrawn_application_shows_the_milestone_that_it_had_reached(corpus: Path) -> None:
    kepnetic = notice(corpus, "2016/initial-withdrawn/Kepnetic/")
    assert (kepnetic.status, str(kepnetic.starts_on), str(kepnetic.ends_on)) == (
        "application-withdrawn",
        "2015-10-01",
        "2016-11-10",
    )
    assert (kepnetic.details["active_days"], kepnetic.details["stopped_days"]) == ("180", "171")
    assert str(day_reached(kepnetic)) == "2016-09-15"


def test_a_re_examined_opinion_shows_its_last_date_and_the_days_to_the_first(corpus: Path) -> None:
    masipro = notice(corpus, "2017/initial-negative/Masipro/")
    assert (masipro.status, str(masipro.starts_on), str(masipro.ends_on)) == (
        "opinion-negative",
        "2016-05-19",
        "2017-09-14",
    )
    assert str(day_reached(masipro)) == "2017-05-18"


def test_the_days_of_withdrawn_applications_are_milestones(corpus: Path) -> None:
    days = Counter(
        found.details["active_days"]
        for year in YEARS
        for found in reading(corpus, year).notices
        if "/initial-withdrawn/" in found.key
    )
    assert days == {"120": 15, "121": 3, "180": 12, "181": 1, "182": 4}


def test_days_fit_dates_as_they_do_in_the_reference(corpus: Path) -> None:
    fitting: Counter[str] = Counter()
    for year in YEARS:
        for found in reading(corpus, year).notices:
            assert found.ends_on
            if "/initial-" in found.key and abs((found.ends_on.first - day_reached(found)).days - 1) <= 10:
                fitting[found.status] += 1
    assert fitting == {"opinion-positive": 253, "opinion-negative": 4, "application-withdrawn": 1}


def test_no_other_reader_takes_an_annex(corpus: Path) -> None:
    for year in YEARS:
        content = (corpus / f"ema/annex-10/annex10_{year}.xlsx").read_bytes()
        assert [reader.name for reader in READERS if reader.recognises(content)] == ["ema.annex_10"]


def test_no_medicines_table_is_taken_for_an_annex_or_a_list_of_applications(corpus: Path) -> None:
    for name in ("2018-12-23T0208__epar.xlsx", "2025-03-24T1041__medicines.xlsx"):
        content = (corpus / "ema/medicines-table" / name).read_bytes()
        assert [reader.name for reader in READERS if reader.recognises(content)] == ["ema.medicines_table.xlsx"]
