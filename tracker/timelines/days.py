"""The procedural day of a step: as reported, as the clock gives it, and why these differ. Pure."""

from scrapers.dates_in_words import in_words
from tracker.catalogue.known import Procedure, ResolvedApplication, Step
from tracker.timetables.clock import Clock


def computed_day(known: ResolvedApplication, step: Step, clock: Clock) -> int | None:
    """The day that EMA's clock shows; FDA counts in calendar months, not in days."""
    if known.authority != "EMA" or step.state != "actual" or step.date is None or step.date.precision != "day":
        return None
    return clock.day_on(step.date.first)


def day_explained(known: ResolvedApplication, procedure: Procedure, step: Step, clock: Clock) -> str:
    """Where the authority reports a day: why the clock gives another or none. Empty where both are the same.

    A reported day is the milestone at which the count stopped and is never corrected (EMA's annual reports, Annex 10:
    every withdrawn application of 2015 to 2017 stands at day 120 to 121 or 180 to 182, whatever time went by).
    """
    if step.reported_day is None or known.authority != "EMA":
        return ""
    computed = computed_day(known, step, clock)
    if computed == step.reported_day:
        return ""
    if computed is not None:
        return f"The clock gives day {computed}: {_days(abs(computed - step.reported_day))} {_order(computed, step)}."
    if step.date is None or step.date.precision != "day":
        return f"Day {step.reported_day} cannot be derived: the date of the step is not known to the day."
    why = f"Day {step.reported_day} cannot be derived from public dates: {clock.why_unknown(step.date.first)}."
    return f"{why}{_since_submission(procedure, step)}"


def _order(computed: int, step: Step) -> str:
    return "more than reported" if computed > (step.reported_day or 0) else "fewer than reported"


def _since_submission(procedure: Procedure, step: Step) -> str:
    """What is certain all the same: how long it is since the submission, and how much of that cannot have counted."""
    submitted = next(
        (one.date for one in procedure.steps if one.kind == "submitted" and one.date and one.date.precision == "day"),
        None,
    )
    assert step.date is not None
    assert step.reported_day is not None
    elapsed = (step.date.first - submitted.first).days if submitted else 0
    if submitted is None or elapsed <= step.reported_day:
        return ""
    return (
        f" Since the submission on {in_words(submitted)} {_days(elapsed)} had gone by: on at least "
        f"{elapsed - step.reported_day} of them no day was counted, before the start or while the clock stood."
    )


def _days(number: int) -> str:
    return f"{number} {'day' if number == 1 else 'days'}"
