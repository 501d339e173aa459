"""Two records of the same thing: what an origin now claims and did not claim before. Pure functions."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from scrapers.columns import covers, fields_of, same_event, says_less
from scrapers.dates import PartialDate
from scrapers.documents import matched
from scrapers.records import AnyRecord, ApplicationRecord, DocumentRecord, NoticeRecord, ProcedureRecord, StepRecord
from scrapers.text import spelling

Subject = Literal["application", "procedure", "step", "document", "notice"]


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


def differences(previous: ApplicationRecord, current: ApplicationRecord) -> list[Difference]:
    """All that `current` says and `previous` did not, or said otherwise.

    Clearings are left out, they are no events; but of documents it is told that they are no longer listed.

    What `previous` had no column for is left out too: it is filled in, it did not change.
    """
    return [
        *_field_differences("application", previous, current),
        *_presentation_differences(previous, current),
        *_procedure_differences(previous, current),
        *_document_differences(previous, current),
    ]


def notice_differences(previous: NoticeRecord, current: NoticeRecord) -> list[Difference]:
    """As `differences`, for a notice: it has fields only."""
    return list(_field_differences("notice", previous, current))


def _field_differences(subject: Subject, previous: AnyRecord, current: AnyRecord) -> Iterable[Difference]:
    before, after = fields_of(previous), fields_of(current)
    for name, value in after.items():
        if not value or spelling(before.get(name, "")) == spelling(value) or not covers(previous, name):
            continue
        if says_less(before.get(name, ""), value):
            continue
        yield Difference(subject=subject, field=name, before=before.get(name) or None, after=value)


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
        if procedure.status and procedure.status != old.status and not says_less(old.status, procedure.status):
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
