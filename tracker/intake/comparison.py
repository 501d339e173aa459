"""A whole reading against what stands, before anything is applied. Pure functions.

A change of the table is not a change of the medicines: when most rows of a column move at once, when many rows move
into a word that was never used, or when a large share of the rows is missing, these changes are held for a person. All
else in the reading goes on.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from scrapers.columns import PLAIN_FIELDS, column_of, covers, fields_of, steps_of
from scrapers.compare import paired
from scrapers.records import AnyRecord, ApplicationRecord, NoticeRecord, Reading
from scrapers.text import spelling
from tracker.catalogue.encoding import digest
from tracker.catalogue.terms import EXPIRED, has_ended

COLUMN_ROWS = 50
"""A column is judged only when at least so many rows can be compared in it."""
NEW_WORD_ROWS = 10
"""So many rows moving at once into words that the origin never used are a re-labelling."""
REMOVED_SHARE = 0.05
NEW_SHARE, NEW_ROWS = 0.05, 50
"""A reading that brings more new rows than both of these has widened its scope: they come in silently."""
WORD_COLUMNS = ("status", "opinion_status", "category")

AnyKind_co = TypeVar("AnyKind_co", bound=AnyRecord, covariant=True)


@dataclass(frozen=True)
class Held:
    """A value that is kept back already: what the source said, and whether a person has dismissed it."""

    after: str
    is_dismissed: bool


class Said(NamedTuple):
    """What an origin said before about a key: the id of the observation, the accepted record, the record as read."""

    observation: int
    accepted: AnyRecord
    as_read: AnyRecord


@dataclass(frozen=True)
class Standing:
    """What stands of an origin before a reading.

    `digests` by key, of the records as they were read; `gone` are keys that the whole list no longer had; `newer`
    are keys about which the origin has said something later than this reading. `load` gives, for some keys, the
    accepted record and the record as it was read.
    `held` by key, then by column (the empty column: the row itself, held as a removal). `words` gives those that the
    origin ever used in a column.
    """

    digests: Mapping[str, str]
    load: Callable[[Collection[str]], Mapping[str, Said]]
    gone: Collection[str] = ()
    newer: Collection[str] = ()
    held: Mapping[str, Mapping[str, Held]] = field(default_factory=dict)
    words: Callable[[str], Collection[str]] = lambda column: ()


@dataclass(frozen=True)
class Changed(Generic[AnyKind_co]):
    """A row that the origin gives otherwise than before, and the columns of it that are held.

    `observation` is the id of the one that it was compared with: if another stands when it is applied, it was compared
    in vain.
    """

    key: str
    digest: str
    observation: int
    previous: AnyKind_co
    current: AnyKind_co
    held: frozenset[str]


@dataclass(frozen=True)
class New(Generic[AnyKind_co]):
    """A row that the origin did not give before."""

    key: str
    digest: str
    current: AnyKind_co
    observation: None = None


@dataclass(frozen=True)
class HoldDraft:
    """What is to be held: per row key the value that stands and the value that the source gives."""

    reason: str
    column: str
    values: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Comparison:
    """What a reading would do. `is_wider`: its new rows are a change of scope and come in silently.

    Of the `missing`, those that have `ended` had a term, and it was over before the reading: that is why they left.
    """

    new: tuple[New[AnyRecord], ...]
    changed: tuple[Changed[AnyRecord], ...]
    missing: frozenset[str]
    ended: frozenset[str]
    back: frozenset[str]
    holds: tuple[HoldDraft, ...]
    listed: frozenset[str]
    is_wider: bool


def compare(reading: Reading, standing: Standing, day: datetime.date, is_reread: bool = False) -> Comparison:
    """What the reading, made on a day, would change, and what of it has to wait for a person.

    `is_reread`: the same bytes were read before by another version of the reader. What differs is not a change of the
    table, so nothing new is held and nothing is missing.
    """
    records = {record.identity: record for record in reversed(reading.everything)}
    digests = {key: digest(record) for key, record in records.items() if key not in standing.newer}
    new = [New(key, digests[key], records[key]) for key in reversed(digests) if key not in standing.digests]
    changed_keys = [key for key in reversed(digests) if standing.digests.get(key, digests[key]) != digests[key]]
    before = standing.load(changed_keys)
    holds = [] if is_reread else _held_columns(records, before, standing, day)
    removals, missing, ended = _NOTHING_MISSING if is_reread else _missing(reading, records, standing, day)
    held = _columns_held(changed_keys, records, holds, standing)
    return Comparison(
        new=tuple(new),
        changed=tuple(
            Changed(key, digests[key], before[key].observation, before[key].accepted, records[key], held[key])
            for key in changed_keys
        ),
        missing=missing,
        ended=ended,
        back=frozenset(key for key in standing.gone if key in records),
        holds=tuple(holds + removals),
        listed=frozenset(records),
        is_wider=len(new) >= NEW_ROWS and len(new) > NEW_SHARE * len(standing.digests),
    )


def _columns_held(
    keys: Sequence[str], records: Mapping[str, AnyRecord], drafts: Sequence[HoldDraft], standing: Standing
) -> dict[str, frozenset[str]]:
    """By key: the columns that are held from now on, and those that are held already.

    What a person dismissed stays so until the source says something else; what is open stays open whatever it says.
    """
    found: dict[str, set[str]] = {key: set() for key in keys}
    for draft in drafts:
        for key in draft.values:
            found[key].add(draft.column)
    for key in keys:
        for column, held in standing.held.get(key, {}).items():
            if said(records[key], column) == held.after or not held.is_dismissed:
                found[key].add(column)
    return {key: frozenset(columns) for key, columns in found.items()}


def said(record: AnyRecord, column: str) -> str:
    """What a record says in a column: a field's value, or the dates of the steps of a kind."""
    fields = fields_of(record)
    return fields[column] if column in fields else _dates(record, column)


def _says(record: AnyRecord, column: str) -> bool:
    """Whether a record says anything in a column; asked of every row of a table."""
    is_field = column in record.details or column in PLAIN_FIELDS or column == "concerns"
    if is_field or isinstance(record, NoticeRecord):
        return bool(said(record, column))
    return any(column_of(step.kind) == column for step in steps_of(record))


def _dates(record: AnyRecord, column: str) -> str:
    steps = [step for step in steps_of(record) if column_of(step.kind) == column]
    return ", ".join(str(step.date) for step in steps if step.date)


def _touched(
    previous: AnyRecord, current: AnyRecord, held: Mapping[str, Held], day: datetime.date
) -> dict[str, tuple[str, str]]:
    """The columns in which two records differ, with both values; those in which neither can tell are left out.

    Where a term has ended, nothing was re-labelled: time has moved it, as many at once as end together.
    """
    old, new = fields_of(previous), fields_of(current)
    for kind in _step_kinds(previous, current):
        old.setdefault(kind, _dates(previous, kind))
        new.setdefault(kind, _dates(current, kind))
    found = {}
    for column in old.keys() | new.keys():
        before, after = old.get(column, ""), new.get(column, "")
        if before == after or not (covers(previous, column) and covers(current, column)):
            continue
        if column == "status" and after == EXPIRED and has_ended(previous, day):
            continue
        if spelling(before) != spelling(after) and (column not in held or held[column].after != after):
            found[column] = (before, after)
    return found


def _step_kinds(previous: AnyRecord, current: AnyRecord) -> set[str]:
    if not (isinstance(previous, ApplicationRecord) and isinstance(current, ApplicationRecord)):
        return set()
    old = {procedure.slug: procedure for procedure in previous.procedures}
    kinds: set[str] = set()
    for procedure in current.procedures:
        steps = old[procedure.slug].steps if procedure.slug in old else ()
        if steps == procedure.steps:
            continue
        for before, after in paired(steps, procedure.steps):
            kinds.update(column_of(step.kind) for step in (before, after) if step is not None)
    return kinds


def _held_columns(
    records: Mapping[str, AnyRecord], before: Mapping[str, Said], standing: Standing, day: datetime.date
) -> list[HoldDraft]:
    """What to hold. A column is judged by what moved in the source, also where the old value still stands."""
    touched = {
        key: _touched(old.accepted, records[key], standing.held.get(key, {}), day) for key, old in before.items()
    }
    moved = {
        key: touched[key].keys() if old.as_read is old.accepted else _touched(old.as_read, records[key], {}, day).keys()
        for key, old in before.items()
    }
    compared = sum(1 for key in records if key in standing.digests)
    counts = Counter(column for columns in moved.values() for column in columns)
    drafts = []
    for column in sorted({column for columns in touched.values() for column in columns}):
        rows = {key: columns[column] for key, columns in touched.items() if column in columns}
        if _is_most(counts[column], compared) or _is_most(*_reworded(column, rows, records, standing)):
            drafts.append(HoldDraft("column-wide", column, rows))
            continue
        relabelled = _relabelled(column, rows, records, standing)
        if relabelled:
            drafts.append(HoldDraft("new-word", column, relabelled))
    return drafts


def _is_most(count: int, compared: int) -> bool:
    return compared >= COLUMN_ROWS and count > compared / 2


def _reworded(
    column: str,
    rows: Mapping[str, tuple[str, str]],
    records: Mapping[str, AnyRecord],
    standing: Standing,
) -> tuple[int, int]:
    """Of the rows that have a value before and now, how many got another, and how many there are.

    A column that few rows fill (species, say) is re-worded as a whole without touching most rows of the table.
    """
    changed = sum(1 for before, after in rows.values() if before and after)
    if changed <= COLUMN_ROWS / 2:
        return 0, 0
    same = sum(
        1 for key, record in records.items() if key in standing.digests and key not in rows and _says(record, column)
    )
    return changed, changed + same


def _relabelled(
    column: str,
    rows: Mapping[str, tuple[str, str]],
    records: Mapping[str, AnyRecord],
    standing: Standing,
) -> dict[str, tuple[str, str]]:
    """The rows that a change of words moves: those that go, ten or more at once, to a word that was never used.

    With them those that leave the same old words for other new ones: when EMA split "Withdrawn" in 2024, 22 rows became
    "Lapsed", 15 "Expired" and a single one "Revoked".
    """
    if column not in WORD_COLUMNS or len(rows) < NEW_WORD_ROWS:
        return {}
    used = standing.words(column)
    moved = {key: word(records[key], column) for key, (before, _) in rows.items() if before}
    new = {key: to for key, to in moved.items() if to not in used}
    counts = Counter(new.values())
    many = {to for to, count in counts.items() if count >= NEW_WORD_ROWS}
    if not many:
        return {}
    split = Counter(rows[key][0] for key, to in new.items() if to in many).most_common(1)[0][0]
    return {key: rows[key] for key, to in new.items() if to in many or rows[key][0] == split}


def word(record: AnyRecord, column: str) -> str:
    """The word of a vocabulary that a record uses; an unknown status is told apart by the authority's own word."""
    text = said(record, column)
    return record.status_text if column == "status" and text == "unknown" else text


_Missing = tuple[list[HoldDraft], frozenset[str], frozenset[str]]
_NOTHING_MISSING: _Missing = ([], frozenset(), frozenset())


def _missing(reading: Reading, records: Mapping[str, AnyRecord], standing: Standing, day: datetime.date) -> _Missing:
    """Rows that a whole list no longer has: held if they are many, else noted as gone; and those that have ended.

    What leaves because its term is over is never held: a list of patents loses them in dozens.
    """
    if reading.scope != "whole":
        return _NOTHING_MISSING
    present = [key for key in standing.digests if key not in standing.gone and key not in standing.newer]
    held = {key: columns[""] for key, columns in standing.held.items() if "" in columns}
    absent = {key for key in present if key not in records}
    ended = _ended(absent, standing, day) if reading.notices else frozenset()
    dismissed = {key for key, removal in held.items() if removal.is_dismissed}
    missing = absent - dismissed - ended
    if len(missing) > REMOVED_SHARE * len(present):
        return [HoldDraft("removals", "", dict.fromkeys(sorted(missing), ("", "")))], ended, ended
    return [], frozenset(missing - held.keys()) | ended, ended


def _ended(absent: Collection[str], standing: Standing, day: datetime.date) -> frozenset[str]:
    said = standing.load(sorted(absent))
    return frozenset(key for key, before in said.items() if has_ended(before.accepted, day))
