"""A medicine page as a row of blocks: what its HTML and its Markdown have in common.

Both forms of the page become the same blocks, and everything that is understood is understood from them: so both give
equal records, and a class name that the site renames costs nothing as long as the words on the page stay.
"""

import re
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

SITE = "https://www.ema.europa.eu/"

Kind = Literal["heading", "text", "link", "label", "value", "status", "title", "card", "updated"]


class Block(NamedTuple):
    """One line of the page, cleaned.

    `level` is that of a heading (1 to 6). `target` is the address of a link, and for a label the second wording that
    some labels hide in a tooltip. `title` is the title of a document, `status` the medicine's status, `updated` the
    date of the page as printed; a `card` stands where a document was taken out.
    """

    kind: Kind
    text: str
    target: str = ""
    level: int = 0


class PageText(NamedTuple):
    """The blocks of a page in order, the address that it gives as its own (may be empty), and the ids in its markup."""

    blocks: list[Block]
    address: str
    anchors: frozenset[str] = frozenset()


FACT_SECTIONS = frozenset(("key facts", "product details", "authorisation details"))
DOCUMENT_SECTIONS = frozenset(("all documents", "product information", "assessment history", "related documents"))
STRUCTURE = FACT_SECTIONS | DOCUMENT_SECTIONS | {"overview", "page contents", "related information on withdrawals"}
"""Headings of the page's own structure, as opposed to those of its prose."""

PAGE_PATH = re.compile(r"/en/medicines/(human|veterinary)/EPAR/([\w.%-]+?)(?:\.html?)?/?", re.IGNORECASE)


def section_name(heading: str) -> str:
    """A heading as the sets above spell it."""
    return heading.casefold().strip(" :")


def absolute(target: str) -> str:
    """The absolute address of a link, or nothing if it does not lead to a host of EMA over http or https.

    A browser reads a backslash as a slash and Python does not, so such an address would lead elsewhere than it seems;
    the like holds for a user name before the host.
    """
    if re.search(r"[\s\\\x00-\x1f\x7f]", target):
        return ""
    try:
        address = urljoin(SITE, target)
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_ema = host == "ema.europa.eu" or host.endswith(".ema.europa.eu")
    if parts.scheme not in ("http", "https") or not is_ema or port is not None or "@" in parts.netloc:
        return ""
    return address


def canonical(address: str) -> str:
    """The address of a medicine page as EMA gives it, or nothing: `.html` of a saved copy and the query are dropped."""
    if not re.match(r"[a-z]+://", address):
        address = f"https://{address}"
    address = absolute(address)
    match = PAGE_PATH.fullmatch(urlsplit(address).path) if address else None
    return f"{SITE}en/medicines/{match[1].lower()}/EPAR/{match[2].lower()}" if match else ""
