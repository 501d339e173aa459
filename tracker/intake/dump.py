"""The machine-made part of the catalogue as lines of text, by natural keys: equal for equal catalogues.

Each table is a list of paths through the models. What people entered, and changes that they made, are not the
machine's.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from tracker.catalogue.models import (
    Application,
    Change,
    Concern,
    Document,
    DocumentFile,
    Evidence,
    Mention,
    Notice,
    Observation,
    Presentation,
    ProceduralStep,
    Procedure,
)
from tracker.intake.exact import ExactEncoder
from tracker.intake.models import DeclinedLink, HeldValue, Hold

SNAPSHOT = ("source__address", "retrieved_at", "sha256")


@dataclass(frozen=True)
class Table:
    """Rows to compare, those that `where` lets through: `key` names one, `values` is what is compared."""

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    values: tuple[str, ...]
    where: Q = field(default_factory=Q)


TABLES = (
    Table(
        "application",
        Application,
        ("number",),
        (
            *("authority", "type", "product__key", "name", "category", "status", "status_text", "applicant__name"),
            *("active_substance", "inn", "address", "details", "is_reconstructed", "first_seen"),
        ),
    ),
    Table("concern", Concern, ("application__number", "by", "key"), ("text",)),
    Table("substance", Application.substances.through, ("application__number", "substance__name"), ()),
    Table(
        "procedure",
        Procedure,
        ("application__number", "slug"),
        ("type", "status", "status_text", "details", "milestones", "passages", "is_cleared", "first_seen"),
    ),
    Table(
        "step",
        ProceduralStep,
        ("procedure__application__number", "procedure__slug", "kind", "occurrence"),
        (
            *("date", "precision", "range_start", "range_end", "state", "label", "reported_day"),
            *("is_inferred", "is_cleared", "has_conflict", "first_seen"),
        ),
    ),
    Table(
        "evidence",
        Evidence,
        ("fingerprint",),
        (
            *("application__number", "origin", "claimed_by", "quote", "locator"),
            *("date", "precision", "supports", "is_current", "entry"),
            *(f"first_snapshot__{name}" for name in SNAPSHOT),
            *(f"last_snapshot__{name}" for name in SNAPSHOT),
        ),
    ),
    Table(
        "evidence of step",
        Evidence,
        ("fingerprint",),
        ("step__procedure__slug", "step__kind", "step__occurrence"),
        Q(is_current=True),
    ),
    Table(
        "document",
        Document,
        ("application__number", "key"),
        (
            *("procedure__slug", "title", "type", "reference", "status", "address"),
            *("first_published", "last_updated", "is_cleared", "first_seen"),
        ),
    ),
    Table(
        "file",
        DocumentFile,
        ("document__application__number", "document__key", "address"),
        ("language", "size", "format", "first_published", "last_updated"),
    ),
    Table(
        "presentation",
        Presentation,
        ("application__number", "number"),
        (
            *("name", "ingredients", "form", "route", "marketing_status"),
            *("reference_drug", "reference_standard", "equivalence_code"),
        ),
    ),
    Table(
        "notice",
        Notice,
        ("origin", "key"),
        (
            *("kind", "authority", "title", "category", "status", "status_text", "address", "details"),
            *("starts_on", "starts_precision", "ends_on", "ends_precision"),
            *("is_gone", "is_reconstructed", "first_seen"),
        ),
    ),
    Table("mention", Mention, ("notice__origin", "notice__key", "by", "key"), ("text",)),
    Table(
        "observation",
        Observation,
        ("origin", "key", "stands_since", "digest"),
        (
            *("application_number", "record", "held_record", "retrieved_at", "superseded_at", "gone_at"),
            *(f"snapshot__{name}" for name in SNAPSHOT),
        ),
    ),
    Table(
        "change",
        Change,
        (
            *(f"snapshot__{name}" for name in SNAPSHOT),
            *("application__number", "notice__origin", "notice__key"),
            *("procedure", "subject", "field", "item", "person_name", "seen_at"),
        ),
        ("before", "after", "origin", "significance", "alerting", "is_correction", "reason"),
        ~Q(snapshot=None),
    ),
    Table(
        "hold",
        Hold,
        ("origin", "field", "reason", "opened_at"),
        ("state", "rows", "updated_at", "closed_at", "closed_by_name", "closing_reason"),
    ),
    Table(
        "held value",
        HeldValue,
        ("hold__origin", "hold__field", "hold__reason", "hold__opened_at", "key"),
        ("before", "after"),
    ),
    Table("declined link", DeclinedLink, ("number", "other"), ("person_name", "reason", "declined_at")),
)
"""Every table that a replay makes again."""


def lines() -> Iterator[str]:
    """One line a row, in order of natural keys within each table."""
    for table in TABLES:
        found = {
            _text(row[: len(table.key)]): _text(row[len(table.key) :])
            for row in table.model._default_manager.filter(table.where)
            .values_list(*table.key, *table.values)
            .iterator()
        }
        for key in sorted(found):
            yield f"{table.name} {key} {found[key]}"


def _text(values: tuple[Any, ...]) -> str:
    return json.dumps(values, cls=ExactEncoder, ensure_ascii=False, sort_keys=True)
