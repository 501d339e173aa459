"""What is known, in five files: names, procedures, notices, who claims what, and how it changed."""

from tracker.catalogue.models.claims import Conflict, ConflictClaim, Entry, Evidence, Observation, Statement
from tracker.catalogue.models.history import Change
from tracker.catalogue.models.names import (
    Organisation,
    OrganisationAlias,
    Portfolio,
    Product,
    Substance,
    SubstanceAlias,
)
from tracker.catalogue.models.notices import Concern, Mention, Notice
from tracker.catalogue.models.procedures import (
    Application,
    Document,
    DocumentFile,
    Presentation,
    ProceduralStep,
    Procedure,
)

__all__ = [
    "Application",
    "Change",
    "Concern",
    "Conflict",
    "ConflictClaim",
    "Document",
    "DocumentFile",
    "Entry",
    "Evidence",
    "Mention",
    "Notice",
    "Observation",
    "Organisation",
    "OrganisationAlias",
    "Portfolio",
    "Presentation",
    "ProceduralStep",
    "Procedure",
    "Product",
    "Statement",
    "Substance",
    "SubstanceAlias",
]
