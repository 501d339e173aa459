"""How procedures should run, as data: one TOML file per procedure and validity in `data/`.

A file that breaks the format stops the start with one line that names the file and what is wrong in it. What the fields
mean is said at each of them; `docs/timetables.md` says it to people who want to read or correct a file.
"""

import datetime
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from django.core.exceptions import ImproperlyConfigured

from scrapers.vocabulary import OUTCOME_KINDS, STEP_KINDS
from tracker.timetables.counting import months_later

DATA = Path(__file__).parent / "data"

Authority = Literal["EMA", "FDA", "CMDh"]

Counting = Literal["day-1-is-the-start", "day-0-is-the-start", "calendar-months"]
"""How days are counted, always calendar days, clock stops left out.

`day-1-is-the-start`: day n is the start plus n - 1 days (EMA). `day-0-is-the-start`: day n is the start plus n days
(decentralised and mutual recognition). `calendar-months`: the start is the day of receipt, day n is receipt plus n
days, and goals are so many calendar months later, same day of month, clamped to the month's last day (FDA).
"""

Certainty = Literal["law", "EMA", "FDA", "course", "data", "press", "unsourced"]
"""What it rests on: a statute, a document of the authority, training material, published rows, the press, nothing."""

WEAK: dict[Certainty, str] = {
    "course": "from training material, not from the authority",
    "press": "from the trade press or a company",
    "unsourced": "general knowledge, no source found",
}
"""The certainties that are said in words wherever a day is shown that rests on them."""

Bound = Literal["at", "by", "about", "not-before"]
"""What the day is to its step: the day itself, the latest, a rough guide, the earliest."""

Words = Annotated[str, msgspec.Meta(min_length=1)]
Days = Annotated[int, msgspec.Meta(ge=1)]


class Length(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A length of time: calendar months, and days; negative: backwards."""

    months: int = 0
    days: int = 0

    def after(self, day: datetime.date) -> datetime.date:
        """The day that lies so much later. Raises OverflowError beyond year 9999."""
        return months_later(day, self.months) + datetime.timedelta(days=self.days)

    def __str__(self) -> str:
        """`3 months`, `1 day`, without a sign."""
        parts = [(abs(self.months), "month"), (abs(self.days), "day")]
        return " and ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number)


class TimetableStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What should happen when, who does it, on what legal basis, and where that is written.

    Exactly one of three says when: `day` (on the clock of the procedure), `after` (calendar time after the step named
    in `since`, which clock stops do not move; negative: before it), `given` (no rule says when: it has a date only once
    somebody gives one, and other steps count from it). It falls away once the step named in `unless` has happened.
    `key` names the step within its file, where its kind stands there more than once. `committee`: whose meeting it
    falls into, on the meeting's last day. `milestone`: a timeline shows it without being asked.
    """

    kind: str
    key: str = ""
    label: str = ""
    day: int | None = None
    after: Length | None = None
    since: str = "start"
    given: bool = False
    unless: str = ""
    bound: Bound = "at"
    committee: str = ""
    milestone: bool = False
    actor: Words
    basis: Words
    source: Words
    certainty: Certainty

    @property
    def name(self) -> str:
        """What other rows of the file, and people who give dates, call the step."""
        return self.key or self.kind


class Phase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of days that is counted without a stop, from `first_day` to `last_day`, both counted.

    It begins with the start of the procedure, or when the clock restarts after a step of kind `after`, and ends with a
    step of a kind in `until`. With a `committee` its last day is the last day of a meeting of that committee: the first
    day is counted back from there, so many days before.
    """

    after: str = "start"
    until: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    first_day: int
    last_day: Days
    committee: str = ""
    source: Words
    certainty: Certainty

    @property
    def days(self) -> int:
        """How many days the phase has, the first and the last counted."""
        return self.last_day - self.first_day + 1


class ClockStop(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stop of the clock that the procedure provides for, after the step named in `after`.

    `usual` is what is granted as a rule, `longest` the most; either may be unknown.
    """

    after: str
    usual: Length | None = None
    longest: Length | None = None
    basis: Words
    source: Words
    certainty: Certainty


class Shift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event that moves a step: when `event` is known, the step named in `moves` falls `by` so much later, once."""

    event: str
    moves: str
    by: Length
    basis: Words
    source: Words
    certainty: Certainty


class Timetable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A procedure's timetable, for procedures that start from `valid_from` to `valid_to`, as far as these are known.

    `starts_with` is the kind of the step whose day is the start. `provisional`: its law is not in force; it is computed
    when somebody asks for it by name, and never chosen for an application.
    """

    procedure: str
    title: Words
    authority: Authority
    counting: Counting
    starts_with: str
    legal_basis: Words
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    validity_source: str = ""
    provisional: bool = False
    note: str = ""
    steps: Annotated[tuple[TimetableStep, ...], msgspec.Meta(min_length=1)]
    phases: tuple[Phase, ...] = ()
    stops: tuple[ClockStop, ...] = ()
    shifts: tuple[Shift, ...] = ()

    @property
    def first_day(self) -> int:
        """The number of the day of the start."""
        return 1 if self.counting == "day-1-is-the-start" else 0

    @property
    def start_in_words(self) -> str:
        """What the start is: the start, the receipt, the opinion."""
        if self.starts_with in OUTCOME_KINDS:
            return STEP_KINDS[self.starts_with].lower()
        return "receipt" if self.counting == "calendar-months" else "start"

    def step(self, name: str) -> TimetableStep | None:
        """The step of that name."""
        return next((step for step in self.steps if step.name == name), None)

    def holds_on(self, day: datetime.date) -> bool:
        """Whether it is for procedures that start on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def parse(text: str, name: str) -> Timetable:
    """A timetable from TOML. Raises ImproperlyConfigured with `name` and the first thing that is wrong."""
    try:
        timetable = msgspec.convert(tomllib.loads(text), Timetable)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ImproperlyConfigured(f"timetable {name}: {error}") from error
    for wrong in _mistakes(timetable):
        raise ImproperlyConfigured(f"timetable {name}: {wrong}")
    return timetable


def _mistakes(timetable: Timetable) -> Iterator[str]:
    names = [step.name for step in timetable.steps]
    kinds = [step.kind for step in timetable.steps]
    kinds += [kind for phase in timetable.phases for kind in phase.until] + [timetable.starts_with]
    kinds += [shift.event for shift in timetable.shifts]
    yield from (f"{kind!r} is not a kind of step; see scrapers.vocabulary" for kind in kinds if kind not in STEP_KINDS)
    yield from (f"two steps are called {name!r}; give one a key of its own" for name in names if names.count(name) > 1)
    pointers = [("since", step.since) for step in timetable.steps if step.after]
    pointers += [("unless", step.unless) for step in timetable.steps if step.unless]
    pointers += [("after", phase.after) for phase in timetable.phases]
    pointers += [("after", stop.after) for stop in timetable.stops]
    pointers += [("moves", shift.moves) for shift in timetable.shifts]
    known = {"start", *names}
    yield from (f"{field} = {name!r} names no step of it" for field, name in pointers if name not in known)
    unnamed = (step for step in timetable.steps if step.kind == "other" and not (step.key and step.label))
    yield from (f"a step of kind 'other' needs a key and a label (source: {step.source})" for step in unnamed)
    yield from _mistakes_in_days(timetable)


def _mistakes_in_days(timetable: Timetable) -> Iterator[str]:
    for step in timetable.steps:
        if [step.day is not None, step.after is not None, step.given].count(True) != 1:
            yield f"step {step.name!r} needs one of day, after and given, and no second of them"
        if step.after is None and step.since != "start":
            yield f"step {step.name!r} has a since without an after"
    days = [step.day for step in timetable.steps if step.day is not None]
    if days != sorted(days):
        yield "its steps must stand in order of day"
    yield from (
        f"step {step.name!r} waits for itself" for step in timetable.steps if _waits_for_itself(timetable, step)
    )
    if timetable.valid_from and timetable.valid_to and timetable.valid_to < timetable.valid_from:
        yield "valid_to lies before valid_from"
    for phase in timetable.phases:
        if phase.first_day < timetable.first_day or phase.last_day < phase.first_day:
            yield f"the phase after {phase.after!r} must run from day {timetable.first_day} or later to a later day"


def _waits_for_itself(timetable: Timetable, step: TimetableStep) -> bool:
    passed: set[str] = set()
    waiting: TimetableStep | None = step
    while waiting and waiting.name not in passed:
        passed.add(waiting.name)
        waiting = timetable.step(waiting.since)
    return waiting is not None


@cache
def timetables() -> tuple[Timetable, ...]:
    """Every timetable, by procedure, the newest first. Raises ImproperlyConfigured."""
    found = [parse(path.read_text(encoding="utf-8"), path.name) for path in sorted(DATA.glob("*.toml"))]
    return tuple(sorted(found, key=lambda one: (one.procedure, -(one.valid_from or datetime.date.min).toordinal())))


def of_procedure(procedure: str) -> Sequence[Timetable]:
    """The timetables of a procedure, the newest first; none for a procedure that has none."""
    return [timetable for timetable in timetables() if timetable.procedure == procedure]


def in_force(procedure: str, started: datetime.date | None) -> Timetable | None:
    """The timetable for a procedure that started on a day (or on an unknown one: the newest); None if there is none."""
    lawful = (one for one in of_procedure(procedure) if not one.provisional)
    return next((one for one in lawful if started is None or one.holds_on(started)), None)
