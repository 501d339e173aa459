"""Private addresses of feeds: made, renewed and revoked by their person, and opened without signing in.

The key in an address is a random nonce and its signature. Only the nonce is kept: whoever reads the database, or a copy
of it, has half a key, and yet the address can be shown to its person again whenever a new program asks for it. A key
that was not made here fails at its signature, in constant time and before the database is asked anything.
"""

import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from tracker.alerts.models import PrivateAddress
from tracker.alerts.models.feeds import new_nonce
from tracker.people.models import User

Feed = PrivateAddress.Feed

PERMISSIONS: dict[str, str] = {Feed.CHANGES: "catalogue.view_change", Feed.CALENDAR: "catalogue.view_application"}
"""What a person must be allowed to see: a feed shows no more than the console would."""

NOTED_EVERY = datetime.timedelta(hours=1)
"""How exact `last_used_at` is: programs ask several times an hour."""


def make(person: User, feed: str) -> PrivateAddress:
    """The person's address of a feed, a new one in place of any that there was."""
    row, _ = PrivateAddress.objects.update_or_create(
        person=person,
        feed=feed,
        defaults={"nonce": new_nonce(), "created_at": timezone.now(), "last_used_at": None},
    )
    return row


def revoke(person: User, feed: str) -> None:
    """Close the address at once and for good."""
    PrivateAddress.objects.filter(person=person, feed=feed).delete()


def address_of(row: PrivateAddress, **query: str) -> str:
    """The whole address, as it is given to a program."""
    asked = urlencode({"key": _signer(row.feed).sign(row.nonce), **query})
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse(f'alerts:{row.feed}')}?{asked}"


def opened_by(feed: str, key: str) -> PrivateAddress | None:
    """The address that a key opens, with its person; None if it opens none, or they may no longer see the feed."""
    try:
        nonce = _signer(feed).unsign(key)
    except BadSignature:
        return None
    row = PrivateAddress.objects.filter(feed=feed, nonce=nonce).select_related("person").first()
    return row if row and row.person.has_perm(PERMISSIONS[feed]) else None


def note_use(row: PrivateAddress) -> None:
    """Keep when an address was last used, to the hour: its person sees whether anything still reads it."""
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at >= NOTED_EVERY:
        PrivateAddress.objects.filter(pk=row.pk).update(last_used_at=now)


def _signer(feed: str) -> Signer:
    """One for each feed: the key of one opens no other."""
    return Signer(salt=f"tracker.alerts.feeds.{feed}", sep=".")
