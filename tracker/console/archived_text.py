"""Archived bytes as text that people can read, and the words of a piece of evidence found in it. Pure functions.

The bytes are strangers': markup is taken apart, never rendered; what cannot be read as text gives None and stays a
download.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import lxml.html
import msgspec
from lxml import etree

from scrapers import pdf
from scrapers.ema import cells, workbook
from scrapers.readers import ReadingFailed
from scrapers.text import clean

LONGEST_TEXT = 400_000
"""Characters that are shown; the rest is in the download."""

LARGEST_BODY = 30_000_000
"""Bytes that are taken apart for a page; larger ones are only offered for download."""

CONTEXT = 600
"""Characters shown on each side of the words."""

_UNSEEN = {"script", "style", "template", "noscript", "head", "svg"}
# fmt: off
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "button", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "section", "summary", "table", "td", "th", "tr", "ul",
}
# fmt: on

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


class Found(NamedTuple):
    """Text cut at the words of a piece of evidence: what stands before them, they themselves, what stands behind."""

    before: str
    words: str
    after: str


def text_of(body: bytes, about: str = "") -> str | None:
    """The text of HTML, Markdown, JSON, XLSX or PDF bytes, None for others.

    The text of a table is its row `about` that number, where it has one.
    """
    if len(body) > LARGEST_BODY:
        return None
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:512]
    if body.startswith(b"PK"):
        text = _workbook(body, about)
    elif start.startswith(b"%PDF"):
        text = _pdf(body)
    elif start.startswith((b"{", b"[")):
        text = _json(body, about)
    elif start.startswith(b"<"):
        text = _html(body)
    else:
        text = _plain(body)
    return text[:LONGEST_TEXT] if text else None


def find(text: str, quote: str) -> Found | None:
    """The first place where the words stand, whatever blanks and punctuation are between them; None if they do not.

    A source's blanks, quotation marks and colons are not those of the quote: only letters and digits are compared.
    """
    letters, places = _letters(text)
    wanted, _ = _letters(quote)
    at = _whole(letters, wanted, places, text) if wanted else -1
    if at < 0:
        return None
    first, last = places[at], places[at + len(wanted) - 1] + 1
    for mark in re.sub(r"^.*\w|\s", "", quote, flags=re.DOTALL):
        last += text[last : last + 1] == mark
    return Found(text[:first], text[first:last], text[last:])


def around(found: Found, context: int = CONTEXT) -> Found:
    """The words with a little of what stands around them, cut at blanks; a cut is marked."""
    before = found.before
    if len(before) > context:
        before = "… " + before[-context:].partition(" ")[2]
    after = found.after
    if len(after) > context:
        after = after[:context].rpartition(" ")[0] + " …"
    return Found(before, found.words, after)


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits in lower case, and the place of each in the text."""
    pairs = [(low, place) for place, one in enumerate(text) for low in one.casefold() if low.isalnum()]
    return "".join(low for low, _ in pairs), [place for _, place in pairs]


def _whole(letters: str, wanted: str, places: Sequence[int], text: str) -> int:
    """Where the words begin, not in the middle of longer ones; -1 if nowhere."""
    at = letters.find(wanted)
    while at >= 0:
        first, last = places[at], places[at + len(wanted) - 1]
        if not text[first - 1 : first].isalnum() and not text[last + 1 : last + 2].isalnum():
            return at
        at = letters.find(wanted, at + 1)
    return -1


def _plain(body: bytes) -> str | None:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _html(body: bytes) -> str | None:
    try:
        root = lxml.html.document_fromstring(
            body, parser=lxml.html.HTMLParser(encoding=_encoding(body), huge_tree=False)
        )
    except (etree.LxmlError, ValueError):
        return None
    lines = (clean(line) for line in "".join(_pieces(root)).split("\n"))
    return "\n".join(line for line in lines if line)


def _encoding(body: bytes) -> str | None:
    """UTF-8 if the bytes are that, else what the page itself says."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _pieces(root: lxml.html.HtmlElement) -> Iterator[str]:
    """The visible text in order, with a line break around each block."""
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        is_seen = isinstance(node.tag, str) and node.tag not in _UNSEEN
        if event == "start" and is_seen:
            yield ("\n" if node.tag in _BLOCKS else "") + _one_line(node.text)
        if event == "start" and not is_seen:
            node.clear(keep_tail=True)
        if event != "start":
            yield ("\n" if node.tag in _BLOCKS else "") + _one_line(node.tail)


def _one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _json(body: bytes, about: str) -> str | None:
    try:
        value = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError):
        return None
    return "\n".join(_lines((_row_about(value, about) if about else None) or value))


def _row_about(value: Json, number: str) -> dict[str, Json] | None:
    """The innermost object that has the number as a value."""
    if isinstance(value, list):
        return next((row for row in (_row_about(item, number) for item in value) if row), None)
    if not isinstance(value, dict):
        return None
    if any(isinstance(item, str) and _same(item, number) for item in value.values()):
        return value
    return next((row for row in (_row_about(item, number) for item in value.values()) if row), None)


def _same(one: str, other: str) -> bool:
    return _letters(one)[0] == _letters(other)[0]


def _lines(value: Json, indent: str = "") -> Iterator[str]:
    """JSON as lines of `name: value`, parts of parts indented."""
    items: Sequence[tuple[str, Json]] = []
    if isinstance(value, dict):
        items = [(f"{name}: ", item) for name, item in value.items()]
    elif isinstance(value, list):
        items = [("– ", item) for item in value]
    else:
        yield f"{indent}{cells.printed(value)}"
    for name, item in items:
        if not isinstance(item, dict | list):
            yield f"{indent}{name}{cells.printed(item)}"
            continue
        parts = list(_lines(item, indent + "  "))
        if isinstance(value, list):
            yield f"{indent}{name}{parts[0].lstrip()}" if parts else f"{indent}{name}".rstrip()
            yield from parts[1:]
        else:
            yield f"{indent}{name}".rstrip()
            yield from parts


def _workbook(body: bytes, about: str) -> str | None:
    """The row of the number as lines of `column: value`, or all rows where there is none."""
    try:
        tables = [[cells.printed_row(row) for row in sheet.rows] for sheet in workbook.sheets(body)]
    except ReadingFailed:
        return None
    for rows in tables:
        for place, row in enumerate(rows):
            if about and any(_same(cell, about) for cell in row):
                return "\n".join(f"{name}: {cell}" for name, cell in zip(_header(rows[:place]), row, strict=False))
    return "\n".join(" | ".join(row) for rows in tables for row in rows)


def _header(above: Sequence[Sequence[str]]) -> Sequence[str]:
    """The row that names the columns: the first of those on top that fills the most of them."""
    return max(above[:30], key=lambda row: sum(map(bool, row)), default=())


def _pdf(body: bytes) -> str | None:
    try:
        return "\n".join(pdf.pages(body))
    except ReadingFailed:
        return None
