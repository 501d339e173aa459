"""How a fetch fails. `kind` is the word for it in a source's state; "blocked" is never "gone"."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hop:
    """One answer on the way that said: look elsewhere."""

    address: str
    status: int
    location: str


class FetchFailed(Exception):
    """No answer that can be read. `chain` is the way that led to it, `status` the last one, if there was one.

    `retry_after`: seconds after which to ask again, where the host or its opening hours say so.
    """

    kind = "unreachable"

    def __init__(
        self,
        message: str,
        *,
        chain: tuple[Hop, ...] = (),
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.chain = chain
        self.status = status
        self.retry_after = retry_after


class Blocked(FetchFailed):
    """The host turned us away: access denied, too many requests, or FDA's apology page, whatever its status."""

    kind = "blocked"


class Forbidden(Blocked):
    """We do not ask: robots.txt disallows it, or the address is not one of the hosts that may be asked."""


class Gone(FetchFailed):
    """404 or 410 from the origin itself. Once is no proof: it takes two, on different days, and then a person."""

    kind = "gone"


class Unreachable(FetchFailed):
    """No answer, a broken one, or a fault of the server."""


class NotNow(Unreachable):
    """Nothing is wrong: the host is outside its visiting hours. `retry_after` is when it opens."""


class TooLarge(FetchFailed):
    """The answer is, or unpacks to, more bytes than are taken."""

    kind = "too-large"


class NoContact(ValueError):
    """There is no contact to put into the User-Agent, so nothing is asked."""
