"""The notices on a page: those that concern its applications, as they are, or were known on a day."""

import datetime
from collections.abc import Collection
from typing import NamedTuple

from tracker.catalogue import concerned, notices
from tracker.catalogue.models import Application, Notice

MOST = 200


class Shown(NamedTuple):
    """A notice, the applications that it concerns, and how one knows: by `number`, or by `name`."""

    notice: Notice
    applications: tuple[Application, ...]
    by: str


def about(applications: Collection[Application], as_of: datetime.date | None) -> list[Shown]:
    """Those that hold first, then those that no source lists any more; the last that came in first."""
    met: dict[int, tuple[Notice, list[Application], set[str]]] = {}
    rows = {application.pk: application for application in applications}
    for pk, of_one in concerned.notices_of(applications).items():
        for notice, by in of_one:
            _, concerns, ways = met.setdefault(notice.pk, (notice, [], set()))
            concerns.append(rows[pk])
            ways.add(by)
    known = notices.as_known([notice for notice, _, _ in met.values()], as_of) if as_of else None
    shown = [
        Shown(known[pk] if known else notice, tuple(concerns), "number" if "number" in ways else "name")
        for pk, (notice, concerns, ways) in met.items()
        if known is None or pk in known
    ]
    return sorted(shown, key=lambda one: (one.notice.is_gone, -one.notice.pk))[:MOST]
