"""From what is known to the rows that show it: many applications at once, a fixed number of statements.

The rows are an index: they can be made again from the claims at any time.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import models

from scrapers.dates import PartialDate
from scrapers.records import DocumentRecord, FileRecord
from tracker.catalogue import concerns, resolve, spelling
from tracker.catalogue.models import (
    Application,
    Document,
    DocumentFile,
    Evidence,
    Organisation,
    OrganisationAlias,
    Presentation,
    ProceduralStep,
    Procedure,
    Product,
    Substance,
    SubstanceAlias,
)
from tracker.catalogue.resolve import WHOLE, ResolvedApplication
from tracker.catalogue.rows import BATCH, Stored, Table, in_batches

PRODUCTS = Table(Product, key=["key"], columns=["key", "name"])
APPLICATIONS = Table(
    Application,
    key=["number"],
    columns=[
        *("number", "authority", "type", "product_id", "name", "name_key"),
        *("category", "status", "status_text", "applicant_id"),
        *("active_substance", "inn", "address", "details", "is_reconstructed"),
    ],
)
ORGANISATIONS = Table(Organisation, key=["name"], columns=["name"])
ORGANISATION_ALIASES = Table(OrganisationAlias, key=["key"], columns=["key", "name", "organisation_id"])
SUBSTANCES = Table(Substance, key=["name"], columns=["name"])
SUBSTANCE_ALIASES = Table(SubstanceAlias, key=["key"], columns=["key", "name", "substance_id"])
LINKS = Table(
    Application.substances.through,
    key=["application_id", "substance_id"],
    columns=["application_id", "substance_id"],
)
PROCEDURES = Table(
    Procedure,
    key=["application_id", "slug"],
    columns=[
        *("application_id", "slug", "type", "status", "status_text"),
        *("details", "milestones", "passages", "is_cleared"),
    ],
)
STEPS = Table(
    ProceduralStep,
    key=["procedure_id", "kind", "occurrence"],
    columns=[
        *("procedure_id", "kind", "occurrence", "date", "precision", "range_start", "range_end", "state", "label"),
        *("reported_day", "is_inferred", "is_cleared", "has_conflict"),
    ],
)
EVIDENCE = Table(
    Evidence,
    key=["fingerprint"],
    columns=[
        *("application_id", "step_id", "fingerprint", "origin", "claimed_by", "quote", "locator", "date", "precision"),
        *("supports", "first_snapshot_id", "last_snapshot_id", "entry_id", "is_current"),
    ],
)
DOCUMENTS = Table(
    Document,
    key=["application_id", "key"],
    columns=[
        *("application_id", "procedure_id", "key", "title", "type", "reference", "status", "address"),
        *("first_published", "last_updated", "is_cleared"),
    ],
)
FILES = Table(
    DocumentFile,
    key=["document_id", "address"],
    columns=["document_id", "language", "address", "size", "format", "first_published", "last_updated"],
)
PRESENTATIONS = Table(
    Presentation,
    key=["application_id", "number"],
    columns=[
        *("application_id", "number", "name", "ingredients", "form", "route", "marketing_status"),
        *("reference_drug", "reference_standard", "equivalence_code"),
    ],
)

Ids = Mapping[str, int]
"""The ids of applications by number."""
ProcedureKey = tuple[int, str]
StepKey = tuple[int, str, int]


class Confirmed(NamedTuple):
    """The origin whose records changed, and the snapshot that says now what it said of all that did not."""

    origin: str
    snapshot: int


def write(
    known: Sequence[ResolvedApplication], moment: datetime.datetime, confirmed: Confirmed | None = None
) -> dict[str, int]:
    """Make the rows of these applications say what is known; new rows are first seen at `moment`. Ids by number.

    Of an application that is known to an extent only, the rows beyond it stay as they are; the evidence among them is
    `confirmed`.
    """
    present = APPLICATIONS.load("number", [one.number for one in known])
    applications = _write_applications(known, present, moment)
    # Only what is there can have rows: of a new application nothing is looked up.
    old = {number: row.pk for number, row in present.items()}
    procedures = _procedures_of(known, old)
    if confirmed:
        _confirm_evidence([old[one.number] for one in known if one.extent is not WHOLE], procedures, confirmed)
    _write_procedures(known, applications, procedures, moment)
    steps = _write_steps(known, applications, procedures, moment)
    _write_evidence(known, applications, old, procedures, steps)
    _write_documents(known, applications, procedures.ids, old, moment)
    _write_presentations(known, applications, old)
    procedures.delete_unclaimed()
    return applications


def _write_applications(
    known: Sequence[ResolvedApplication], present: Mapping[str, Stored], moment: datetime.datetime
) -> dict[str, int]:
    organisations = _organisations({one.value("applicant") for one in known} - {""})
    products = _products(known, present)
    wanted = {
        one.number: {
            "number": one.number,
            "authority": one.authority,
            "type": one.type,
            "product_id": products[one.number],
            "name": one.value("name")[:500],
            "name_key": spelling.name_key(one.value("name")),
            "category": one.value("category")[:40],
            "status": one.value("status") or "unknown",
            "status_text": one.value("status_text")[:200],
            "applicant_id": organisations.get(one.value("applicant")),
            "active_substance": one.value("active_substance"),
            "inn": one.value("inn"),
            "address": one.value("address")[:500],
            "details": {name: field.value for name, field in one.fields.items() if name not in resolve.MAIN_FIELDS},
            "is_reconstructed": one.is_reconstructed,
        }
        for one in known
    }
    applications = APPLICATIONS.synchronise(present, wanted, {"first_seen": moment})
    old = [row.pk for row in present.values()]
    _write_substances(known, applications, old)
    concerns.write(known, applications, old)
    return applications


def _products(known: Sequence[ResolvedApplication], present: Mapping[str, Stored]) -> dict[str, int]:
    """The product of each application; one that nobody linked to another is called as the application is."""
    linked = dict(
        Application.objects.filter(number__in=list(present))
        .exclude(product__key=models.F("number"))
        .values_list("number", "product_id")
    )
    own = [one for one in known if one.number not in linked]
    rows = PRODUCTS.load("key", [one.number for one in own])
    wanted = {one.number: {"key": one.number, "name": one.value("name")[:500] or one.number} for one in own}
    return linked | PRODUCTS.synchronise(rows, wanted, {"also_known_as": "", "note": ""})


def _organisations(names: set[str]) -> dict[str, int]:
    """The organisation of each name; a name that no alias has makes a new one."""
    return _named(names, ORGANISATIONS, ORGANISATION_ALIASES, "organisation_id")


def _named(names: Iterable[str], things: Table, aliases: Table, owner: str) -> dict[str, int]:
    """The id of what each name names, through the keys of aliases; what no alias names is made, with its alias."""
    keys = {name: spelling.key(name) for name in sorted(names, reverse=True)}
    owners = {key: dict(zip(aliases.columns, row.values, strict=True))[owner] for key, row in _by_key(aliases, keys)}
    new = {key: name for name, key in keys.items() if key not in owners}
    if new:
        titles = sorted({name[:500] for name in new.values()})
        made = things.synchronise(things.load("name", titles), {name: {"name": name} for name in titles})
        owners |= {key: made[name[:500]] for key, name in new.items()}
        aliases.insert((key, name[:500], owners[key]) for key, name in new.items())
    return {name: owners[key] for name, key in keys.items()}


def _by_key(aliases: Table, keys: Mapping[str, str]) -> Iterable[tuple[str, Stored]]:
    return aliases.load("key", set(keys.values())).items()


def _write_substances(known: Sequence[ResolvedApplication], applications: Ids, old: Sequence[int]) -> None:
    _join_substances(
        {applications[one.number]: (one.value("inn"), one.value("active_substance")) for one in known}, old
    )


def rejoin_substances(applications: Sequence[int]) -> None:
    """Join applications with their substances anew, after a person has changed what a substance is called."""
    rows = Application.objects.filter(pk__in=applications).values_list("pk", "inn", "active_substance")
    _join_substances({pk: (inn, active_substance) for pk, inn, active_substance in rows}, applications)


def _join_substances(said: Mapping[int, tuple[str, str]], old: Sequence[int]) -> None:
    """`said` gives, by id of an application, the common name and the list of active substances."""
    names = {pk: spelling.substances(*of_one) for pk, of_one in said.items()}
    substances = _named(
        {name for of_one in names.values() for name in of_one}, SUBSTANCES, SUBSTANCE_ALIASES, "substance_id"
    )
    wanted = {(pk, substances[name]) for pk, of_one in names.items() for name in of_one}
    present = LINKS.load("application_id", old)
    LINKS.model._default_manager.filter(pk__in=[row.pk for link, row in present.items() if link not in wanted]).delete()
    LINKS.insert(sorted(wanted - present.keys()))


class _Procedures(msgspec.Struct):
    """The procedures of some applications: the ids of all; of those looked at, which there were and which there are."""

    ids: dict[ProcedureKey, int]
    before: frozenset[int]
    wanted: dict[ProcedureKey, int] = {}

    def delete_unclaimed(self) -> None:
        """Procedures that nobody claims any more, with their steps: whoever entered them has taken that back."""
        Procedure.objects.filter(pk__in=self.before.difference(self.wanted.values())).delete()


def _procedures_of(known: Sequence[ResolvedApplication], old: Ids) -> _Procedures:
    rows = Procedure.objects.filter(application_id__in=list(old.values())).values_list("application_id", "slug", "pk")
    ids = {(application, slug): pk for application, slug, pk in rows.iterator()}
    extents = {old[one.number]: one.extent for one in known if one.number in old}
    return _Procedures(ids, frozenset(pk for (application, slug), pk in ids.items() if extents[application].has(slug)))


def _write_procedures(
    known: Sequence[ResolvedApplication], applications: Ids, procedures: _Procedures, moment: datetime.datetime
) -> None:
    wanted = {
        (applications[one.number], procedure.slug): {
            "application_id": applications[one.number],
            "slug": procedure.slug,
            "type": procedure.type,
            "status": procedure.status,
            "status_text": procedure.status_text[:200],
            "details": procedure.details,
            "milestones": _as_list(procedure.milestones),
            "passages": _as_list(procedure.passages),
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
    return [msgspec.to_builtins(record) for record in records] if records else []


def _all_steps(
    known: Iterable[ResolvedApplication], applications: Ids, procedures: Mapping[ProcedureKey, int]
) -> Iterable[tuple[StepKey, resolve.Step]]:
    for one in known:
        for procedure in one.procedures:
            owner = procedures[(applications[one.number], procedure.slug)]
            for step in procedure.steps:
                yield (owner, step.kind, step.occurrence), step


def _write_steps(
    known: Sequence[ResolvedApplication],
    applications: Ids,
    procedures: _Procedures,
    moment: datetime.datetime,
) -> dict[StepKey, int]:
    present = STEPS.load("procedure_id", procedures.before)
    wanted = {
        key: {
            "procedure_id": key[0],
            "kind": step.kind,
            "occurrence": step.occurrence,
            **_dated(step.date),
            "range_start": step.range[0] if step.range else None,
            "range_end": step.range[1] if step.range else None,
            "state": step.state,
            "label": step.label[:300],
            "reported_day": step.reported_day,
            "is_inferred": step.inferred,
            "is_cleared": step.cleared,
            "has_conflict": step.conflict,
        }
        for key, step in _all_steps(known, applications, procedures.wanted)
    }
    superfluous = [row.pk for key, row in present.items() if key not in wanted]
    ProceduralStep.objects.filter(pk__in=superfluous).delete()
    return STEPS.synchronise(present, wanted, {"first_seen": moment})


def _dated(date: PartialDate | None) -> dict[str, Any]:
    return {"date": date.first if date else None, "precision": date.precision if date else "day"}


def _confirm_evidence(applications: Sequence[int], procedures: _Procedures, confirmed: Confirmed) -> None:
    looked_at = ProceduralStep.objects.filter(procedure__in=procedures.before)
    current = Evidence.objects.filter(origin=confirmed.origin, is_current=True).exclude(step__in=looked_at)
    for some in in_batches(applications, BATCH * 10):
        current.filter(application_id__in=some).update(last_snapshot_id=confirmed.snapshot)


def _write_evidence(
    known: Sequence[ResolvedApplication],
    applications: Ids,
    old: Ids,
    procedures: _Procedures,
    steps: Mapping[StepKey, int],
) -> None:
    told = [
        (piece, steps[key])
        for key, step in _all_steps(known, applications, procedures.wanted)
        for piece in step.evidence
    ]
    # What spoke for a step that is no longer told apart has lost it by now.
    present = EVIDENCE.load("step__procedure_id", procedures.before) | EVIDENCE.load(
        "application_id", old.values(), step=None
    )
    before = {name: dict(zip(EVIDENCE.columns, row.values, strict=True)) for name, row in present.items()}
    wanted = {
        piece.fingerprint: _evidence_values(
            piece, step, applications[piece.claim.record.number], before.get(piece.fingerprint)
        )
        for piece, step in told
    }
    wanted |= {name: {**row, "is_current": False} for name, row in before.items() if name not in wanted}
    EVIDENCE.synchronise(present, wanted)


def _evidence_values(
    piece: resolve.StepEvidence, step: int, application: int, before: Mapping[str, Any] | None
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
        **_dated(record.date),
        "supports": list(record.supports),
        "first_snapshot_id": before["first_snapshot_id"] if before else claim.snapshot,
        "last_snapshot_id": before["last_snapshot_id"] if before and piece.cleared else claim.snapshot,
        "entry_id": claim.entry,
        "is_current": not piece.cleared,
    }


def _write_documents(
    known: Sequence[ResolvedApplication],
    applications: Ids,
    procedures: Mapping[ProcedureKey, int],
    old: Ids,
    moment: datetime.datetime,
) -> None:
    looked_at = [one for one in known if one.extent.documents]
    records = {
        (applications[one.number], document.key[:500]): document for one in looked_at for document in one.documents
    }
    wanted = {
        key: _document_values(key, record, procedures.get((key[0], record.procedure)))
        for key, record in records.items()
    }
    present = DOCUMENTS.load("application_id", [old[one.number] for one in looked_at if one.number in old])
    documents = DOCUMENTS.synchronise(present, wanted, {"first_seen": moment})
    with_files = {documents[key]: record.files for key, record in records.items()}
    _write_files(with_files, [row.pk for row in present.values()])


def _document_values(key: tuple[int, str], record: DocumentRecord, procedure: int | None) -> dict[str, Any]:
    return {
        "application_id": key[0],
        "procedure_id": procedure,
        "key": key[1],
        "title": record.title,
        "type": record.type[:80],
        "reference": record.reference[:120],
        "status": record.status[:80],
        "address": record.address[:500],
        "first_published": record.first_published.first if record.first_published else None,
        "last_updated": record.last_updated.first if record.last_updated else None,
        "is_cleared": record.cleared,
    }


def _write_files(files: Mapping[int, Sequence[FileRecord]], old: Sequence[int]) -> None:
    wanted = {
        (document, file.address[:500]): {
            "document_id": document,
            "language": file.language[:8],
            "address": file.address[:500],
            "size": file.size[:40],
            "format": file.format[:20],
            "first_published": file.first_published.first if file.first_published else None,
            "last_updated": file.last_updated.first if file.last_updated else None,
        }
        for document, of_one in files.items()
        for file in of_one
    }
    FILES.synchronise(FILES.load("document_id", old), wanted)


def _write_presentations(known: Sequence[ResolvedApplication], applications: Ids, old: Ids) -> None:
    looked_at = [one for one in known if one.extent.presentations]
    wanted = {
        (applications[one.number], record.number[:10]): {
            "application_id": applications[one.number],
            "number": record.number[:10],
            "name": record.name[:500],
            "ingredients": [list(pair) for pair in record.ingredients],
            "form": record.form[:200],
            "route": record.route[:200],
            "marketing_status": record.marketing_status[:80],
            "reference_drug": record.reference_drug[:20],
            "reference_standard": record.reference_standard[:20],
            "equivalence_code": record.equivalence_code[:40],
        }
        for one in looked_at
        for record in one.presentations
    }
    present = PRESENTATIONS.load("application_id", [old[one.number] for one in looked_at if one.number in old])
    PRESENTATIONS.synchronise(present, wanted)
