"""One request and its answer over the wire, within limits of time and size. Knows no politeness and no meaning."""

import os
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import httpx2

from scrapers.failures import TooLarge, Unreachable

Headers = tuple[tuple[str, str], ...]

PIECE = 2**20
"""Bytes that are unpacked at once: a bomb is noticed after one piece too many, not after it went off."""

GZIP = zlib.MAX_WBITS | 16
GZIP_MAGIC = b"\x1f\x8b"
ACCEPTED_ENCODINGS = b"gzip, identity"


@dataclass(frozen=True)
class Limits:
    """`size` in bytes, after unpacking; all others but the counts in seconds.

    `total` is for one answer from request to last byte, looked at whenever bytes of the body come; `read` is for a
    silence, before the answer or within it. `sleep` is the longest wait
    before asking a busy host again, `attempts` how often one is asked.
    """

    size: int = 100_000_000
    total: float = 300
    read: float = 30
    connect: float = 15
    sleep: float = 120
    attempts: int = 4
    redirects: int = 5


@dataclass(frozen=True)
class Answer:
    """Status, headers in order and as spelled, and the body; the body is read only where the status promises one."""

    status: int
    headers: Headers
    body: bytes = b""

    def header(self, name: str) -> str:
        """The first value of a header, empty if it is absent."""
        return header(self.headers, name)


def header(headers: Headers, name: str) -> str:
    """The first value of a header, by its name in any spelling; empty if it is absent."""
    return next((value for key, value in headers if key.lower() == name.lower()), "")


class _Own(threading.local):
    """The client of a thread, and the process that made it: after a fork its connections are the parent's."""

    process = 0
    client: httpx2.Client


_own = _Own()


def own_client() -> httpx2.Client:
    """The client of this thread, without the cookies of earlier fetches; its connections stay open for the next.

    A client of one's own costs more than a page: it loads the certificates of all authorities.
    """
    if _own.process != os.getpid():
        _own.client, _own.process = httpx2.Client(), os.getpid()
    _own.client.cookies.clear()
    return _own.client


def ask(client: httpx2.Client, url: httpx2.URL, headers: Mapping[str, str], limits: Limits) -> Answer:
    """One GET, without following redirects. Raises Unreachable and TooLarge."""
    deadline = time.monotonic() + limits.total
    timeout = httpx2.Timeout(min(limits.read, limits.total), connect=min(limits.connect, limits.total))
    sent = {name.encode(): value.encode("latin-1", "ignore") for name, value in headers.items()}
    sent[b"Accept-Encoding"] = ACCEPTED_ENCODINGS
    try:
        with client.stream("GET", url, headers=sent, timeout=timeout, follow_redirects=False) as response:
            told = tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in response.headers.raw)
            answer = Answer(response.status_code, told)
            if not _has_body(answer.status):
                return answer
            return Answer(answer.status, told, _body(response, answer, limits, deadline))
    except httpx2.TimeoutException as error:
        raise Unreachable(f"{url} did not answer in time ({type(error).__name__})") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise Unreachable(f"{url} could not be fetched: {error or type(error).__name__}") from error


def _has_body(status: int) -> bool:
    return 200 <= status < 300 or status == 404


def _body(response: httpx2.Response, answer: Answer, limits: Limits, deadline: float) -> bytes:
    announced = answer.header("Content-Length")
    if announced.isdigit() and int(announced[:15]) > limits.size:
        raise TooLarge(f"{response.url} announces {announced} bytes; {limits.size:,} are taken", status=answer.status)
    pieces, size = [], 0
    for piece in _decoded(_in_time(response.iter_raw(), deadline), answer.header("Content-Encoding")):
        size += len(piece)
        if size > limits.size:
            raise TooLarge(f"{response.url} is longer than {limits.size:,} bytes", status=answer.status)
        pieces.append(piece)
    return b"".join(pieces)


def _in_time(chunks: Iterable[bytes], deadline: float) -> Iterator[bytes]:
    """The chunks as they come; a server that drips them for ever is cut off."""
    for chunk in chunks:
        if time.monotonic() > deadline:
            raise Unreachable("the answer did not end in time")
        yield chunk


def _decoded(chunks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    match encoding.strip().lower():
        case "" | "identity":
            return chunks
        case "gzip" | "x-gzip":
            return _gunzipped(chunks)
    raise Unreachable(f"the answer is encoded as {encoding!r}, which was not asked for")


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip packed, in pieces of bounded size; whatever follows its end is dropped. Raises Unreachable."""
    unpacker = zlib.decompressobj(GZIP)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if unpacker.eof:
                    if not rest.startswith(GZIP_MAGIC):
                        break
                    unpacker = zlib.decompressobj(GZIP)
                yield unpacker.decompress(rest, PIECE)
                rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error as error:
        raise Unreachable(f"the answer is not the gzip it says it is: {error}") from error
    if not unpacker.eof:
        raise Unreachable("the answer is cut off")
