"""Where a message leads: the public addresses of what it speaks of, all in one place."""

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse


def of_change(change_id: int) -> str:
    """The page of one change."""
    return _public(f"/changes/{change_id}/")


def of_changes() -> str:
    """The list of changes."""
    return _public("/changes/")


def of_application(number: str) -> str:
    """The timeline of an application."""
    return _public(f"/applications/{quote(number)}/")


def of_notice(notice_id: int) -> str:
    """A shortage, a patent, a meeting."""
    return _public(f"/notices/{notice_id}/")


def of_meeting(meeting_id: int) -> str:
    """A meeting of a committee."""
    return _public(f"/meetings/{meeting_id}/")


def of_meetings() -> str:
    """The calendar of committees."""
    return _public("/meetings/")


def of_evidence(fingerprint: str) -> str:
    """The words for a step, in the archived text."""
    return _public(f"/evidence/{fingerprint}/")


def of_snapshot(snapshot_id: int) -> str:
    """The archived bytes, and what was read in them."""
    return _public(f"/snapshots/{snapshot_id}/")


def of_source(source_id: int) -> str:
    """How a source is doing."""
    return _public(f"/sources/{source_id}/")


def of_webhook(webhook_id: int) -> str:
    """How a webhook is doing, for its owner."""
    return _public(f"/webhooks/{webhook_id}/")


def of_unsubscribing(tokens: Iterable[str]) -> str:
    """One click ends the subscriptions with these tokens."""
    return _public(reverse("alerts:unsubscribe", args=[".".join(tokens)]))


def of_subscription(subscription_id: int) -> str:
    """What a person is told of it, after signing in."""
    return _public(f"/subscriptions/{subscription_id}/")


def host() -> str:
    """The name under which messages are identified."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def if_web(address: str) -> str:
    """The address if it is one of a web page; scraped ones may be anything, and nothing else is made a link."""
    return address if address.startswith(("https://", "http://")) else ""


def _public(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
