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
def noted(snapshot: Snapshot, progress: Progress) -> Iterator[Progress]:
    """Progress that is also kept in the snapshot's row, while a block works on it.

    Written when the phase changes, else at most once a second, and never within a transaction of the work.
    """
    started_at = timezone.now()
    Underway.objects.update_or_create(
        snapshot=snapshot,
        defaults={"phase": READING, "done": 0, "of": 0, "started_at": started_at, "told_at": started_at},
    )
    last = (READING, time.monotonic())

    def note(done: int, of: int, phase: str = WRITING) -> None:
        nonlocal last
        progress(done, of, phase)
        now = time.monotonic()
        if phase != last[0] or now - last[1] >= SECONDS_BETWEEN_NOTES:
            last = (phase, now)
            Underway.objects.filter(snapshot=snapshot).update(phase=phase, done=done, of=of, told_at=timezone.now())

    try:
        yield note
    finally:
        Underway.objects.filter(snapshot=snapshot).delete()
