"""Phases hung on committee meetings: each ends on a meeting's last day, and its first day is counted back. Pure."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scrapers.dates_in_words import in_words
from tracker.timetables.counting import Count
from tracker.timetables.timetables import Phase, Timetable, TimetableStep

NEAR = datetime.timedelta(days=31)
"""Committees meet every month: a phase whose counted end lies closer to a meeting than this can only end in it."""

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Hanging:
    """A clock and the meetings that its phases end in.

    `anchors` gives, for each restart that was counted back, the last day of the meeting. `ends` has, by the last day of
    a phase, the meeting that it ends in although it counts to another day. `doubts` are sentences.
    """

    count: Count
    anchors: Mapping[datetime.date, datetime.date] = field(default_factory=dict)
    ends: Mapping[int, tuple[str, datetime.date]] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()

    def meeting_of(self, step: TimetableStep) -> datetime.date | None:
        """The last day of the meeting that overrides the counted day of a step; None if none does."""
        committee, day = self.ends.get(step.day, ("", None)) if step.day is not None else ("", None)
        return day if committee and committee == step.committee else None


def hang(timetable: Timetable, counted: Count, meetings: Sequence[datetime.date]) -> Hanging:
    """The clock of a procedure whose phases end in meetings with these last days.

    A start or a restart that is known stays, and the gap is said; one that is not known is counted back from the end
    of its phase. The last phase may be gone through again: another round of questions.
    """
    phases = [phase for phase in timetable.phases if phase.committee]
    hung = Hanging(counted)
    gone_through: set[int] = set()
    place = 0
    for meeting in sorted(meetings):
        fitting = (
            (at, moved)
            for at, phase in enumerate(phases)
            if at >= place and (moved := _hung(hung, phase, meeting, again=at in gone_through))
        )
        found = next(fitting, None)
        if found is None:
            hung = replace(hung, doubts=(*hung.doubts, _nowhere(phases, meeting)))
            continue
        at, hung = found
        gone_through.add(at)
        place = min(at + 1, len(phases) - 1)
    return hung


def _hung(hung: Hanging, phase: Phase, meeting: datetime.date, *, again: bool) -> Hanging | None:
    """The clock with a phase that ends in a meeting; None if it cannot."""
    counted = hung.count
    nominal = None if again else counted.date_of(phase.last_day)
    if nominal == meeting:
        return hung
    if nominal is not None and abs(meeting - nominal) < NEAR:
        ends = {**hung.ends, phase.last_day: (phase.committee, meeting)}
        return replace(hung, ends=ends, doubts=(*hung.doubts, _gap(phase, nominal, meeting)))
    first = meeting - datetime.timedelta(days=phase.days - 1)
    before = phase.last_day if again else phase.first_day - 1
    stood = counted.stretches[-1].last or counted.date_of(before)
    if phase.after == "start" or stood is None or first <= stood:
        return None
    standing = counted if counted.stretches[-1].last else counted.stopped_from(stood + ONE_DAY)
    return replace(hung, count=standing.anchored(first, phase.first_day), anchors={**hung.anchors, first: meeting})


def _gap(phase: Phase, nominal: datetime.date, meeting: datetime.date) -> str:
    days = abs((meeting - nominal).days)
    when = "after" if meeting > nominal else "before"
    return (
        f"day {phase.last_day} falls on {in_words(nominal)}, the {phase.committee} meeting ends {days} "
        f"{'day' if days == 1 else 'days'} {when} it, on {in_words(meeting)}"
    )


def _nowhere(phases: Sequence[Phase], meeting: datetime.date) -> str:
    if not phases:
        return f"the meeting of {in_words(meeting)} moves nothing: no phase of this procedure ends in a meeting"
    return f"no phase of this procedure can end in the meeting of {in_words(meeting)}"
