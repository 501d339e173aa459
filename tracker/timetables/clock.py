"""The assessment clock: when it started, when it stood still, how many days it has counted. Pure functions.

The first day of the procedure is day 1. The clock stops after the day of a list of questions (day 120) and counts again
on the day it restarts (day 121); the days between are the stop. What the sources do not tell is None, never a guess.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrapers.dates import PartialDate
from scrapers.dates_in_words import in_words
from scrapers.vocabulary import OUTCOME_KINDS
from tracker.catalogue.known import Step
from tracker.timetables.timetables import Phase

QUESTIONS = ("list-of-questions", "list-of-outstanding-issues")
LONGEST_WITHOUT_QUESTIONS = 120
"""A procedure that took more days, and of which no list of questions is known, stood still at an unknown time."""

_ORDER_ON_ONE_DAY = ("procedure-started", "responses-submitted", "clock-restarted", *QUESTIONS, "clock-stopped")
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Stop:
    """A stop of the clock: the step that stopped it, the step that restarted it, and the kind of the former.

    `restarted` is None while the stop lasts (`is_open`), and where the sources do not say when it ended. `inferred`:
    the restart is counted back from the end of its phase, or the day of the responses stands for it.
    """

    stopped: PartialDate
    restarted: PartialDate | None
    reason: str
    inferred: bool = False
    is_open: bool = False

    @property
    def first(self) -> PartialDate:
        """The first day that does not count; a month or a year where no more is known."""
        return PartialDate(self.stopped.first + ONE_DAY) if self.stopped.precision == "day" else self.stopped

    @property
    def last(self) -> PartialDate | None:
        """The last day that does not count."""
        if self.restarted is None or self.restarted.precision != "day":
            return self.restarted
        return PartialDate(self.restarted.first - ONE_DAY)

    @property
    def is_exact(self) -> bool:
        """Whether its days can be counted: both ends known to the day, or still open."""
        ends = (self.stopped, self.restarted) if self.restarted else (self.stopped,)
        return all(end.precision == "day" for end in ends) and (self.restarted is not None or self.is_open)

    @property
    def days(self) -> int | None:
        """How many days it has; None where its ends are not both known to the day."""
        if not self.is_exact or self.last is None:
            return None
        return (self.last.last - self.first.first).days + 1

    def days_until(self, day: datetime.date) -> int:
        """How many days of the stop lie up to and including `day`; the stop must be exact."""
        last = min(day, self.restarted.first - ONE_DAY) if self.restarted else day
        return max((last - self.stopped.first).days, 0)


@dataclass(frozen=True)
class Clock:
    """The clock of one procedure. `running` is None where the sources do not tell."""

    started: PartialDate | None
    ended: PartialDate | None
    stops: tuple[Stop, ...]
    running: bool | None

    def day_on(self, day: datetime.date) -> int | None:
        """The procedural day on a calendar day; None before the start, after the end, or where it cannot be derived."""
        return None if self.why_unknown(day) else self._count(day)

    def why_unknown(self, day: datetime.date) -> str:
        """Why no procedural day can be derived for a calendar day, as half a sentence; empty where one can."""
        if self.started is None:
            return "no source gives the day on which the procedure started"
        if self.started.precision != "day":
            return f"of the start only the {self.started.precision} is known"
        if day < self.started.first:
            return "the procedure had not started"
        if self.ended is not None and self.ended.precision != "day":
            return f"of the end only the {self.ended.precision} is known"
        if self.ended is not None and day > self.ended.first:
            return "the procedure had ended"
        if inexact := next((stop for stop in self._stops_before(day) if not stop.is_exact), None):
            return f"no source gives the day on which the clock went on after it stopped on {in_words(inexact.stopped)}"
        if len({stop.reason for stop in self._stops_before(day)}) < len(self._stops_before(day)):
            return "after another round of questions the authority sets its count back, and does not say how"
        if self._may_hide_a_stop(self._count(day)):
            return f"no source tells when the clock stood still, and more than {LONGEST_WITHOUT_QUESTIONS} days went by"
        return ""

    def _stops_before(self, day: datetime.date) -> list[Stop]:
        return [stop for stop in self.stops if stop.stopped.first < day]

    def _count(self, day: datetime.date) -> int:
        assert self.started is not None
        elapsed = (day - self.started.first).days + 1
        return elapsed - sum(stop.days_until(day) for stop in self._stops_before(day))

    def date_of(self, day: int) -> datetime.date | None:
        """The calendar day of a procedural day, as far as the stops are known; None where they are not."""
        if self.started is None or self.started.precision != "day":
            return None
        reached = self.started.first + datetime.timedelta(days=day - 1)
        for stop in self.stops:
            if stop.stopped.first >= reached:
                break
            if not stop.is_exact or stop.restarted is None:
                return None
            reached += datetime.timedelta(days=(stop.restarted.first - stop.stopped.first).days - 1)
        return None if self.running is False and self._may_hide_a_stop(day) else reached

    def _may_hide_a_stop(self, day: int) -> bool:
        """Whether the clock may have stood still before a day unseen: no first questions are known."""
        has_first_questions = bool(self.stops) and self.stops[0].reason != "list-of-outstanding-issues"
        return day > LONGEST_WITHOUT_QUESTIONS and not has_first_questions

    def active_days(self, today: datetime.date) -> int | None:
        """The days counted up to the end of the procedure, or up to `today`; None where they cannot be derived."""
        if self.ended is None and self.running is False and not any(stop.is_open for stop in self.stops):
            return None
        return self.day_on(self.ended.first if self.ended else today)


def clock_of(
    steps: Sequence[Step], starting_kind: str = "procedure-started", is_over: bool = False, phases: Sequence[Phase] = ()
) -> Clock:
    """The clock that the actual, dated steps of one procedure show. `is_over`: its status says that it has ended.

    `phases` are those of its timetable: where no source gives the day of a restart, it is counted back from the step
    that ended the phase.
    """
    dated = sorted((step for step in steps if step.date and step.state == "actual"), key=_order)
    started = next((step.date for step in dated if step.kind == starting_kind), None)
    ended = next((step.date for step in dated if step.kind in OUTCOME_KINDS), None)
    before_the_end = [step for step in dated if ended is None or (step.date and step.date.first <= ended.first)]
    stops = tuple(_stops(before_the_end, ended is not None or is_over, phases))
    return Clock(started, ended, stops, _running(started, ended, stops, is_over))


def _order(step: Step) -> tuple[datetime.date, int]:
    order = _ORDER_ON_ONE_DAY.index(step.kind) if step.kind in _ORDER_ON_ONE_DAY else -1
    return (step.date.first if step.date else datetime.date.max, order)


@dataclass
class _Pause:
    """A stop in the making: `responses` is when the answers came, or a restart that the source calls inferred."""

    stopped: PartialDate
    reason: str
    responses: PartialDate | None = None

    def until(self, restart: Step) -> Stop:
        """The stop, ended by a restart."""
        return Stop(self.stopped, restart.date, self.reason)

    def before(self, later: Step | None, is_over: bool, phases: Sequence[Phase]) -> Stop:
        """The stop, if no source dates its end: counted back from the later step, else on the day of the responses."""
        restarted = (_counted_back(self, later, phases) if later else None) or self.responses
        if restarted:
            return Stop(self.stopped, restarted, self.reason, inferred=True)
        # An opinion means that the clock went on, on a day that nobody gives; a withdrawal can come while it stands.
        lasts = not is_over if later is None else later.kind == "application-withdrawn"
        return Stop(self.stopped, None, self.reason, is_open=lasts)


def _counted_back(pause: _Pause, later: Step, phases: Sequence[Phase]) -> PartialDate | None:
    days = next((one.days for one in phases if one.after == pause.reason and later.kind in one.until), None)
    if days is None or later.date is None or later.date.precision != "day":
        return None
    restarted = PartialDate(later.date.first - datetime.timedelta(days=days - 1))
    earliest = pause.responses or pause.stopped
    return restarted if restarted.first > earliest.first else None


def _stops(steps: Sequence[Step], is_over: bool, phases: Sequence[Phase]) -> Iterable[Stop]:
    """Pair what stops the clock with what restarts it; new questions or an outcome close what nobody ends."""
    pause: _Pause | None = None
    for step in steps:
        assert step.date is not None
        if step.kind == "clock-stopped" and pause:
            pause.stopped = step.date
        elif step.kind in QUESTIONS or step.kind == "clock-stopped":
            if pause:
                yield pause.before(step, is_over, phases)
            pause = _Pause(step.date, step.kind)
        elif pause and step.kind == "clock-restarted" and not step.inferred:
            yield pause.until(step)
            pause = None
        elif pause and step.kind in ("responses-submitted", "clock-restarted"):
            pause.responses = pause.responses or step.date
        elif pause and step.kind in OUTCOME_KINDS:
            yield pause.before(step, is_over, phases)
            pause = None
    if pause:
        yield pause.before(None, is_over, phases)


def _running(
    started: PartialDate | None, ended: PartialDate | None, stops: Sequence[Stop], is_over: bool
) -> bool | None:
    if ended or is_over or any(stop.is_open for stop in stops):
        return False
    return True if started else None
