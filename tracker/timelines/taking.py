"""A computed timetable as an offer: which of its steps can be planned, and which are chosen beforehand."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict

from scrapers.dates_in_words import in_words
from scrapers.vocabulary import OUTCOME_KINDS, label
from tracker.timelines.expected import Known
from tracker.timetables.asking import answer, day_in, event_in, stop_in
from tracker.timetables.calendar import Calendar
from tracker.timetables.choosing import NoTimetable
from tracker.timetables.computing import Computed, ComputedStep, Impossible
from tracker.timetables.explaining import explanation
from tracker.timetables.given import Given
from tracker.timetables.meetings import calendar
from tracker.timetables.timetables import timetables


class CannotTake(ValueError):
    """There is no timetable to take; the message says what to give."""


@dataclass(frozen=True)
class Asked:
    """The timetable and what is given, in the words of `manage.py timetable`."""

    procedure: str
    given: Given


@dataclass(frozen=True)
class OfferedStep:
    """A step that can be planned.

    `name` tells it from the others of its timetable; `name_in_plan` names it where its kind does not.
    """

    name: str
    kind: str
    label: str
    name_in_plan: str
    day: int | None
    date: datetime.date
    explanation: str
    is_chosen: bool


@dataclass(frozen=True)
class Offer:
    """The steps of a computed timetable from today on; `left_out` counts those that lie before or have no date.

    `hides_stops`: some of them come after a clock stop of which nothing is given, so that they are counted too early.
    """

    computed: Computed
    steps: tuple[OfferedStep, ...]
    left_out: int
    source: str
    hides_stops: bool


def names() -> list[str]:
    """The procedures that there are timetables of."""
    return sorted({one.procedure for one in timetables()})


def asked(query: MultiValueDict[str, str], known: Known | None) -> Asked:
    """What an address asks; where it asks nothing, what is known of the procedure. Raises Misread, CannotTake."""
    name = (query.get("timetable") or "").strip() or (known.timetable if known else "")
    if not name:
        raise CannotTake("Choose a timetable: what is known of the procedure does not tell which it has.")
    said = Given(
        start=day_in(start) if (start := (query.get("start") or "").strip()) else None,
        stops=tuple(stop_in(text) for text in query.getlist("stop") if text.strip()),
        meetings=tuple(day_in(text) for text in query.getlist("meeting") if text.strip()),
        events=tuple(event_in(text) for text in query.getlist("event") if text.strip()),
        usual_stops="usual_stops" in query,
    )
    if said == Given(usual_stops=said.usual_stops) and known:
        said = Given(known.given.start, known.given.stops, (), known.given.events, said.usual_stops)
    return Asked(name, said)


def offer(wanted: Asked, today: datetime.date, meetings: Calendar | None = None) -> Offer:
    """What can be planned of it. Raises CannotTake."""
    try:
        computed = answer(wanted.procedure, wanted.given, meetings or calendar())
    except (NoTimetable, Impossible) as problem:
        raise CannotTake(f"{problem}.") from problem
    waiting = [step for step in computed.steps if step.step and not step.is_given]
    ahead = [step for step in waiting if step.date and step.date >= today]
    return Offer(
        computed,
        tuple(_offered(computed, step, ahead) for step in ahead),
        len(waiting) - len(ahead),
        f"Timetable {computed.timetable.procedure}, {computed.timetable.start_in_words} {in_words(computed.start)}",
        any(_hides_a_stop(computed, step) for step in ahead),
    )


def _hides_a_stop(computed: Computed, step: ComputedStep) -> bool:
    """Whether the timetable provides for a stop before it of which nothing is given or assumed."""
    known = {stop.reason for stop in computed.stops}
    stopping = (computed.timetable.step(rule.after) for rule in computed.timetable.stops)
    asked = [one for one in stopping if one and one.day is not None and one.kind not in known]
    return step.day is not None and any(step.day > (one.day or 0) for one in asked)


def _offered(computed: Computed, step: ComputedStep, ahead: Sequence[ComputedStep]) -> OfferedStep:
    assert step.step is not None and step.date is not None
    twins = Counter((one.kind, one.label) for one in ahead)[(step.kind, step.label)]
    named = f"{step.label}, day {step.day}" if twins > 1 and step.day is not None else step.label
    return OfferedStep(
        name=step.step.name,
        kind=step.kind,
        label=step.label,
        name_in_plan="" if named == label(step.kind) else named,
        day=step.day,
        date=step.date,
        explanation=explanation(computed, step),
        is_chosen=_is_chosen(step, ahead) and not _hides_a_stop(computed, step),
    )


def _is_chosen(step: ComputedStep, ahead: Sequence[ComputedStep]) -> bool:
    """Of several outcomes only one can come: the milestone. Everything else of the timetable is planned."""
    assert step.step is not None
    if step.kind not in OUTCOME_KINDS:
        return True
    others = [one for one in ahead if one.kind == step.kind and one is not step]
    return step.step.milestone or not others
