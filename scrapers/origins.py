"""Who says it: the origins of data, in the order in which they are believed.

Readings of one origin are compared with each other and count in order of retrieval. Where origins disagree, the first
in this list gives the current value and the others show as conflicts. The order is that of the sources reference:
the machine-made table first, the narrative page after it.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Origin:
    """`name` as readers give it, `authority` who publishes it, `title` for people."""

    name: str
    authority: Literal["EMA", "FDA"]
    title: str


ORIGINS = (
    Origin("ema.medicines", "EMA", "EMA medicines table"),
    Origin("ema.documents", "EMA", "EMA list of EPAR documents"),
    Origin("ema.procedural_steps", "EMA", "EMA documents on procedural steps"),
    Origin("ema.post_authorisation", "EMA", "EMA list of post-authorisation procedures"),
    Origin("ema.medicine_page", "EMA", "EMA medicine page"),
    Origin("ema.news", "EMA", "EMA news"),
    Origin("ema.chmp_highlights", "EMA", "CHMP meeting highlights"),
    Origin("ema.events", "EMA", "EMA events"),
    Origin("ema.general_pages", "EMA", "EMA general pages"),
    Origin("ema.under_evaluation", "EMA", "EMA list of medicines under evaluation"),
    Origin("ema.annex_10", "EMA", "Annex 10 of EMA's annual report"),
    Origin("ema.union_register", "EMA", "Union Register of medicinal products"),
    Origin("ema.referrals", "EMA", "EMA list of referrals"),
    Origin("ema.safety_communications", "EMA", "EMA list of direct healthcare professional communications"),
    Origin("ema.psusa", "EMA", "EMA list of periodic safety update assessments"),
    Origin("ema.shortages", "EMA", "EMA shortages catalogue"),
    Origin("ema.orphan_designations", "EMA", "EMA list of orphan designations"),
    Origin("ema.paediatric_plans", "EMA", "EMA list of paediatric investigation plans"),
    Origin("ema.other_documents", "EMA", "EMA list of documents outside EPARs"),
    Origin("fda.drugsfda", "FDA", "Drugs@FDA data"),
    Origin("fda.complete_response_letters", "FDA", "FDA complete response letters"),
    Origin("fda.orange_book", "FDA", "Orange Book"),
    Origin("fda.advisory_committees", "FDA", "FDA advisory committee calendar"),
    Origin("fda.federal_register", "FDA", "Federal Register notices of advisory committees"),
    Origin("fda.rss", "FDA", "FDA news feeds"),
    Origin("fda.approval_reports", "FDA", "Drugs@FDA approval reports"),
    Origin("fda.drugsfda_pages", "FDA", "Drugs@FDA pages"),
)

RANKS = {origin.name: rank for rank, origin in enumerate(ORIGINS)}
BY_NAME = {origin.name: origin for origin in ORIGINS}

ACKNOWLEDGEMENTS = {
    "EMA": "Source: European Medicines Agency",
    "FDA": (
        "Source: U.S. Food and Drug Administration, openFDA. Do not rely on openFDA to make decisions regarding medical"
        " care: all results should be assumed to be unvalidated."
    ),
}
