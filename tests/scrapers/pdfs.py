"""Small PDF files for tests, made of lines of text."""

import io
import math
from collections.abc import Sequence
from typing import NamedTuple

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, IndirectObject, NameObject

WIDTH, HEIGHT, MARGIN, LEADING = 595, 842, 40, 13


class Text(NamedTuple):
    """A line of text: how far from the left and the top of the page it stands, in points; how it is turned, in degrees.

    A `|` in it is a gap that the file makes within a word.
    """

    left: float
    top: float
    text: str
    size: float = 10
    angle: float = 0


class Drawn(NamedTuple):
    """A thin line from one place to another, in points from the left and the top of the page."""

    left: float
    top: float
    right: float
    bottom: float


def pdf(*pages: str) -> bytes:
    """A PDF file with the given pages, each the text of its lines, one above the other."""
    writer = PdfWriter()
    font = _font(writer)
    for text in pages:
        _add_page(writer, font, _content(text.splitlines()))
    return _bytes(writer)


def placed(*pages: Sequence[Text | Drawn], is_turned: bool = False) -> bytes:
    """A PDF file whose words stand where they are said to. `is_turned`: pages lie sideways, shown upright."""
    writer = PdfWriter()
    font = _font(writer)
    for page in pages:
        # Sideways, the axes of the page are turned by a quarter: what is shown upright is written upwards.
        turn = b"0 1 -1 0 %d 0 cm" % WIDTH if is_turned else b""
        height = WIDTH if is_turned else HEIGHT
        added = _add_page(writer, font, b"\n".join([turn, *(_drawing(one, height) for one in page)]))
        if is_turned:
            added.rotate(90)
    return _bytes(writer)


def encrypted(body: bytes, password: str) -> bytes:
    """The same file, to be opened with a password."""
    writer = PdfWriter(clone_from=io.BytesIO(body))
    writer.encrypt(password, algorithm="RC4-128")
    return _bytes(writer)


def _font(writer: PdfWriter) -> IndirectObject:
    return writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
                NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
            }
        )
    )


def _add_page(writer: PdfWriter, font: IndirectObject, drawing: bytes) -> DictionaryObject:
    page = writer.add_blank_page(WIDTH, HEIGHT)
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = DecodedStreamObject()
    content.set_data(drawing)
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    return page


def _content(lines: Sequence[str]) -> bytes:
    shown = [b"(%s) Tj T*" % _escaped(line) for line in lines]
    start = f"BT /F1 10 Tf {LEADING} TL {MARGIN} {HEIGHT - MARGIN} Td".encode()
    return b"\n".join([start, *shown, b"ET"])


def _drawing(one: Text | Drawn, height: float) -> bytes:
    if isinstance(one, Drawn):
        places = one.left, height - one.top, one.right, height - one.bottom
        return b"0.5 w %.1f %.1f m %.1f %.1f l S" % places
    across, up = math.cos(math.radians(one.angle)), math.sin(math.radians(one.angle))
    place = b"%.4f %.4f %.4f %.4f %.1f %.1f Tm" % (across, up, -up, across, one.left, height - one.top - one.size)
    parts = b" -150 ".join(b"(%s)" % _escaped(part) for part in one.text.split("|"))
    return b"BT /F1 %.1f Tf %s [%s] TJ ET" % (one.size, place, parts)


def _escaped(line: str) -> bytes:
    plain = line.encode("cp1252")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _bytes(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
