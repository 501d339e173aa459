"""Steps of a procedure for tests of the clock: a kind and an ISO date are enough."""

import datetime

from scrapers.dates import PartialDate, from_iso
from tracker.catalogue.known import Step


def step(kind: str, date: str = "", **facts: object) -> Step:
    """A step of a kind on a date, as exact as the date is written; `facts` are further fields of Step."""
    fields: dict[str, object] = {
        "occurrence": 1,
        "date": from_iso(date) if date else None,
        "range": None,
        "state": "actual",
        "label": "",
        "reported_day": None,
        "inferred": False,
        "cleared": False,
        "conflict": False,
        "evidence": (),
    }
    return Step(kind=kind, **{**fields, **facts})


def day(text: str) -> datetime.date:
    """The day that ISO text means."""
    return datetime.date.fromisoformat(text)


def partial(text: str) -> PartialDate:
    """The date that ISO text means, as exact as it is written."""
    return from_iso(text)
