"""Days as a calendar shows them: steps, terms and meetings in, events out. Pure functions.

Only days that somebody gave: what happened, what was announced or planned, when a term ends, when a committee meets.
Nominal days are computed and forecasts are ranges: on a day of a calendar either would pass for a date.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scrapers.dates_in_words import in_words
from scrapers.origins import ACKNOWLEDGEMENTS
from scrapers.vocabulary import label
from tracker.alerts import addresses
from tracker.alerts.plain import one_line
from tracker.catalogue.models import Application, Evidence, Notice, ProceduralStep
from tracker.timetables.models import Meeting

TITLE = 300
RECONSTRUCTED = "Reconstructed for demonstration: not the authority’s own page."


@dataclass(frozen=True)
class DatedEvent:
    """Whole days, the last one included. `uid` stays the same when days or title change.

    It is about an application, by its id, or about a committee, by its name. `is_firm`: it happened, was announced, or
    is laid down; not merely planned by ourselves.
    """

    uid: str
    title: str
    first_day: datetime.date
    last_day: datetime.date
    description: str
    address: str
    categories: tuple[str, ...]
    application: int | None = None
    committee: str = ""
    is_firm: bool = True


def of_step(step: ProceduralStep, application: Application, evidence: Sequence[Evidence]) -> DatedEvent | None:
    """The day of a step, as far as it is known to the day."""
    if step.date is None or step.precision != "day":
        return None
    slug = step.procedure.slug
    is_planned = step.state == ProceduralStep.State.PLANNED
    is_own_plan = is_planned and bool(evidence) and all(piece.entry and piece.entry.is_plan for piece in evidence)
    suffix = (" (our plan)" if is_own_plan else " (announced)") if is_planned else ""
    procedure = "" if slug in ("initial", "ORIG-1") else f" {slug}"
    return DatedEvent(
        uid=_uid("step", application.number, slug, step.kind, str(step.occurrence)),
        title=one_line(f"{_name(application)}{procedure}: {step.label or label(step.kind)}{suffix}", TITLE),
        first_day=step.date,
        last_day=step.date,
        description=_lines(
            _standing(is_planned=is_planned, is_own_plan=is_own_plan),
            "The day is inferred: no source states it." if step.is_inferred else "",
            "Sources give different days: see the timeline." if step.has_conflict else "",
            *(_words(piece) for piece in evidence[:1]),
            *_about(application, *(bool(one.last_snapshot and one.last_snapshot.is_reconstructed) for one in evidence)),
        ),
        address=addresses.of_application(application.number),
        categories=(application.authority, "Planned step" if is_planned else "Procedural step"),
        application=application.pk,
        is_firm=not is_own_plan,
    )


def of_terms(application: Application, notices: Iterable[Notice]) -> Iterator[DatedEvent]:
    """When the patents and exclusivities of an application end: one event each, for however many products."""
    days: dict[tuple[str, str], dict[datetime.date, Notice]] = defaultdict(dict)
    for notice in sorted(notices, key=lambda notice: notice.pk):
        if notice.ends_on is None or notice.ends_precision != "day" or (notice.is_gone and notice.status != "expired"):
            continue
        code = notice.details.get("patent_number") or notice.details.get("exclusivity_code") or notice.key
        days[notice.kind, str(code)].setdefault(notice.ends_on, notice)
    for (kind, code), by_day in days.items():
        for place, (day, notice) in enumerate(sorted(by_day.items())):
            yield DatedEvent(
                uid=_uid("term", application.number, kind, code, str(place)),
                title=one_line(f"{_name(application)}: {label(kind)} {code} ends", TITLE),
                first_day=day,
                last_day=day,
                description=_lines(
                    f"Listed in the Orange Book as {notice.title}." if notice.authority == "FDA" else notice.title,
                    f"Status: {notice.status_label}." if notice.status else "",
                    *_about(application, notice.is_reconstructed),
                ),
                address=addresses.of_notice(notice.pk),
                categories=(application.authority, label(kind)),
                application=application.pk,
            )


def of_hearing(meeting: Meeting, root: int, application: Application) -> DatedEvent:
    """A meeting whose announcement names the application by its number."""
    return DatedEvent(
        uid=_uid("hearing", application.number, str(root)),
        title=one_line(f"{_name(application)}: meeting of {meeting.committee}", TITLE),
        first_day=meeting.first_day or meeting.last_day,
        last_day=meeting.last_day,
        description=_lines(*_of_meeting(meeting), *_about(application)),
        address=addresses.of_meeting(meeting.pk),
        categories=(application.authority, "Committee meeting"),
        application=application.pk,
    )


def of_meeting(meeting: Meeting, root: int) -> DatedEvent:
    """A meeting of a committee. `root` is the meeting as it was first set: one that was moved is the same event."""
    extraordinary = ", extraordinary" if meeting.is_extraordinary else ""
    acknowledgement = ACKNOWLEDGEMENTS.get(meeting.authority, "") if meeting.origin == Meeting.Origin.LIST else ""
    return DatedEvent(
        uid=_uid("meeting", str(root)),
        title=one_line(f"{meeting.committee} meeting{extraordinary}", TITLE),
        first_day=meeting.first_day or meeting.last_day,
        last_day=meeting.last_day,
        description=_lines(*_of_meeting(meeting), acknowledgement),
        address=addresses.of_meeting(meeting.pk),
        categories=(*((meeting.authority,) if meeting.authority else ()), "Committee meeting"),
        committee=meeting.committee,
    )


def roots(meetings: Iterable[Meeting]) -> Mapping[int, int]:
    """Meeting -> the first of those that were moved to it, one after the other; itself where none was."""
    moved_from: dict[int, int] = {}
    for meeting in sorted(meetings, key=lambda meeting: -meeting.pk):
        if meeting.moved_to_id is not None:
            moved_from[meeting.moved_to_id] = meeting.pk
    return {pk: _first(pk, moved_from) for pk in moved_from}


def _first(pk: int, moved_from: Mapping[int, int]) -> int:
    seen = {pk}
    while (earlier := moved_from.get(pk)) is not None and earlier not in seen:
        seen.add(earlier)
        pk = earlier
    return pk


def _standing(*, is_planned: bool, is_own_plan: bool) -> str:
    if is_own_plan:
        return "A day of our own plan: nobody announced it."
    return "Announced: that it has happened is not known." if is_planned else "It has happened."


def _words(piece: Evidence) -> str:
    where = addresses.of_evidence(piece.fingerprint)
    quote = one_line(piece.quote, 300)
    return f"“{quote}” ({one_line(piece.claimed_by, 120)}): {where}" if quote else f"{piece.claimed_by}: {where}"


def _of_meeting(meeting: Meeting) -> Iterator[str]:
    if meeting.first_day is None:
        yield f"Only its last day is known, {in_words(meeting.last_day)}."
    yield one_line(f"Said by: {meeting.source}")


def _about(application: Application, *are_reconstructed: bool) -> Iterator[str]:
    if application.is_reconstructed or any(are_reconstructed):
        yield RECONSTRUCTED
    yield ACKNOWLEDGEMENTS[application.authority]


def _name(application: Application) -> str:
    return f"{application.name or application.product.name} ({application.number})"


def _uid(*parts: str) -> str:
    """Made of what the event is about, so that it is the same wherever and whenever it is made."""
    return f"{parts[0]}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:32]}"


def _lines(*lines: str) -> str:
    return "\n".join(one_line(line, 1000) for line in lines if line)
