"""The words of the field, in one place: slugs as the API gives them, labels for people, what each means.

Sources of meanings: Regulation (EC) 726/2004 for the centralised procedure, 21 CFR 314 for FDA's actions. A word
that an authority uses and that is not here is kept as it came, shown, and reported as `unknown`; it never stops a
reading.
"""

from typing import Literal, NamedTuple

Significance = Literal["critical", "major", "minor", "noise"]


class Word(NamedTuple):
    """A word of a vocabulary: label for people, and one sentence that says what it means."""

    label: str
    meaning: str


STATUSES: dict[str, Word] = {
    "under-evaluation": Word("Under evaluation", "The authority is assessing the application."),
    "opinion": Word("Opinion", "The committee has given its opinion; which one is not said."),
    "opinion-positive": Word(
        "Positive opinion", "The committee recommends approval; the European Commission has still to decide."
    ),
    "opinion-negative": Word(
        "Negative opinion", "The committee recommends refusal; the applicant may ask for a re-examination."
    ),
    "opinion-under-re-examination": Word(
        "Opinion under re-examination", "The applicant has asked the committee to examine its opinion again."
    ),
    "authorised": Word("Authorised", "There is a valid marketing authorisation."),
    "refused": Word("Refused", "The authority has refused to authorise the medicine."),
    "application-withdrawn": Word(
        "Application withdrawn", "The applicant withdrew the application before a decision: it was never authorised."
    ),
    "withdrawn-from-rolling-review": Word(
        "Withdrawn from rolling review", "The applicant stopped before a formal application was made."
    ),
    "withdrawn": Word("Withdrawn", "The holder gave up the marketing authorisation."),
    "lapsed": Word("Lapsed", "The authorisation ended because the medicine was not marketed (sunset clause)."),
    "expired": Word("Expired", "The authorisation ran out and was not renewed."),
    "revoked": Word("Revoked", "The authority took the authorisation away."),
    "suspended": Word("Suspended", "The authorisation is on hold."),
    "approved": Word("Approved", "FDA has approved the application or submission."),
    "tentatively-approved": Word(
        "Tentatively approved", "FDA finds it approvable, but patents or exclusivities still stand in the way."
    ),
    "complete-response": Word(
        "Complete response", "FDA has ended the review cycle without approving, and has said what is missing."
    ),
    "approvable": Word("Approvable", "FDA's letter before August 2008: approvable once conditions are met."),
    "not-approvable": Word("Not approvable", "FDA's letter before August 2008: deficiencies prevent approval."),
    "refuse-to-file": Word("Refuse to file", "FDA found the application too incomplete to review."),
    "discontinued": Word("Discontinued", "Every product of the application has left the US market."),
    "investigational": Word("Investigational", "The medicine is under clinical investigation; no approval exists."),
    "unknown": Word("Unknown", "The sources do not say, or say it in a word that is not known here."),
}

STEP_KINDS: dict[str, str] = {
    "submitted": "Application submitted",
    "validated": "Application validated",
    "procedure-started": "Procedure started",
    "assessment-report": "Assessment report",
    "list-of-questions": "List of questions",
    "clock-stopped": "Clock stopped",
    "responses-submitted": "Responses submitted",
    "clock-restarted": "Clock restarted",
    "joint-assessment-report": "Joint assessment report",
    "list-of-outstanding-issues": "List of outstanding issues",
    "oral-explanation": "Oral explanation",
    "recommendation": "Recommendation",
    "opinion": "Opinion",
    "opinion-positive": "Positive opinion",
    "opinion-negative": "Negative opinion",
    "notification": "Notification",
    "cmdh-position": "CMDh position",
    "re-examination-requested": "Re-examination requested",
    "ec-decision": "European Commission decision",
    "designation": "Designation",
    "application-withdrawn": "Application withdrawn",
    "refused": "Refused",
    "authorised": "Authorised",
    "withdrawn": "Authorisation withdrawn",
    "lapsed": "Authorisation lapsed",
    "expired": "Authorisation expired",
    "revoked": "Authorisation revoked",
    "suspended": "Authorisation suspended",
    "filed": "Application filed",
    "refuse-to-file": "Refused to file",
    "filing-letter": "Filing letter",
    "mid-cycle": "Mid-cycle meeting",
    "late-cycle": "Late-cycle meeting",
    "advisory-committee": "Advisory committee",
    "goal-date": "Goal date",
    "goal-extended": "Goal date extended",
    "approvable-letter": "Approvable letter",
    "not-approvable-letter": "Not approvable letter",
    "complete-response": "Complete response letter",
    "resubmitted": "Resubmitted",
    "approved": "Approved",
    "tentatively-approved": "Tentatively approved",
    "supplement-approved": "Supplement approved",
    "other": "Other step",
}

OUTCOME_KINDS = frozenset(
    [
        "opinion",
        "opinion-positive",
        "opinion-negative",
        "ec-decision",
        "application-withdrawn",
        "refused",
        "authorised",
        "withdrawn",
        "lapsed",
        "expired",
        "revoked",
        "suspended",
        "refuse-to-file",
        "approvable-letter",
        "not-approvable-letter",
        "complete-response",
        "approved",
        "tentatively-approved",
        "supplement-approved",
    ]
)
"""Kinds of step that end a procedure or a cycle of it, or decide about an authorisation."""

PROCEDURE_TYPES: dict[str, str] = {
    "initial": "Initial application",
    "variation": "Variation",
    "extension": "Extension",
    "renewal": "Renewal",
    "referral": "Referral",
    "psusa": "Periodic safety update assessment",
    "worksharing": "Worksharing",
    "transfer": "Transfer of the authorisation",
    "notification": "Notification",
    "supplement": "Supplement",
    "resubmission": "Resubmission",
    "orphan-designation": "Orphan designation",
    "paediatric-investigation-plan": "Paediatric investigation plan",
    "other": "Other procedure",
}


class Field(NamedTuple):
    """A field of an application or procedure: label for people, and how much a change of it matters."""

    label: str
    significance: Significance


FIELDS: dict[str, Field] = {
    "status": Field("Status", "critical"),
    "opinion_status": Field("Opinion status", "major"),
    "applicant": Field("Applicant or holder", "major"),
    "therapeutic_indication": Field("Therapeutic indication", "major"),
    "name": Field("Name of medicine", "major"),
    "active_substance": Field("Active substance", "minor"),
    "inn": Field("INN or common name", "minor"),
    "category": Field("Category", "minor"),
    "address": Field("Page address", "minor"),
    "therapeutic_area": Field("Therapeutic area (MeSH)", "minor"),
    "species": Field("Species", "minor"),
    "patient_safety": Field("Patient safety", "minor"),
    "atc_code": Field("ATC code", "minor"),
    "atcvet_code": Field("ATCvet code", "minor"),
    "pharmacotherapeutic_group": Field("Pharmacotherapeutic group", "minor"),
    "pharmacotherapeutic_group_veterinary": Field("Pharmacotherapeutic group (veterinary)", "minor"),
    "accelerated_assessment": Field("Accelerated assessment", "minor"),
    "additional_monitoring": Field("Additional monitoring", "minor"),
    "advanced_therapy": Field("Advanced therapy", "minor"),
    "biosimilar": Field("Biosimilar", "minor"),
    "conditional_approval": Field("Conditional approval", "minor"),
    "exceptional_circumstances": Field("Exceptional circumstances", "minor"),
    "generic": Field("Generic or hybrid", "minor"),
    "orphan_medicine": Field("Orphan medicine", "minor"),
    "prime": Field("PRIME: priority medicine", "minor"),
    "latest_procedure": Field("Latest procedure affecting product information", "minor"),
    "ec_decision_date": Field("Latest European Commission decision", "minor"),
    "revision_number": Field("Revision number", "minor"),
    "first_published": Field("First published", "minor"),
    "last_updated": Field("Last updated", "noise"),
    "page_last_updated": Field("Page last updated", "noise"),
    "rss_address": Field("RSS address", "noise"),
    "related_documents": Field("Related documents", "noise"),
    "submission_class": Field("Submission class", "minor"),
    "review_priority": Field("Review priority", "minor"),
    "public_notes": Field("Public notes", "minor"),
    "property": Field("Submission property", "minor"),
    "marketing_status": Field("Marketing status", "minor"),
    "unii": Field("UNII", "noise"),
}
"""Every field that a reader may fill. Field names are the same in records, changes, API and console."""


def label(slug: str) -> str:
    """The label of a status, step kind, procedure type or field; an unknown word is shown as it came."""
    if slug in STATUSES:
        return STATUSES[slug].label
    if slug in FIELDS:
        return FIELDS[slug].label
    return STEP_KINDS.get(slug) or PROCEDURE_TYPES.get(slug) or slug
