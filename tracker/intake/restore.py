"""Bringing a replay home: what is missing or different in the present catalogue is put right.

Nothing is deleted but rows that belong to nothing, and nothing is sent: changes that were lost come back as already
matched. Observations are put right
first; the rows that show them are then made again out of them, as after any reading.
"""

import datetime
import json
from pathlib import Path
from typing import Any

from django.core import serializers
from django.db import models, transaction
from django.utils import timezone

from tracker.catalogue import notices
from tracker.catalogue.models import Application, Change, Document, Notice, Observation, ProceduralStep, Procedure
from tracker.catalogue.orphans import mend_orphans
from tracker.catalogue.rows import BATCH, in_batches
from tracker.intake import dump
from tracker.intake.apply import APPLICATIONS_PER_BATCH, lock_catalogue, refresh_applications
from tracker.intake.exact import write_rows
from tracker.intake.models import DeclinedLink, HeldValue, Hold
from tracker.timetables import announced

FIRST_SEEN: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "application": (Application, ("number",)),
    "procedure": (Procedure, ("application__number", "slug")),
    "step": (ProceduralStep, ("procedure__application__number", "procedure__slug", "kind", "occurrence")),
    "document": (Document, ("application__number", "key")),
    "notice": (Notice, ("origin", "key")),
}
OBSERVED = ("application_number", "record", "held_record", "snapshot_id", "retrieved_at", "superseded_at", "gone_at")


def export_outcome(folder: Path) -> None:
    """Write down, in the replay's own database, what `restore` needs."""
    with (folder / "observations").open("w") as stream:
        write_rows(Observation.objects.order_by("pk").iterator(), stream)
    with (folder / "waiting").open("w") as stream:
        waiting = [*Hold.objects.order_by("pk"), *HeldValue.objects.order_by("pk")]
        write_rows(waiting, stream)
    with (folder / "declined").open("w") as stream:
        write_rows(DeclinedLink.objects.order_by("pk").iterator(), stream)
    with (folder / "changes").open("w") as stream:
        changes = Change.objects.exclude(snapshot=None).select_related("application", "notice").order_by("pk")
        for change in changes.iterator():
            stream.write(f"{json.dumps(_natural_key(change))}\t")
            write_rows([change], stream)
    moments = {
        name: [
            [*map(str, row[:-1]), row[-1].isoformat()] for row in model._default_manager.values_list(*key, "first_seen")
        ]
        for name, (model, key) in FIRST_SEEN.items()
    }
    (folder / "first_seen").write_text(json.dumps(moments))


def _natural_key(change: Change) -> list[str]:
    """Of what changed: an application's number, or a notice's origin and key."""
    if change.application is not None:
        return [change.application.number]
    assert change.notice is not None
    return [change.notice.origin, change.notice.key]


def restore(folder: Path) -> tuple[int, int]:
    """Put the present catalogue right: how many applications were made again, how many rows put right."""
    before = set(dump.lines())
    _mend()
    _restore_observations(folder / "observations")
    numbers = sorted(
        {
            *Observation.objects.exclude(application_number="").values_list("application_number", flat=True),
            *Application.objects.values_list("number", flat=True),
        }
    )
    for some in in_batches(numbers, APPLICATIONS_PER_BATCH):
        refresh_applications(some)
    _refresh_notices()
    _restore_first_seen(json.loads((folder / "first_seen").read_text()))
    _restore_changes(folder / "changes")
    _restore_waiting(folder / "waiting")
    _restore_declined(folder / "declined")
    return len(numbers), sum(line not in before for line in dump.lines())


@transaction.atomic
def _mend() -> None:
    lock_catalogue()
    mend_orphans()


@transaction.atomic
def _restore_observations(path: Path) -> None:
    with path.open() as stream:
        for batch in in_batches(serializers.deserialize("jsonl", stream)):
            replayed: list[Observation] = [deserialised.object for deserialised in batch]  # type: ignore[misc]
            present = {
                (row.origin, row.key, row.stands_since, row.digest): row
                for row in Observation.objects.filter(key__in={row.key for row in replayed})
            }
            for row in replayed:
                _put_right(row, present.get((row.origin, row.key, row.stands_since, row.digest)))


def _put_right(replayed: Observation, present: Observation | None) -> None:
    if present is None:
        Observation.objects.filter(origin=replayed.origin, key=replayed.key, superseded_at=None).update(
            superseded_at=replayed.stands_since
        )
        replayed.pk = None
        replayed.save(force_insert=True)
        return
    differing = [name for name in OBSERVED if getattr(present, name) != getattr(replayed, name)]
    for name in differing:
        setattr(present, name, getattr(replayed, name))
    if differing:
        present.save(update_fields=differing)


def _refresh_notices() -> None:
    """Make the notices anew, and let the calendar of committees know what they say."""
    rows = Observation.objects.filter(application_number="", superseded_at=None).select_related("snapshot")
    for batch in in_batches(rows.order_by("pk").iterator()):
        notices.write(notices.of_observations(batch), timezone.now())
    announced.take_all(timezone.now())


@transaction.atomic
def _restore_first_seen(moments: dict[str, list[list[str]]]) -> None:
    for name, rows in moments.items():
        model, key = FIRST_SEEN[name]
        wanted = {tuple(row[:-1]): datetime.datetime.fromisoformat(row[-1]) for row in rows}
        differing = []
        for row in model._default_manager.values_list("pk", "first_seen", *key).iterator():
            moment = wanted.get(tuple(map(str, row[2:])))
            if moment is not None and moment != row[1]:
                differing.append(model(pk=row[0], first_seen=moment))
        model._default_manager.bulk_update(differing, ["first_seen"], batch_size=BATCH)


@transaction.atomic
def _restore_changes(path: Path) -> None:
    applications = {(number,): pk for number, pk in Application.objects.values_list("number", "pk")}
    published = {(origin, key): pk for origin, key, pk in Notice.objects.values_list("origin", "key", "pk")}
    names = (
        *("snapshot_id", "application_id", "notice_id"),
        *("procedure", "subject", "field", "item", "person_name", "seen_at"),
    )
    present = set(Change.objects.exclude(snapshot=None).values_list(*names))
    missing = []
    with path.open() as stream:
        for line in stream:
            key, _, text = line.partition("\t")
            about = tuple(json.loads(key))
            change: Any = next(serializers.deserialize("jsonl", text)).object
            change.pk = None
            change.application_id, change.notice_id = applications.get(about), published.get(about)
            change.matched_at = timezone.now()
            if tuple(getattr(change, name) for name in names) not in present:
                missing.append(change)
    Change.objects.bulk_create(missing, batch_size=BATCH)


@transaction.atomic
def _restore_waiting(path: Path) -> None:
    """Holds that were lost, with the values that they keep back."""
    present = {(hold.origin, hold.field, hold.reason, hold.opened_at) for hold in Hold.objects.all()}
    restored: dict[int, Hold] = {}
    with path.open() as stream:
        for deserialised in serializers.deserialize("jsonl", stream):
            row: Any = deserialised.object
            if isinstance(row, Hold) and (row.origin, row.field, row.reason, row.opened_at) not in present:
                replayed_pk, row.pk = row.pk, None
                row.save(force_insert=True)
                restored[replayed_pk] = row
            elif isinstance(row, HeldValue) and row.hold_id in restored:
                row.pk, row.hold = None, restored[row.hold_id]
                row.save(force_insert=True)


@transaction.atomic
def _restore_declined(path: Path) -> None:
    """Links that were declined, exactly as the decisions say."""
    with path.open() as stream:
        replayed: list[Any] = [deserialised.object for deserialised in serializers.deserialize("jsonl", stream)]
    DeclinedLink.objects.all().delete()
    for row in replayed:
        row.pk = None
    DeclinedLink.objects.bulk_create(replayed, batch_size=BATCH)
