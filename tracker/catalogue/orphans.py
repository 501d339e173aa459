"""Rows that belong to something that is not there.

What an application is made of has foreign keys that the database does not check: checking took a quarter of a first
load (`docs/decisions/rows-in-bulk.md`). Nothing in the product leaves orphans; somebody who deletes by hand, in SQL,
can. No page shows them, but they stand in the way of the right rows.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Exists, ForeignKey, OuterRef, QuerySet

from tracker.catalogue.models import (
    Application,
    Document,
    DocumentFile,
    Evidence,
    Presentation,
    ProceduralStep,
    Procedure,
)

PARTS: tuple[type[models.Model], ...] = (Procedure, ProceduralStep, Document, DocumentFile, Presentation, Evidence)
"""What an application is made of, parents before what hangs on them."""


def count_orphans() -> int:
    """How many rows belong to something that is not there."""
    return sum(rows.count() for _, rows in _orphans())


def mend_orphans() -> None:
    """Let rows that can stand without what is not there stand so, and delete the others.

    What is missing then is made again out of the claims.
    """
    for key, rows in _orphans():
        if key.null:
            rows.update(**{key.name: None})
        else:
            rows.delete()


def unchecked_keys() -> "Iterator[ForeignKey[Any, Any]]":
    """The foreign keys within an application that the database does not check."""
    for model in PARTS:
        for field in model._meta.concrete_fields:
            is_within = field.related_model in (Application, *PARTS)
            if isinstance(field, ForeignKey) and is_within and not field.db_constraint:  # type: ignore[attr-defined]
                yield field


def _orphans() -> "Iterator[tuple[ForeignKey[Any, Any], QuerySet[models.Model]]]":
    for key in unchecked_keys():
        parents = key.related_model._default_manager.filter(pk=OuterRef(key.attname))
        named = key.model._default_manager.exclude(**{key.attname: None})
        yield key, named.filter(~Exists(parents))
