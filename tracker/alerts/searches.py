"""What may become of a saved search that people follow."""

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from tracker.alerts.models import Subscription
from tracker.search.models import SavedSearch


class StillFollowed(Exception):
    """Somebody would lose what they follow; the message says who must do what first."""


@transaction.atomic
def delete(search: SavedSearch) -> None:
    """Delete a search, with the subscriptions to it that have ended. Raises StillFollowed."""
    search.subscriptions.filter(state=Subscription.State.ENDED).delete()
    try:
        search.delete()
    except ProtectedError as error:
        raise StillFollowed(
            f"Still followed, by {_counted(_standing(search).count())}: that must end first."
        ) from error


def keep_visible(search: SavedSearch) -> None:
    """Raises StillFollowed if the search would become private, and others than its owner follow it."""
    if search.is_shared or search.pk is None:
        return
    others = _standing(search).exclude(person=search.owner).count()
    if others:
        raise StillFollowed(f"Still followed, by {_counted(others, 'other ')}: until that ends it stays shared.")


def _standing(search: SavedSearch) -> QuerySet[Subscription]:
    return Subscription.objects.filter(search=search).exclude(state=Subscription.State.ENDED)


def _counted(people: int, other: str = "") -> str:
    return f"{people} {other}{'person' if people == 1 else 'people'}"
