"""FDA's calendar of advisory committees, as the table on its page loads it: a JSON list of rows.

Promised: the title, an HTML link whose path is the key. Traps: the date fields may be empty, then the title may say the
days ("November 9-10, 2016: ..."); a meeting that was put off says so in its title; the centre is not reliable (a panel
on devices stands under the centre for drugs) and is kept as it is. Clock times and zones are not kept.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
import msgspec
from lxml import etree

from scrapers.dates import PartialDate, from_american_slashes, from_iso
from scrapers.ema.refusals import refuse_foreign
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.letter_heads import numbers_in
from scrapers.fda.meeting_days import Days, between, committees_in, from_title
from scrapers.fda.openfda import BAD_JSON, Value, text_of
from scrapers.meetings import status_in
from scrapers.readers import Drifted, Reader, Unreadable
from scrapers.records import NoticeRecord, Page, Reading
from scrapers.text import clean

SITE = "https://www.fda.gov/"
HOSTS = frozenset({"www.fda.gov", "fda.gov"})
PEEK = 50_000
"""Bytes that hold the first rows."""

LONGEST_TITLE = 5_000
"""Characters of markup; a title with its link has about three hundred."""

DATES = ("field_start_date", "field_end_date")
OPTIONAL = {"field_center": "centre", "changed": "last_updated"}
"""Columns and the fields that keep their old values without them."""

UNREAD = frozenset({"field_contributing_office"})
COVERS = ("address", "committee", "numbers", "status", "title")

LOST_ROWS = frozenset({"junk-address", "unreadable-row"})
"""Warnings after which it cannot be said that a meeting is not in the calendar."""

_MOMENT = re.compile(r"(\d\d/\d\d/\d{4})(?: \d{1,2}:\d\d [AP]M(?: [A-Z]{2,5})?)?", re.ASCII)

Row = dict[str, Value]


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin are rows of the calendar."""
    start = body[:PEEK].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"[") and b'"field_start_date"' in start and b'"title"' in start


def read(body: bytes, page: Page) -> Reading:
    """The meetings of the calendar. Raises Drifted, Blocked or Unreadable (`scrapers.readers`)."""
    refuse_foreign(body, b"[", "a JSON list")
    odd = Oddities()
    rows = _rows(body, odd)
    columns = frozenset(key for row in rows for key in row)
    if "title" not in columns:
        raise Drifted(f"not one of {len(rows)} rows has a title")
    for key in sorted(columns - {"title", *DATES, *OPTIONAL} - UNREAD):
        odd.unknown_column(key, "calendar")
    for key in (*DATES, *OPTIONAL):
        if key not in columns:
            odd.note("missing-column", "calendar", key)
    notices = _one_each([notice for row in rows if (notice := _notice(row, columns, odd))], odd)
    if not notices:
        raise Drifted(f"none of {len(rows)} titles is a link to a meeting")
    is_part = any(warning.what in LOST_ROWS for warning in odd.warnings)
    return Reading(notices=notices, scope="part" if is_part else "whole", warnings=tuple(odd.warnings))


def _rows(body: bytes, odd: Oddities) -> Sequence[Row]:
    try:
        values = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=list[Any])
    except BAD_JSON as error:
        raise Unreadable(f"this is not a whole JSON list: {error}") from error
    rows = [value for value in values if isinstance(value, dict)]
    if len(rows) < len(values):
        odd.note("unreadable-row", "calendar", f"{len(values) - len(rows)} entries are no rows")
    if not rows:
        raise Drifted("the calendar has no rows")
    return rows


def _notice(row: Row, columns: frozenset[str], odd: Oddities) -> NoticeRecord | None:
    """The meeting of a row; none, and a warning, if its title leads nowhere."""
    title, address = _link(text_of(row.get("title"), clean=str))
    if not address:
        odd.note("junk-address", "calendar", f"the title is no link to a page of FDA: {title}")
        return None
    days = _days(row, title, odd) if columns.issuperset(DATES) else None
    status, status_text = status_in(title)
    details = {"committee": committees_in(title)}
    if "field_center" in columns:
        details["centre"] = text_of(row.get("field_center"))
    if "changed" in columns:
        details["last_updated"] = _changed(text_of(row.get("changed"), clean=str))
    return NoticeRecord(
        kind="meeting",
        authority="FDA",
        key=urlsplit(address).path,
        title=title,
        status=status,
        status_text=status_text,
        starts_on=days.first if days else None,
        ends_on=days.last if days else None,
        address=address,
        numbers=tuple(sorted(numbers_in(title))),
        details=details,
        covers=tuple(sorted({*COVERS, *details, *(("starts_on", "ends_on") if columns.issuperset(DATES) else ())})),
    )


def _link(markup: str) -> tuple[str, str]:
    """Text and address of the link in a title; no address where it leads elsewhere than to FDA's site."""
    try:
        element = lxml.html.fragment_fromstring(markup[:LONGEST_TITLE], create_parent="div")
    except (etree.LxmlError, ValueError):
        return clean(markup[:LONGEST_TITLE]), ""
    title = clean(element.text_content()).removesuffix(" -")
    links = element.xpath(".//a/@href")
    try:
        address = urljoin(SITE, str(links[0]).strip()) if len(links) == 1 else ""
        parts = urlsplit(address)
        is_meeting = parts.scheme in ("http", "https") and parts.hostname in HOSTS and len(parts.path) > 1
    except ValueError:
        return title, ""
    return title, address if is_meeting and title else ""


def _days(row: Row, title: str, odd: Oddities) -> Days | None:
    """The days by the fields, else by the title; None, with a warning, for what is neither empty nor a date."""
    try:
        first, last = (_day(text_of(row.get(name))) for name in DATES)
        if first and last:
            return between(first, last)
        titled = from_title(title)
        return Days(first, first) if first and (titled is None or titled.first != first) else titled
    except ValueError as error:
        odd.note("junk-date", title, str(error))
        return None


def _day(text: str) -> PartialDate | None:
    """`09/16/2026 10:00 AM EDT` as a day. Raises ValueError."""
    if not text:
        return None
    match = _MOMENT.fullmatch(text)
    if not match:
        raise ValueError(f"not a moment such as 09/16/2026 10:00 AM EDT: {text!r}")
    return from_american_slashes(match[1])


def _changed(markup: str) -> str:
    """The day in `<time datetime="2026-08-03T10:05:47-04:00">`; the zone is not converted."""
    match = re.search(r'datetime="([^"]{10,40})"', markup)
    try:
        return str(from_iso(match[1])) if match else ""
    except ValueError:
        return ""


def _one_each(notices: Sequence[NoticeRecord], odd: Oddities) -> tuple[NoticeRecord, ...]:
    """The meetings by key. Of two rows about one meeting the content decides, never which came first."""
    found: dict[str, NoticeRecord] = {}
    for notice in notices:
        if found.setdefault(notice.key, notice) != notice:
            odd.note("duplicate", notice.key, "the meeting stands there twice; one of the two rows counts")
            found[notice.key] = max(notice, found[notice.key], key=msgspec.json.encode)
    return tuple(found[key] for key in sorted(found))


READER = Reader(
    name="fda.advisory_committees",
    version=1,
    origin="fda.advisory_committees",
    addresses=(r"fda\.gov/datatables-json/advisory-committee-calendar-json",),
    recognises=recognises,
    read=read,
)
