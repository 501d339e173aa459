"""Making rows say what is wanted, in bulk: rows that did not change are not written."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.db import models

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=models.Model)
Item = TypeVar("Item")
BATCH = 500


def in_batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items in lists of at most `size`: a statement takes so many parameters, and memory so many rows."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def synchronise(
    model: type[Row],
    present: Mapping[Key, Row],
    wanted: Mapping[Key, Mapping[str, Any]],
    initial: Mapping[str, Any] | None = None,
    fixed: Collection[str] = (),
) -> dict[Key, Row]:
    """Create the rows that are wanted and not present, update those that differ, leave the others alone.

    Keys are natural keys; values are by attribute name. `initial` values are only for new rows; attributes named in
    `fixed` keep the value that a present row has. Returns the wanted rows by key.
    """
    rows = {key: present[key] for key in wanted if key in present}
    changed: list[Row] = []
    attributes: set[str] = set()
    for key, row in rows.items():
        differing = [name for name, value in wanted[key].items() if name not in fixed and getattr(row, name) != value]
        for name in differing:
            setattr(row, name, wanted[key][name])
        if differing:
            changed.append(row)
            attributes.update(differing)
    update(model, changed, {_field(model, name) for name in attributes})
    missing = {key: model(**(initial or {}), **values) for key, values in wanted.items() if key not in present}
    if missing:
        model._default_manager.bulk_create(missing.values(), batch_size=BATCH)
    return rows | missing


def update(model: type[Row], rows: Collection[Row], fields: Collection[str]) -> None:
    """Write these fields of present rows.

    As an insertion that finds its rows present: `bulk_update` writes a CASE for every value, and takes much longer.
    """
    if rows:
        model._default_manager.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(fields)
        )


def _field(model: type[models.Model], attribute: str) -> str:
    return model._meta.get_field(attribute.removesuffix("_id")).name if attribute.endswith("_id") else attribute
