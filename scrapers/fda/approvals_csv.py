"""Drugs@FDA's monthly report of approvals, saved as CSV.

Traps: a byte order mark; a lost line break glues the name of a drug to the type of its application
(`KYLEENANDA   #208224` is KYLEENA, an NDA). Two blanks follow ANDA there, three NDA and BLA.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from scrapers.dates import from_american_slashes
from scrapers.ema.refusals import refuse_foreign
from scrapers.fda.approvals import Approval, Table, month, records_of
from scrapers.fda.drugsfda import Oddities
from scrapers.identifiers import JunkNumber
from scrapers.readers import Drifted, Reader, Unreadable
from scrapers.records import Page, Reading
from scrapers.text import clean

NAME = "a report of approvals as CSV"
MAX_BYTES = 50_000_000
PROMISED = ("Approval Date", "Drug Name", "Submission", "Submission Status")
OPTIONAL = ("Active Ingredients", "Company", "Submission Classification")
GLUED = re.compile(r"(.*?)(ANDA|NDA|BLA)([ \u00a0]+)#(\d{6})", re.DOTALL | re.ASCII)
BLANKS_OF_ANDA, BLANKS_OF_OTHERS = 2, 3


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin begin with the header of a report."""
    header = body[:1000].removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    labels = {_label(cell.strip(' "\r')) for cell in header.split(",")}
    return labels.issuperset(name.casefold() for name in PROMISED)


def read(body: bytes, page: Page) -> Reading:
    """The applications that the report tells of, one record for each and month. Raises Drifted, Blocked, Unreadable."""
    table = _table(body)
    odd = Oddities()
    positions = _positions(table[0], odd)
    rows = list(_rows(table, positions, odd))
    if not rows:
        raise Drifted(f"{NAME} has no row with an application number such as NDA   #208224")
    records = records_of(rows, Table(positions.keys(), from_american_slashes, month), page.retrieved_at, odd)
    if not records:
        raise Drifted(f"{NAME} has no row with a submission and a date")
    return Reading(records=records, warnings=tuple(odd.warnings))


def _table(body: bytes) -> list[list[str]]:
    """The lines as cells, the header first. Raises Drifted where the last is cut, Blocked or Unreadable."""
    known = {name.casefold() for name in (*PROMISED, *OPTIONAL)}
    if len(body) > MAX_BYTES or b"\0" in body:
        raise Unreadable(f"no {NAME}: {len(body):,} bytes, or binary data")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    first = _header(text)
    if not known.intersection(_label(cell) for cell in first):
        refuse_foreign(body, b'"Approval Date"', NAME)
        raise Drifted(f"{NAME} begins with no header: {first[:3]}")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Drifted(f"{NAME} is cut, or a cell of it is broken: {error}") from error
    if len(lines) > 1 and len(lines[-1]) < len(first):
        raise Drifted(f"{NAME} is cut in the middle of its last row")
    return lines


def _header(text: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        return []


def _label(cell: str) -> str:
    return clean(cell).rstrip(" *").casefold()


def _positions(header: Sequence[str], odd: Oddities) -> Mapping[str, int]:
    """Where each column stands. Raises Drifted, naming the promised ones that are missing."""
    labels = [_label(cell) for cell in header]
    found = {name: labels.index(name.casefold()) for name in (*PROMISED, *OPTIONAL) if name.casefold() in labels}
    if missing := [name for name in PROMISED if name not in found]:
        raise Drifted(f"{NAME} has no column {', '.join(missing)}")
    for position, cell in enumerate(header):
        if position not in found.values():
            odd.unknown_column(clean(cell), NAME)
    for name in OPTIONAL:
        if name not in found:
            odd.note("missing-column", NAME, name)
    return found


def _rows(table: Sequence[Sequence[str]], positions: Mapping[str, int], odd: Oddities) -> Iterator[Approval]:
    for line, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        if len(cells) != len(table[0]):
            odd.note("unreadable-row", f"line {line}", f"{len(cells)} cells for {len(table[0])} columns")
            continue
        try:
            name, number = unglued(cells[positions["Drug Name"]])
        except JunkNumber as error:
            odd.note("junk-number", f"line {line}", str(error))
            continue
        words = {label: clean(cells[position]) for label, position in positions.items()}
        yield Approval(
            number=number,
            submission=words["Submission"],
            date=words["Approval Date"],
            status=words["Submission Status"],
            name=name,
            substance=words.get("Active Ingredients", ""),
            company=words.get("Company", ""),
            classification=words.get("Submission Classification", ""),
        )


def unglued(cell: str) -> tuple[str, str]:
    """`KYLEENANDA   #208224` as KYLEENA and NDA208224. Raises JunkNumber where the blanks do not tell which it is."""
    match = GLUED.fullmatch(cell.strip())
    if not match:
        raise JunkNumber(f"{cell[-60:]!r} does not end in a number such as NDA   #208224")
    name, kind, blanks, digits = match.groups()
    if kind == "ANDA" and len(blanks) == BLANKS_OF_OTHERS:
        name, kind = f"{name}A", "NDA"
    elif len(blanks) != (BLANKS_OF_ANDA if kind == "ANDA" else BLANKS_OF_OTHERS):
        raise JunkNumber(f"{cell[-60:]!r}: {len(blanks)} blanks do not tell where the name ends and the type begins")
    return clean(name), f"{kind}{digits}"


READER = Reader(
    name="fda.approvals_csv",
    version=1,
    origin="fda.approval_reports",
    # The page of the report offers the table; its bytes tell the two apart.
    addresses=(r"(?i:accessdata\.fda\.gov/scripts/cder/daf(/index\.cfm)?)",),
    recognises=recognises,
    read=read,
)
