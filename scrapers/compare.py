"""Two records of the same thing: what differs, and what of the newer one is accepted. Pure functions.

`differences` says what an origin now claims and did not claim before. `accept` carries over what the newer record no
longer shows, because a value that merely disappears is not an event, and a date that was cleared stays in the timeline.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from scrapers.dates import PartialDate
from scrapers.documents import matched, told_apart
from scrapers.records import ApplicationRecord, DocumentRecord, ProcedureRecord, StepRecord
from scrapers.text import spelling

Subject = Literal["application", "procedure", "step", "document"]

OPINIONS = frozenset({"opinion", "opinion-positive", "opinion-negative"})
PLAIN_FIELDS = ("name", "category", "status", "applicant", "active_substance", "inn", "address")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that an origin claims differently. `before` and `after` are None where nothing is claimed.

    `field` is a field's name, the kind of a step, or `document`; `item` tells steps and documents of a record apart.
    """

    subject: Subject
    field: str
    before: str | None
    after: str | None
    procedure: str = ""
    item: str = ""
    state: str = "actual"
    document_type: str = ""


def fields_of(record: ApplicationRecord) -> dict[str, str]:
    """Every field that the record has a column for, the empty ones included. `status_text` goes with `status`."""
    fields = {name: getattr(record, name) for name in PLAIN_FIELDS} | {"status": record.claimed_status}
    if record.covers:
        fields = {name: value for name, value in fields.items() if name in record.covers}
    else:
        fields = {name: value for name, value in fields.items() if value}
    return fields | record.details


def column_of(kind: str) -> str:
    """The column that a kind of step comes from: an opinion has one date, whatever its outcome."""
    return "opinion" if kind in OPINIONS else kind


def same_event(one: str, other: str) -> bool:
    """Whether two kinds can name one event: an opinion whose outcome is not said, and the same with its outcome."""
    return one == other or (column_of(one) == column_of(other) and "opinion" in (one, other))


def covers(record: ApplicationRecord, column: str) -> bool:
    """Whether the record's source has a column that could tell this."""
    return (
        not record.covers or column in record.covers or (column in OPINIONS and not OPINIONS.isdisjoint(record.covers))
    )


def differences(previous: ApplicationRecord, current: ApplicationRecord) -> list[Difference]:
    """All that `current` says and `previous` did not, or said otherwise.

    Clearings are left out, they are no events; but of documents it is told that they are no longer listed.

    What `previous` had no column for is left out too: it is filled in, it did not change.
    """
    return [
        *_field_differences(previous, current),
        *_presentation_differences(previous, current),
        *_procedure_differences(previous, current),
        *_document_differences(previous, current),
    ]


def _field_differences(previous: ApplicationRecord, current: ApplicationRecord) -> Iterable[Difference]:
    before, after = fields_of(previous), fields_of(current)
    for name, value in after.items():
        if not value or spelling(before.get(name, "")) == spelling(value) or not covers(previous, name):
            continue
        yield Difference(subject="application", field=name, before=before.get(name) or None, after=value)


def _presentation_differences(previous: ApplicationRecord, current: ApplicationRecord) -> Iterable[Difference]:
    known = {presentation.number: presentation for presentation in previous.presentations}
    for presentation in current.presentations:
        old = known.get(presentation.number)
        if old and presentation.marketing_status and old.marketing_status != presentation.marketing_status:
            yield Difference(
                subject="application",
                field="marketing_status",
                item=presentation.number,
                before=old.marketing_status or None,
                after=presentation.marketing_status,
            )


def _procedure_differences(previous: ApplicationRecord, current: ApplicationRecord) -> Iterable[Difference]:
    known = {procedure.slug: procedure for procedure in previous.procedures}
    for procedure in current.procedures:
        old = known.get(procedure.slug, ProcedureRecord(slug=procedure.slug, type=procedure.type))
        if old == procedure:
            continue
        if procedure.status and procedure.status != old.status:
            yield Difference(
                subject="procedure",
                field="status",
                procedure=procedure.slug,
                before=old.status or None,
                after=procedure.status,
            )
        if procedure.slug in known:
            yield from _detail_differences(old, procedure)
        yield from _step_differences(previous, old, procedure)


def _detail_differences(old: ProcedureRecord, new: ProcedureRecord) -> Iterable[Difference]:
    for name, value in new.details.items():
        if value and old.details.get(name) != value:
            yield Difference(
                subject="procedure",
                field=name,
                procedure=new.slug,
                before=old.details.get(name) or None,
                after=value,
            )


def _step_differences(previous: ApplicationRecord, old: ProcedureRecord, new: ProcedureRecord) -> Iterable[Difference]:
    for before, after in paired(old.steps, new.steps):
        if after is None or not covers(previous, after.kind):
            continue
        if before is None or before.date != after.date:
            if after.date is None:
                continue
            yield _step_difference(new.slug, after, before.date if before else None, after.date)
        if before and after.reported_day is not None and before.reported_day != after.reported_day:
            yield Difference(
                subject="step",
                field="procedural_day",
                procedure=new.slug,
                item=f"{after.kind}:{after.occurrence}",
                before=None if before.reported_day is None else str(before.reported_day),
                after=str(after.reported_day),
            )


def _step_difference(slug: str, step: StepRecord, before: PartialDate | None, after: PartialDate) -> Difference:
    return Difference(
        subject="step",
        field=step.kind,
        procedure=slug,
        item=f"{step.kind}:{step.occurrence}",
        before=str(before) if before else None,
        after=str(after),
        state=step.state,
    )


def paired(old: Sequence[StepRecord], new: Sequence[StepRecord]) -> list[tuple[StepRecord | None, StepRecord | None]]:
    """Steps of two records that mean the same event: of the same date, else in order of occurrence."""
    pairs: list[tuple[StepRecord | None, StepRecord | None]] = []
    left, right = list(old), []
    for step in new:
        twin = next((other for other in left if same_event(other.kind, step.kind) and other.date == step.date), None)
        if twin:
            left.remove(twin)
            pairs.append((twin, step))
        else:
            right.append(step)
    for step in right:
        twin = next((other for other in left if same_event(other.kind, step.kind)), None)
        if twin:
            left.remove(twin)
        pairs.append((twin, step))
    return pairs + [(step, None) for step in left]


def _document_differences(previous: ApplicationRecord, current: ApplicationRecord) -> Iterable[Difference]:
    shown = [document for document in current.documents if not document.cleared]
    for old, new in matched(previous.documents, shown):
        if new is None:
            if old and not old.cleared:
                yield _document_difference(old, old.title, None)
        elif old is None or old.cleared:
            yield _document_difference(new, None, new.title)
        elif _version(old) != _version(new):
            yield _document_difference(new, _version(old), _version(new))


def _document_difference(document: DocumentRecord, before: str | None, after: str | None) -> Difference:
    return Difference(
        subject="document",
        field="document",
        procedure=document.procedure,
        item=document.key,
        before=before,
        after=after,
        document_type=document.type,
    )


def _version(document: DocumentRecord) -> str:
    """What tells one version of a document from the next, in words."""
    dated = document.last_updated or document.first_published
    languages = sorted({file.language for file in document.files})
    parts = [
        document.title,
        f"of {dated}" if dated else "",
        document.status,
        f"in {', '.join(languages)}" if languages else "",
    ]
    return " ".join(part for part in parts if part)


class _Terms(NamedTuple):
    """How a record is accepted: the columns that are held, and whether the bytes before were the same."""

    current: ApplicationRecord
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
        status_text=previous.status_text if keeps_status else current.status_text,
        details=fields,
        procedures=_accepted_procedures(previous, terms),
        documents=_accepted_documents(previous, terms),
        presentations=current.presentations or previous.presentations,
        covers=tuple(sorted({*previous.covers, *current.covers})) if previous.covers and current.covers else (),
        cleared=cleared,
    )


def _accepted_fields(previous: ApplicationRecord, terms: _Terms) -> tuple[dict[str, str], tuple[str, ...]]:
    before, after = fields_of(previous), fields_of(terms.current)
    fields, cleared = dict(after), []
    for name, value in before.items():
        if name in terms.held:
            fields[name] = value
        elif value and not after.get(name):
            is_cleared = covers(terms.current, name)
            if is_cleared and terms.drops(name in previous.cleared):
                continue
            fields[name] = value
            cleared += [name] if is_cleared else []
    for name in terms.held:
        if name in after and name not in before:
            fields.pop(name)
    return fields, tuple(sorted(cleared))


def _accepted_procedures(previous: ApplicationRecord, terms: _Terms) -> tuple[ProcedureRecord, ...]:
    known = {procedure.slug: procedure for procedure in previous.procedures}
    accepted = [
        _accepted_procedure(
            known.get(procedure.slug, ProcedureRecord(slug=procedure.slug, type=procedure.type)), procedure, terms
        )
        for procedure in terms.current.procedures
    ]
    present = {procedure.slug for procedure in terms.current.procedures}
    gone = [_cleared_procedure(procedure, terms) for slug, procedure in known.items() if slug not in present]
    return tuple(accepted + [procedure for procedure in gone if procedure is not None])


def _accepted_procedure(old: ProcedureRecord, new: ProcedureRecord, terms: _Terms) -> ProcedureRecord:
    if old == new:
        return new
    steps = _accepted_steps(old.steps, new.steps, terms)
    if terms.is_reread:
        return msgspec.structs.replace(new, steps=steps)
    kept = {name: value for name, value in old.details.items() if value and not new.details.get(name)}
    return msgspec.structs.replace(
        new,
        status=new.status or old.status,
        status_text=new.status_text or old.status_text,
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


def numbered(steps: Iterable[StepRecord]) -> tuple[StepRecord, ...]:
    """Steps in order of date, occurrences of one kind numbered in that order; undated ones last."""
    counts: dict[str, int] = {}
    ordered = []
    for step in sorted(
        steps, key=lambda step: (step.date is None, (step.date and step.date.first) or datetime.date.max)
    ):
        counts[step.kind] = counts.get(step.kind, 0) + 1
        same = step.occurrence == counts[step.kind]
        ordered.append(step if same else msgspec.structs.replace(step, occurrence=counts[step.kind]))
    return tuple(ordered)


def _accepted_documents(previous: ApplicationRecord, terms: _Terms) -> tuple[DocumentRecord, ...]:
    gone = [
        msgspec.structs.replace(old, cleared=True)
        for old, new in matched(previous.documents, terms.current.documents)
        if old and new is None and not terms.drops(old.cleared)
    ]
    return told_apart((*terms.current.documents, *gone))
