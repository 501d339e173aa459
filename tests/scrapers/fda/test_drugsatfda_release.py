"""Releases of Drugs@FDA: what their tables say, in whatever shape they come, and how they fail."""

import contextlib
import datetime
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.compare import differences
from scrapers.fda import drugsfda_api
from scrapers.fda.drugsatfda_release import READER
from scrapers.fda.release_tables import TABLES
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import ApplicationRecord, Page, Reading
from scrapers.registry import choose
from tests.scrapers.fda.releases import (
    COLUMNS,
    Tables,
    as_openfda,
    example,
    files_in,
    files_of,
    portfolio,
    release,
    rows_of,
    table,
    zipped,
)

DOWNLOAD = "https://www.fda.gov/media/89850/download?attachment"
BULK = "https://download.open.fda.gov/drug/drugsfda/drug-drugsfda-0001-of-0001.json.zip"
GOLDEN = Path(__file__).parent.parent / "golden" / "fda_drugsatfda_release" / "portfolio.zip"
NOW = datetime.datetime(2019, 7, 3, tzinfo=datetime.UTC)

IDENTITY_AND_STATUS = [(name, column) for name, columns in TABLES.items() for column in columns.promised]
OTHERS = [(name, column, fields) for name, columns in TABLES.items() for column, fields in columns.optional.items()]


def read(body: bytes) -> Reading:
    return READER.read(body, Page(address=DOWNLOAD, retrieved_at=NOW))


def as_served_by_openfda(tables: Tables) -> tuple[ApplicationRecord, ...]:
    return drugsfda_api.READER.read(as_openfda(tables), Page(address=BULK, retrieved_at=NOW)).records


def whats(reading: Reading) -> set[str]:
    return {warning.what for warning in reading.warnings}


def changed(name: str, change: Callable[[str], str]) -> bytes:
    """The example with the text of one of its files changed."""
    files = files_of(example())
    files[f"{name}.txt"] = change(files[f"{name}.txt"].decode("cp1252")).encode("cp1252")
    return zipped(files)


def without_column(name: str, column: str) -> bytes:
    files = files_of(example())
    files[f"{name}.txt"] = table(example()[name], (each for each in COLUMNS[name] if each != column)).encode("cp1252")
    return zipped(files)


def many(count: int) -> Tables:
    """So many applications, each with a submission and a product, and one row in every other table."""
    numbers = [f"9{number:05}" for number in range(count)]
    tables = example()
    tables["Applications"] = rows_of("Applications", *((number, "ANDA", "", "EXAMPLE") for number in numbers))
    tables["Submissions"] = rows_of(
        "Submissions", *((number, "", "ORIG", "1", "AP", "2019-01-01 00:00:00", "", "") for number in numbers)
    )
    tables["Products"] = rows_of(
        "Products", *((number, "001", "TABLET;ORAL", "1MG", "0", "EXAMPLIN", "ALPHA", "0") for number in numbers)
    )
    tables["MarketingStatus"] = rows_of("MarketingStatus", *(("1", number, "001") for number in numbers))
    return tables


def test_a_release_gives_the_records_that_openfda_gives() -> None:
    assert read(release(example())).records == as_served_by_openfda(example())


def test_the_example_says_what_its_rows_say() -> None:
    reading = read(release(example()))
    nda, anda = reversed(reading.records)
    assert (reading.scope, reading.published_at) == ("whole", "")
    assert (nda.number, nda.applicant, nda.status) == ("NDA900100", "EXAMPLE LABS", "approved")
    assert (nda.name, nda.active_substance) == ("EXAMPLIN; EXAMPLIN DUO", "ALPHA; BETA")
    original, supplement = nda.procedures
    assert (original.slug, str(original.steps[0].date)) == ("ORIG-1", "2018-06-30")
    assert (original.details["submission_class"], original.details["property"]) == ("TYPE 1", "Orphan")
    assert (supplement.slug, supplement.details["public_notes"]) == ("SUPPL-1", "Label \u2013 new")
    assert [(document.title, document.address, document.procedure) for document in nda.documents] == [
        ("Letter", "http://example.org/orig%20letter.pdf", "ORIG-1"),
        ("Label", "https://example.org/label.pdf", "SUPPL-1"),
    ]
    assert [str(document.first_published or "") for document in nda.documents] == ["2018-07-01", ""]
    assert [product.marketing_status for product in nda.presentations] == ["Prescription", "Discontinued"]
    assert [product.reference_drug for product in nda.presentations] == ["Yes", "TBD"]
    assert nda.presentations[1].ingredients == (("ALPHA", "20MG"), ("BETA", "5MG"))
    assert (anda.number, anda.status, anda.name) == ("ANDA900200", "tentatively-approved", 'ALPHA ""PLUS""')
    assert (anda.presentations[0].form, anda.presentations[0].route) == ("UNKNOWN", "UNKNOWN")


def test_a_product_without_a_marketing_row_has_the_status_beside_its_equivalence_code() -> None:
    (anda, _) = read(release(example())).records
    assert anda.presentations[0].marketing_status == "None (Tentative Approval)"
    assert anda.presentations[0].equivalence_code == "AB"


def test_of_several_equivalence_codes_the_last_counts_and_that_is_told() -> None:
    reading = read(release(example()))
    assert reading.records[1].presentations[0].equivalence_code == "AB2"
    assert [warning.where for warning in reading.warnings if warning.what == "several-values"] == ["TE.txt"]


def test_what_is_odd_is_told_and_stops_nothing() -> None:
    reading = read(release(example()))
    assert whats(reading) == {"junk-address", "several-values", "stray-rows"}
    assert [warning.where for warning in reading.warnings if warning.what == "stray-rows"] == ["ApplicationDocs.txt"]


def test_rows_about_an_application_that_is_not_listed_are_left_out() -> None:
    tables = example()
    tables["Applications"] = tables["Applications"][1:]
    reading = read(release(tables))
    assert [record.number for record in reading.records] == ["NDA900100"]
    strays = {warning.where for warning in reading.warnings if warning.what == "stray-rows"}
    assert strays == {"Submissions.txt", "Products.txt", "ApplicationDocs.txt"}


@pytest.mark.parametrize("date", ["6/30/2018 0:00", "06/30/2018 12:00", "2018-06-30", "2018-6-30 00:00:00"])
def test_dates_are_days_in_either_notation(date: str) -> None:
    reading = read(changed("Submissions", lambda text: text.replace("2018-06-30 00:00:00", date)))
    assert reading.records == read(release(example())).records


@pytest.mark.parametrize(
    ("date", "what"),
    [("", "no-date"), ("1900-01-01 00:00:00", "junk-date"), ("2018-13-01", "junk-date"), ("soon", "junk-date")],
)
def test_an_action_without_a_date_is_known_and_has_no_step(date: str, what: str) -> None:
    reading = read(changed("Submissions", lambda text: text.replace("2018-06-30 00:00:00", date)))
    procedure = reading.records[1].procedures[0]
    assert (procedure.status, procedure.steps) == ("approved", ())
    assert what in whats(reading)


def test_a_note_with_quotes_in_it_ends_where_its_cell_ends() -> None:
    reading = read(changed("Submissions", lambda text: text.replace("Label \u2013 new", '"see" 5" label')))
    assert reading.records[1].procedures[1].details["public_notes"] == '"see" 5" label'


@pytest.mark.parametrize("part", ["Label \u2013\r\nnew", "Label\r\n\u2013\r\nnew", "Label\n\u2013 new\r\n"])
def test_line_breaks_inside_a_row_are_joined(part: str) -> None:
    reading = read(changed("Submissions", lambda text: text.replace("Label \u2013 new", part)))
    assert reading.records == read(release(example())).records


def test_a_row_that_goes_on_with_a_number_is_still_one_row() -> None:
    reading = read(changed("Submissions", lambda text: text.replace("Label \u2013 new", "Label of\r\n2019 new")))
    assert reading.records[1].procedures[1].details["public_notes"] == "Label of 2019 new"


def test_trailing_tabs_make_no_difference() -> None:
    reading = read(changed("Products", lambda text: text.replace("\r\n", "\t\t\r\n")))
    assert reading == read(release(example()))


def test_cells_that_a_spreadsheet_left_off_are_empty() -> None:
    files = {name: text.decode("cp1252") for name, text in files_of(example()).items()}
    stripped = {
        name: "".join(f"{line.rstrip(chr(9))}\r\n" for line in text.splitlines()) for name, text in files.items()
    }
    body = zipped({name: text.encode("cp1252") for name, text in stripped.items()})
    assert read(body).records == read(release(example())).records


def test_zeros_that_a_spreadsheet_took_off_are_put_back() -> None:
    numbers = {"ApplNo", "ProductNo"}
    stripped = {
        name: [
            {column: cell.lstrip("0") if column in numbers else cell for column, cell in row.items()} for row in rows
        ]
        for name, rows in portfolio().items()
    }
    assert read(release(stripped)).records == read(release(portfolio())).records


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_was_saved_in_another_encoding_says_the_same(encoding: str) -> None:
    files = {name: content.decode("cp1252").encode(encoding) for name, content in files_of(example()).items()}
    assert read(zipped(files)) == read(release(example()))


def test_files_may_lie_in_a_folder_under_a_title_line() -> None:
    files = files_of(example())
    files["Products.txt"] = b"Drugs@FDA\r\n\r\n" + files["Products.txt"]
    assert read(zipped({f"drugsatfda/{name}": text for name, text in files.items()})) == read(release(example()))


def test_a_row_with_more_cells_than_columns_is_left_out_and_told() -> None:
    reading = read(changed("Submissions", lambda text: text.replace("Label \u2013 new", "Label\tnew")))
    assert [procedure.slug for procedure in reading.records[1].procedures] == ["ORIG-1"]
    assert "unreadable-row" in whats(reading)


@pytest.mark.parametrize("name", ["Submissions", "Products", "MarketingStatus"])
def test_rows_that_all_have_more_cells_than_the_header_are_drift(name: str) -> None:
    with pytest.raises(Drifted, match="more cells than the header"):
        read(changed(name, lambda text: text.replace("\r\n", "\tx\r\n").replace("\tx\r\n", "\r\n", 1)))


def test_an_application_whose_number_is_junk_makes_the_release_a_part_of_the_whole() -> None:
    reading = read(changed("Applications", lambda text: text.replace("900200\tANDA", "9002x0\tANDA\t\t")))
    assert [record.number for record in reading.records] == ["NDA900100"]
    assert reading.scope == "part"


@given(st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_of_rows_and_columns_and_columns_that_nobody_knows_do_not_matter(shuffler: random.Random) -> None:
    files = {}
    for name, columns in COLUMNS.items():
        rows = [row | {"Extra": "1"} for row in example()[name] * shuffler.choice([1, 2])]
        shuffler.shuffle(rows)
        files[f"{name}.txt"] = table(rows, shuffler.sample((*columns, "Extra"), len(columns) + 1)).encode("cp1252")
    reading = read(zipped(dict(shuffler.sample(sorted(files.items()), len(files)))))
    assert reading.records == read(release(example())).records
    assert [warning.text for warning in reading.warnings if warning.what == "unknown-column"] == ["Extra"]


@pytest.mark.parametrize("name", COLUMNS)
def test_a_release_without_one_of_its_files_is_drift_and_says_which(name: str) -> None:
    files = files_of(example())
    del files[f"{name}.txt"]
    with pytest.raises(Drifted, match=f"there is no {name}.txt"):
        read(zipped(files))


def test_all_files_that_are_missing_are_named() -> None:
    files = files_of(example())
    del files["TE.txt"], files["Products.txt"]
    with pytest.raises(Drifted, match=r"Products\.txt, TE\.txt"):
        read(zipped(files))


def test_a_file_of_later_releases_is_known_and_any_other_is_told() -> None:
    later = {"Join_Submission_ActionTypes_Lookup.txt": b"SubmissionType\tApplNo\r\n"}
    assert read(zipped(files_of(example()) | later)) == read(release(example()))
    reading = read(zipped(files_of(example()) | {"Letters.txt": b""}))
    assert [warning.text for warning in reading.warnings if warning.what == "unknown-file"] == ["Letters.txt"]


@pytest.mark.parametrize(("name", "column"), IDENTITY_AND_STATUS)
def test_a_lost_identity_or_status_column_is_drift_and_says_which(name: str, column: str) -> None:
    with pytest.raises(Drifted, match=rf"{name}\.txt has no column {column}"):
        read(without_column(name, column))
    with pytest.raises(Drifted, match=column):
        read(changed(name, lambda text: text.replace(column, f"New{column}", 1)))


@pytest.mark.parametrize(("name", "column", "fields"), OTHERS)
def test_any_other_lost_column_keeps_its_old_values(name: str, column: str, fields: tuple[str, ...]) -> None:
    reading = read(without_column(name, column))
    assert column in {warning.text for warning in reading.warnings if warning.what == "missing-column"}
    for record in reading.records:
        assert not set(fields) & {*record.covers, *(name for each in record.procedures for name in each.details)}
        assert ("presentations" in fields) == (not record.presentations)
    assert reading.records[1].status == "approved"
    assert not whats(reading) & {"no-date", "junk-date", "unknown-word"}


@pytest.mark.parametrize("name", [name for name in COLUMNS if name != "ActionTypes_Lookup"])
def test_a_table_without_rows_makes_a_release_of_many_applications_incomplete(name: str) -> None:
    assert len(read(release(many(50))).records) == 50
    with pytest.raises(Drifted):
        read(release(many(50) | {name: []}))


@pytest.mark.parametrize(("name", "share"), [("Submissions", 0.7), ("Products", 0.97), ("MarketingStatus", 0.97)])
def test_a_whole_release_whose_table_lost_its_end_is_incomplete(
    name: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrapers.fda.drugsatfda_release.WHOLE_SIZE", 200)
    tables = many(200)
    assert read(release(tables)).scope == "whole"
    tables[name] = tables[name][: int(200 * share)]
    with pytest.raises(Drifted, match="has lost rows"):
        read(release(tables))


@pytest.mark.parametrize("missing", [2, 3, 40])
def test_a_file_that_ends_in_the_middle_of_a_row_or_of_its_last_word_is_drift(missing: int) -> None:
    with pytest.raises(Drifted, match="is cut in the middle"):
        read(changed("Submissions", lambda text: text[:-missing]))


def test_an_application_whose_number_was_emptied_is_left_out_and_is_not_number_nought() -> None:
    reading = read(changed("Applications", lambda text: text.replace("900200\tANDA", "\tANDA")))
    assert [record.number for record in reading.records] == ["NDA900100"]
    assert "junk-number" in whats(reading) and reading.scope == "part"


def test_a_no_break_space_in_an_address_is_a_blank() -> None:
    spelled = read(
        changed("ApplicationDocs", lambda text: text.replace("orig letter.pdf", "orig\u00a0letter.pdf\u00a0"))
    )
    assert spelled.records == read(release(example())).records


def test_a_number_whose_word_was_cut_off_says_nothing() -> None:
    whole = read(release(example())).records
    cut = read(changed("MarketingStatus_Lookup", lambda text: text[: text.index("3\t")]))
    (nda,) = (record for record in cut.records if record.number == "NDA900100")
    assert {product.number: product.marketing_status for product in nda.presentations} == {
        "001": "Prescription",
        "002": "",
    }
    assert "unknown-word" in whats(cut)
    for before, after in zip(whole, cut.records, strict=True):
        assert not [one for one in differences(before, after) if "status" in one.field]


def test_a_marketing_status_that_nobody_has_is_drift_and_not_a_return_to_the_market() -> None:
    with pytest.raises(Drifted, match="marketing status"):
        read(release(example() | {"MarketingStatus": [], "TE": []}))


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Unreadable),
        (b"<!DOCTYPE html><title>Access Denied</title>", Blocked),
        (b"Not found\n", Blocked),
        (b"PK\x03\x04 no archive", Unreadable),
        (release(example())[:-200], Unreadable),
        (release(example())[: len(release(example())) // 2], Unreadable),
        (b'{"results": []}', Unreadable),
        (zipped({"readme.txt": b"x"}), Drifted),
        (zipped(files_of(example()) | {"old/TE.txt": b""}), Drifted),
        (zipped(files_of(example()) | {"Submissions.txt": b""}), Drifted),
        (zipped(files_of(example()) | {"Submissions.txt": b"<html>Access Denied</html>"}), Drifted),
        (zipped(files_of(example()) | {"Applications.txt": b"ApplNo\tApplType\r\n"}), Drifted),
    ],
)
def test_what_is_not_a_release_fails_by_name(body: bytes, failure: type[ReadingFailed]) -> None:
    with pytest.raises(failure):
        read(body)


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.fda.archives.MAX_UNPACKED", 100_000)
    assert read(release(example()))
    with pytest.raises(Unreadable, match="more than any release"):
        read(zipped(files_of(example()) | {"bomb.bin": b"\0" * 100_001}))
    with pytest.raises(Unreadable, match="more than any release"):
        read(zipped({f"{number}.txt": b"" for number in range(101)}))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_mutation_of_an_archive_leaves_the_reader_otherwise_than_by_its_failures(data: st.DataObject) -> None:
    body = bytearray(release(example()))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body) - 1))
        end = data.draw(st.integers(start, min(len(body), start + 40)))
        body[start:end] = data.draw(st.binary(max_size=12))
    READER.recognises(bytes(body))
    with contextlib.suppress(ReadingFailed):
        assert isinstance(read(bytes(body)), Reading)


@given(st.sampled_from(sorted(COLUMNS)), st.data())
@settings(max_examples=150, deadline=None)
def test_no_mutation_of_a_table_leaves_the_reader_otherwise_than_by_its_failures(
    name: str, data: st.DataObject
) -> None:
    files = files_of(example())
    content = bytearray(files[f"{name}.txt"])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 60)))
        content[start:end] = data.draw(st.binary(max_size=12) | st.sampled_from([b"\r\n", b"\t", b"\0", b"\x81"]))
    try:
        reading = read(zipped(files | {f"{name}.txt": bytes(content)}))
    except ReadingFailed:
        return
    assert len({record.number for record in reading.records}) == len(reading.records)


def test_the_reader_knows_its_addresses_and_its_bytes() -> None:
    body = release(example())
    incomplete = zipped({name: text for name, text in files_of(example()).items() if name != "TE.txt"})
    assert READER.matches(DOWNLOAD)
    assert not READER.matches("https://www.fda.gov/media/76860/download?attachment")
    assert READER.recognises(body)
    assert READER.recognises(incomplete)
    assert not READER.recognises(zipped({"patent.txt": b"", "products.txt": b""}))
    assert choose("", body) is READER
    assert choose("", zipped({"drug-drugsfda-0001-of-0001.json": as_openfda(example())})) is drugsfda_api.READER


@pytest.mark.parametrize("name", sorted(COLUMNS.keys() - {"ActionTypes_Lookup"}))
def test_one_table_alone_is_an_incomplete_release_and_named(name: str) -> None:
    content = files_of(example())[f"{name}.txt"]
    assert READER.recognises(content) and choose("", content) is READER
    missing = "Applications" if name != "Applications" else "Submissions"
    with pytest.raises(Drifted, match=rf"this is {name}\.txt alone, there is no .*{missing}\.txt"):
        read(content)


def test_another_table_with_tabs_is_no_release() -> None:
    assert not READER.recognises(b"Appl_No\tName\r\n022180\tFERAHEME\r\n")
    assert not READER.recognises(b"ApplNo\r\n022180\r\n")
    with pytest.raises(Unreadable):
        read(b"Appl_No\tName\r\n022180\tFERAHEME\r\n")


def test_the_golden_release_holds_the_rows_of_the_portfolio() -> None:
    assert files_in(GOLDEN.read_bytes()) == files_of(portfolio())
