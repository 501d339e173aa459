"""Leases: one worker at a time, by compare-and-set, and no lock that a dead worker keeps."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from tracker.sources.models import Lease
from tracker.sources.prepared import run

TAKE = "UPDATE sources_lease SET until = %s WHERE name = %s AND until <= %s"
MOVE = "UPDATE sources_lease SET until = %s WHERE name = %s AND until = %s"
FRESH = 0.9
"""The share of its time that a lease has still before it, so long as it need not be renewed."""

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def of_origin(origin: str) -> str:
    """The name of the lease under which an origin's readings are applied, and decided about, one at a time."""
    return f"origin:{origin}"


def acquire(name: str, seconds: float) -> datetime.datetime | None:
    """Take the lease for so many seconds. The moment at which it runs out, or None while somebody else has it."""
    now = timezone.now()
    until = now + datetime.timedelta(seconds=seconds)
    if run(TAKE, [until, name, now]):
        return until
    _, is_new = Lease.objects.get_or_create(name=name, defaults={"until": EPOCH})
    return until if is_new and run(TAKE, [until, name, now]) else None


def renew(name: str, until: datetime.datetime, seconds: float) -> datetime.datetime | None:
    """Keep a lease that is still one's own for so many seconds more; None if it was lost."""
    later = timezone.now() + datetime.timedelta(seconds=seconds)
    return later if run(MOVE, [later, name, until]) else None


def release(name: str, until: datetime.datetime) -> None:
    """Give a lease back, if it is still one's own."""
    run(MOVE, [EPOCH, name, until])


class Held:
    """A lease that one has; whoever works long renews it."""

    def __init__(self, name: str, seconds: float, until: datetime.datetime) -> None:
        self._name, self._seconds, self._until = name, seconds, until

    def renew(self) -> bool:
        """Keep it for as long as at first; False if somebody else has taken it meanwhile.

        Costs nothing while the lease is fresh: nobody can have taken it, and it lasts.
        """
        if (self._until - timezone.now()).total_seconds() > self._seconds * FRESH:
            return True
        until = renew(self._name, self._until, self._seconds)
        self._until = until or self._until
        return until is not None

    def release(self) -> None:
        """Give it back."""
        release(self._name, self._until)


@contextmanager
def held(name: str, seconds: float) -> Iterator[Held | None]:
    """Hold a lease for the length of a block; the value is None while somebody else has it."""
    until = acquire(name, seconds)
    lease = Held(name, seconds, until) if until else None
    try:
        yield lease
    finally:
        if lease:
            lease.release()
