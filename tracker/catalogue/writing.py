"""From what is known to the rows that show it: many applications at once, a fixed number of statements.

The rows are an index: they can be made again from the claims at any time.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from scrapers.dates import PartialDate
from scrapers.records import DocumentRecord, FileRecord
from tracker.catalogue import resolve, spelling
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
from tracker.catalogue.resolve import ResolvedApplication
from tracker.catalogue.rows import BATCH, in_batches, synchronise


def write(known: Sequence[ResolvedApplication], moment: datetime.datetime) -> dict[str, Application]:
    """Make the rows of these applications say what is known; new rows are first seen at `moment`. By number."""
    applications = _write_applications(known, moment)
    procedures = _write_procedures(known, applications, moment)
    steps = _write_steps(known, applications, procedures, moment)
    _write_evidence(known, applications, procedures, steps)
    _write_documents(known, applications, procedures, moment)
    _write_presentations(known, applications)
    _delete_unclaimed(applications, procedures)
    return applications


def _write_applications(known: Sequence[ResolvedApplication], moment: datetime.datetime) -> dict[str, Application]:
    present = {
        application.number: application
        for application in Application.objects.filter(number__in=[one.number for one in known]).select_related(
            "product"
        )
    }
    organisations = _organisations({one.value("applicant") for one in known} - {""})
    products = _products(known, present)
    wanted = {
        one.number: {
            "number": one.number,
            "authority": one.authority,
            "product_id": present[one.number].product_id if one.number in present else products[one.number].pk,
            "name": one.value("name")[:500],
            "category": one.value("category")[:40],
            "status": one.value("status") or "unknown",
            "status_text": one.value("status_text")[:200],
            "applicant_id": organisations[one.value("applicant")].pk if one.value("applicant") else None,
            "active_substance": one.value("active_substance"),
            "inn": one.value("inn"),
            "address": one.value("address")[:500],
            "details": {name: field.value for name, field in one.fields.items() if name not in resolve.MAIN_FIELDS},
            "is_reconstructed": one.is_reconstructed,
        }
        for one in known
    }
    applications = synchronise(Application, present, wanted, {"first_seen": moment})
    _write_substances(known, applications)
    return applications


def _products(known: Sequence[ResolvedApplication], present: Mapping[str, Application]) -> dict[str, Product]:
    """The product of each application that nobody linked to another: it is called as the application is."""
    own = [one for one in known if one.number not in present or present[one.number].product.key == one.number]
    keys = [one.number for one in own]
    rows = {product.key: product for product in Product.objects.filter(key__in=keys)}
    wanted = {one.number: {"key": one.number, "name": one.value("name")[:500] or one.number} for one in own}
    return synchronise(Product, rows, wanted)


def _organisations(names: set[str]) -> dict[str, Organisation]:
    """The organisation of each name; a name that no alias has makes a new one."""
    keys = {name: spelling.key(name) for name in names}
    aliases = {
        alias.key: alias.organisation
        for alias in OrganisationAlias.objects.filter(key__in=set(keys.values())).select_related("organisation")
    }
    new = {key: name for name, key in sorted(keys.items(), reverse=True) if key not in aliases}
    if new:
        created = _named(Organisation, new)
        OrganisationAlias.objects.bulk_create(
            [OrganisationAlias(organisation=created[key], name=name[:500], key=key) for key, name in new.items()]
        )
        aliases.update(created)
    return {name: aliases[key] for name, key in keys.items()}


def _named(model: Any, names: Mapping[str, str]) -> dict[str, Any]:
    present = {row.name: row for row in model.objects.filter(name__in=[name[:500] for name in names.values()])}
    rows = synchronise(model, present, {name[:500]: {"name": name[:500]} for name in names.values()})
    return {key: rows[name[:500]] for key, name in names.items()}


def _write_substances(known: Sequence[ResolvedApplication], applications: Mapping[str, Application]) -> None:
    names = {one.number: spelling.substances(one.value("inn"), one.value("active_substance")) for one in known}
    keys = {spelling.key(name): name for of_one in names.values() for name in of_one}
    aliases = {
        alias.key: alias.substance_id
        for alias in SubstanceAlias.objects.filter(key__in=keys).only("key", "substance_id")
    }
    new = {key: name for key, name in sorted(keys.items()) if key not in aliases}
    if new:
        created = _named(Substance, new)
        SubstanceAlias.objects.bulk_create(
            [SubstanceAlias(substance=created[key], name=name, key=key) for key, name in new.items()]
        )
        aliases.update({key: substance.pk for key, substance in created.items()})
    wanted = {
        (applications[number].pk, aliases[spelling.key(name)]) for number, of_one in names.items() for name in of_one
    }
    _write_links(wanted, [application.pk for application in applications.values()])


def _write_links(wanted: set[tuple[int, int]], applications: Sequence[int]) -> None:
    through = Application.substances.through
    present = {
        (link.application_id, link.substance_id): link.pk
        for link in through.objects.filter(application_id__in=applications)
    }
    through.objects.filter(pk__in=[pk for link, pk in present.items() if link not in wanted]).delete()
    new = [
        through(application_id=application, substance_id=substance)
        for application, substance in sorted(wanted - present.keys())
    ]
    through.objects.bulk_create(new, batch_size=BATCH)


ProcedureKey = tuple[int, str]
StepKey = tuple[int, str, int]


def _write_procedures(
    known: Sequence[ResolvedApplication], applications: Mapping[str, Application], moment: datetime.datetime
) -> dict[ProcedureKey, Procedure]:
    ids = [application.pk for application in applications.values()]
    present = {(row.application_id, row.slug): row for row in Procedure.objects.filter(application_id__in=ids)}
    wanted = {
        (applications[one.number].pk, procedure.slug): {
            "application_id": applications[one.number].pk,
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
    return synchronise(Procedure, present, wanted, {"first_seen": moment})


def _delete_unclaimed(applications: Mapping[str, Application], procedures: Mapping[ProcedureKey, Procedure]) -> None:
    """Procedures that nobody claims any more, with their steps: whoever entered them has taken that back."""
    ids = [application.pk for application in applications.values()]
    present = set(Procedure.objects.filter(application_id__in=ids).values_list("pk", flat=True))
    unclaimed = present - {procedure.pk for procedure in procedures.values()}
    Procedure.objects.filter(pk__in=unclaimed).delete()


def _as_list(records: Sequence[msgspec.Struct]) -> list[Any]:
    """As a JSON column gives it back: compared like this, a row that did not change is not written."""
    return [msgspec.to_builtins(record) for record in records]


def _all_steps(
    known: Iterable[ResolvedApplication],
    applications: Mapping[str, Application],
    procedures: Mapping[ProcedureKey, Procedure],
) -> Iterable[tuple[StepKey, resolve.Step]]:
    for one in known:
        for procedure in one.procedures:
            owner = procedures[(applications[one.number].pk, procedure.slug)].pk
            for step in procedure.steps:
                yield (owner, step.kind, step.occurrence), step


def _write_steps(
    known: Sequence[ResolvedApplication],
    applications: Mapping[str, Application],
    procedures: Mapping[ProcedureKey, Procedure],
    moment: datetime.datetime,
) -> dict[StepKey, ProceduralStep]:
    ids = [procedure.pk for procedure in procedures.values()]
    present = {(row.procedure_id, row.kind, row.occurrence): row for row in _rows(ProceduralStep, "procedure_id", ids)}
    wanted = {
        key: {
            "procedure_id": key[0],
            "kind": step.kind,
            "occurrence": step.occurrence,
            **_dated("date", step.date),
            "range_start": step.range[0] if step.range else None,
            "range_end": step.range[1] if step.range else None,
            "state": step.state,
            "label": step.label[:300],
            "reported_day": step.reported_day,
            "is_inferred": step.inferred,
            "is_cleared": step.cleared,
            "has_conflict": step.conflict,
        }
        for key, step in _all_steps(known, applications, procedures)
    }
    superfluous = [row.pk for key, row in present.items() if key not in wanted]
    ProceduralStep.objects.filter(pk__in=superfluous).delete()
    return synchronise(ProceduralStep, present, wanted, {"first_seen": moment})


def _rows(model: Any, name: str, ids: Sequence[int]) -> Iterable[Any]:
    """Rows whose `name` is one of many ids, a bounded number of ids in each statement."""
    for some in in_batches(ids, BATCH * 10):
        yield from model.objects.filter(**{f"{name}__in": some})


def _dated(name: str, date: PartialDate | None) -> dict[str, Any]:
    return {name: date.first if date else None, "precision": date.precision if date else "day"}


def _write_evidence(
    known: Sequence[ResolvedApplication],
    applications: Mapping[str, Application],
    procedures: Mapping[ProcedureKey, Procedure],
    steps: Mapping[StepKey, ProceduralStep],
) -> None:
    ids = [application.pk for application in applications.values()]
    present = {row.fingerprint: row for row in _rows(Evidence, "application_id", ids)}
    owner = {procedure.pk: procedure.application_id for procedure in procedures.values()}
    wanted: dict[str, dict[str, Any]] = {}
    for key, step in _all_steps(known, applications, procedures):
        for piece in step.evidence:
            old = present.get(piece.fingerprint)
            wanted[piece.fingerprint] = {
                "application_id": owner[key[0]],
                "step_id": steps[key].pk,
                "fingerprint": piece.fingerprint,
                "origin": piece.claim.origin,
                "claimed_by": piece.claim.claimed_by[:200],
                "quote": piece.record.quote,
                "locator": piece.record.locator[:300],
                **_dated("date", piece.record.date),
                "supports": list(piece.record.supports),
                "first_snapshot_id": piece.claim.snapshot,
                "last_snapshot_id": old.last_snapshot_id if old and piece.cleared else piece.claim.snapshot,
                "entry_id": piece.claim.entry,
                "is_current": not piece.cleared,
            }
    wanted |= {name: {"is_current": False} for name in present.keys() - wanted.keys()}
    synchronise(Evidence, present, wanted, fixed=("first_snapshot_id",))


def _write_documents(
    known: Sequence[ResolvedApplication],
    applications: Mapping[str, Application],
    procedures: Mapping[ProcedureKey, Procedure],
    moment: datetime.datetime,
) -> None:
    ids = [application.pk for application in applications.values()]
    present = {(row.application_id, row.key): row for row in _rows(Document, "application_id", ids)}
    records = {
        (applications[one.number].pk, document.key[:500]): document for one in known for document in one.documents
    }
    wanted = {
        key: _document_values(key, record, procedures.get((key[0], record.procedure)))
        for key, record in records.items()
    }
    documents = synchronise(Document, present, wanted, {"first_seen": moment})
    _write_files({documents[key].pk: record.files for key, record in records.items()})


def _document_values(key: tuple[int, str], record: DocumentRecord, procedure: Procedure | None) -> dict[str, Any]:
    return {
        "application_id": key[0],
        "procedure_id": procedure.pk if procedure else None,
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


def _write_files(files: Mapping[int, Sequence[FileRecord]]) -> None:
    present = {(row.document_id, row.address): row for row in _rows(DocumentFile, "document_id", list(files))}
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
    synchronise(DocumentFile, present, wanted)


def _write_presentations(known: Sequence[ResolvedApplication], applications: Mapping[str, Application]) -> None:
    ids = [application.pk for application in applications.values()]
    present = {(row.application_id, row.number): row for row in _rows(Presentation, "application_id", ids)}
    wanted = {
        (applications[one.number].pk, record.number): {
            "application_id": applications[one.number].pk,
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
        for one in known
        for record in one.presentations
    }
    synchronise(Presentation, present, wanted)
