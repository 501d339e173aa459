"""EMA's monthly lists of applications under evaluation, as workbooks: who started when. Brand names are not in them.

The labels are known from other people's code, never seen in a file, so their beginnings are enough. Lists of months
before they had product numbers are refused: an application without its number cannot be told from the next one.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import msgspec

from scrapers.dates import PartialDate, from_iso, from_slashes, from_words
from scrapers.ema import cells
from scrapers.ema.feed_records import REPORTS, number, told_by, unique
from scrapers.ema.feeds import Feed, Row, label_of
from scrapers.ema.labelled_sheets import LabelledTable, SheetColumn, labelled_tables
from scrapers.ema.notes import Notes
from scrapers.ema.refusals import refuse_foreign
from scrapers.identifiers import ema_category, ema_product_number
from scrapers.readers import Drifted, Reader, ReadingFailed
from scrapers.records import ApplicationRecord, Page, ProcedureRecord, Reading

NUMBER, INN, START = "ema_product_number", "inn", "start_of_evaluation"

TITLE = "list of applications under evaluation"

Parse = Callable[[str], PartialDate]

COLUMNS = (
    SheetColumn(INN, ("international_non_proprietary_name", "inn", "common_name")),
    SheetColumn("intended_use", ("indication", "therapeutic_indication", "therapeutic_area")),
    SheetColumn(NUMBER, ("ema_prod", "product_number", "procedure_number")),
    SheetColumn(START, ("start_of_evaluation", "evaluation_start", "start_date")),
    SheetColumn("substance_type", ("substance_type", "type_of_substance")),
    SheetColumn("prime", ("is_prime", "prime")),
    SheetColumn("orphan_medicine", ("orphan", "is_orphan")),
    SheetColumn("accelerated_assessment", ("accelerated", "is_accelerated")),
)

DETAILS: dict[str, Callable[[str], str]] = {
    "intended_use": cells.text,
    "substance_type": cells.text,
    "prime": cells.flag,
    "orphan_medicine": cells.flag,
    "accelerated_assessment": cells.flag,
}

STATUS = "Under evaluation"
"""What the title of the list says of everything in it."""

SURE_OF_DAYS = 3
"""So many starts, all on the first of a month, are months: a workbook keeps `January 2025` as its first day."""

_EXTRACTED = re.compile(r"data extracted(?: on)?:?\s*(.*)", re.IGNORECASE)
_MONTH = re.compile(r"(\d{1,2})/(\d{4})")


def read(body: bytes, page: Page) -> Reading:
    """The applications of every sheet. Raises Drifted, Blocked or Unreadable."""
    refuse_foreign(body, b"PK", "XLSX")
    notes = Notes()
    tables, others = labelled_tables(body, COLUMNS, notes)
    if not tables:
        raise Drifted(f"no sheet has the {TITLE}; there are: {', '.join(others) or 'none'}")
    if _is_other_table(notes):
        raise Drifted(f"most columns are not those of the {TITLE}: this is another table")
    feed = Feed(
        rows=[row for table in tables for row in table.rows],
        keys=frozenset(key for table in tables for key in table.keys),
        published_at=_published_at(tables),
        notes=notes,
    )
    told = [told for table in tables for told in _told(table, notes)]
    records = unique(told, feed, TITLE)
    return msgspec.structs.replace(told_by(feed, records), within=_within(records))


def recognises(body: bytes) -> bool:
    """Whether some sheet of a workbook has a header with product numbers and starts of evaluation."""
    if not body.startswith(b"PK"):
        return False
    notes = Notes()
    try:
        tables, _ = labelled_tables(body, COLUMNS, notes)
    except ReadingFailed:
        return False
    return any({INN, NUMBER, START} <= table.keys for table in tables) and not _is_other_table(notes)


def _is_other_table(notes: Notes) -> bool:
    """Whether most columns are unknown: the medicines table has numbers and starts of evaluation too."""
    return sum(warning.what == "unknown-column" for warning in notes.warnings()) > len(COLUMNS)


def _told(table: LabelledTable, notes: Notes) -> Iterator[tuple[Row, ApplicationRecord | None]]:
    """The records of a sheet. Raises Drifted if it cannot say who started when."""
    if lost := [label_of(key) for key in (NUMBER, START) if key not in table.keys]:
        raise Drifted(f"the sheet {table.sheet!r} of the {TITLE} has no column {', '.join(map(repr, lost))}")
    for column in COLUMNS:
        if column.key not in table.keys:
            notes.add("missing-column", None, label_of(column.key))
    covers = ("category", "procedure-started", "status", *sorted(table.keys & {INN, *DETAILS}))
    as_date = _parser(table)
    for row in table.rows:
        yield row, _record(row, covers, as_date)


def _record(row: Row, covers: tuple[str, ...], as_date: Parse) -> ApplicationRecord | None:
    of = number(row, NUMBER, ema_product_number)
    if not of:
        return None
    step = row.step("procedure-started", START, as_date)
    return ApplicationRecord(
        number=of,
        authority="EMA",
        category=ema_category(of),
        inn=row.text(INN),
        status="under-evaluation",
        status_text=STATUS,
        details={key: row.value(key, convert) for key, convert in DETAILS.items() if key in covers},
        procedures=(ProcedureRecord(steps=(step,)),) if step else (),
        covers=covers,
    )


def _parser(table: LabelledTable) -> Parse:
    """How the starts of a sheet are read: to the day or to the month, as they are written."""
    written = [text for row in table.rows if (text := row.text(START))]
    if len(written) >= SURE_OF_DAYS and all(re.match(r"0?1/", text) for text in written):
        return lambda text: PartialDate(from_slashes(text).first, "month")
    return _date


def _date(text: str) -> PartialDate:
    """`28/11/2024`, `28 November 2024`, `November 2024`, `Nov-2024`, `11/2024` or ISO. Raises ValueError."""
    if month := _MONTH.fullmatch(text):
        return PartialDate(datetime.date(int(month[2]), int(month[1]), 1), "month")
    for parse in (from_slashes, from_iso):
        try:
            return parse(text)
        except ValueError:
            continue
    return from_words(text.replace("-", " "))


def _within(records: Iterable[ApplicationRecord]) -> str:
    """What the numbers of a list begin with: human and veterinary medicines have a list each."""
    kinds = {record.number[:7] for record in records}
    return kinds.pop() if len(kinds) == 1 else ""


def _published_at(tables: Iterable[LabelledTable]) -> str:
    """The day on which the data were extracted, as it stands above a table: in one cell, or in the next one."""
    for table in tables:
        for text, following in pairwise((*table.above, "")):
            if match := _EXTRACTED.match(text):
                for candidate in (match[1], following):
                    try:
                        return f"{_date(candidate.strip(' .')).first}T00:00"
                    except ValueError:
                        continue
    return ""


READER = Reader(
    name="ema.under_evaluation",
    version=1,
    origin="ema.under_evaluation",
    addresses=(
        rf"{REPORTS}/applications-new-(?:human|veterinary)-medicines-under-evaluation-[a-z]+-\d{{4}}(?:[-_]\w+)*\.xlsx",
    ),
    recognises=recognises,
    read=read,
)
