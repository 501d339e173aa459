"""What saved searches find, and whose a person may see."""

from collections.abc import Collection, Mapping

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet

from tracker.catalogue.models import Application
from tracker.search.finder import called
from tracker.search.models import SavedSearch


def visible_to(user: AbstractBaseUser | AnonymousUser) -> QuerySet[SavedSearch]:
    """What is shared, and the person's own."""
    return SavedSearch.objects.filter(Q(is_shared=True) | Q(owner_id=user.pk, owner__isnull=False))


def applications_of(search: SavedSearch) -> QuerySet[Application]:
    """The applications that it finds now, in no order. Words that are empty of letters and digits find nothing."""
    given = {name: getattr(search, name) for name in SavedSearch.CRITERIA if getattr(search, name)}
    words = given.pop("words", "")
    found = Application.objects.filter(**given).order_by()
    if not words:
        return found
    condition = called(words)
    if condition is None:
        return found.none()
    return found.filter(pk__in=Application.objects.filter(condition).order_by().values("pk"))


def of_any_status(search: SavedSearch) -> SavedSearch:
    """The same search, whatever the status; not saved."""
    return SavedSearch(**{name: getattr(search, name) for name in SavedSearch.CRITERIA if name != "status"})


def found_among(search: SavedSearch, applications: Mapping[int, Collection[str]]) -> set[int]:
    """Which of these applications, each with the statuses that it has or just had, the search finds.

    An application that has just left a status that is searched for is found, too: that it left is what one wants to
    know.
    """
    found = applications_of(of_any_status(search)).filter(pk__in=applications).values_list("pk", flat=True)
    return {pk for pk in found if not search.status or search.status in applications[pk]}
