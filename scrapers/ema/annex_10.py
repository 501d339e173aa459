"""Annex 10 of EMA's annual report: for each application that a year ended, its dates and the days of its clock.

There are no product numbers, so every row is a notice about a name. Active and stopped days are as printed: a withdrawn
application shows the milestone that it had reached (120, 180), not the days that went by, and a re-examined one the
date of the final opinion beside the days to the first. Nothing is computed from them here.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from scrapers.dates import from_slashes
from scrapers.ema import cells
from scrapers.ema.feed_records import LONGEST_KEY, REPORTS, told_by, unique
from scrapers.ema.feeds import Feed, Row
from scrapers.ema.labelled_sheets import LabelledTable, SheetColumn, labelled_tables
from scrapers.ema.lists import sorted_items
from scrapers.ema.notes import Notes
from scrapers.ema.refusals import refuse_foreign
from scrapers.readers import Drifted, Reader, ReadingFailed
from scrapers.records import NoticeRecord, Page, Reading

TITLE = "Annex 10"
NAME, START, OUTCOME = "name", "validation", "outcome"

COLUMNS = (
    SheetColumn(NAME, ("product_name",)),
    SheetColumn("inn", ("product_inn",)),
    SheetColumn(START, ("validation_date",)),
    SheetColumn(OUTCOME, ("opinion_date", "withdrawal_date")),
    SheetColumn("commission_decision_date", ("ec_decision_date",)),
    SheetColumn("notification", ("oj_notification_date",)),
    SheetColumn("publication", ("oj_publication_date",)),
    SheetColumn("atc_code", ("atc_code",)),
    SheetColumn("application_type", ("application_type",)),
    SheetColumn("therapeutic_indication", ("therapeutic_indication",)),
    SheetColumn("latest_decision", ("latest_decision",)),
    SheetColumn("accelerated_assessment", ("accelerated_review", "accelerated_assessment")),
    SheetColumn("conditional_approval", ("conditional_marketing_authorisation",)),
    SheetColumn("kind_of_authorisation", ("conditional_exceptional_or_standard",)),
    SheetColumn("new_active_substance", ("new_active_sub",)),
    SheetColumn("orphan_medicine", ("orphan_at",)),
    SheetColumn("applicant", ("maa_mah",)),
    SheetColumn("active_days", ("active_time_elapsed",)),
    SheetColumn("stopped_days", ("clock_stop_elapsed",)),
)
"""Dates of the Official Journal are known and not read, nor is the latest decision: in 2017 that column holds another's
values. Labels have typing errors (`New active subtance status`)."""

REQUIRED = (NAME, START, OUTCOME)

INITIAL_SHEETS = ("initial-positive", "initial-negative", "initial-withdrawn")
"""What every year has; extensions and Article 58 came in 2016."""

PROCEDURES = {"initial": "initial", "extension": "extension", "article-58": "other"}
"""Words of `scrapers.vocabulary.PROCEDURE_TYPES`, by what a sheet is about."""

STATUSES = {
    "positive": "opinion-positive",
    "negative": "opinion-negative",
    "withdrawn": "application-withdrawn",
    "opinion": "opinion",
}
"""By the outcome that a sheet's name tells; for Article 58 it tells none."""

AUTHORISATIONS = {"standard": ("No", "No"), "conditional": ("Yes", "No"), "exceptional": ("No", "Yes"), "": ("", "")}
"""Conditional approval and exceptional circumstances, by the word of 2017 that stands for both."""

_MARK = re.compile(r"\s*(?:\*+|\((?:WD|RFD)\))$")
"""What trails a name: a footnote, "withdrawn", "refused"."""


class Lane(NamedTuple):
    """What a sheet is about: `initial`, `extension` or `article-58`, and the outcome."""

    procedure: str
    outcome: str

    @property
    def slug(self) -> str:
        """As it stands in keys: `initial-positive`."""
        return f"{self.procedure}-{self.outcome}"


def read(body: bytes, page: Page) -> Reading:
    """A notice for every row of every sheet. Raises Drifted, Blocked or Unreadable."""
    refuse_foreign(body, b"PK", "XLSX")
    notes = Notes()
    tables, others = labelled_tables(body, COLUMNS, notes)
    lanes = [(_lane(table.sheet), table) for table in tables]
    _refuse_incomplete(lanes, others)
    feed = Feed(
        rows=[row for table in tables for row in table.rows],
        keys=frozenset(key for table in tables for key in table.keys),
        published_at=_published_at(tables),
        notes=notes,
    )
    year = _year(feed.rows)
    told = [(row, _notice(row, year, lane, table)) for lane, table in lanes for row in table.rows]
    return msgspec.structs.replace(told_by(feed, unique(told, feed, TITLE)), within=f"{year}/")


def recognises(body: bytes) -> bool:
    """Whether some sheet of a workbook has a header with validation dates and days of the clock."""
    if not body.startswith(b"PK"):
        return False
    try:
        tables, _ = labelled_tables(body, COLUMNS, Notes())
    except ReadingFailed:
        return False
    return any({*REQUIRED, "active_days", "stopped_days"} <= table.keys for table in tables)


def _lane(sheet: str) -> Lane:
    """What the name of a sheet tells, however it is worded: `Positive opinions`, `Initial evaluation - Positive`."""
    words = sheet.lower()
    procedure = "extension" if "extension" in words else "article-58" if "article 58" in words else "initial"
    return Lane(procedure, next((outcome for outcome in STATUSES if outcome in words), "unknown"))


def _refuse_incomplete(lanes: Sequence[tuple[Lane, LabelledTable]], others: Sequence[str]) -> None:
    present = {lane.slug for lane, _ in lanes}
    if lost := [slug for slug in INITIAL_SHEETS if slug not in present]:
        raise Drifted(f"{TITLE} has no table for {', '.join(lost)}; sheets without one: {', '.join(others) or 'none'}")
    for _, table in lanes:
        if missing := [key for key in REQUIRED if key not in table.keys]:
            raise Drifted(f"the sheet {table.sheet!r} of {TITLE} has lost its column for {', '.join(missing)}")


def _year(rows: Iterable[Row]) -> int:
    """The year that the annex is about: the one in which most of its applications ended. Raises Drifted."""
    ends = Counter(int(text[6:]) for row in rows if re.fullmatch(r"\d\d/\d\d/\d{4}", text := row.text(OUTCOME)))
    if not ends:
        raise Drifted(f"no row of {TITLE} says when its application ended")
    return min(ends, key=lambda year: (-ends[year], year))


def _notice(row: Row, year: int, lane: Lane, table: LabelledTable) -> NoticeRecord | None:
    name = _name(row.text(NAME))
    if not name:
        row.note("empty-name", table.sheet)
        return None
    status = STATUSES.get(lane.outcome, "unknown")
    if status == "unknown":
        row.note("unknown-word", table.sheet)
    started = row.date(START)
    return NoticeRecord(
        kind="committee-outcome",
        authority="EMA",
        key=f"{year}/{lane.slug}/{name}/{started or ''}"[:LONGEST_KEY],
        title=name,
        category="Human",
        status=status,
        status_text=table.sheet,
        starts_on=started,
        ends_on=row.date(OUTCOME),
        names=(name,),
        substances=sorted_items(row.text("inn"), " / "),
        details={"procedure_type": PROCEDURES[lane.procedure], **dict(_details(row, table.keys))},
        covers=_covers(table.keys),
    )


def _name(text: str) -> str:
    """The name without the marks that trail it."""
    while (trimmed := _MARK.sub("", text)) != text:
        text = trimmed
    return text.strip()


DETAILS: dict[str, Callable[[str], str]] = {
    "atc_code": cells.text,
    "application_type": cells.text,
    "therapeutic_indication": cells.text,
    "applicant": cells.words,
    "accelerated_assessment": cells.flag,
    "conditional_approval": cells.flag,
    "new_active_substance": cells.flag,
    "orphan_medicine": cells.flag,
    "active_days": cells.count,
    "stopped_days": cells.count,
}


def _details(row: Row, keys: frozenset[str]) -> Iterator[tuple[str, str]]:
    for key, convert in DETAILS.items():
        if key in keys:
            yield key, row.value(key, convert)
    if "commission_decision_date" in keys:
        yield "commission_decision_date", row.iso("commission_decision_date", from_slashes)
    if "kind_of_authorisation" in keys:
        word = row.text("kind_of_authorisation")
        if word.lower() not in AUTHORISATIONS:
            row.note("unknown-word", word)
        conditional, exceptional = AUTHORISATIONS.get(word.lower(), ("", ""))
        yield "conditional_approval", conditional
        yield "exceptional_circumstances", exceptional


def _covers(keys: frozenset[str]) -> tuple[str, ...]:
    told = {"category", "ends_on", "names", "procedure_type", "starts_on", "status", "title"}
    told |= keys & {*DETAILS, "commission_decision_date"}
    if "kind_of_authorisation" in keys:
        told |= {"conditional_approval", "exceptional_circumstances"}
    if "inn" in keys:
        told.add("substances")
    return tuple(sorted(told))


def _published_at(tables: Iterable[LabelledTable]) -> str:
    """The day of the report, where it stands above a table."""
    for table in tables:
        for text in table.above:
            if re.fullmatch(r"\d\d/\d\d/\d{4}", text):
                return f"{from_slashes(text)}T00:00"
    return ""


READER = Reader(
    name="ema.annex_10",
    version=2,
    origin="ema.annex_10",
    addresses=(rf"(?:{REPORTS}|ema\.europa\.eu/en/documents/(?:other|annual-report))/annex-10-[\w-]+\.xlsx",),
    recognises=recognises,
    read=read,
)
