"""The text of PDF files, page by page, within limits: documents come from outside and may be of any size and shape.

The text is what the file's fonts say, in the order of its content: gaps inside words ("assessmen t") and lines that
break anywhere are the file's own and stay. Pages that are pictures (scans) have none.
"""

import io
import itertools
import logging
import re
import time

from pypdf import Configuration, PdfReader, apply_configuration

from scrapers.ema.refusals import refuse_foreign
from scrapers.pdf_damage import refuse_damaged
from scrapers.readers import ReadingFailed, Unreadable

MAX_BYTES = 60_000_000
MAX_PAGES = 1_000
"""An assessment report has 100 to 250 pages."""

MAX_CHARACTERS = 10_000_000
MAX_SECONDS = 60.0
"""Asked between pages; one page is bounded by `LIMITS`. 72 pages take 0.2 s."""

LIMITS = Configuration(
    zlib_maximum_output_length=20_000_000,
    lzw_maximum_output_length=20_000_000,
    array_based_stream_maximum_output_length=20_000_000,
    stream_parsing_work_maximum_count=500_000,
    jbig2dec_binary=None,
)
"""What one stream of a file may unpack to, in bytes, and in operators: pypdf's own limits are
several times wider. No other program is started for pictures."""

OPENING = b"%PDF"

_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity; what matters is raised


def looks_like(body: bytes) -> bool:
    """Whether bytes of unknown origin begin as a PDF file."""
    return body[:1024].lstrip().startswith(OPENING)


def pages(body: bytes, first: int = MAX_PAGES) -> tuple[str, ...]:
    """The text of each page, or of the `first` ones, in order; a page without text is the empty string.

    Raises Blocked for a web page or an apology, Unreadable for what is encrypted, broken, beyond the limits, or has no
    text at all.
    """
    refuse_foreign(body, OPENING, "a PDF file")
    if len(body) > MAX_BYTES:
        raise Unreadable(f"the file has {len(body):,} bytes, more than {MAX_BYTES:,}")
    refuse_damaged(body)
    try:
        with apply_configuration(LIMITS):
            found = _texts(PdfReader(io.BytesIO(body)), first)
    except ReadingFailed:
        raise
    except Exception as error:  # pypdf raises whatever damaged bytes lead it to
        raise Unreadable(f"the PDF file is broken or cut: {type(error).__name__}: {str(error)[:200]}") from error
    if not any(text.strip() for text in found):
        raise Unreadable(f"none of {len(found):,} pages has text: they are pictures, as scanned documents are")
    return found


def _texts(file: PdfReader, first: int) -> tuple[str, ...]:
    if file.is_encrypted and not file.decrypt(""):
        raise Unreadable("the PDF file is encrypted and needs a password")
    if len(file.pages) > MAX_PAGES:
        raise Unreadable(f"the file has {len(file.pages):,} pages, more than {MAX_PAGES:,}")
    begun = time.monotonic()
    texts: list[str] = []
    characters = 0
    for number, page in enumerate(itertools.islice(file.pages, first), start=1):
        if time.monotonic() - begun > MAX_SECONDS:
            raise Unreadable(f"the text of {number - 1:,} pages took more than {MAX_SECONDS:.0f} s")
        texts.append(_NO_TEXT.sub(" ", page.extract_text()))
        characters += len(texts[-1])
        if characters > MAX_CHARACTERS:
            raise Unreadable(f"the first {number:,} pages have more than {MAX_CHARACTERS:,} characters")
    return tuple(texts)
