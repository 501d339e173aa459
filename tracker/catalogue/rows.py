"""Rows that the machine makes, in bulk: loaded, compared and written as plain values, without an object for each.

Django's own bulk methods make an object and compile a piece of SQL for every value, which is most of the time of a
first load. Here PostgreSQL gets a COPY, SQLite one prepared statement; what did not change is not written.
"""

import datetime
import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models

from tracker.catalogue import copy_text
from tracker.sources.prepared import Columns, every, first, run

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")
Values = tuple[Any, ...]
BATCH = 500
NEW_IDS = """
WITH sequence AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name)
SELECT array_agg(nextval(name)) FROM sequence, generate_series(1, %s)
"""
"""Looks the sequence up once, and gives one row: reading hundreds of thousands of rows of one number costs more."""


def in_batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items in lists of at most `size`: a statement takes so many parameters, and memory so many rows."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


class Stored(NamedTuple):
    """A row as it stands: its id, and its values in the order of the table's columns."""

    pk: int
    values: Values


class Table:
    """The rows of a model: `key` names the columns that tell them apart, `columns` all those that say what is known.

    A key of one column is its value, a key of several a tuple.

    Columns are attribute names of the model (`application_id`), those of the key among them. What is not a column is
    given when a row is made, and never changes.
    """

    def __init__(self, model: type[models.Model], key: Sequence[str], columns: Sequence[str]) -> None:
        self.model = model
        self.columns = tuple(columns)
        pick = itemgetter(*self.columns)
        self.values: Callable[[Mapping[str, Any]], Values] = pick if len(columns) > 1 else lambda row: (pick(row),)
        self._key = itemgetter(*(self.columns.index(name) for name in key))
        self._said = Columns(_field(model, name) for name in ("pk", *columns))

    def load(self, among: str, ids: Iterable[Any], **conditions: Collection[Any] | None) -> dict[Any, Stored]:
        """The rows of which the column `among` is one of many values, by key.

        Under further conditions: that a column is one of some values, or, if none are given, empty.
        """
        found = {}
        for some in in_batches(ids, BATCH * 10):
            for row in every(*self._selection({among: some, **conditions})):
                pk, *values = self._said.converted(row)
                found[self._key(values)] = Stored(pk, tuple(values))
        return found

    def _selection(self, conditions: Mapping[str, Collection[Any] | None]) -> tuple[str, list[Any]]:
        """A statement, on PostgreSQL the same for any number of values, and its values."""
        tests, given = [], []
        for name, values in conditions.items():
            column = _column(self.model, name)
            if values is None:
                tests.append(f"{column} IS NULL")
            elif connection.vendor == "postgresql":
                tests.append(f"{column} = ANY(%s)")
                given.append(list(values))
            else:
                tests.append(f"{column} IN ({', '.join(['%s'] * len(values))})")
                given += values
        table = _table(self.model)
        return f"SELECT {self._said.of(table)} FROM {table} WHERE {' AND '.join(tests)}", given  # nosec B608: names alone

    def synchronise(
        self,
        present: Mapping[Key, Stored],
        wanted: Mapping[Key, Mapping[str, Any]],
        initial: Mapping[str, Any] | None = None,
    ) -> dict[Key, int]:
        """Make the rows that are wanted and not present, update those that differ, leave the others alone.

        `wanted` holds values by column; `initial` more values for new rows. Gives the ids of the wanted rows by key.
        """
        ids, changed = {}, []
        new = [key for key in wanted if key not in present] if present else list(wanted)
        for key, old in present.items():
            if key in wanted:
                ids[key] = old.pk
                values = self.values(wanted[key])
                if values != old.values:
                    changed.append((old, values))
        self._update(changed)
        made = self.insert(map(self.values, (wanted[key] for key in new)), initial)
        return ids | dict(zip(new, made, strict=True))

    def forget(self, present: Mapping[Key, Stored], wanted: Container[Key]) -> None:
        """Delete the rows that are present and not wanted any more, with all that hangs on them."""
        superfluous = [row.pk for key, row in present.items() if key not in wanted]
        self.model._default_manager.filter(pk__in=superfluous).delete()

    def insert(self, rows: Iterable[Values], initial: Mapping[str, Any] | None = None) -> list[int]:
        """Add rows, with `initial` as further values of each; their ids, in order."""
        columns: list[Values] = list(zip(*rows, strict=True))
        if not columns:
            return []
        more = dict(initial or {})
        ids = _new_ids(self.model, len(columns[0]))
        given = [[value] * len(ids) for value in more.values()]
        _insert(self.model, ("pk", *self.columns, *more), [ids, *columns, *given])
        return ids

    def _update(self, changed: Iterable[tuple[Stored, Values]]) -> None:
        """Write what differs: one statement for all rows in which the same columns get the same values."""
        alike: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
        for old, values in changed:
            both = zip(self.columns, old.values, values, strict=True)
            alike[tuple((name, self._stored(name, new)) for name, said, new in both if said != new)].append(old.pk)
        single: dict[tuple[str, ...], list[Values]] = defaultdict(list)
        for differing, ids in alike.items():
            names = tuple(name for name, _ in differing)
            values = tuple(value for _, value in differing)
            if len(ids) == 1:
                single[names].append((*values, *ids))
                continue
            for some in in_batches(ids, BATCH * 10):
                with connection.cursor() as cursor:
                    cursor.execute(self._update_statement(names, len(some)), [*values, *some])
        for names, rows in single.items():
            if len(rows) == 1:
                run(self._update_statement(names, 1), rows[0])
                continue
            with connection.cursor() as cursor:
                cursor.executemany(self._update_statement(names, 1), rows)

    def _update_statement(self, names: Sequence[str], count: int) -> str:
        sets = ", ".join(f"{_column(self.model, name)} = %s" for name in names)
        marks = ", ".join(["%s"] * count)
        pk = _column(self.model, "pk")
        return f"UPDATE {_table(self.model)} SET {sets} WHERE {pk} IN ({marks})"  # nosec B608: quoted names alone

    def _stored(self, name: str, value: Any) -> Any:
        convert = _converter(_field(self.model, name))
        return convert(value) if convert else value


def _insert(model: type[models.Model], names: Sequence[str], columns: Sequence[Sequence[Any]]) -> None:
    fields = [_field(model, name) for name in names]
    quoted = ", ".join(_column(model, name) for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_table(model)} ({quoted}) FROM STDIN") as copy:
                copy.write(copy_text.lines(fields, columns))
            return
        marks = ", ".join(["%s"] * len(names))
        statement = f"INSERT INTO {_table(model)} ({quoted}) VALUES ({marks})"  # nosec B608: quoted names alone
        cursor.executemany(statement, list(_as_stored(fields, columns)))


def _new_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids that nobody else gets: from PostgreSQL's sequence; on SQLite the transaction that writes is alone."""
    if connection.vendor == "postgresql":
        made = first(NEW_IDS, [_table(model), model._meta.pk.column, count])
        assert made is not None
        return list(made[0])
    last = first("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
    start = last[0] + 1 if last else 1
    return list(range(start, start + count))


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(model: type[models.Model], name: str) -> str:
    return connection.ops.quote_name(str(_field(model, name).column))


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    field = model._meta.pk if name == "pk" else model._meta.get_field(name.removesuffix("_id"))
    assert isinstance(field, models.Field)
    return field


def _as_stored(fields: Iterable["models.Field[Any, Any]"], columns: Iterable[Iterable[Any]]) -> Iterator[Values]:
    """Rows as the database takes them, made of columns of values."""
    converted = []
    for field, column in zip(fields, columns, strict=True):
        convert = _converter(field)
        converted.append(map(convert, column) if convert else column)
    return zip(*converted, strict=True)


def _converter(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return copy_text.json
    if connection.vendor != "sqlite":
        return None
    if isinstance(field, models.DateTimeField):
        return functools.lru_cache(maxsize=2**12)(connection.ops.adapt_datetimefield_value)
    return _DATES.__getitem__ if isinstance(field, models.DateField) else None


class _IsoDates(dict[datetime.date | None, str | None]):
    """Dates as SQLite keeps them; the same few thousand come again and again."""

    def __missing__(self, date: datetime.date | None) -> str | None:
        text = self[date] = date.isoformat() if date else None
        return text


_DATES = _IsoDates()


def update(model: type[models.Model], rows: Collection[models.Model], fields: Collection[str]) -> None:
    """Write these fields of present rows.

    As an insertion that finds its rows present: `bulk_update` writes a CASE for every value, and takes much longer.
    """
    if rows:
        model._default_manager.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(fields)
        )
