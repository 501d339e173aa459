"""EMA's JSON feeds: `{"meta": {"total_records": n, "timestamp": "…"}, "data": [{…}, …]}`, and what all of them share.

Values are strings, empty where there is none; one old mirror wrapped each in a list. A feed that holds another number
of records than it says is incomplete, and nothing of it counts. Dates are `dd/mm/yyyy` but in the lists of documents.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from scrapers.dates import PartialDate, from_slashes, stamp
from scrapers.ema import cells
from scrapers.ema.lists import sorted_items
from scrapers.ema.notes import Notes
from scrapers.ema.refusals import refuse_foreign
from scrapers.readers import Drifted, Unreadable
from scrapers.records import EvidenceRecord, StepRecord

EARLIEST, LATEST = datetime.date(1975, 1, 1), datetime.date(2100, 12, 31)
"""No date of EMA's lies outside: 1 January 1970 and 31 December 9999 stand where there is none."""

ABBREVIATIONS = {"cmdh": "CMDh", "commission": "Commission"} | {
    word: word.upper() for word in ("atc", "chmp", "cvmp", "ema", "eu", "inn", "pip", "prac")
}
"""Words of keys that people write in capitals."""

_WORD_ENDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Plain = str | int | float | bool | None
"""What stands in one cell."""


class _Meta(msgspec.Struct):
    total_records: Any = None
    timestamp: Any = None


class _Envelope(msgspec.Struct):
    data: list[Any]
    meta: _Meta | None = None


_ENVELOPE = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True)
class Layout:
    """What a feed is called, and its keys.

    Without one of `required` (who a row is about, and what the feed is watched for) a reading is refused. One of
    `expected` that no row has is reported. `optional` ones stand only in rows that have a value for them.
    """

    title: str
    required: tuple[str, ...]
    expected: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One object of a feed: its place in the list, counted from 1, and its values as they came.

    What is odd in a value goes into `notes`, and the value is then taken as empty.
    """

    place: int
    values: Mapping[str, Any]
    notes: Notes

    def note(self, what: str, text: str) -> None:
        """Reports an oddity of this row; `what` is a slug as in `scrapers.records.ReadingWarning`."""
        self.notes.add(what, self.place, text)

    def plain(self, key: str) -> Plain | list[Plain]:
        """A value as it came; none, and a warning, for an object or a list of lists where text is due."""
        value = self.values.get(key)
        if _is_plain(value) or (isinstance(value, list) and all(map(_is_plain, value))):
            return value
        self.note("junk-value", key)
        return None

    def text(self, key: str) -> str:
        """A value in one line, without entities and the blanks of its medium; empty if there is none."""
        return cells.printed(self.plain(key))

    def value(self, key: str, convert: Callable[[str], str]) -> str:
        """A value as a function of `cells` reads it; what that finds odd is reported."""
        text = self.text(key)
        try:
            return convert(text)
        except cells.Odd as odd:
            self.note(odd.what, text)
            return odd.instead

    def word(self, key: str, words: Mapping[str, str]) -> str:
        """The slug of a word (`words` has them in lower case): empty for no word, `unknown` for one never seen."""
        text = self.text(key)
        if text and text.lower() not in words:
            self.note("unknown-word", f"{key}: {text}")
        return words.get(text.lower(), "unknown" if text else "")

    def listed(self, key: str) -> tuple[str, ...]:
        """The items of a list joined with `;`: a set, so sorted."""
        return sorted_items(self.text(key))

    def mapping(self, key: str) -> dict[str, str]:
        """The texts of an object by their keys, in the order of these; empty if there is no object."""
        value = self.values.get(key)
        if isinstance(value, list) and len(value) == 1:
            [value] = value
        if not isinstance(value, dict):
            if value not in (None, "", []):
                self.note("junk-value", key)
            return {}
        return {name: cells.printed(each) for name, each in sorted(value.items()) if isinstance(each, str)}

    def date(self, key: str, parse: Callable[[str], PartialDate] = from_slashes) -> PartialDate | None:
        """A date; none, and a warning, where the text is no date, or one that only fills the place of one."""
        text = self.text(key)
        if not text.strip(" ,"):
            return None
        try:
            date = parse(text.strip(" ,"))
        except ValueError:
            date = None
        if date is None or not EARLIEST <= date.first <= LATEST:
            self.note("junk-date", f"{key}: {text}")
            return None
        return date

    def iso(self, key: str, parse: Callable[[str], PartialDate] = from_slashes) -> str:
        """A date in its ISO form, as `details` keep it; empty if there is none."""
        return str(self.date(key, parse) or "")

    def quote(self, key: str, supports: tuple[str, ...] = (), date: PartialDate | None = None) -> EvidenceRecord:
        """The words of the feed, as `Decision date: 17/09/2026`."""
        label = label_of(key)
        return EvidenceRecord(quote=f"{label}: {self.text(key)}", locator=label, date=date, supports=supports)

    def step(
        self, kind: str, key: str, parse: Callable[[str], PartialDate] = from_slashes, outcome: str = ""
    ) -> StepRecord | None:
        """The step that a date tells of; none without a date. `outcome` is the key that says how it ended."""
        date = self.date(key, parse)
        if date is None:
            return None
        evidence = [self.quote(key, date=date)]
        if outcome and self.text(outcome):
            evidence.append(self.quote(outcome, supports=("outcome",)))
        return StepRecord(kind=kind, date=date, evidence=tuple(evidence))


@dataclass(frozen=True)
class Feed:
    """A whole feed: its rows, the keys that at least one of them has, EMA's own stamp, and what was odd."""

    rows: Sequence[Row]
    keys: frozenset[str]
    published_at: str
    notes: Notes = field(compare=False)

    def targets(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """Of fields by their keys, those that this file has a key for: what the records of a reading cover."""
        return tuple(sorted({target for key, target in fields.items() if key in self.keys}))


def open_feed(body: bytes, title: str) -> Feed:
    """The rows of a feed, whatever their keys. Raises Drifted, Blocked or Unreadable."""
    refuse_foreign(body, b"{", "JSON")
    envelope = _decoded(body, title)
    meta = envelope.meta or _Meta()
    notes = Notes()
    held = Row(0, {"total_records": meta.total_records, "timestamp": meta.timestamp}, notes)
    total = held.text("total_records")
    if total.isdecimal() and int(total[:20]) != len(envelope.data):
        raise Drifted(f"the {title} says it has {total[:20]} records and holds {len(envelope.data)}")
    rows = []
    for place, values in enumerate(envelope.data, start=1):
        if isinstance(values, dict):
            rows.append(Row(place, values, notes))
        else:
            notes.add("junk-row", place, type(values).__name__)
    if (others := len(envelope.data) - len(rows)) > len(rows):
        raise Drifted(f"{others} of the {len(envelope.data)} rows of the {title} are no objects")
    return Feed(rows, frozenset(key for row in rows for key in row.values), stamp(held.text("timestamp")), notes)


def read_feed(body: bytes, layout: Layout) -> Feed:
    """The rows of a feed of known keys. Raises Drifted, Blocked or Unreadable."""
    feed = open_feed(body, layout.title)
    if lost := [key for key in layout.required if key not in feed.keys]:
        raise Drifted(f"the {layout.title} has lost its {', '.join(lost)}" if feed.rows else f"empty {layout.title}")
    for key in layout.expected:
        if key not in feed.keys:
            feed.notes.add("missing-column", None, key)
    for key in sorted(feed.keys.difference(layout.required, layout.expected, layout.optional)):
        feed.notes.add("unknown-column", None, key)
    return feed


def refuse_mostly_junk(kept: int, feed: Feed, title: str) -> None:
    """Raises Drifted if fewer than half of the rows had an identity to keep them under."""
    if kept * 2 < len(feed.rows) or not kept:
        raise Drifted(f"{kept:,} of the {len(feed.rows):,} rows of the {title} can be told apart")


def recogniser(*keys: str, without: tuple[str, ...] = ()) -> Callable[[bytes], bool]:
    """Whether bytes of unknown origin are a JSON object that holds all these keys, and none of `without`."""
    present = [f'"{key}"'.encode() for key in keys]
    absent = [f'"{key}"'.encode() for key in without]

    def recognises(body: bytes) -> bool:
        opening = body[:64].removeprefix(BYTE_ORDER_MARK).lstrip()
        return (
            opening.startswith(b"{") and all(key in body for key in present) and not any(key in body for key in absent)
        )

    return recognises


def label_of(key: str) -> str:
    """`cmdh_position_date` as people read it: `CMDh position date`; of `AuthorisationDate`: `Authorisation date`."""
    words = _WORD_ENDS.sub(" ", key).replace("_", " ").lower().split()
    label = " ".join(ABBREVIATIONS.get(word, word) for word in words)
    return label[:1].upper() + label[1:]


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _decoded(body: bytes, title: str) -> _Envelope:
    try:
        return _ENVELOPE.decode(body.removeprefix(BYTE_ORDER_MARK))
    except msgspec.ValidationError as problem:
        raise Drifted(f"the JSON is not built as the {title} is: {problem}") from problem
    except (msgspec.DecodeError, RecursionError, ValueError) as problem:
        raise Unreadable(f"not readable JSON: {problem}") from problem
