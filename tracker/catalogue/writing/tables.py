"""The rows that show what is known, as tables: their keys, and the columns that are made of claims."""

from collections.abc import Mapping

from tracker.catalogue.models import (
    Application,
    Document,
    DocumentFile,
    Evidence,
    Organisation,
    OrganisationAlias,
    Presentation,
    ProceduralStep,
    Procedure,
    Product,
    Substance,
    SubstanceAlias,
)
from tracker.catalogue.rows import Table

PRODUCTS = Table(Product, key=["key"], columns=["key", "name"])
APPLICATIONS = Table(
    Application,
    key=["number"],
    columns=[
        *("number", "authority", "type", "product_id", "name", "name_key"),
        *("category", "status", "status_text", "applicant_id"),
        *("active_substance", "inn", "address", "details", "is_reconstructed"),
    ],
)
ORGANISATIONS = Table(Organisation, key=["name"], columns=["name"])
ORGANISATION_ALIASES = Table(OrganisationAlias, key=["key"], columns=["key", "name", "organisation_id"])
SUBSTANCES = Table(Substance, key=["name"], columns=["name"])
SUBSTANCE_ALIASES = Table(SubstanceAlias, key=["key"], columns=["key", "name", "substance_id"])
LINKS = Table(
    Application.substances.through,
    key=["application_id", "substance_id"],
    columns=["application_id", "substance_id"],
)
PROCEDURES = Table(
    Procedure,
    key=["application_id", "slug"],
    columns=[
        *("application_id", "slug", "type", "status", "status_text"),
        *("details", "milestones", "passages", "is_cleared"),
    ],
)
SLUGS = Table(Procedure, key=["application_id", "slug"], columns=["application_id", "slug"])
STEPS = Table(
    ProceduralStep,
    key=["procedure_id", "kind", "occurrence"],
    columns=[
        *("procedure_id", "kind", "occurrence", "date", "precision", "range_start", "range_end", "state", "label"),
        *("reported_day", "is_inferred", "is_cleared", "has_conflict"),
    ],
)
EVIDENCE = Table(
    Evidence,
    key=["fingerprint"],
    columns=[
        *("application_id", "step_id", "fingerprint", "origin", "claimed_by", "quote", "locator", "date", "precision"),
        *("supports", "first_snapshot_id", "last_snapshot_id", "entry_id", "is_current"),
    ],
)
DOCUMENTS = Table(
    Document,
    key=["application_id", "key"],
    columns=[
        *("application_id", "procedure_id", "key", "title", "type", "reference", "status", "address"),
        *("first_published", "last_updated", "is_cleared"),
    ],
)
FILES = Table(
    DocumentFile,
    key=["document_id", "address"],
    columns=["document_id", "language", "address", "size", "format", "first_published", "last_updated"],
)
PRESENTATIONS = Table(
    Presentation,
    key=["application_id", "number"],
    columns=[
        *("application_id", "number", "name", "ingredients", "form", "route", "marketing_status"),
        *("reference_drug", "reference_standard", "equivalence_code"),
    ],
)

Ids = Mapping[str, int]
"""The ids of applications by number."""
ProcedureKey = tuple[int, str]
StepKey = tuple[int, str, int]
