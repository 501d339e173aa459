"""How procedures should run: all timetables, one with its rows, and the calculator. Nothing is saved."""

import datetime
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString

from tracker.console.access import page, show
from tracker.console.calculator import (
    INSTEAD,
    Question,
    has_second_question,
    is_as_sent_by_the_form,
    parameters,
    question_in,
    said,
)
from tracker.console.calculator_choices import choices_for
from tracker.timelines.computed_scene import Named, draw_computed
from tracker.timelines.wording import days_in_words
from tracker.timetables.asking import answer
from tracker.timetables.calendar import Calendar
from tracker.timetables.choosing import NoTimetable, timetable_named
from tracker.timetables.computing import Computed, ComputedStep, Impossible
from tracker.timetables.csv_table import as_csv
from tracker.timetables.explaining import caution, explanation, rule_in_words, stop_in_words
from tracker.timetables.meetings import calendar
from tracker.timetables.models import CERTAINTIES
from tracker.timetables.supposing import Pair, pairs, suppositions
from tracker.timetables.timetables import WEAK, Timetable, TimetableStep, of_procedure
from tracker.timetables.timetables import timetables as all_timetables

COUNTINGS = {
    "day-1-is-the-start": "in calendar days; the day of the start is day 1",
    "day-0-is-the-start": "in calendar days; the day of the start is day 0",
    "calendar-months": "from receipt: goals in calendar months, other days in calendar days",
}


@dataclass(frozen=True)
class Listed:
    """A timetable in the list, and how many of its rows rest on weak sources, in words."""

    timetable: Timetable
    weak: str


@dataclass(frozen=True)
class Rule:
    """A row of a timetable: when, and what that rests on, in words."""

    step: TimetableStep
    when: str
    certainty: str
    weak: str


@dataclass(frozen=True)
class Row:
    """A step of the computed timetable, and of the one that it is compared with."""

    anchor: str
    pair: Pair
    why: str
    caution: str
    why_instead: str

    @property
    def step(self) -> ComputedStep:
        """The step itself: of the first timetable, or of the second if only that has it."""
        step = self.pair.one or self.pair.other
        assert step is not None
        return step

    @property
    def difference(self) -> str:
        """`31 days later`, `the same day`, or why there is none."""
        days = self.pair.days
        if days is None:
            return "only here" if self.pair.other is None else "only instead" if self.pair.one is None else "not known"
        return f"{days_in_words(abs(days))} {'later' if days > 0 else 'earlier'}" if days else "the same day"


@dataclass(frozen=True)
class Link:
    """What may happen instead, and the address that computes it beside; empty where it cannot be computed."""

    words: str
    address: str


@dataclass(frozen=True)
class Result:
    """What the calculator shows: one timetable, or two side by side."""

    computed: Computed
    instead: Computed | None
    drawing: SafeString
    rows: tuple[Row, ...]
    stops: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    query: str


@page()
def timetables(request: HttpRequest) -> HttpResponseBase:
    """`/timetables/`: all of them, by authority."""
    by_authority = sorted(all_timetables(), key=lambda one: one.authority)
    groups = [
        (authority, [Listed(one, _weak_rows(one)) for one in listed])
        for authority, listed in groupby(by_authority, key=lambda one: one.authority)
    ]
    return show(request, "console/timetables.html", "Timetables", groups=groups)


def _weak_rows(timetable: Timetable) -> str:
    """`3 of 14: 2 from training material, not from the authority`; empty if none is weak."""
    weak = Counter(WEAK[step.certainty] for step in timetable.steps if step.certainty in WEAK)
    if not weak:
        return ""
    return f"{weak.total()} of {len(timetable.steps)}: {', '.join(f'{n} {words}' for words, n in weak.items())}"


@page()
def timetable(request: HttpRequest, procedure: str) -> HttpResponseBase:
    """`/timetables/ema-centralised/`: the rows of a procedure's timetables, the newest first."""
    found = of_procedure(procedure)
    if not found:
        raise Http404(f"There is no timetable {procedure!r}.")
    shown = [(one, COUNTINGS[one.counting], [_rule(one, step) for step in one.steps]) for one in found]
    return show(
        request,
        "console/timetable.html",
        found[0].title,
        shown=shown,
        procedure=procedure,
        certainties=CERTAINTIES,
    )


def _rule(timetable: Timetable, step: TimetableStep) -> Rule:
    return Rule(step, rule_in_words(timetable, step), CERTAINTIES[step.certainty], WEAK.get(step.certainty, ""))


@page()
def compute(request: HttpRequest) -> HttpResponseBase:
    """`/timetables/compute/?procedure=ema-centralised&start=2026-01-22`: one computed, or two side by side."""
    asked = question_in(request.GET)
    second = question_in(request.GET, INSTEAD) if has_second_question(request.GET) else None
    is_sound = asked.is_sound and (second is None or second.is_sound)
    if is_sound and is_as_sent_by_the_form(request.GET):
        query = parameters(asked.procedure, asked.given, second.given if second else None)
        return redirect(f"{reverse('console:compute-timetable')}?{query}")
    known, today = calendar(), datetime.datetime.now(datetime.UTC).date()
    asked, computed = _answered(asked, known)
    second, instead = _answered(second, known) if second and computed else (second, None)
    result = _result(asked, computed, second, instead, known, today) if computed else None
    return show(
        request,
        "console/calculator.html",
        "Compute a timetable",
        asked=asked,
        second=second or (replace(asked, prefix=INSTEAD) if computed else None),
        is_comparing=second is not None,
        choices=choices_for(asked, known, today),
        result=result,
        first=said(asked.procedure, asked.given),
        first_query=parameters(asked.procedure, asked.given),
    )


@page()
def compute_csv(request: HttpRequest) -> HttpResponseBase:
    """The computed timetable as a table for spreadsheets; 400 in words where nothing can be computed."""
    known = calendar()
    asked, computed = _answered(question_in(request.GET), known)
    second = question_in(request.GET, INSTEAD) if has_second_question(request.GET) else None
    second, instead = _answered(second, known) if second else (None, None)
    wrong = _wrong(asked) or (_wrong(second) if second else "")
    if computed is None or wrong:
        return HttpResponse(wrong or "Give the procedure.", status=400, content_type="text/plain; charset=utf-8")
    name = f"{computed.timetable.procedure}-{computed.start}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_csv(computed, instead), content_type="text/csv; charset=utf-8", headers=headers)


def _wrong(asked: Question) -> str:
    lines = (asked.start, *asked.stops, *asked.meetings, *asked.events)
    return "; ".join([*asked.errors.values(), *(line.error for line in lines if line.error)])


def _answered(asked: Question, known: Calendar) -> tuple[Question, Computed | None]:
    """What comes of a question; where nothing can, the question with the reason at its field."""
    if not asked.procedure or not asked.is_sound:
        return asked, None
    given = asked.given
    try:
        timetable_named(asked.procedure, given.start)
        if not (given.start or given.stops or given.meetings or given.events):
            return asked, None  # Only the procedure was chosen: nothing is wrong, there is just nothing to count from.
        return asked, answer(asked.procedure, given, known)
    except NoTimetable as error:
        return replace(asked, errors={"procedure": str(error)}), None
    except Impossible as error:
        return replace(asked, errors={error.about: str(error)}), None


def _result(
    asked: Question,
    computed: Computed,
    second: Question | None,
    instead: Computed | None,
    known: Calendar,
    today: datetime.date,
) -> Result:
    named = [Named("Computed" if instead else "Timetable", computed)]
    if instead:
        named.append(Named("Instead", instead))
    steps = pairs(computed, instead) if instead else [Pair(step, None) for step in computed.steps]
    rows = tuple(_row(number, pair, computed, instead) for number, pair in enumerate(steps))
    anchors = {id(step): row.anchor for row in rows for step in (row.pair.one, row.pair.other) if step}
    return Result(
        computed=computed,
        instead=instead,
        drawing=draw_computed(named, today, lambda _, step: f"#{anchors[id(step)]}"),
        rows=rows,
        stops=tuple((one.name, stop_in_words(stop)) for one in named for stop in one.computed.stops),
        links=tuple(_links(asked, computed, known, today)),
        query=parameters(asked.procedure, asked.given, second.given if second and instead else None),
    )


def _links(asked: Question, computed: Computed, known: Calendar, today: datetime.date) -> list[Link]:
    found = suppositions(computed, asked.given, known, today)
    address = reverse("console:compute-timetable")
    return [
        Link(one.words, f"{address}?{parameters(asked.procedure, asked.given, one.given)}" if one.given else "")
        for one in found
    ]


def _row(number: int, pair: Pair, computed: Computed, instead: Computed | None) -> Row:
    one, other = pair.one, pair.other
    return Row(
        anchor=f"step-{number}",
        pair=pair,
        why=explanation(computed, one) if one else "",
        caution=caution(computed, one) if one else "",
        why_instead=explanation(instead, other) if instead and other else "",
    )
