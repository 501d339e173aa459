"""API tokens: made once, shown once, kept as a digest, revoked for good.

A token is 256 random bits, so a plain SHA-256 keeps it safe: there is nothing to guess that a slow hash would protect.
"""

import datetime
import hashlib
import secrets

from django.db.models import QuerySet
from django.utils import timezone

from tracker.people.models import ApiToken, User

PREFIX = "clockstop_"
"""Lets programs that look for leaked secrets, and people, see what a token is for."""

NOTED_EVERY = datetime.timedelta(minutes=1)
"""How exact `last_used_at` is: a program that asks all the time does not write all the time."""


def issue(person: User, name: str) -> tuple[ApiToken, str]:
    """A new token of a person, and its secret, which cannot be read again. Raises IntegrityError for a name in use."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(person=person, name=name, digest=digest_of(secret), ending=secret[-4:])
    return token, secret


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def valid(secret: str) -> ApiToken | None:
    """The token with that secret, with its person; None if it is unknown or revoked, or the person may not sign in."""
    return (
        ApiToken.objects.filter(digest=digest_of(secret), revoked_at=None, person__is_active=True)
        .select_related("person")
        .first()
    )


def note_use(token: ApiToken, moment: datetime.datetime | None = None) -> None:
    """Keep when a token was last used, to the minute."""
    moment = moment or timezone.now()
    if token.last_used_at is None or moment - token.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)


def revoke(rows: QuerySet[ApiToken]) -> int:
    """End tokens at once and for good; how many were still valid."""
    return rows.filter(revoked_at=None).update(revoked_at=timezone.now())
