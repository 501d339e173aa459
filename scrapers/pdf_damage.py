"""Whether a PDF file came whole: what is compressed in it ends with a checksum of what it unpacks to.

Programs that read PDF files make the best of a damaged stream, which is then a page with other dates, or with words
from elsewhere. Pictures are left aside, no word of theirs is read, and so is what is encoded in another way as well.
"""

import re
import zlib

from scrapers.readers import Unreadable

STEP = 65_536
"""Bytes that are taken in, and at most ten times as many given out, at a time."""

MAX_UNPACKED = 500_000_000
"""Bytes of all streams together; 250 pages have some millions."""

_START = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_COMPRESSED = re.compile(rb"/Filter\s*(?:\[\s*)?/FlateDecode\b")
_LONGEST_DICTIONARY = 2_000
"""Bytes before a stream among which its own dictionary is looked for."""


def refuse_damaged(body: bytes) -> None:
    """Passes a file in which every compressed stream of text, fonts or objects is as it was. Raises Unreadable."""
    if b"/Encrypt" in body:
        return
    end, unpacked, streams = 0, 0, 0
    while start := _START.search(body, end):
        end, streams = start.end(), streams + 1
        about = body[max(0, start.start() - _LONGEST_DICTIONARY) : start.start()].rpartition(b" obj")[2]
        if not _COMPRESSED.search(about) or b"/Image" in about:
            continue
        try:
            end, size = _unpacked(body, start.end(), MAX_UNPACKED - unpacked)
        except zlib.error as error:
            raise Unreadable(f"the PDF file is damaged: the stream at byte {end:,} cannot be unpacked") from error
        unpacked += size
    if (ends := body.count(b"endstream")) != streams:
        raise Unreadable(f"the PDF file is damaged or cut: {streams:,} streams begin in it, and {ends:,} end")


def _unpacked(body: bytes, start: int, limit: int) -> tuple[int, int]:
    """Where a stream ends, and how many bytes it unpacks to; nothing of it is kept. Raises zlib.error, Unreadable."""
    stream, size = zlib.decompressobj(), 0
    view = memoryview(body)
    for at in range(start, len(body), STEP):
        packed: bytes | memoryview = view[at : at + STEP]
        while packed and not stream.eof:
            size += len(stream.decompress(packed, 10 * STEP))
            packed = stream.unconsumed_tail
            if size > limit:
                raise Unreadable(f"the PDF file unpacks to more than {MAX_UNPACKED:,} bytes")
        if stream.eof:
            return min(at + STEP, len(body)) - len(stream.unused_data), size
    raise zlib.error("it has no end")
