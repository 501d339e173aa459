"""Telling people how a reading goes and how it ended, in the terminal."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from scrapers.vocabulary import label
from tracker.catalogue.models import Change
from tracker.intake.outcome import Outcome
from tracker.intake.progress import WRITING, Progress, in_words
from tracker.intake.summary import ChangedField, Oddity, Summary, summary_of
from tracker.sources.models import Snapshot

SECONDS_QUIET = 30.0
"""Between two lines where nobody is looking: a log, a pipe, `--json`."""

SECONDS_LIVE = 0.5
"""Between two states of the one line on a terminal."""

ERASE = "\r\x1b[2K"


class Line:
    """One line on a stream that says how far the work is: kept up to date on a terminal, now and then elsewhere."""

    def __init__(self, stream: Any, is_quiet: bool = False) -> None:
        self._stream = stream
        self._is_live = not is_quiet and bool(getattr(stream, "isatty", bool)())
        self._said = time.monotonic()
        self._text = ""

    def say(self, text: str, is_new: bool = False) -> None:
        """Show this now; `is_new`: it is another stage, which a terminal shows at once."""
        now = time.monotonic()
        pause = SECONDS_LIVE if self._is_live else SECONDS_QUIET
        if now - self._said < pause and not (self._is_live and is_new):
            return
        self._said = now
        if self._is_live:
            self._text = text
            self._stream.write(f"{ERASE}{text}", ending="")
            self._stream.flush()
        else:
            self._stream.write(text)

    def end(self) -> None:
        """Leave nothing behind on a terminal."""
        if self._text:
            self._text = ""
            self._stream.write(ERASE, ending="")
            self._stream.flush()


@contextmanager
def progress_on(stream: Any, name: str, is_quiet: bool = False) -> Iterator[Progress]:
    """Progress that says on a stream what is being done with the thing of that name."""
    line, phases = Line(stream, is_quiet), [""]

    def progress(done: int, of: int, phase: str = WRITING) -> None:
        is_new, phases[0] = phase != phases[0], phase
        line.say(f"{name}: {in_words(phase, done, of)}", is_new)

    try:
        yield progress
    finally:
        line.end()


def line_of(outcome: Outcome) -> str:
    """How a file or page ended, in a few lines for people."""
    lines = [f"{outcome.source}: {outcome.word}" + (f" by {outcome.reader}" if outcome.reader else "")]
    if outcome.word == "read" and outcome.snapshot:
        lines += _lines(summary_of(outcome.snapshot), outcome.snapshot)
    elif outcome.counts:
        lines.append(f"  found: {_counted(outcome.counts)}")
    return "\n".join(lines)


def _lines(summary: Summary, snapshot: Snapshot) -> Iterator[str]:
    yield f"  found: {_counted(summary.counts)}"
    yield f"  changes: {summary.change_count:,}, of which {summary.alerting_count:,} may alert"
    yield from _changed(summary.changes)
    for held in summary.held:
        column = held["field"] or "the table"
        yield f"  held for a person: {held['rows']:,} rows of {column} ({held['reason']}); see /holds/{held['id']}/"
    if summary.missing_count:
        yield f"  no longer listed: {summary.missing_count:,}, kept as they were: {_first(summary.missing[:3])}"
    yield from _odd(summary.oddities)
    if summary.seconds is not None:
        yield f"  took {summary.seconds:g} seconds; all of it: /snapshots/{snapshot.pk}/"


def _changed(changes: Iterable[ChangedField]) -> Iterator[str]:
    for one in changes:
        first = one.first[0] if one.first else None
        example = f", {_of(first)}: {_short(first.before)} → {_short(first.after)}" if first else ""
        yield f"    {one.count:,} {one.significance}: {label(one.field)}{example}{' …' if one.count > 1 else ''}"


def _of(change: Change) -> str:
    return change.application.number if change.application else _short(str(change.notice))


def _odd(oddities: Iterable[Oddity]) -> Iterator[str]:
    for one in oddities:
        places = (f"{where} {_short(text)}".strip() for where, text in one.first)
        yield f"  warning: {one.count:,} {one.what}: {_first(places)}{' …' if one.count > len(one.first) else ''}"


def _counted(counts: Any) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "nothing"


def _first(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _short(text: str | None, most: int = 60) -> str:
    if text is None:
        return "nothing"
    return text if len(text) <= most else f"{text[: most - 1]}…"
