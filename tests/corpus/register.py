"""Every file of the corpus: the address that its bytes are from, when, and what has to become of it.

Counts are made by plain means (lines, rows of a sheet, keys of a JSON object), apart from the readers.
"""

import json
import re
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine

Count = Callable[[Path], int]

REPORT = "https://www.ema.europa.eu/en/documents/report/"
DRUGS = "https://www.accessdata.fda.gov/scripts/cder/drugsatfda/index.cfm?fuseaction="
LETTERS = "https://www.accessdata.fda.gov/drugsatfda_docs/appletter/"
OPENFDA = "https://api.fda.gov/drug/drugsfda.json?search=application_number:"
ORANGE_BOOK = "https://www.fda.gov/media/76860/download"


@dataclass(frozen=True)
class Entry:
    """A file: its source, when it was retrieved, its outcome, and counts of what it holds, made independently.

    An excerpt of a list, as it stands, says that it has more records than it holds, and ends `drifted`; it is read once
    it says what it holds.
    """

    source: str
    retrieved: str
    outcome: str = "read"
    counts: dict[str, Count] = field(default_factory=dict)
    application: str = ""
    is_excerpt: bool = False


def exactly(number: int) -> Count:
    """A number counted by a person, or given where the file is described."""
    return lambda path: number


def rows_of_list(path: Path) -> int:
    """Records in the `data` of one of EMA's lists."""
    return len(json.loads(path.read_bytes())["data"])


def distinct(key: str) -> Count:
    """Different values of a key in the `data` of one of EMA's lists."""
    return lambda path: len({row[key] for row in json.loads(path.read_bytes())["data"]})


def product_numbers(path: Path) -> int:
    """Rows of EMA's medicines table whose number is one, or can be made one."""
    number = re.compile(r"(EMEA/|EMA/)?[HV]/?C?/?\d{3,6}|\d{4,6}")
    sheet = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    at = next(row.index(label) for row in sheet for label in ("EMA product number", "Product number") if label in row)
    return sum(1 for row in sheet if number.fullmatch(str(row[at]).strip()))


def different_entries(path: Path) -> int:
    """Entries of an Orange Book table: its lines, but of a patent's those that differ in more than dates and flags."""
    rows = [[cell.strip() for cell in line.split("~")] for line in path.read_text("ascii").splitlines()[1:]]
    return len({(*row[:4], row[7]) if "patent" in path.name else tuple(row) for row in rows})


def lines_of(name: str) -> Count:
    """Rows of one file of a Drugs@FDA release."""
    return lambda path: zipfile.ZipFile(path).read(name).count(b"\r\n") - 1


def matches(pattern: str) -> Count:
    """Different matches of a pattern in a file's text."""
    return lambda path: len(set(re.findall(pattern, path.read_text("utf-8-sig", errors="replace"))))


def _list(name: str, date: str, counts: dict[str, Count]) -> dict[str, Entry]:
    source = f"{REPORT}{name}.json"
    return {f"ema/feeds/{name}.{date}.excerpt.json": Entry(source, date, counts=counts, is_excerpt=True)}


def _table(stamp: str, kind: str) -> dict[str, Entry]:
    source = f"{REPORT}medicines-output-medicines-report_en.xlsx"
    return {
        f"ema/medicines-table/{stamp}__{kind}.xlsx": Entry(source, stamp[:10], counts={"applications": product_numbers})
    }


def _month(name: str) -> dict[str, Entry]:
    counts = {"applications": matches(r"#(\d{6})"), "steps": matches(r'#(\d{6}","[A-Z]+-\d+)')}
    source = "https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm?event=reportsSearch.process"
    return {f"fda/drugsatfda-monthly/2021-{name}.csv": Entry(source, "2021-07-05", counts=counts)}


def _orange_book(date: str) -> dict[str, Entry]:
    entry = Entry(ORANGE_BOOK, date, counts={"notices": different_entries})
    return {f"fda/orange-book/{date}__{table}.txt": entry for table in ("patent", "exclusivity")}


def _annex(year: int, rows: int) -> dict[str, Entry]:
    source = f"https://www.ema.europa.eu/en/documents/annual-report/annual-report-{year}-annex-10_en.xlsx"
    return {f"ema/annex-10/annex10_{year}.xlsx": Entry(source, f"{year + 1}-06-01", counts={"notices": exactly(rows)})}


def _page(name: str, action: str, **counts: Count) -> dict[str, Entry]:
    return {f"fda/drugsatfda-pages/{name}.html": Entry(f"{DRUGS}{action}", name[:10], counts=counts)}


def _package(name: str, path: str) -> dict[str, Entry]:
    source = f"https://www.accessdata.fda.gov/drugsatfda_docs/{path}"
    return {f"fda/drugsatfda-pages/{name}.html": Entry(source, name[:10], counts={"applications": exactly(1)})}


def _procedural_steps() -> dict[str, Entry]:
    """The documents whose steps were read by eye: each line there is a step, or a procedure with one or two."""
    documents = tomllib.loads((Path(__file__).parent / "procedural_steps.toml").read_text())["document"]
    return {f"ema/procedural-steps/{one['file']}": _document(one) for one in documents}


def _document(read_by_eye: dict[str, Any]) -> Entry:
    name = read_by_eye["file"].removesuffix(".pdf")
    before = read_by_eye.get("initial", "").strip().splitlines()
    after = [line.split(" | ") for line in read_by_eye.get("rows", "").strip().splitlines()]
    folder = "procedural-steps" if before else "procedural-steps-after" if after else "scientific-conclusion"
    folder = "assessment-report" if "assessment" in name else folder
    steps = len(before) + sum(1 + (row[2].strip() != "-") for row in after)
    return Entry(
        f"https://www.ema.europa.eu/en/documents/{folder}/{name}_en.pdf",
        "2022-06-01",
        counts={"applications": exactly(1), "steps": exactly(steps)},
        application=read_by_eye["application"],
    )


def _letter(name: str) -> dict[str, Entry]:
    entry = Entry(f"{LETTERS}{name}.pdf", "2025-07-15", counts={"applications": exactly(1)})
    return {f"fda/complete-response-letters/{name}.pdf": entry}


ONE_PAGE = {"notices": exactly(1)}
NOT_A_SOURCE = "unreadable"
"""For schemas, field lists and recordings: nobody publishes medicines so."""

REGISTER: dict[str, Entry] = {
    **_procedural_steps(),
    **_table("2018-12-23T0208", "epar"),
    **_table("2020-04-23T0232", "epar"),
    **_table("2022-11-17T0745", "epar"),
    **_table("2024-08-15T0400", "medicines"),
    **_table("2024-08-16T0400", "medicines"),
    **_table("2024-08-22T1506", "medicines"),
    **_table("2025-02-12T1600", "medicines"),
    **_table("2025-03-24T1041", "medicines"),
    **_list("medicines-output-medicines_json-report_en", "2026-09-26", {"applications": rows_of_list}),
    **_list("medicines-output-medicines_json-report_en", "2026-10-04", {"applications": rows_of_list}),
    **_list(
        "documents-output-epar_documents_json-report_en",
        "2026-09-26",
        {"documents": rows_of_list, "applications": distinct("ema_product_number")},
    ),
    **_list(
        "documents-output-epar_documents_json-report_en",
        "2026-10-04",
        {"documents": rows_of_list, "applications": distinct("ema_product_number")},
    ),
    **_list("documents-output-non_epar_documents_json-report_en", "2026-10-04", {"notices": rows_of_list}),
    **_list(
        "medicines-output-post_authorisation_json-report_en",
        "2026-10-04",
        {"procedures": rows_of_list},
    ),
    **_list("referrals-output-json-report_en", "2026-10-04", {"applications": distinct("reference_number")}),
    **_list(
        "medicines-output-orphan_designations-json-report_en",
        "2026-09-26",
        {"applications": distinct("eu_designation_number")},
    ),
    **_list(
        "medicines-output-paediatric_investigation_plans-output-json-report_en",
        "2026-10-04",
        {"applications": distinct("pip_number")},
    ),
    **_list(
        "medicines-output-periodic_safety_update_report_single_assessments-output-json-report_en",
        "2026-10-04",
        {"applications": distinct("procedure_number")},
    ),
    **_list("dhpc-output-json-report_en", "2026-10-04", {"notices": rows_of_list}),
    **_list("shortages-output-json-report_en", "2026-10-04", {"notices": rows_of_list}),
    **_list("news-json-report_en", "2026-10-04", {"notices": rows_of_list}),
    **_list("events-json-report_en", "2026-10-04", {"notices": rows_of_list}),
    **_list("general-json-report_en", "2026-10-04", {"notices": rows_of_list}),
    "ema/feeds/ec-union-register_ods_products.2026-09.excerpt.json": Entry(
        "https://ec.europa.eu/health/documents/community-register/ods/ods_products.json",
        "2026-09-30",
        counts={"notices": matches(r'"URI": "[^"]*/(?:h|ho)\d+\.htm"')},
    ),
    **_annex(2015, 93 + 4 + 5),
    **_annex(2016, 81 + 1 + 16 + 59 + 1 + 2 + 1),
    **_annex(2017, 92 + 6 + 14 + 51),
    "ema/pages/sinerem.docling.md": Entry(
        "https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem",
        "2025-11-23",
        counts={"applications": exactly(1), "steps": exactly(1), "documents": exactly(4)},
    ),
    "ema/pages/type-ia-variations-questions-answers.html": Entry(
        "https://www.ema.europa.eu/en/human-regulatory-overview/post-authorisation/type-ia-variations/questions-answers",
        "2026-01-12",
        counts=ONE_PAGE,
    ),
    "ema/pages/rmp-post-authorisation-questions-answers.html": Entry(
        "https://www.ema.europa.eu/en/human-regulatory-overview/post-authorisation/risk-management-plans/questions",
        "2026-01-12",
        counts=ONE_PAGE,
    ),
    "fda/drugsatfda-release/drugsatfda_2019-07-02.zip": Entry(
        "https://www.fda.gov/media/89850/download?attachment",
        "2019-07-02",
        counts={"applications": lines_of("Applications.txt")},
    ),
    "fda/drugsatfda-release/Submissions_2025-late.excerpt.tsv": Entry(
        "https://www.fda.gov/media/89850/download?attachment", "2025-11-25", outcome="drifted"
    ),
    **_month("jan"),
    **_month("feb"),
    **_month("mar"),
    **_month("apr"),
    **_month("may"),
    **_month("jun"),
    **_orange_book("2019-09-01"),
    **_orange_book("2020-05-15"),
    **_orange_book("2022-07-13"),
    **_orange_book("2024-06-11"),
    **_orange_book("2025-11-23"),
    **_letter("018680-s074_OtherActionLtrs"),
    **_letter("021164Orig1s000OtherActionLtrs"),
    **_letter("022075Orig1s000OtherActionLtrs"),
    "fda/complete-response-letters/openfda_crl_example_NDA209510.json": Entry(
        "https://api.fda.gov/transparency/crl.json", "2025-07-15", counts={"applications": exactly(1)}
    ),
    "fda/advisory-committees/advisory-committee-calendar-json_4-records_2026-08-31.json": Entry(
        "https://www.fda.gov/datatables-json/advisory-committee-calendar-json",
        "2026-08-31",
        counts={"notices": exactly(4)},
    ),
    "fda/rss/fda_drug-recalls_2019-05.xml": Entry(
        "https://www.fda.gov/about-fda/contact-fda/stay-informed/rss-feeds/drug-recalls/rss.xml",
        "2019-05-31",
        counts={"notices": matches(r"<guid[^>]*>\s*([^<\s]+)")},
    ),
    "fda/rss/fda_press-releases_2026-08_2items.xml": Entry(
        "https://www.fda.gov/about-fda/contact-fda/stay-informed/rss-feeds/press-releases/rss.xml",
        "2026-08-14",
        counts={"notices": exactly(2)},
    ),
    "fda/openfda/drugsfda_ANDA087203_2022-01-18.json": Entry(
        f"{OPENFDA}ANDA087203",
        "2022-01-18",
        counts={"applications": exactly(1), "steps": matches(r'"submission_number": "\d+"')},
    ),
    "fda/openfda/drugsfda_NDA019952_2024-07-05.converted.json": Entry(
        f"{OPENFDA}NDA019952", "2024-07-05", counts={"applications": exactly(1)}
    ),
    "fda/openfda/constants__fields__drugsfda.yaml": Entry("", "2026-01-01", NOT_A_SOURCE),
    "fda/openfda/constants__fields__transparencycrl.yaml": Entry("", "2026-01-01", NOT_A_SOURCE),
    "fda/openfda/drugsfda_schema.json": Entry("", "2026-01-01", NOT_A_SOURCE),
    "fda/drugsatfda-pages/redirect-chain_with_headers_2016-07-18.json": Entry("", "2016-07-18", NOT_A_SOURCE),
    # Fragments without their page: nothing on one says which application it is about.
    "fda/drugsatfda-pages/overview_fragments.html.txt": Entry("", "2026-01-01", "drifted"),
    "fda/drugsatfda-pages/report_page_2019-01-10.html.txt": Entry(
        "https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm?event=report.page",
        "2019-01-10",
        counts={"applications": exactly(1), "steps": exactly(1)},
    ),
    **_page("2016-07-18__Search.DrugDetails_EFFEXOR-XR_NDA020699", "Search.DrugDetails", applications=exactly(1)),
    **_page(
        "2016-07-18__Search.Label_ApprovalHistory_apphist_EFFEXOR-XR_NDA020699",
        "Search.Label_ApprovalHistory#apphist",
        applications=exactly(1),
        steps=exactly(72),
    ),
    **_page("2016-07-18__Search.Overview_DrugName_E-BASE", "Search.Overview&DrugName=E-BASE", applications=exactly(3)),
    **_page(
        "2016-07-25__Search.Overview_DrugName_FYCOMPA", "Search.Overview&DrugName=FYCOMPA", applications=exactly(2)
    ),
    **_page(
        "2016-07-18__Search.SearchResults_Browse_DrugInitial_A", "Search.SearchResults_Browse&DrugInitial=A", **ONE_PAGE
    ),
    **_page(
        "2016-09-02__Search.SearchResults_Browse_DrugInitial_A", "Search.SearchResults_Browse&DrugInitial=A", **ONE_PAGE
    ),
    **_page(
        "2016-07-18__Search.SearchResults_Browse_DrugInitial_E", "Search.SearchResults_Browse&DrugInitial=E", **ONE_PAGE
    ),
    **_page(
        "2016-07-25__Search.SearchResults_Browse_DrugInitial_F", "Search.SearchResults_Browse&DrugInitial=F", **ONE_PAGE
    ),
    **_page(
        "2016-09-02__Search.SearchResults_Browse_DrugInitial_F", "Search.SearchResults_Browse&DrugInitial=F", **ONE_PAGE
    ),
    **_page(
        "2016-11-30__Search.SearchResults_Browse_DrugInitial_F", "Search.SearchResults_Browse&DrugInitial=F", **ONE_PAGE
    ),
    **_package("2016-07-18__020699_effexorxr_toc.cfm", "nda/97/020699_effexorxr_toc.cfm"),
    **_package("2016-09-05__019002-S2_VASCOR_20TABLETS_toc.cfm", "nda/99/019002-S2_VASCOR_20TABLETS_toc.cfm"),
    **_package("2016-09-05__019901_s028_Altace.cfm", "nda/2000/019901_s028_Altace.cfm"),
    **_package("2016-09-05__020430_toc.cfm", "nda/96/020430_toc.cfm"),
    **_package("2016-09-05__020500S005.cfm", "nda/99/020500S005.cfm"),
    **_package("2016-09-05__020634s04.cfm", "nda/99/020634s04.cfm"),
    **_package("2016-09-05__021871TOC.cfm", "nda/2006/021871TOC.cfm"),
    **_package("2016-09-05__103628s5021TOC.cfm", "bla/2003/103628s5021TOC.cfm"),
    **_package("2016-09-05__20713.cfm", "nda/98/20713.cfm"),
}
