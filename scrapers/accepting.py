"""What of a newer record stands from now on. Pure functions.

`accept` carries over what the newer record no longer shows, because a value that merely disappears is not an event, and
a date that was cleared stays in the timeline.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec

from scrapers.columns import (
    NOTICE_DATES,
    NOTICE_LISTS,
    PLAIN_FIELDS,
    PLAIN_NOTICE_FIELDS,
    column_of,
    covers,
    fields_of,
    says_less,
)
from scrapers.compare import numbered, paired
from scrapers.documents import matched, told_apart
from scrapers.records import AnyRecord, ApplicationRecord, DocumentRecord, NoticeRecord, ProcedureRecord, StepRecord


class _Terms(NamedTuple):
    """How a record is accepted: the columns that are held, and whether the bytes before were the same."""

    current: AnyRecord
    held: Collection[str]
    is_reread: bool

    def keeps(self, column: str) -> bool:
        """Whether the old value of a column stands as it is: it is held, or the newer record has no such column."""
        return column in self.held or not covers(self.current, column)

    def drops(self, is_cleared: bool) -> bool:
        """Whether what the newer record does not show is dropped: in the same bytes it was a misreading."""
        return self.is_reread and not is_cleared


def accept(
    previous: ApplicationRecord | None,
    current: ApplicationRecord,
    held: Collection[str] = (),
    is_reread: bool = False,
) -> ApplicationRecord:
    """The record that stands from now on.

    It is `current`, with the values of `previous` for the columns named in `held`, for columns that `current` has
    not, and for values, steps and documents that it no longer shows; these last are marked as cleared.

    `is_reread`: both were read from the same bytes, by two versions of a reader. Then only what had been cleared before
    is carried over; anything else that `current` does not show, `previous` had misread.
    """
    if previous is None:
        return current
    terms = _Terms(current, held, is_reread)
    fields, cleared = _accepted_fields(previous, terms)
    main = {name: fields.pop(name, "") for name in PLAIN_FIELDS}
    keeps_status = main["status"] != current.status
    return msgspec.structs.replace(
        current,
        **main,
        concerns=(current if _stands("concerns", fields, current) else previous).concerns,
        status_text=previous.status_text if keeps_status else current.status_text,
        details={name: value for name, value in fields.items() if name != "concerns"},
        procedures=_accepted_procedures(previous, current, terms),
        documents=_accepted_documents(previous, current, terms),
        presentations=current.presentations or previous.presentations,
        covers=_either_covers(previous, current),
        cleared=cleared,
    )


def accept_notice(
    previous: NoticeRecord, current: NoticeRecord, held: Collection[str] = (), is_reread: bool = False
) -> NoticeRecord:
    """As `accept`, for a notice."""
    terms = _Terms(current, held, is_reread)
    fields, cleared = _accepted_fields(previous, terms)
    main = {name: fields.pop(name, "") for name in PLAIN_NOTICE_FIELDS}
    others = {
        name: getattr(current if _stands(name, fields, current) else previous, name)
        for name in (*NOTICE_DATES, *NOTICE_LISTS)
    }
    keeps_status = main["status"] != current.status
    return msgspec.structs.replace(
        current,
        **main,
        **others,
        status_text=previous.status_text if keeps_status else current.status_text,
        details={name: value for name, value in fields.items() if name not in others},
        covers=_either_covers(previous, current),
        cleared=cleared,
    )


def _stands(name: str, accepted: dict[str, str], current: AnyRecord) -> bool:
    """Whether the value of a field that is accepted is the newer record's."""
    return accepted.get(name, "") == fields_of(current).get(name, "")


def _either_covers(previous: AnyRecord, current: AnyRecord) -> tuple[str, ...]:
    return tuple(sorted({*previous.covers, *current.covers})) if previous.covers and current.covers else ()


def _accepted_fields(previous: AnyRecord, terms: _Terms) -> tuple[dict[str, str], tuple[str, ...]]:
    before, after = fields_of(previous), fields_of(terms.current)
    fields, cleared = dict(after), []
    for name, value in before.items():
        if name in terms.held:
            fields[name] = value
        elif value and (not after.get(name) or says_less(value, after[name])):
            is_cleared = covers(terms.current, name)
            if is_cleared and terms.drops(name in previous.cleared):
                continue
            fields[name] = value
            cleared += [name] if is_cleared else []
    for name in terms.held:
        if name in after and name not in before:
            fields.pop(name)
    return fields, tuple(sorted(cleared))


def _accepted_procedures(
    previous: ApplicationRecord, current: ApplicationRecord, terms: _Terms
) -> tuple[ProcedureRecord, ...]:
    known = {procedure.slug: procedure for procedure in previous.procedures}
    accepted = [
        _accepted_procedure(
            known.get(procedure.slug, ProcedureRecord(slug=procedure.slug, type=procedure.type)), procedure, terms
        )
        for procedure in current.procedures
    ]
    present = {procedure.slug for procedure in current.procedures}
    gone = [_cleared_procedure(procedure, terms) for slug, procedure in known.items() if slug not in present]
    return tuple(accepted + [procedure for procedure in gone if procedure is not None])


def _accepted_procedure(old: ProcedureRecord, new: ProcedureRecord, terms: _Terms) -> ProcedureRecord:
    if old == new:
        return new
    steps = _accepted_steps(old.steps, new.steps, terms)
    if terms.is_reread:
        return msgspec.structs.replace(new, steps=steps)
    kept = {name: value for name, value in old.details.items() if value and not new.details.get(name)}
    keeps_status = not new.status or says_less(old.status, new.status)
    return msgspec.structs.replace(
        new,
        status=old.status if keeps_status else new.status,
        status_text=old.status_text if keeps_status else new.status_text or old.status_text,
        details=new.details | kept,
        steps=steps,
        milestones=new.milestones or old.milestones,
        passages=new.passages or old.passages,
    )


def _cleared_procedure(procedure: ProcedureRecord, terms: _Terms) -> ProcedureRecord | None:
    """A procedure that is no longer shown; none if it was misread. A table shows none of a row without dates."""
    steps = _accepted_steps(procedure.steps, (), terms)
    if terms.drops(procedure.cleared) and not steps:
        return None
    return msgspec.structs.replace(procedure, steps=steps, cleared=not terms.current.covers)


def _accepted_steps(old: Sequence[StepRecord], new: Sequence[StepRecord], terms: _Terms) -> tuple[StepRecord, ...]:
    steps = []
    for before, after in paired(old, new):
        if after is not None and column_of(after.kind) not in terms.held:
            steps.append(_keeping_the_outcome(before, after))
        elif before is None:
            continue
        elif after is not None or terms.keeps(column_of(before.kind)):
            steps.append(before)
        elif not terms.drops(before.cleared):
            steps.append(msgspec.structs.replace(before, cleared=True))
    return numbered(steps)


def _keeping_the_outcome(before: StepRecord | None, after: StepRecord) -> StepRecord:
    """EMA empties the outcome of an opinion once the medicine is authorised: what was positive stays positive."""
    if before is None or before.date != after.date or after.kind == before.kind:
        return after
    return msgspec.structs.replace(after, kind=before.kind if after.kind == "opinion" else after.kind)


def _accepted_documents(
    previous: ApplicationRecord, current: ApplicationRecord, terms: _Terms
) -> tuple[DocumentRecord, ...]:
    gone = [
        msgspec.structs.replace(old, cleared=True)
        for old, new in matched(previous.documents, current.documents)
        if old and new is None and not terms.drops(old.cleared)
    ]
    return told_apart((*current.documents, *gone))
