"""Which product an application belongs to: joined by a person, never by guess, and undone as easily."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tracker.catalogue.models import Application, Product
from tracker.intake.apply import Person, lock_catalogue
from tracker.intake.models import Decision, DeclinedLink


class NotLinkable(LookupError):
    """The application or the product is not in the catalogue; the message says which."""


@transaction.atomic
def link(number: str, product_key: str, person: Person, moment: datetime.datetime | None = None) -> Application:
    """Put an application under a product. Linking what is linked already changes nothing. Raises NotLinkable."""
    lock_catalogue()
    application, product = _application(number), Product.objects.filter(key=product_key).first()
    if product is None:
        raise NotLinkable(f"there is no product {product_key!r}; create it first")
    if application.product_id != product.pk:
        _move(application, product, Decision.Kind.LINK, person, moment)
    return application


@transaction.atomic
def unlink(number: str, person: Person, moment: datetime.datetime | None = None) -> Application:
    """Put an application under a product of its own again. Raises NotLinkable."""
    lock_catalogue()
    application = _application(number)
    if application.product.key == number:
        return application
    product, _ = Product.objects.get_or_create(key=number, defaults={"name": application.name or number})
    _move(application, product, Decision.Kind.UNLINK, person, moment)
    return application


@transaction.atomic
def join(number: str, other: str, person: Person, moment: datetime.datetime | None = None) -> Application:
    """Put two applications under one product: the one moves whose product has less to it. Raises NotLinkable.

    So a product that people keep, follow or have in a portfolio stays, and what it came from is easily undone.
    """
    lock_catalogue()
    one, two = _application(number), _application(other)
    if one.product_id == two.product_id:
        return one
    moving, staying = (one, two) if _ties(one) < _ties(two) else (two, one)
    link(moving.number, staying.product.key, person, moment)
    return moving


@transaction.atomic
def decline(number: str, others: Sequence[str], person: Person, moment: datetime.datetime | None = None) -> None:
    """Note that an application is not one product with others: these links are not offered again."""
    lock_catalogue()
    moment = moment or timezone.now()
    pairs = [pair for other in others if other != number for pair in ((number, other), (other, number))]
    rows = [
        DeclinedLink(number=one, other=two, person_name=person.name, reason=person.reason, declined_at=moment)
        for one, two in pairs
    ]
    DeclinedLink.objects.bulk_create(rows, ignore_conflicts=True)
    _decide(Decision.Kind.DECLINE, {"application": number, "others": list(others)}, person, moment)


@transaction.atomic
def offer_again(number: str, others: Sequence[str], person: Person, moment: datetime.datetime | None = None) -> None:
    """Take back that links were declined. What was not declined is left alone."""
    lock_catalogue()
    DeclinedLink.objects.filter(number=number, other__in=others).delete()
    DeclinedLink.objects.filter(number__in=others, other=number).delete()
    _decide(Decision.Kind.OFFER, {"application": number, "others": list(others)}, person, moment)


def _application(number: str) -> Application:
    application = Application.objects.select_related("product").filter(number=number).first()
    if application is None:
        raise NotLinkable(f"{number} is not in the catalogue")
    return application


def _move(
    application: Application, product: Product, kind: str, person: Person, moment: datetime.datetime | None
) -> None:
    former = application.product
    application.product = product
    application.save(update_fields=["product"])
    if former.key == application.number and not _is_kept(former) and not _related(former):
        former.delete()
    _decide(kind, {"application": application.number, "product": product.key}, person, moment)


def _is_kept(product: Product) -> bool:
    """Whether somebody has written something about it."""
    return bool(product.note or product.also_known_as)


def _ties(application: Application) -> int:
    """How much there is to an application's product beside itself."""
    product = application.product
    return _related(product) - 1 + _is_kept(product) + (product.key != application.number)


def _related(product: Product) -> int:
    """How many rows, of this room or of those behind it, name the product: applications, portfolios, subscriptions."""
    return sum(
        one.related_model._default_manager.filter(**{one.field.name: product}).count()
        for one in Product._meta.related_objects
    )


def _decide(kind: str, subject: dict[str, object], person: Person, moment: datetime.datetime | None) -> None:
    Decision.objects.create(
        kind=kind,
        subject=subject,
        person_id=person.user_id,
        person_name=person.name,
        reason=person.reason,
        decided_at=moment or timezone.now(),
    )
