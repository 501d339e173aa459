"""FDA's calendar of advisory committees: days from fields, else from titles; what was put off; links that lead away."""

import datetime
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.fda.advisory_committees import READER
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import NoticeRecord, Page, Reading
from scrapers.vocabulary import FIELDS, NOTICE_STATUSES

Row = dict[str, object]
CALENDAR = "/advisory-committees/advisory-committee-calendar"


def link(text: str, address: str = f"{CALENDAR}/exemplar") -> str:
    return f'<a href="{address}" hreflang="en">{text}</a>'


def row(title: str = link("Meeting of the Exemplar Drugs Advisory Committee"), **changes: object) -> Row:
    plain: Row = {
        "field_start_date": "03/16/2027 10:00 AM EDT",
        "field_end_date": "03/17/2027 04:00 PM EDT",
        "title": title,
        "field_contributing_office": "",
        "field_center": "Center",
        "changed": '<time datetime="2027-01-03T23:05:47-05:00">Sun</time>\n',
    }
    return {key: value for key, value in (plain | changes).items() if value is not None}


def undated(title: str) -> Row:
    return row(link(title), field_start_date="", field_end_date="")


def read(*rows: object) -> Reading:
    return read_bytes(json.dumps(rows).encode())


def read_bytes(body: bytes) -> Reading:
    return READER.read(body, Page(address="", retrieved_at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)))


def only(*rows: object) -> NoticeRecord:
    (notice,) = read(*rows).notices
    return notice


def days(notice: NoticeRecord) -> list[str]:
    return [str(day or "") for day in (notice.starts_on, notice.ends_on)]


def whats(reading: Reading) -> list[str]:
    return [warning.what for warning in reading.warnings]


def test_the_fields_say_the_days_whatever_the_title_says() -> None:
    assert days(only(row(link("May 1, 2020: Meeting of the Exemplar Advisory Committee")))) == [
        "2027-03-16",
        "2027-03-17",
    ]


def test_a_meeting_without_an_end_is_one_of_one_day() -> None:
    assert days(only(row(field_end_date=""))) == ["2027-03-16", "2027-03-16"]


def test_a_meeting_whose_end_was_emptied_ends_when_its_title_says() -> None:
    titled = link("March 16-17, 2027: Meeting of the Exemplar Drugs Advisory Committee")
    assert days(only(row(titled, field_end_date=""))) == ["2027-03-16", "2027-03-17"]
    other = link("May 1-2, 2020: Meeting of the Exemplar Drugs Advisory Committee")
    assert days(only(row(other, field_end_date=""))) == ["2027-03-16", "2027-03-16"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("November 9-10, 2026: Meeting", ["2026-11-09", "2026-11-10"]),
        ("November 9 and 10, 2026: Meeting", ["2026-11-09", "2026-11-10"]),
        ("November 30 - December 1, 2026: Meeting", ["2026-11-30", "2026-12-01"]),
        ("Committee May 16, 2026 Meeting Announcement - 05/16/2026", ["2026-05-16", "2026-05-16"]),
        ("Committee Meeting Announcement - 09/16/2026", ["2026-09-16", "2026-09-16"]),
        ("Committee Meeting Announcement -", ["", ""]),
        ("May 2026 Meeting", ["", ""]),
    ],
)
def test_without_fields_the_title_says_the_days_or_nobody(title: str, expected: list[str]) -> None:
    reading = read(undated(title))
    assert days(reading.notices[0]) == expected
    assert reading.warnings == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"field_start_date": "2027-03-16"},
        {"field_start_date": "16/03/2027 10:00 AM EDT"},
        {"field_start_date": "02/30/2027 10:00 AM EDT", "field_end_date": ""},
        {"field_end_date": "03/01/2027 10:00 AM EDT"},
        {"title": link("May 1, 2027 or June 1, 2027: Meeting"), "field_start_date": "", "field_end_date": ""},
    ],
)
def test_days_that_cannot_be_are_told_and_left_unknown(changes: Row) -> None:
    reading = read(row(**changes))
    assert (days(reading.notices[0]), whats(reading)) == (["", ""], ["junk-date"])


@pytest.mark.parametrize(
    ("title", "status", "word"),
    [
        ("POSTPONED - Meeting of the Exemplar Advisory Committee", "postponed", "POSTPONED"),
        ("Cancelled: Meeting of the Exemplar Advisory Committee", "cancelled", "Cancelled"),
        ("CANCELED - Meeting", "cancelled", "CANCELED"),
        ("Meeting of the Exemplar Advisory Committee", "scheduled", ""),
    ],
)
def test_the_title_says_whether_a_meeting_was_put_off(title: str, status: str, word: str) -> None:
    notice = only(row(link(title)))
    assert (notice.status, notice.status_text) == (status, word)
    assert notice.status in NOTICE_STATUSES


@pytest.mark.parametrize(
    ("title", "committee"),
    [
        ("Meeting of the Exemplar Drugs Advisory Committee", "Exemplar Drugs Advisory Committee"),
        ("Joint Meeting of the A Drugs Advisory Committee and the B, C and D Drugs Advisory Committee", None),
        ("Exemplar Devices Panel of the Medical Devices Advisory Committee", "Medical Devices Advisory Committee"),
        ("Science Day", ""),
    ],
)
def test_the_committee_is_the_one_that_the_title_names(title: str, committee: str | None) -> None:
    both = "A Drugs Advisory Committee; B, C and D Drugs Advisory Committee"
    assert only(row(link(title))).details["committee"] == (both if committee is None else committee)


def test_the_number_of_an_application_in_the_title_is_what_a_meeting_is_about() -> None:
    assert only(row(link("Committee on NDA 99-001 and BLA 125999"))).numbers == ("BLA125999", "NDA099001")


def test_the_day_of_the_last_change_is_not_moved_to_another_zone() -> None:
    assert only(row()).details["last_updated"] == "2027-01-03"


def test_the_centre_is_kept_as_it_is() -> None:
    assert (
        only(row(field_center="Center for Drug Evaluation and Research")).details["centre"].startswith("Center for D")
    )


def test_the_title_is_text_without_markup() -> None:
    notice = only(row(link("Drugs &amp; Devices<script>alert(1)</script> <b>Panel</b>")))
    assert "<" not in notice.title and notice.title.startswith("Drugs & Devices")


@pytest.mark.parametrize(
    "title",
    [
        "No link at all",
        link("Elsewhere", "https://evil.example/advisory"),
        link("Script", "javascript:alert(1)"),
        link("Broken", "http://[::1"),
        link("Home", "/"),
        link("", f"{CALENDAR}/nameless"),
        link("One") + link("Two", "/two"),
    ],
)
def test_a_title_that_leads_nowhere_is_kept_out_and_the_calendar_is_no_more_whole(title: str) -> None:
    reading = read(row(title), row())
    assert (len(reading.notices), whats(reading), reading.scope) == (1, ["junk-address"], "part")


def test_without_the_date_fields_the_days_keep_their_old_values() -> None:
    reading = read(row(field_start_date=None))
    assert whats(reading) == ["missing-column"]
    assert not {"starts_on", "ends_on"} & set(reading.notices[0].covers)


def test_an_unknown_field_is_told_once() -> None:
    reading = read(row(colour="green"), row(link("Other", f"{CALENDAR}/other"), colour="red"))
    assert [(warning.what, warning.text) for warning in reading.warnings] == [("unknown-column", "colour")]


def test_no_titles_are_a_drift() -> None:
    with pytest.raises(Drifted, match="title"):
        read(row(title=None))  # type: ignore[arg-type]


@settings(max_examples=10, deadline=None)
@given(st.permutations([row(link(f"Meeting {n}", f"{CALENDAR}/{n % 4}")) for n in range(6)]))
def test_neither_the_order_of_rows_nor_repetitions_matter(rows: list[Row]) -> None:
    first, other = read(*rows), read(*sorted(rows, key=str))
    assert first.notices == other.notices and len(first.notices) == 4


@pytest.mark.parametrize(
    ("body", "failure"),
    [(b"", Unreadable), (b"<html></html>", Blocked), (b"[]", Drifted), (b"[1]", Drifted), (b"{}", Unreadable)],
)
def test_what_is_no_calendar_is_refused(body: bytes, failure: type[ReadingFailed]) -> None:
    with pytest.raises(failure):
        read_bytes(body)
    assert not READER.recognises(body)


def test_its_fields_are_of_the_vocabulary() -> None:
    assert only(row()).details.keys() <= FIELDS.keys()
