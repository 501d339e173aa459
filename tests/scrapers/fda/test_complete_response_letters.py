"""openFDA's list of letters: its columns, what their texts add, and the traps of both."""

import datetime
import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.fda.complete_response_letters import READER
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import Page, ProcedureRecord, Reading

ADDRESS = "https://api.fda.gov/transparency/crl.json?limit=1000"
TEXT = (
    "NDA 099001\nCOMPLETE RESPONSE\nDear Dr. Example:\nPlease refer to your New Drug Application (NDA) dated March 1,"
    " 2016, received March 2, 2016, submitted.\nWe cannot approve this application in its present form.\n"
    "This is a representation of an electronic record\nALEX EXAMPLE\n03/02/2017\n"
)


def row(**changes: Any) -> dict[str, Any]:
    plain = {
        "file_name": "crl_099001.pdf",
        "application_number": ["NDA 099001"],
        "letter_type": "COMPLETE RESPONSE",
        "letter_date": "03/02/2017",
        "company_name": "Exemplar, Inc.",
        "company_rep": "Alex Person",
        "text": TEXT,
    }
    return {key: value for key, value in (plain | changes).items() if value is not None}


def answer(*rows: dict[str, Any], total: int | None = None) -> bytes:
    meta = {"last_updated": "2025-07-15", "results": {"skip": 0, "limit": 1000, "total": total or len(rows)}}
    return json.dumps({"meta": meta, "results": rows}).encode()


def read(*rows: dict[str, Any], address: str = ADDRESS, total: int | None = None) -> Reading:
    return read_bytes(answer(*rows, total=total), address)


def read_bytes(body: bytes, address: str = ADDRESS) -> Reading:
    return READER.read(body, Page(address=address, retrieved_at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)))


def only(*rows: dict[str, Any]) -> ProcedureRecord:
    (record,) = read(*rows).records
    (procedure,) = record.procedures
    return procedure


def steps(procedure: ProcedureRecord) -> list[tuple[str, str]]:
    return [(step.kind, str(step.date)) for step in procedure.steps]


def whats(reading: Reading) -> list[str]:
    return [warning.what for warning in reading.warnings]


def test_the_columns_and_the_text_tell_of_one_letter() -> None:
    procedure = only(row())
    assert (procedure.slug, steps(procedure)) == (
        "ORIG-1",
        [("submitted", "2016-03-02"), ("complete-response", "2017-03-02")],
    )
    assert len(procedure.steps[1].evidence) == 3


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("COMPLETE RESPONSE", "complete-response"),
        ("TENTATIVE APPROVAL", "tentatively-approved"),
        ("APPROVAL", "approved"),
        ("RESCIND COMPLETE RESPONSE", "other"),
        ("PROVISIONAL DETERMINATION", "other"),
        ("CORRECTED PROVISIONAL DETERMINATION", "other"),
    ],
)
def test_each_type_of_letter_is_a_kind_of_step(word: str, kind: str) -> None:
    reading = read(row(letter_type=word, text=""))
    (step,) = reading.records[0].procedures[0].steps
    assert (step.kind, step.label) == (kind, word if kind == "other" else "")
    assert reading.warnings == ()


def test_a_type_that_is_not_known_is_kept_and_reported() -> None:
    reading = read(row(letter_type="REFUSAL", text=""), row(letter_type="REFUSAL", text="", file_name="b.pdf"))
    assert [record.procedures[0].steps[0].label for record in reading.records] == ["REFUSAL", "REFUSAL"]
    assert [(warning.what, warning.text) for warning in reading.warnings] == [("unknown-word", "letter_type: REFUSAL")]


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [("is not approvable", "not-approvable-letter"), ("is approvable", "approvable-letter"), ("", "other")],
)
def test_before_august_2008_the_text_decides_what_a_letter_is(verdict: str, kind: str) -> None:
    text = TEXT.replace("We cannot approve this", f"It {verdict}.").replace("03/02/2017", "03/02/2007")
    procedure = only(row(letter_date="03/02/2007", text=text.replace("2016", "2006")))
    assert steps(procedure) == [("submitted", "2006-03-02"), (kind, "2007-03-02")]


def test_a_letter_about_several_applications_is_a_record_of_each() -> None:
    reading = read(row(application_number=["NDA 099001", "BL 125999"], text=""))
    assert sorted((record.number, record.key) for record in reading.records) == [
        ("BLA125999", "api/crl_099001.pdf/BLA125999"),
        ("NDA099001", "api/crl_099001.pdf/NDA099001"),
    ]


def test_two_letters_in_one_file_are_one_record() -> None:
    procedure = only(row(text=""), row(letter_date="04/05/2018", text=""))
    assert [(step.kind, step.occurrence) for step in procedure.steps] == [
        ("complete-response", 1),
        ("complete-response", 2),
    ]


def test_where_nothing_says_which_submission_it_is_the_step_is_not_given_to_the_original() -> None:
    assert (only(row(text="illegible")).slug, only(row(text="illegible")).type) == ("letter", "other")


@pytest.mark.parametrize(
    ("name", "slug"), [("099001_2017_Orig1s000OtherActionLtrs.pdf", "ORIG-1"), ("099001-s074_Other.pdf", "SUPPL-74")]
)
def test_the_name_of_the_file_may_say_which_submission(name: str, slug: str) -> None:
    assert only(row(text="illegible", file_name=name)).slug == slug


def test_of_people_nothing_is_kept() -> None:
    text = str(read(row(company_address="1 Example Street", approver_name="Sam Signer")).records)
    assert not any(name in text for name in ("Alex", "ALEX", "Example", "Sam", "Street"))


def test_both_spellings_of_who_signed_are_known() -> None:
    names = {f"{who}_{what}": "x" for who in ("approver", "approval") for what in ("name", "title", "center")}
    assert read(row(**names)).warnings == ()
    assert whats(read(row(colour="green"))) == ["unknown-column"]


def test_the_holder_is_that_of_the_last_letter() -> None:
    older = row(file_name="old.pdf", company_name="Former Ltd", letter_date="03/02/2012", text="")
    holders = {record.key: record.applicant for record in read(row(text=""), older).records}
    assert holders == {"api/crl_099001.pdf/NDA099001": "Exemplar, Inc.", "api/old.pdf/NDA099001": ""}


def test_no_status_is_claimed_from_a_letter() -> None:
    (record,) = read(row()).records
    assert (record.status, record.status_text, record.procedures[0].status) == ("", "", "")


def test_letters_of_the_text_about_other_applications_are_left_out() -> None:
    assert steps(only(row(text=TEXT.replace("099001", "099777")))) == [("complete-response", "2017-03-02")]


@pytest.mark.parametrize(
    ("address", "total", "whole"),
    [
        (ADDRESS, None, True),
        ("https://download.open.fda.gov/transparency/crl/crl-0001-of-0001.json.zip", None, True),
        (ADDRESS, 500, False),
        (f"{ADDRESS}&search=company_name:exemplar", None, False),
        ("", None, False),
    ],
)
def test_only_all_letters_are_a_whole_list_and_of_api_letters_only(
    address: str, total: int | None, whole: bool
) -> None:
    reading = read(row(), address=address, total=total)
    assert (reading.scope, reading.within) == (("whole", "api/") if whole else ("part", ""))


def test_rows_that_do_not_say_what_they_are_about_are_kept_out_and_the_list_is_no_more_whole() -> None:
    reading = read(row(), row(application_number=["part 341"]), row(file_name=None))
    assert len(reading.records) == 1
    assert (whats(reading), reading.scope) == (["junk-number", "junk-number"], "part")


@pytest.mark.parametrize(("date", "what"), [("02/30/2017", "junk-date"), ("2017-03-02", "junk-date"), ("", "no-date")])
def test_a_date_in_another_form_is_no_step(date: str, what: str) -> None:
    reading = read(row(letter_date=date, text=""), row(file_name="b.pdf", text=""))
    assert [len(record.procedures) for record in reading.records] == [1, 0]
    assert whats(reading) == [what]


@pytest.mark.parametrize("key", ["file_name", "application_number", "letter_type", "letter_date"])
def test_a_key_that_no_row_has_is_a_drift(key: str) -> None:
    with pytest.raises(Drifted, match=key):
        read(row(**{key: None}), row(**{key: None}))


def test_a_search_without_a_hit_is_an_answer() -> None:
    body = json.dumps({"error": {"code": "NOT_FOUND", "message": "No matches found!"}}).encode()
    assert (whats(read_bytes(body)), read_bytes(body).records) == (["not-found"], ())


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Unreadable),
        (b"<html>apology</html>", Blocked),
        (b'{"error": {"code": "SERVER_ERROR"}}', Unreadable),
        (b'{"meta": {}}', Drifted),
        (b'{"results": [{"a": 1}]}', Drifted),
        (b'{"results": [1]}', Drifted),
        (answer(row())[:200], Unreadable),
    ],
)
def test_what_is_no_list_of_letters_is_refused(body: bytes, failure: type[ReadingFailed]) -> None:
    with pytest.raises(failure):
        read_bytes(body)


def test_the_bulk_archive_gives_the_same() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("crl-0001-of-0001.json", answer(row()))
    assert READER.recognises(archive.getvalue())
    assert read_bytes(archive.getvalue()) == read(row())


@settings(max_examples=10, deadline=None)
@given(st.permutations([row(file_name=f"{n}.pdf", letter_date=f"0{n}/02/2017") for n in range(1, 6)] + [row()]))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]]) -> None:
    assert read(*rows) == read(*sorted(rows, key=str))
