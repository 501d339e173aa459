"""Documents that several sources name: one row each, with all its language versions and files. Pure."""

from collections.abc import Sequence

from scrapers.records import (
    DocumentRecord,
    FileRecord,
)
from tracker.catalogue.known import (
    Claim,
)


def documents_of(claims: Sequence[Claim]) -> tuple[DocumentRecord, ...]:
    """Documents of all claims; the same address, or else the same reference, is the same document."""
    known: dict[str, DocumentRecord] = {}
    ordered: dict[str, DocumentRecord] = {}
    for claim in claims:
        for document in claim.record.documents:
            twin = known.get(document.address) or known.get(document.key)
            merged = _merged(twin, document) if twin else document
            key = twin.key if twin else document.key
            ordered[key] = merged
            for name in (document.key, document.address, merged.key, merged.address):
                known[name] = merged
    return tuple(ordered.values())


def _merged(one: DocumentRecord, other: DocumentRecord) -> DocumentRecord:
    addresses = {file.address for file in one.files}
    others = {file.address: file for file in other.files}
    return DocumentRecord(
        title=one.title or other.title,
        address=one.address,
        type=one.type or other.type,
        reference=one.reference,
        status=one.status or other.status,
        procedure=one.procedure or other.procedure,
        first_published=one.first_published or other.first_published,
        last_updated=one.last_updated or other.last_updated,
        files=(
            *(_merged_file(file, others.get(file.address, file)) for file in one.files),
            *(file for file in other.files if file.address not in addresses),
        ),
        cleared=one.cleared and other.cleared,
        shares_reference=one.shares_reference,
    )


def _merged_file(one: FileRecord, other: FileRecord) -> FileRecord:
    """EMA's list of documents has no sizes, its pages have."""
    return FileRecord(
        language=one.language or other.language,
        address=one.address,
        size=one.size or other.size,
        format=one.format or other.format,
        first_published=one.first_published or other.first_published,
        last_updated=one.last_updated or other.last_updated,
    )
