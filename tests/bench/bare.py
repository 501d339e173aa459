"""The barest thing that PostgreSQL can do with rows: COPY into tables without keys, indexes or constraints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg
from environ import Env
from psycopg.sql import SQL, Identifier


def connected(url: str) -> psycopg.Connection:
    """A connection to the server of a `DATABASE_URL`."""
    named = Env.db_url_config(url)
    return psycopg.connect(
        host=named["HOST"] or None,
        port=named["PORT"] or None,
        user=named["USER"],
        password=named["PASSWORD"] or None,
        dbname=named["NAME"],
        autocommit=True,
    )


@dataclass(frozen=True)
class Table:
    """Rows of text for one bare table, as COPY takes them."""

    name: str
    columns: int
    rows: bytes
    count: int

    @classmethod
    def of(cls, name: str, rows: Sequence[Sequence[object]]) -> "Table":
        """From rows of equal length; None is a null."""
        lines = ("\t".join(map(_cell, row)) + "\n" for row in rows)
        return cls(f"bare_{name}".lower(), len(rows[0]) if rows else 1, "".join(lines).encode(), len(rows))


def copy_of(connection: psycopg.Connection, tables: Sequence[Table]) -> Callable[[], None]:
    """The work of copying all rows into tables that are there and empty, in one transaction."""

    def copied() -> None:
        with connection.transaction(), connection.cursor() as cursor:
            for table in tables:
                with cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(table.name))) as copy:
                    copy.write(table.rows)

    return copied


def emptied(connection: psycopg.Connection, tables: Sequence[Table]) -> Callable[[], None]:
    """What makes the tables anew, so that each run copies into empty ones."""

    def make() -> None:
        for table in tables:
            columns = SQL(", ").join(SQL("{} text").format(Identifier(f"c{n}")) for n in range(table.columns))
            connection.execute(SQL("DROP TABLE IF EXISTS {}").format(Identifier(table.name)))
            connection.execute(SQL("CREATE TABLE {} ({})").format(Identifier(table.name), columns))

    return make


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    text = str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
