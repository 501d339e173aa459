"""Procedures and their steps."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tracker.catalogue import known
from tracker.catalogue.known import ResolvedApplication
from tracker.catalogue.models import Procedure
from tracker.catalogue.writing.tables import PROCEDURES, SLUGS, STEPS, Ids, ProcedureKey, StepKey

ToldStep = tuple[StepKey, known.Step]


class Procedures(msgspec.Struct):
    """The procedures of some applications: the ids of all; of those looked at, which there were and which there are.

    `steps` are those of the procedures looked at that were there and still are.
    """

    ids: dict[ProcedureKey, int]
    before: frozenset[int]
    wanted: dict[ProcedureKey, int] = {}
    steps: frozenset[int] = frozenset()

    def delete_unclaimed(self) -> None:
        """Procedures that nobody claims any more, with their steps: whoever entered them has taken that back."""
        Procedure.objects.filter(pk__in=self.before.difference(self.wanted.values())).delete()


def procedures_of(known: Sequence[ResolvedApplication], old: Ids) -> Procedures:
    ids = {key: row.pk for key, row in SLUGS.load("application_id", old.values()).items()}
    extents = {old[one.number]: one.extent for one in known if one.number in old}
    return Procedures(ids, frozenset(pk for (application, slug), pk in ids.items() if extents[application].has(slug)))


def write_procedures(
    known: Sequence[ResolvedApplication], applications: Ids, procedures: Procedures, moment: datetime.datetime
) -> None:
    wanted = {
        (applications[one.number], procedure.slug): {
            "application_id": applications[one.number],
            "slug": procedure.slug,
            "type": procedure.type,
            "status": procedure.status,
            "status_text": procedure.status_text[:200],
            "details": procedure.details,
            "milestones": _as_list(procedure.milestones) if procedure.milestones else [],
            "passages": _as_list(procedure.passages) if procedure.passages else [],
            "is_cleared": procedure.cleared,
        }
        for one in known
        for procedure in one.procedures
    }
    present = PROCEDURES.load("pk", procedures.before)
    procedures.wanted = PROCEDURES.synchronise(present, wanted, {"first_seen": moment})
    procedures.ids |= procedures.wanted


def _as_list(records: Sequence[msgspec.Struct]) -> list[Any]:
    """As a JSON column gives it back: compared like this, a row that did not change is not written."""
    return [msgspec.to_builtins(record) for record in records]


def all_steps(
    known: Iterable[ResolvedApplication], applications: Ids, procedures: Mapping[ProcedureKey, int]
) -> Iterable[ToldStep]:
    """The steps of these applications, with the key that their rows have."""
    for one in known:
        for procedure in one.procedures:
            owner = procedures[(applications[one.number], procedure.slug)]
            for step in procedure.steps:
                yield (owner, step.kind, step.occurrence), step


def write_steps(told: Sequence[ToldStep], procedures: Procedures, moment: datetime.datetime) -> dict[StepKey, int]:
    present = STEPS.load("procedure_id", procedures.before)
    wanted = {
        key: {
            "procedure_id": key[0],
            "kind": step.kind,
            "occurrence": step.occurrence,
            "date": step.date.first if step.date else None,
            "precision": step.date.precision if step.date else "day",
            "range_start": step.range[0] if step.range else None,
            "range_end": step.range[1] if step.range else None,
            "state": step.state,
            "label": step.label[:300],
            "reported_day": step.reported_day,
            "is_inferred": step.inferred,
            "is_cleared": step.cleared,
            "has_conflict": step.conflict,
        }
        for key, step in told
    }
    STEPS.forget(present, wanted)
    procedures.steps = frozenset(row.pk for key, row in present.items() if key in wanted)
    return STEPS.synchronise(present, wanted, {"first_seen": moment})
