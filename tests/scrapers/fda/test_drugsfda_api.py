"""openFDA's Drugs@FDA answers: what they say, in whatever order, and how they fail."""

import contextlib
import datetime
import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers import origins
from scrapers.accepting import accept
from scrapers.compare import differences
from scrapers.fda.drugsfda_api import READER
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import Page, Reading

GOLDEN = Path(__file__).parent.parent / "golden" / "fda_drugsfda_api"

SEARCH = 'https://api.fda.gov/drug/drugsfda.json?search=application_number:"NDA900100"&limit=1'
BULK = "https://download.open.fda.gov/drug/drugsfda/drug-drugsfda-0001-of-0001.json.zip"


def read(body: bytes, address: str = SEARCH) -> Reading:
    return READER.read(body, Page(address=address, retrieved_at=datetime.datetime(2026, 3, 3, tzinfo=datetime.UTC)))


def application(number: str = "NDA900100", **changes: Any) -> dict[str, Any]:
    submission = {"submission_type": "ORIG", "submission_number": "1", "submission_status": "AP"}
    product = {"product_number": "001", "brand_name": "EXAMPLIN", "marketing_status": "Prescription"}
    return {
        "application_number": number,
        "sponsor_name": "EXAMPLE",
        "submissions": [submission | {"submission_status_date": "20180630"}],
        "products": [product | {"active_ingredients": [{"name": "ALPHA", "strength": "1MG"}]}],
    } | changes


def answer(*results: dict[str, Any], total: int | None = None, **meta: Any) -> bytes:
    count = {"skip": 0, "limit": len(results), "total": len(results) if total is None else total}
    return json.dumps({"meta": {"results": count} | meta, "results": results}).encode()


def zipped(body: bytes, name: str = "drug-drugsfda-0001-of-0001.json") -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr(name, body)
    return archive.getvalue()


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_same_content_in_another_order_gives_equal_records(shuffler: random.Random) -> None:
    body = (GOLDEN / "unsorted_supplements.json").read_bytes()
    content = json.loads(body)
    for result in content["results"]:
        for rows in (result["submissions"], result["products"]):
            shuffler.shuffle(rows)
        for submission in result["submissions"]:
            shuffler.shuffle(submission.get("application_docs", []))
    assert read(json.dumps(content).encode()).records == read(body).records


def test_number_one_is_both_an_original_and_a_supplement() -> None:
    rows = [
        {"submission_type": kind, "submission_number": "1", "submission_status": "AP", "submission_status_date": date}
        for kind, date in (("SUPPL", "20190101"), ("ORIG", "20180101"))
    ]
    (record,) = read(answer(application(submissions=rows))).records
    assert [(procedure.slug, str(procedure.steps[0].date)) for procedure in record.procedures] == [
        ("ORIG-1", "2018-01-01"),
        ("SUPPL-1", "2019-01-01"),
    ]


@pytest.mark.parametrize(
    ("marketing", "actions", "status"),
    [
        (["Discontinued", "Discontinued"], ["AP"], "discontinued"),
        (["Discontinued", "Prescription"], ["AP"], "approved"),
        (["None (Tentative Approval)"], ["TA"], "tentatively-approved"),
        (["None (Tentative Approval)", "Prescription"], ["AP", "TA"], "approved"),
        (["Prescription"], [], "approved"),
        (["None (Tentative Approval)"], [], "tentatively-approved"),
        (["Prescription"], ["ZZ"], "unknown"),
        (["Discontinued", ""], ["AP"], ""),
        ([], ["AP"], ""),
        ([], ["TA"], "tentatively-approved"),
        (["Discontinued", ""], ["TA"], ""),
    ],
)
def test_the_status_follows_from_products_and_actions(marketing: list[str], actions: list[str], status: str) -> None:
    products = [{"product_number": str(number), "marketing_status": word} for number, word in enumerate(marketing)]
    submissions = [
        {"submission_type": "ORIG", "submission_number": str(number), "submission_status": word}
        for number, word in enumerate(actions, start=1)
    ]
    (record,) = read(answer(application(products=products, submissions=submissions))).records
    assert record.status == status


def test_a_submission_that_comes_twice_is_reported_and_counted_once() -> None:
    (row,) = application()["submissions"]
    first = read(answer(application(submissions=[row, row | {"submission_status_date": "20180701"}])))
    second = read(answer(application(submissions=[row | {"submission_status_date": "20180701"}, row])))
    assert [warning.what for warning in first.warnings] == ["duplicate"]
    assert first.records == second.records
    assert len(first.records[0].procedures) == 1


def test_an_unreadable_result_does_not_hide_the_others() -> None:
    reading = read(answer(application(submissions={"not": "a list"}), application("n/a"), application("NDA900200")))
    assert [record.number for record in reading.records] == ["NDA900200"]
    assert [warning.what for warning in reading.warnings] == ["unreadable-row", "junk-number"]


def test_a_search_without_results_is_an_answer_and_no_event() -> None:
    reading = read(answer())
    assert reading.records == ()
    assert [warning.what for warning in reading.warnings] == ["not-found"]


def test_an_answer_to_a_search_speaks_of_single_applications_even_if_it_holds_all_hits() -> None:
    assert read(answer(application("NDA900100"), application("NDA900200"))).scope == "part"


def test_the_bulk_file_speaks_of_all_applications() -> None:
    body = answer(application("NDA900100"), application("NDA900200"))
    assert read(body, BULK).scope == "whole"
    assert read(zipped(body), BULK).records == read(body, BULK).records


def test_a_bulk_file_with_fewer_rows_than_announced_removes_nothing() -> None:
    reading = read(answer(application(), total=2), BULK)
    assert reading.scope == "part"
    assert "incomplete" in {warning.what for warning in reading.warnings}


def test_a_bulk_file_with_a_broken_row_removes_nothing() -> None:
    assert read(answer(application("NDA900100"), application("n/a")), BULK).scope == "part"


def test_a_column_that_a_bulk_file_lost_keeps_its_old_values() -> None:
    reading = read(answer(application()), BULK)
    (record,) = reading.records
    lost = {warning.text for warning in reading.warnings if warning.what == "missing-column"}
    assert "review_priority" in lost
    assert "review_priority" not in record.covers
    assert "review_priority" not in record.procedures[0].details
    assert "applicant" in record.covers


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Unreadable),
        (b"<!DOCTYPE html><title>Access Denied</title>", Blocked),
        (answer(application())[:-40], Unreadable),
        (b"\x00\xff\xfe", Unreadable),
        (b"PK\x03\x04 no archive", Unreadable),
        (zipped(b"x", "readme.txt"), Drifted),
        (zipped(b"<html>"), Blocked),
        (b"properties:\n  application_number:\n    type: string\n", Unreadable),
        (b'{"$schema": "x", "properties": {"application_number": {"type": "string"}}}', Drifted),
        (b"[]", Drifted),
        (b"{}", Drifted),
        (b'{"results": {"application_number": 1}}', Drifted),
        (b'{"results": [{"term": "NDA", "count": 3}]}', Drifted),
        (b"[" * 100_000, Drifted),
        (b'{"results": [' + b"[" * 100_000, Unreadable),
        (b'{"error": {"code": "OVER_RATE_LIMIT", "message": "x"}}', Unreadable),
        (b'{"error": {"code": "SERVER_ERROR", "message": "x"}}', Unreadable),
        (answer({"application_number": "NDA900100", "sponsor_name": "EXAMPLE"}), Drifted),
    ],
)
def test_what_is_not_an_answer_fails_by_name(body: bytes, failure: type[ReadingFailed]) -> None:
    with pytest.raises(failure):
        read(body)


@pytest.mark.parametrize("column", ["submission_type", "submission_number", "submission_status"])
def test_a_lost_identity_or_status_column_is_drift(column: str) -> None:
    body = answer(application()).replace(f'"{column}":'.encode(), b'"renamed":')
    with pytest.raises(Drifted, match=column):
        read(body)


@pytest.mark.parametrize("lost", ["submissions", "products"])
def test_one_application_may_lack_what_many_cannot(lost: str) -> None:
    many = [application(f"NDA9{number:05}", **{lost: []}) for number in range(50)]
    assert len(read(answer(many[0])).records) == 1
    with pytest.raises(Drifted, match=lost):
        read(answer(*many))


def test_products_that_are_no_longer_given_bring_nothing_back_to_the_market() -> None:
    discontinued = {"product_number": "001", "marketing_status": "Discontinued"}
    (before,) = read(answer(application(products=[discontinued]))).records
    (after,) = read(answer(application(products=[]))).records
    assert before.status == "discontinued"
    assert accept(before, after).status == "discontinued" and accept(before, after).status_text == "Discontinued"
    assert not any(one.field == "status" for one in differences(before, after))


def test_a_submission_whose_status_is_no_longer_given_keeps_it() -> None:
    rows = [
        {"submission_type": "SUPPL", "submission_number": str(number), "submission_status": "AP"} for number in (1, 2)
    ]
    (before,) = read(answer(application(submissions=rows))).records
    (after,) = read(answer(application(submissions=[rows[0] | {"submission_status": ""}, rows[1]]))).records
    assert differences(before, accept(before, after)) == []
    assert [procedure.status for procedure in accept(before, after).procedures] == ["approved", "approved"]


def test_a_lost_marketing_status_is_drift_and_not_a_return_to_the_market() -> None:
    with pytest.raises(Drifted, match="marketing_status"):
        read(answer(application()).replace(b'"marketing_status":', b'"renamed":'))


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.fda.openfda.LARGEST_BULK", 10_000)
    with pytest.raises(Unreadable, match="longer than"):
        read(zipped(b" " * 20_000 + b"{}" + b" " * 20_000 + b"x" * 20_000))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_mutation_of_an_answer_leaves_the_reader_otherwise_than_by_its_failures(data: st.DataObject) -> None:
    body = bytearray((GOLDEN / "unsorted_supplements.json").read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(body) - 1))
        end = data.draw(st.integers(start, min(len(body), start + 40)))
        body[start:end] = data.draw(st.binary(max_size=12))
    READER.recognises(bytes(body))
    with contextlib.suppress(ReadingFailed):
        assert isinstance(read(bytes(body)), Reading)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=6,
)
SUBMISSION_KEYS = ("submission_type", "submission_number", "submission_status_date", "application_docs")
PRODUCT_KEYS = ("product_number", "brand_name", "active_ingredients", "marketing_status")


@given(st.sampled_from(SUBMISSION_KEYS), st.sampled_from(PRODUCT_KEYS), JSON, JSON)
@settings(max_examples=150, deadline=None)
def test_any_value_in_any_field_becomes_a_record_or_a_failure(ours: str, theirs: str, one: Any, other: Any) -> None:
    changed = application()
    changed["submissions"][0][ours] = one
    changed["products"][0][theirs] = other
    try:
        reading = read(answer(changed, application("NDA900200")))
    except ReadingFailed:
        return
    assert "NDA900200" in {record.number for record in reading.records}
    msgspec.json.encode(reading)


def test_the_reader_knows_its_addresses_and_its_bytes() -> None:
    body = (GOLDEN / "unsorted_supplements.json").read_bytes()
    assert READER.matches(SEARCH)
    assert READER.matches(BULK)
    assert not READER.matches("https://api.fda.gov/transparency/crl.json")
    assert READER.recognises(body)
    assert READER.recognises(zipped(body))
    assert not READER.recognises(
        b'{"meta": {}, "results": [{"application_number": ["NDA 209510"], "letter_type": "X"}]}'
    )
    assert not READER.recognises(b"PK\x03\x04")


def test_the_disclaimer_stands_ready_for_whoever_shows_these_data() -> None:
    assert "Do not rely on openFDA" in origins.ACKNOWLEDGEMENTS[origins.BY_NAME[READER.origin].authority]


def test_a_reconstructed_answer_says_so() -> None:
    reading = read(answer(application(), reconstructed="from the release of 2019"))
    assert [(warning.what, warning.text) for warning in reading.warnings] == [
        ("reconstructed", "from the release of 2019")
    ]


PAGES = Path(__file__).parent.parent.parent.parent / "fixtures" / "pages"


@pytest.mark.parametrize(
    ("number", "name", "status", "facts"),
    [
        (
            "NDA022180",
            "FERAHEME",
            "approved",
            {
                "ORIG-1": "2009-06-30",
                "SUPPL-9": "2018-02-02",
                "SUPPL-23": "2019-10-11",
                "SUPPL-24": "2020-09-11",
                "SUPPL-25": "2022-06-16",
            },
        ),
        ("NDA020416", "FERIDEX I.V.", "discontinued", {"ORIG-1": "1996-08-30"}),
        (
            "NDA020410",
            "GASTROMARK",
            "discontinued",
            {"ORIG-1": "1996-12-06", "SUPPL-1": "1999-07-30", "SUPPL-3": "2013-04-05"},
        ),
        ("ANDA206604", "FERUMOXYTOL", "approved", {"ORIG-1": "2021-01-15"}),
        ("NDA219868", "FERABRIGHT", "approved", {"ORIG-1": "2025-10-16"}),
    ],
)
def test_the_demos_pages_say_what_is_known_and_that_they_are_reconstructed(
    number: str, name: str, status: str, facts: dict[str, str]
) -> None:
    reading = read((PAGES / f"{number}.json").read_bytes())
    (record,) = reading.records
    dates = {procedure.slug: str(step.date) for procedure in record.procedures for step in procedure.steps}
    assert (record.number, record.name, record.status) == (number, name, status)
    assert facts.items() <= dates.items()
    assert [warning.what for warning in reading.warnings] == ["reconstructed"]


def test_ferabright_is_an_orphan_of_type_10() -> None:
    (record,) = read((PAGES / "NDA219868.json").read_bytes()).records
    details = record.procedures[0].details
    assert (details["submission_class"], details["property"]) == ("TYPE 10", "Orphan")
