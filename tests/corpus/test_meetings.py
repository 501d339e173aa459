"""The calendar against the authorities' real files, read here in another way than the project reads them."""

import datetime
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import python_calamine

from tests.scrapers.ema.feed_files import with_true_total
from tracker.intake.pipeline import ingest_bytes
from tracker.timetables.known_meetings import known_committees
from tracker.timetables.models import Meeting

EVENTS = "ema/feeds/events-json-report_en.2026-10-04.excerpt.json"
FDA_CALENDAR = "fda/advisory-committees/advisory-committee-calendar-json_4-records_2026-08-31.json"
MOMENT = datetime.datetime(2026, 10, 4, 18, tzinfo=datetime.UTC)


def known_days(committee: str) -> set[datetime.date]:
    (known,) = [known for known in known_committees() if known.committee == committee]
    return {meeting.last for group in known.groups for meeting in group.all_meetings}


@pytest.mark.django_db
def test_the_plenary_of_the_real_list_of_events_says_the_known_one_more_exactly(corpus: Path) -> None:
    titles = [row["title"] for row in json.loads((corpus / EVENTS).read_bytes())["data"]]
    plain = [re.fullmatch(r"Committee .* \((\w+)\): (\d+)-(\d+) September 2026", title) for title in titles]
    expected = [
        (match[1], datetime.date(2026, 9, int(match[2])), datetime.date(2026, 9, int(match[3])))
        for match in plain
        if match
    ]
    address = "https://www.ema.europa.eu/en/documents/report/events-json-report_en.json"
    ingest_bytes(with_true_total((corpus / EVENTS).read_bytes()), address=address, retrieved_at=MOMENT)
    listed = Meeting.objects.filter(origin=Meeting.Origin.LIST)
    assert list(listed.values_list("committee", "first_day", "last_day")) == expected
    assert len(expected) == 1
    assert Meeting.objects.count() == sum(len(known_days(known.committee)) for known in known_committees())


@pytest.mark.django_db
def test_of_the_real_calendar_of_fda_three_are_meetings_of_committees_and_one_is_put_off(corpus: Path) -> None:
    address = "https://www.fda.gov/datatables-json/advisory-committee-calendar-json"
    ingest_bytes((corpus / FDA_CALENDAR).read_bytes(), address=address, retrieved_at=MOMENT)
    rows = Meeting.objects.filter(certainty="FDA").order_by("last_day")
    assert [(row.committee, str(row.first_day), str(row.last_day), row.status) for row in rows] == [
        ("Vaccines and Related Biological Products Advisory Committee", "2024-05-16", "2024-05-16", "postponed"),
        ("Pharmacy Compounding Advisory Committee", "2026-07-23", "2026-07-24", "scheduled"),
        ("Pediatric Advisory Committee", "2026-09-16", "2026-09-16", "scheduled"),
    ]


def opinions(file: Path) -> Counter[datetime.date]:
    """How many opinions the cells under a heading such as “Opinion date” give for each day; human medicines only."""
    days: Counter[datetime.date] = Counter()
    book = python_calamine.CalamineWorkbook.from_path(file)
    for name in book.sheet_names:
        places: list[int] = []
        category = None
        for row in book.get_sheet_by_name(name).to_python():
            texts = [str(cell).strip().lower() for cell in row]
            if found := [place for place, text in enumerate(texts) if re.search(r"^opinion.*date|date.*opinion", text)]:
                places = found
                category = texts.index("category") if "category" in texts else None
            elif category is None or texts[category] == "human":
                days.update(day for place in places if (day := as_day(row[place])))
    return days


def as_day(cell: object) -> datetime.date | None:
    if isinstance(cell, datetime.date):
        return datetime.date(cell.year, cell.month, cell.day)
    match = re.fullmatch(r"(\d\d)[/.](\d\d)[/.](\d{4})", str(cell).strip())
    return datetime.date(int(match[3]), int(match[2]), int(match[1])) if match else None


def test_the_known_days_of_2015_to_2017_are_those_on_which_annex_10_has_most_opinions(corpus: Path) -> None:
    for year in (2015, 2016, 2017):
        counts = opinions(corpus / f"ema/annex-10/annex10_{year}.xlsx")
        assert sum(counts.values()) > 50, year
        often = {day for day, _ in counts.most_common(11)}
        assert often == {day for day in known_days("CHMP") if day.year == year}


def test_the_days_on_which_the_medicines_table_has_three_or_more_opinions_are_known(corpus: Path) -> None:
    counts = opinions(corpus / "ema/medicines-table/2025-03-24T1041__medicines.xlsx")
    often = {day for day, count in counts.items() if count >= 3 and day.year in (2023, 2024, 2025)}
    assert len(often) >= 20
    assert often <= known_days("CHMP")
