"""The documents of one application: which are told apart by their reference, and which of two lists are the same."""

import datetime
from collections.abc import Iterable, Sequence

import msgspec

from scrapers.records import DocumentRecord


def told_apart(documents: Iterable[DocumentRecord]) -> tuple[DocumentRecord, ...]:
    """The documents in their order, each with a key of its own.

    EMA gives one reference to several documents (a report and its annex, a report and its correction). The one
    published first keeps the reference as its key, so that a later one does not rename it; the others go by address.
    """
    documents = tuple(documents)
    first: dict[str, DocumentRecord] = {}
    for document in sorted(documents, key=_age):
        first.setdefault(document.reference, document)
    return tuple(
        _going_by_address(document, bool(document.reference) and first[document.reference] is not document)
        for document in documents
    )


def matched(
    old: Sequence[DocumentRecord], new: Sequence[DocumentRecord]
) -> list[tuple[DocumentRecord | None, DocumentRecord | None]]:
    """Documents of two lists in pairs: of one address, else of one key. First the new ones, in order."""
    by_address = {document.address: document for document in new}
    twins = {id(by_address[one.address]): one for one in reversed(old) if one.address in by_address}
    taken = {id(one) for one in twins.values()}
    by_key = {one.key: one for one in reversed(old) if id(one) not in taken}
    for document in new:
        if id(document) not in twins and (twin := by_key.pop(document.key, None)):
            twins[id(document)] = twin
            taken.add(id(twin))
    pairs = [(twins.get(id(document)), document) for document in new]
    return pairs + [(one, None) for one in old if id(one) not in taken]


def _age(document: DocumentRecord) -> tuple[datetime.date, str]:
    published = document.first_published or document.last_updated
    return (published.first if published else datetime.date.max, document.address)


def _going_by_address(document: DocumentRecord, shares_reference: bool) -> DocumentRecord:
    if document.shares_reference == shares_reference:
        return document
    return msgspec.structs.replace(document, shares_reference=shares_reference)
