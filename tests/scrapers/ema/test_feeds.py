"""What all of EMA's JSON feeds share: the envelope, odd rows and values, and when a feed counts as incomplete."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.dates import from_iso
from scrapers.ema import cells
from scrapers.ema.feeds import Feed, Layout, Row, label_of, open_feed, read_feed, recogniser, refuse_mostly_junk
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from tests.scrapers.ema.feed_files import feed_of, wrapped

LAYOUT = Layout(
    title="list of trials", required=("number", "status"), expected=("title", "decision_date"), optional=("files",)
)
WHOLE = {"number": "1", "status": "Open", "title": "Exemplin", "decision_date": "17/09/2026"}


def read(*rows: object, total: object = None) -> Feed:
    return read_feed(feed_of(rows, total), LAYOUT)


def only(**values: object) -> Row:
    [row] = read(WHOLE | values).rows
    return row


def warnings(feed: Feed) -> list[tuple[str, str, str]]:
    return [(warning.what, warning.where, warning.text) for warning in feed.notes.warnings()]


def oddities(row: Row) -> list[tuple[str, str, str]]:
    return [(warning.what, warning.where, warning.text) for warning in row.notes.warnings()]


def test_a_feed_is_its_rows_in_order_and_emas_own_stamp() -> None:
    feed = read(WHOLE, WHOLE | {"number": "2"})
    assert [(row.place, row.text("number")) for row in feed.rows] == [(1, "1"), (2, "2")]
    assert feed.published_at == "2026-10-04T18:02"
    assert warnings(feed) == []


@pytest.mark.parametrize("total", [20241, "20241", ["20241"]])
def test_a_feed_that_holds_fewer_records_than_it_says_is_a_drift_with_both_numbers(total: object) -> None:
    with pytest.raises(Drifted, match=r"list of trials says it has 20241 records and holds 1\b"):
        read(WHOLE, total=total)


def test_a_feed_that_holds_more_records_than_it_says_is_a_drift() -> None:
    with pytest.raises(Drifted, match="says it has 1 records and holds 2"):
        read(WHOLE, WHOLE, total=1)


@pytest.mark.parametrize("meta", [{}, {"meta": None}, {"meta": {"total_records": None}}])
def test_a_feed_that_does_not_say_how_many_records_it_has_is_read(meta: dict[str, object]) -> None:
    assert len(read_feed(json.dumps(meta | {"data": [WHOLE]}).encode(), LAYOUT).rows) == 1


def test_a_row_that_is_no_object_is_reported_and_left_out() -> None:
    feed = read(WHOLE, "2", WHOLE, None)
    assert [row.place for row in feed.rows] == [1, 3]
    assert warnings(feed) == [("junk-row", "row 2", "str"), ("junk-row", "row 4", "NoneType")]


def test_rows_most_of_which_are_no_objects_are_a_drift() -> None:
    with pytest.raises(Drifted, match="2 of the 3 rows"):
        read(WHOLE, "2", "3")


@pytest.mark.parametrize("lost", ["number", "status"])
def test_a_lost_key_is_a_drift_that_names_it(lost: str) -> None:
    with pytest.raises(Drifted, match=f"lost its {lost}"):
        read({key: value for key, value in WHOLE.items() if key != lost})


def test_a_feed_without_rows_is_a_drift() -> None:
    with pytest.raises(Drifted, match="empty list of trials"):
        read()


def test_keys_missing_and_unknown_are_each_reported_once() -> None:
    feed = read({"number": "1", "status": "Open", "phase": "2"}, {"number": "2", "status": "", "phase": "3"})
    assert warnings(feed) == [
        ("missing-column", "", "title"),
        ("missing-column", "", "decision_date"),
        ("unknown-column", "", "phase"),
    ]
    assert feed.targets({"number": "number", "title": "title"}) == ("number",)


def test_a_key_that_only_some_rows_have_is_no_oddity() -> None:
    assert warnings(read(WHOLE, WHOLE | {"files": {"de": "x"}})) == []


def test_a_text_is_without_the_noise_of_its_medium() -> None:
    assert only(title=" Exem&nbsp;plin&lt;2&gt; \u00a0\n\n B  ").text("title") == "Exem plin<2> B"
    assert only(title=None).text("title") == ""
    assert only().text("phase") == ""


def test_values_that_a_mirror_wrapped_in_lists_read_as_the_others() -> None:
    files = {"files": {"de": "x"}}
    [row] = read(wrapped(WHOLE | files)).rows
    assert [row.text(key) for key in WHOLE] == list(WHOLE.values())
    assert row.mapping("files") == files["files"]
    assert str(row.date("decision_date")) == "2026-09-17"


def test_an_object_where_text_is_due_is_reported_once_and_counts_as_empty() -> None:
    row = only(title={"en": "Exemplin"})
    assert (row.text("title"), row.text("title")) == ("", "")
    assert oddities(row) == [("junk-value", "row 1", "title")]


@pytest.mark.parametrize("value", ["x", 7, ["x", "y"]])
def test_what_is_no_object_where_one_is_due_is_reported(value: object) -> None:
    row = only(files=value)
    assert row.mapping("files") == {}
    assert oddities(row) == [("junk-value", "row 1", "files")]


def test_a_list_is_a_set_of_its_items() -> None:
    assert only(title="b; a ;b;;").listed("title") == ("a", "b")


def test_an_unknown_word_is_kept_as_unknown_and_reported() -> None:
    words = {"open": "ongoing"}
    assert only().word("status", words) == "ongoing"
    assert only(status="").word("status", words) == ""
    row = only(status="Ajar")
    assert row.word("status", words) == "unknown"
    assert oddities(row) == [("unknown-word", "row 1", "status: Ajar")]


def test_a_value_that_is_not_what_its_column_holds_is_reported() -> None:
    row = only(title="javascript:alert(1)")
    assert row.value("title", cells.address) == ""
    assert oddities(row) == [("junk-address", "row 1", "javascript:alert(1)")]


def test_dates_are_read_in_the_form_of_their_feed() -> None:
    assert str(only().date("decision_date")) == "2026-09-17"
    assert str(only(decision_date="2009-06-08T02:09:21Z").date("decision_date", from_iso)) == "2009-06-08"
    assert only(decision_date="").date("decision_date") is None
    assert only(decision_date=", ,").iso("decision_date") == ""


@pytest.mark.parametrize("text", ["2026-09-17", "31/02/2026", "01/01/1970", "31/12/9999", "soon"])
def test_a_date_that_is_none_or_only_fills_its_place_is_no_step(text: str) -> None:
    row = only(decision_date=text)
    assert row.step("ec-decision", "decision_date") is None
    assert oddities(row) == [("junk-date", "row 1", f"decision_date: {text}")]


def test_a_step_shows_the_words_that_give_its_date_and_its_outcome() -> None:
    step = only().step("ec-decision", "decision_date", outcome="status")
    assert step is not None
    dated, outcome = step.evidence
    assert (dated.quote, dated.locator, str(dated.date)) == (
        "Decision date: 17/09/2026",
        "Decision date",
        "2026-09-17",
    )
    assert (outcome.quote, outcome.supports, outcome.date) == ("Status: Open", ("outcome",), None)


def test_a_feed_whose_rows_cannot_be_told_apart_is_a_drift() -> None:
    feed = read(*[WHOLE] * 4)
    refuse_mostly_junk(2, feed, LAYOUT.title)
    with pytest.raises(Drifted, match="1 of the 4 rows of the list of trials"):
        refuse_mostly_junk(1, feed, LAYOUT.title)


def test_a_feed_is_recognised_by_keys_that_it_has_and_keys_that_it_has_not() -> None:
    recognises = recogniser("number", "status", without=("phase",))
    assert recognises(b"\xef\xbb\xbf\n" + feed_of([WHOLE]))
    assert not recognises(feed_of([WHOLE | {"phase": ""}]))
    assert not recognises(b'["number", "status"]')
    assert not recognises(b"")


def test_a_page_is_a_block_and_what_is_no_json_is_unreadable() -> None:
    with pytest.raises(Blocked):
        read_feed(b"<!DOCTYPE html><title>Just a moment", LAYOUT)
    for body in (b"", b"[]", b"{", b'{"data": ["\\ud800"]}', b'{"data":' + b"[" * 100_000):
        with pytest.raises(Unreadable):
            read_feed(body, LAYOUT)
    for body in (b"{}", b'{"data": {}}', b'{"data": [' + b"9" * 10_000 + b"]}"):
        with pytest.raises(Drifted):
            read_feed(body, LAYOUT)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*WHOLE, "files"]), VALUES), VALUES, VALUES)
@settings(max_examples=60, deadline=None)
def test_any_values_fail_in_a_typed_way_or_read_as_text(
    values: dict[str, object], total: object, stamp: object
) -> None:
    try:
        feed = read_feed(feed_of([WHOLE, WHOLE | values], total, stamp), LAYOUT)
    except ReadingFailed as failure:
        assert str(failure)
        return
    first, second = feed.rows
    assert first.text("number") == "1"
    assert all(isinstance(second.text(key), str) for key in WHOLE)
    assert all(isinstance(each, str) for each in second.mapping("files").values())
    second.date("decision_date")
    assert second.listed("title") == tuple(sorted(second.listed("title"), key=lambda item: (item.casefold(), item)))


def test_a_label_is_what_people_read_for_a_key() -> None:
    assert label_of("chmp_cvmp_opinion_date") == "CHMP CVMP opinion date"
    assert (label_of("AuthorisationDate"), label_of("EUNumber")) == ("Authorisation date", "EU number")
    assert label_of("cmdh_position_date") == "CMDh position date"
    assert label_of("post_authorisation_opinion_date") == "Post authorisation opinion date"


def test_a_file_opened_without_a_layout_reports_no_keys() -> None:
    assert open_feed(feed_of([{"any": "thing"}]), "table").keys == {"any"}
