"""Where a request comes from, behind a proxy or not."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The visitor's IP address: behind a proxy the one it added itself, which is the last; a visitor may forge others.

    The site is behind a proxy if, and only if, its public address is https: none of our servers ends TLS.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.IS_HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
