"""From the rows of a feed to records: columns as fields, one record for each key, the same in any order of the rows."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

import msgspec

from scrapers.ema import cells
from scrapers.ema.feeds import Feed, Layout, Row, read_feed, recogniser, refuse_mostly_junk
from scrapers.ema.lists import by_semicolon
from scrapers.ema.medicine_page_blocks import absolute
from scrapers.identifiers import JunkNumber
from scrapers.readers import Reader
from scrapers.records import ApplicationRecord, NoticeRecord, Page, Reading

Form = Literal["text", "words", "list", "flag", "category", "date", "address"]

REPORTS = r"ema\.europa\.eu/en/documents/report"
"""Where EMA keeps its feeds, as addresses of readers are written."""

LONGEST_KEY = 300
"""Characters that a key may have; the longest path of EMA's has about 250."""

FORMS: dict[Form, Callable[[Row, str], str]] = {
    "text": Row.text,
    "words": lambda row, key: row.value(key, cells.words),
    "list": lambda row, key: by_semicolon(row.text(key)),
    "flag": lambda row, key: row.value(key, cells.flag),
    "category": lambda row, key: row.value(key, cells.category),
    "date": Row.iso,
    "address": lambda row, key: row.value(key, cells.address),
}


class Column(NamedTuple):
    """What one key of a feed tells: `target` is an attribute of the record or a name of `scrapers.vocabulary.FIELDS`.

    Two keys of one target give one list.
    """

    key: str
    target: str
    form: Form = "text"


PUBLICATION = (
    Column("first_published_date", "first_published", "date"),
    Column("last_updated_date", "last_updated", "date"),
)
"""Columns that every feed has; publication is no step."""

Told = TypeVar("Told", bound=ApplicationRecord | NoticeRecord)


def layout(title: str, required: Sequence[str], columns: Iterable[Column], others: Iterable[str] = ()) -> Layout:
    """The keys of a feed: those of its columns, and `others` that are read in another way or left out on purpose."""
    keys = dict.fromkeys([*(column.key for column in columns), *others])
    return Layout(title, tuple(required), tuple(key for key in keys if key not in required))


def fields(row: Row, columns: Iterable[Column], keys: frozenset[str]) -> dict[str, str]:
    """The values of a row by their targets, those alone whose column the file has."""
    found: dict[str, list[str]] = {}
    for column in columns:
        if column.key in keys:
            found.setdefault(column.target, []).append(FORMS[column.form](row, column.key))
    return {target: said[0] if len(said) == 1 else by_semicolon(";".join(said)) for target, said in found.items()}


def targets(columns: Iterable[Column], keys: frozenset[str]) -> tuple[str, ...]:
    """What the columns that a file has can tell, for `covers`."""
    return tuple(dict.fromkeys(column.target for column in columns if column.key in keys))


def path(row: Row, key: str) -> str:
    """The path of an address on EMA's site, as a key; empty, and a warning, for what is none."""
    text = row.text(key)
    address = absolute(text) if text else ""
    found = urlsplit(address).path.rstrip("/") if address else ""
    if not found or len(found) > LONGEST_KEY:
        row.note("junk-address", f"{key}: {text}")
        return ""
    return found


def number(row: Row, key: str, parse: Callable[[str], str]) -> str:
    """A number as its record is kept under; empty, and a warning, for what is none."""
    try:
        return parse(row.text(key))
    except JunkNumber:
        row.note("junk-number", row.text(key))
        return ""


class NoticeForm(NamedTuple):
    """How a row is a notice: its kind, and the keys of the file that tell its address, what it is about and since when.

    `names` and `substances` are lists; an empty key means that the feed has no such column.
    """

    kind: str
    address: str
    columns: tuple[Column, ...]
    names: str = ""
    substances: str = ""
    starts_on: str = ""

    def layout(self, title: str, required: Sequence[str], others: Iterable[str] = ()) -> Layout:
        """The keys of the feed; `others` are read in another way."""
        own = filter(None, (self.names, self.substances, self.starts_on))
        return layout(title, required, self.columns, (*own, *others))

    def notice(self, row: Row, keys: frozenset[str]) -> NoticeRecord | None:
        """The notice of a row, under the path of its address; none, and a warning, without one."""
        key = path(row, self.address)
        if not key:
            return None
        said = fields(row, self.columns, keys)
        if not said["title"]:
            row.note("empty-name", key)
        about = {"names": self.names, "substances": self.substances, "starts_on": self.starts_on}
        return NoticeRecord(
            kind=self.kind,
            authority="EMA",
            key=key,
            title=said.pop("title"),
            category=said.pop("category", ""),
            starts_on=row.date(self.starts_on),
            address=said.pop("address"),
            names=row.listed(self.names),
            substances=row.listed(self.substances),
            details=said,
            covers=(*targets(self.columns, keys), *(target for target, each in about.items() if each in keys)),
        )


def unique(told: Iterable[tuple[Row, Told | None]], feed: Feed, title: str) -> tuple[Told, ...]:
    """The records in order of their keys. Of several under one key that last updated counts. Raises Drifted.

    Rows without a record have said why; if most rows have none, the feed is not what it was.
    """
    records: dict[str, Told] = {}
    kept = 0
    for row, record in told:
        if record is None:
            continue
        kept += 1
        earlier = records.get(record.identity)
        if earlier is not None:
            row.note("repeated-row" if earlier == record else "duplicate-key", record.identity)
        records[record.identity] = record if earlier is None else max(earlier, record, key=_newness)
    refuse_mostly_junk(kept, feed, title)
    return tuple(records[key] for key in sorted(records))


def _newness(record: ApplicationRecord | NoticeRecord) -> tuple[str, str, bytes]:
    """By what rows under one key are told apart: dates first, and then the content, never the place in the file."""
    dates = record.details
    return dates.get("last_updated", ""), dates.get("first_published", ""), _ENCODER.encode(record)


_ENCODER = msgspec.json.Encoder(order="deterministic")


def told_by(feed: Feed, records: Iterable[Told]) -> Reading:
    """All that a feed tells, which lists everything it knows."""
    said = tuple(records)
    return Reading(
        records=tuple(record for record in said if isinstance(record, ApplicationRecord)),
        notices=tuple(record for record in said if isinstance(record, NoticeRecord)),
        scope="whole",
        warnings=feed.notes.warnings(),
        published_at=feed.published_at,
    )


def feed_reader(
    name: str, file: str, keys: Layout, record: Callable[[Row, frozenset[str]], Told | None], marks: Sequence[str]
) -> Reader:
    """The reader of a feed that has a row for each record.

    `record` is given a row and the keys that the file has; `marks` are keys that no other feed has together.
    """

    def read(body: bytes, page: Page) -> Reading:
        """A record for each row. Raises Drifted, Blocked or Unreadable."""
        feed = read_feed(body, keys)
        return told_by(feed, unique(((row, record(row, feed.keys)) for row in feed.rows), feed, keys.title))

    return Reader(
        name=name,
        version=1,
        origin=name,
        addresses=(rf"{REPORTS}/{re.escape(file)}",),
        recognises=recogniser(*marks),
        read=read,
    )
