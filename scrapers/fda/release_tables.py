"""The tables of a Drugs@FDA release (seen: July 2019) and what becomes of a reading in which a column is missing.

A column that tells what a row is about, or its status, is promised; so are all columns of a document, which has no way
to keep what it was. Any other column only keeps its old values.
"""

from scrapers.fda.drugsfda import STEP_KINDS
from scrapers.fda.promised_columns import PromisedColumns

PRESENTATIONS = "presentations"
"""Stands for the products as a whole among the fields that a missing column leaves as they are."""

SUBMISSION = ("ApplNo", "SubmissionType", "SubmissionNo")
PRODUCT = ("ApplNo", "ProductNo")


TABLES = {
    "Applications": PromisedColumns(("ApplNo", "ApplType"), {"SponsorName": ("applicant",)}, ("ApplPublicNotes",)),
    "Products": PromisedColumns(
        PRODUCT,
        {
            "DrugName": ("name", PRESENTATIONS),
            "ActiveIngredient": ("active_substance", PRESENTATIONS),
            "Strength": (PRESENTATIONS,),
            "Form": (PRESENTATIONS,),
            "ReferenceDrug": (PRESENTATIONS,),
            "ReferenceStandard": (PRESENTATIONS,),
        },
    ),
    "Submissions": PromisedColumns(
        (*SUBMISSION, "SubmissionStatus"),
        {
            "SubmissionStatusDate": tuple(dict.fromkeys(STEP_KINDS.values())),
            "ReviewPriority": ("review_priority",),
            "SubmissionClassCodeID": ("submission_class",),
            "SubmissionsPublicNotes": ("public_notes",),
        },
    ),
    "ApplicationDocs": PromisedColumns(
        (
            *SUBMISSION,
            "ApplicationDocsURL",
            "ApplicationDocsTypeID",
            "ApplicationDocsTitle",
            "ApplicationDocsDate",
        ),
        unread=("ApplicationDocsID",),
    ),
    "SubmissionPropertyType": PromisedColumns(
        SUBMISSION, {"SubmissionPropertyTypeCode": ("property",)}, ("SubmissionPropertyTypeID",)
    ),
    "MarketingStatus": PromisedColumns((*PRODUCT, "MarketingStatusID")),
    "TE": PromisedColumns((*PRODUCT, "MarketingStatusID"), {"TECode": (PRESENTATIONS,)}),
    "MarketingStatus_Lookup": PromisedColumns(("MarketingStatusID", "MarketingStatusDescription")),
    "SubmissionClass_Lookup": PromisedColumns(
        ("SubmissionClassCodeID",), {"SubmissionClassCode": ("submission_class",)}, ("SubmissionClassCodeDescription",)
    ),
    "ApplicationsDocsType_Lookup": PromisedColumns(
        ("ApplicationDocsType_Lookup_ID", "ApplicationDocsType_Lookup_Description")
    ),
}

UNREAD = frozenset({"ActionTypes_Lookup"})
"""Files that belong to every release and hold nothing that becomes a record."""

LATER = frozenset({"Join_Submission_ActionTypes_Lookup"})
"""Files that some releases have (since 2025)."""
