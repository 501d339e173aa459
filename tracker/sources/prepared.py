"""Plain SQL for the few statements that are made again and again: parsed once for each connection, not each time.

Django sends every statement to PostgreSQL as a text with its values in it, which costs the server and this process more
than running it. Only statements of a fixed text belong here, and none may give `*`: PostgreSQL refuses to run what it
prepared once that would give other columns.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Generic, TypeVar, cast

import psycopg
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

Row = TypeVar("Row", bound=models.Model)


def run(statement: str, values: Sequence[Any]) -> int:
    """Run a statement; how many rows it changed. Moments are given to it as the database keeps them."""
    with closing(_cursor()) as cursor:
        cursor.execute(statement, _adapted(values))
        return int(cursor.rowcount)


def every(statement: str, values: Sequence[Any]) -> list[Sequence[Any]]:
    """All rows of what a statement gives."""
    with closing(_cursor()) as cursor:
        cursor.execute(statement, _adapted(values))
        return list(cursor.fetchall())


def first(statement: str, values: Sequence[Any]) -> Sequence[Any] | None:
    """The first row of what a statement gives."""
    with closing(_cursor()) as cursor:
        cursor.execute(statement, _adapted(values))
        found: Sequence[Any] | None = cursor.fetchone()
        return found


class Columns:
    """Columns of a model, in an order of their own, as a statement gives them."""

    def __init__(self, fields: "Iterable[models.Field[Any, Any]]") -> None:
        self.fields = tuple(fields)
        self._converters: dict[str, list[tuple[int, Any, Any]]] = {}

    def __len__(self) -> int:
        return len(self.fields)

    def of(self, table: str) -> str:
        """The columns, of what a statement calls its table so."""
        return ", ".join(f"{table}.{field.column}" for field in self.fields)

    def converted(self, row: Sequence[Any]) -> list[Any]:
        """A row with Python's values of those that the database gives."""
        converters = self._converters.get(connection.vendor)
        if converters is None:
            converters = self._converters[connection.vendor] = list(self._found_converters())
        values = list(row)
        for place, convert, expression in converters:
            values[place] = convert(values[place], expression, connection)
        return values

    def _found_converters(self) -> Iterator[tuple[int, Any, Any]]:
        for place, field in enumerate(self.fields):
            expression = field.get_col(field.model._meta.db_table)
            of_database = connection.ops.get_db_converters(expression)
            for convert in (*of_database, *field.get_db_converters(connection)):
                yield place, convert, expression


class Shape(Columns, Generic[Row]):
    """Columns of a model, in its own order, and the objects that are made of them.

    All of them, or those that are named: what an object was made without, it asks for when it is needed.
    """

    def __init__(self, model: type[Row], *names: str) -> None:
        super().__init__(field for field in model._meta.concrete_fields if not names or field.attname in names)
        self._model = model
        self._names = [field.attname for field in self.fields]

    def insertion(self) -> str:
        """A statement that adds a row with `values`, unless there is one that its constraints take for the same."""
        names = ", ".join(str(field.column) for field in self.fields)
        marks = ", ".join(["%s"] * len(self.fields))
        table = self._model._meta.db_table
        return f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # nosec B608: names alone

    def values(self, row: Row) -> list[Any]:
        """The values of an object in these columns, as the database takes them."""
        return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in self.fields]

    def made(self, values: Sequence[Any]) -> Row:
        """An object, of a row with the values of these columns."""
        return self._model.from_db(connection.alias, self._names, self.converted(values))


def _adapted(values: Sequence[Any]) -> list[Any]:
    adapt = connection.ops.adapt_datetimefield_value
    return [adapt(value) if isinstance(value, datetime.datetime) else value for value in values]


def _cursor() -> CursorWrapper:
    """Django's cursor, on PostgreSQL one that prepares what it runs."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    cursor = cast(Any, _Preparing(connection.connection))
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


class _Preparing(psycopg.Cursor[Any]):
    """Prepares every statement when it is run for the first time."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> "_Preparing":
        return super().execute(query, params, prepare=True)
