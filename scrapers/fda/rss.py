"""FDA's RSS 2.0 feeds: press releases, drugs, MedWatch, recalls. Hints that something was published, no more.

Traps: in 2019 `pubDate` held a `<time>` element; entities are escaped twice; blanks and line breaks stand inside
`<link>` and `<guid>`; links begin with http. A feed holds the last items only, so nothing is missing from it.
"""

import re
from urllib.parse import urlsplit

import lxml.html
import msgspec
from lxml import etree

from scrapers.dates import SHORT_MONTHS, PartialDate, day, from_american_slashes, from_iso
from scrapers.ema.refusals import refuse_foreign
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.letter_heads import numbers_in
from scrapers.readers import Blocked, Drifted, Reader, Unreadable
from scrapers.records import NoticeRecord, Page, Reading
from scrapers.text import clean

PEEK = 4_000
"""Bytes that hold the beginning of a feed."""

MAX_BYTES = 20_000_000
LONGEST_TEXT = 5_000
"""Characters of a title or a description that are kept."""

COVERS = ("address", "first_published", "numbers", "summary", "title")

_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})(?: \d\d:\d\d(?::\d\d)?(?: \S+)?)?", re.ASCII
)
_IN_WORDS = re.compile(r"[A-Z][a-z]{2}, (\d\d/\d\d/\d{4}) - \d\d:\d\d", re.ASCII)

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin are an RSS feed of FDA."""
    start = body[:PEEK].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<?xml", b"<rss")) and b"<rss" in start and b"fda.gov/" in start


def read(body: bytes, page: Page) -> Reading:
    """The items of a feed. Raises Drifted, Blocked or Unreadable (`scrapers.readers`)."""
    odd = Oddities()
    items = _channel(body).findall("item")
    if not items:
        raise Drifted("the feed has no items")
    found: dict[str, NoticeRecord] = {}
    for item in items:
        notice = _notice(item, odd)
        if notice is None:
            continue
        if found.setdefault(notice.key, notice) != notice:
            odd.note("duplicate", notice.key, "the item stands there twice; one of the two counts")
            found[notice.key] = max(notice, found[notice.key], key=msgspec.json.encode)
    if not found:
        raise Drifted(f"none of {len(items)} items has a title and an address")
    return Reading(notices=tuple(found[key] for key in sorted(found)), warnings=tuple(odd.warnings))


def _channel(body: bytes) -> etree._Element:
    """The feed's channel. Document types are refused: entities can grow without end, and no feed needs them."""
    if len(body) > MAX_BYTES:
        raise Unreadable(f"the feed has {len(body):,} bytes, more than {MAX_BYTES:,}")
    if not body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<rss"):
        refuse_foreign(body, b"<?xml", "an RSS feed")
    prolog = body.partition(b"<rss")[0].lower()
    if b"<html" in prolog:
        raise Blocked("a web page came where an RSS feed was due")
    if b"<!doctype" in prolog:
        raise Unreadable("the feed declares a document type: its entities are not to be trusted")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(f"the feed is broken or cut: {error}") from error
    channel = root.find("channel") if root.tag == "rss" else None
    if channel is None:
        raise Drifted(f"not RSS 2.0: the root is {str(root.tag)[:60]}, and there is no channel in it")
    return channel


def _notice(item: etree._Element, odd: Oddities) -> NoticeRecord | None:
    """The news of an item; none, and a warning, if nothing tells it apart or it has no title."""
    address, guid = _joined(item, "link"), _joined(item, "guid")
    title = _text(item, "title")
    if not title or not (guid or address):
        odd.note("junk-address", "item", f"an item without a title or an address: {title or guid or address}")
        return None
    if address and not _is_web(address):
        odd.note("junk-address", title, address)
        address = ""
    return NoticeRecord(
        kind="news",
        authority="FDA",
        key=guid or address,
        title=title,
        address=address,
        numbers=tuple(sorted(numbers_in(title))),
        details={"summary": _text(item, "description"), "first_published": str(_published(item, odd) or "")},
        covers=COVERS,
    )


def _joined(item: etree._Element, name: str) -> str:
    """An address, without the blanks and line breaks that stand in and around it."""
    return "".join("".join(_texts(item, name)).split())[:LONGEST_TEXT]


def _text(item: etree._Element, name: str) -> str:
    """Text escaped once more than XML asks for; markup in it is taken out."""
    text = clean("".join(_texts(item, name)))
    if _MARKUP.search(text):
        try:
            text = clean(lxml.html.fragment_fromstring(text, create_parent="div").text_content())
        except (etree.LxmlError, ValueError):
            text = clean(_MARKUP.sub(" ", text))
    return text[:LONGEST_TEXT]


def _texts(item: etree._Element, name: str) -> list[str]:
    element = item.find(name)
    return [] if element is None else [str(text) for text in element.itertext()]


def _published(item: etree._Element, odd: Oddities) -> PartialDate | None:
    """The day of publication as FDA writes it, its zone left aside: RFC 822, or the words or stamp of a `<time>`."""
    words = " ".join("".join(_texts(item, "pubDate")).split())
    time = item.find("pubDate/time")
    stamp = "" if time is None else str(time.get("datetime", ""))
    try:
        if match := _RFC_822.fullmatch(words):
            return day(int(match[3]), SHORT_MONTHS.get(match[2].lower(), 0), int(match[1]))
        if match := _IN_WORDS.fullmatch(words):
            return from_american_slashes(match[1])
        return from_iso(stamp) if stamp else None
    except ValueError as error:
        odd.note("junk-date", _text(item, "title"), f"{words}: {error}")
        return None


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


READER = Reader(
    name="fda.rss",
    version=1,
    origin="fda.rss",
    addresses=(r"fda\.gov/about-fda/contact-fda/stay-informed/rss-feeds/[a-z0-9-]+/rss\.xml",),
    recognises=recognises,
    read=read,
)
