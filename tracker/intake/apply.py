"""From a comparison to the catalogue: whole applications in batches, each batch one transaction.

What a batch writes, it writes together: the origin's new observations, the rows that show them, the changes. A crash
between batches loses nothing and repeats nothing: on the next run applied rows have the same digest and are passed
over.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from scrapers.accepting import accept
from scrapers.records import AnyRecord, ApplicationRecord
from tracker.catalogue import knowledge
from tracker.catalogue.encoding import encode
from tracker.catalogue.known import Claim, ResolvedApplication
from tracker.catalogue.models import Application, Change, Observation
from tracker.catalogue.resolve import nothing_known, resolve
from tracker.catalogue.rows import BATCH, Table
from tracker.catalogue.writing import Confirmed, write
from tracker.intake.comparison import Changed, New
from tracker.intake.extents import extents_of
from tracker.intake.histories import History, histories_of
from tracker.intake.news import (
    Context,
    News,
    news_of_a_change,
    news_of_a_first_claim,
    news_of_a_new_application,
)
from tracker.sources.models import Snapshot

APPLICATIONS_PER_BATCH = 500
CATALOGUE_LOCK = 6_726_001
"""Number of PostgreSQL's advisory lock that lets one transaction at a time write knowledge. On SQLite every writing
transaction waits for the others anyway."""

OBSERVATIONS = Table(Observation, key=["key"], columns=["key", "application_number", "digest", "record", "held_record"])

Row = New[ApplicationRecord] | Changed[ApplicationRecord]
AnyRow = New[AnyRecord] | Changed[AnyRecord]
OfOneKind = TypeVar("OfOneKind", bound=New[AnyRecord] | Changed[AnyRecord])


@dataclass(frozen=True)
class Person:
    """Who decided or entered something, and why. `name` is kept when the account is gone."""

    name: str
    reason: str
    user_id: int | None = None

    @classmethod
    def of(cls, user: AbstractBaseUser, reason: str) -> "Person":
        """Somebody who is signed in."""
        return cls(user.get_username(), reason, user.pk)


@dataclass(frozen=True)
class Circumstances:
    """Where rows come from: the origin and its snapshot, when it was seen, and what of it comes in silently.

    `is_reread`: another version of the reader read the same bytes; what it sees in them is no event at all.
    `person` is who released it, if it waited for a person, with the reason; then rows count although they were read
    before.
    """

    origin: str
    snapshot: Snapshot
    seen_at: datetime.datetime
    is_silent: bool = False
    is_reread: bool = False
    new_are_silent: bool = False
    person: Person | None = None


class MovedOn(RuntimeError):
    """Something else stands than what a row was compared with: the reading has to be compared again."""


def apply(
    rows: Sequence[Row], circumstances: Circumstances, progress: Callable[[int, int], None] = lambda done, of: None
) -> None:
    """Write all rows, in batches of whole applications; `progress` hears how many rows of how many are done.

    Raises MovedOn.
    """
    done = 0
    for batch in _batches(rows):
        if len(rows) > APPLICATIONS_PER_BATCH:
            _plan_anew()
        apply_batch(batch, circumstances)
        done += len(batch)
        progress(done, len(rows))


def _batches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    by_number: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_number[row.current.number].append(row)
    batch: list[Row] = []
    for count, of_one in enumerate(by_number.values(), start=1):
        batch += of_one
        if count % APPLICATIONS_PER_BATCH == 0:
            yield batch
            batch = []
    if batch:
        yield batch


@transaction.atomic
def apply_batch(rows: Sequence[Row], circumstances: Circumstances) -> None:
    """Write the rows of whole applications: observations, catalogue, changes."""
    lock_catalogue()
    if circumstances.person is None:
        rows = not_yet_applied(rows, circumstances.origin)
    if not rows:
        return
    numbers = sorted({row.current.number for row in rows})
    claims = knowledge.claims_about(numbers)
    accepted = [_accepted(row, circumstances.is_reread) for row in rows]
    extents = extents_of(rows, accepted, claims, circumstances.origin)
    before = {number: resolve(said, extents[number]) for number, said in claims.items()}
    histories = histories_of(before)
    observe(rows, accepted, circumstances)
    for row, record in zip(rows, accepted, strict=True):
        _replace_claim(claims.setdefault(record.number, []), row, record, circumstances)
    known = [resolve(claims[number], extents[number]) for number in numbers]
    applications = write(known, circumstances.seen_at, Confirmed(circumstances.origin, circumstances.snapshot.pk))
    if circumstances.is_reread:
        return
    news = {}
    for row, record in zip(rows, accepted, strict=True):
        context = _context(histories[record.number], circumstances, is_new=record.number not in before)
        for piece in _news(row, record, before.get(record.number), context):
            news[(record.number, piece.place)] = piece
    record_changes(
        ((applications[number], piece) for (number, _), piece in news.items()),
        origin=circumstances.origin,
        seen_at=circumstances.seen_at,
        snapshot=circumstances.snapshot,
        person=circumstances.person,
    )


def _plan_anew() -> None:
    """Let PostgreSQL forget its plans, those of its checks of foreign keys among them.

    A session keeps them: made while a table was nearly empty they read all of it for each row that a load adds. For the
    few rows of a page it is not worth it: all plans would be made anew for each page.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DISCARD PLANS")


def lock_catalogue() -> None:
    """Let one transaction at a time turn claims into rows; held until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE_LOCK])


def not_yet_applied(rows: Sequence[OfOneKind], origin: str) -> list[OfOneKind]:
    """The rows whose digest does not stand yet. Raises MovedOn where something else stands than they replace."""
    said = Observation.objects.filter(origin=origin, superseded_at=None, key__in=[row.key for row in rows])
    present = {key: (pk, digest) for pk, key, digest in said.values_list("pk", "key", "digest")}
    waiting = [row for row in rows if row.key not in present or present[row.key][1] != row.digest]
    for row in waiting:
        if row.observation != present.get(row.key, (None, ""))[0]:
            raise MovedOn(f"something else is known about {row.key} by now")
    return waiting


def _accepted(row: Row, is_reread: bool) -> ApplicationRecord:
    return accept(row.previous, row.current, row.held, is_reread) if isinstance(row, Changed) else row.current


def observe(rows: Sequence[AnyRow], accepted: Sequence[AnyRecord], circumstances: Circumstances) -> None:
    """Write down what the origin says from now on, and that it no longer says what it said before."""
    replaced = [row for row in rows if isinstance(row, Changed)]
    before = Observation.objects.filter(
        origin=circumstances.origin,
        application_number__in={number_of(row.current) for row in replaced},
        key__in=[row.key for row in replaced],
    )
    # What a person released today may be superseded by what was retrieved yesterday and is read only now.
    before.filter(Q(superseded_at=None) | Q(superseded_at__gt=circumstances.seen_at)).update(
        superseded_at=circumstances.seen_at
    )
    OBSERVATIONS.insert(
        (
            (
                row.key,
                number_of(record),
                row.digest,
                encode(record),
                encode(row.current) if isinstance(row, Changed) and row.held else "",
            )
            for row, record in zip(rows, accepted, strict=True)
        ),
        {
            "origin": circumstances.origin,
            "snapshot_id": circumstances.snapshot.pk,
            "retrieved_at": circumstances.snapshot.retrieved_at,
            "stands_since": circumstances.seen_at,
        },
    )


def number_of(record: AnyRecord) -> str:
    """The application that a record is of; a notice is of none."""
    return record.number if isinstance(record, ApplicationRecord) else ""


def _replace_claim(claims: list[Claim], row: Row, record: ApplicationRecord, circumstances: Circumstances) -> None:
    key = row.key
    claims[:] = [
        claim for claim in claims if not (claim.origin == circumstances.origin and claim.record.identity == key)
    ]
    claims.append(
        Claim(
            origin=circumstances.origin,
            claimed_by=record.authority,
            retrieved_at=circumstances.snapshot.retrieved_at,
            record=record,
            snapshot=circumstances.snapshot.pk,
            is_reconstructed=circumstances.snapshot.is_reconstructed,
        )
    )


def _context(history: History, circumstances: Circumstances, is_new: bool) -> Context:
    """What the circumstances, and the application's history, say about its news."""
    return Context(
        origin=circumstances.origin,
        seen_at=circumstances.seen_at,
        is_silent=circumstances.is_silent or (circumstances.new_are_silent and is_new),
        are_rows_silent=circumstances.new_are_silent,
        told=history.told,
        left=history.left,
        status_before_unknown=history.status_before_unknown,
        procedures_before_unknown=history.procedures_before_unknown,
    )


def _news(row: Row, record: ApplicationRecord, known: ResolvedApplication | None, context: Context) -> Iterable[News]:
    if known is None:
        return news_of_a_new_application(record, context)
    if isinstance(row, Changed):
        return news_of_a_change(known, row.previous, record, context)
    return news_of_a_first_claim(known, record, context)


def record_changes(
    news: Iterable[tuple[int, News]],
    *,
    origin: str,
    seen_at: datetime.datetime,
    snapshot: Snapshot | None = None,
    person: Person | None = None,
    of: Literal["application_id", "notice_id"] = "application_id",
) -> list[Change]:
    """Append changes of applications, or of notices, by their ids, with their cause: a snapshot, a person, or both."""
    return Change.objects.bulk_create(
        [
            Change(
                **{of: about},
                procedure=piece.procedure,
                subject=piece.subject,
                field=piece.field,
                item=piece.item[:500],
                before=piece.before,
                after=piece.after,
                significance=piece.significance,
                alerting=piece.alerting,
                is_correction=piece.is_correction,
                origin=origin,
                seen_at=seen_at,
                snapshot=snapshot,
                person_id=person.user_id if person else None,
                person_name=person.name if person else "",
                reason=person.reason if person else "",
            )
            for about, piece in news
        ],
        batch_size=BATCH,
    )


@transaction.atomic
def refresh_applications(numbers: Iterable[str], moment: datetime.datetime | None = None) -> dict[str, int]:
    """Make the rows of some applications again out of what is claimed about them. Their ids by number."""
    lock_catalogue()
    wanted = set(numbers)
    known = knowledge.known(sorted(wanted))
    for application in Application.objects.filter(number__in=wanted - known.keys()):
        known[application.number] = nothing_known(application.number, application.authority)
    return write(list(known.values()), moment or timezone.now())
