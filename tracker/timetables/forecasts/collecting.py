"""How long procedures took, from the rows of the catalogue: four queries, however many there are.

A case is told by the steps of a procedure, or by a notice of a committee's outcome that gives both ends (Annex 10 of
EMA's annual reports). Where both tell one case, the notice counts: its dates are from one table of procedures, while
the medicines table keeps opinions of other procedures in the same column.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from tracker.catalogue import spelling
from tracker.catalogue.knowledge import end_of_day
from tracker.catalogue.models import Application, Mention, Notice, ProceduralStep, Procedure
from tracker.timetables.forecasts.forecasting import PACES, Profile
from tracker.timetables.forecasts.sample import Duration, Sample
from tracker.timetables.forecasts.transitions import (
    ASSESSED_ANEW,
    DECISIONS,
    OF_AN_AUTHORISED_MEDICINE,
    Dated,
    Transition,
    Wanted,
    of_type,
)

EVERYTHING: Wanted = {type_: tuple(of_type(type_)) for type_ in (*ASSESSED_ANEW, *OF_AN_AUTHORISED_MEDICINE)}

SAME_CASE_WITHIN = datetime.timedelta(days=31)
"""Two sources that end a transition of one medicine at most this far apart tell the same case."""

RE_EXAMINED_FROM_DAYS = 60
"""An opinion that is printed so much later than the day on which the clock ended is a second one, after a
re-examination: those of Annex 10 for 2015 to 2017 are 88 to 124 days late, no other is more than 27."""

ADDS_UP_WITHIN_DAYS = 10
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class _Case:
    """A procedure as one source tells it."""

    names: frozenset[str]
    profile: Profile
    steps: Sequence[Dated]
    name: str
    number: str = ""
    notice: int | None = None

    def durations(self, transitions: Iterable[Transition]) -> Iterator[Duration]:
        """Its transitions that have ended, and can be true."""
        for transition in transitions:
            began, ended = transition.span(self.steps)
            if began is None or ended is None or not transition.counts((ended - began).days):
                continue
            group = self.profile.group(began)
            yield Duration(transition.slug, group, began, ended, self.name, self.number, self.notice)


class _Told(NamedTuple):
    """The ends of a transition that notices tell, in order, and the names of each."""

    days: list[datetime.date]
    names: list[frozenset[str]]

    def has(self, ended: datetime.date, names: frozenset[str]) -> bool:
        """Whether a notice tells the case."""
        first = bisect_left(self.days, ended - SAME_CASE_WITHIN)
        last = bisect_right(self.days, ended + SAME_CASE_WITHIN)
        return any(names & others for others in self.names[first:last])


def collect(wanted: Wanted = EVERYTHING, as_of: datetime.date | None = None) -> Sample:
    """Every duration that the catalogue tells, or told by the end of `as_of`; each case once.

    `wanted` limits them to some transitions of procedures of some types.
    """
    seen = Q(first_seen__lte=end_of_day(as_of)) if as_of else Q()
    durations: list[Duration] = []
    named: dict[tuple[str, str], list[tuple[datetime.date, frozenset[str]]]] = defaultdict(list)
    for case in _told_by_notices(seen):
        for one in case.durations(wanted.get(case.profile.procedure_type, ())):
            durations.append(one)
            named[one.transition, one.group.procedure_type].append((one.ended, case.names))
    told = {key: _in_order(ends) for key, ends in named.items()}
    for case in _told_by_steps(wanted, seen):
        for one in case.durations(wanted[case.profile.procedure_type]):
            ends = told.get((one.transition, one.group.procedure_type))
            if ends is None or not ends.has(one.ended, case.names):
                durations.append(one)
    return Sample(durations)


def _in_order(ends: list[tuple[datetime.date, frozenset[str]]]) -> _Told:
    ends.sort(key=lambda end: end[0])
    return _Told([day for day, _ in ends], [names for _, names in ends])


def _told_by_steps(wanted: Wanted, seen: Q) -> Iterator[_Case]:
    kinds = {kind for some in wanted.values() for one in some for kind in (*one.after, *one.ends)} | {"opinion"}
    of_procedures: dict[int, list[Dated]] = defaultdict(list)
    rows = ProceduralStep.objects.filter(
        seen,
        procedure__in=_procedures(wanted),
        kind__in=kinds,
        state=ProceduralStep.State.ACTUAL,
        precision="day",
        is_inferred=False,
        is_cleared=False,
    )
    for procedure, kind, day in rows.order_by().values_list("procedure_id", "kind", "date"):
        if day is not None:
            of_procedures[procedure].append(Dated(kind, day))
    for pk, type_, number, name, key, category, pace in _described(_procedures(wanted)):
        if len(steps := of_procedures.get(pk, ())) > 1:
            profile = Profile(category, type_, PACES.get(pace) if type_ == "initial" else None)
            names = frozenset([key, *spelling.former_name_keys(name)])
            yield _Case(names, profile, _with_the_outcome(steps, type_), name, number)


def _procedures(types: Iterable[str]) -> QuerySet[Procedure]:
    return Procedure.objects.filter(application__authority=Application.Authority.EMA, type__in=types).order_by()


def _described(rows: QuerySet[Procedure]) -> Iterable[tuple[Any, ...]]:
    fields = (f"application__{field}" for field in ("number", "name", "name_key", "category"))
    return rows.values_list(
        "pk", "type", *fields, KeyTextTransform("accelerated_assessment", "application__details")
    ).iterator()


def _with_the_outcome(steps: Sequence[Dated], procedure_type: str) -> Sequence[Dated]:
    """The opinion of a medicine that was authorised was positive, though its source does not say so."""
    if procedure_type not in ASSESSED_ANEW or all(step.kind not in DECISIONS for step in steps):
        return steps
    return [Dated("opinion-positive", step.day) if step.kind == "opinion" else step for step in steps]


def days_that_add_up() -> dict[tuple[str, str], tuple[int, int]]:
    """By type of procedure and status: of how many outcomes the days make up the time, and how many outcomes there are.

    They do if the days from start to end are the active and the stopped ones, within ADDS_UP_WITHIN_DAYS. Of withdrawn
    applications next to none has: a row shows the milestone that was reached, and not the last stop.
    """
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for row in _outcomes(Q()).only("status", "starts_on", "ends_on", "details"):
        assert row.starts_on and row.ends_on
        counted = _counted(row.details)
        fits = counted is not None and abs((row.ends_on - row.starts_on).days - counted) <= ADDS_UP_WITHIN_DAYS
        key = (row.details.get("procedure_type", "other"), row.status)
        fitting, n = found.get(key, (0, 0))
        found[key] = (fitting + fits, n + 1)
    return found


def _outcomes(seen: Q) -> QuerySet[Notice]:
    """Notices of outcomes with both ends and the days of the clock."""
    return Notice.objects.filter(
        seen,
        kind="committee-outcome",
        authority=Application.Authority.EMA,
        starts_on__isnull=False,
        starts_precision="day",
        ends_on__isnull=False,
        ends_precision="day",
        details__has_key="active_days",
    ).order_by("pk")


def _told_by_notices(seen: Q) -> Iterator[_Case]:
    rows = _outcomes(seen).filter(status__in=("opinion-positive", "opinion-negative"))
    names: dict[int, set[str]] = defaultdict(set)
    mentions = Mention.objects.filter(notice__in=rows.order_by().values("pk"), by=Mention.By.NAME)
    for notice, key in mentions.order_by().values_list("notice_id", "key"):
        names[notice].add(key)
    for row in rows.only("title", "category", "status", "starts_on", "ends_on", "details"):
        yield _outcome(row, frozenset(names[row.pk]))


def _outcome(row: Notice, names: frozenset[str]) -> _Case:
    """A notice of an outcome as a procedure with its steps: the start, the opinion or both opinions, the decision."""
    assert row.starts_on and row.ends_on
    details: dict[str, str] = row.details
    type_ = details.get("procedure_type", "other")
    pace = PACES.get(details.get("accelerated_assessment", "")) if type_ == "initial" else None
    steps = [Dated("procedure-started", row.starts_on), Dated(row.status, row.ends_on)]
    if first := _first_opinion(row.starts_on, row.ends_on, details):
        steps.append(Dated("opinion", first))
    if (decided := details.get("commission_decision_date")) and row.status == "opinion-positive":
        steps.append(Dated("ec-decision", datetime.date.fromisoformat(decided)))
    return _Case(names, Profile(row.category, type_, pace), steps, row.title, notice=row.pk)


def _first_opinion(started: datetime.date, ended: datetime.date, details: Mapping[str, str]) -> datetime.date | None:
    """The first of two opinions: such rows count the days to it, and print the date of the second."""
    counted = _counted(details)
    if counted is None:
        return None
    reached = started + datetime.timedelta(days=counted) - _ONE_DAY
    return reached if (ended - reached).days > RE_EXAMINED_FROM_DAYS else None


def _counted(details: Mapping[str, str]) -> int | None:
    """The active and the stopped days together."""
    counts = (details.get("active_days", ""), details.get("stopped_days", ""))
    return sum(map(int, counts)) if all(count.isdecimal() for count in counts) else None
