"""A medicine page as the site serves it: HTML into blocks.

Lines are told apart by the elements that begin a line in a browser, not by class names. The few classes that are used
(`status-title`, `file-title`, `metadata-row`) are looked for inside the attribute: the site's template glues class
names together (`first-publishedfw-normal`).
"""

import re
from typing import cast
from urllib.parse import urlsplit

from lxml import etree

from scrapers.ema.medicine_page_blocks import Block, Kind, PageText, absolute
from scrapers.ema.medicine_page_marks import marked
from scrapers.readers import Drifted, Unreadable
from scrapers.text import clean

HEADINGS = {f"h{level}": level for level in range(1, 7)}
# fmt: off
INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "em", "font", "i", "img", "kbd", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
))
# fmt: on
SKIPPED = frozenset(("script", "style", "noscript", "template", "svg", "iframe", "object", "select", "head"))
SKIPPED_CLASSES = re.compile(r"\bema-notification\b|\bema-social-media-share\b")
ROW_CLASSES = re.compile(r"metadata-row")
"""`small` elements of a document card that stand on lines of their own."""
TITLE_CLASSES = re.compile(r"(?<![\w-])file-title(?!-)")

_ids = etree.XPath("descendant-or-self::*/@id", smart_strings=False)


def read_html(body: bytes) -> PageText:
    """The blocks of an HTML page. Raises Drifted if the page breaks off, Unreadable if it is no HTML at all."""
    root = parsed(body)
    content = main_of(root)
    return PageText(marked(lines(content)), own_address(root), anchors_in(content))


def lines(content: etree._Element) -> list[Block]:
    """The lines of an element as blocks, in order of the document."""
    return _Lines().read(content)


def main_of(root: etree._Element) -> etree._Element:
    """What is the page's own, without menus and footer. Raises Unreadable."""
    main = root.find(".//main")
    content = root.find("body") if main is None else main
    if content is None:
        raise Unreadable("the HTML has no body")
    return content


def anchors_in(content: etree._Element) -> frozenset[str]:
    """The ids in the markup, to which links of the page itself lead."""
    return frozenset(filter(None, cast("list[str]", _ids(content))))


def parsed(body: bytes) -> etree._Element:
    """The page as a tree. Raises Drifted if it breaks off, Unreadable if it is no HTML at all."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(f"not HTML: {error}") from error
    if root is None:
        raise Unreadable("not HTML: no element in it")
    _require_end(body)
    return root


def _require_end(body: bytes) -> None:
    """A page that was cut still parses: what came after the cut would be missing without a word."""
    lowered = body.lower()
    for tag in (b"main", b"body", b"html"):
        opened = re.search(rb"<" + tag + rb"[\s>]", lowered)
        if opened and lowered.rfind(b"</" + tag) < opened.start():
            raise Drifted(f"the page is cut: <{tag.decode()}> is never closed")


def own_address(root: etree._Element) -> str:
    """The address that the page gives as its own, empty if it gives none."""
    for path, attribute in (('.//link[@rel="canonical"]', "href"), ('.//meta[@property="og:url"]', "content")):
        element = root.find(path)
        if element is not None and element.get(attribute):
            return clean(element.get(attribute))
    return ""


def own_path(root: etree._Element, came_from: str, allowed: re.Pattern[str]) -> str:
    """The path that the page gives as its own; of a page that gives none, that under which it came.

    Raises Drifted if it is not allowed: then the page is of another kind, wherever it came from.
    """
    address = absolute(own_address(root) or came_from)
    path = urlsplit(address).path.rstrip("/")
    if not allowed.fullmatch(path):
        raise Drifted(f"the address of the page is that of another kind of page, or of none: {address!r}")
    return path


class _Lines:
    """Walks the elements once, without recursion, and collects lines of text.

    A *role* is an element whose whole text is one block: a heading, a `dt`, a `dd`, a title, the status.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[tuple[str, str]] = []
        self.href = ""
        self.role: etree._Element | None = None
        self.role_kind: Kind = "text"
        self.tooltip = ""
        self.status_attribute = ""

    def read(self, content: etree._Element) -> list[Block]:
        walker = etree.iterwalk(content, events=("start", "end"))
        for event, element in walker:
            if event == "start" and is_skipped(element):
                walker.skip_subtree()
            elif event == "start":
                self._start(element)
            elif not is_skipped(element):
                self._end(element)
            if event == "end" and element is not content:
                self._add(element.tail)
        self._flush()
        if self.status_attribute and not any(block.kind == "status" for block in self.blocks):
            self.blocks.insert(0, Block("status", self.status_attribute))
        return self.blocks

    def _start(self, element: etree._Element) -> None:
        tag, classes = element.tag, element.get("class") or ""
        self.status_attribute = self.status_attribute or clean(element.get("data-medicine-status"))
        if self.role is not None:
            self._inside_role(element)
        elif not _is_inline(element):
            self._flush()
            if kind := _role(tag, classes):
                self.role, self.role_kind, self.tooltip = element, kind, ""
        if tag == "a":
            self.href = element.get("href") or ""
        self._add(" " if tag == "br" else element.text)

    def _inside_role(self, element: etree._Element) -> None:
        self.tooltip = self.tooltip or clean(element.get("data-bs-original-title"))
        if element.tag == "li" and any(text.strip() for text, _ in self.pieces):
            self._add("; ")
        elif not _is_inline(element):
            self._add(" ")

    def _end(self, element: etree._Element) -> None:
        if element.tag == "a":
            self.href = ""
        if element is self.role:
            self._flush()
            self.role = None
        elif self.role is not None and not _is_inline(element):
            self._add(" ")
        elif not _is_inline(element):
            self._flush()

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append((text, self.href))

    def _flush(self) -> None:
        text = clean("".join(piece for piece, _ in self.pieces))
        targets = {href for piece, href in self.pieces if piece.strip()}
        self.pieces.clear()
        if self.role is not None:
            level = HEADINGS.get(self.role.tag, 0)
            tooltip = self.tooltip if self.role_kind == "label" else ""
            self.blocks.append(Block(self.role_kind, text, tooltip, level))
        elif text:
            target = targets.pop() if len(targets) == 1 else ""
            self.blocks.append(Block("link" if target else "text", text, target.strip()))


def _role(tag: str, classes: str) -> Kind | None:
    if "status-title" in classes:
        return "status"
    if TITLE_CLASSES.search(classes):
        return "title"
    if tag in HEADINGS:
        return "heading"
    return {"dt": "label", "dd": "value"}.get(tag)  # type: ignore[return-value]


def _is_inline(element: etree._Element) -> bool:
    return element.tag in INLINE and not ROW_CLASSES.search(element.get("class") or "")


def is_skipped(element: etree._Element) -> bool:
    """Whether an element holds nothing of the content."""
    return element.tag in SKIPPED or bool(SKIPPED_CLASSES.search(element.get("class") or ""))
