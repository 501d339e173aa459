"""How far a reading has come: told to whoever runs it, and kept in a row that everybody can look at."""

import datetime
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.utils import timezone

from tracker.intake.models import Underway
from tracker.sources.models import Snapshot

FETCHING, READING, COMPARING, WRITING, FINISHING = "fetching", "reading", "comparing", "writing", "finishing"

PHASES = {
    FETCHING: "asking the site",
    READING: "reading",
    COMPARING: "comparing with what is known",
    WRITING: "writing",
    FINISHING: "noting what came of it",
}
"""What is being done, in words, in the order in which it is done."""

SECONDS_BETWEEN_NOTES = 1.0
QUIET = datetime.timedelta(minutes=2)
"""A worker that has said nothing for so long in the midst of writing has probably died; another takes its work up."""

DEAD = datetime.timedelta(hours=1)
"""Longer than any worker is silent."""
SMALL = 250_000
"""Bytes. What is larger may take seconds to read, and everybody is to see it from the start."""


class Progress(Protocol):
    """Whoever works tells it what is being done, and how many of how many rows are done; 0 of 0 where none are."""

    def __call__(self, done: int, of: int, phase: str = WRITING) -> None:
        """Hear it. May raise Busy: the work is to be stopped then."""


def silent(done: int, of: int, phase: str = WRITING) -> None:
    """Tell nobody."""


def in_words(phase: str, done: int, of: int) -> str:
    """`writing, 12,000 of 23,267 changed rows`."""
    words = PHASES.get(phase, phase)
    return f"{words}, {done:,} of {of:,} changed rows" if of else words


@contextmanager
def noted(snapshot: Snapshot, progress: Progress, *, is_taken_up: bool = False) -> Iterator[Progress]:
    """Progress that is also kept in the snapshot's row, while a block works on it.

    Written when the phase changes, else at most once a second, and never within a transaction of the work. A page is
    done before anybody could look: of few bytes nothing is written in the first second, unless they are taken up from a
    worker that left a row behind.
    """
    note = _Note(snapshot)
    if is_taken_up or snapshot.size > SMALL:
        note.write(READING, 0, 0)

    def tell(done: int, of: int, phase: str = WRITING) -> None:
        progress(done, of, phase)
        if note.is_due(phase):
            note.write(phase, done, of)

    try:
        yield tell
    finally:
        note.remove()


class _Note:
    """The row of a snapshot that is worked on."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self.started_at = snapshot, timezone.now()
        self.phase, self.written_at = "", time.monotonic()

    def is_due(self, phase: str) -> bool:
        """Whether there is something new to write, or it was written long enough ago."""
        is_new = bool(self.phase) and phase != self.phase
        return is_new or time.monotonic() - self.written_at >= SECONDS_BETWEEN_NOTES

    def write(self, phase: str, done: int, of: int) -> None:
        is_first, self.phase, self.written_at = not self.phase, phase, time.monotonic()
        said = {"phase": phase, "done": done, "of": of, "told_at": timezone.now()}
        if is_first:
            said["started_at"] = self.started_at
            Underway.objects.update_or_create(snapshot=self.snapshot, defaults=said)
        else:
            Underway.objects.filter(snapshot=self.snapshot).update(**said)

    def remove(self) -> None:
        if self.phase:
            Underway.objects.filter(snapshot=self.snapshot).delete()


def forget_the_dead(now: datetime.datetime) -> None:
    """Remove rows of workers that died after their work was done: nobody takes that up."""
    Underway.objects.filter(told_at__lt=now - DEAD).delete()
