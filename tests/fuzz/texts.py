"""Mutations of bytes and of text, whatever is in it: cut, turned, in another encoding, with other line ends."""

import random
from collections.abc import Callable

Change = Callable[[bytes, random.Random], bytes]


def decoded(body: bytes) -> str:
    """A text file's text, with its line ends."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def cut_at_a_byte(body: bytes, chance: random.Random) -> bytes:
    """The beginning of a file; every other time only its last bytes are missing."""
    if chance.random() < 0.5:
        return body[: -chance.randint(1, min(len(body), 120))]
    return body[: chance.randrange(len(body))]


def cut_at_a_line(body: bytes, chance: random.Random) -> bytes:
    lines = body.splitlines(keepends=True)
    return b"".join(lines[: chance.randrange(len(lines) + 1)])


def bytes_turned(body: bytes, chance: random.Random) -> bytes:
    turned = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        turned[chance.randrange(len(turned))] = chance.randrange(256)
    return bytes(turned)


def bytes_around(body: bytes, chance: random.Random) -> bytes:
    """Line ends before and behind, as some servers send them."""
    return b"\r\n" * chance.randrange(3) + body + b"\n" * chance.randint(1, 3)


def another_encoding(body: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"))
    return decoded(body).encode(encoding, errors="ignore" if encoding == "cp1252" else "strict")


def another_line_end(body: bytes, chance: random.Random) -> bytes:
    end = chance.choice((b"\n", b"\r\n", b"\r"))
    return body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", end)


CUTS: dict[str, Change] = {"cut at a byte": cut_at_a_byte}
OF_TEXT: dict[str, Change] = {
    "cut at a byte": cut_at_a_byte,
    "cut at a line": cut_at_a_line,
    "in another encoding": another_encoding,
    "with other line ends": another_line_end,
    "line ends around it": bytes_around,
}
OF_BYTES: dict[str, Change] = {
    "cut at a byte": cut_at_a_byte,
    "bytes turned": bytes_turned,
    "line ends around it": bytes_around,
}
