"""EMA's two lists of documents: those of EPARs by product number, and all others."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.ema.document_files import language_of
from scrapers.ema.document_names import named
from scrapers.ema.epar_documents import READER as EPAR
from scrapers.ema.other_documents import READER as OTHERS
from scrapers.readers import Drifted, Reader, ReadingFailed
from scrapers.records import ApplicationRecord, NoticeRecord, Reading
from tests.scrapers.ema.feed_files import PAGE, feed_of, wrapped

Row = Mapping[str, Any]
SITE = "https://www.ema.europa.eu/en/documents"

OVERVIEW: Row = {
    "id": "1",
    "name": "Exemplin : EPAR - Medicine overview",
    "type": "overview",
    "medicine_name": "Exemplin",
    "ema_product_number": "EMEA/H/C/900001",
    "status": "Adopted",
    "consultation_date": "",
    "first_published_date": "2019-03-04T01:00:00Z",
    "last_updated_date": "2024-07-02T02:00:00Z",
    "reference_number": "EMA/1/2019",
    "document_url": f"{SITE}/overview/exemplin_en.pdf",
}
REPORT = OVERVIEW | {
    "id": "2",
    "name": "Exemplin-H-C-900001-II-0010 : EPAR - Assessment Report - Variation",
    "type": "variation-report",
    "reference_number": "EMA/2/2021",
    "document_url": f"{SITE}/variation-report/exemplin_en.pdf",
}
FOREIGN = OVERVIEW | {
    "id": "3",
    "name": "Zoolin : EPAR - Overview",
    "medicine_name": "Zoolin",
    "ema_product_number": "EMEA/V/C/900002",
    "reference_number": "",
    "document_url": f"{SITE}/overview/zoolin_en.pdf",
}
LIST = (OVERVIEW, REPORT, FOREIGN)
GUIDELINE = {key: value for key, value in OVERVIEW.items() if key not in ("medicine_name", "ema_product_number")} | {
    "type": "scientific-guideline"
}
MINUTES = GUIDELINE | {"id": "5", "document_url": f"{SITE}/minutes/five_en.pdf", "name": "Minutes"}


def read(*rows: object, reader: Reader = EPAR) -> Reading:
    return reader.read(feed_of(rows), PAGE)


def exemplin(*rows: object) -> ApplicationRecord:
    return next(record for record in read(*rows).records if record.number == "EMEA/H/C/900001")


def oddities(reading: Reading) -> list[tuple[str, str]]:
    return [(warning.what, warning.text) for warning in reading.warnings]


def test_a_medicine_has_all_its_documents_and_the_procedures_that_their_names_tell() -> None:
    record = exemplin(*LIST)
    assert [document.title for document in record.documents] == [OVERVIEW["name"], REPORT["name"]]
    assert [(procedure.slug, procedure.type) for procedure in record.procedures] == [("II/0010", "variation")]
    assert [document.procedure for document in record.documents] == ["", "II/0010"]
    assert (record.status, record.covers) == ("", ("category", "name"))


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("Exemplin-H-C-900001-II-0010 : EPAR", ("II/0010",)),
        ("Exemplin-H-C-900001-II-10-G : EPAR", ("II/0010/G",)),
        ("Exemplin-H-C-900001-X-38-EPAR", ("X/0038",)),
        ("exemplin-h-c-900001-a20-0034", ("A20/0034",)),
        ("Exemplin-H-C-900001-PSUSA-00001837-202309", ("PSUSA/00001837/202309",)),
        ("Exemplin-H-C-900001-R-0028 and Exemplin-H-C-900001-II-0029", ("II/0029", "R/0028")),
        ("Exemplin H C 12 in 24", ()),
        ("Exemplin-H-C-900001 : EPAR - Overview", ()),
        ("Exemplin-H-C-PSUSA-00010143-201609", ()),
    ],
)
def test_a_name_tells_the_procedures_of_its_own_medicine(name: str, slugs: tuple[str, ...]) -> None:
    assert named(name, "EMEA/H/C/900001").procedures == slugs


def test_a_number_in_a_name_is_compared_without_its_zeros() -> None:
    assert named("Exemplin-H-C-619-II-0010 : EPAR", "EMEA/H/C/000619").procedures == ("II/0010",)
    assert named("Zoolin-V-C-0619-II-0010", "EMEA/V/C/000619").procedures == ("II/0010",)
    assert named("Zoolin-V-C-619-II-0010", "EMEA/H/C/000619") == ((), ("EMEA/V/C/000619",))


def test_a_document_named_after_another_medicine_is_kept_without_its_procedure_and_reported() -> None:
    other = REPORT | {"name": "Otherlin-H-C-900077-II-0007-G : EPAR"}
    record = exemplin(other)
    assert record.procedures == ()
    assert [(document.title, document.procedure) for document in record.documents] == [(other["name"], "")]
    assert oddities(read(other)) == [("other-number", "EMEA/H/C/900077 in a name under EMEA/H/C/900001")]


def test_a_name_with_two_procedures_belongs_to_the_application_and_is_reported() -> None:
    both = REPORT | {"name": "Exemplin-H-C-900001-II-0010 and Exemplin-H-C-900001-II-0011"}
    assert exemplin(both).documents[0].procedure == ""
    assert oddities(read(both)) == [("several-procedures", "II/0010, II/0011 in a name under EMEA/H/C/900001")]


def test_two_documents_with_one_reference_both_stay() -> None:
    annex = REPORT | {"document_url": f"{SITE}/variation-report/annex_en.pdf", "first_published_date": "2022-01-01"}
    keys = {document.title: document.key for document in exemplin(annex | {"name": "Annex"}, REPORT).documents}
    assert keys == {"Annex": annex["document_url"], REPORT["name"]: "EMA/2/2021"}


@pytest.mark.parametrize("rows", [(0, 1), (1, 0)])
def test_of_two_rows_at_one_address_the_one_updated_last_counts(rows: Sequence[int]) -> None:
    newer = OVERVIEW | {"last_updated_date": "2025-01-01T01:00:00Z", "name": "Exemplin : EPAR - Overview"}
    both = (OVERVIEW, newer)
    assert [str(one.last_updated) for one in exemplin(*(both[at] for at in rows)).documents] == ["2025-01-01"]
    assert oddities(read(*both)) == [("duplicate-address", OVERVIEW["document_url"])]
    assert oddities(read(OVERVIEW, OVERVIEW)) == [("repeated-row", OVERVIEW["document_url"])]


def test_a_procedure_number_in_place_of_a_product_number_keeps_its_row_out() -> None:
    reading = read(*LIST, OVERVIEW | {"ema_product_number": "H/C/WS2451"})
    assert len(reading.records) == 2
    assert oddities(reading) == [("junk-number", "H/C/WS2451")]


def test_a_list_whose_numbers_are_mostly_junk_is_a_drift() -> None:
    with pytest.raises(Drifted, match="1 of the 3 rows"):
        read(OVERVIEW, *[REPORT | {"ema_product_number": "II/0010"}] * 2)


def test_a_renamed_medicine_has_the_name_that_most_of_its_documents_give() -> None:
    renamed = [OVERVIEW | {"medicine_name": "Exemplin Neu", "document_url": f"{SITE}/x/{n}_en.pdf"} for n in range(2)]
    assert exemplin(OVERVIEW, *renamed).name == "Exemplin Neu"
    assert exemplin(OVERVIEW, renamed[0]).name == "Exemplin"


def test_languages_are_those_of_the_addresses() -> None:
    record = exemplin(
        OVERVIEW
        | {
            "translations": {
                "PT": "https://x/pt_pt.pdf",
                "de": "https://x/de_de.pdf",
                "English": "https://x/en",
                "fr": "javascript:alert(1)",
                "en": OVERVIEW["document_url"],
            }
        }
    )
    [document] = record.documents
    assert [(file.language, file.address) for file in document.files] == [
        ("en", OVERVIEW["document_url"]),
        ("de", "https://x/de_de.pdf"),
        ("pt", "https://x/pt_pt.pdf"),
    ]
    assert (language_of("https://x/rapport_fr.pdf"), language_of("https://x/report.pdf")) == ("fr", "en")


def test_odd_translations_are_reported() -> None:
    odd = OVERVIEW | {"translations": {"English": "https://x/en", "fr": "javascript:alert(1)"}}
    assert oddities(read(odd)) == [("junk-language", "English"), ("junk-address", "javascript:alert(1)")]


@pytest.mark.parametrize(("address", "what"), [("", "empty-address"), ("sinerem.pdf", "junk-address")])
def test_a_document_without_an_address_is_left_out_and_reported(address: str, what: str) -> None:
    reading = read(*LIST, OVERVIEW | {"document_url": address})
    assert len(exemplin(*LIST, OVERVIEW | {"document_url": address}).documents) == 2
    assert [warning.what for warning in reading.warnings] == [what]


def test_unknown_is_no_status_of_a_document() -> None:
    assert exemplin(OVERVIEW | {"status": "unknown"}).documents[0].status == ""
    assert exemplin(OVERVIEW | {"status": "Draft: consultation closed"}).documents[0].status.startswith("Draft")


COMPARED = ["name", "type", "status", "first_published_date", "last_updated_date", "reference_number"]


@pytest.mark.parametrize("lost", ["ema_product_number", "document_url", *COMPARED])
def test_a_list_that_lost_what_documents_are_compared_by_is_a_drift_that_names_it(lost: str) -> None:
    with pytest.raises(Drifted, match=lost):
        read(*[{key: value for key, value in row.items() if key != lost} for row in LIST])


def test_a_list_without_names_of_medicines_keeps_the_old_names() -> None:
    [record, _] = read(*[{key: value for key, value in row.items() if key != "medicine_name"} for row in LIST]).records
    assert (record.name, record.covers) == ("", ("category",))


def test_a_list_that_holds_fewer_documents_than_it_says_is_a_drift() -> None:
    with pytest.raises(Drifted, match="says it has 20241 records and holds 3"):
        EPAR.read(feed_of(LIST, total=20241), PAGE)


def test_a_notice_for_each_other_document_is_kept_under_emas_own_number() -> None:
    reading = read(GUIDELINE, MINUTES, GUIDELINE | {"id": "", "document_url": f"{SITE}/x_en.pdf"}, reader=OTHERS)
    assert [notice.key for notice in reading.notices] == ["1", "5", f"{SITE}/x_en.pdf"]
    assert (reading.scope, reading.records, reading.warnings) == ("whole", (), ())
    assert reading.notices[0].details["document_type"] == "scientific-guideline"


def test_another_document_without_number_and_address_is_left_out_and_reported() -> None:
    reading = read(GUIDELINE, MINUTES | {"id": "", "document_url": ""}, reader=OTHERS)
    assert [notice.key for notice in reading.notices] == ["1"]
    assert oddities(reading) == [("no-identity", "Minutes")]


@pytest.mark.parametrize("lost", ["type", "status", "reference_number", "last_updated_date"])
def test_a_column_that_other_documents_lost_keeps_its_old_values(lost: str) -> None:
    row = {key: value for key, value in GUIDELINE.items() if key != lost}
    reading = read(row, reader=OTHERS)
    assert oddities(reading) == [("missing-column", lost)]
    assert len(reading.notices[0].covers) == 6
    assert len(reading.notices[0].details) == 4


def test_each_list_is_recognised_by_its_own_reader_and_address() -> None:
    for reader, other, rows in ((EPAR, OTHERS, LIST), (OTHERS, EPAR, (GUIDELINE,))):
        assert reader.recognises(feed_of(rows))
        assert not other.recognises(feed_of(rows))
    folder = "https://www.ema.europa.eu/en/documents/report/documents-output-"
    assert EPAR.matches(f"{folder}epar_documents_json-report_en.json")
    assert OTHERS.matches(f"{folder}non_epar_documents_json-report_en.json")
    assert not EPAR.matches(f"{folder}non_epar_documents_json-report_en.json")


mutations = settings(max_examples=25, deadline=None)


@given(st.permutations([*LIST, OVERVIEW | {"name": "Exemplin : Overview"}, GUIDELINE | {"ema_product_number": "x"}]))
@mutations
def test_the_order_of_rows_changes_no_record(rows: Sequence[Row]) -> None:
    expected = {
        msgspec.json.encode(record) for record in read(*LIST, OVERVIEW | {"name": "Exemplin : Overview"}).records
    }
    assert {msgspec.json.encode(record) for record in read(*rows).records} == expected


@given(st.permutations(list(OVERVIEW)))
@mutations
def test_the_order_of_keys_and_a_mirrors_lists_change_no_record(keys: Sequence[str]) -> None:
    rows = [{key: row[key] for key in keys} for row in LIST]
    assert read(*rows).records == read(*LIST).records == read(*map(wrapped, LIST)).records


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=3), max_size=2)
TRANSLATIONS = st.dictionaries(st.text(max_size=3), VALUES, max_size=3)


@given(
    st.sampled_from([EPAR, OTHERS]),
    st.dictionaries(st.sampled_from(list(OVERVIEW)), VALUES | TRANSLATIONS),
    VALUES | TRANSLATIONS,
)
@mutations
def test_any_values_fail_in_a_typed_way_or_leave_the_other_rows_alone(
    reader: Reader, values: dict[str, object], translations: object
) -> None:
    good = LIST if reader is EPAR else (GUIDELINE, MINUTES)
    row = good[0] | values | {"translations": translations, "document_url": f"{SITE}/new_en.pdf", "id": "9"}
    reading = read(*good, row, reader=reader)
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading
    assert _last_of(read(*good, reader=reader)) in (*reading.records, *reading.notices)


def _last_of(reading: Reading) -> ApplicationRecord | NoticeRecord:
    return (*reading.records, *reading.notices)[-1]


@given(st.sampled_from([EPAR, OTHERS]), st.data())
@mutations
def test_damaged_bytes_fail_in_a_typed_way_or_give_records(reader: Reader, data: st.DataObject) -> None:
    body = feed_of(LIST if reader is EPAR else (GUIDELINE, MINUTES))
    at = data.draw(st.integers(0, len(body) - 1))
    damaged = body[:at] + data.draw(st.binary(max_size=3)) + body[at + data.draw(st.integers(0, 40)) :]
    try:
        assert reader.read(damaged, PAGE).scope == "whole"
    except ReadingFailed as failure:
        assert str(failure)
