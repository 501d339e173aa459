"""The tables of a Drugs@FDA release (seen: July 2019) and what becomes of a reading in which a column is missing.

A column that tells what a row is about, or its status, is promised; so are all columns of a document, which has no way
to keep what it was. Any other column only keeps its old values.
"""

from collections.abc import Mapping
from typing import NamedTuple

from scrapers.fda.drugsfda import STEP_KINDS

PRESENTATIONS = "presentations"
"""Stands for the products as a whole among the fields that a missing column leaves as they are."""

SUBMISSION = ("ApplNo", "SubmissionType", "SubmissionNo")
PRODUCT = ("ApplNo", "ProductNo")


class Table(NamedTuple):
    """The columns of a table. `optional` gives for a column the fields that keep their old values without it.

    `unread` columns are known and left aside.
    """

    promised: tuple[str, ...] = ()
    optional: Mapping[str, tuple[str, ...]] = {}
    unread: tuple[str, ...] = ()

    @property
    def read(self) -> tuple[str, ...]:
        return (*self.promised, *self.optional)

    @property
    def known(self) -> frozenset[str]:
        return frozenset(name.casefold() for name in (*self.read, *self.unread))


TABLES = {
    "Applications": Table(("ApplNo", "ApplType"), {"SponsorName": ("applicant",)}, ("ApplPublicNotes",)),
    "Products": Table(
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
    "Submissions": Table(
        (*SUBMISSION, "SubmissionStatus"),
        {
            "SubmissionStatusDate": tuple(dict.fromkeys(STEP_KINDS.values())),
            "ReviewPriority": ("review_priority",),
            "SubmissionClassCodeID": ("submission_class",),
            "SubmissionsPublicNotes": ("public_notes",),
        },
    ),
    "ApplicationDocs": Table(
        (
            *SUBMISSION,
            "ApplicationDocsURL",
            "ApplicationDocsTypeID",
            "ApplicationDocsTitle",
            "ApplicationDocsDate",
        ),
        unread=("ApplicationDocsID",),
    ),
    "SubmissionPropertyType": Table(
        SUBMISSION, {"SubmissionPropertyTypeCode": ("property",)}, ("SubmissionPropertyTypeID",)
    ),
    "MarketingStatus": Table((*PRODUCT, "MarketingStatusID")),
    "TE": Table((*PRODUCT, "MarketingStatusID"), {"TECode": (PRESENTATIONS,)}),
    "MarketingStatus_Lookup": Table(("MarketingStatusID", "MarketingStatusDescription")),
    "SubmissionClass_Lookup": Table(
        ("SubmissionClassCodeID",), {"SubmissionClassCode": ("submission_class",)}, ("SubmissionClassCodeDescription",)
    ),
    "ApplicationsDocsType_Lookup": Table(("ApplicationDocsType_Lookup_ID", "ApplicationDocsType_Lookup_Description")),
}

UNREAD = frozenset({"ActionTypes_Lookup"})
"""Files that belong to every release and hold nothing that becomes a record."""

LATER = frozenset({"Join_Submission_ActionTypes_Lookup"})
"""Files that some releases have (since 2025)."""
