"""Leases: one worker at a time, by compare-and-set, and no lock that a dead worker keeps."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from tracker.sources.models import Lease

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def acquire(name: str, seconds: float) -> datetime.datetime | None:
    """Take the lease for so many seconds. The moment at which it runs out, or None while somebody else has it."""
    now = timezone.now()
    until = now + datetime.timedelta(seconds=seconds)
    Lease.objects.get_or_create(name=name, defaults={"until": EPOCH})
    taken = Lease.objects.filter(name=name, until__lte=now).update(until=until)
    return until if taken else None


def renew(name: str, until: datetime.datetime, seconds: float) -> datetime.datetime | None:
    """Keep a lease that is still one's own for so many seconds more; None if it was lost."""
    later = timezone.now() + datetime.timedelta(seconds=seconds)
    return later if Lease.objects.filter(name=name, until=until).update(until=later) else None


def release(name: str, until: datetime.datetime) -> None:
    """Give a lease back, if it is still one's own."""
    Lease.objects.filter(name=name, until=until).update(until=EPOCH)


@contextmanager
def held(name: str, seconds: float) -> Iterator[bool]:
    """Hold a lease for the length of a block; the value says whether it was to be had."""
    until = acquire(name, seconds)
    try:
        yield until is not None
    finally:
        if until is not None:
            release(name, until)
