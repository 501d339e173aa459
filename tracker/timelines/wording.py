"""Events, days and clocks in words, the same in the drawing, the table and the terminal."""

from scrapers.dates import PartialDate
from scrapers.dates_in_words import in_words, range_in_words
from scrapers.vocabulary import label
from tracker.timelines.expected import NextStep
from tracker.timelines.timeline import Event, Timeline, procedure_title
from tracker.timetables.clock import Stop
from tracker.timetables.explaining import meeting_in_words
from tracker.timetables.forecasts.forecasting import Forecast

BOUNDS = {"by": "at the latest", "about": "or about then", "not-before": "at the earliest"}
"""What a nominal day is to its step; nothing is said where it is the day itself."""

_CLASSES = {
    "EFFICACY": "Efficacy",
    "LABELING": "Labelling",
    "MANUF (CMC)": "Manufacturing (CMC)",
    "BIOEQUIV": "Bioequivalence",
    "REMS": "REMS",
    "SUPPLEMENT": "",
    "N/A": "",
    "UNKNOWN": "",
    "UNSPECIFIED": "",
}
"""FDA's classes of submission (Drugs@FDA, SubmissionClass_Lookup); empty where the word says nothing."""


def words(event: Event) -> str:
    """`13 Dec 2007: Application withdrawn, day 175 (reported)`: all that a mark says, for those who do not see it."""
    said = [
        event.label,
        procedure_title(event.procedure, event.procedure_type) if event.procedure_type != "initial" else "",
        class_in_words(event),
        day_in_words(event),
        "planned" if event.state == "planned" else "",
        "date inferred" if event.inferred else "",
        f"meeting of {range_in_words(*event.range)}" if event.range else "",
        "sources differ" if event.conflict else "",
        "no longer shown by the source" if event.cleared else "",
    ]
    return f"{in_words(event.date) or 'Date unknown'}: {', '.join(part for part in said if part)}"


def day_in_words(event: Event) -> str:
    """`day 175 (reported)`, `day 121 (computed)`, both if they differ, or nothing."""
    reported, computed = event.reported_day, event.computed_day
    if reported is None:
        return f"day {computed} (computed)" if computed is not None else ""
    if computed is None or computed == reported:
        return f"day {reported} (reported)"
    return f"day {reported} (reported; {computed} computed)"


def class_in_words(event: Event) -> str:
    """`Efficacy` for FDA's `EFFICACY`: the class of a submission; one that is not known here stays as it came."""
    return _CLASSES.get(event.detail.upper(), event.detail)


def clock_in_words(timeline: Timeline) -> str:
    """`Started 20 Jun 2019; 210 active days; stopped 18 Oct 2019 to 26 Apr 2020.` What is unknown is called unknown."""
    clock = timeline.clock
    active = clock.active_days(timeline.counted_to) if timeline.application.authority == "EMA" else None
    parts = [
        f"started {in_words(clock.started)}" if clock.started else "start unknown",
        {True: "running", False: "not running", None: "not known whether it runs"}[clock.running],
    ]
    if timeline.application.authority == "EMA":
        parts.append(f"{active} active days" if active is not None else "active days unknown")
    parts += [stop_in_words(stop) for stop in clock.stops]
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def forecast_in_words(forecast: Forecast) -> str:
    """`European Commission decision 25 Mar 2026 to 24 Apr 2026, half by 30 Mar 2026 (n = 1,054)`."""
    middle = f"{in_words(forecast.p10)} to {in_words(forecast.p90)}"
    return f"{label(forecast.kind)} {middle}, half by {in_words(forecast.p50)} (n = {forecast.n:,})"


def expectation_in_words(forecast: Forecast) -> str:
    """`European Commission decision expected between … and …, half by …, from n=256 procedures`."""
    return (
        f"{label(forecast.kind)} expected between {in_words(forecast.p10)} and {in_words(forecast.p90)}, "
        f"half by {in_words(forecast.p50)}, from n={forecast.n:,} procedures"
    )


def stop_in_words(stop: Stop) -> str:
    """`stopped 18 Oct 2019 to 26 Apr 2020, 192 days (end inferred)`, or since when."""
    if stop.is_open:
        return f"stopped since {in_words(stop.first)}"
    end = in_words(stop.last) or "an unknown day"
    length = f", {days_in_words(stop.days)}" if stop.days is not None else ""
    return f"stopped {in_words(stop.first)} to {end}{length}{' (end inferred)' if stop.inferred else ''}"


def days_in_words(days: int) -> str:
    """`1 day`, `192 days`."""
    return f"{days:,} {'day' if days == 1 else 'days'}"


def next_in_words(step: NextStep) -> str:
    """`15 Oct 2026, day 120, planned; CHMP meeting 12–15 Oct 2026`: the date that counts and what it hangs on."""
    parts = [
        when_in_words(step),
        f"day {step.day}" if step.day is not None else "",
        step.basis if step.date else "",
        late_in_words(step),
    ]
    said = [", ".join(part for part in parts if part), hangs_on_in_words(step), *_other_days(step), step.note]
    return "; ".join(part.rstrip(".") for part in said if part)


def when_in_words(step: NextStep) -> str:
    """`15 Oct 2026`, `13 Dec 2026 at the earliest`, or that no day is known."""
    if step.date is None:
        return "no day known"
    bound = BOUNDS.get(step.nominal.bound, "") if step.nominal and step.basis == "nominal" else ""
    return " ".join(part for part in (in_words(step.date), bound) if part)


def late_in_words(step: NextStep) -> str:
    """`5 days late`, `5 days ago`, or nothing."""
    if step.days_past is None:
        return ""
    days = days_in_words(step.days_past)
    return f"{days} late" if step.is_late else f"{days} ago"


def hangs_on_in_words(step: NextStep) -> str:
    """The meeting that the step falls into; else the next one, or that none is known."""
    if not step.committee or step.date is None:
        return ""
    if step.meeting is None:
        return f"no {step.committee} meeting is known for that time"
    named = meeting_in_words(step.meeting)
    is_on_its_day = step.date.precision == "day" and step.meeting.last == step.date.first
    return named if is_on_its_day else f"the next {named}"


def _other_days(step: NextStep) -> list[str]:
    """The days that are known and do not count, and the forecast."""
    others = {"planned": step.planned, "nominal": PartialDate(step.nominal.date) if step.nominal else None}
    said = [f"{name} {in_words(date)}" for name, date in others.items() if date and step.basis != name]
    if step.forecast:
        one = step.forecast
        said.append(f"forecast {in_words(one.p10)} to {in_words(one.p90)}, half by {in_words(one.p50)} (n = {one.n:,})")
    return said


def off_in_words(days: int) -> str:
    """`7 days later`, `1 day earlier`, `on the day`."""
    return f"{days_in_words(abs(days))} {'later' if days > 0 else 'earlier'}" if days else "on the day"
