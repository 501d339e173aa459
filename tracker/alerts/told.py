"""Changes as they are told, whatever the channel: in words, with the evidence; two queries for any number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q

from scrapers.origins import ACKNOWLEDGEMENTS, BY_NAME
from scrapers.records import AnyRecord, NoticeRecord
from tracker.alerts import addresses
from tracker.alerts.plain import moment_in_words, one_line
from tracker.alerts.wording import Wording, in_words, notice_in_words
from tracker.catalogue.encoding import decode
from tracker.catalogue.models import Application, Change, Evidence, Notice, Observation

MOST_QUOTES = 3


@dataclass(frozen=True)
class Quote:
    """The words of a source, and where in it they stand."""

    words: str
    locator: str = ""


@dataclass(frozen=True)
class ToldChange:
    """One change with its evidence. Moments are in words, in the reader's time zone; addresses may be empty."""

    change: Change
    wording: Wording
    significance: str
    quotes: tuple[Quote, ...]
    source: str
    retrieved: str
    live_address: str
    archived_address: str
    change_address: str
    entered_by: str
    reason: str
    is_reconstructed: bool


class Named(NamedTuple):
    """What a message is about."""

    name: str
    thread: str
    page: str
    address: str


def named(about: Application | Notice) -> Named:
    if isinstance(about, Notice):
        name = f"{notice_in_words(about)} ({about.authority})"
        return Named(name, f"notice-{about.pk}", "notice", addresses.of_notice(about.pk))
    name = f"{one_line(about.name or about.product.name, 120)} ({one_line(about.number)})"
    return Named(name, f"application-{about.pk}", "timeline", addresses.of_application(about.number))


def acknowledgements(about: Application | Notice, changes: Iterable[Change]) -> tuple[str, ...]:
    """Of every authority whose data the message shows."""
    origins = [BY_NAME[change.origin].authority for change in changes if change.origin in BY_NAME]
    return tuple(ACKNOWLEDGEMENTS[authority] for authority in dict.fromkeys([about.authority, *origins]))


def tell(changes: Sequence[Change], zone: ZoneInfo) -> tuple[ToldChange, ...]:
    """The changes in words, with moments in this zone; they come with application, notice, snapshot and its source."""
    evidence, records = _evidence(changes), _records(changes)
    return tuple(
        _told_change(change, zone, _quotes(change, evidence[change.application_id], _said_of(change, records)))
        for change in changes
    )


def _evidence(changes: Iterable[Change]) -> dict[int | None, list[Evidence]]:
    """What the snapshots, or the entries, behind changes of applications say about their steps, by application."""
    changes = [change for change in changes if change.application_id]
    found: dict[int | None, list[Evidence]] = defaultdict(list)
    if not changes:
        return found
    snapshots = {change.snapshot_id for change in changes if change.snapshot_id}
    spoken = {change.seen_at for change in changes if not change.snapshot_id}
    said = Q(first_snapshot__in=snapshots) | Q(last_snapshot__in=snapshots) | Q(entry__entered_at__in=spoken)
    applications = {change.application_id for change in changes}
    rows = Evidence.objects.filter(said, application__in=applications, step__isnull=False)
    for piece in rows.select_related("step__procedure", "entry").order_by("id"):
        found[piece.application_id].append(piece)
    return found


Records = dict[tuple[int | None, str, str], list[AnyRecord]]
"""(snapshot, number of the application or nothing, key of the notice or nothing) -> what it brought about it."""


def _records(changes: Iterable[Change]) -> Records:
    changes = list(changes)
    snapshots = {change.snapshot_id for change in changes if change.snapshot_id}
    keys = {change.notice.key for change in changes if change.notice}
    numbers = {change.application.number for change in changes if change.application}
    said = Q(application_number="", key__in=keys) | Q(application_number__in=numbers)
    records: Records = defaultdict(list)
    for observation in Observation.objects.filter(said, snapshot__in=snapshots):
        record = decode(observation.record)
        key = record.key if isinstance(record, NoticeRecord) else ""
        records[observation.snapshot_id, observation.application_number, key].append(record)
    return records


def _said_of(change: Change, records: Records) -> Sequence[AnyRecord]:
    number = change.application.number if change.application else ""
    return records.get((change.snapshot_id, number, change.notice.key if change.notice else ""), ())


def _quotes(change: Change, evidence: Iterable[Evidence], records: Iterable[AnyRecord]) -> tuple[Quote, ...]:
    """The words that say it: the authority's own word for a status, then what speaks for the step."""
    words = [Quote(text) for record in records if (text := _word_for_the_status(change, record))]
    words += [
        Quote(one_line(piece.quote), one_line(piece.locator, 120)) for piece in evidence if _speaks_for(piece, change)
    ]
    return tuple(dict.fromkeys(words))[:MOST_QUOTES]


def _word_for_the_status(change: Change, record: AnyRecord) -> str:
    if change.field != "status":
        return ""
    if isinstance(record, NoticeRecord):
        return one_line(record.status_text) if record.status == change.after else ""
    procedures = (procedure for procedure in record.procedures if procedure.slug == change.procedure)
    said = next(procedures, None) if change.procedure else record
    return one_line(said.status_text) if said and said.status == change.after else ""


def _speaks_for(piece: Evidence, change: Change) -> bool:
    """Whether the evidence is for the changed step, or for the step that is the outcome named by the changed status."""
    step = piece.step
    if step is None or not _same_cause(piece, change):
        return False
    if change.procedure and step.procedure.slug != change.procedure:
        return False
    if change.notice_id:
        return False
    if change.field == "status":
        return step.kind == change.after
    if change.field == "procedural_day":
        return step.kind == change.item.partition(":")[0] and "procedural_day" in piece.supports
    is_same_step = change.subject == Change.Subject.STEP and step.kind == change.field
    return is_same_step and (piece.date is None or piece.date.isoformat().startswith(change.after or ""))


def _same_cause(piece: Evidence, change: Change) -> bool:
    if change.snapshot_id:
        return change.snapshot_id in (piece.first_snapshot_id, piece.last_snapshot_id)
    return piece.entry is not None and piece.entry.entered_at == change.seen_at


def _told_change(change: Change, zone: ZoneInfo, quotes: tuple[Quote, ...]) -> ToldChange:
    snapshot = change.snapshot
    live = (change.notice.address if change.notice else "") or (snapshot.address if snapshot else "")
    return ToldChange(
        change=change,
        wording=in_words(change),
        significance=change.get_significance_display(),
        quotes=quotes,
        source=one_line(str(snapshot.source), 200) if snapshot else "",
        retrieved=moment_in_words(change.seen_at, zone),
        live_address=addresses.if_web(live),
        archived_address=addresses.of_snapshot(snapshot.id) if snapshot else "",
        change_address=addresses.of_change(change.id),
        entered_by=one_line(change.person_name),
        reason=one_line(change.reason),
        is_reconstructed=bool(snapshot and snapshot.is_reconstructed),
    )
