"""The Orange Book: what its rows say, in each of its forms, and what it is when it is not whole."""

import datetime
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.fda.orange_book import READER
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import NoticeRecord, Page, Reading
from scrapers.vocabulary import FIELDS, NOTICE_KINDS, NOTICE_STATUSES

PATENT = (
    "Appl_Type~Appl_No~Product_No~Patent_No~Patent_Expire_Date_Text~Drug_Substance_Flag~Drug_Product_Flag"
    "~Patent_Use_Code~Delist_Flag~Submission_Date"
)
EXCLUSIVITY = "Appl_Type~Appl_No~Product_No~Exclusivity_Code~Exclusivity_Date"
PRODUCTS = "Ingredient~DF;Route~Trade_Name~Appl_Type~Appl_No~Product_No"
ROW = "N~099001~001~1000001~Mar 8, 2030~Y~Y~U-141~~Aug 6, 2013"
OTHER = "N~099001~002~1000002~Mar 9, 2030~~~~~"
SOME = [f"N~0990{number:02}~001~10000{number:02}~Mar 8, 20{number}~~Y~U-{number % 7}~~" for number in range(27, 60)]
DAY = datetime.date(2026, 1, 5)


def read(*lines: str, day: datetime.date = DAY, end: str = "\n") -> Reading:
    return read_bytes((end.join(lines) + end).encode(), day)


def read_bytes(body: bytes, day: datetime.date = DAY) -> Reading:
    moment = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    return READER.read(body, Page(address="", retrieved_at=moment))


def only(*lines: str, day: datetime.date = DAY) -> NoticeRecord:
    (notice,) = read(*lines, day=day).notices
    return notice


def book(**files: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for name, text in files.items():
            target.writestr(f"{name}.txt", text)
    return archive.getvalue()


def whats(reading: Reading) -> list[str]:
    return [warning.what for warning in reading.warnings]


def test_a_patent_holds_until_the_end_of_its_last_day() -> None:
    days = [datetime.date(2030, 3, 7), datetime.date(2030, 3, 8), datetime.date(2030, 3, 9)]
    assert [only(PATENT, ROW, day=day).status for day in days] == ["in-force", "in-force", "expired"]


def test_the_day_of_retrieval_is_the_day_in_utc() -> None:
    evening = datetime.datetime(2030, 3, 8, 22, tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))
    reading = READER.read(f"{PATENT}\n{ROW}\n".encode(), Page(address="", retrieved_at=evening))
    assert reading.notices[0].status == "expired"


def test_a_patent_to_be_delisted_says_so_until_it_has_expired() -> None:
    row = ROW.replace("U-141~~", "U-141~Y~")
    assert only(PATENT, row).status == "delisting-requested"
    assert only(PATENT, row, day=datetime.date(2031, 1, 1)).status == "expired"


def test_one_patent_with_two_uses_is_two_entries() -> None:
    reading = read(PATENT, ROW, ROW.replace("U-141", "U-9"), ROW.replace("U-141", ""))
    assert [notice.key for notice in reading.notices] == [
        "patent/NDA099001/001/1000001",
        "patent/NDA099001/001/1000001/U-141",
        "patent/NDA099001/001/1000001/U-9",
    ]


def test_a_trailing_blank_behind_a_use_is_no_other_use() -> None:
    assert only(PATENT, ROW.replace("U-141", "U-141 ")) == only(PATENT, ROW)


def test_a_paediatric_extension_is_an_entry_of_its_own() -> None:
    reading = read(PATENT, ROW, ROW.replace("1000001~", "1000001*PED~"))
    assert [notice.details["patent_number"] for notice in reading.notices] == ["1000001*PED", "1000001"]


def test_an_exclusivity_with_two_dates_is_two_entries() -> None:
    reading = read(EXCLUSIVITY, "A~099001~001~PED~Feb 2, 2027", "A~099001~001~PED~Feb 2, 2021")
    assert [(notice.key, notice.status) for notice in reading.notices] == [
        ("exclusivity/ANDA099001/001/PED/2021-02-02", "expired"),
        ("exclusivity/ANDA099001/001/PED/2027-02-02", "in-force"),
    ]


def test_a_file_of_one_table_is_whole_within_that_table_only() -> None:
    patents, exclusivities = read(PATENT, ROW), read(EXCLUSIVITY, "N~099001~001~NCE~Feb 2, 2027")
    assert [(reading.scope, reading.within) for reading in (patents, exclusivities)] == [
        ("whole", "patent/"),
        ("whole", "exclusivity/"),
    ]
    assert all(notice.key.startswith("patent/") for notice in patents.notices)
    assert all(notice.key.startswith("exclusivity/") for notice in exclusivities.notices)


def test_the_archive_is_whole_and_its_entries_are_those_of_the_files() -> None:
    patents, exclusivities = f"{PATENT}\n{ROW}\n", f"{EXCLUSIVITY}\nN~099001~001~NCE~Feb 2, 2027\n"
    reading = read_bytes(book(patent=patents, exclusivity=exclusivities))
    assert (reading.scope, reading.within) == ("whole", "")
    alone = read_bytes(patents.encode()).notices + read_bytes(exclusivities.encode()).notices
    assert reading.notices == alone
    assert whats(reading) == ["missing-file"]


def test_names_come_from_the_products_file_and_are_not_told_without_it() -> None:
    products = f"{PRODUCTS}\nEXEMPLIN; OTHERIN~TABLET;ORAL~EXEMPLA~N~099001~001\n"
    body = book(
        patent=f"{PATENT}\n{ROW}\n{OTHER}\n", exclusivity=f"{EXCLUSIVITY}\nN~1~001~NCE~Feb 2, 2027\n", products=products
    )
    named, unlisted, _ = read_bytes(body).notices
    assert (named.names, named.substances) == (("EXEMPLA",), ("EXEMPLIN", "OTHERIN"))
    assert unlisted.names == () and "names" in unlisted.covers
    assert "names" not in only(PATENT, ROW).covers


def test_an_archive_without_one_of_its_tables_is_a_drift() -> None:
    with pytest.raises(Drifted, match=r"no exclusivity\.txt"):
        read_bytes(book(patent=f"{PATENT}\n{ROW}\n", products=PRODUCTS))


@pytest.mark.parametrize(
    "column",
    ["Appl_Type", "Appl_No", "Product_No", "Patent_No", "Patent_Use_Code", "Patent_Expire_Date_Text", "Delist_Flag"],
)
def test_a_missing_column_that_names_an_entry_or_gives_its_status_is_a_drift(column: str) -> None:
    with pytest.raises(Drifted, match=r"Patent_No" if column in ("Appl_No", "Patent_No") else column):
        read(PATENT.replace(column, "Renamed", 1), ROW)


@pytest.mark.parametrize("column", ["Exclusivity_Date", "Product_No"])
def test_a_missing_column_of_an_exclusivity_is_a_drift(column: str) -> None:
    with pytest.raises(Drifted, match=column):
        read(EXCLUSIVITY.replace(column, "Renamed"), "N~099001~001~NCE~Feb 2, 2027")


def test_any_other_missing_column_keeps_its_old_values_and_is_told() -> None:
    header = PATENT.removesuffix("~Submission_Date")
    reading = read(header, ROW.rpartition("~")[0])
    (notice,) = reading.notices
    assert "submitted_on" not in notice.details and "submitted_on" not in notice.covers
    assert whats(reading) == ["missing-column"]


def test_an_unknown_column_is_told_and_left_aside() -> None:
    reading = read(f"{PATENT}~Colour", f"{ROW}~green")
    assert reading.notices == read(PATENT, ROW).notices
    assert [(warning.what, warning.text) for warning in reading.warnings] == [("unknown-column", "Colour")]


def test_columns_are_found_by_their_names_in_any_order() -> None:
    turned = ["~".join(reversed(line.split("~"))) for line in (PATENT, ROW, OTHER)]
    assert read(*turned).notices == read(PATENT, ROW, OTHER).notices


@settings(max_examples=20, deadline=None)
@given(st.permutations(SOME), st.sampled_from(["\n", "\r\n"]))
def test_neither_the_order_of_rows_nor_the_line_ends_matter(rows: list[str], end: str) -> None:
    assert read(PATENT, *rows, end=end) == read(PATENT, *SOME)


def test_a_last_line_without_an_end_is_a_row_like_any_other() -> None:
    assert read_bytes(f"{PATENT}\n{ROW}\n{OTHER}".encode()) == read(PATENT, ROW, OTHER)


def test_a_file_that_stops_within_a_row_is_a_drift() -> None:
    body = f"{PATENT}\n{ROW}\n{OTHER}".encode()
    with pytest.raises(Drifted, match="cut in the middle"):
        read_bytes(body[:-10])


def test_two_rows_about_the_same_are_one_entry_the_one_that_ends_last() -> None:
    later = ROW.replace("2030", "2032")
    for rows in ([ROW, later], [later, ROW]):
        reading = read(PATENT, *rows)
        assert [str(notice.ends_on) for notice in reading.notices] == ["2032-03-08"]
        assert whats(reading) == ["duplicate"]


@pytest.mark.parametrize(
    "row",
    [
        ROW.replace("N~", "X~", 1),
        ROW.replace("099001", "ABC"),
        ROW.replace("099001", ""),
        ROW.replace("~001~", "~~"),
        ROW.replace("1000001", ""),
    ],
)
def test_a_row_that_does_not_say_what_it_is_about_is_kept_out_and_nothing_counts_as_removed(row: str) -> None:
    reading = read(PATENT, row, OTHER)
    assert len(reading.notices) == 1
    assert whats(reading) == ["junk-number"]
    assert (reading.scope, reading.within) == ("part", "")


def test_an_impossible_date_is_told_and_decides_nothing() -> None:
    reading = read(PATENT, ROW.replace("Mar 8, 2030", "Feb 30, 2030"))
    (notice,) = reading.notices
    assert (notice.ends_on, notice.status, whats(reading)) == (None, "unknown", ["junk-date"])
    assert reading.scope == "whole"


def test_an_exclusivity_without_a_date_has_no_key_and_is_kept_out() -> None:
    reading = read(EXCLUSIVITY, "N~099001~001~NCE~", "N~099001~001~NP~Feb 2, 2027")
    assert [notice.details["exclusivity_code"] for notice in reading.notices] == ["NP"]
    assert whats(reading) == ["junk-number"]


def test_rows_of_another_width_are_kept_out_and_most_of_them_are_a_drift() -> None:
    reading = read(PATENT, f"{ROW}~more", ROW, OTHER)
    assert (len(reading.notices), whats(reading), reading.scope) == (2, ["unreadable-row"], "part")
    with pytest.raises(Drifted, match="other cells than the header"):
        read(PATENT, f"{ROW}~more", f"{OTHER}~more", ROW)


def test_a_table_without_rows_is_a_drift() -> None:
    with pytest.raises(Drifted, match="no rows"):
        read(PATENT)


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Unreadable),
        (b"<html><body>Apology</body></html>", Blocked),
        (b"Access Denied", Blocked),
        (b"Appl_Type~Nothing\nN~1\n", Drifted),
        (b"PK\x03\x04 no archive", Unreadable),
        (PRODUCTS.encode() + b"\nA~B~C~N~1~1\n", Unreadable),
    ],
)
def test_what_is_not_the_orange_book_is_refused(body: bytes, failure: type[ReadingFailed]) -> None:
    with pytest.raises(failure):
        read_bytes(body)
    assert not READER.recognises(body)


def test_its_words_are_of_the_vocabulary() -> None:
    for notice in (*read(PATENT, ROW).notices, *read(EXCLUSIVITY, "N~099001~001~NCE~Feb 2, 2027").notices):
        assert notice.kind in NOTICE_KINDS and notice.status in NOTICE_STATUSES
        assert notice.details.keys() <= FIELDS.keys() & set(notice.covers)


def test_the_address_of_the_archive_is_its_own() -> None:
    assert READER.matches("https://www.fda.gov/media/76860/download?attachment")
    assert not READER.matches("https://www.fda.gov/media/89850/download")
