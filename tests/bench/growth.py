"""The catalogue n times as large: every row of it again, under other keys, by the database itself.

Copies belong to other applications, of other origins: what is read afterwards meets a large catalogue, not a large
list of its own origin.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.db.models import ForeignKey

FAR = 1_000_000_000
"""Added to the ids of the first copy, twice to those of the second, and so on."""

GROWN = (
    *("sources.Source", "sources.Snapshot"),
    *("catalogue.Product", "catalogue.Organisation", "catalogue.OrganisationAlias"),
    *("catalogue.Substance", "catalogue.SubstanceAlias", "catalogue.Application"),
    *("catalogue.Observation", "catalogue.Procedure", "catalogue.ProceduralStep", "catalogue.Evidence"),
    *("catalogue.Document", "catalogue.DocumentFile", "catalogue.Presentation", "catalogue.Change"),
)
KEYS = {
    "sources.Source": ("address",),
    "catalogue.Product": ("key",),
    "catalogue.Organisation": ("name",),
    "catalogue.OrganisationAlias": ("key",),
    "catalogue.Substance": ("name",),
    "catalogue.SubstanceAlias": ("key",),
    "catalogue.Application": ("number",),
    "catalogue.Observation": ("origin", "application_number"),
    "catalogue.Evidence": ("fingerprint",),
}
"""Text columns that tell rows apart, or that say whose they are; a copy has another text in them."""


def grow(times: int) -> None:
    """Make the catalogue so many times as large as it is."""
    with connection.cursor() as cursor:
        for model in _models():
            for copy in range(1, times):
                cursor.execute(_copy_of(model, copy))


def keep_only_copies() -> None:
    """Remove the rows that were copied, so that what they were made of can be read for the first time."""
    with connection.cursor() as cursor:
        for model in reversed(list(_models())):
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id < {FAR}")


def tables() -> Iterator[str]:
    """The names of the tables that hold the catalogue."""
    return (model._meta.db_table for model in _models())


def _models() -> Iterator[type[models.Model]]:
    for name in GROWN:
        yield apps.get_model(name)
        if name == "catalogue.Application":
            yield apps.get_model(name).substances.through


def _copy_of(model: type[models.Model], copy: int) -> str:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, copy) for field in fields)
    return (
        f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values} FROM {model._meta.db_table} WHERE id < {FAR}"
    )


def _value(model: type[models.Model], field: models.Field, copy: int) -> str:
    column = f'"{field.column}"'
    if field.primary_key or (isinstance(field, ForeignKey) and field.related_model._meta.label in GROWN):
        return f"{column} + {copy * FAR}"
    if field.name in KEYS.get(model._meta.label, ()):
        length = field.max_length or 300
        kept = "'~{}' || {}" if length < 40 else "{1} || '~{0}'"
        return f"substr({kept.format(copy, column)}, 1, {length})"
    return column
