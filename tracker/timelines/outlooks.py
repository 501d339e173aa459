"""How far a procedure under way has come, so that its next steps can be forecast. Pure."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from scrapers.vocabulary import OUTCOME_KINDS
from tracker.catalogue.known import Procedure, ResolvedApplication, Step
from tracker.timetables.forecasts.forecasting import PACES, Outlook, Profile, Progress, outlook
from tracker.timetables.forecasts.sample import Sample
from tracker.timetables.forecasts.transitions import ASSESSED_ANEW, OPINIONS, Dated, Transition, Wanted

ENDINGS = OUTCOME_KINDS - {*OPINIONS, "cmdh-position"}
"""After these nothing is to come any more; an opinion is followed by a decision."""

UNDECIDED = frozenset(["", "unknown", "under-evaluation", "opinion", "opinion-positive"])
"""Statuses in which a next step can be forecast: not while an opinion is examined again, not after a negative one."""


def progress_of(known: ResolvedApplication, procedure: Procedure | None) -> Progress | None:
    """How far a procedure at EMA has come; None where it is over, or where how it goes on is not told by others."""
    if procedure is None or known.authority != "EMA" or procedure.cleared:
        return None
    status = known.value("status") if procedure.type == "initial" else procedure.status
    if status not in UNDECIDED:
        return None
    happened = [step for step in procedure.steps if step.state == "actual"]
    if any(step.kind in ENDINGS for step in happened):
        return None
    is_positive = procedure.type in ASSESSED_ANEW and status == "opinion-positive"
    return Progress(
        profile=_profile(known, procedure),
        steps=tuple(_dated(step, is_positive) for step in happened if _is_exact(step)),
        undated=frozenset(step.kind for step in happened if not _is_exact(step)),
    )


def _profile(known: ResolvedApplication, procedure: Procedure) -> Profile:
    pace = PACES.get(known.value("accelerated_assessment")) if procedure.type == "initial" else None
    return Profile(known.value("category"), procedure.type, pace)


def _is_exact(step: Step) -> bool:
    return step.date is not None and step.date.precision == "day" and not step.inferred and not step.cleared


def _dated(step: Step, is_positive: bool) -> Dated:
    """The opinion of an application whose status says that it is positive was positive, if the step does not say."""
    assert step.date is not None
    kind = "opinion-positive" if is_positive and step.kind == "opinion" else step.kind
    return Dated(kind, step.date.first)


def wanted(progresses: Iterable[Progress | None], today: datetime.date) -> Wanted:
    """Which durations must be known to say how some procedures go on."""
    found: dict[str, dict[str, Transition]] = defaultdict(dict)
    for progress in filter(None, progresses):
        for transition, _ in progress.awaited(today):
            found[progress.profile.procedure_type][transition.slug] = transition
    return {type_: tuple(transitions.values()) for type_, transitions in found.items()}


def outlook_on(
    known: ResolvedApplication, procedure: Procedure | None, today: datetime.date, sample: Sample
) -> Outlook:
    """What is to come of a procedure; nothing where it is over."""
    progress = progress_of(known, procedure)
    return outlook(progress, today, sample) if progress else Outlook()
