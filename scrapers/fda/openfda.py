"""What all openFDA answers share: the envelope, the ways they fail, and values that are not always strings."""

import functools
import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import msgspec

from scrapers.readers import Blocked, Drifted, Unreadable
from scrapers.records import Page, Reading, ReadingWarning
from scrapers.text import clean

Value = str | int | float | bool | list[Any] | None
"""openFDA promises strings; numbers and one-element lists have been seen in copies of its data."""

LARGEST_BULK = 500_000_000
"""Bytes of JSON that a bulk archive may unpack to; the whole of Drugs@FDA is a fraction of that."""

PEEK = 200_000
"""Bytes that are enough to recognise an answer: its meta block and its first results."""

NOT_TOLD = ("", "Null")
"""What stands where Drugs@FDA has nothing to say."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
BAD_JSON = (msgspec.DecodeError, UnicodeError, RecursionError, ValueError)
BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


class Count(msgspec.Struct, frozen=True, gc=False):
    """How many results were skipped and how many there are in all."""

    skip: Value = None
    total: Value = None


class Meta(msgspec.Struct, frozen=True, gc=False):
    """`reconstructed` is not openFDA's: it says what a reconstructed answer was made from."""

    last_updated: Value = None
    reconstructed: Value = None
    results: Count | None = None


class Error(msgspec.Struct, frozen=True, gc=False):
    """`NOT_FOUND` means that a search has no hit."""

    code: Value = None
    message: Value = None


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """An answer whose results are not decoded yet: one broken result shall not hide the others."""

    meta: Meta | None = None
    error: Error | None = None
    results: list[msgspec.Raw] | None = None


_ENVELOPE = msgspec.json.Decoder(Envelope, strict=False)


def envelope(body: bytes) -> Envelope:
    """The envelope of a JSON answer, plain or in a ZIP archive. Raises Drifted, Blocked or Unreadable."""
    if not body.strip():
        raise Unreadable("there are no bytes")
    unpacked = _unpacked(body, LARGEST_BULK + 1)
    if len(unpacked) > LARGEST_BULK:
        raise Unreadable(f"the answer is longer than {LARGEST_BULK:,} bytes")
    text = _plain(unpacked)
    if text.startswith(b"<"):
        raise Blocked("a web page came where JSON was due")
    try:
        return _ENVELOPE.decode(text)
    except msgspec.ValidationError as error:
        raise Drifted(f"the answer is JSON of another shape: {error}") from error
    except BAD_JSON as error:
        raise Unreadable(f"this is not whole JSON: {error}") from error


def no_hit(error: Error, page: Page) -> Reading:
    """The reading of an answer that is an error: a search without a hit. Raises Unreadable for any other error."""
    code, message = text_of(error.code), text_of(error.message)[:200]
    if code != "NOT_FOUND":
        raise Unreadable(f"openFDA answers with an error, {code or 'without a code'}: {message}")
    return Reading(warnings=(ReadingWarning(what="not-found", where=page.address, text=message),))


def looks_like(body: bytes, keys: tuple[str, ...]) -> bool:
    """Whether bytes of unknown origin begin as a JSON answer, plain or in an archive, that uses all these keys."""
    try:
        text = _plain(_unpacked(body, PEEK))[:PEEK]
    except (Drifted, Unreadable):
        return False
    return text.startswith(b"{") and all(f'"{key}"'.encode() in text for key in keys)


def _unpacked(body: bytes, limit: int) -> bytes:
    """The JSON of an answer: as it is, or at most `limit` bytes of the one JSON file in its archive."""
    if not body.startswith(b"PK"):
        return body
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [name for name in archive.namelist() if name.endswith(".json")]
            if len(members) != 1:
                raise Drifted(f"the archive holds {len(members)} JSON files, not one")
            with archive.open(members[0]) as member:
                return member.read(limit)
    except BAD_ZIP as error:
        raise Unreadable(f"the archive cannot be opened: {error}") from error


def _plain(text: bytes) -> bytes:
    return text.removeprefix(BYTE_ORDER_MARK).strip()


@functools.lru_cache(maxsize=2**14)
def _word(text: str) -> str:
    """Clean text, remembered: the same few words fill most cells. NUL is no text, databases refuse it."""
    cleaned = clean(text.replace("\x00", ""))
    return "" if cleaned in NOT_TOLD else cleaned


def text_of(value: Value, clean: Callable[[str], str] = _word) -> str:
    """A value as clean text; `Null` and what is not there as the empty string."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(filter(None, (text_of(each, clean) for each in value))))
    return str(value)
