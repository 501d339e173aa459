"""What became of bytes: the object that `ingest --json` prints."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from scrapers.records import Reading
from tracker.catalogue.concerns import numbers_stated
from tracker.catalogue.models import Change
from tracker.intake.models import Hold
from tracker.sources.models import Snapshot

MOST_CHANGES_SHOWN = 100_000
ABOUT = ("application__number", "notice_id", "notice__key")
SHOWN = {
    **{name: name for name in ("procedure", "subject", "field", "before", "after", "significance", "alerting")},
    "correction": "is_correction",
}
"""What is shown of a change, and the columns that it is in."""


@dataclass(frozen=True)
class Outcome:
    """How one file or page ended. `word` is the contract's; `snapshot` is None where nothing was archived."""

    word: str
    source: str
    reader: str
    snapshot: Snapshot | None = None
    applications: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    changes: tuple[dict[str, Any], ...] = ()
    held: tuple[dict[str, Any], ...] = ()
    warnings: tuple[dict[str, str], ...] = ()
    error: str = ""

    @property
    def is_failure(self) -> bool:
        """Whether something stopped the file."""
        return bool(self.error)


def counts_of(reading: Reading) -> dict[str, int]:
    """How much a reader found."""
    return {
        "applications": len(reading.records),
        "procedures": sum(len(record.procedures) for record in reading.records),
        "steps": sum(len(procedure.steps) for record in reading.records for procedure in record.procedures),
        "documents": sum(len(record.documents) for record in reading.records),
        "notices": len(reading.notices),
    }


def changes_of(snapshot: Snapshot) -> tuple[dict[str, Any], ...]:
    """The changes that a snapshot caused, never noise."""
    changes = Change.objects.filter(snapshot=snapshot, person_name="").exclude(significance=Change.Significance.NOISE)
    rows = list(changes.order_by("id").values_list(*ABOUT, *SHOWN.values())[:MOST_CHANGES_SHOWN])
    numbers = numbers_stated({notice for _, notice, *_ in rows if notice})
    return tuple(
        # The application's number; of a notice the one number that it states, else its own key.
        {"number": number or numbers.get(notice) or key} | dict(zip(SHOWN, said, strict=True))
        for number, notice, key, *said in rows
    )


def held_by(snapshot: Snapshot, origin: str) -> tuple[dict[str, Any], ...]:
    """What a snapshot opened, or added to, that waits for a person."""
    holds = Hold.objects.filter(origin=origin, updated_at=snapshot.retrieved_at, state=Hold.State.OPEN)
    return tuple(
        {
            "id": hold.pk,
            "source": snapshot.source.address,
            "reason": hold.reason,
            "field": hold.field,
            "rows": hold.rows,
        }
        for hold in holds.order_by("id")
    )


def as_json(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """The one object that the contract describes, for any number of files."""
    outcomes = list(outcomes)
    counts: dict[str, int] = {"applications": 0, "procedures": 0, "steps": 0, "documents": 0, "notices": 0}
    for outcome in outcomes:
        for name, count in outcome.counts.items():
            counts[name] = counts.get(name, 0) + count
    return {
        "applications": list(dict.fromkeys(number for outcome in outcomes for number in outcome.applications)),
        "snapshots": [
            {
                "id": outcome.snapshot.pk if outcome.snapshot else None,
                "source": outcome.source,
                "sha256": outcome.snapshot.sha256 if outcome.snapshot else None,
                "reader": outcome.reader,
                "outcome": outcome.word,
            }
            for outcome in outcomes
        ],
        "counts": {
            **counts,
            "changes": sum(len(outcome.changes) for outcome in outcomes),
            "held": sum(held["rows"] for outcome in outcomes for held in outcome.held),
        },
        "changes": [change for outcome in outcomes for change in outcome.changes],
        "held": [held for outcome in outcomes for held in outcome.held],
        "warnings": [warning for outcome in outcomes for warning in outcome.warnings],
        "errors": [
            {"source": outcome.source, "outcome": outcome.word, "message": outcome.error}
            for outcome in outcomes
            if outcome.error
        ],
    }
