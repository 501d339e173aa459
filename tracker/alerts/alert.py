"""What a delivery says, whatever the channel: gathered from rows, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q

from scrapers.origins import ACKNOWLEDGEMENTS, BY_NAME
from scrapers.records import AnyRecord, NoticeRecord
from tracker.alerts import addresses
from tracker.alerts.matching import WEIGHT
from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.alerts.models.subscriptions import TARGETS
from tracker.alerts.plain import moment_in_words, one_line
from tracker.alerts.wording import Wording, in_words, notice_in_words
from tracker.catalogue.encoding import decode
from tracker.catalogue.models import Application, Change, Evidence, Notice, Observation

MOST_CHANGES = 40
"""Mail programs cut a message at about 100 KB; what is beyond is on the timeline, and the message says so."""
MOST_QUOTES = 3


@dataclass(frozen=True)
class Quote:
    """The words of a source, and where in it they stand."""

    words: str
    locator: str = ""


@dataclass(frozen=True)
class ToldChange:
    """One change with its evidence. Moments are in words, in the reader's time zone; addresses may be empty."""

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


@dataclass(frozen=True)
class Asked:
    """A subscription that the message is for: what it is about, and its owner's note."""

    about: str
    note: str


@dataclass(frozen=True)
class Alert:
    """A message to one person about one application or notice. `key` is stable over attempts, `thread` over messages.

    `named` says what it is about, `page` what is at `page_address`.
    """

    key: str
    thread: str
    recipient: str
    named: str
    headline: str
    subject: str
    changes: tuple[ToldChange, ...]
    further_changes: int
    asked: tuple[Asked, ...]
    page: str
    page_address: str
    unsubscribe_address: str
    acknowledgements: tuple[str, ...]
    is_reconstructed: bool


def compose(delivery: Delivery) -> Alert | None:
    """What the delivery says; nothing if its person has meanwhile given up every subscription that it is for."""
    items = _wanted_items(delivery)
    if not items or not delivery.person.is_active:
        return None
    about = _about(delivery.about)
    changes = sorted((item.change for item in items), key=_most_important_first)
    subscriptions = {subscription.id: subscription for item in items for subscription in item.subscriptions.all()}
    told = _told(delivery.application, changes[:MOST_CHANGES], delivery.person.zone())
    headline = _headline(told[0].wording, len(changes))
    return Alert(
        key=f"delivery-{delivery.id}-{delivery.created_at:%Y%m%d%H%M%S}",
        thread=about.thread,
        recipient=delivery.person.email,
        named=about.named,
        headline=headline,
        subject=headline if delivery.notice else f"{about.named}: {headline}",
        changes=told,
        further_changes=len(changes) - len(told),
        asked=tuple(Asked(one_line(str(each)), each.note.strip()) for each in subscriptions.values()),
        page=about.page,
        page_address=about.address,
        unsubscribe_address=addresses.of_unsubscribing(each.token for each in subscriptions.values()),
        acknowledgements=_acknowledgements(delivery.about, changes),
        is_reconstructed=delivery.about.is_reconstructed or any(change.is_reconstructed for change in told),
    )


class _About(NamedTuple):
    """What a message is about."""

    named: str
    thread: str
    page: str
    address: str


def _about(about: Application | Notice) -> _About:
    if isinstance(about, Notice):
        named = f"{notice_in_words(about)} ({about.authority})"
        return _About(named, f"notice-{about.pk}", "notice", addresses.of_notice(about.pk))
    named = f"{one_line(about.name or about.product.name, 120)} ({one_line(about.number)})"
    return _About(named, f"application-{about.pk}", "timeline", addresses.of_application(about.number))


def _wanted_items(delivery: Delivery) -> list[DeliveryItem]:
    """The items that some subscription still asks for, each with the subscriptions that do."""
    active = Subscription.objects.filter(state=Subscription.State.ACTIVE).select_related(*TARGETS)
    items = delivery.items.select_related("change__snapshot__source", "change__notice").prefetch_related(
        Prefetch("subscriptions", queryset=active)
    )
    return [item for item in items if item.subscriptions.all()]


def _most_important_first(change: Change) -> tuple[int, bool, int]:
    return -WEIGHT.get(change.significance, 0), change.field != "status", change.id


def _headline(first: Wording, count: int) -> str:
    others = {1: "", 2: ", and another change"}.get(count, f", and {count - 1} other changes")
    return f"{first.headline}{others}"


def _acknowledgements(about: Application | Notice, changes: Iterable[Change]) -> tuple[str, ...]:
    """Of every authority whose data the message shows."""
    origins = [BY_NAME[change.origin].authority for change in changes if change.origin in BY_NAME]
    return tuple(ACKNOWLEDGEMENTS[authority] for authority in dict.fromkeys([about.authority, *origins]))


def _told(application: Application | None, changes: Sequence[Change], zone: ZoneInfo) -> tuple[ToldChange, ...]:
    evidence = _evidence(application, changes) if application else []
    records = _records(application, changes)
    return tuple(_told_change(change, zone, _quotes(change, evidence, _said_of(change, records))) for change in changes)


def _evidence(application: Application, changes: Iterable[Change]) -> list[Evidence]:
    """What the snapshots, or the entries, behind these changes say about the application's steps."""
    changes = list(changes)
    snapshots = {change.snapshot_id for change in changes if change.snapshot_id}
    spoken = {change.seen_at for change in changes if not change.snapshot_id}
    said = Q(first_snapshot__in=snapshots) | Q(last_snapshot__in=snapshots) | Q(entry__entered_at__in=spoken)
    return list(
        Evidence.objects.filter(said, application=application, step__isnull=False)
        .select_related("step__procedure", "entry")
        .order_by("id")
    )


Records = dict[tuple[int | None, str], list[AnyRecord]]
"""(snapshot, key of a notice or nothing) -> what it brought about the notice, or about the application."""


def _records(application: Application | None, changes: Iterable[Change]) -> Records:
    changes = list(changes)
    snapshots = {change.snapshot_id for change in changes if change.snapshot_id}
    keys = {change.notice.key for change in changes if change.notice}
    said = Q(application_number="", key__in=keys)
    if application is not None:
        said |= Q(application_number=application.number)
    records: Records = {}
    for observation in Observation.objects.filter(said, snapshot__in=snapshots):
        record = decode(observation.record)
        key = record.key if isinstance(record, NoticeRecord) else ""
        records.setdefault((observation.snapshot_id, key), []).append(record)
    return records


def _said_of(change: Change, records: Records) -> Sequence[AnyRecord]:
    return records.get((change.snapshot_id, change.notice.key if change.notice else ""), ())


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
