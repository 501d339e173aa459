"""EMA's list of post-authorisation procedures, which names no procedure and speaks for no authorisation."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.ema.post_authorisation import LAYOUT, LONGEST_SLUG, READER
from scrapers.readers import Drifted, ReadingFailed
from scrapers.records import ApplicationRecord, ProcedureRecord, Reading
from tests.scrapers.ema.feed_files import PAGE, feed_of, wrapped

Row = Mapping[str, Any]
PAGES = "https://www.ema.europa.eu/en/medicines/human"

OPINION: Row = dict.fromkeys(LAYOUT.optional, "") | {
    "category": "Human",
    "name_of_medicine": "Exemplin",
    "ema_product_number": "EMEA/H/C/900001",
    "marketing_authorisation_developer_applicant_holder": "Exemplar B.V.",
    "post_authorisation_procedure_status": "Opinion",
    "post_authorisation_opinion_status": "Positive",
    "post_authorisation_opinion_date": "17/09/2026",
    "withdrawal_of_application_date": "",
    "marketing_authorisation_date": "21/05/2015",
    "first_published_date": "18/09/2026",
    "last_updated_date": "",
    "medicine_url": f"{PAGES}/variation/exemplin-0",
}
WITHDRAWN = OPINION | {
    "post_authorisation_procedure_status": "Application withdrawn",
    "post_authorisation_opinion_status": "",
    "post_authorisation_opinion_date": "",
    "withdrawal_of_application_date": "10/09/2026",
    "medicine_url": f"{PAGES}/variation/exemplin",
}


def read(*rows: object) -> Reading:
    return READER.read(feed_of(rows), PAGE)


def only(**values: object) -> ApplicationRecord:
    [record] = read(OPINION | values).records
    return record


def procedure(row: Row) -> ProcedureRecord:
    [record] = read(row).records
    [found] = record.procedures
    return found


def steps(row: Row) -> list[tuple[str, str]]:
    return [(step.kind, str(step.date)) for step in procedure(row).steps]


def oddities(reading: Reading) -> list[tuple[str, str]]:
    return [(warning.what, warning.text) for warning in reading.warnings]


def test_nothing_is_said_of_the_authorisation_itself() -> None:
    record = only()
    assert (record.status, record.status_text, record.applicant, record.address, record.details) == ("", "", "", "", {})
    assert "status" not in record.covers
    assert "authorised" not in dict(steps(OPINION))


@pytest.mark.parametrize(
    ("word", "outcome", "status"),
    [
        ("Opinion", "Positive", "opinion-positive"),
        ("Opinion", "Negative", "opinion-negative"),
        ("Opinion", "", "opinion"),
        ("Application withdrawn", "", "application-withdrawn"),
        ("Application withdrawn", "Positive", "application-withdrawn"),
        ("Validation", "", "unknown"),
        ("", "Positive", ""),
    ],
)
def test_the_status_of_a_procedure_is_that_of_its_opinion(word: str, outcome: str, status: str) -> None:
    row = OPINION | {"post_authorisation_procedure_status": word, "post_authorisation_opinion_status": outcome}
    assert (procedure(row).status, procedure(row).status_text) == (status, word)


def test_words_never_seen_are_reported() -> None:
    words = {"post_authorisation_procedure_status": "Validation", "post_authorisation_opinion_status": "Mixed"}
    assert oddities(read(OPINION | words)) == [
        ("unknown-word", "post_authorisation_opinion_status: Mixed"),
        ("unknown-word", "post_authorisation_procedure_status: Validation"),
    ]
    assert steps(OPINION | words) == [("opinion", "2026-09-17")]


def test_an_opinion_without_its_date_has_no_step() -> None:
    undated = procedure(OPINION | {"post_authorisation_opinion_date": ""})
    assert (undated.status, undated.steps) == ("opinion-positive", ())


def test_a_withdrawal_after_the_opinion_has_both_steps() -> None:
    both = WITHDRAWN | {
        "post_authorisation_opinion_status": "Positive",
        "post_authorisation_opinion_date": "25/06/2026",
    }
    assert steps(both) == [("opinion-positive", "2026-06-25"), ("application-withdrawn", "2026-09-10")]


def test_a_row_without_substance_and_holder_is_read() -> None:
    bare = {"active_substance": "", "marketing_authorisation_developer_applicant_holder": ""}
    assert read(OPINION | bare).records == read(OPINION).records
    assert read(OPINION | bare).warnings == ()


def test_an_address_that_came_to_stand_for_another_medicine_is_another_record() -> None:
    other = OPINION | {"ema_product_number": "EMEA/H/C/900002", "name_of_medicine": "Otherlin"}
    records = read(OPINION, other).records
    assert [record.key for record in records] == [
        "EMEA/H/C/900001/human/variation/exemplin-0",
        "EMEA/H/C/900002/human/variation/exemplin-0",
    ]


def test_two_procedures_of_one_medicine_are_two_records() -> None:
    records = read(OPINION, WITHDRAWN).records
    assert [record.number for record in records] == ["EMEA/H/C/900001"] * 2
    assert [record.procedures[0].slug for record in records] == ["variation/exemplin", "variation/exemplin-0"]


def test_an_extension_is_told_by_its_address() -> None:
    assert procedure(OPINION | {"medicine_url": f"{PAGES}/extension/exemplin"}).type == "extension"
    assert procedure(OPINION).type == "variation"
    assert oddities(read(OPINION | {"medicine_url": f"{PAGES}/renewal/exemplin"})) == [
        ("unknown-word", "medicine_url: renewal")
    ]


def test_long_names_in_addresses_give_designations_that_fit_and_differ() -> None:
    long = "emtricitabine-tenofovir-disoproxil-exemplin-previously-exemplin-nova"
    slugs = {procedure(OPINION | {"medicine_url": f"{PAGES}/variation/{long}-{n}"}).slug for n in range(3)}
    assert len(slugs) == 3
    assert all(len(slug) == LONGEST_SLUG and slug.startswith("variation/emtricitabine") for slug in slugs)


@pytest.mark.parametrize(
    "address", ["", "exemplin", "https://example.org/en/medicines/human/variation/x", f"{PAGES}/exemplin", "x" * 400]
)
def test_a_row_without_the_page_of_a_procedure_is_left_out_and_reported(address: str) -> None:
    reading = read(OPINION, OPINION | {"medicine_url": address})
    assert len(reading.records) == 1
    assert [warning.what for warning in reading.warnings] == ["junk-address"]


def test_a_junk_number_keeps_its_row_out() -> None:
    reading = read(OPINION, WITHDRAWN | {"ema_product_number": "II/0023"})
    assert len(reading.records) == 1
    assert oddities(reading) == [("junk-number", "II/0023")]


def test_a_page_listed_twice_is_one_record_in_any_order() -> None:
    changed = OPINION | {"post_authorisation_opinion_date": "18/09/2026"}
    assert read(OPINION, changed).records == read(changed, OPINION).records
    assert [what for what, _ in oddities(read(OPINION, changed))] == ["duplicate-key"]


@pytest.mark.parametrize("lost", LAYOUT.required)
def test_a_lost_number_address_or_status_is_a_drift_that_names_it(lost: str) -> None:
    with pytest.raises(Drifted, match=lost):
        read({key: value for key, value in OPINION.items() if key != lost})


def test_a_lost_date_keeps_its_old_steps() -> None:
    reading = read({key: value for key, value in OPINION.items() if key != "post_authorisation_opinion_date"})
    assert oddities(reading) == [("missing-column", "post_authorisation_opinion_date")]
    assert "opinion-positive" not in reading.records[0].covers
    assert "application-withdrawn" in reading.records[0].covers


def test_the_list_is_recognised_and_found_by_its_address() -> None:
    assert READER.recognises(feed_of([OPINION]))
    assert READER.matches(
        "https://www.ema.europa.eu/en/documents/report/medicines-output-post_authorisation_json-report_en.json"
    )


mutations = settings(max_examples=25, deadline=None)


@given(st.permutations([OPINION, WITHDRAWN, OPINION | {"ema_product_number": "x"}]), st.permutations(list(OPINION)))
@mutations
def test_the_order_of_rows_and_keys_and_a_mirrors_lists_change_no_record(rows: Sequence[Row], keys: list[str]) -> None:
    shuffled = [{key: row[key] for key in keys} for row in rows]
    expected = [msgspec.json.encode(record) for record in read(OPINION, WITHDRAWN).records]
    assert [msgspec.json.encode(record) for record in read(*shuffled).records] == expected
    assert [msgspec.json.encode(record) for record in read(*map(wrapped, shuffled)).records] == expected


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=3), max_size=2)


@given(st.dictionaries(st.sampled_from(list(OPINION)), VALUES))
@mutations
def test_any_values_leave_the_other_rows_alone(values: dict[str, object]) -> None:
    reading = read(OPINION, WITHDRAWN | values)
    assert only().key in {record.key for record in reading.records}
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


@given(st.data())
@mutations
def test_damaged_bytes_fail_in_a_typed_way_or_give_records(data: st.DataObject) -> None:
    body = feed_of([OPINION, WITHDRAWN])
    at = data.draw(st.integers(0, len(body) - 1))
    damaged = body[:at] + data.draw(st.binary(max_size=3)) + body[at + data.draw(st.integers(0, 40)) :]
    try:
        assert READER.read(damaged, PAGE).records
    except ReadingFailed as failure:
        assert str(failure)
