"""Addresses that mail servers refuse for good: nothing is sent to them until somebody says that they work again."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from tracker.alerts.models import SuspendedAddress
from tracker.people.models import User


def suspend(address: str, answer: str) -> None:
    """Keep that a server refused the address; one that is suspended already stays so, with the first words."""
    SuspendedAddress.objects.get_or_create(
        address=address.lower(), lifted_at=None, defaults={"suspended_at": timezone.now(), "answer": answer}
    )


def of(address: str) -> SuspendedAddress | None:
    """Since when and why an address is suspended, if it is."""
    return SuspendedAddress.objects.filter(address=address.lower(), lifted_at=None).first()


def lift(suspended: QuerySet[SuspendedAddress]) -> int:
    """Try these addresses again: what waits for them is sent. The rows stay, as a record."""
    return suspended.filter(lifted_at=None).update(lifted_at=timezone.now())


def address_works(person: str) -> Q:
    """Rows whose person, named by that column, has an address that is not suspended.

    Subqueries only: with a join, a claim of such rows would no longer be one UPDATE.
    """
    suspended = SuspendedAddress.objects.filter(lifted_at=None).values("address")
    unreachable = User.objects.annotate(lower=Lower("email")).filter(pk=OuterRef(person), lower__in=suspended)
    return ~Q(Exists(unreachable))


def recipient_works(column: str) -> Q:
    """Rows that hold their address in that column, where it is not suspended."""
    return ~Q(Exists(SuspendedAddress.objects.filter(lifted_at=None, address=Lower(OuterRef(column)))))
