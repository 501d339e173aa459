"""The Orange Book's real files of five dates, against counts made by splitting their lines."""

import datetime
import time
from functools import cache
from pathlib import Path

import pytest

from scrapers.fda.orange_book import READER
from scrapers.records import NoticeRecord, Page, Reading

DATES = ("2019-09-01", "2020-05-15", "2022-07-13", "2024-06-11", "2025-11-23")
FERAHEME = "NDA022180"


def path(corpus: Path, date: str, table: str) -> Path:
    return corpus / "fda" / "orange-book" / f"{date}__{table}.txt"


@cache
def read(file: Path) -> Reading:
    moment = datetime.datetime.fromisoformat(f"{file.name[:10]}T12:00:00+00:00")
    return READER.read(file.read_bytes(), Page(address="", retrieved_at=moment))


def lines(file: Path) -> list[list[str]]:
    """The cells of all rows below the header."""
    return [[cell.strip() for cell in line.split("~")] for line in file.read_text().splitlines()[1:]]


def about(reading: Reading, number: str) -> list[NoticeRecord]:
    return [notice for notice in reading.notices if number in notice.numbers]


@pytest.mark.parametrize("date", DATES)
def test_every_patent_of_a_file_is_an_entry(corpus: Path, date: str) -> None:
    file = path(corpus, date, "patent")
    keys = {(row[0], row[1], row[2], row[3], row[7]) for row in lines(file)}
    reading = read(file)
    assert READER.recognises(file.read_bytes())
    assert (len(reading.notices), reading.scope, reading.within) == (len(keys), "whole", "patent/")
    assert {warning.what for warning in reading.warnings} <= {"duplicate"}


@pytest.mark.parametrize("date", DATES)
def test_every_exclusivity_of_a_file_is_an_entry(corpus: Path, date: str) -> None:
    file = path(corpus, date, "exclusivity")
    reading = read(file)
    assert READER.recognises(file.read_bytes())
    assert len(reading.notices) == len({tuple(row) for row in lines(file)})
    assert {warning.what for warning in reading.warnings} <= {"duplicate"}


@pytest.mark.parametrize("table", ["patent", "exclusivity"])
@pytest.mark.parametrize("date", DATES)
def test_what_ended_before_the_day_of_the_file_is_expired(corpus: Path, date: str, table: str) -> None:
    file = path(corpus, date, table)
    day = datetime.date.fromisoformat(date)
    expired = set()
    for row in lines(file):
        if datetime.datetime.strptime(row[4], "%b %d, %Y").date() < day:
            expired.add((*row[:4], row[7] if table == "patent" else row[4]))
    found = sum(1 for notice in read(file).notices if notice.status == "expired")
    # Of a patent with two dates the later one counts: four such stood in the file of May 2020, neither had passed.
    assert found == len(expired) > 0


def test_two_of_the_counts_by_hand(corpus: Path) -> None:
    assert len(read(path(corpus, "2025-11-23", "patent")).notices) == 20_639
    assert len(read(path(corpus, "2022-07-13", "patent")).notices) == 16_892


@pytest.mark.parametrize(
    ("date", "patents", "exclusivities"),
    [("2019-09-01", 6, 1), ("2020-05-15", 6, 1), ("2022-07-13", 1, 0), ("2024-06-11", 0, 0), ("2025-11-23", 0, 0)],
)
def test_feraheme_loses_its_patents_one_after_the_other(
    corpus: Path, date: str, patents: int, exclusivities: int
) -> None:
    assert len(about(read(path(corpus, date, "patent")), FERAHEME)) == patents
    assert len(about(read(path(corpus, date, "exclusivity")), FERAHEME)) == exclusivities


def test_the_exclusivity_of_feraheme_ran_to_february_2021(corpus: Path) -> None:
    (notice,) = about(read(path(corpus, "2020-05-15", "exclusivity")), FERAHEME)
    assert (notice.details["exclusivity_code"], str(notice.ends_on), notice.status) == (
        "I-767",
        "2021-02-02",
        "in-force",
    )


def test_patents_that_ran_to_march_2020_still_stand_in_the_file_of_may_as_expired(corpus: Path) -> None:
    before = about(read(path(corpus, "2019-09-01", "patent")), FERAHEME)
    after = about(read(path(corpus, "2020-05-15", "patent")), FERAHEME)
    assert {notice.status for notice in before} == {"in-force"}
    assert sorted((notice.details["patent_number"], str(notice.ends_on), notice.status) for notice in after) == [
        ("6599498", "2023-06-30", "in-force"),
        *[(number, "2020-03-08", "expired") for number in ("7553479", "7871597", "8501158", "8591864", "8926947")],
    ]
    assert [notice.key for notice in before] == [notice.key for notice in after]


def test_the_one_patent_of_july_2022_claims_the_substance_and_the_product(corpus: Path) -> None:
    (notice,) = about(read(path(corpus, "2022-07-13", "patent")), FERAHEME)
    assert notice.key == "patent/NDA022180/001/6599498"
    assert (notice.details["drug_substance"], notice.details["drug_product"]) == ("Y", "Y")
    assert (str(notice.ends_on), notice.status) == ("2023-06-30", "in-force")


def test_the_largest_file_reads_in_a_second(corpus: Path) -> None:
    body = path(corpus, "2025-11-23", "patent").read_bytes()
    page = Page(address="", retrieved_at=datetime.datetime(2025, 11, 23, tzinfo=datetime.UTC))
    begun = time.process_time()
    READER.read(body, page)
    assert time.process_time() - begun < 1


def test_no_other_file_of_the_corpus_is_taken_for_the_orange_book(corpus: Path) -> None:
    recognised = {file for file in corpus.rglob("*") if file.is_file() and READER.recognises(file.read_bytes())}
    assert recognised == {path(corpus, date, table) for date in DATES for table in ("patent", "exclusivity")}
