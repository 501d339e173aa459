"""The whole release of Drugs@FDA of July 2019, against its own rows, FDA's pages of 2016 and openFDA's reader."""

import datetime
import html
import itertools
import re
from collections import Counter
from pathlib import Path

import pytest

from scrapers.fda import drugsfda_api
from scrapers.fda.drugsatfda_release import READER
from scrapers.readers import Drifted, Unreadable
from scrapers.records import ApplicationRecord, Page, Reading
from tests.scrapers.fda.releases import LOOKUPS, Tables, as_openfda, files_in, plain_tables, release, zipped

RELEASE = "fda/drugsatfda-release/drugsatfda_2019-07-02.zip"
LATE_2025 = "fda/drugsatfda-release/Submissions_2025-late.excerpt.tsv"
HISTORY = "fda/drugsatfda-pages/2016-07-18__Search.Label_ApprovalHistory_apphist_EFFEXOR-XR_NDA020699.html"
DOWNLOAD = "https://www.fda.gov/media/89850/download?attachment"
BULK = "https://download.open.fda.gov/drug/drugsfda/drug-drugsfda-0001-of-0001.json"
NOW = datetime.datetime(2019, 7, 3, tzinfo=datetime.UTC)

Records = dict[str, ApplicationRecord]


def read(body: bytes) -> Reading:
    return READER.read(body, Page(address=DOWNLOAD, retrieved_at=NOW))


def dates(record: ApplicationRecord) -> dict[str, str]:
    return {procedure.slug: str(step.date) for procedure in record.procedures for step in procedure.steps}


@pytest.fixture(scope="module")
def body(corpus: Path) -> bytes:
    return (corpus / RELEASE).read_bytes()


@pytest.fixture(scope="module")
def tables(body: bytes) -> Tables:
    return plain_tables(body)


@pytest.fixture(scope="module")
def reading(body: bytes) -> Reading:
    return read(body)


@pytest.fixture(scope="module")
def records(reading: Reading) -> Records:
    return {record.number: record for record in reading.records}


def test_every_listed_application_becomes_a_record(tables: Tables, records: Records) -> None:
    assert len(records) == 23_267
    assert Counter(re.sub(r"\d", "", number) for number in records) == {"NDA": 5_286, "BLA": 182, "ANDA": 17_799}
    assert {number[-6:]: record.applicant for number, record in records.items()} == {
        row["ApplNo"]: row["SponsorName"] for row in tables["Applications"]
    }


def test_every_submission_of_a_listed_application_becomes_a_procedure(tables: Tables, records: Records) -> None:
    assert len(tables["Submissions"]) == 156_942
    listed = {number[-6:] for number in records}
    rows = [row for row in tables["Submissions"] if row["ApplNo"] in listed]
    found = {
        (number[-6:], procedure.slug, procedure.status_text): "".join(
            f"{step.date} 00:00:00" for step in procedure.steps
        )
        for number, record in records.items()
        for procedure in record.procedures
    }
    expected = {
        (row["ApplNo"], f"{row['SubmissionType']}-{row['SubmissionNo']}", row["SubmissionStatus"]): row[
            "SubmissionStatusDate"
        ]
        for row in rows
    }
    assert len(found) == len(rows) == 156_942 - 4_432
    assert {key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)} == set()


def test_every_product_and_every_address_of_a_document_is_kept(tables: Tables, records: Records) -> None:
    listed = {number[-6:] for number in records}
    products = {(row["ApplNo"], row["ProductNo"], row["DrugName"].strip()) for row in tables["Products"]}
    found = {(key[-6:], each.number, each.name) for key, record in records.items() for each in record.presentations}
    assert len(tables["Products"]) == 39_473
    assert {product for product in products - found if product[0] in listed} <= {
        (number, product, name) for number, product, name in products if "  " in name
    }
    keys = {
        (row["ApplNo"], row["SubmissionType"], row["SubmissionNo"])
        for row in tables["Submissions"]
        if row["ApplNo"] in listed
    }
    addresses = {
        (row["ApplNo"], row["ApplicationDocsURL"].strip().replace(" ", "%20"))
        for row in tables["ApplicationDocs"]
        if (row["ApplNo"], row["SubmissionType"].strip(), row["SubmissionNo"]) in keys
    }
    kept = {(key[-6:], document.address) for key, record in records.items() for document in record.documents}
    assert len(kept) == sum(len(record.documents) for record in records.values())
    assert {address for _, address in {(n, a.lower()) for n, a in addresses} - {(n, a.lower()) for n, a in kept}} == {
        "0https://www.accessdata.fda.gov/drugsatfda_docs/appletter/slc/2018/90387_slcorderltr.pdf"
    }


def test_what_is_odd_about_the_release_is_told_in_few_words(reading: Reading) -> None:
    told = Counter((warning.what, warning.where) for warning in reading.warnings)
    assert told == {
        ("junk-address", "submissions[090387 ORIG 1]"): 1,
        ("no-date", "submissions[009658 ORIG 1]"): 1,
        ("no-date", "submissions[022505 SUPPL 10]"): 1,
        ("junk-date", "submissions[060904 ORIG 1]"): 1,
        ("several-values", "MarketingStatus.txt"): 1,
        ("several-values", "TE.txt"): 1,
        ("stray-rows", "ApplicationDocs.txt"): 1,
        ("stray-rows", "Submissions.txt"): 1,
        ("stray-rows", "Products.txt"): 1,
    }
    assert (reading.scope, reading.published_at) == ("whole", "")


def test_openfda_would_give_equal_records(tables: Tables, reading: Reading) -> None:
    served = drugsfda_api.READER.read(as_openfda(tables), Page(address=BULK, retrieved_at=NOW))
    assert [ours.number for ours, theirs in zip(reading.records, served.records, strict=True) if ours != theirs] == []


def test_feraheme_was_approved_in_2009_and_has_its_supplements_of_2018(records: Records) -> None:
    feraheme = records["NDA022180"]
    original = feraheme.procedures[0]
    assert (feraheme.status, feraheme.applicant, feraheme.name) == ("approved", "AMAG PHARMS INC", "FERAHEME")
    assert (dates(feraheme)["ORIG-1"], dates(feraheme)["SUPPL-9"]) == ("2009-06-30", "2018-02-02")
    assert (original.details["submission_class"], original.details["review_priority"]) == ("TYPE 2", "STANDARD")
    assert len(feraheme.procedures) == 14


def test_feridex_and_gastromark_have_left_the_market(records: Records) -> None:
    assert {number: records[number].status for number in ("NDA020416", "NDA020410")} == {
        "NDA020416": "discontinued",
        "NDA020410": "discontinued",
    }
    assert dates(records["NDA020416"])["ORIG-1"] == "1996-08-30"
    assert dates(records["NDA020410"]) == {"ORIG-1": "1996-12-06", "SUPPL-1": "1999-07-30", "SUPPL-3": "2013-04-05"}


def test_combidex_was_never_approved_and_is_not_there(records: Records) -> None:
    assert not {number for number in records if number.endswith("021115")}


def test_a_product_with_trailing_tabs_is_whole(records: Records) -> None:
    products = records["NDA206029" if "NDA206029" in records else "ANDA206029"].presentations
    assert [(each.number, each.ingredients, each.reference_standard) for each in products] == [
        ("001", (("PITAVASTATIN CALCIUM", "EQ 1MG BASE"),), ""),
        ("002", (("PITAVASTATIN CALCIUM", "EQ 2MG BASE"),), ""),
        ("003", (("PITAVASTATIN CALCIUM", "EQ 4MG BASE"),), ""),
    ]


def test_a_note_keeps_its_dash(records: Records) -> None:
    notes = {each.details["public_notes"] for record in records.values() for each in record.procedures}
    assert any("Date of Approval \u2013 May 12, 2016" in note for note in notes)


def test_all_72_rows_of_the_page_of_2016_are_there_two_of_them_with_a_corrected_date(
    corpus: Path, records: Records
) -> None:
    page = (corpus / HISTORY).read_text("latin-1")
    cells = [
        html.unescape(re.sub(r"<[^>]*>", "", cell)).strip()
        for cell in re.findall(r'<td class="product_table"[^>]*>(.*?)</td>', page, re.DOTALL)
    ]
    shown = {}
    for date, number in itertools.pairwise(cells):
        if re.fullmatch(r"\d\d/\d\d/\d{4}", date) and number.isdigit():
            month, day, year = date.split("/")
            shown[f"SUPPL-{int(number)}" if int(number) else "ORIG-1"] = f"{year}-{month}-{day}"
    released = dates(records["NDA020699"])
    assert len(shown) == 72
    assert {slug: (date, released[slug]) for slug, date in shown.items() if released[slug] != date} == {
        "SUPPL-59": ("2005-11-29", "2005-12-01"),
        "SUPPL-100": ("2012-05-02", "2012-05-03"),
    }
    assert released.keys() - shown.keys() == {"SUPPL-107", "SUPPL-108", "SUPPL-110", "SUPPL-111"}


def test_the_rows_of_late_2025_bring_three_supplements_of_feraheme(
    corpus: Path, tables: Tables, records: Records
) -> None:
    late = (corpus / LATE_2025).read_text("utf-8").splitlines()
    header, *rows = (line.split("\t") for line in late)
    submissions = [dict(zip(header, row, strict=True)) for row in rows]
    numbers = {row["ApplNo"] for row in submissions}
    listed = [row for row in tables["Applications"] if row["ApplNo"] in numbers]
    products = [row for row in tables["Products"] if row["ApplNo"] in numbers]
    statuses = [row for row in tables["MarketingStatus"] if row["ApplNo"] in numbers]
    later = read(
        release(
            LOOKUPS
            | {name: tables[name] for name in LOOKUPS}
            | {"Applications": listed, "Products": products, "MarketingStatus": statuses, "Submissions": submissions}
        )
    )
    found = {record.number: dates(record) for record in later.records}
    assert sum(len(each) for each in found.values()) == 46
    new = found["NDA022180"].items() - dates(records["NDA022180"]).items()
    assert dict(new) == {"SUPPL-23": "2019-10-11", "SUPPL-24": "2020-09-11", "SUPPL-25": "2022-06-16"}


def test_the_same_rows_in_another_order_give_the_same_records(body: bytes, reading: Reading) -> None:
    files = {name: content.splitlines(keepends=True) for name, content in files_in(body).items()}
    turned = {name: b"".join([header, *reversed(lines)]) for name, (header, *lines) in files.items()}
    assert read(zipped(turned, level=1)).records == reading.records


@pytest.mark.parametrize("lost", ["Products.txt", "Submissions.txt", "MarketingStatus.txt"])
def test_a_release_whose_table_ends_early_is_refused(body: bytes, lost: str) -> None:
    files = files_in(body)
    lines = files[lost].splitlines(keepends=True)
    files[lost] = b"".join(lines[: len(lines) * 4 // 5])
    with pytest.raises(Drifted, match=f"{re.escape(lost)} has lost rows"):
        read(zipped(files, level=1))


def test_a_release_that_is_cut_is_unreadable(body: bytes) -> None:
    for share in (0.01, 0.5, 0.999):
        with pytest.raises(Unreadable):
            read(body[: int(len(body) * share)])


def test_only_a_release_and_a_table_of_one_are_taken_for_a_release(corpus: Path) -> None:
    recognised = {path.name for path in corpus.rglob("*") if path.is_file() and READER.recognises(path.read_bytes())}
    assert recognised == {Path(RELEASE).name, Path(LATE_2025).name}
