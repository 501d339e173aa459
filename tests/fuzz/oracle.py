"""Whether what is read from a mutated copy is right, judged by what is read from the original.

The reading of the copy is taken through the comparison of the house, as if the source had published the copy after the
original. Facts may be missing then, or be held for a person; nothing may be new, and nothing may say something else.
"""

from collections.abc import Collection, Iterator, Mapping

from scrapers.compare import Difference, accept, differences
from scrapers.documents import matched
from scrapers.records import ApplicationRecord, DocumentRecord, NoticeRecord, Reading
from scrapers.text import spelling
from tracker.catalogue.encoding import digest
from tracker.intake.comparison import Said, Standing, compare, word


def complaints(original: Reading, mutated: Reading) -> list[str]:
    """What the copy says that the original does not; nothing, if all is well."""
    known = {record.identity: record for record in original.records}
    comparison = compare(mutated, _standing(known))
    found = [f"a new application: {new.key}" for new in comparison.new]
    for row in comparison.changed:
        accepted = accept(row.previous, row.current, row.held)
        found += [f"{row.key}: {_shown(one)}" for one in differences(row.previous, accepted) if one.subject != "document"]
        found += [f"{row.key}: {text}" for text in _documents(row.previous, row.current)]
    return found + [text for notice in mutated.notices for text in _notice(original.notices, notice)]


def _standing(known: Mapping[str, ApplicationRecord]) -> Standing:
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


def _document(old: DocumentRecord, new: DocumentRecord) -> Iterator[str]:
    for name in ("title", "type", "reference", "status", "first_published", "last_updated"):
        before, after = getattr(old, name), getattr(new, name)
        if after and spelling(str(before)) != spelling(str(after)):
            yield f"document {new.key} {name}: {before!r} became {after!r}"
    if more := {file.address for file in new.files} - {file.address for file in old.files}:
        yield f"document {new.key}: new files {sorted(more)}"


def _notice(known: Collection[NoticeRecord], notice: NoticeRecord) -> Iterator[str]:
    old = next((each for each in known if each.key == notice.key), None)
    if old is None:
        yield f"a new notice: {notice.key}"
        return
    for name in ("kind", "title", "category", "status", "starts_on", "ends_on", "numbers", "names", "substances"):
        before, after = getattr(old, name), getattr(notice, name)
        if after and spelling(str(before)) != spelling(str(after)):
            yield f"notice {notice.key} {name}: {before!r} became {after!r}"
    for name, value in notice.details.items():
        if value and spelling(old.details.get(name, "")) != spelling(value):
            yield f"notice {notice.key} {name}: {old.details.get(name)!r} became {value!r}"
