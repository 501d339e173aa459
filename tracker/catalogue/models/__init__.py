"""What is known, in four files: what things are called, what procedures there are, who claims what, how it changed."""

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
    "Conflict",
    "ConflictClaim",
    "Document",
    "DocumentFile",
    "Entry",
    "Evidence",
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
