"""Documents with their language versions, and the presentations of a medicine."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from scrapers.records import DocumentRecord, FileRecord
from tracker.catalogue.known import ResolvedApplication
from tracker.catalogue.writing.tables import DOCUMENTS, FILES, PRESENTATIONS, Ids, ProcedureKey


def write_documents(
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
    # One whose reference was corrected has another key: nobody claims the old one any more.
    DOCUMENTS.forget(present, wanted)
    documents = DOCUMENTS.synchronise(present, wanted, {"first_seen": moment})
    with_files = {documents[key]: record.files for key, record in records.items()}
    _write_files(with_files, [row.pk for key, row in present.items() if key in wanted])


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


def write_presentations(known: Sequence[ResolvedApplication], applications: Ids, old: Ids) -> None:
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
