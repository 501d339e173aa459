"""What holds for each of EMA's lists beside the medicines table: what they promise, and what may not change a record.

The rows are those of the golden pairs; what is right for one list only is in `test_side_feeds_words.py`.
"""

import json
import random
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import ApplicationRecord, NoticeRecord, Reading
from scrapers.registry import BY_NAME
from scrapers.vocabulary import FIELDS, NOTICE_KINDS, NOTICE_STATUSES, STATUSES, STEP_KINDS
from tests.scrapers.ema.feed_files import PAGE, feed_of, wrapped

GOLDEN = Path(__file__).parents[1] / "golden"
Row = dict[str, Any]


class Source(NamedTuple):
    """A list, the keys without which it is refused (the identity first), and the place of a row that is whole."""

    reader: str
    required: tuple[str, ...]
    whole: int = 0

    @property
    def rows(self) -> list[Row]:
        [path] = [path for path in (GOLDEN / self.reader.replace(".", "_")).iterdir() if "expected" not in path.name]
        rows: list[Row] = json.loads(path.read_bytes())["data"]
        return rows

    @property
    def row(self) -> Row:
        return self.rows[self.whole]

    def read(self, *rows: object, total: object = None) -> Reading:
        return BY_NAME[self.reader].read(feed_of(rows, total), PAGE)


SOURCES = (
    Source("ema.referrals", ("reference_number", "current_status")),
    Source("ema.orphan_designations", ("eu_designation_number", "status")),
    Source("ema.paediatric_plans", ("pip_number", "decision_number", "decision_type")),
    Source("ema.psusa", ("procedure_number", "regulatory_outcome")),
    Source("ema.safety_communications", ("dhpc_url", "name_of_medicine")),
    Source("ema.shortages", ("shortage_url", "medicine_affected", "supply_shortage_status")),
    Source("ema.news", ("news_url", "title")),
    Source("ema.events", ("event_url", "title", "date_start_end_dates")),
    Source("ema.general_pages", ("general_url", "title")),
)
every_list = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.reader)


def told(reading: Reading) -> tuple[ApplicationRecord | NoticeRecord, ...]:
    return (*reading.records, *reading.notices)


def kinds(reading: Reading) -> list[str]:
    return [warning.what for warning in reading.warnings]


@every_list
def test_a_list_that_holds_fewer_records_than_it_says_is_refused(source: Source) -> None:
    with pytest.raises(Drifted, match=r"says it has 3377 records and holds 1\b"):
        source.read(source.row, total=3377)


@every_list
def test_a_lost_identity_or_status_is_a_drift_that_names_it(source: Source) -> None:
    for key in source.required:
        with pytest.raises(Drifted, match=rf"lost its {key}"):
            source.read(*({name: value for name, value in row.items() if name != key} for row in source.rows))


@every_list
def test_any_other_lost_column_is_reported_and_covered_no_more(source: Source) -> None:
    whole = {row.identity: row for row in told(source.read(*source.rows))}
    for key in source.row.keys() - set(source.required):
        reading = source.read(*({name: value for name, value in row.items() if name != key} for row in source.rows))
        assert "missing-column" in kinds(reading), key
        for record in told(reading):
            before = whole[record.identity]
            lost = set(before.covers) - set(record.covers)
            assert set(record.details) <= set(record.covers) <= set(before.covers)
            assert set(before.details) - set(record.details) <= lost
            assert lost or key in SHARING or key in UNTOLD, key


SHARING = {
    "associated_names_centrally_authorised_medicines",
    "associated_names_non_centrally_authorised_medicines",
    "non_prac_decision_making_model",
    "prac_decision_making_model",
}
"""Two columns of one field: losing one of them does not lose the field."""

UNTOLD = {"contact_for_public_enquiries"}
"""Persons are nobody's business."""


@every_list
def test_an_unknown_column_is_reported_once_and_changes_nothing(source: Source) -> None:
    before = source.read(*source.rows)
    reading = source.read(*({**row, "colour": "blue"} for row in source.rows))
    assert told(reading) == told(before)
    assert [warning.text for warning in reading.warnings if warning.what == "unknown-column"] == ["colour"]


@every_list
def test_columns_and_rows_in_any_order_give_equal_records(source: Source) -> None:
    before = told(source.read(*source.rows))
    for seed in range(4):
        chance = random.Random(seed)
        rows = [dict(chance.sample(list(row.items()), len(row))) for row in source.rows]
        chance.shuffle(rows)
        assert told(source.read(*rows)) == before


@every_list
def test_values_in_lists_as_one_mirror_gave_them_give_equal_records(source: Source) -> None:
    assert told(source.read(*map(wrapped, source.rows))) == told(source.read(*source.rows))


@every_list
def test_blanks_and_entities_of_the_medium_change_nothing(source: Source) -> None:
    noisy = [{key: f"  {value}&nbsp;\u00a0" for key, value in row.items()} for row in source.rows]
    assert told(source.read(*noisy)) == told(source.read(*source.rows))


@every_list
def test_a_row_that_comes_twice_is_one_record_and_reported(source: Source) -> None:
    reading = source.read(source.row, source.row)
    assert told(reading) == told(source.read(source.row))
    assert "repeated-row" in kinds(reading)


@every_list
def test_of_two_rows_under_one_key_the_one_last_updated_counts_in_either_order(source: Source) -> None:
    newer = source.row | {"last_updated_date": "01/11/2026", "first_published_date": "01/10/2026"}
    readings = [source.read(newer, source.row), source.read(source.row, newer)]
    for reading in readings:
        assert told(reading) == told(readings[0])
        assert len(told(reading)) == 1
        assert "duplicate-key" in kinds(reading)
    if source.reader != "ema.general_pages":
        assert told(readings[0]) == told(source.read(newer))


@every_list
def test_rows_that_cannot_be_told_apart_are_reported_and_too_many_are_a_drift(source: Source) -> None:
    key = source.required[0]
    nobody = source.row | {key: ""}
    assert told(source.read(source.row, nobody)) == told(source.read(source.row))
    assert set(kinds(source.read(source.row, nobody))) & {"junk-number", "junk-address"}
    with pytest.raises(Drifted, match="can be told apart"):
        source.read(source.row, nobody, nobody)


@every_list
def test_a_page_an_apology_or_nothing_is_never_read(source: Source) -> None:
    read = BY_NAME[source.reader].read
    for body in (b"<!DOCTYPE html><title>Just a moment</title>", b"Access Denied"):
        with pytest.raises(Blocked):
            read(body, PAGE)
    for body in (b"", b"PK\x03\x04", feed_of(source.rows)[:-9]):
        with pytest.raises(Unreadable):
            read(body, PAGE)


@every_list
def test_a_list_is_recognised_by_its_keys_and_read_from_its_address(source: Source) -> None:
    reader = BY_NAME[source.reader]
    assert reader.recognises(feed_of(source.rows))
    assert all(not reader.recognises(feed_of(other.rows)) for other in SOURCES if other is not source)
    assert reader.origin == source.reader


@every_list
def test_every_word_of_a_record_is_in_the_vocabulary(source: Source) -> None:
    reading = source.read(*source.rows)
    for record in reading.records:
        assert record.status in STATUSES
        assert set(record.details) <= set(FIELDS)
        assert set(record.details) <= set(record.covers)
        procedures = [procedure.details.keys() for procedure in record.procedures]
        assert all(set(names) <= set(FIELDS) & set(record.covers) for names in procedures)
        assert all(
            step.kind in STEP_KINDS and step.kind in record.covers
            for procedure in record.procedures
            for step in procedure.steps
        )
    for notice in reading.notices:
        assert notice.kind in NOTICE_KINDS
        assert notice.status in {"", *NOTICE_STATUSES}
        assert set(notice.details) <= set(FIELDS) & set(notice.covers)


@every_list
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_whatever_stands_in_the_cells_a_list_is_read_or_refused(source: Source, data: st.DataObject) -> None:
    values = st.text(max_size=12) | st.sampled_from(["31/12/2026", "00/00/0000", ";;", "EU/3/0", "\ud800", "P:"])
    cells = data.draw(st.dictionaries(st.sampled_from(sorted(source.row)), values | st.none() | st.integers()))
    try:
        reading = source.read(*source.rows, source.row | cells)
    except ReadingFailed as failure:
        assert str(failure)
        return
    identities = [record.identity for record in told(reading)]
    assert identities == sorted(set(identities))
    assert all(identity == identity.strip() and identity for identity in identities)
