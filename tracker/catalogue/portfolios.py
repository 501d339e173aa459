"""Whose portfolios a person may see."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet

from tracker.catalogue.models import Portfolio


def visible_to(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Portfolio]:
    """What is shared, and the person's own: another person's private list is nobody else's business."""
    return Portfolio.objects.filter(Q(is_shared=True) | Q(owner_id=user.pk, owner__isnull=False))
