"""Replaying the archive in a database of its own, and comparing, or bringing home, what comes out."""

import os
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tracker.intake import dump
from tracker.intake.replay import export_inputs
from tracker.intake.restore import restore

Say = Callable[[str], None]
"""Hears in words what is being done, from time to time."""


TOLD = "replay: "
"""What the lines of the subprocess begin with that tell how far it is."""


def in_silence(text: str) -> None:
    """Say nothing."""


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


def rebuild(say: Say = in_silence) -> Restored:
    """Replay the archive and make the present catalogue say what comes out. Raises ReplayFailed."""
    with replayed(say) as folder:
        say("putting right what differs")
        return Restored(*restore(folder))


def verify(say: Say = in_silence) -> Verdict:
    """Replay the archive in a subprocess, on a temporary SQLite, and compare row for row. Raises ReplayFailed."""
    with replayed(say) as folder:
        say("comparing row for row")
        here = list(dump.lines())
        there = (folder / "dump").read_text().splitlines()
    present, again = set(here), set(there)
    return Verdict(
        rows=len(here),
        only_here=tuple(line for line in here if line not in again),
        only_replayed=tuple(line for line in there if line not in present),
    )


@contextmanager
def replayed(say: Say = in_silence) -> Iterator[Path]:
    """A folder with what a replay made: its `dump`, and what `restore` brings home. Raises ReplayFailed."""
    with tempfile.TemporaryDirectory(prefix="clockstop-replay-") as name:
        folder = Path(name)
        say("collecting what arrived")
        export_inputs(folder / "inputs")
        _run(say, folder, "migrate", "--verbosity", "0")
        _run(say, folder, "replay", str(folder / "inputs"), str(folder))
        yield folder


def _run(say: Say, folder: Path, *command: str) -> None:
    """Run one of our commands in the replay's own database; `say` hears each line of its progress."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'replay.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "REDIS_URL": "",
        "ARCHIVE_URL": settings.ARCHIVE_URL,
        "LOG_LEVEL": "ERROR",
    }
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    last: deque[str] = deque(maxlen=1)
    with subprocess.Popen(
        manage, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.strip():
                last.append(line.strip())
                if line.startswith(TOLD):
                    say(line.removeprefix(TOLD).strip())
    if process.returncode:
        raise ReplayFailed(last[0] if last else f"{command[0]} ended with {process.returncode}")
