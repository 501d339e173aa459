"""From computed timetables to a scene: a lane for each, on one axis. Pure."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from scrapers.dates_in_words import in_words
from tracker.timelines.drawing import draw
from tracker.timelines.scene import Band, DayMark, Group, Item, Lane, Scene
from tracker.timelines.staging import TONES
from tracker.timelines.wording import days_in_words
from tracker.timetables.computing import Computed, ComputedStep
from tracker.timetables.explaining import explanation, stop_in_words
from tracker.timetables.stopping import ComputedStop

RowAddress = Callable[[Computed, ComputedStep], str]
"""Where more is said of a step."""


@dataclass(frozen=True)
class Named:
    """A computed timetable and what it is called beside others."""

    name: str
    computed: Computed


def draw_computed(
    shown: Sequence[Named], today: datetime.date, address: RowAddress, name: str = "timetable"
) -> SafeString:
    """The drawing of computed timetables of one procedure; `name` begins the ids in it."""
    return draw(scene_of_computed(shown, today, address), name)


def scene_of_computed(shown: Sequence[Named], today: datetime.date, address: RowAddress) -> Scene:
    """At least one timetable. Today is shown where it is near, or something lies ahead."""
    first = shown[0].computed
    days = [step.date for one in shown for step in one.computed.steps if step.date]
    status = "provisional: its law is not in force" if first.timetable.provisional else ""
    lanes = tuple(_lane(one, today, address) for one in shown)
    return Scene(
        title=f"Computed timetable: {first.timetable.title}",
        description=_description(shown),
        groups=(Group(first.timetable.title, status, lanes),),
        today=today,
        reaches_today=any(day >= today for day in days) and any(day <= today for day in days),
    )


def _description(shown: Sequence[Named]) -> str:
    return " ".join(
        f"{one.name}: {len(dated)} dated steps, from {in_words(dated[0])} to {in_words(dated[-1])}."
        for one in shown
        if (dated := sorted(step.date for step in one.computed.steps if step.date))
    )


def _lane(one: Named, today: datetime.date, address: RowAddress) -> Lane:
    computed = one.computed
    dated = [step for step in computed.steps if step.date]
    unknown = len(computed.steps) - len(dated)
    end = max([computed.start, *(step.date for step in dated if step.date and step.day is not None)])
    bands = tuple(_band(stop, max(end, today)) for stop in computed.stops)
    return Lane(
        title=one.name,
        subtitle=f"{unknown} without a date" if unknown else "",
        items=tuple(_items(computed, dated, address)),
        note="No step has a date.",
        bands=bands,
        days=tuple(_nominal_days(dated)),
        active=tuple(_active(computed, end)),
    )


def _items(computed: Computed, steps: Iterable[ComputedStep], address: RowAddress) -> Iterable[Item]:
    for step in steps:
        assert step.date is not None
        when, what = in_words(step.date), f"{step.label}, day {step.day}" if step.day is not None else step.label
        meeting = step.meeting
        yield Item(
            first=step.date,
            last=step.date,
            range=(meeting.first, meeting.last) if meeting and meeting.first else None,
            when=when,
            what=what,
            words=f"{when}: {what}; {explanation(computed, step)}",
            quote="",
            url=address(computed, step),
            tone=TONES.get(step.kind, "neutral"),
            is_computed=not step.is_given,
            rank=0 if step.is_given or (step.step and step.step.milestone) else 1,
        )


def _nominal_days(steps: Iterable[ComputedStep]) -> Iterable[DayMark]:
    """One tick for a day, whatever falls on it."""
    marked: dict[int, DayMark] = {}
    for step in steps:
        if step.day is not None and step.nominal:
            words = f"Day {step.day} nominal: {step.label}, {in_words(step.nominal)}"
            marked.setdefault(step.day, DayMark(step.day, step.nominal, words))
    return marked.values()


def _band(one: ComputedStop, until: datetime.date) -> Band:
    words = f"Clock stop {stop_in_words(one)}"
    if one.stop.last is None or one.stop.days is None:
        return Band(one.stop.first, max(until, one.stop.first), words, "open", is_open_ended=True)
    brief = days_in_words(one.stop.days)
    return Band(one.stop.first, one.stop.last, words, brief, is_open_ended=False, is_inferred=one.origin != "given")


def _active(computed: Computed, end: datetime.date) -> Iterable[tuple[datetime.date, datetime.date]]:
    for stretch in computed.count.stretches:
        last = min(stretch.last or end, end)
        if stretch.first < last:
            yield (stretch.first, last)
