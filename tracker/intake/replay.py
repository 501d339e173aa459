"""Starting over from the archive: everything that arrived, read again in order of arrival, by today's readers.

What arrives is of three kinds: snapshots, entries of people, decisions of people. Their rows are the inputs; names,
products and sources are taken as they are. Everything else of the catalogue is made again out of them. Nothing is sent:
deliveries belong to another room, and a replay runs in a database of its own.
"""

import copy
import datetime
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.core import serializers
from django.db import models

from tracker.catalogue.models import (
    Entry,
    Organisation,
    OrganisationAlias,
    Product,
    Substance,
    SubstanceAlias,
)
from tracker.intake import holds
from tracker.intake.apply import Person, refresh_applications
from tracker.intake.exact import write_rows
from tracker.intake.links import decline, link, offer_again, unlink
from tracker.intake.models import Decision, Hold
from tracker.intake.pipeline import process
from tracker.sources.models import Snapshot, Source

TAKEN_AS_THEY_ARE: tuple[type[models.Model], ...] = (
    Substance,
    SubstanceAlias,
    Organisation,
    OrganisationAlias,
    Product,
    Source,
)
ARRIVALS: tuple[type[models.Model], ...] = (Snapshot, Entry, Decision)


def export_inputs(path: Path) -> None:
    """Write the inputs of a replay, one JSON object a line."""
    rows = (
        row for model in (*TAKEN_AS_THEY_ARE, *ARRIVALS) for row in model._default_manager.order_by("pk").iterator()
    )
    with path.open("w") as stream:
        write_rows(rows, stream)


def replay(path: Path, progress: Callable[[int, int], None]) -> None:
    """Make the catalogue of an empty database out of the inputs. `progress` hears how many arrivals of how many."""
    arrivals: list[models.Model] = []
    with path.open() as stream:
        for deserialised in serializers.deserialize("jsonl", stream):
            if isinstance(deserialised.object, ARRIVALS):
                arrivals.append(deserialised.object)
            else:
                deserialised.save()
    events = list(_in_order(arrivals))
    for done, (_, happen) in enumerate(events, start=1):
        happen()
        progress(done, len(events))
    _restore_last_seen(arrivals)


Event = tuple[tuple[datetime.datetime, int], Callable[[], None]]


def _in_order(arrivals: Iterable[models.Model]) -> Iterator[Event]:
    return iter(sorted((event for arrival in arrivals for event in _events(arrival)), key=lambda event: event[0]))


def _events(arrival: models.Model) -> Iterator[Event]:
    """What an arrival made happen, and when: an entry that was released happened twice."""
    if isinstance(arrival, Snapshot):
        if arrival.outcome not in (Snapshot.Outcome.OLDER, Snapshot.Outcome.PENDING):
            yield (arrival.archived_at, arrival.pk), lambda: _read_again(arrival)
        else:
            yield (arrival.archived_at, arrival.pk), lambda: arrival.save(force_insert=True)
    if isinstance(arrival, Entry):
        released_at = arrival.released_at
        yield (arrival.recorded_at, arrival.pk), lambda: _enter_again(arrival)
        if released_at:
            yield (released_at, arrival.pk), lambda: _release_again(arrival, released_at)
    if isinstance(arrival, Decision):
        yield (arrival.recorded_at, arrival.pk), lambda: _decide_again(arrival)


def _read_again(snapshot: Snapshot) -> None:
    """As it was when it had just arrived: seen once, not read yet."""
    fresh = copy.copy(snapshot)
    fresh.outcome, fresh.message, fresh.summary = Snapshot.Outcome.PENDING, "", {}
    fresh.reader_version, fresh.read_at, fresh.last_seen = None, None, snapshot.retrieved_at
    fresh.save(force_insert=True)
    process(Snapshot.objects.select_related("source").get(pk=snapshot.pk))


def _restore_last_seen(arrivals: Iterable[models.Model]) -> None:
    for arrival in arrivals:
        if isinstance(arrival, Snapshot):
            Snapshot.objects.filter(pk=arrival.pk).update(last_seen=arrival.last_seen)


def _enter_again(entry: Entry) -> None:
    entry.entered_by = None
    entry.released_at = None
    Entry.objects.bulk_create([entry])
    refresh_applications([entry.application_number], entry.entered_at)


def _release_again(entry: Entry, moment: datetime.datetime) -> None:
    Entry.objects.filter(pk=entry.pk).update(released_at=moment)
    refresh_applications([entry.application_number], moment)


def _decide_again(decision: Decision) -> None:
    person = Person(decision.person_name, decision.reason)
    subject = decision.subject
    if decision.kind == Decision.Kind.LINK:
        link(subject["application"], subject["product"], person, decision.decided_at)
    elif decision.kind == Decision.Kind.UNLINK:
        unlink(subject["application"], person, decision.decided_at)
    elif decision.kind == Decision.Kind.DECLINE:
        decline(subject["application"], subject["others"], person, decision.decided_at)
    elif decision.kind == Decision.Kind.OFFER:
        offer_again(subject["application"], subject["others"], person, decision.decided_at)
    else:
        hold = Hold.objects.filter(
            origin=subject["origin"], field=subject["field"], reason=subject["reason"], state=Hold.State.OPEN
        ).first()
        if hold is not None:
            act = holds.release if decision.kind == Decision.Kind.RELEASE else holds.dismiss
            act(hold, person, decision.decided_at)
