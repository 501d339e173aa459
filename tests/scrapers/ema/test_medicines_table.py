"""EMA's medicines table: what it says in either format and either layout, what it warns of, and how it fails."""

import datetime
import io
import json
import random
import zipfile

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.accepting import accept
from scrapers.compare import differences
from scrapers.ema import workbook as opening
from scrapers.ema.medicines_table import JSON_READER, XLSX_READER
from scrapers.readers import Blocked, Drifted, Reader, ReadingFailed, Unreadable
from scrapers.records import ApplicationRecord, Page, Reading, ReadingWarning, StepRecord
from scrapers.vocabulary import FIELDS, STATUSES, STEP_KINDS
from tests.scrapers.ema.workbooks import (
    END,
    INN,
    LABELS,
    OLDER_LABELS,
    OLDER_RIENSO,
    PORTFOLIO,
    RIENSO,
    SINEREM,
    SKOJOY,
    Row,
    export,
    key,
    workbook,
)

PAGE = Page(address="", retrieved_at=datetime.datetime(2025, 3, 24, 12, tzinfo=datetime.UTC))


def read(body: bytes, reader: Reader = XLSX_READER) -> Reading:
    return reader.read(body, PAGE)


def only(row: Row, labels: list[str] = LABELS) -> ApplicationRecord:
    [record] = read(workbook([row], labels)).records
    return record


def steps(record: ApplicationRecord) -> list[StepRecord]:
    return [step for procedure in record.procedures for step in procedure.steps]


def test_the_workbook_and_the_json_of_one_content_give_equal_records() -> None:
    assert read(workbook(PORTFOLIO)).records == read(export(PORTFOLIO), JSON_READER).records
    assert XLSX_READER.origin == JSON_READER.origin


def test_every_name_that_a_reading_covers_is_in_the_vocabulary() -> None:
    for body in (workbook([SINEREM]), workbook([OLDER_RIENSO], OLDER_LABELS)):
        [record] = read(body).records
        assert set(record.covers) <= {*FIELDS, *STEP_KINDS}
        assert set(record.details) <= set(record.covers)
        assert record.status in STATUSES


def test_the_older_table_cannot_tell_withdrawn_applications_nor_which_opinion_it_was() -> None:
    older, current = only(OLDER_RIENSO, OLDER_LABELS), only(RIENSO)
    assert {"opinion", "authorised", "refused", "status", "applicant"} <= set(older.covers)
    assert not {"application-withdrawn", "withdrawn", "opinion-positive", "opinion_status", "prime"} & set(older.covers)
    assert {"application-withdrawn", "withdrawn", "opinion-positive", "opinion_status", "prime"} <= set(current.covers)


def test_the_commission_decision_date_is_a_field_and_no_step() -> None:
    sinerem = only(SINEREM)
    assert sinerem.details["ec_decision_date"] == "2009-12-31"
    assert [(step.kind, str(step.date)) for step in steps(sinerem)] == [("application-withdrawn", "2007-12-13")]


@pytest.mark.parametrize(
    ("status", "opinion", "slug", "kind"),
    [
        ("Opinion", "Positive", "opinion-positive", "opinion-positive"),
        ("Opinion", "Negative", "opinion-negative", "opinion-negative"),
        ("Opinion", "", "opinion", "opinion"),
        ("OPINION ", "positive", "opinion-positive", "opinion-positive"),
        ("Opinion under re-examination", "Negative", "opinion-under-re-examination", "opinion-negative"),
        ("Application withdrawn", "Positive", "application-withdrawn", "opinion-positive"),
        ("Authorised", "", "authorised", "opinion"),
    ],
)
def test_an_opinion_is_what_the_opinion_status_says(status: str, opinion: str, slug: str, kind: str) -> None:
    record = only(SKOJOY | {"Medicine status": status, "Opinion status": opinion})
    assert record.status == slug
    assert record.status_text == status.strip()
    assert [step.kind for step in steps(record)] == [kind]


@pytest.mark.parametrize(
    ("status", "kind"),
    [("Withdrawn", "withdrawn"), ("Expired", "expired"), ("Revoked", "revoked"), ("Lapsed", "lapsed")],
)
def test_the_end_of_an_authorisation_is_named_by_the_status(status: str, kind: str) -> None:
    ends = steps(only(RIENSO | {"Medicine status": status, END: "11/09/2026"}))[-1:]
    assert [(end.kind, str(end.date), end.label) for end in ends] == [(kind, "2026-09-11", "")]


def test_an_end_that_the_status_does_not_name_stays_unnamed_and_labelled() -> None:
    row = RIENSO | {"Medicine status": "Authorised", END: "11/09/2026", "Start of rolling review date": "01/02/2011"}
    others = [step for step in steps(only(row)) if step.kind == "other"]
    assert [(step.occurrence, str(step.date), step.label) for step in others] == [
        (1, "2011-02-01", "Start of rolling review"),
        (2, "2026-09-11", END.removesuffix(" date")),
    ]


@pytest.mark.parametrize("printed", ["13/12/2007", datetime.date(2007, 12, 13), datetime.datetime(2007, 12, 13, 1, 0)])
def test_a_date_is_the_same_however_its_cell_is_kept(printed: object) -> None:
    assert only(SINEREM | {"Withdrawal of application date": printed}) == only(SINEREM)


def test_the_hours_of_a_moment_are_dropped_and_never_converted() -> None:
    late = only(OLDER_RIENSO | {"First published": datetime.datetime(2018, 8, 3, 23, 59)}, OLDER_LABELS)
    assert late.details["first_published"] == "2018-08-03"


@pytest.mark.parametrize("word", ["yes", "Yes", "YES ", True])
def test_flags_are_one_word_in_whichever_letters(word: object) -> None:
    assert only(SINEREM | {"Biosimilar": word}).details["biosimilar"] == "Yes"


@pytest.mark.parametrize(
    ("label", "older_label", "field", "marks"),
    [
        ("Species\n(veterinary)", "Species", "species", ("Dogs;Cats", "Dogs, Cats")),
        ("ATC code (human)", "ATC code", "atc_code", ("A10AB01;A10AC01", "A10AB01, A10AC01")),
        (
            "Therapeutic area (MeSH)",
            "Therapeutic area",
            "therapeutic_area",
            ("Glioma;Arthritis, Rheumatoid", "Glioma, Arthritis, Rheumatoid"),
        ),
        (
            "Pharmacotherapeutic group\n(human)",
            "Human pharmacotherapeutic group",
            "pharmacotherapeutic_group",
            ("Angiotensin II antagonists, plain;Vaccines", "Angiotensin II antagonists, plain, Vaccines, "),
        ),
    ],
)
def test_a_list_is_the_same_in_either_mark(label: str, older_label: str, field: str, marks: tuple[str, str]) -> None:
    now = only(RIENSO | {label: marks[0]})
    then = only(OLDER_RIENSO | {older_label: marks[1]}, OLDER_LABELS)
    between = only(OLDER_RIENSO | {older_label: marks[0].replace(";", ";  ")}, OLDER_LABELS)
    assert now.details[field] == then.details[field] == between.details[field]


@pytest.mark.parametrize("older", ["amlodipine, valsartan", "amlodipine / valsartan", "valsartan;amlodipine"])
def test_substances_are_the_same_in_every_mark_and_order(older: str) -> None:
    assert only(OLDER_RIENSO | {INN: older}, OLDER_LABELS).inn == "amlodipine; valsartan"


def test_commas_inside_a_name_part_nothing() -> None:
    vaccine = "measles, mumps, rubella and varicella vaccine (live)"
    virus = "bluetongue virus, serotype 8, inactivated"
    record = only(OLDER_RIENSO | {INN: vaccine, "Active substance": virus}, OLDER_LABELS)
    assert record.inn == vaccine
    assert record.active_substance == virus
    assert only(RIENSO | {"Therapeutic area (MeSH)": "Carcinoma, Basal Cell"}).details["therapeutic_area"] == (
        "Carcinoma, Basal Cell"
    )


def test_text_is_free_of_the_noise_of_its_medium() -> None:
    row = RIENSO | {"Therapeutic indication": "Adults&nbsp;with iron &lt; 10\n\tg/l\u00a0 "}
    [record] = read(export([RIENSO | {"Name of medicine": "Rien\0so"}]), JSON_READER).records
    assert record.name == "Rien so"
    assert only(row).details["therapeutic_indication"] == "Adults with iron < 10 g/l"


def test_what_is_no_web_address_is_not_kept_as_one() -> None:
    reading = read(workbook([RIENSO | {"Medicine URL": "javascript:alert(1)"}]))
    assert reading.records[0].address == ""
    assert reading.warnings == (ReadingWarning(what="junk-address", where="row 10", text="javascript:alert(1)"),)


def test_an_unknown_status_word_is_kept_reported_and_unknown() -> None:
    reading = read(workbook([RIENSO, SINEREM | {"Medicine status": "Paused"}]))
    assert [(record.status, record.status_text) for record in reading.records] == [
        ("withdrawn", "Withdrawn"),
        ("unknown", "Paused"),
    ]
    assert reading.warnings == (ReadingWarning(what="unknown-word", where="row 11", text="Paused"),)


def test_an_emptied_status_is_unknown_and_reported() -> None:
    reading = read(workbook([SINEREM | {"Medicine status": ""}]))
    assert (reading.records[0].status, reading.records[0].status_text) == ("unknown", "")
    assert [warning.what for warning in reading.warnings] == ["empty-status"]


def test_an_ending_whose_status_was_emptied_is_no_other_event() -> None:
    before, after = (only(RIENSO | {"Medicine status": status, END: "11/09/2026"}) for status in ("Lapsed", ""))
    assert differences(before, accept(before, after)) == []
    assert [step.kind for step in steps(accept(before, after))] == ["authorised", "lapsed"]


def test_a_date_that_is_none_makes_no_step() -> None:
    reading = read(workbook([SINEREM | {"Withdrawal of application date": "31/02/2007"}]))
    assert reading.records[0].procedures == ()
    assert reading.warnings == (ReadingWarning(what="junk-date", where="row 10", text="31/02/2007"),)


@pytest.mark.parametrize("junk", ["R/0023", "H/C/WS2451", "H/C/PSUSA/00001187/202308", "H/C/002840/N/0049", ""])
def test_a_row_without_a_product_number_is_left_out_and_reported(junk: str) -> None:
    reading = read(workbook([SINEREM, RIENSO | {"EMA product number": junk}]))
    assert [record.number for record in reading.records] == ["EMEA/H/C/000801"]
    assert reading.warnings == (ReadingWarning(what="junk-number", where="row 11", text=junk),)


def test_a_repairable_number_is_repaired() -> None:
    assert only(SINEREM | {"EMA product number": "H/C/000801"}).number == "EMEA/H/C/000801"
    assert only(SINEREM | {"EMA product number": 801801}).number == "EMEA/H/C/801801"


def test_a_row_given_twice_is_one_record() -> None:
    reading = read(workbook([SINEREM, RIENSO, SINEREM]))
    assert len(reading.records) == 2
    assert reading.warnings == (ReadingWarning(what="repeated-row", where="row 12", text="EMEA/H/C/000801"),)


def test_of_two_rows_that_disagree_the_first_counts() -> None:
    reading = read(workbook([SINEREM, SINEREM | {"Medicine status": "Refused"}]))
    assert [record.status for record in reading.records] == ["application-withdrawn"]
    assert [warning.what for warning in reading.warnings] == ["duplicate-number"]


def test_an_oddity_of_many_rows_is_one_warning() -> None:
    rows = [SINEREM | {"EMA product number": f"EMEA/H/C/{n:06}", "Biosimilar": "maybe"} for n in range(1, 9)]
    [warning] = read(workbook(rows)).warnings
    assert warning == ReadingWarning(what="unknown-word", where="rows 10, 11, 12, 13, 14 and 3 more", text="maybe")


def test_unknown_doubled_and_missing_columns_are_each_reported_once() -> None:
    labels = [label for label in LABELS if label != "Biosimilar"]
    labels += ["Shortage", "Medicine Status", "Shortage"]
    reading = read(workbook(PORTFOLIO, labels))
    assert {(warning.what, warning.text) for warning in reading.warnings} == {
        ("unknown-column", "Shortage"),
        ("duplicate-column", "Medicine Status"),
        ("missing-column", "Biosimilar"),
    }
    assert len(reading.warnings) == 3
    assert all("biosimilar" not in record.details and "biosimilar" not in record.covers for record in reading.records)


def shouted(label: str) -> str:
    return label.upper().replace(" ", "\n")


def test_header_and_sheet_are_found_wherever_they_stand() -> None:
    expected = read(workbook(PORTFOLIO)).records
    for body in (
        workbook(PORTFOLIO, header_row=1),
        workbook(PORTFOLIO, header_row=23),
        workbook(PORTFOLIO, sheet="Sheet1", sheets_before=("Notes", "Legend")),
        workbook(
            [{shouted(label): value for label, value in row.items()} for row in PORTFOLIO], list(map(shouted, LABELS))
        ),
    ):
        assert read(body).records == expected


@pytest.mark.parametrize("lost", ["EMA product number", "Name of medicine", "Medicine status"])
@pytest.mark.parametrize("reader", [XLSX_READER, JSON_READER], ids=["xlsx", "json"])
def test_a_lost_key_column_is_a_drift_that_names_it(lost: str, reader: Reader) -> None:
    labels = [f"New {label}" if label == lost else label for label in LABELS]
    rows = [{f"New {lost}" if label == lost else label: value for label, value in row.items()} for row in PORTFOLIO]
    make = workbook if reader is XLSX_READER else export
    with pytest.raises(Drifted, match=lost):
        read(make(rows, labels), reader)


def test_a_workbook_without_the_table_is_a_drift_that_names_its_sheets() -> None:
    with pytest.raises(Drifted, match="Annex 10"):
        read(workbook([{"Dose": 1}], ["Dose", "Route"], sheet="Annex 10"))


def test_a_table_without_rows_is_a_drift() -> None:
    with pytest.raises(Drifted):
        read(workbook([]))
    with pytest.raises(Drifted):
        read(export([]), JSON_READER)


def test_a_number_column_full_of_other_things_is_a_drift() -> None:
    rows = [SINEREM, *(RIENSO | {"EMA product number": f"II/{n:04}"} for n in range(3))]
    with pytest.raises(Drifted, match="1 rows of the table have an EMA product number and 3 have none"):
        read(workbook(rows))


def test_a_json_that_holds_fewer_records_than_it_says_is_a_drift_with_both_numbers() -> None:
    with pytest.raises(Drifted, match=r"2746.*4"):
        read(export(PORTFOLIO, total=2746), JSON_READER)


@pytest.mark.parametrize("body", [b'{"data": {}}', b'{"meta": {}}', b'{"data": [{"category": {"a": 1}}]}', b"{}"])
def test_a_json_of_another_build_is_a_drift(body: bytes) -> None:
    with pytest.raises(Drifted):
        read(body, JSON_READER)


@pytest.mark.parametrize("reader", [XLSX_READER, JSON_READER], ids=["xlsx", "json"])
@pytest.mark.parametrize(
    "body",
    [b"<!DOCTYPE html><html><title>Just a moment</title>", b"\xef\xbb\xbf\n <HTML>", b"Not found\n", b"Access Denied"],
)
def test_a_page_or_an_apology_is_a_block(reader: Reader, body: bytes) -> None:
    with pytest.raises(Blocked):
        read(body, reader)


@pytest.mark.parametrize("body", [b"", b" \n", b"\x1f\x8b\x08\x00", b"PK", b"PK\x03\x04 cut"])
def test_what_is_no_workbook_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"data": [{"a": "\\ud800"}]}', b'{"x":' + b"[" * 100_000])
def test_what_is_no_json_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body, JSON_READER)


def test_an_archive_that_unpacks_too_far_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_UNPACKED", 10_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 10_001)
    with pytest.raises(Unreadable, match=r"10,001"):
        read(bomb.getvalue())


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        b'<row r="1048576"><x:c xmlns:x="x" r="XFD1048576"><v>1</v></x:c></row>',
        b"<row><c><v>1</v></c>" + b"<c/>" * 9_000 + b"</row>" + b"<row><c/></row>" * 9_000,
    ],
    ids=["usual", "other quotes", "prefix", "unplaced"],
)
def test_a_cell_in_the_last_corner_of_a_sheet_is_refused(cells: bytes) -> None:
    original = zipfile.ZipFile(io.BytesIO(workbook([SINEREM])))
    giant = io.BytesIO()
    with zipfile.ZipFile(giant, "w") as archive:
        for part in original.namelist():
            content = original.read(part)
            if part.startswith("xl/worksheets/"):
                content = content.replace(b"</sheetData>", cells + b"</sheetData>")
            archive.writestr(part, content)
    with pytest.raises(Unreadable, match="cells"):
        read(giant.getvalue())


def test_a_sheet_that_claims_a_thousand_columns_is_read() -> None:
    body = workbook([SINEREM], [*LABELS, *[""] * 984, "Last"])
    assert read(body).records == read(workbook([SINEREM])).records


def test_each_file_is_recognised_by_its_own_reader_alone() -> None:
    for body in (workbook(PORTFOLIO), workbook([OLDER_RIENSO], OLDER_LABELS)):
        assert XLSX_READER.recognises(body)
        assert not JSON_READER.recognises(body)
    assert JSON_READER.recognises(export(PORTFOLIO))
    assert not XLSX_READER.recognises(export(PORTFOLIO))
    for stranger in (b"", b"PK\x03\x04", b"{}", workbook([{"Species": "Dogs"}], ["Species", "Dose"])):
        assert not XLSX_READER.recognises(stranger)
        assert not JSON_READER.recognises(stranger)


@pytest.mark.parametrize(
    ("reader", "address"),
    [
        (XLSX_READER, "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines-report_en.xlsx"),
        (XLSX_READER, "https://www.ema.europa.eu/en/documents/report/medicines_output_medicines_en.xlsx?x=1"),
        (
            XLSX_READER,
            "https://www.ema.europa.eu/sites/default/files/Medicines_output_european_public_assessment_reports.xlsx",
        ),
        (JSON_READER, "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines_json-report_en.json"),
    ],
)
def test_the_addresses_of_the_table_lead_to_its_readers(reader: Reader, address: str) -> None:
    assert [other for other in (XLSX_READER, JSON_READER) if other.matches(address)] == [reader]


mutations = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(st.permutations(LABELS), st.permutations(PORTFOLIO), st.integers(1, 30))
@mutations
def test_neither_the_order_of_columns_nor_of_rows_changes_a_record(
    labels: list[str], rows: list[Row], header_row: int
) -> None:
    expected = {record.number: record for record in read(workbook(PORTFOLIO)).records}
    for reading in (
        read(workbook(rows, labels, header_row=header_row)),
        read(export(rows, labels), JSON_READER),
    ):
        assert {record.number: record for record in reading.records} == expected
        assert all(
            msgspec.json.encode(record) == msgspec.json.encode(expected[record.number]) for record in reading.records
        )


@given(st.sets(st.sampled_from(LABELS)), st.lists(st.text(max_size=12), max_size=3))
@mutations
def test_columns_lost_and_added_give_a_drift_or_right_records(lost: set[str], added: list[str]) -> None:
    labels = [label for label in LABELS if label not in lost]
    body = export([dict.fromkeys(added, "x") | row for row in PORTFOLIO], [*labels, *added])
    try:
        reading = read(body, JSON_READER)
    except Drifted:
        assert lost & {"EMA product number", "Name of medicine", "Medicine status"}
        return
    assert [record.name for record in reading.records] == ["Sinerem", "Rienso", "Feraheme", "Skojoy"]
    assert reading.records[0].status == "application-withdrawn"


CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(max_size=3), max_size=3)


@given(st.dictionaries(st.sampled_from([key(label) for label in LABELS]), CELLS), CELLS)
@mutations
def test_any_cells_and_any_total_fail_in_a_typed_way_or_give_records(cells: dict[str, object], total: object) -> None:
    content = json.loads(EXPORT)
    content["data"][1] |= cells
    content["meta"]["total_records"] = total
    try:
        reading = read(json.dumps(content).encode(), JSON_READER)
    except ReadingFailed as failure:
        assert str(failure)
        return
    assert reading.records[0].name == "Sinerem"
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


def test_a_total_of_ten_thousand_digits_is_a_drift() -> None:
    content = json.loads(EXPORT)
    content["meta"]["total_records"] = "9" * 10_000
    with pytest.raises(Drifted):
        read(json.dumps(content).encode(), JSON_READER)


@given(st.data())
@mutations
def test_damaged_bytes_fail_in_a_typed_way_or_give_records(data: st.DataObject) -> None:
    reader, body = data.draw(st.sampled_from([(XLSX_READER, WORKBOOK), (JSON_READER, EXPORT)]))
    body = data.draw(st.sampled_from([damaged, cut]))(body, data)
    try:
        assert read(body, reader).records
    except ReadingFailed as failure:
        assert str(failure)


@given(st.data())
@mutations
def test_a_damaged_sheet_in_a_sound_archive_fails_in_a_typed_way_or_gives_records(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from([name for name in PARTS if name.endswith((".xml", ".rels"))]))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for name, content in PARTS.items():
            target.writestr(name, damaged(content, data) if name == part else content)
    try:
        assert read(archive.getvalue()).records
    except ReadingFailed as failure:
        assert str(failure)


WORKBOOK, EXPORT = workbook(PORTFOLIO), export(PORTFOLIO)
with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as sound:
    PARTS = {name: sound.read(name) for name in sound.namelist()}


def damaged(body: bytes, data: st.DataObject) -> bytes:
    shuffler = random.Random(data.draw(st.integers(0, 10**6)))
    changed = bytearray(body)
    for _ in range(shuffler.randint(1, 20)):
        changed[shuffler.randrange(len(changed))] = shuffler.randrange(256)
    return bytes(changed)


def cut(body: bytes, data: st.DataObject) -> bytes:
    return body[: data.draw(st.integers(0, len(body) - 1))]


def test_the_keys_of_the_json_follow_from_the_labels() -> None:
    assert key(END) == "withdrawal_expiry_revocation_lapse_of_marketing_authorisation_date"
    assert key("Species\n(veterinary)") == "species_veterinary"
