"""What is held for a person: keeping it, releasing it, dismissing it."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from tracker.catalogue import notices
from tracker.catalogue.encoding import decode
from tracker.catalogue.models import Observation
from tracker.catalogue.rows import BATCH, update
from tracker.intake.apply import Circumstances, Person, lock_catalogue
from tracker.intake.comparison import Changed, Comparison, HoldDraft, Standing, said
from tracker.intake.models import Decision, HeldValue, Hold
from tracker.intake.notices import apply_both
from tracker.sources import leases
from tracker.sources.models import Snapshot

LEASE_SECONDS = 300


def keep(comparison: Comparison, before: Standing, origin: str, snapshot: Snapshot) -> bool:
    """Write down what a comparison holds, and bring what was held before up to date, before anything is applied.

    Whether there was anything to hold, or held; nearly always there is not.
    """
    if not comparison.holds and not before.held:
        return False
    with transaction.atomic():
        _forget_what_moved_on(comparison, origin)
        for draft in comparison.holds:
            _keep(draft, origin, snapshot)
        for hold in Hold.objects.filter(origin=origin, state=Hold.State.OPEN):
            _recount(hold)
    return True


def _keep(draft: HoldDraft, origin: str, snapshot: Snapshot) -> None:
    HeldValue.objects.filter(
        hold__origin=origin, hold__field=draft.column, hold__state=Hold.State.DISMISSED, key__in=list(draft.values)
    ).delete()
    hold, _ = Hold.objects.get_or_create(
        origin=origin,
        field=draft.column,
        reason=draft.reason,
        state=Hold.State.OPEN,
        defaults={
            "source": snapshot.source,
            "snapshot": snapshot,
            "opened_at": snapshot.retrieved_at,
            "updated_at": snapshot.retrieved_at,
        },
    )
    present = {value.key: value for value in hold.values.all()}
    new, moved = [], []
    for key, (before, after) in draft.values.items():
        if key not in present:
            new.append(HeldValue(hold=hold, key=key, before=before, after=after))
        elif present[key].after != after:
            present[key].after = after
            moved.append(present[key])
    HeldValue.objects.bulk_create(new, batch_size=BATCH)
    update(HeldValue, moved, ["after"])
    Hold.objects.filter(pk=hold.pk).update(updated_at=snapshot.retrieved_at)


def _forget_what_moved_on(comparison: Comparison, origin: str) -> None:
    """A held value is dropped when the source says the old value again, or, once dismissed, anything new."""
    columns = dict(Hold.objects.filter(origin=origin).exclude(state=Hold.State.RELEASED).values_list("pk", "field"))
    rows = {changed.key: changed for changed in comparison.changed}
    forgotten, moved = [], []
    for value in HeldValue.objects.filter(hold__in=columns):
        column = columns[value.hold_id]
        if not column and value.key in comparison.listed:
            forgotten.append(value.pk)
        if not column or value.key not in rows:
            continue
        row = rows[value.key]
        after = said(row.current, column)
        if column not in row.held or after == said(row.previous, column):
            forgotten.append(value.pk)
        elif after != value.after:
            value.after = after
            moved.append(value)
    HeldValue.objects.filter(pk__in=forgotten).delete()
    update(HeldValue, moved, ["after"])


def _recount(hold: Hold) -> None:
    """How many rows a hold keeps back; one that keeps none back any more is closed."""
    hold.rows = hold.values.count()
    if not hold.rows:
        hold.state, hold.closed_at = Hold.State.DISMISSED, hold.updated_at
        hold.closing_reason = "The source says the old values again."
    hold.save(update_fields=["rows", "state", "closed_at", "closing_reason"])


class NotOpen(ValueError):
    """The hold cannot be decided about: somebody has already, or a reading is being applied; the message says which."""


def release(hold: Hold, person: Person, moment: datetime.datetime | None = None) -> None:
    """Let the held values count, without alerts. Raises NotOpen."""
    moment = moment or timezone.now()
    with _deciding(hold):
        _close(hold, Hold.State.RELEASED, person, moment)
        _decide(Decision.Kind.RELEASE, hold, person, moment)
        keys = list(hold.values.values_list("key", flat=True))
        if hold.reason == Hold.Reason.REMOVALS:
            rows = Observation.objects.filter(origin=hold.origin, superseded_at=None, key__in=keys)
            rows.filter(gone_at=None).update(gone_at=moment)
            notices.refresh(hold.origin, keys, moment)
        else:
            _apply_held(hold, keys, person, moment)


def dismiss(hold: Hold, person: Person, moment: datetime.datetime | None = None) -> None:
    """Keep the old values of the held rows until a row changes again. Raises NotOpen."""
    moment = moment or timezone.now()
    with _deciding(hold):
        _close(hold, Hold.State.DISMISSED, person, moment)
        _decide(Decision.Kind.DISMISS, hold, person, moment)


@contextmanager
def _deciding(hold: Hold) -> Iterator[None]:
    """One transaction, and not while a reading, compared with what is held now, is being applied."""
    with leases.held(leases.of_origin(hold.origin), LEASE_SECONDS) as lease:
        if lease is None:
            raise NotOpen("A reading of this source is being applied; decide again in a minute.")
        with transaction.atomic():
            lock_catalogue()
            yield


def _close(hold: Hold, state: str, person: Person, moment: datetime.datetime) -> None:
    closed = Hold.objects.filter(pk=hold.pk, state=Hold.State.OPEN).update(
        state=state,
        closed_at=moment,
        closed_by=person.user_id,
        closed_by_name=person.name,
        closing_reason=person.reason,
    )
    hold.refresh_from_db()
    if not closed:
        raise NotOpen(
            f"This hold was {hold.state} by {hold.closed_by_name or 'a later reading'} on {hold.closed_at:%-d %b %Y}."
        )


def _decide(kind: str, hold: Hold, person: Person, moment: datetime.datetime) -> None:
    Decision.objects.create(
        kind=kind,
        subject={
            "origin": hold.origin,
            "field": hold.field,
            "reason": hold.reason,
            "opened_at": hold.opened_at.isoformat(),
        },
        person_id=person.user_id,
        person_name=person.name,
        reason=person.reason,
        decided_at=moment,
    )


def _apply_held(hold: Hold, keys: Sequence[str], person: Person, moment: datetime.datetime) -> None:
    """Accept the records as they were read, but for columns that are still held for other reasons."""
    still_held = _columns_held(hold.origin, keys)
    rows = Observation.objects.filter(origin=hold.origin, superseded_at=None, key__in=keys).exclude(held_record="")
    for snapshot, observations in _by_snapshot(rows.select_related("snapshot__source")).items():
        apply_both(
            [
                Changed(
                    observation.key,
                    observation.digest,
                    observation.pk,
                    decode(observation.record),
                    decode(observation.held_record),
                    still_held.get(observation.key, frozenset()),
                )
                for observation in observations
            ],
            Circumstances(hold.origin, snapshot, moment, is_silent=True, person=person),
        )


def _by_snapshot(observations: Iterable[Observation]) -> dict[Snapshot, list[Observation]]:
    found: dict[Snapshot, list[Observation]] = {}
    for observation in observations:
        found.setdefault(observation.snapshot, []).append(observation)
    return found


def _columns_held(origin: str, keys: Sequence[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    rows = HeldValue.objects.filter(hold__origin=origin, key__in=keys).exclude(hold__state=Hold.State.RELEASED)
    for key, column in rows.values_list("key", "hold__field"):
        found.setdefault(key, set()).add(column)
    return {key: frozenset(columns) for key, columns in found.items()}
