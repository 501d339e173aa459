"""Timelines from the rows: a constant number of queries, however many applications and steps."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Q

from tracker.catalogue import spelling
from tracker.catalogue.knowledge import end_of_day, known
from tracker.catalogue.known import ResolvedApplication
from tracker.catalogue.models import Application, Conflict, Entry, Evidence, OrganisationAlias, Product, SubstanceAlias
from tracker.catalogue.models import Statement as StatementRow
from tracker.sources.models import Snapshot
from tracker.timelines import building
from tracker.timelines.building import Background, EvidenceRow, Row, build, main_procedure, partial
from tracker.timelines.disagreements import JOINED_BY_ALIAS
from tracker.timelines.expected import NextStep
from tracker.timelines.outlooks import progress_of, wanted
from tracker.timelines.plans import PlannedDate
from tracker.timelines.timeline import (
    ConflictSide,
    Disagreement,
    EnteredBy,
    Moment,
    ProductTimeline,
    Statement,
    Timeline,
)
from tracker.timetables.forecasts.collecting import collect
from tracker.timetables.forecasts.sample import Sample
from tracker.timetables.meetings import calendar


class NotKnown(LookupError):
    """Nothing was known of the application, or of the procedure, on that day; the message says what to do."""


def application_timeline(
    number: str, *, today: datetime.date, as_of: datetime.date | None = None, procedure: str = ""
) -> Timeline:
    """The timeline of one application, or of one procedure of it. Raises NotKnown."""
    found = known([number], as_of)
    if number not in found:
        when = f" on {as_of}" if as_of else ""
        raise NotKnown(f"{number} is not in the catalogue{when}; ingest a page or a table that has it.")
    one = found[number]
    if procedure and all(procedure != other.slug for other in one.procedures):
        raise NotKnown(f"{number} has no procedure {procedure} in the catalogue; ingest a document about it.")
    background = _background(found.values(), today, as_of, procedure)
    return build(one, background, today, as_of, procedure)


def timelines(
    numbers: Collection[str], *, today: datetime.date, as_of: datetime.date | None = None
) -> dict[str, Timeline]:
    """The timelines of many applications, by number; those of which nothing was known are absent."""
    found = known(numbers, as_of)
    background = _background(found.values(), today, as_of)
    return {number: build(found[number], background, today, as_of) for number in numbers if number in found}


def next_steps(numbers: Collection[str], *, today: datetime.date) -> list[NextStep]:
    """What comes next in many applications, in order of date; those without a date last."""
    found = known(numbers)
    background = _background(found.values(), today, None)
    steps = [step for one in found.values() for step in building.next_steps(one, background, today).steps]
    return sorted(steps, key=lambda step: (step.date is None, step.date.first if step.date else today, step.medicine))


def product_timeline(product: Product, *, today: datetime.date, as_of: datetime.date | None = None) -> ProductTimeline:
    """A product over its authorities, with the statements and disagreements that belong to no application."""
    numbers = list(product.applications.order_by("authority", "number").values_list("number", flat=True))
    conflicts = _conflicts(Q(product=product, application=None), as_of)
    return ProductTimeline(
        id=product.pk,
        key=product.key,
        name=product.name,
        as_of=as_of,
        today=today,
        timelines=tuple(timelines(numbers, today=today, as_of=as_of).values()),
        statements=tuple(_statement(row) for row in StatementRow.objects.filter(product=product)),
        noted=tuple(_disagreement(row) for row in conflicts),
    )


def statements_about(products: Sequence[Product]) -> tuple[Statement, ...]:
    """What is stated about several products outside any application; each region is named with its product."""
    rows = StatementRow.objects.filter(product__in=products).select_related("product")
    return tuple(replace(_statement(row), region=f"{row.product.name}, {row.region}") for row in rows)


def _background(
    found: Iterable[ResolvedApplication], today: datetime.date, as_of: datetime.date | None, procedure: str = ""
) -> Background:
    applications = list(found)
    numbers = [one.number for one in applications]
    claims = [claim for one in applications for claim in one.claims]
    rows = {row.number: row for row in Application.objects.filter(number__in=numbers).select_related("product")}
    evidence = list(
        Evidence.objects.filter(application__number__in=numbers).only(
            "fingerprint", "step_id", "first_snapshot_id", "last_snapshot_id"
        )
    )
    wanted = [claim.snapshot for claim in claims]
    wanted += [id_ for row in evidence for id_ in (row.first_snapshot_id, row.last_snapshot_id)]
    snapshots, heard = _snapshots({id_ for id_ in wanted if id_ is not None})
    return Background(
        rows={number: Row(row.pk, str(row.product)) for number, row in rows.items()},
        snapshots=snapshots,
        entries=_entries({claim.entry for claim in claims if claim.entry is not None}),
        evidence={row.fingerprint: _evidence_row(row, snapshots) for row in evidence},
        same_thing=_same_thing(applications),
        noted=_noted(rows, as_of),
        sample=_sample(applications, procedure, today, as_of),
        calendar=calendar(),
        plans=_plans(numbers, as_of),
        heard=heard,
    )


def _sample(
    applications: Iterable[ResolvedApplication], procedure: str, today: datetime.date, as_of: datetime.date | None
) -> Sample:
    """How long other procedures took, as far as one of these applications awaits what they tell; mostly none does."""
    progresses = [progress_of(one, main_procedure(one, procedure)) for one in applications]
    awaited = wanted(progresses, min(as_of, today) if as_of else today)
    return collect(awaited, as_of) if awaited else Sample()


def _snapshots(ids: Collection[int]) -> tuple[dict[int, Moment], dict[int, datetime.datetime]]:
    """The snapshots by id, and when the source of each was read last."""
    rows = list(
        Snapshot.objects.filter(pk__in=ids)
        .select_related("source")
        .only("sha256", "retrieved_at", "last_seen", "source__address", "source__read_at")
    )
    moments = {row.pk: Moment(row.pk, row.source.address, row.sha256, row.retrieved_at) for row in rows}
    return moments, {row.pk: max(row.last_seen, row.source.read_at or row.last_seen) for row in rows}


def _plans(numbers: Collection[str], as_of: datetime.date | None) -> dict[str, list[PlannedDate]]:
    """The days that were ever planned, by application, as far as they had been entered by then."""
    rows = Entry.objects.filter(application_number__in=numbers, is_plan=True, date__isnull=False)
    moment = end_of_day(as_of) if as_of else None
    found: dict[str, list[PlannedDate]] = defaultdict(list)
    for row in rows.filter(entered_at__lte=moment) if moment else rows:
        released_at = row.released_at if moment is None or (row.released_at and row.released_at <= moment) else None
        found[row.application_number].append(
            PlannedDate(
                entry=row.pk,
                procedure=row.procedure_slug,
                kind=row.kind,
                name=row.label,
                date=row.date or datetime.date.max,
                person=row.entered_by_name,
                reason=row.reason,
                source=row.address or row.file,
                entered_at=row.entered_at,
                released_at=released_at,
            )
        )
    return found


def _entries(ids: Collection[int]) -> dict[int, EnteredBy]:
    rows = Entry.objects.filter(pk__in=ids)
    return {row.pk: EnteredBy(row.entered_by_name, row.reason, row.address, row.file, row.entered_at) for row in rows}


def _evidence_row(row: Evidence, snapshots: Mapping[int, Moment]) -> EvidenceRow:
    return EvidenceRow(
        id=row.pk,
        step=row.step_id,
        first=snapshots.get(row.first_snapshot_id) if row.first_snapshot_id else None,
        last=snapshots.get(row.last_snapshot_id) if row.last_snapshot_id else None,
    )


def _same_thing(applications: Sequence[ResolvedApplication]) -> dict[str, str]:
    """Which keys of the substances and organisations that are claimed differently mean one thing: key to that thing."""
    values = [
        claim.value
        for one in applications
        for name in JOINED_BY_ALIAS
        if name in one.fields and one.fields[name].conflict
        for claim in one.fields[name].claims
    ]
    keys = {spelling.key(part) for value in values for part in (value, *spelling.substances(value, ""))}
    substances = SubstanceAlias.objects.filter(key__in=keys).values_list("key", "substance_id")
    organisations = OrganisationAlias.objects.filter(key__in=keys).values_list("key", "organisation_id")
    return {key: f"substance {id_}" for key, id_ in substances} | {
        key: f"organisation {id_}" for key, id_ in organisations
    }


def _noted(rows: Mapping[str, Application], as_of: datetime.date | None) -> dict[str, list[Disagreement]]:
    """The disagreements that people noted about the applications, or about their whole product, by number."""
    noted: dict[str, list[Disagreement]] = defaultdict(list)
    by_product: dict[int, list[str]] = defaultdict(list)
    for number, row in rows.items():
        by_product[row.product_id].append(number)
    for conflict in _conflicts(Q(product_id__in=by_product), as_of):
        concerned = [conflict.application.number] if conflict.application else by_product[conflict.product_id]
        for number in concerned:
            noted[number].append(_disagreement(conflict))
    return noted


def _conflicts(condition: Q, as_of: datetime.date | None) -> Iterable[Conflict]:
    when = Q(entered_at__lte=end_of_day(as_of)) if as_of else Q()
    return Conflict.objects.filter(condition, when).select_related("application").prefetch_related("claims")


def _disagreement(row: Conflict) -> Disagreement:
    claims = tuple(ConflictSide(claim.claimed_by, claim.says, claim.source) for claim in row.claims.all())
    return Disagreement(row.subject, claims, row.explanation)


def _statement(row: StatementRow) -> Statement:
    return Statement(row.region, row.text, partial(row.date, row.precision), row.claimed_by, row.address)
