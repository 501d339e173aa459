"""Answers that are no data: challenge pages, apologies, access denied, nothing at all."""

from scrapers.readers import Blocked, Unreadable

APOLOGIES = (b"access denied", b"not found", b"too many requests", b"request rejected", b"forbidden")
"""Words of the short plain texts that servers send instead of a page."""


def refuse_foreign(body: bytes, opening: bytes, name: str) -> None:
    """Passes bytes that begin as `name` (JSON, XLSX) does. Raises Blocked for a page or an apology, else Unreadable."""
    start = body[:2048].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise Unreadable(f"empty, where {name} was due")
    if start.startswith(opening):
        return
    if start.startswith(b"<"):
        raise Blocked(f"a page came where {name} was due: {_shown(start)}")
    if any(apology in start.lower() for apology in APOLOGIES):
        raise Blocked(f"an apology came where {name} was due: {_shown(start)}")
    raise Unreadable(f"not {name}: begins with {_shown(start[:20])}")


def _shown(start: bytes) -> str:
    return repr(start[:60].decode("utf-8", "replace"))
