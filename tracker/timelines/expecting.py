"""Which steps of a procedure are expected, and by which timetable: before an opinion, after it, after a resubmission.

Pure. Nothing is expected of a procedure that is over, or that only seems under way because nobody published its end.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrapers.columns import OPINIONS
from scrapers.dates import PartialDate
from scrapers.vocabulary import OUTCOME_KINDS, label
from tracker.catalogue.known import MARKETING_AUTHORISATION, Procedure, ResolvedApplication, Step
from tracker.timelines.nominal import computed_of, explained, hides_a_stop, nominal_date
from tracker.timetables.calendar import Calendar
from tracker.timetables.choosing import Choice, timetable_of
from tracker.timetables.clock import Clock, Stop
from tracker.timetables.computing import Computed, ComputedStep, Impossible, compute
from tracker.timetables.explaining import caution
from tracker.timetables.given import Given
from tracker.timetables.timetables import WEAK, Bound, Timetable, TimetableStep, in_force

ENDED = frozenset(
    [
        *("authorised", "refused", "application-withdrawn", "withdrawn-from-rolling-review", "withdrawn", "lapsed"),
        *("expired", "revoked", "suspended", "approved", "discontinued", "decision-adopted", "designated"),
        *("plan-agreed", "plan-refused", "waiver-granted", "waiver-refused", "maintained", "varied", "refuse-to-file"),
    ]
)
"""Statuses of an application, or of a procedure, of which no step is to come."""

BEGINS_ANEW = frozenset({"resubmitted", "re-examination-requested"})
_CLASS = re.compile(r"\bclass ([12])\b", re.IGNORECASE)


@dataclass(frozen=True)
class Expected:
    """A step that a timetable expects: its rule, and its date as far as the clock tells."""

    kind: str
    label: str
    day: int | None
    date: datetime.date | None
    bound: Bound
    explanation: str
    caution: str
    committee: str = ""
    is_counted: bool = True
    """Whether every stop of the clock that the timetable provides for before it is known."""


@dataclass(frozen=True)
class Expectation:
    """The steps expected of a procedure, in order, by which timetable, or why by none."""

    steps: tuple[Expected, ...] = ()
    timetable: str = ""
    reason: str = ""


def is_over(known: ResolvedApplication, procedure: Procedure) -> bool:
    """Whether no step of the procedure is to come, as far as is known."""
    status = procedure.status or (known.value("status") if procedure.type == "initial" or _is_alone(known) else "")
    if status in ENDED:
        return True
    ends = OUTCOME_KINDS - OPINIONS - {"cmdh-position"} if awaits_the_commission(known, procedure) else OUTCOME_KINDS
    ended, begun = last_of(procedure, ends), last_of(procedure, BEGINS_ANEW)
    return ended is not None and (begun is None or begun.first < ended.first)


def _is_alone(known: ResolvedApplication) -> bool:
    """A referral, a designation and the like are their own only procedure."""
    return known.type != MARKETING_AUTHORISATION and len(known.procedures) == 1


def awaits_the_commission(known: ResolvedApplication, procedure: Procedure) -> bool:
    """Whether the European Commission decides after the opinion: on every initial application, and on referrals."""
    return known.authority == "EMA" and (procedure.type in ("initial", "referral") or known.type == "referral")


def last_of(procedure: Procedure, kinds: Iterable[str]) -> PartialDate | None:
    """The last date on which a step of these kinds happened."""
    wanted = frozenset(kinds)
    dates = [step.date for step in _actual(procedure) if step.kind in wanted and step.date]
    return max(dates, key=lambda date: date.first, default=None)


def _actual(procedure: Procedure) -> Sequence[Step]:
    return [step for step in procedure.steps if step.state == "actual" and step.date]


def expectation(known: ResolvedApplication, procedure: Procedure, clock: Clock, calendar: Calendar) -> Expectation:
    """What the timetable expects of a procedure that is not over."""
    if resubmitted := _resubmission(procedure):
        return _by(f"fda-resubmission-class-{resubmitted[1]}", resubmitted[0], calendar)
    opinion = _opinion(known, procedure)
    if opinion:
        return _after_the_opinion(opinion, calendar)
    if known.value("status") in OPINIONS and procedure.type == "initial" and not known.number.startswith("EMEA/V/"):
        return Expectation(reason="The opinion has no date, so the decision has none.")
    choice = timetable_of(known, procedure)
    if choice.timetable is None:
        return Expectation(reason=choice.reason)
    return _by_its_own(choice, choice.timetable, procedure, clock, calendar)


def _resubmission(procedure: Procedure) -> tuple[datetime.date, str] | None:
    """The last resubmission and its class, if FDA has not answered it and its words tell the class."""
    answered = last_of(procedure, OUTCOME_KINDS)
    for step in reversed(_actual(procedure)):
        if step.kind != "resubmitted" or step.date is None or step.date.precision != "day":
            continue
        told = _CLASS.search(step.label)
        return (step.date.first, told[1]) if told and (answered is None or answered.first < step.date.first) else None
    return None


def _opinion(known: ResolvedApplication, procedure: Procedure) -> Step | None:
    """The opinion of an initial application for human use that the Commission has still to decide on."""
    if not known.number.startswith("EMEA/H/") or known.type != MARKETING_AUTHORISATION or procedure.type != "initial":
        return None
    given = [step for step in _actual(procedure) if step.kind in OPINIONS]
    asked = last_of(procedure, BEGINS_ANEW)
    last = given[-1] if given else None
    return last if last and last.date and (asked is None or asked.first <= last.date.first) else None


def _after_the_opinion(opinion: Step, calendar: Calendar) -> Expectation:
    assert opinion.date is not None
    if opinion.kind == "opinion-negative":
        return Expectation(reason="The opinion is negative: the applicant may ask for a re-examination.")
    if opinion.date.precision != "day":
        return Expectation(reason="The day of the opinion is not known, so that of the decision is not.")
    return _by("ema-post-opinion", opinion.date.first, calendar)


def _by(name: str, start: datetime.date, calendar: Calendar) -> Expectation:
    """The milestones of a timetable that begins on a day."""
    timetable = in_force(name, start)
    if timetable is None:
        return Expectation(reason=f"No rules of {name} are at hand for {start:%-d %b %Y}.")
    try:
        computed = compute(timetable, Given(start), calendar)
    except Impossible as problem:
        return Expectation(reason=f"{problem}.")
    found = (_expected(computed, one, one.step, one.date) for one in computed.steps if one.step and one.step.milestone)
    return Expectation(tuple(found), name)


def _by_its_own(
    choice: Choice, timetable: Timetable, procedure: Procedure, clock: Clock, calendar: Calendar
) -> Expectation:
    computed = computed_of(timetable, procedure, clock, calendar)
    if computed is None:
        return Expectation(_undated(timetable, procedure), timetable.procedure, f"{_why_undated(timetable, clock)}.")
    reached = max((one.step.day or 0 for one in computed.steps if one.is_given and one.step), default=0)
    coming = [
        one
        for one in computed.steps
        if one.step and one.step.milestone and not one.is_given and not _is_overtaken(one.step, reached)
    ]
    steps = [_of_own(computed, one, timetable, clock) for one in coming]
    open_stop = next((stop for stop in clock.stops if stop.is_open), None)
    if open_stop and (restart := _restart(timetable, open_stop)):
        steps.insert(0, restart)
    return Expectation(tuple(sorted(steps, key=_in_order)), timetable.procedure)


def _is_overtaken(step: TimetableStep, reached: int) -> bool:
    return step.day is not None and step.day <= reached


def _in_order(one: Expected) -> tuple[bool, datetime.date, int]:
    return (one.date is None, one.date or datetime.date.max, one.day or 0)


def _of_own(computed: Computed, one: ComputedStep, timetable: Timetable, clock: Clock) -> Expected:
    assert one.step is not None
    hidden = hides_a_stop(timetable, clock, one.day)
    return _expected(computed, one, one.step, nominal_date(computed, one, clock), hidden=hidden)


def _expected(
    computed: Computed, one: ComputedStep, rule: TimetableStep, date: datetime.date | None, *, hidden: bool = False
) -> Expected:
    return Expected(
        kind=one.kind,
        label=one.label,
        day=one.day,
        date=date,
        bound="not-before" if hidden else rule.bound,
        explanation=explained(computed, one, hidden=hidden),
        caution=caution(computed, one),
        committee=rule.committee,
        is_counted=not hidden,
    )


def _restart(timetable: Timetable, stop: Stop) -> Expected | None:
    """When a stop that lasts would end if it were of the usual length."""
    rules = ((rule, timetable.step(rule.after)) for rule in timetable.stops)
    rule = next((rule for rule, step in rules if step and step.kind == stop.reason), None)
    if rule is None:
        return None
    usual = rule.usual.after(stop.first.first) if rule.usual and stop.first.precision == "day" else None
    return Expected(
        kind="clock-restarted",
        label=label("clock-restarted"),
        day=None,
        date=usual,
        bound="about",
        explanation=f"{rule.usual} after the clock stopped; {rule.basis}" if rule.usual else rule.basis,
        caution=WEAK.get(rule.certainty, ""),
    )


def _undated(timetable: Timetable, procedure: Procedure) -> tuple[Expected, ...]:
    """The last milestone of a procedure whose start is unknown: nobody can say how far it has come."""
    happened = {step.kind for step in _actual(procedure)}
    waiting = [step for step in timetable.steps if step.milestone and step.kind not in happened]
    return tuple(
        Expected(
            step.kind, step.label or label(step.kind), step.day, None, step.bound, f"{step.basis} ({step.source})",
            WEAK.get(step.certainty, ""), step.committee, is_counted=False,
        )
        for step in waiting[-1:]
    )  # fmt: skip


def _why_undated(timetable: Timetable, clock: Clock) -> str:
    if clock.started is None:
        return f"The day of the {timetable.start_in_words} is not known, so no day can be counted"
    if clock.started.precision != "day":
        return (
            f"The {timetable.start_in_words} is known only to the {clock.started.precision}, so no day can be counted"
        )
    return "The stops that are known do not fit together, so no day can be counted"
