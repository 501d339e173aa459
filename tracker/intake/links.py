"""Which product an application belongs to: joined by a person, never by guess, and undone as easily."""

import datetime

from django.db import transaction
from django.utils import timezone

from tracker.catalogue.models import Application, Product
from tracker.intake.apply import Person, lock_catalogue
from tracker.intake.models import Decision


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
    if former.key == application.number and not former.applications.exists() and not former.statements.exists():
        former.delete()
    Decision.objects.create(
        kind=kind,
        subject={"application": application.number, "product": product.key},
        person_id=person.user_id,
        person_name=person.name,
        reason=person.reason,
        decided_at=moment or timezone.now(),
    )
