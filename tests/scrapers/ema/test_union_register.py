"""The Commission's Union Register: medicines as entries, orphan designations as applications."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.ema.union_register import READER
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import ApplicationRecord, NoticeRecord, Reading
from tests.scrapers.ema.feed_files import PAGE

Row = Mapping[str, Any]
PAGES = "http://ec.europa.eu/health/documents/community-register/html"


def text(*said: tuple[str, str]) -> list[dict[str, str]]:
    return [{"LanguageCode": language, "Text": words} for language, words in said]


MEDICINE: Row = {
    "URI": f"{PAGES}/h901.htm",
    "Type": "Human",
    "Category": "Centrally authorised",
    "Name": text(("EN", "EXEMPLIN")),
    "AssociatedNames": [],
    "AssociatedOrphanDesignations": [],
    "Status": "Active",
    "EUNumber": "EU/1/12/901",
    "ActiveSubstance": text(("EN", "Exemplinum")),
    "Indication": text(("EN", "Examples")),
    "MAH": {"URI": f"{PAGES}/mh1.htm", "Name": "Exemplar B.V.", "Address": "1 Example Street"},
    "ATC": [],
    "EMALink": "https://www.ema.europa.eu/en/medicines/human/EPAR/exemplin",
    "AuthorisationDate": "2012-10-25",
    "LastDecisionDate": "2025-06-02",
    "TotalProcedures": "60",
    "TotalDecisions": "25",
    "CurrentAnnexLink": [],
}
DESIGNATION = MEDICINE | {
    "URI": f"{PAGES}/o903.htm",
    "Type": "Orphan designation",
    "EUNumber": "EU/3/14/903",
    "AuthorisationDate": "2014-04-29",
}
REFUSAL = DESIGNATION | {
    "URI": f"{PAGES}/ho904.htm",
    "Status": "Refused",
    "EUNumber": None,
    "AuthorisationDate": None,
    "LastDecisionDate": "2017-04-20",
    "TotalDecisions": "1",
}


def body(*rows: Row) -> bytes:
    return json.dumps({"data": rows}).encode()


def read(*rows: Row) -> Reading:
    return READER.read(body(*rows), PAGE)


def entry(row: Row) -> NoticeRecord:
    [notice] = read(row).notices
    return notice


def designation(row: Row) -> ApplicationRecord:
    [record] = read(row).records
    return record


def steps(row: Row) -> list[tuple[str, str]]:
    return [(step.kind, str(step.date)) for step in designation(row).procedures[0].steps]


def oddities(reading: Reading) -> list[tuple[str, str]]:
    return [(warning.what, warning.text) for warning in reading.warnings]


def test_a_medicine_is_an_entry_under_its_eu_number() -> None:
    found = entry(MEDICINE)
    assert (found.key, found.title, found.names, found.category) == ("EU/1/12/901", "EXEMPLIN", ("EXEMPLIN",), "Human")
    assert (found.status, found.status_text, str(found.starts_on)) == ("active", "Active", "2012-10-25")
    assert found.details == {
        "eu_number": "EU/1/12/901",
        "ema_address": "https://www.ema.europa.eu/en/medicines/human/EPAR/exemplin",
        "last_decision_date": "2025-06-02",
        "total_procedures": "60",
        "total_decisions": "25",
        "applicant": "Exemplar B.V.",
    }


def test_a_designation_is_an_application_that_starts_with_its_date() -> None:
    found = designation(DESIGNATION)
    assert (found.number, found.type, found.status) == ("EU/3/14/903", "orphan-designation", "designated")
    assert (found.active_substance, found.applicant) == ("Exemplinum", "Exemplar B.V.")
    assert found.details["intended_use"] == "Examples"
    assert steps(DESIGNATION) == [("designation", "2014-04-29")]


def test_a_refused_designation_without_a_number_is_an_entry_under_its_address() -> None:
    found = entry(REFUSAL)
    assert found.key == "ec.europa.eu/health/documents/community-register/html/ho904.htm"
    assert (found.status, found.starts_on, found.details["intended_use"]) == ("refused", None, "Examples")
    assert entry(REFUSAL | {"URI": REFUSAL["URI"].replace("http:", "https:")}).key == found.key


def test_a_date_is_a_refusal_only_where_it_is_the_only_decision() -> None:
    refused = REFUSAL | {"EUNumber": "EU/3/14/904"}
    assert steps(refused) == [("refused", "2017-04-20")]
    assert steps(refused | {"TotalDecisions": "2"}) == []
    assert steps(refused | {"TotalDecisions": None}) == []
    assert steps(refused | {"AuthorisationDate": "2016-01-01"}) == []


def test_the_last_decision_about_a_designation_is_no_step() -> None:
    assert steps(DESIGNATION | {"Status": "Withdrawn"}) == [("designation", "2014-04-29")]
    assert steps(DESIGNATION | {"AuthorisationDate": None}) == []


@pytest.mark.parametrize(
    ("word", "medicine", "orphan"),
    [
        ("Active", "active", "designated"),
        ("Not active", "not-active", "unknown"),
        ("Refused", "refused", "refused"),
        ("Withdrawn", "withdrawn", "withdrawn"),
        ("Dormant", "unknown", "unknown"),
    ],
)
def test_words_of_status(word: str, medicine: str, orphan: str) -> None:
    assert entry(MEDICINE | {"Status": word}).status == medicine
    assert designation(DESIGNATION | {"Status": word}).status == orphan
    assert designation(DESIGNATION | {"Status": word}).status_text == word
    told = oddities(read(DESIGNATION | {"Status": word}))
    assert told == ([("unknown-word", f"Status: {word}")] if orphan == "unknown" else [])


def test_nulls_are_empty_values() -> None:
    optional = ("Name", "ActiveSubstance", "MAH", "EMALink", "AuthorisationDate", "LastDecisionDate", "TotalProcedures")
    reading = read(MEDICINE | dict.fromkeys(optional))
    [found] = reading.notices
    assert (found.title, found.names, found.substances, found.starts_on) == ("", (), (), None)
    assert found.details["applicant"] == found.details["total_procedures"] == ""
    assert reading.warnings == ()


def test_the_english_text_is_taken_else_the_first() -> None:
    assert entry(MEDICINE | {"Name": text(("FR", "EXEMPLINE"), ("EN", "EXEMPLIN"))}).title == "EXEMPLIN"
    assert entry(MEDICINE | {"Name": text(("FR", "EXEMPLINE"), ("DE", "EXEMPLINUM"))}).title == "EXEMPLINE"
    assert entry(MEDICINE | {"Name": text(("EN", "EXEMPLIN"), ("EN", "Otherlin"))}).title == "EXEMPLIN; Otherlin"


def test_an_entry_of_another_type_is_kept_and_reported() -> None:
    reading = read(MEDICINE | {"Type": "Referral"})
    assert [(notice.key, notice.category) for notice in reading.notices] == [("EU/1/12/901", "")]
    assert oddities(reading) == [("unknown-word", "Type: Referral")]


def test_junk_numbers_are_no_keys() -> None:
    assert entry(MEDICINE | {"EUNumber": "794"}).key.endswith("/html/h901.htm")
    assert oddities(read(MEDICINE | {"EUNumber": "794"})) == [("junk-number", "794")]
    reading = read(MEDICINE, DESIGNATION | {"EUNumber": "903"})
    assert (reading.records, oddities(reading)) == ((), [("junk-number", "903")])
    reading = read(MEDICINE, MEDICINE | {"EUNumber": None, "URI": "javascript:alert(1)"})
    assert [what for what, _ in oddities(reading)] == ["junk-address", "no-identity"]


def test_the_file_as_a_bare_list_is_the_same() -> None:
    rows = (MEDICINE, DESIGNATION)
    bare = b"\xef\xbb\xbf" + json.dumps(rows).encode()
    assert READER.recognises(bare) and READER.recognises(body(*rows))
    assert READER.read(bare, PAGE) == read(*rows)


@pytest.mark.parametrize("lost", ["URI", "Type", "Status", "EUNumber"])
def test_a_lost_key_is_a_drift_that_names_it(lost: str) -> None:
    with pytest.raises(Drifted, match=lost):
        read({key: value for key, value in MEDICINE.items() if key != lost})


@pytest.mark.parametrize(
    ("lost", "field"),
    [
        ("Name", "title"),
        ("AuthorisationDate", "starts_on"),
        ("MAH", "applicant"),
        ("TotalDecisions", "total_decisions"),
    ],
)
def test_any_other_lost_key_keeps_its_old_values(lost: str, field: str) -> None:
    reading = read({key: value for key, value in MEDICINE.items() if key != lost})
    assert field in entry(MEDICINE).covers
    assert field not in reading.notices[0].covers
    assert oddities(reading) == [("missing-column", lost)]


def test_pages_and_other_files_are_refused() -> None:
    with pytest.raises(Blocked):
        READER.read(b"<!DOCTYPE html><title>Just a moment", PAGE)
    for damaged in (b"", b"[", b"[[]]x", b"[" * 100_000):
        with pytest.raises(Unreadable):
            READER.read(damaged, PAGE)
    for other in (b"[]", b"{}", b"[[]]"):
        with pytest.raises(Drifted):
            READER.read(other, PAGE)
    assert not READER.recognises(b'{"data": [{"EUNumber": null}]}')


mutations = settings(max_examples=30, deadline=None)


@given(st.permutations([MEDICINE, DESIGNATION, REFUSAL]), st.permutations(list(MEDICINE)))
@mutations
def test_neither_the_order_of_entries_nor_of_keys_changes_a_record(rows: Sequence[Row], keys: list[str]) -> None:
    found = read(*[{key: row[key] for key in keys} for row in rows])
    assert found == read(MEDICINE, DESIGNATION, REFUSAL)
    assert msgspec.json.encode(found) == msgspec.json.encode(read(MEDICINE, DESIGNATION, REFUSAL))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["Name", "URI", "Text", "LanguageCode"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(list(MEDICINE)), VALUES))
@mutations
def test_any_values_leave_the_other_entries_alone(values: dict[str, object]) -> None:
    reading = read(MEDICINE, DESIGNATION | values)
    assert entry(MEDICINE).title in {notice.title for notice in reading.notices}
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


@given(st.data())
@mutations
def test_damaged_bytes_fail_in_a_typed_way_or_give_records(data: st.DataObject) -> None:
    whole = body(MEDICINE, DESIGNATION)
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 40)) :]
    try:
        assert READER.read(damaged, PAGE).scope == "whole"
    except ReadingFailed as failure:
        assert str(failure)
