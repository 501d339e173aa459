"""Federal Register: which documents announce meetings, and which sentences say on what days."""

import datetime
import json

import pytest

from scrapers.fda.federal_register import READER
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import NoticeRecord, Page, Reading

Row = dict[str, object]


def document(**changes: object) -> Row:
    plain: Row = {
        "document_number": "2027-00001",
        "title": "Exemplar Drugs Advisory Committee; Notice of Meeting",
        "html_url": "https://www.federalregister.gov/documents/2027/01/20/2027-00001/exemplar",
        "dates": "The meeting will be held on March 16, 2027, from 9 a.m. to 5 p.m. Eastern Time.",
        "type": "Notice",
        "abstract": "",
        "publication_date": "2027-01-20",
    }
    return {key: value for key, value in (plain | changes).items() if value is not None}


def read(*documents: object) -> Reading:
    return read_bytes(json.dumps({"count": len(documents), "results": documents}).encode())


def read_bytes(body: bytes) -> Reading:
    return READER.read(body, Page(address="", retrieved_at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)))


def only(*documents: object) -> NoticeRecord:
    (notice,) = read(*documents).notices
    return notice


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("The meeting will be held on March 16, 2027, from 9 a.m. to 5 p.m. Eastern Time.", "2027-03-16 2027-03-16"),
        ("The meeting will be held virtually on March 16-17, 2027, from 9 a.m. to noon.", "2027-03-16 2027-03-17"),
        ("The public meeting will take place on March 16 and 17, 2027.", "2027-03-16 2027-03-17"),
        (
            "The meeting will be held on March 16, 2027, from 9 a.m. to 5 p.m. and on March 17, 2027, from 8:30 a.m."
            " to noon. Send comments by March 1, 2027.",
            "2027-03-16 2027-03-17",
        ),
        ("The meeting was to be held on March 16, 2027.", "None None"),
        ("Send comments by March 1, 2027.", "None None"),
        ("The meeting will be held on or after March 16, 2027.", "None None"),
        ("The meeting will be held on March 16, 2027, unless it is on March 18, 2027.", "None None"),
        ("The meeting will be held on February 30, 2027.", "None None"),
        ("The meeting will be held on March 16, 2027 and May 30, 2027.", "None None"),
        ("", "None None"),
    ],
)
def test_only_a_sentence_that_says_so_in_so_many_words_gives_the_days(dates: str, expected: str) -> None:
    # The second document has dates, so that the column is not missing.
    notice = read(document(dates=dates), document(document_number="2027-00002")).notices[0]
    assert f"{notice.starts_on} {notice.ends_on}" == expected


@pytest.mark.parametrize(
    ("title", "kind", "status"),
    [
        ("Exemplar Advisory Committee; Notice of Meeting", "meeting", "scheduled"),
        ("Exemplar Advisory Committee; Cancellation of Meeting", "meeting", "cancelled"),
        ("Exemplar Advisory Committee; Postponement of Meeting", "meeting", "postponed"),
        ("Exemplar Advisory Committee; Renewal", "news", ""),
        ("Meeting on Exemplar Guidance", "news", ""),
    ],
)
def test_a_title_with_a_committee_and_its_meeting_announces_a_meeting(title: str, kind: str, status: str) -> None:
    notice = only(document(title=title))
    assert (notice.kind, notice.status) == (kind, status)


def test_applications_are_those_that_title_and_abstract_name() -> None:
    notice = only(document(abstract="The committee will discuss NDA 099001 and BLA 125999, Exempla."))
    assert notice.numbers == ("BLA125999", "NDA099001")


def test_a_field_that_no_document_has_keeps_its_old_values() -> None:
    notice = only(document(dates=None))
    assert not {"starts_on", "ends_on"} & set(notice.covers)
    assert {"summary"}.isdisjoint(only(document(abstract=None)).details)


@pytest.mark.parametrize("name", ["document_number", "title", "html_url"])
def test_what_is_promised_and_missing_is_a_drift(name: str) -> None:
    with pytest.raises(Drifted, match=name):
        read(document(**{name: None}))


def test_an_address_that_leads_elsewhere_is_left_out() -> None:
    reading = read(document(html_url="https://evil.example/"))
    assert (reading.notices[0].address, reading.warnings[0].what) == ("", "junk-address")


def test_a_search_without_a_hit_is_an_answer_and_no_answer_is_the_whole() -> None:
    assert read_bytes(b'{"count": 0, "results": []}').warnings[0].what == "not-found"
    assert read_bytes(b'{"count": 0}').notices == ()
    assert read(document()).scope == "part"


def test_documents_come_out_in_one_order() -> None:
    one, other = document(), document(document_number="2026-1", title="Other")
    assert read(one, other, one) == read(other, one)


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Unreadable),
        (b"<html></html>", Blocked),
        (b"[]", Unreadable),
        (b"{}", Drifted),
        (b'{"results": 5}', Drifted),
        (b'{"results": [5]}', Drifted),
        (b'{"results": [', Unreadable),
    ],
)
def test_what_is_no_answer_is_refused(body: bytes, failure: type[ReadingFailed]) -> None:
    with pytest.raises(failure):
        read_bytes(body)
    assert not READER.recognises(body)
