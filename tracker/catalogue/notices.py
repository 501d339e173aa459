"""From what origins say of notices to the rows that show it.

A notice has one origin, so nothing has to be resolved: its row is a function of the origin's last observation.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scrapers.dates import PartialDate
from scrapers.records import NoticeRecord
from tracker.catalogue import spelling
from tracker.catalogue.encoding import decode
from tracker.catalogue.knowledge import end_of_day, standing_observations
from tracker.catalogue.models import Mention, Notice, Observation
from tracker.catalogue.rows import Table, in_batches
from tracker.catalogue.terms import status_of

NOTICES = Table(
    Notice,
    key=["origin", "key"],
    columns=[
        *("origin", "key", "kind", "authority", "title", "category", "status", "status_text"),
        *("starts_on", "starts_precision", "ends_on", "ends_precision", "address", "details"),
        *("is_gone", "is_reconstructed"),
    ],
)
MENTIONS = Table(Mention, key=["notice_id", "by", "key"], columns=["notice_id", "by", "key", "text"])

NoticeKey = tuple[str, str]
"""Origin and key."""


@dataclass(frozen=True)
class StandingNotice:
    """What an origin says of a notice, and since when its list no longer has it."""

    origin: str
    record: NoticeRecord
    gone_at: datetime.datetime | None = None
    is_reconstructed: bool = False

    @property
    def key(self) -> NoticeKey:
        """What tells it from all others."""
        return (self.origin, self.record.key)


def of_observations(observations: Iterable[Observation]) -> list[StandingNotice]:
    """What observations say, those of applications left out; their snapshots must be loaded."""
    found = []
    for observation in observations:
        record = decode(observation.record)
        if isinstance(record, NoticeRecord):
            reconstructed = observation.snapshot.is_reconstructed
            found.append(StandingNotice(observation.origin, record, observation.gone_at, reconstructed))
    return found


def present(origin: str, keys: Collection[str]) -> list[StandingNotice]:
    """What an origin says now of some notices."""
    found: list[StandingNotice] = []
    for some in in_batches(keys):
        rows = Observation.objects.filter(origin=origin, superseded_at=None, application_number="", key__in=some)
        found += of_observations(rows.select_related("snapshot"))
    return found


def write(standing: Sequence[StandingNotice], moment: datetime.datetime) -> dict[NoticeKey, int]:
    """Make the rows say what stands; new rows are first seen at `moment`. Ids by origin and key."""
    wanted = {one.key: values_of(one) for one in standing}
    origins = {origin for origin, _ in wanted}
    found = NOTICES.load("key", sorted({key for _, key in wanted}), origin=origins)
    present = {key: row for key, row in found.items() if key in wanted}
    ids = NOTICES.synchronise(present, wanted, {"first_seen": moment})
    _write_mentions({ids[one.key]: one.record for one in standing}, [row.pk for row in present.values()])
    return ids


def refresh(origin: str, keys: Collection[str], moment: datetime.datetime) -> None:
    """Make the rows of some notices again out of what their origin says; keys of applications are passed over."""
    write(present(origin, keys), moment)


def as_known(rows: Sequence[Notice], as_of: datetime.date) -> dict[int, Notice]:
    """The notices as they were known by the end of a day (UTC), by id; those of which nothing was known are absent."""
    moment = end_of_day(as_of)
    ids = {(row.origin, row.key): row for row in rows}
    found: dict[int, Notice] = {}
    for some in in_batches(sorted({row.key for row in rows})):
        said = standing_observations(as_of).filter(application_number="", key__in=some).select_related("snapshot")
        for one in of_observations(said):
            gone_at = one.gone_at if one.gone_at and one.gone_at <= moment else None
            row = ids.get(one.key)
            if row is not None:
                found[row.pk] = Notice(pk=row.pk, first_seen=row.first_seen, **values_of(replace(one, gone_at=gone_at)))
    return found


def values_of(standing: StandingNotice) -> dict[str, Any]:
    """The columns of a notice's row."""
    record, gone_at = standing.record, standing.gone_at
    return {
        "origin": standing.origin,
        "key": record.key,
        "kind": record.kind,
        "authority": record.authority,
        "title": record.title,
        "category": record.category[:40],
        "status": status_of(record, gone_at.date() if gone_at else None)[:40],
        "status_text": record.status_text[:200],
        **_dated("starts", record.starts_on),
        **_dated("ends", record.ends_on),
        "address": record.address[:500],
        "details": record.details,
        "is_gone": gone_at is not None,
        "is_reconstructed": standing.is_reconstructed,
    }


def _dated(name: str, date: PartialDate | None) -> dict[str, Any]:
    return {f"{name}_on": date.first if date else None, f"{name}_precision": date.precision if date else "day"}


def _write_mentions(records: Mapping[int, NoticeRecord], old: Sequence[int]) -> None:
    present = MENTIONS.load("notice_id", old)
    wanted = {
        (notice, by, key): {"notice_id": notice, "by": by, "key": key, "text": text[:500]}
        for notice, record in records.items()
        for by, key, text in _mentioned(record)
    }
    MENTIONS.forget(present, wanted)
    MENTIONS.synchronise(present, wanted)


def _mentioned(record: NoticeRecord) -> Iterable[tuple[str, str, str]]:
    """By what, key and text of all that a notice is about."""
    for number in record.numbers:
        yield Mention.By.NUMBER.value, number, number
    for name in record.names:
        if key := spelling.name_key(name):
            yield Mention.By.NAME.value, key, name
    for name in record.substances:
        if key := spelling.key(name):
            yield Mention.By.SUBSTANCE.value, key, name
