"""The words that speak for steps, with the first and the last snapshot that had them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker.catalogue import known
from tracker.catalogue.models import Evidence, ProceduralStep
from tracker.catalogue.rows import BATCH, in_batches
from tracker.catalogue.writing.procedures import Procedures, ToldStep
from tracker.catalogue.writing.tables import EVIDENCE, Ids, StepKey


class Confirmed(NamedTuple):
    """The origin whose records changed, and the snapshot that says now what it said of all that did not."""

    origin: str
    snapshot: int


def confirm_evidence(applications: Sequence[int], procedures: Procedures, confirmed: Confirmed) -> None:
    looked_at = ProceduralStep.objects.filter(procedure__in=procedures.before)
    current = Evidence.objects.filter(origin=confirmed.origin, is_current=True).exclude(step__in=looked_at)
    for some in in_batches(applications, BATCH * 10):
        current.filter(application_id__in=some).update(last_snapshot_id=confirmed.snapshot)


def write_evidence(
    told: Sequence[ToldStep],
    applications: Ids,
    old: Ids,
    procedures: Procedures,
    steps: Mapping[StepKey, int],
) -> None:
    # What spoke for a step that is no longer told apart has lost it by now.
    present = EVIDENCE.load("step_id", procedures.steps) | EVIDENCE.load("application_id", old.values(), step_id=None)
    before = {name: dict(zip(EVIDENCE.columns, row.values, strict=True)) for name, row in present.items()}
    wanted = {
        piece.fingerprint: _evidence_values(
            piece, steps[key], applications[piece.claim.record.number], before.get(piece.fingerprint)
        )
        for key, step in told
        for piece in step.evidence
    }
    wanted |= {name: {**row, "is_current": False} for name, row in before.items() if name not in wanted}
    EVIDENCE.synchronise(present, wanted)


def _evidence_values(
    piece: known.StepEvidence, step: int, application: int, before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The first snapshot that said it stays; what is no longer shown was said last by the one before."""
    claim, record = piece.claim, piece.record
    return {
        "application_id": application,
        "step_id": step,
        "fingerprint": piece.fingerprint,
        "origin": claim.origin,
        "claimed_by": claim.claimed_by[:200],
        "quote": record.quote,
        "locator": record.locator[:300],
        "date": record.date.first if record.date else None,
        "precision": record.date.precision if record.date else "day",
        "supports": list(record.supports),
        "first_snapshot_id": before["first_snapshot_id"] if before else claim.snapshot,
        "last_snapshot_id": before["last_snapshot_id"] if before and piece.cleared else claim.snapshot,
        "entry_id": claim.entry,
        "is_current": not piece.cleared,
    }
