"""FDA's real calendar records and RSS feeds, and its descriptions of data, which are no data."""

import datetime
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scrapers.fda import advisory_committees, rss
from scrapers.readers import Reader
from scrapers.records import NoticeRecord, Page, Reading
from scrapers.registry import READERS
from tracker.sources.models import Snapshot

CALENDAR = "fda/advisory-committees/advisory-committee-calendar-json_4-records_2026-08-31.json"
RECALLS = "fda/rss/fda_drug-recalls_2019-05.xml"
PRESS = "fda/rss/fda_press-releases_2026-08_2items.xml"
DESCRIPTIONS = (
    "constants__fields__drugsfda.yaml",
    "constants__fields__transparencycrl.yaml",
    "drugsfda_schema.json",
)


def read(file: Path, reader: Reader) -> Reading:
    moment = datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)
    return reader.read(file.read_bytes(), Page(address="", retrieved_at=moment))


def by_key(notices: tuple[NoticeRecord, ...], words: str) -> NoticeRecord:
    (notice,) = [notice for notice in notices if words in notice.key]
    return notice


def test_the_four_meetings_of_the_calendar(corpus: Path) -> None:
    reading = read(corpus / CALENDAR, advisory_committees.READER)
    assert len(reading.notices) == len(json.loads((corpus / CALENDAR).read_bytes())) == 4
    assert reading.warnings == ()
    said = [
        (words, by_key(reading.notices, words).status, str(by_key(reading.notices, words).starts_on), str(ends))
        for words in ("pediatric", "pharmacy-compounding", "vaccines", "microbiology-devices")
        for ends in [by_key(reading.notices, words).ends_on]
    ]
    assert said == [
        ("pediatric", "scheduled", "2026-09-16", "2026-09-16"),
        ("pharmacy-compounding", "scheduled", "2026-07-23", "2026-07-24"),
        ("vaccines", "postponed", "2024-05-16", "2024-05-16"),
        ("microbiology-devices", "scheduled", "2016-11-09", "2016-11-10"),
    ]


def test_a_panel_on_devices_stands_under_the_centre_for_drugs(corpus: Path) -> None:
    notice = by_key(read(corpus / CALENDAR, advisory_committees.READER).notices, "microbiology-devices")
    assert notice.details["committee"] == "Medical Devices Advisory Committee"
    assert notice.details["centre"] == "Center for Drug Evaluation and Research"


@pytest.mark.parametrize(("name", "count"), [(RECALLS, 20), (PRESS, 2)])
def test_every_item_of_a_feed_is_news_of_its_day(corpus: Path, name: str, count: int) -> None:
    text = (corpus / name).read_text()
    guids = {"".join(guid.split()) for guid in re.findall(r"<guid[^>]*>(.*?)</guid>", text, re.DOTALL)}
    reading = read(corpus / name, rss.READER)
    assert reading.warnings == ()
    assert {notice.key for notice in reading.notices} == guids
    assert len(reading.notices) == count
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", notice.details["first_published"]) for notice in reading.notices)


def test_days_in_time_elements_are_those_that_people_read(corpus: Path) -> None:
    text = (corpus / RECALLS).read_text()
    days = sorted(f"{year}-{month}-{day}" for month, day, year in re.findall(r", (\d\d)/(\d\d)/(\d{4}) - ", text))
    found = [notice.details["first_published"] for notice in read(corpus / RECALLS, rss.READER).notices]
    assert sorted(found) == days


def test_what_was_escaped_twice_is_plain(corpus: Path) -> None:
    for name in (RECALLS, PRESS):
        for notice in read(corpus / name, rss.READER).notices:
            assert not re.search(r"&[a-z]+;|\n|  ", f"{notice.title} {notice.details['summary']}")


def test_no_other_file_is_taken_for_one_of_them(corpus: Path) -> None:
    files = [file for file in corpus.rglob("*") if file.is_file()]
    calendars = {file for file in files if advisory_committees.READER.recognises(file.read_bytes())}
    feeds = {file for file in files if rss.READER.recognises(file.read_bytes())}
    assert (calendars, feeds) == ({corpus / CALENDAR}, {corpus / RECALLS, corpus / PRESS})


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_no_reader_takes_a_description_of_data_for_data(corpus: Path, name: str) -> None:
    body = (corpus / "fda/openfda" / name).read_bytes()
    assert [reader.name for reader in READERS if reader.recognises(body)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_description_of_data_ends_unreadable(corpus: Path, name: str) -> None:
    with pytest.raises(CommandError, match="unreadable") as stopped:
        call_command("ingest", str(corpus / "fda/openfda" / name), stdout=StringIO(), stderr=StringIO())
    assert stopped.value.returncode == 1
    assert [snapshot.outcome for snapshot in Snapshot.objects.all()] == [Snapshot.Outcome.UNREADABLE]
