"""Following from any page: what can be followed, how one stands to it, and where it has its page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from tracker.alerts import subscribing
from tracker.alerts.models import Subscription
from tracker.alerts.models.subscriptions import ROWS
from tracker.catalogue.models import Application
from tracker.people.models import User

AUTHORITY = "authority"


@dataclass(frozen=True)
class Follow:
    """What the button on a page follows, and the person's subscription to it, if there is one."""

    kind: str
    key: int | str
    subscription: Subscription | None

    @property
    def state(self) -> str:
        """`active`, `paused`, or that there is nothing."""
        ended = (None, Subscription.State.ENDED)
        state = self.subscription.state if self.subscription else None
        return "" if state in ended else str(state)


def follow(person: User, **target: Any) -> Follow:
    """How a person stands to one target, given by its kind: `product=`."""
    ((kind, thing),) = target.items()
    found = Subscription.objects.filter(person=person, **target).first()
    return Follow(kind, thing if kind == AUTHORITY else thing.pk, found)


def target_of(person: User, kind: str, key: str) -> Any:
    """What is meant, if the person may see it. Raises Http404."""
    if kind == AUTHORITY and key in Application.Authority.values:
        return key
    if kind not in ROWS or not (key.isascii() and key.isdecimal() and len(key) < 19):
        raise Http404(f"No {kind} has the id {key}.")
    found = _visible(person, kind).filter(pk=int(key)).first()
    if found is None:
        raise Http404(f"No {kind} has the id {key}.")
    return found


def _visible(person: User, kind: str) -> QuerySet[Any]:
    if kind in subscribing.VISIBLE:
        return subscribing.VISIBLE[kind](person)
    model: Any = Subscription._meta.get_field(kind).related_model
    rows: QuerySet[Any] = model.objects.all()
    return rows


def page_of(kind: str, thing: Any) -> str:
    """The page of what is followed; of an authority, its changes."""
    if kind == AUTHORITY:
        return f"{reverse('console:changes')}?authority={thing}"
    keys = {"application": "number", "portfolio": "slug"}
    return reverse(f"console:{kind}", args=[getattr(thing, keys.get(kind, "pk"))])
