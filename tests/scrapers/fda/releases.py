"""Small releases of Drugs@FDA, built as FDA builds them, and a release as openFDA would serve it.

`as_openfda` is a plain second reading of the same tables: what FDA's conversion makes of them, one JSON result for
each application.
"""

import datetime
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

Rows = list[dict[str, str]]
Tables = dict[str, Rows]

COLUMNS = {
    "ActionTypes_Lookup": (
        "ActionTypes_LookupID",
        "ActionTypes_LookupDescription",
        "SupplCategoryLevel1Code",
        "SupplCategoryLevel2Code",
    ),
    "ApplicationDocs": (
        "ApplicationDocsID",
        "ApplicationDocsTypeID",
        "ApplNo",
        "SubmissionType",
        "SubmissionNo",
        "ApplicationDocsTitle",
        "ApplicationDocsURL",
        "ApplicationDocsDate",
    ),
    "Applications": ("ApplNo", "ApplType", "ApplPublicNotes", "SponsorName"),
    "ApplicationsDocsType_Lookup": ("ApplicationDocsType_Lookup_ID", "ApplicationDocsType_Lookup_Description"),
    "MarketingStatus": ("MarketingStatusID", "ApplNo", "ProductNo"),
    "MarketingStatus_Lookup": ("MarketingStatusID", "MarketingStatusDescription"),
    "Products": (
        "ApplNo",
        "ProductNo",
        "Form",
        "Strength",
        "ReferenceDrug",
        "DrugName",
        "ActiveIngredient",
        "ReferenceStandard",
    ),
    "SubmissionClass_Lookup": ("SubmissionClassCodeID", "SubmissionClassCode", "SubmissionClassCodeDescription"),
    "SubmissionPropertyType": (
        "ApplNo",
        "SubmissionType",
        "SubmissionNo",
        "SubmissionPropertyTypeCode",
        "SubmissionPropertyTypeID",
    ),
    "Submissions": (
        "ApplNo",
        "SubmissionClassCodeID",
        "SubmissionType",
        "SubmissionNo",
        "SubmissionStatus",
        "SubmissionStatusDate",
        "SubmissionsPublicNotes",
        "ReviewPriority",
    ),
    "TE": ("ApplNo", "ProductNo", "MarketingStatusID", "TECode"),
}
"""The files of the release of July 2019 and their columns."""

SAVED = datetime.datetime(2019, 7, 2, 14, 30)
PADDED = 10
"""Letters to which ApplicationDocs and SubmissionPropertyType pad the type of a submission."""


def rows_of(name: str, *rows: tuple[str, ...]) -> Rows:
    """Rows of a table from their cells in FDA's order."""
    return [dict(zip(COLUMNS[name], row, strict=True)) for row in rows]


def table(rows: Iterable[Mapping[str, str]], columns: Iterable[str]) -> str:
    """A table as text: a header, tabs, CRLF, no quoting."""
    columns = tuple(columns)
    lines = ["\t".join(columns), *("\t".join(row.get(column, "") for column in columns) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines)


def files_of(tables: Tables) -> dict[str, bytes]:
    """The files of a release by name."""
    return {f"{name}.txt": table(tables.get(name, []), columns).encode("cp1252") for name, columns in COLUMNS.items()}


def zipped(files: Mapping[str, bytes], level: int = 6) -> bytes:
    """An archive of these files: the same bytes for the same content and level."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as writer:
        for name, content in files.items():
            writer.writestr(
                zipfile.ZipInfo(name, SAVED.timetuple()[:6]), content, zipfile.ZIP_DEFLATED, compresslevel=level
            )
    return archive.getvalue()


def files_in(body: bytes) -> dict[str, bytes]:
    """The files of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def release(tables: Tables) -> bytes:
    """A release of these rows."""
    return zipped(files_of(tables))


LOOKUPS = {
    "MarketingStatus_Lookup": rows_of(
        "MarketingStatus_Lookup",
        ("1", "Prescription"),
        ("2", "Over-the-counter"),
        ("3", "Discontinued"),
        ("4", "None (Tentative Approval)"),
    ),
    "SubmissionClass_Lookup": rows_of(
        "SubmissionClass_Lookup",
        ("2", "EFFICACY", "Efficacy"),
        ("3", "LABELING", "Labeling"),
        ("4", "MANUF (CMC)", "Manufacturing (CMC)"),
        ("7", "TYPE 1", "Type 1 - New Molecular Entity"),
        ("9", "TYPE 2", "Type 2 - New Active Ingredient"),
    ),
    "ApplicationsDocsType_Lookup": rows_of(
        "ApplicationsDocsType_Lookup", ("1", "Letter"), ("2", "Label"), ("21", "Summary Review")
    ),
    "ActionTypes_Lookup": rows_of("ActionTypes_Lookup", ("1", "Bioequivalence", "BIOEQUIV", "")),
}


def portfolio() -> Tables:
    """Reconstructed: a few rows of FDA's release of 2 July 2019 about Feraheme, Feridex I.V. and GastroMARK."""
    letters = "http://www.accessdata.fda.gov/drugsatfda_docs/appletter"
    labels = "http://www.accessdata.fda.gov/drugsatfda_docs/label"
    both = f"{letters}/2010/022180s003,022180s005ltr.pdf"
    return LOOKUPS | {
        "Applications": rows_of(
            "Applications",
            ("020410", "NDA", "", "AMAG PHARMS INC"),
            ("020416", "NDA", "", "AMAG PHARMS INC"),
            ("022180", "NDA", "", "AMAG PHARMS INC"),
        ),
        "Products": rows_of(
            "Products",
            ("020410", "001", "SUSPENSION;ORAL", "EQ 0.175MG IRON/ML", "0", "GASTROMARK", "FERUMOXSIL", "0"),
            ("020416", "001", "INJECTABLE;INJECTION", "EQ 11.2MG IRON/ML", "0", "FERIDEX I.V.", "FERUMOXIDES", "0"),
            (
                *("022180", "001", "SOLUTION;INTRAVENOUS", "EQ 510MG IRON/17ML (EQ 30MG IRON/ML)"),
                *("1", "FERAHEME", "FERUMOXYTOL", "1"),
            ),
        ),
        "Submissions": rows_of(
            "Submissions",
            ("020410", "7", "ORIG", "1", "AP", "1996-12-06 00:00:00", "", "STANDARD"),
            ("020410", "4", "SUPPL", "1", "AP", "1999-07-30 00:00:00", "", "STANDARD"),
            ("020410", "4", "SUPPL", "3", "AP", "2013-04-05 00:00:00", "", "STANDARD"),
            ("020416", "7", "ORIG", "1", "AP", "1996-08-30 00:00:00", "", "STANDARD"),
            ("022180", "9", "ORIG", "1", "AP", "2009-06-30 00:00:00", "", "STANDARD"),
            ("022180", "3", "SUPPL", "3", "AP", "2010-11-24 00:00:00", "", "UNKNOWN"),
            ("022180", "3", "SUPPL", "5", "AP", "2010-11-24 00:00:00", "", "901 REQUIRED"),
            ("022180", "2", "SUPPL", "9", "AP", "2018-02-02 00:00:00", "", "STANDARD"),
        ),
        "ApplicationDocs": rows_of(
            "ApplicationDocs",
            ("7006", "1", "022180", "SUPPL     ", "3", "0", both, "2010-11-30 00:00:00"),
            ("29356", "1", "022180", "SUPPL     ", "5", "0", both, "2010-11-30 00:00:00"),
            ("38336", "2", "022180", "ORIG      ", "1", "0", f"{labels}/2009/022180lbl.pdf ", "2009-07-02 00:00:00"),
        ),
        "SubmissionPropertyType": rows_of(
            "SubmissionPropertyType",
            ("020410", "SUPPL     ", "1", "Null", "0"),
            ("022180", "ORIG      ", "1", "Null", "6"),
            ("022180", "SUPPL     ", "3", "Null", "7"),
            ("022180", "SUPPL     ", "3", "Null", "6"),
        ),
        "MarketingStatus": rows_of(
            "MarketingStatus", ("3", "020410", "001"), ("3", "020416", "001"), ("1", "022180", "001")
        ),
    }


def example() -> Tables:
    """An NDA with two products, an original and a supplement of one number, letters and a label; an ANDA; lookups."""
    return LOOKUPS | {
        "Applications": rows_of(
            "Applications", ("900200", "ANDA", "", "EXAMPLE GENERICS"), ("900100", "NDA", "", "EXAMPLE LABS")
        ),
        "Products": rows_of(
            "Products",
            ("900100", "002", "TABLET;ORAL", "20MG;5MG", "2", "EXAMPLIN DUO", "ALPHA; BETA", "0"),
            ("900100", "001", "TABLET;ORAL", "10MG", "1", "EXAMPLIN", "ALPHA", "1"),
            ("900200", "001", "UNKNOWN", "10MG", "0", 'ALPHA ""PLUS""', "ALPHA", ""),
        ),
        "Submissions": rows_of(
            "Submissions",
            ("900100", "3", "SUPPL", "1", "AP", "2019-01-01 00:00:00", "Label \u2013 new", "STANDARD"),
            ("900100", "7", "ORIG", "1", "AP", "2018-06-30 00:00:00", "", "PRIORITY"),
            ("900200", "", "ORIG", "1", "TA", "2019-02-03 00:00:00", "", ""),
        ),
        "ApplicationDocs": rows_of(
            "ApplicationDocs",
            ("1", "1", "900100", "ORIG      ", "1", "0", "http://example.org/orig letter.pdf ", "2018-07-01 00:00:00"),
            ("2", "2", "900100", "SUPPL     ", "1", "0", "https://example.org/label.pdf", "1900-01-01 00:00:00"),
            ("3", "1", "900100", "APPL      ", "0", "Note", "https://example.org/note.pdf", "2018-07-01 00:00:00"),
            ("4", "1", "900200", "ORIG      ", "1", "REMS", "0https://example.org/x.pdf", "2019-02-03 00:00:00"),
        ),
        "SubmissionPropertyType": rows_of(
            "SubmissionPropertyType",
            ("900100", "ORIG      ", "1", "Orphan", "7"),
            ("900100", "ORIG      ", "1", "Null", "0"),
            ("900100", "SUPPL     ", "1", "Null", "0"),
        ),
        "MarketingStatus": rows_of("MarketingStatus", ("1", "900100", "001"), ("3", "900100", "002")),
        "TE": rows_of("TE", ("900100", "001", "1", "AB2"), ("900100", "001", "1", "AB1"), ("900200", "001", "4", "AB")),
    }


def plain_tables(body: bytes) -> Tables:
    """The tables of a release without line breaks inside rows, read in the plainest way."""
    return {name.removesuffix(".txt"): _plain_rows(content) for name, content in files_in(body).items()}


def cut_down(body: bytes, numbers: Collection[str]) -> Tables:
    """What a release says of some applications, by their six digits; lookup tables are whole."""
    return {
        name.removesuffix(".txt"): [
            row for row in _plain_rows(_lines_with(content, numbers)) if row.get("ApplNo", "") in {"", *numbers}
        ]
        for name, content in files_in(body).items()
    }


def _lines_with(content: bytes, numbers: Collection[str]) -> bytes:
    header, *lines = content.split(b"\r\n")
    if b"ApplNo" not in header:
        return content
    words = {number.encode() for number in numbers}
    return b"\r\n".join([header, *(line for line in lines if not words.isdisjoint(line.split(b"\t")))])


def plain_table(body: bytes, name: str, containing: str = "") -> Rows:
    """One table of a release, read in the plainest way; only lines that contain a text."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        header, *lines = archive.read(f"{name}.txt").decode("cp1252").split("\r\n")
    return _plain_rows("\r\n".join([header, *(line for line in lines if containing in line)]).encode("cp1252"))


def _plain_rows(content: bytes) -> Rows:
    header, *lines = (line.split("\t") for line in content.decode("cp1252").split("\r\n") if line)
    return [dict(zip(header, line, strict=False)) for line in lines]


def as_openfda(tables: Tables) -> bytes:
    """The release as openFDA's bulk file."""
    results = _results(tables)
    count = {"skip": 0, "limit": len(results), "total": len(results)}
    return json.dumps({"meta": {"results": count}, "results": results}).encode()


def _results(tables: Tables) -> list[dict[str, Any]]:
    submissions, products = _submissions(tables), _products(tables)
    return [
        {
            "application_number": row["ApplType"] + row["ApplNo"],
            "sponsor_name": row["SponsorName"],
            "submissions": submissions[row["ApplNo"]],
            "products": products[row["ApplNo"]],
        }
        for row in tables["Applications"]
    ]


def _submissions(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    classes = {row["SubmissionClassCodeID"]: row["SubmissionClassCode"] for row in tables["SubmissionClass_Lookup"]}
    documents, properties = defaultdict(list), defaultdict(list)
    types = {
        row["ApplicationDocsType_Lookup_ID"]: row["ApplicationDocsType_Lookup_Description"]
        for row in tables["ApplicationsDocsType_Lookup"]
    }
    for row in tables["ApplicationDocs"]:
        documents[_key(row)].append(
            {
                "url": row["ApplicationDocsURL"].strip(),
                "date": row["ApplicationDocsDate"][:10].replace("-", ""),
                "type": types[row["ApplicationDocsTypeID"]],
                "title": row["ApplicationDocsTitle"],
            }
        )
    for row in tables["SubmissionPropertyType"]:
        if row["SubmissionPropertyTypeCode"] != "Null":
            properties[_key(row)].append({"code": row["SubmissionPropertyTypeCode"]})
    found = defaultdict(list)
    for row in tables["Submissions"]:
        found[row["ApplNo"]].append(
            {
                "submission_type": row["SubmissionType"],
                "submission_number": row["SubmissionNo"],
                "submission_status": row["SubmissionStatus"],
                "submission_status_date": row["SubmissionStatusDate"][:10].replace("-", ""),
                "review_priority": row["ReviewPriority"],
                "submission_class_code": classes.get(row["SubmissionClassCodeID"], ""),
                "submission_public_notes": row["SubmissionsPublicNotes"],
                "submission_property_type": properties[_key(row)],
                "application_docs": documents[_key(row)],
            }
        )
    return found


def _key(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["ApplNo"], row["SubmissionType"].strip(), row["SubmissionNo"]


def _products(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    words = {row["MarketingStatusID"]: row["MarketingStatusDescription"] for row in tables["MarketingStatus_Lookup"]}
    codes = sorted((row["ApplNo"], row["ProductNo"], row["TECode"], row["MarketingStatusID"]) for row in tables["TE"])
    statuses = {(number, product): words[status] for number, product, _, status in codes}
    for row in sorted(tables["MarketingStatus"], key=lambda row: row["MarketingStatusID"]):
        statuses[row["ApplNo"], row["ProductNo"]] = words[row["MarketingStatusID"]]
    equivalence = {(number, product): code for number, product, code, _ in codes}
    found = defaultdict(list)
    for row in tables["Products"]:
        form, _, route = row["Form"].partition(";")
        if ";" in route:
            form, route = row["Form"], ""
        elif "UNKNOWN" in row["Form"]:
            route = form
        names = [name.strip() for name in row["ActiveIngredient"].split(";")]
        strengths = [strength.strip() for strength in row["Strength"].split(";")] + [""] * len(names)
        key = row["ApplNo"], row["ProductNo"]
        found[row["ApplNo"]].append(
            {
                "product_number": row["ProductNo"],
                "brand_name": row["DrugName"],
                "active_ingredients": [
                    {"name": name, "strength": strength} for name, strength in zip(names, strengths, strict=False)
                ],
                "dosage_form": form,
                "route": route,
                "marketing_status": statuses.get(key, ""),
                "reference_drug": {"0": "No", "1": "Yes", "2": "TBD"}[row["ReferenceDrug"]],
                "reference_standard": {"0": "No", "1": "Yes", "": ""}[row.get("ReferenceStandard", "")],
                "te_code": equivalence.get(key, ""),
            }
        )
    return found
