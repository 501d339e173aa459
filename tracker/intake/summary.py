"""What came of a reading, as people read it: what came, what changed, what is held, what was odd, what is gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from tracker.catalogue.models import Change
from tracker.sources.models import Snapshot

FIRST = 3
"""How many of each kind are shown."""

WEIGHTS = (Change.Significance.CRITICAL, Change.Significance.MAJOR, Change.Significance.MINOR)


@dataclass(frozen=True)
class ChangedField:
    """What changed in one field, in one weight: how many changes, how many of them may alert, the first of them."""

    subject: str
    field: str
    significance: str
    count: int
    alerting: int
    first: tuple[Change, ...]


@dataclass(frozen=True)
class Oddity:
    """Warnings of one kind: how many, and where the first of them were, each a place and the words found there."""

    what: str
    count: int
    first: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Summary:
    """All of it. `missing` are the first keys that a whole list no longer has; `seconds` None where it is not known."""

    counts: Mapping[str, int]
    changes: tuple[ChangedField, ...]
    held: Sequence[Mapping[str, Any]]
    oddities: tuple[Oddity, ...]
    missing: tuple[str, ...]
    missing_count: int
    seconds: float | None

    @property
    def change_count(self) -> int:
        """How many changes, but for noise."""
        return sum(one.count for one in self.changes)

    @property
    def alerting_count(self) -> int:
        """How many of them may alert."""
        return sum(one.alerting for one in self.changes)

    @property
    def held_count(self) -> int:
        """How many rows wait for a person."""
        return sum(one["rows"] for one in self.held)

    @property
    def oddity_count(self) -> int:
        """How many warnings."""
        return sum(one.count for one in self.oddities)


def summary_of(snapshot: Snapshot, first: int = FIRST) -> Summary:
    """What a snapshot brought; two queries, however much that is."""
    said = snapshot.summary
    missing = said.get("missing", [])
    return Summary(
        counts={name: count for name, count in said.get("counts", {}).items() if count},
        changes=_changes(snapshot, first),
        held=said.get("held", []),
        oddities=oddities(said.get("warnings", []), first),
        missing=tuple(missing[: 10 * first]),
        missing_count=len(missing),
        seconds=said.get("seconds"),
    )


def oddities(warnings: Iterable[Mapping[str, str]], first: int = FIRST) -> tuple[Oddity, ...]:
    """Warnings by kind, the most frequent kind first. Pure."""
    found: dict[str, list[tuple[str, str]]] = {}
    for warning in warnings:
        found.setdefault(warning.get("what", ""), []).append((warning.get("where", ""), warning.get("text", "")))
    ordered = sorted(found.items(), key=lambda kind: -len(kind[1]))
    return tuple(Oddity(what, len(places), tuple(places[:first])) for what, places in ordered)


def _changes(snapshot: Snapshot, first: int) -> tuple[ChangedField, ...]:
    rows = Change.objects.filter(snapshot=snapshot, person_name="").exclude(significance=Change.Significance.NOISE)
    names = ("subject", "field", "significance")
    counted = rows.order_by().values(*names).annotate(count=Count("pk"), alerts=Count("pk", filter=Q(alerting=True)))
    place = Window(RowNumber(), partition_by=[F(name) for name in names], order_by="id")
    shown = rows.annotate(place=place).filter(place__lte=first).select_related("application__product", "notice")
    by_group = groupby(sorted(shown, key=_group), key=_group)
    firsts = {group: tuple(sorted(of_one, key=lambda change: change.pk)) for group, of_one in by_group}
    found = [
        ChangedField(
            **{name: one[name] for name in names},
            count=one["count"],
            alerting=one["alerts"],
            first=firsts.get(tuple(one[name] for name in names), ()),
        )
        for one in counted
    ]
    return tuple(sorted(found, key=lambda one: (WEIGHTS.index(one.significance), -one.count, one.field)))


def _group(change: Change) -> tuple[str, ...]:
    return (change.subject, change.field, change.significance)
