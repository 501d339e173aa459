"""Meetings from a CSV file of a person. Pure: text in, meetings or problems out; one problem, and there is no meeting.

Columns, in any order: committee, first day, last day, title, source, and optionally certainty. First day and title may
be empty. Cells are parted by commas, semicolons or tabs; the text is UTF-8.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scrapers.dates import from_iso, from_words
from scrapers.ema.committees import COMMITTEES
from scrapers.text import clean
from tracker.people.models import User
from tracker.timetables.models import CERTAINTIES, Meeting
from tracker.timetables.telling import Told

REQUIRED = ("committee", "first day", "last day", "title", "source")
COLUMNS = (*REQUIRED, "certainty")
LARGEST = 500_000
"""Bytes of a file; thirty years of all committees take half of it, and a form may carry it."""

LONGEST = {"committee": 200, "title": 500, "source": 500}
LONGEST_MEETING = 31
YEARS = range(1990, 2101)

_EMA = re.compile(r"https?://([a-z-]+\.)*europa\.eu(/|$)|(EMA|EMEA)[/,]", re.IGNORECASE)
_FDA = re.compile(r"https?://([a-z-]+\.)*fda\.gov(/|$)", re.IGNORECASE)


class FileProblems(ValueError):
    """What is wrong in a file; each line names the row, what is wrong, and what to do."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class _BadCell(ValueError):
    """What is wrong in a row, in words."""


@dataclass(frozen=True)
class FileMeeting:
    """A meeting of a file; `row` counts from 1, the row of the column names."""

    row: int
    committee: str
    first: datetime.date | None
    last: datetime.date
    title: str
    source: str
    certainty: str

    def told_by(self, person: User | None) -> Told:
        """The meeting as this person says it."""
        return Told(
            *(self.committee, self.first, self.last, self.source, self.certainty, Meeting.Origin.PERSON),
            title=self.title,
            person=person,
        )


def decoded(body: bytes) -> str:
    """The text of a file. Raises FileProblems."""
    if len(body) > LARGEST:
        raise FileProblems([f"The file has more than {LARGEST:,} bytes: split it."])
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblems(["The file is not UTF-8 text: save it as “CSV UTF-8”."]) from error


def parse(text: str) -> tuple[FileMeeting, ...]:
    """The meetings of a file. Raises FileProblems."""
    rows = _rows(text)
    header = [clean(cell).casefold() for cell in rows[0][1]] if rows else []
    if problems := list(_header_problems(header)):
        raise FileProblems(problems)
    meetings: list[FileMeeting] = []
    for number, cells in rows[1:]:
        try:
            meetings.append(_meeting(number, header, cells))
        except _BadCell as problem:
            problems.append(f"Row {number}: {problem}")
    problems += _clashes(meetings)
    if not meetings and not problems:
        problems = ["The file has no meetings: write one in each row below the column names."]
    if problems:
        raise FileProblems(problems)
    return tuple(meetings)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows that are not empty, each with the number of its first line."""
    opening = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=opening.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileProblems([f"Row {line}: cannot be read as CSV ({error}): check its quotation marks."]) from error
    return rows


def _header_problems(header: Sequence[str]) -> Iterator[str]:
    for name in REQUIRED:
        if name not in header:
            yield f"Row 1: the column “{name}” is missing: the first row names the columns, {', '.join(COLUMNS)}."
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            yield f"Row 1: the column “{name}” is not known: remove it; there are {', '.join(COLUMNS)}."
        elif header.count(name) > 1:
            yield f"Row 1: the column “{name}” stands there twice: remove one."


def _meeting(number: int, header: Sequence[str], cells: Sequence[str]) -> FileMeeting:
    """Raises _BadCell."""
    if len(cells) != len(header):
        raise _BadCell(f"it has {len(cells)} cells and should have {len(header)}: put a text with commas in quotes.")
    said = dict(zip(header, map(clean, cells), strict=True))
    for name, length in LONGEST.items():
        if len(said[name]) > length:
            raise _BadCell(f"the {name} has more than {length} characters: shorten it.")
    first, last = _day(said, "first day"), _day(said, "last day")
    if last is None:
        raise _BadCell("there is no last day: timetables count from it, so write it down.")
    if first and not 0 <= (last - first).days < LONGEST_MEETING:
        raise _BadCell(f"from {first} to {last} is no meeting: correct the first or the last day.")
    if not said["source"]:
        raise _BadCell("there is no source: write the address or the document that gives these days.")
    return FileMeeting(
        number, committee_named(said["committee"]), first, last, said["title"], said["source"], _certainty(said)
    )


def _day(said: dict[str, str], name: str) -> datetime.date | None:
    """Raises _BadCell; what could be read in two ways (01/02/2027) is refused."""
    text = said[name]
    if not text:
        return None
    for read in (from_iso, from_words):
        try:
            date = read(text)
        except ValueError:
            continue
        if date.precision == "day" and date.first.year in YEARS:
            return date.first
    raise _BadCell(f"the {name} “{text[:40]}” is no date: write it like 2027-01-28 or 28 January 2027.")


def committee_named(text: str) -> str:
    """The committee by its acronym, or as it is named. Raises ValueError for what is neither EMA's nor called one."""
    if not text:
        raise _BadCell("there is no committee: write CHMP, PRAC or another.")
    for body in COMMITTEES:
        if text.casefold() in (name.casefold() for name in (body.acronym, body.title, *body.names)):
            return body.acronym
    if "committee" in text.casefold():
        return text
    known = ", ".join(body.acronym for body in COMMITTEES)
    raise _BadCell(f"“{text[:40]}” is no committee: write {known}, or the full name of a committee of FDA.")


def _certainty(said: dict[str, str]) -> str:
    """What the source is: as said, else by the look of it. Raises _BadCell."""
    text, source = said.get("certainty", ""), said["source"]
    if not text:
        return "EMA" if _EMA.match(source) else "FDA" if _FDA.match(source) else "unsourced"
    known = {word.casefold(): word for word in CERTAINTIES}
    if text.casefold() not in known:
        raise _BadCell(f"the certainty “{text[:40]}” is not known: write {', '.join(CERTAINTIES)}, or nothing.")
    return known[text.casefold()]


def _clashes(meetings: Sequence[FileMeeting]) -> Iterator[str]:
    """Meetings of one committee on the same days; it cannot hold two at once."""
    before: dict[str, FileMeeting] = {}
    for meeting in sorted(meetings, key=lambda one: (one.committee, one.last, one.row)):
        other = before.get(meeting.committee)
        if other and (meeting.first or meeting.last) <= other.last:
            yield f"Row {meeting.row}: the {meeting.committee} meets on these days in row {other.row}: remove one."
        before[meeting.committee] = meeting
