"""Whether what is read from a mutated copy is right, judged by what is read from the original.

The reading of the copy is taken through the comparison of the house, as if the source had published the copy after the
original. Facts may be missing then, or be held for a person; nothing may be new, and nothing may say something else.
"""

import datetime
import re
from collections.abc import Collection, Iterator, Mapping

from scrapers.accepting import accept, accept_notice
from scrapers.columns import BETWEEN
from scrapers.compare import Difference, differences, notice_differences
from scrapers.documents import matched
from scrapers.records import AnyRecord, ApplicationRecord, DocumentRecord, NoticeRecord, Reading
from scrapers.text import spelling
from tracker.catalogue.encoding import digest
from tracker.intake.comparison import Said, Standing, compare, word

_BETWEEN_PARTS = re.compile(r"[ ,()]+")


def complaints(original: Reading, mutated: Reading, day: datetime.date) -> list[str]:
    """What the copy, read on a day, says that the original does not; nothing, if all is well."""
    known = {record.identity: record for record in original.everything}
    comparison = compare(mutated, _standing(known), day)
    found = [f"a new {type(new.current).__name__}: {new.key}" for new in comparison.new]
    for row in comparison.changed:
        found += [f"{row.key}: {text}" for text in _changes(row.previous, row.current, row.held)]
    return found


def _changes(previous: AnyRecord, current: AnyRecord, held: Collection[str]) -> Iterator[str]:
    """What a record says otherwise than before, once it is accepted."""
    if isinstance(previous, NoticeRecord) and isinstance(current, NoticeRecord):
        found = notice_differences(previous, accept_notice(previous, current, held))
    elif isinstance(previous, ApplicationRecord) and isinstance(current, ApplicationRecord):
        found = differences(previous, accept(previous, current, held))
        yield from _documents(previous, current)
    else:
        yield f"is another kind of record: {type(current).__name__}"
        return
    yield from (_shown(one) for one in found if one.subject != "document" and not _is_less(one))


def _is_less(difference: Difference) -> bool:
    """Whether a list only lacks some of its items: of an application with two rows in a report, one was cut off."""
    before, after = (set((text or "").split(BETWEEN)) for text in (difference.before, difference.after))
    return after < before


def _standing(known: Mapping[str, AnyRecord]) -> Standing:
    def load(keys: Collection[str]) -> dict[str, Said]:
        return {key: Said(1, known[key], known[key]) for key in keys}

    return Standing(
        digests={key: digest(record) for key, record in known.items()},
        load=load,
        words=lambda column: {word(record, column) for record in known.values()},
    )


def _shown(difference: Difference) -> str:
    where = " ".join(filter(None, (difference.procedure, difference.item)))
    return f"{difference.subject} {difference.field} {where}: {difference.before!r} became {difference.after!r}"


def _documents(previous: ApplicationRecord, current: ApplicationRecord) -> Iterator[str]:
    """Documents that are new or say something else; languages may be missing."""
    for old, new in matched(previous.documents, current.documents):
        if new is not None and old is None:
            yield f"a new document: {new.key}"
        elif new is not None and old is not None:
            yield from _document(old, new)


def _words_of(title: str) -> set[str]:
    """Drugs@FDA's titles are joined of the rows about a document and name their submissions; some may be cut off."""
    return set(_BETWEEN_PARTS.split(title))


def _document(old: DocumentRecord, new: DocumentRecord) -> Iterator[str]:
    for name in ("title", "type", "reference", "status", "first_published", "last_updated"):
        before, after = getattr(old, name), getattr(new, name)
        if name == "title" and _words_of(after) < _words_of(before):
            continue
        if after and spelling(str(before)) != spelling(str(after)):
            yield f"document {new.key} {name}: {before!r} became {after!r}"
    if more := {file.address for file in new.files} - {file.address for file in old.files}:
        yield f"document {new.key}: new files {sorted(more)}"
