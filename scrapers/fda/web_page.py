"""What all readers of FDA's web pages share: bytes to a tree of elements, text, links, and pages that came instead.

The pages of 2016 are broken HTML (cells outside tables, closing tags that open nothing): the parser is lenient, and
only what has a name is looked for.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from scrapers.ema.refusals import refuse_foreign
from scrapers.ema.web_pages import CHALLENGES, SEARCHED
from scrapers.readers import Blocked, Drifted, Unreadable
from scrapers.text import clean

MAX_BYTES = 20_000_000
"""The longest pages list all drugs of a letter; they have less than 3 MB."""

LONGEST_CELL = 2_000
"""Characters; longer cells are no data."""


class Link(NamedTuple):
    """A link as it stands: its words, without the format in brackets, and its address.

    `type` is of what kind the document is, where the words do not say it.
    """

    words: str
    address: str
    type: str = ""


def tree_of(body: bytes, name: str) -> etree._Element:
    """The page as elements; `name` is the page that was due. Raises Drifted if it is cut, Blocked or Unreadable."""
    refuse_foreign(body, b"<", name)
    if len(body) > MAX_BYTES:
        raise Unreadable(f"{len(body):,} bytes, where {name} has at most {MAX_BYTES:,}")
    if b"\0" in body:
        raise Unreadable(f"binary data, where {name} was due")
    parser = etree.HTMLParser(encoding=_encoding(body), remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(f"no HTML, where {name} was due: {error}") from error
    if root is None:
        raise Unreadable(f"there is no element in it, where {name} was due")
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        # What is nested too deep is left out without a word, and all that comes after it.
        raise Unreadable(f"nested deeper than {name} is")
    _require_end(body.lower())
    return root


@contextmanager
def blocks_named(body: bytes, name: str) -> Iterator[None]:
    """Turns the failure to read an apology or a challenge into Blocked; a page that can be read may use such words."""
    try:
        yield
    except (Drifted, Unreadable) as failure:
        if challenge := CHALLENGES.search(body[:SEARCHED].decode("utf-8", "replace")):
            raise Blocked(f"instead of {name} came a page that says {challenge[0]!r}") from failure
        raise


def _encoding(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _require_end(lowered: bytes) -> None:
    """A page that was cut still parses: what came after the cut would be missing without a word."""
    opened = re.search(rb"<(?:html|body)[\s>]", lowered)
    if opened and max(lowered.rfind(b"</body"), lowered.rfind(b"</html")) < opened.start():
        raise Drifted("the page is cut: it has no end")


def text_of(element: etree._Element | None) -> str:
    """All text in an element as one clean line; line breaks and neighbouring elements are told apart by a blank."""
    if element is None:
        return ""
    return clean(" ".join(map(str, element.itertext())))[:LONGEST_CELL]


def elements(element: etree._Element, path: str) -> list[etree._Element]:
    """The elements that an XPath expression finds."""
    found = element.xpath(path)
    return [each for each in found if etree.iselement(each)] if isinstance(found, list) else []


def links(element: etree._Element) -> list[Link]:
    """The links in an element that lead somewhere: none to a place on the page, to a script or to a mailbox."""
    found = []
    for anchor in elements(element, ".//a[@href]"):
        address = (anchor.get("href") or "").strip()
        if address and not re.match(r"#|javascript:|mailto:", address, re.IGNORECASE):
            found.append(Link(words_of(text_of(anchor)), address))
    return found


def words_of(text: str) -> str:
    """`Label (PDF)` as `Label`."""
    return clean(re.sub(r"\s*[(\[](?:PDF|HTML?)[)\]]\s*$", "", text, flags=re.IGNORECASE))


def parameter(address: str, name: str) -> str:
    """The value of a parameter in an address, empty if it has none."""
    try:
        return "".join(parse_qs(urlsplit(address).query).get(name, [])[:1])
    except ValueError:
        return ""


def absolute(address: str, came_from: str, site: str = "") -> str:
    """A link's whole address. It stays relative where neither the page's own address nor its site is known."""
    base = came_from if re.match(r"https?://", came_from) else site
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address
