"""A database and an archive that can be put back to where they were: each run of a benchmark finds the same.

A state is a copy: of the file on SQLite, of the database (as a template) on PostgreSQL.
"""

import itertools
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

_numbers = itertools.count(1)
_archives = tempfile.TemporaryDirectory(prefix="clockstop-bench-archive-")


class World:
    """The database that Django is connected to."""

    def __init__(self) -> None:
        call_command("migrate", verbosity=0)

    def keep(self) -> "State":
        """The present state, to come back to."""
        settle()
        return State(_copied(connection.settings_dict["NAME"]))


class State:
    """A copy of the database that nobody writes to."""

    def __init__(self, name: str) -> None:
        self._name = name

    def back(self) -> None:
        """Connect Django to a fresh copy of this state, and to an empty archive."""
        former = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = _copied(self._name)
        if former != self._name:
            _dropped(former)
        new_archive()
        connection.ensure_connection()

    def drop(self) -> None:
        """Give its space back."""
        _dropped(self._name)


def new_archive() -> None:
    """An archive without any bytes: none of a run before is found there."""
    settings.ARCHIVE_URL = f"{_archives.name}/{next(_numbers)}"


def settle() -> None:
    """Let the database do now what it would do behind a benchmark's back: statistics, checkpoints."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copied(name: str) -> str:
    connection.close()
    if connection.vendor == "postgresql":
        copy = f"bench_{next(_numbers)}"
        _administer(f"CREATE DATABASE {copy} TEMPLATE {name}")
        return copy
    copy = f"{Path(name).parent / f'bench_{next(_numbers)}.sqlite3'}"
    shutil.copyfile(name, copy)
    return copy


def _dropped(name: str) -> None:
    if connection.vendor == "postgresql":
        _administer(f"DROP DATABASE IF EXISTS {name}")
        return
    for suffix in ("", "-wal", "-shm"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)


def _administer(statement: str) -> None:
    """From the server's own database: nobody may be connected to the one that is copied or dropped."""
    present = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "postgres"
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = present
