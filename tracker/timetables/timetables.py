"""How procedures should run, as data: one TOML file per procedure and validity in `data/`.

A file that breaks the format stops the start with one line that names the file and what is wrong in it.
"""

import datetime
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from django.core.exceptions import ImproperlyConfigured

from scrapers.vocabulary import STEP_KINDS

DATA = Path(__file__).parent / "data"

Counting = Literal["day-1-is-the-start"]
"""How days are counted. `day-1-is-the-start`: calendar days, day n is the start plus n - 1, clock stops left out."""

Certainty = Literal["law", "EMA", "FDA", "course", "data", "press", "unsourced"]
"""What it rests on: a statute, a document of the authority, training material, published rows, the press, nothing."""

Words = Annotated[str, msgspec.Meta(min_length=1)]


class TimetableStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What should happen on which active day, who does it, on what legal basis, and where that is written."""

    kind: str
    day: Annotated[int, msgspec.Meta(ge=1)]
    actor: Words
    basis: Words
    source: Words
    certainty: Certainty


class Phase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many active days lie between the restart after `after` and the day of any step of `until`, both counted."""

    after: str
    until: tuple[str, ...]
    days: Annotated[int, msgspec.Meta(ge=1)]
    source: Words
    certainty: Certainty


class Timetable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A procedure's timetable, in force for procedures that start on `valid_from` or later."""

    procedure: str
    title: Words
    counting: Counting
    valid_from: datetime.date
    steps: Annotated[tuple[TimetableStep, ...], msgspec.Meta(min_length=1)]
    phases: tuple[Phase, ...] = ()


def parse(text: str, name: str) -> Timetable:
    """A timetable from TOML. Raises ImproperlyConfigured with `name` and the first thing that is wrong."""
    try:
        timetable = msgspec.convert(tomllib.loads(text), Timetable)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ImproperlyConfigured(f"timetable {name}: {error}") from error
    kinds = [step.kind for step in timetable.steps]
    kinds += [kind for phase in timetable.phases for kind in (phase.after, *phase.until)]
    unknown = [kind for kind in kinds if kind not in STEP_KINDS]
    if unknown:
        raise ImproperlyConfigured(f"timetable {name}: {unknown[0]!r} is not a kind of step; see scrapers.vocabulary")
    days = [step.day for step in timetable.steps]
    if days != sorted(days):
        raise ImproperlyConfigured(f"timetable {name}: its steps must stand in order of day")
    return timetable


@cache
def timetables() -> tuple[Timetable, ...]:
    """Every timetable, the newest of each procedure first. Raises ImproperlyConfigured."""
    found = [parse(path.read_text(encoding="utf-8"), path.name) for path in sorted(DATA.glob("*.toml"))]
    return tuple(sorted(found, key=lambda timetable: (timetable.procedure, -timetable.valid_from.toordinal())))


def in_force(procedure: str, started: datetime.date | None) -> Timetable | None:
    """The timetable for a procedure that started on a day (or on an unknown one: the newest); None if there is none."""
    return next(
        (
            timetable
            for timetable in timetables()
            if timetable.procedure == procedure and (started is None or timetable.valid_from <= started)
        ),
        None,
    )
