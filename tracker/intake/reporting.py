"""Telling people how a reading goes and how it ended, in the terminal."""

import time
from collections.abc import Callable
from typing import Any

from tracker.intake.outcome import Outcome

QUIET_SECONDS = 2.0


def progress_to(stream: Any, name: str) -> Callable[[int, int], None]:
    """A progress function that writes a line to a stream at most every second, once the work takes over two."""
    started = time.monotonic()
    last = started + QUIET_SECONDS - 1

    def progress(done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < 1 and not (done == of and now - started > QUIET_SECONDS):
            return
        last = now
        stream.write(f"{name}: {done} of {of} changed rows written")

    return progress


def line_of(outcome: Outcome) -> str:
    """How a file or page ended, in a few lines for people."""
    lines = [f"{outcome.source}: {outcome.word}" + (f" by {outcome.reader}" if outcome.reader else "")]
    if outcome.counts:
        found = ", ".join(f"{count} {name}" for name, count in outcome.counts.items() if count)
        lines.append(f"  found: {found or 'nothing'}")
    if outcome.word == "read":
        alerting = sum(change["alerting"] for change in outcome.changes)
        lines.append(f"  changes: {len(outcome.changes)}, of which {alerting} may alert")
    lines += [
        f"  held for a person: {held['rows']} rows of {held['field'] or 'the table'} ({held['reason']})"
        for held in outcome.held
    ]
    for warning in outcome.warnings[:20]:
        lines.append(
            f"  warning: {warning.get('what', '')} {warning.get('where', '')} {warning.get('text', '')}".rstrip()
        )
    if len(outcome.warnings) > 20:
        lines.append(f"  and {len(outcome.warnings) - 20} more warnings; --json shows all")
    return "\n".join(lines)
