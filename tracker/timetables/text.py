"""A computed timetable as text for a terminal."""

from collections.abc import Iterator

from scrapers.dates_in_words import in_words
from tracker.timetables.computing import Computed, ComputedStep
from tracker.timetables.explaining import explanation, stop_in_words
from tracker.timetables.timetables import Timetable, timetables


def as_text(computed: Computed) -> str:
    """Title, start, one line for each step with its explanation, the clock's stops, what makes it doubtful."""
    return "\n".join(_lines(computed))


def list_as_text() -> str:
    """Every timetable with what it is; one line each."""
    width = max(len(timetable.procedure) for timetable in timetables())
    return "\n".join(f"{one.procedure:<{width}}  {one.title}{_standing(one)}" for one in timetables())


def _standing(timetable: Timetable) -> str:
    since = f", from {in_words(timetable.valid_from)}" if timetable.valid_from else ""
    until = f", until {in_words(timetable.valid_to)}" if timetable.valid_to else ""
    return f"{since}{until}{' (provisional)' if timetable.provisional else ''}"


def _lines(computed: Computed) -> Iterator[str]:
    timetable = computed.timetable
    yield f"{timetable.title} ({timetable.procedure}){' - provisional' if timetable.provisional else ''}"
    yield f"{timetable.legal_basis}"
    inferred = ", inferred" if computed.start_is_inferred else ""
    yield f"{timetable.start_in_words.capitalize()}: {in_words(computed.start)}{inferred}"
    yield ""
    width = max(len(step.label) for step in computed.steps)
    for step in computed.steps:
        yield _row(step, width)
        yield f"{'':22}{explanation(computed, step)}"
    if computed.stops:
        yield ""
        yield "The clock stands"
        for stop in computed.stops:
            yield f"  {stop_in_words(stop)}{f' (after: {stop.reason})' if stop.reason else ''}"
    for line in (timetable.note, *computed.warnings):
        if line:
            yield ""
            yield f"Note: {line}"


def _row(step: ComputedStep, width: int) -> str:
    day = f"day {step.day}" if step.day is not None else ""
    actor = step.step.actor if step.step else "given"
    return f"{in_words(step.date) or 'not known':<12}{day:>8}  {step.label:<{width}}  {actor}".rstrip()
