"""Replaying the archive in a database of its own, and comparing, or bringing home, what comes out."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tracker.intake import dump
from tracker.intake.replay import export_inputs
from tracker.intake.restore import restore


class ReplayFailed(RuntimeError):
    """The replay did not come to its end; the message is the last line it said."""


@dataclass(frozen=True)
class Verdict:
    """How the present catalogue and the replayed one compare. `only_here` and `only_replayed` are lines of `dump`."""

    rows: int
    only_here: tuple[str, ...]
    only_replayed: tuple[str, ...]

    @property
    def is_identical(self) -> bool:
        """Whether both say the same, row for row."""
        return not self.only_here and not self.only_replayed


@dataclass(frozen=True)
class Restored:
    """How many applications were made again, and how many rows had to be put right."""

    applications: int
    rows: int


def rebuild() -> Restored:
    """Replay the archive and make the present catalogue say what comes out. Raises ReplayFailed."""
    with replayed() as folder:
        return Restored(*restore(folder))


def verify() -> Verdict:
    """Replay the archive in a subprocess, on a temporary SQLite, and compare row for row. Raises ReplayFailed."""
    with replayed() as folder:
        here = list(dump.lines())
        there = (folder / "dump").read_text().splitlines()
    present, again = set(here), set(there)
    return Verdict(
        rows=len(here),
        only_here=tuple(line for line in here if line not in again),
        only_replayed=tuple(line for line in there if line not in present),
    )


@contextmanager
def replayed() -> Iterator[Path]:
    """A folder with what a replay made: its `dump`, and what `restore` brings home. Raises ReplayFailed."""
    with tempfile.TemporaryDirectory(prefix="clockstop-replay-") as name:
        folder = Path(name)
        export_inputs(folder / "inputs")
        _run(folder, "migrate", "--verbosity", "0")
        _run(folder, "replay", str(folder / "inputs"), str(folder))
        yield folder


def _run(folder: Path, *command: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'replay.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "REDIS_URL": "",
        "ARCHIVE_URL": settings.ARCHIVE_URL,
    }
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    done = subprocess.run(manage, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ReplayFailed(said[-1] if said else f"{command[0]} ended with {done.returncode}")
