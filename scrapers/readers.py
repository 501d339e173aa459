"""What a reader is, and how it fails. The list of readers is in `scrapers.registry`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapers.records import Page, Reading


class ReadingFailed(Exception):
    """Bytes that did not become records. `outcome` is the word of the contract for it; nothing is applied."""

    outcome = "unreadable"


class Drifted(ReadingFailed):
    """The reader's promise was broken: the page came, but what must be on it was not found."""

    outcome = "drifted"


class Blocked(ReadingFailed):
    """A challenge, an apology or an access-denied page came instead of the source."""

    outcome = "blocked"


class Unreadable(ReadingFailed):
    """The bytes are empty, cut, or of another format than the source's."""


@dataclass(frozen=True)
class Reader:
    """How one source is understood.

    `addresses` are patterns for host and path, without scheme, `www.`, query and fragment. `recognises` says whether
    bytes of unknown origin look like this source. `read` takes bytes and a `Page` and returns a `Reading`; it raises
    `Drifted`, `Blocked` or `Unreadable`, and nothing else whatever the bytes. `version` grows when the same bytes give
    other records. Readers of the same data share an `origin` (a name of `scrapers.origins.ORIGINS`).

    `content`, where a reader gives it, is a cheap extract of the bytes that holds everything in them that `read` looks
    at: of two bodies with equal extracts from one address, `read` makes equal readings. It raises ReadingFailed where
    it cannot say. Of the `Page` such a reader looks at the address alone. See `docs/decisions/content-digest.md`.
    """

    name: str
    version: int
    origin: str
    addresses: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, Page], Reading]
    content: Callable[[bytes], bytes] | None = None

    def matches(self, address: str) -> bool:
        """Whether the reader is the one for this address."""
        return any(re.fullmatch(pattern, host_and_path(address)) for pattern in self.addresses)


def host_and_path(address: str) -> str:
    """`https://www.ema.europa.eu/en/x?y#z` as `ema.europa.eu/en/x`: what identifies a source, nothing else."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
