"""The Federal Register's API: FDA's notices of advisory committee meetings, and what else its search finds.

Known from documentation and the code of others, never seen: fields are looked for, none but number, title and address
is promised. A meeting's days are taken from the first sentence of `dates` only where it says in so many words that the
meeting will be held on them; corrections have no dates. A search answers page by page, so no answer is the whole.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import msgspec

from scrapers.dates import from_iso
from scrapers.ema.refusals import refuse_foreign
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.letter_heads import numbers_in
from scrapers.fda.meeting_days import DAYS, Days, between, committees_in, days_of
from scrapers.fda.openfda import BAD_JSON, Value, text_of
from scrapers.meetings import status_in
from scrapers.readers import Drifted, Reader, Unreadable
from scrapers.records import NoticeRecord, Page, Reading

HOSTS = frozenset({"www.federalregister.gov", "federalregister.gov"})
PEEK = 50_000
"""Bytes that hold the first result."""

LONGEST_TEXT = 5_000
"""Characters of a title, an abstract or dates that are looked at."""

OPTIONAL = {
    "dates": ("starts_on", "ends_on"),
    "abstract": ("summary",),
    "type": ("document_type",),
    "publication_date": ("first_published",),
}
"""Fields of the API and ours that they give; a search may be asked for some of them only."""

COVERS = ("address", "committee", "numbers", "status", "title")

_MEETING = re.compile(r"\bmeetings?\b", re.IGNORECASE)
_COMMITTEE = re.compile(r"\bAdvisory Committee|\bAdvisory Panel|\bScience Board", re.IGNORECASE)
_TIME = r"(?:\d{1,2}(?::\d\d)? ?[ap]\.m\.|noon)"
_CLOCK = re.compile(rf",? from {_TIME} to {_TIME}(?:,? (?:E[SD]?T|Eastern(?: Standard| Daylight)? Time))?", re.ASCII)
_DAYS = re.sub(r"\?P<\w+>", "?:", DAYS.pattern)
_HELD = re.compile(
    r"(?:The|This)(?: [a-z]+){0,3} meeting will (?:be held|take place)(?: [a-z]+){0,2} on"
    rf" (?P<days>{_DAYS}(?:,? and(?: on)? {_DAYS})?)(?:\.|$)",
    re.ASCII,
)


class _Document(msgspec.Struct, frozen=True, gc=False):
    document_number: Value = None
    title: Value = None
    html_url: Value = None
    dates: Value = None
    abstract: Value = None
    type: Value = None
    publication_date: Value = None


class _Answer(msgspec.Struct, frozen=True, gc=False):
    count: Value = None
    results: list[msgspec.Raw] | None = None


_ANSWER = msgspec.json.Decoder(_Answer, strict=False)
_DOCUMENT = msgspec.json.Decoder(_Document, strict=False)


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin are documents as the Federal Register gives them."""
    start = body[:PEEK].lstrip()
    return start.startswith(b"{") and b'"document_number"' in start and b"federalregister.gov" in start


def read(body: bytes, page: Page) -> Reading:
    """The documents of one answer. Raises Drifted, Blocked or Unreadable (`scrapers.readers`)."""
    refuse_foreign(body, b"{", "JSON")
    odd = Oddities()
    documents = _documents(body, odd)
    if not documents:
        odd.note("not-found", page.address, "the search has no hit")
        return Reading(warnings=tuple(odd.warnings))
    given = {name for name in _Document.__struct_fields__ if any(text_of(getattr(one, name)) for one in documents)}
    for name in ("document_number", "title", "html_url"):
        if name not in given:
            raise Drifted(f"not one of {len(documents)} documents has a {name}")
    found: dict[str, NoticeRecord] = {}
    for notice in _notices(documents, given, odd):
        if found.setdefault(notice.key, notice) != notice:
            odd.note("duplicate", notice.key, "the document stands there twice; one of the two counts")
            found[notice.key] = max(notice, found[notice.key], key=msgspec.json.encode)
    return Reading(notices=tuple(found[key] for key in sorted(found)), warnings=tuple(odd.warnings))


def _documents(body: bytes, odd: Oddities) -> Sequence[_Document]:
    """The results that can be read. An answer without hits has none at all, and counts none."""
    try:
        answer = _ANSWER.decode(body)
    except msgspec.ValidationError as error:
        raise Drifted(f"the answer is JSON of another shape: {error}") from error
    except BAD_JSON as error:
        raise Unreadable(f"this is not whole JSON: {error}") from error
    if answer.results is None and text_of(answer.count) != "0":
        raise Drifted("there is no `results` in this answer: it is not what the Federal Register gives for documents")
    documents = []
    for position, result in enumerate(answer.results or ()):
        try:
            documents.append(_DOCUMENT.decode(result))
        except BAD_JSON as error:
            odd.note("unreadable-row", f"results[{position}]", str(error))
    if answer.results and not documents:
        raise Drifted(f"not one of {len(answer.results)} results is a document")
    return documents


def _notices(documents: Sequence[_Document], given: set[str], odd: Oddities) -> Iterator[NoticeRecord]:
    absent = {field for name, fields in OPTIONAL.items() if name not in given for field in fields}
    for document in documents:
        number, title = text_of(document.document_number), text_of(document.title)[:LONGEST_TEXT]
        if not number or not title:
            odd.note("junk-number", "results", f"a document without a number or a title: {number or title}")
            continue
        yield _notice(number, title, document, absent, odd)


def _notice(number: str, title: str, document: _Document, absent: set[str], odd: Oddities) -> NoticeRecord:
    abstract = text_of(document.abstract)[:LONGEST_TEXT]
    is_meeting = bool(_MEETING.search(title) and _COMMITTEE.search(title))
    status, status_text = status_in(title) if is_meeting else ("", "")
    days = _days(text_of(document.dates)[:LONGEST_TEXT]) if is_meeting else None
    details = {
        "committee": committees_in(title),
        "summary": abstract,
        "document_type": text_of(document.type),
        "first_published": _published(text_of(document.publication_date), number, odd),
    }
    details = {name: value for name, value in details.items() if name not in absent}
    return NoticeRecord(
        kind="meeting" if is_meeting else "news",
        authority="FDA",
        key=number,
        title=title,
        status=status,
        status_text=status_text,
        starts_on=days.first if days else None,
        ends_on=days.last if days else None,
        address=_address(text_of(document.html_url), number, odd),
        numbers=tuple(sorted({*numbers_in(title), *numbers_in(abstract)})),
        details=details,
        covers=tuple(sorted({*COVERS, *details, "starts_on", "ends_on"} - absent)),
    )


def _days(dates: str) -> Days | None:
    """The days on which the first sentence says that the meeting will be held; None where it says anything else."""
    held = _HELD.match(_CLOCK.sub("", dates))
    if not held:
        return None
    try:
        days = [days_of(match) for match in DAYS.finditer(held["days"])]
        return between(min(each.first for each in days), max(each.last for each in days))
    except ValueError:
        return None


def _published(text: str, number: str, odd: Oddities) -> str:
    try:
        return str(from_iso(text)) if text else ""
    except ValueError as error:
        odd.note("junk-date", number, str(error))
        return ""


def _address(text: str, number: str, odd: Oddities) -> str:
    try:
        parts = urlsplit(text)
        is_there = parts.scheme in ("http", "https") and parts.hostname in HOSTS
    except ValueError:
        is_there = False
    if text and not is_there:
        odd.note("junk-address", number, text)
    return text if is_there else ""


READER = Reader(
    name="fda.federal_register",
    version=1,
    origin="fda.federal_register",
    addresses=(r"federalregister\.gov/api/v1/documents(\.json)?",),
    recognises=recognises,
    read=read,
)
