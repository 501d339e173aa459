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
    "recommendation": Word("Recommendation", "PRAC has given its recommendation; others have still to decide."),
    "cmdh-position": Word("CMDh position", "The national authorities' group has taken its position."),
    "decision-adopted": Word("Decision adopted", "The European Commission has taken its final decision."),
    "designated": Word("Designated", "The medicine has orphan designation for this use."),
    "plan-agreed": Word("Plan agreed", "The paediatric investigation plan, or a change of it, is agreed."),
    "plan-refused": Word("Plan refused", "The paediatric investigation plan, or a change of it, is refused."),
    "waiver-granted": Word("Waiver granted", "No paediatric studies are needed."),
    "waiver-refused": Word("Waiver refused", "A waiver of paediatric studies is refused."),
    "maintained": Word("Maintained", "The periodic assessment ended without a change of the authorisations."),
    "varied": Word("Varied", "The periodic assessment ended with a change of the authorisations' terms."),
    "unknown": Word("Unknown", "The sources do not say, or say it in a word that is not known here."),
}

APPLICATION_TYPES: dict[str, str] = {
    "marketing-authorisation": "Marketing authorisation",
    "orphan-designation": "Orphan designation",
    "paediatric-investigation-plan": "Paediatric investigation plan",
    "referral": "Referral",
    "psusa": "Periodic safety update assessment",
}
"""What an application is for. FDA's approvals are marketing authorisations too."""

NOTICE_KINDS: dict[str, Word] = {
    "shortage": Word("Shortage", "A medicine is, or was, not available in sufficient quantity."),
    "safety-communication": Word(
        "Safety communication", "A direct healthcare professional communication: a letter to those who use a medicine."
    ),
    "patent": Word("Patent", "A patent listed in FDA's Orange Book for a product."),
    "exclusivity": Word("Exclusivity", "A period listed in FDA's Orange Book in which a product is protected."),
    "register-entry": Word("Union Register entry", "The European Commission's register lists the medicine."),
    "meeting": Word("Meeting", "A meeting of a committee of the authority."),
    "committee-outcome": Word("Committee outcome", "What the highlights of a committee's meeting say of a medicine."),
    "news": Word("News", "Something that the authority published as news."),
    "document": Word("Document", "A document that the authority published and that belongs to no single medicine."),
    "guidance": Word("Guidance", "A page of the authority with general rules or explanations."),
}
"""What is about medicines, or about the authority's work, and is no procedure."""

TERM_KINDS = frozenset({"patent", "exclusivity"})
"""Kinds of notice that hold for a term: once it has ended, that they leave the list is their expiry."""

WEIGHTY_NOTICE_KINDS = frozenset({"shortage", "safety-communication", "patent", "exclusivity", "committee-outcome"})
"""Kinds of notice of which a change of status, or of a date, is more than minor."""

NOTICE_STATUSES: dict[str, Word] = {
    "ongoing": Word("Ongoing", "It holds at present."),
    "resolved": Word("Resolved", "It is over."),
    "discontinued": Word("Discontinued", "The medicine is no longer marketed."),
    "in-force": Word("In force", "Its term has not ended."),
    "expired": Word("Expired", "Its term has ended."),
    "delisting-requested": Word("Delisting requested", "The holder asked FDA to take the patent off the list."),
    "active": Word("Active", "The register lists it as valid."),
    "not-active": Word("Not active", "The register lists it as no longer valid."),
    "refused": Word("Refused", "The register lists it as refused."),
    "withdrawn": Word("Withdrawn", "The register lists it as withdrawn."),
    "scheduled": Word("Scheduled", "The meeting will be, or was, on these days."),
    "postponed": Word("Postponed", "The meeting was put off."),
    "under-evaluation": STATUSES["under-evaluation"],
    "cancelled": Word("Cancelled", "The meeting does not take place."),
    "opinion-positive": STATUSES["opinion-positive"],
    "opinion-negative": STATUSES["opinion-negative"],
    "opinion": STATUSES["opinion"],
    "opinion-under-re-examination": STATUSES["opinion-under-re-examination"],
    "application-withdrawn": STATUSES["application-withdrawn"],
    "unknown": STATUSES["unknown"],
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
        "cmdh-position",
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
    "title": Field("Title", "minor"),
    "starts_on": Field("Starts on", "major"),
    "ends_on": Field("Ends on", "major"),
    "concerns": Field("Concerns", "minor"),
    "numbers": Field("Applications concerned", "minor"),
    "names": Field("Medicines concerned", "minor"),
    "substances": Field("Substances concerned", "minor"),
    "summary": Field("Summary", "noise"),
    "topics": Field("Topics", "minor"),
    "intended_use": Field("Intended use", "minor"),
    "referral_type": Field("Type of referral", "minor"),
    "safety_referral": Field("Safety referral", "minor"),
    "referral_class": Field("Class", "minor"),
    "decision_making_model": Field("Decision-making model", "minor"),
    "authorisation_model": Field("Authorisation model", "minor"),
    "prac_recommendation": Field("PRAC recommendation", "major"),
    "associated_names": Field("Associated names", "minor"),
    "regulatory_outcome": Field("Regulatory outcome", "major"),
    "decision_number": Field("Decision number", "minor"),
    "decision_type": Field("Decision type", "major"),
    "compliance_outcome": Field("Outcome of the compliance check", "major"),
    "compliance_procedure_number": Field("Procedure number of the compliance check", "minor"),
    "pharmaceutical_form": Field("Pharmaceutical form", "minor"),
    "route": Field("Route of administration", "minor"),
    "strengths": Field("Strengths", "minor"),
    "availability_of_alternatives": Field("Alternatives available", "minor"),
    "expected_resolution": Field("Expected resolution", "major"),
    "expected_resolution_date": Field("Date of the expected resolution", "major"),
    "communication_type": Field("Type of communication", "minor"),
    "procedure_number": Field("Procedure number", "minor"),
    "referral_name": Field("Referral", "minor"),
    "nationally_authorised_medicines": Field("Nationally authorised medicines", "minor"),
    "substance_type": Field("Type of substance", "minor"),
    "committee": Field("Committee", "minor"),
    "centre": Field("Centre", "noise"),
    "place": Field("Place", "minor"),
    "document_type": Field("Type of document", "minor"),
    "reference": Field("Reference", "minor"),
    "document_status": Field("Status of the document", "minor"),
    "eu_number": Field("EU number", "minor"),
    "ema_address": Field("Address at EMA", "minor"),
    "total_procedures": Field("Number of procedures", "noise"),
    "total_decisions": Field("Number of decisions", "noise"),
    "total_names": Field("Number of names", "minor"),
    "patent_number": Field("Patent number", "minor"),
    "patent_use": Field("Patent use code", "minor"),
    "drug_substance": Field("Claims the drug substance", "minor"),
    "drug_product": Field("Claims the drug product", "minor"),
    "exclusivity_code": Field("Exclusivity code", "minor"),
    "product_number": Field("Product number", "minor"),
    "submitted_on": Field("Submitted on", "minor"),
    "letter_type": Field("Type of letter", "minor"),
    "active_days": Field("Active days", "minor"),
    "stopped_days": Field("Days of clock stop", "minor"),
    "application_type": Field("Type of application", "minor"),
    "procedure_type": Field("Type of procedure", "minor"),
    "scope": Field("Scope", "minor"),
    "commission_decision_date": Field("European Commission decision", "major"),
    "new_active_substance": Field("New active substance", "minor"),
    "last_decision_date": Field("Latest decision in the register", "minor"),
    "product_information": Field("Product information affected", "minor"),
    "data_lock_month": Field("Month of the data lock point", "minor"),
    "press_release": Field("Press release", "noise"),
    "online": Field("Online", "noise"),
    "live_broadcast": Field("Live broadcast", "noise"),
    "updated_on": Field("Updated on, as the page says", "minor"),
    "listed_update": Field("Updated on, as EMA's list says", "minor"),
    "document_count": Field("Number of documents", "minor"),
    "document_references": Field("References of documents", "minor"),
    "documents_last_updated": Field("Newest update of a document", "minor"),
}
"""Every field that a reader may fill. Field names are the same in records, changes, API and console."""


FACTS_OF_STEPS: dict[str, str] = {"procedural_day": "Procedural day", "planned_date": "Planned date"}
"""What may change about a step besides its date."""


def label(slug: str) -> str:
    """The label of a status, step kind, procedure type or field; an unknown word is shown as it came."""
    if slug in STATUSES:
        return STATUSES[slug].label
    if slug in FIELDS:
        return FIELDS[slug].label
    if slug in NOTICE_KINDS:
        return NOTICE_KINDS[slug].label
    if slug in NOTICE_STATUSES:
        return NOTICE_STATUSES[slug].label
    words = (STEP_KINDS, PROCEDURE_TYPES, APPLICATION_TYPES, FACTS_OF_STEPS)
    return next((known[slug] for known in words if slug in known), slug)
