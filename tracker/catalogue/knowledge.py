"""What is known, or was known on a day, loaded from the rows: two queries for any number of applications."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from scrapers.dates import PartialDate
from scrapers.identifiers import procedure_type
from scrapers.records import ApplicationRecord, EvidenceRecord, ProcedureRecord, StepRecord
from tracker.catalogue.encoding import decode_application
from tracker.catalogue.known import MAIN_FIELDS, PERSON, Claim, ResolvedApplication
from tracker.catalogue.models import Entry, Observation
from tracker.catalogue.resolve import resolve
from tracker.catalogue.rows import in_batches

OBSERVED = (
    *("application_number", "origin", "record", "retrieved_at", "snapshot_id", "gone_at"),
    "snapshot__is_reconstructed",
)
"""What a claim is made of."""


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of a day, UTC: what had been retrieved or entered by then was known on that day."""
    return datetime.datetime.combine(day, datetime.time.max, tzinfo=datetime.UTC)


def known(numbers: Collection[str], as_of: datetime.date | None = None) -> dict[str, ResolvedApplication]:
    """What is known of each application (what was known by the end of `as_of`, UTC); unknown numbers are absent."""
    return {number: resolve(claims) for number, claims in claims_about(numbers, as_of).items()}


def claims_about(numbers: Collection[str], as_of: datetime.date | None = None) -> dict[str, list[Claim]]:
    """Every standing claim about the applications, by number."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for some in in_batches(numbers):
        for number, *said in standing_observations(as_of).filter(application_number__in=some).values_list(*OBSERVED):
            found[number].append(_claim_of_origin(*said))
    for entry in _entries(as_of).filter(application_number__in=numbers):
        found[entry.application_number].append(claim_of_entry(entry))
    return dict(found)


def standing_observations(as_of: datetime.date | None) -> QuerySet[Observation]:
    """What origins say, or said by the end of `as_of`."""
    if as_of is None:
        return Observation.objects.filter(superseded_at=None)
    moment = end_of_day(as_of)
    return Observation.objects.filter(Q(superseded_at=None) | Q(superseded_at__gt=moment), stands_since__lte=moment)


def _entries(as_of: datetime.date | None) -> QuerySet[Entry]:
    if as_of is None:
        return Entry.objects.filter(released_at=None)
    moment = end_of_day(as_of)
    return Entry.objects.filter(Q(released_at=None) | Q(released_at__gt=moment), entered_at__lte=moment)


def _claim_of_origin(
    origin: str,
    text: str,
    retrieved_at: datetime.datetime,
    snapshot: int,
    gone_at: datetime.datetime | None,
    is_reconstructed: bool,
) -> Claim:
    record = decode_application(text)
    return Claim(
        origin=origin,
        claimed_by=record.authority,
        retrieved_at=retrieved_at,
        record=record,
        snapshot=snapshot,
        is_gone=gone_at is not None,
        is_reconstructed=is_reconstructed,
    )


def claim_of_entry(entry: Entry) -> Claim:
    """The claim of a person."""
    return Claim(
        origin=PERSON,
        claimed_by=entry.claimed_by,
        retrieved_at=entry.entered_at,
        record=_record_of_field(entry) if entry.field else _record_of_step(entry),
        entry=entry.pk,
        is_override=entry.is_override,
        is_plan=entry.is_plan,
    )


def _record_of_field(entry: Entry) -> ApplicationRecord:
    if entry.procedure != "initial":
        return _record(entry, _procedure_with_field(entry))
    blank = _record(entry)
    if entry.field in MAIN_FIELDS:
        return msgspec.structs.replace(blank, **{entry.field: entry.value})
    return msgspec.structs.replace(blank, details={entry.field: entry.value})


def _procedure_with_field(entry: Entry) -> ProcedureRecord:
    blank = ProcedureRecord(slug=entry.procedure, type=procedure_type(entry.procedure))
    if entry.field == "status":
        return msgspec.structs.replace(blank, status=entry.value)
    return msgspec.structs.replace(blank, details={entry.field: entry.value})


def _record_of_step(entry: Entry) -> ApplicationRecord:
    date = PartialDate(entry.date, entry.precision) if entry.date else None  # type: ignore[arg-type]
    step = StepRecord(
        kind=entry.kind,
        date=date,
        state=entry.state,  # type: ignore[arg-type]
        label=entry.label,
        reported_day=entry.reported_day,
        inferred=entry.is_inferred,
        evidence=(EvidenceRecord(quote=entry.quote, locator=entry.file or entry.address, date=date),),
    )
    procedure = ProcedureRecord(slug=entry.procedure_slug, type=procedure_type(entry.procedure_slug), steps=(step,))
    return _record(entry, procedure)


def _record(entry: Entry, *procedures: ProcedureRecord) -> ApplicationRecord:
    authority: Any = entry.authority
    return ApplicationRecord(number=entry.application_number, authority=authority, procedures=procedures)
