"""Small PDF files for tests, made of lines of text."""

import io
from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

WIDTH, HEIGHT, MARGIN, LEADING = 595, 842, 40, 13


def pdf(*pages: str) -> bytes:
    """A PDF file with the given pages, each the text of its lines, one above the other."""
    writer = PdfWriter()
    font = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
                NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
            }
        )
    )
    for text in pages:
        page = writer.add_blank_page(WIDTH, HEIGHT)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = DecodedStreamObject()
        content.set_data(_content(text.splitlines()))
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    return _bytes(writer)


def encrypted(body: bytes, password: str) -> bytes:
    """The same file, to be opened with a password."""
    writer = PdfWriter(clone_from=io.BytesIO(body))
    writer.encrypt(password, algorithm="RC4-128")
    return _bytes(writer)


def _content(lines: Sequence[str]) -> bytes:
    shown = [b"(%s) Tj T*" % _escaped(line) for line in lines]
    start = f"BT /F1 10 Tf {LEADING} TL {MARGIN} {HEIGHT - MARGIN} Td".encode()
    return b"\n".join([start, *shown, b"ET"])


def _escaped(line: str) -> bytes:
    plain = line.encode("cp1252")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _bytes(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
