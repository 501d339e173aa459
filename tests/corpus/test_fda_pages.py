"""Drugs@FDA's pages of 2016 and 2019, against a plain reading of their markup, the release of 2019, facts by hand."""

import base64
import datetime
import gzip
import html
import itertools
import json
import re
from pathlib import Path

import pytest

from scrapers.fda import approval_package, pages, pages_2016
from scrapers.readers import Drifted, Reader, Unreadable
from scrapers.records import ApplicationRecord, Page, Reading
from scrapers.registry import READERS, NoReader, choose
from tests.scrapers.fda.releases import plain_table

FOLDER = "fda/drugsatfda-pages"
RELEASE = "fda/drugsatfda-release/drugsatfda_2019-07-02.zip"
HISTORY = "2016-07-18__Search.Label_ApprovalHistory_apphist_EFFEXOR-XR_NDA020699.html"
DETAILS = "2016-07-18__Search.DrugDetails_EFFEXOR-XR_NDA020699.html"
RECORDING = "redirect-chain_with_headers_2016-07-18.json"
OLD = "http://www.accessdata.fda.gov/scripts/cder/drugsatfda/index.cfm?fuseaction=Search.DrugDetails"
NOW = datetime.datetime(2016, 9, 5, tzinfo=datetime.UTC)

NAMES = {
    "2016-07-18__Search.SearchResults_Browse_DrugInitial_A.html": ("A", "646"),
    "2016-09-02__Search.SearchResults_Browse_DrugInitial_A.html": ("A", "648"),
    "2016-07-18__Search.SearchResults_Browse_DrugInitial_E.html": ("E", "302"),
    "2016-07-25__Search.SearchResults_Browse_DrugInitial_F.html": ("F", "229"),
    "2016-09-02__Search.SearchResults_Browse_DrugInitial_F.html": ("F", "230"),
    "2016-11-30__Search.SearchResults_Browse_DrugInitial_F.html": ("F", "231"),
}

PACKAGES = {
    "2016-07-18__020699_effexorxr_toc.cfm.html": ("NDA020699", "ORIG-1", "1997-10-20", 6),
    "2016-09-05__019002-S2_VASCOR_20TABLETS_toc.cfm.html": ("NDA019002", "SUPPL-2", "1994-05-12", 2),
    "2016-09-05__019901_s028_Altace.cfm.html": ("NDA019901", "SUPPL-28", "2000-10-04", 4),
    "2016-09-05__020430_toc.cfm.html": ("NDA020430", "ORIG-1", "1996-12-24", 2),
    "2016-09-05__020500S005.cfm.html": ("NDA020500", "SUPPL-5", "1999-01-05", 7),
    "2016-09-05__020634s04.cfm.html": ("NDA020634", "SUPPL-4", "1998-12-17", 7),
    "2016-09-05__021871TOC.cfm.html": ("NDA021871", "ORIG-1", "2006-02-17", 8),
    "2016-09-05__103628s5021TOC.cfm.html": ("BLA103628", "SUPPL-5021", "2003-05-28", 12),
    "2016-09-05__20713.cfm.html": ("NDA020713", "ORIG-1", "1998-04-22", 2),
}
"""Number, submission, date and documents, read from each page by eye."""


def read(reader: Reader, body: bytes, address: str = "") -> Reading:
    return reader.read(body, Page(address=address, retrieved_at=NOW))


def dates(record: ApplicationRecord) -> dict[str, str]:
    return {procedure.slug: str(step.date) for procedure in record.procedures for step in procedure.steps}


def plain_history(body: bytes) -> list[list[str]]:
    """The cells of the history, five by five, found by their markup alone."""
    table = body.decode("utf-8").split('summary="Approval History for the selected Application"')[1]
    cells = re.findall(r'<td class="product_table"[^>]*>(.*?)</td>', table, re.DOTALL)
    plain = [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", cell)).split()) for cell in cells]
    return [list(row) for row in zip(*[iter(plain)] * 5, strict=True)]


@pytest.fixture(scope="module")
def folder(corpus: Path) -> Path:
    return corpus / FOLDER


@pytest.fixture(scope="module")
def history(folder: Path) -> Reading:
    return read(pages_2016.READER, (folder / HISTORY).read_bytes())


@pytest.fixture(scope="module")
def released(corpus: Path) -> bytes:
    return (corpus / RELEASE).read_bytes()


def submissions(released: bytes) -> dict[str, dict[str, str]]:
    rows = plain_table(released, "Submissions", "020699\t")
    return {f"{row['SubmissionType']}-{row['SubmissionNo']}": row for row in rows if row["ApplNo"] == "020699"}


def test_all_72_rows_of_the_history_are_approvals_with_their_dates(folder: Path, history: Reading) -> None:
    rows = plain_history((folder / HISTORY).read_bytes())
    (record,) = history.records
    expected = {}
    for date, number, *_ in rows:
        month, day, year = date.split("/")
        expected[f"SUPPL-{int(number)}" if int(number) else "ORIG-1"] = f"{year}-{month}-{day}"
    assert len(rows) == len(expected) == len(record.procedures) == 72
    assert dates(record) == expected
    assert (record.number, record.applicant) == ("NDA020699", "WYETH PHARMS INC")
    assert history.warnings == ()


def test_every_document_of_the_history_is_kept_once(folder: Path, history: Reading) -> None:
    table = (folder / HISTORY).read_text("utf-8").split('summary="Approval History for the selected Application"')[1]
    cells = re.findall(r'<td class="product_table"[^>]*>(.*?)</td>', table, re.DOTALL)
    addresses = {
        html.unescape(href).strip().replace(" ", "%20")
        for cell in cells
        for href in re.findall(r'<a href="([^"#]+)"', cell)
    }
    found = [document.address for document in history.records[0].documents]
    assert len(found) == len(addresses) == 79
    assert set(found) == addresses
    (shared,) = (each for each in history.records[0].documents if each.address.endswith("020699s103s105lbl.pdf"))
    assert (shared.title, shared.type) == ("Label (SUPPL-103, SUPPL-105)", "Label")


def test_approval_types_mean_the_classes_of_the_release(history: Reading, released: bytes) -> None:
    lookup = plain_table(released, "SubmissionClass_Lookup")
    codes = {row["SubmissionClassCodeID"]: row["SubmissionClassCode"] for row in lookup}
    rows = submissions(released)
    claimed = {
        procedure.slug: procedure.details["submission_class"]
        for procedure in history.records[0].procedures
        if "submission_class" in procedure.details
    }
    assert len(claimed) == 72 - 8  # seven rows say "Supplement", one "Approval"
    assert {slug: codes[rows[slug]["SubmissionClassCodeID"]] for slug in claimed} == claimed


def test_two_dates_of_the_history_were_corrected_later(history: Reading, released: bytes) -> None:
    rows = submissions(released)
    shown = dates(history.records[0])
    assert {
        slug: (date, rows[slug]["SubmissionStatusDate"][:10])
        for slug, date in shown.items()
        if rows[slug]["SubmissionStatusDate"][:10] != date
    } == {"SUPPL-59": ("2005-11-29", "2005-12-01"), "SUPPL-100": ("2012-05-02", "2012-05-03")}


def test_the_details_of_effexor_xr_have_four_products(folder: Path) -> None:
    (record,) = read(pages_2016.READER, (folder / DETAILS).read_bytes()).records
    assert (record.number, record.name, record.status) == ("NDA020699", "EFFEXOR XR", "approved")
    assert {each.ingredients[0][1]: each.marketing_status for each in record.presentations} == {
        "EQ 37.5MG BASE": "Prescription",
        "EQ 75MG BASE": "Prescription",
        "EQ 100MG BASE": "Discontinued",
        "EQ 150MG BASE": "Prescription",
    }
    assert dates(record) == {"ORIG-1": "1997-10-20"}
    assert record.procedures[0].details == {"submission_class": "TYPE 3", "review_priority": "STANDARD"}


def test_the_answers_of_a_recorded_exchange_are_read_like_the_pages_they_are(folder: Path) -> None:
    exchanges = json.loads((folder / RECORDING).read_bytes())["http_interactions"]
    answers = [exchange["response"] for exchange in exchanges if exchange["response"]["status"]["code"] == 200]
    for answer, name in zip(answers, (DETAILS, HISTORY), strict=True):
        body = gzip.decompress(base64.b64decode(answer["body"]["base64_string"]))
        assert choose(answer["url"], body) is pages_2016.READER
        assert read(pages_2016.READER, body, answer["url"]) == read(pages_2016.READER, (folder / name).read_bytes())


def test_a_recorded_exchange_is_itself_no_page(folder: Path) -> None:
    body = (folder / RECORDING).read_bytes()
    with pytest.raises(NoReader, match="no reader"):
        choose("", body)
    with pytest.raises(Unreadable):
        read(pages_2016.READER, body, OLD)


@pytest.mark.parametrize(
    ("name", "numbers", "company", "statuses"),
    [
        (
            "2016-07-18__Search.Overview_DrugName_E-BASE.html",
            ["ANDA062999", "ANDA063028", "ANDA063086"],
            "BARR",
            {""},
        ),
        (
            "2016-07-25__Search.Overview_DrugName_FYCOMPA.html",
            ["NDA202834", "NDA208277"],
            "EISAI INC",
            {"approved"},
        ),
    ],
)
def test_an_overview_names_the_applications_of_a_drug(
    folder: Path, name: str, numbers: list[str], company: str, statuses: set[str]
) -> None:
    reading = read(pages_2016.READER, (folder / name).read_bytes())
    assert [record.number for record in reading.records] == numbers
    assert {record.applicant for record in reading.records} == {company}
    assert {record.status for record in reading.records} == statuses
    assert reading.warnings == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_list_of_names_is_one_list_with_its_count(folder: Path, name: str) -> None:
    body = (folder / name).read_bytes()
    letter, total = NAMES[name]
    assert len(re.findall(rb"fuseaction=Search\.Overview&DrugName=", body)) == 100
    reading = read(pages_2016.READER, body)
    assert reading.records == ()
    assert [(notice.key, notice.details) for notice in reading.notices] == [
        (f"drug names {letter}", {"total_names": total})
    ]
    assert [warning.text for warning in reading.warnings] == [
        f"Links 1 to 100 of {total}: names without numbers of applications"
    ]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_has_its_number_its_submission_and_its_documents(folder: Path, released: bytes, name: str) -> None:
    number, slug, date, count = PACKAGES[name]
    body = (folder / name).read_bytes()
    address = "http://www.accessdata.fda.gov/drugsatfda_docs/nda/2000/" + name.partition("__")[2]
    (record,) = read(approval_package.READER, body, address).records
    assert (record.number, dates(record), len(record.documents)) == (number, {slug: date}, count)
    assert len(re.findall(rb'href="[^"]*\.pdf"', body, re.IGNORECASE)) == count
    assert all(document.address.startswith(address.rpartition("/")[0]) for document in record.documents)
    (listed,) = plain_table(released, "Applications", f"{number[-6:]}\t")
    assert number == listed["ApplType"].strip() + listed["ApplNo"]


def test_the_part_of_a_daily_report_gives_its_one_approval(folder: Path) -> None:
    (record,) = read(pages.READER, (folder / "report_page_2019-01-10.html.txt").read_bytes()).records
    (procedure,) = record.procedures
    assert (record.number, record.name, record.applicant) == ("ANDA209015", "Olopatadine Hydrochloride", "Apotex Inc")
    assert (procedure.slug, procedure.status) == ("SUPPL-1", "tentatively-approved")
    assert dates(record) == {"SUPPL-1": "2019-01-10"}


def test_lone_fragments_of_an_overview_are_no_application(folder: Path) -> None:
    body = (folder / "overview_fragments.html.txt").read_bytes()
    assert choose("", body) is pages.READER
    with pytest.raises(Drifted, match="--application"):
        read(pages.READER, body)


def test_no_page_is_taken_for_another_source(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        body = path.read_bytes()
        assert sum(reader.recognises(body) for reader in READERS) == (path.name != RECORDING), path.name


def test_two_pages_that_differ_in_a_logo_are_equal(folder: Path) -> None:
    for name in itertools.chain([HISTORY, DETAILS], NAMES):
        body = (folder / name).read_bytes()
        other = re.sub(rb"img_fdagov_(\w+)logo(\w*)\.png", rb"img_fdagov_\1logo\2_new.png", body)
        assert other != body
        assert read(pages_2016.READER, other) == read(pages_2016.READER, body)
