"""One message to one address over HTTP, and the true answer. Redirects are not followed, proxies are not used."""

import datetime
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from ssl import SSLContext

import httpcore2
import httpx2

from tracker.alerts.channels.webhook.guarded import GuardedNetwork, Refused, check
from tracker.alerts.plain import one_line

SECONDS = 30.0
"""For the whole exchange; much less than a worker's lease."""
CONNECT = 10.0
READ = 20.0
MOST_READ = 16_384
"""Bytes of an answer that are read; the rest is left unread."""
MOST_SHOWN = 1000
"""Characters of an answer that are kept."""

OURS = {
    "Content-Type": "application/json",
    "Accept-Encoding": "identity",
    "User-Agent": "Clockstop",
    "Connection": "close",
}


@dataclass(frozen=True)
class Answer:
    """What the address answered: its status and the beginning of its body, or, with the status 0, why there is none.

    `rest` is how long it asks to be left alone (Retry-After).
    """

    status: int
    words: str
    took: datetime.timedelta
    rest: datetime.timedelta = datetime.timedelta()
    is_refused: bool = False

    @property
    def in_words(self) -> str:
        """`503 Try again later`."""
        return f"{self.status} {self.words}".strip() if self.status else self.words


def post(address: str, body: bytes, headers: dict[str, str], seconds: float = SECONDS) -> Answer:
    """Post JSON to the address. Lets no failure of the network through."""
    began = time.monotonic()
    try:
        check(address)
        status, words, rest = _ask(address, body, headers, seconds)
    except Refused as refusal:
        return Answer(0, str(refusal), _since(began), is_refused=True)
    except (httpcore2.TimeoutException, TimeoutError) as error:
        return Answer(0, f"It did not answer in time ({error or type(error).__name__})", _since(began))
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, OSError) as error:
        return Answer(0, f"It could not be reached ({error or type(error).__name__})", _since(began))
    return Answer(status, words, _since(began), rest)


def _since(began: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=round(time.monotonic() - began, 3))


def _ask(address: str, body: bytes, headers: dict[str, str], seconds: float) -> tuple[int, str, datetime.timedelta]:
    timeout = {"connect": CONNECT, "read": READ, "write": READ, "pool": CONNECT}
    network = GuardedNetwork(seconds)
    with (
        httpcore2.ConnectionPool(ssl_context=_certificates(), network_backend=network) as pool,
        pool.stream(
            "POST", address, headers=[*OURS.items(), *headers.items()], content=body, extensions={"timeout": timeout}
        ) as response,
    ):
        told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return response.status, _beginning(response), _rest(told.get("retry-after", ""))


@cache
def _certificates() -> SSLContext:
    """The authorities whose certificates are believed; loading them takes longer than a message."""
    return httpx2.create_ssl_context()


def _beginning(response: httpcore2.Response) -> str:
    """The beginning of the body, in one line. A body that breaks off is still an answer."""
    taken = b""
    try:
        for piece in response.iter_stream():
            taken += piece[: MOST_READ - len(taken)]
            if len(taken) >= MOST_READ:
                break
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
        pass
    return one_line(taken.decode(errors="replace"), MOST_SHOWN)


def _rest(retry_after: str) -> datetime.timedelta:
    """Retry-After in either form (RFC 9110, 10.2.3), a day at most; nothing where it says nothing."""
    try:
        if retry_after.strip().isdigit():
            rest = datetime.timedelta(seconds=min(int(retry_after), 86_400))
        else:
            rest = parsedate_to_datetime(retry_after) - datetime.datetime.now(datetime.UTC)
    except (TypeError, ValueError):
        return datetime.timedelta()
    return min(max(rest, datetime.timedelta()), datetime.timedelta(days=1))
