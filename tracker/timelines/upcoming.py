"""What is next in an application under way, and what is late. Pure.

A false alarm costs more than a missing one. A step is late only if its day has passed and it would be known here had
it happened: because it is in our own plan, because somebody announced the day, or because a source that has been read
since would show it. Of all other steps whose day has passed it is said that nothing tells.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scrapers.columns import column_of
from scrapers.dates import PartialDate
from scrapers.vocabulary import label
from tracker.catalogue.known import Claim, Procedure, ResolvedApplication, Step
from tracker.catalogue.plans import DatedStep, PlannedStep, happened
from tracker.timelines.expected import Basis, NextStep, NominalDate, NothingExpected, Upcoming
from tracker.timelines.expecting import BEGINS_ANEW, Expectation, Expected, expectation, is_over, last_of
from tracker.timetables.calendar import Calendar, MeetingDay
from tracker.timetables.clock import Clock
from tracker.timetables.forecasts.forecasting import Forecast

ONE_DAY = datetime.timedelta(days=1)
UNTIL_PUBLISHED = datetime.timedelta(days=90)
"""How long after its day a step may be published without being late: a margin against false alarms, set by us. EMA's
medicines tables of 2024 and 2025 still say "Opinion" of medicines that were authorised up to 30 days before."""

PUBLISHED = {"opinion": "an opinion", "ec-decision": "a decision of the Commission"}
"""What EMA's table of medicines and its pages show of an initial application while it is under way."""
SHOWN_BY = frozenset({"ema.medicines", "ema.medicine_page"})

GOAL_PASSED = "The goal date has passed. FDA publishes only approvals: a complete response letter would not show."
NOT_COUNTED = "At the earliest: nothing is known of the clock stop that comes before it."
UNPUBLISHED = "Its day has passed. No source publishes this step while the procedure runs: enter it if it has happened."
NOT_YET = "Its day has passed; it may have come: EMA's table of medicines has been seen a month behind."
UNHEARD = "Its day has passed, and no source that would show it has been read since."
OVERTAKEN = "Its day has passed, and later steps have happened: enter it if it has happened too."
MAY_HAVE_STOPPED = "Its day has passed if the clock has not stood still; stops are published only afterwards."


@dataclass(frozen=True)
class Circumstances:
    """What is needed beside what is known: the day, when committees meet, when sources were read, what is forecast.

    `heard` is, by snapshot, when its source was read last; `forecasts` are by the slug of the procedure.
    """

    today: datetime.date
    calendar: Calendar
    heard: Mapping[int, datetime.datetime] = field(default_factory=dict)
    forecasts: Mapping[str, Sequence[Forecast]] = field(default_factory=dict)


def upcoming(known: ResolvedApplication, clocks: Mapping[str, Clock], circumstances: Circumstances) -> Upcoming:
    """What comes next in the procedures of `clocks` that are under way."""
    steps: list[NextStep] = []
    nothing: list[NothingExpected] = []
    for procedure in known.procedures:
        if procedure.slug not in clocks or is_over(known, procedure):
            continue
        expected = expectation(known, procedure, clocks[procedure.slug], circumstances.calendar)
        found = _of(known, procedure, expected, circumstances)
        if not _is_live(known, procedure, found):
            continue
        steps += found
        if expected.reason and not any(step.date for step in found):
            nothing.append(NothingExpected(procedure.slug, expected.reason))
    return Upcoming(tuple(sorted(steps, key=_in_order)), tuple(nothing))


def _in_order(step: NextStep) -> tuple[bool, datetime.date, str, int]:
    return (step.date is None, step.date.first if step.date else datetime.date.max, step.procedure, step.day or 0)


def _is_live(known: ResolvedApplication, procedure: Procedure, steps: Sequence[NextStep]) -> bool:
    """Whether it is under way: the application is being assessed, or something of the procedure lies ahead.

    Of most procedures after the authorisation nobody publishes the end.
    """
    if procedure.type == "initial" or procedure.status == "under-evaluation":
        return known.authority == "EMA" or bool(steps)
    return any(step.standing != "passed" for step in steps)


def _of(
    known: ResolvedApplication, procedure: Procedure, expected: Expectation, circumstances: Circumstances
) -> list[NextStep]:
    """The expected steps with what is planned, announced and forecast of them, and whatever else is to come."""
    planned, announced = _still_to_come(procedure)
    steps = [
        _Step(one.kind, one.label, one, planned=_taken(planned, one), announced=_taken(announced, one))
        for one in expected.steps
    ]
    steps += [_Step(kind=one.kind, label=one.label or label(one.kind), planned=one) for one in planned]
    steps += [_Step(kind=one.kind, label=one.label or label(one.kind), announced=one) for one in announced]
    judge = _Judge(known, procedure, circumstances)
    return [judge.next_step(step) for step in steps]


@dataclass(frozen=True)
class _Step:
    """A step in the making: what the timetable, the plan and the announcements say of it."""

    kind: str
    label: str
    expected: Expected | None = None
    planned: Step | None = None
    announced: Step | None = None

    def date(self) -> tuple[Basis, PartialDate | None]:
        """The date that counts, and whose it is."""
        if self.announced and self.announced.date:
            return "announced", self.announced.date
        if self.planned and self.planned.date:
            return "planned", self.planned.date
        if self.expected and self.expected.date:
            return "nominal", PartialDate(self.expected.date)
        return "", None


def _still_to_come(procedure: Procedure) -> tuple[list[Step], list[Step]]:
    """What is planned and what is announced, and has not happened; of each announcement the last day.

    What was to happen before the procedure began anew belongs to an earlier round.
    """
    anew = last_of(procedure, BEGINS_ANEW)
    steps = [step for step in procedure.steps if step.state == "planned" and step.date and not step.cleared]
    steps = [step for step in steps if anew is None or (step.date and step.date.first >= anew.first)]
    planned = [step for step in steps if step.is_plan]
    announced = [step for step in steps if not step.is_plan and not _has_happened(step, procedure)]
    latest = {(column_of(step.kind), step.label if step.kind == "other" else ""): step for step in announced}
    return planned, list(latest.values())


def _has_happened(step: Step, procedure: Procedure) -> bool:
    claimed = min((piece.claim.retrieved_at.date() for piece in step.evidence), default=datetime.date.min)
    actual = [DatedStep(one.kind, one.label, one.date) for one in procedure.steps if one.state == "actual" and one.date]
    return bool(happened([PlannedStep(step.kind, step.label, step.date, claimed)], actual))


def _taken(steps: list[Step], expected: Expected) -> Step | None:
    """The planned or announced step that is the expected one: of its kind the nearest; it is taken out of `steps`."""
    same = [step for step in steps if column_of(step.kind) == column_of(expected.kind) and step.kind != "other"]
    nearest = min(same, key=lambda step: _distance(step, expected.date), default=None)
    if nearest:
        steps.remove(nearest)
    return nearest


def _distance(step: Step, date: datetime.date | None) -> int:
    return abs((step.date.first - date).days) if step.date and date else 0


class _Judge:
    """Says of the steps of one procedure how they stand."""

    def __init__(self, known: ResolvedApplication, procedure: Procedure, circumstances: Circumstances) -> None:
        self.known, self.procedure, self.circumstances = known, procedure, circumstances
        self.forecasts = {one.kind: one for one in circumstances.forecasts.get(procedure.slug, ())}

    def next_step(self, step: _Step) -> NextStep:
        """The step with all its days, its meeting, and whether it is late."""
        basis, date = step.date()
        expected = step.expected
        nominal = None
        if expected and expected.date:
            nominal = NominalDate(expected.date, expected.bound, expected.explanation, expected.caution)
        committee = expected.committee if expected else ""
        return self._judged(
            NextStep(
                application=self.known.number,
                medicine=self.known.value("name") or self.known.value("inn"),
                procedure=self.procedure.slug,
                procedure_type=self.procedure.type,
                kind=step.kind,
                label=step.label,
                day=expected.day if expected else None,
                standing="undated",
                basis=basis,
                date=date,
                nominal=nominal,
                announced=step.announced.date if step.announced else None,
                planned=step.planned.date if step.planned else None,
                forecast=self.forecasts.get(step.kind),
                committee=committee,
                meeting=self._meeting(committee, date),
                note="" if expected is None or expected.is_counted else NOT_COUNTED,
            ),
            expected,
        )

    def _judged(self, step: NextStep, expected: Expected | None) -> NextStep:
        if step.date is None:
            return replace(step, note="")
        if step.date.last >= self.circumstances.today:
            return replace(step, standing="ahead", note=step.note if step.basis == "nominal" else "")
        days = (self.circumstances.today - step.date.last).days
        note = self._why_not_late(step, step.date, expected)
        return replace(step, standing="passed" if note else "late", days_past=days, note=note)

    def _why_not_late(self, step: NextStep, date: PartialDate, expected: Expected | None) -> str:
        """Why a step whose day has passed is not called late; empty if it is."""
        if step.kind == "goal-date":
            return GOAL_PASSED
        if step.basis != "nominal":
            return OVERTAKEN if self._is_overtaken(date) else ""
        if step.kind not in PUBLISHED or not self._is_published_here():
            return UNPUBLISHED
        if expected is None or not expected.is_counted:
            return MAY_HAVE_STOPPED
        published_by = date.last + UNTIL_PUBLISHED
        if self.circumstances.today <= published_by:
            return NOT_YET
        return "" if self._heard_after(published_by) else UNHEARD

    def _is_overtaken(self, date: PartialDate) -> bool:
        """Whether a later step of the procedure has happened."""
        actual = (one for one in self.procedure.steps if one.state == "actual" and one.date)
        return any(one.date.first > date.last for one in actual if one.date)

    def _is_published_here(self) -> bool:
        return self.known.authority == "EMA" and self.procedure.type == "initial"

    def _heard_after(self, day: datetime.date) -> bool:
        """Whether a source that would show it was read after a day, and still speaks of the application."""
        heard = (self._heard(claim) for claim in self.known.claims if claim.origin in SHOWN_BY and not claim.is_gone)
        return any(moment.date() > day for moment in heard)

    def _heard(self, claim: Claim) -> datetime.datetime:
        return self.circumstances.heard.get(claim.snapshot or 0, claim.retrieved_at)

    def _meeting(self, committee: str, date: PartialDate | None) -> MeetingDay | None:
        if not committee or date is None or date.precision != "day":
            return None
        calendar = self.circumstances.calendar
        return calendar.meeting_on(committee, date.first) or calendar.next_after(committee, date.first - ONE_DAY)
