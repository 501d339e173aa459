"""What the files of a portfolio say: a folder of TOML in, typed facts out, or every problem that is in them.

`portfolio.toml` names the portfolio, the pages that come with it and the sources to watch; every other file is one
product: its substance, its applications with what is entered about them by hand, statements, and conflicts. The format
is described in docs/demo.md.
"""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from scrapers.dates import from_iso
from scrapers.identifiers import JunkNumber, identifier
from scrapers.registry import NoReader, choose
from scrapers.vocabulary import FIELDS, STATUSES, STEP_KINDS
from tracker.intake.portfolio_facts import (
    Application,
    Conflict,
    Entry,
    HeadingFile,
    PortfolioFiles,
    ProductFile,
    Table,
)

HEADING_FILE = "portfolio.toml"
LONGEST_QUOTE = 10
"""Words that may be copied from a source; what is longer is said in words of our own."""


class PortfolioProblems(ValueError):
    """The files hold mistakes: `lines` has one line for each, with file and place."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


T = TypeVar("T", bound=Table)


def read_portfolio(folder: Path) -> PortfolioFiles:
    """Read and check a folder of files. Raises PortfolioProblems, which names every problem found."""
    problems: list[str] = []
    heading = _read(folder / HEADING_FILE, HeadingFile, problems)
    paths = sorted(path for path in folder.glob("*.toml") if path.name != HEADING_FILE)
    products = {path.name: product for path in paths if (product := _read(path, ProductFile, problems))}
    if not paths:
        problems.append(f"{folder}: there is no product; add a file such as sinerem.toml")
    if heading:
        problems.extend(_heading_problems(heading, folder))
    problems.extend(_product_problems(products))
    if problems or not heading:
        raise PortfolioProblems(problems)
    return PortfolioFiles(folder=folder, heading=heading, products=products)


def _read(path: Path, shape: type[T], problems: list[str]) -> T | None:
    """One file in its shape, or None with the reasons added to `problems`."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(f"{path}: there is no such file")
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: not TOML: {error}")
        return None
    found = list(_shape_problems(tables, shape, path.name))
    problems.extend(found)
    return None if found else msgspec.convert(tables, shape)


def _shape_problems(table: dict[str, Any], shape: type[Table], where: str) -> Iterator[str]:
    """Every key that is missing, unknown or of the wrong type, in a table and the tables within it."""
    fields = {field.name: field for field in msgspec.structs.fields(shape)}
    for name in table.keys() - fields.keys():
        yield f"{where}: unknown key `{name}`; known are {', '.join(fields)}"
    for name, field in fields.items():
        if name not in table:
            if field.required:
                yield f"{where}: `{name}` is missing"
            continue
        inner = _inner_shape(field.type)
        if inner is None:
            yield from _value_problems(table[name], field.type, f"{where}: `{name}`")
            continue
        for place, row in _rows(table[name], name, where):
            if isinstance(row, dict):
                yield from _shape_problems(row, inner, place)
            else:
                yield f"{place}: should be a table"


def _inner_shape(kind: Any) -> type[Table] | None:
    """The shape of the tables that a field holds, if it holds tables."""
    inspected = msgspec.inspect.type_info(kind)
    candidates = [inspected, getattr(inspected, "item_type", None), *getattr(inspected, "types", ())]
    classes = [candidate.cls for candidate in candidates if isinstance(candidate, msgspec.inspect.StructType)]
    return next((each for each in classes if issubclass(each, Table)), None)


def _rows(value: Any, name: str, where: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, list):
        yield f"{where}, {name}", value
        return
    for position, row in enumerate(value, start=1):
        yield f"{where}, {name} {position}{_hint(row)}", row


def _hint(row: Any) -> str:
    """What a person recognises a table by."""
    if not isinstance(row, dict):
        return ""
    known = next((row[key] for key in ("number", "subject", "kind", "field", "file", "title") if row.get(key)), "")
    return f" ({known})" if known else ""


def _value_problems(value: Any, kind: Any, where: str) -> Iterator[str]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        yield f"{where}: {str(error)[:1].lower()}{str(error)[1:]}"


def _heading_problems(heading: HeadingFile, folder: Path) -> Iterator[str]:
    yield from _date_problems(heading.portfolio.reviewed, f"{HEADING_FILE}, portfolio: `reviewed`")
    for page in heading.page:
        where = f"{HEADING_FILE}, page ({page.file})"
        if not (folder / page.file).is_file():
            yield f"{where}: there is no such file"
        if page.retrieved_at.tzinfo is None:
            yield f"{where}: `retrieved_at` has no time zone; write a Z behind it"
        yield from _address_problems(page.address, page.application, where)
    for source in heading.source:
        yield from _address_problems(source.address, source.application, f"{HEADING_FILE}, source ({source.title})")
    yield from _repeated((page.address for page in heading.page), HEADING_FILE, "page")
    yield from _repeated((source.address for source in heading.source), HEADING_FILE, "source")


def _product_problems(products: Mapping[str, ProductFile]) -> Iterator[str]:
    numbers = [application.number for product in products.values() for application in product.application]
    yield from _repeated((product.product.key for product in products.values()), "all files", "product")
    yield from _repeated(numbers, "all files", "application")
    for name, product in products.items():
        for application in product.application:
            yield from _application_problems(application, f"{name}, {application.number}")
        for position, statement in enumerate(product.statement, start=1):
            yield from _date_problems(statement.date, f"{name}, statement {position}: `date`")
        for conflict in product.conflict:
            yield from _conflict_problems(conflict, numbers, f"{name}, conflict ({conflict.subject})")
        yield from _repeated(((row.region, row.text) for row in product.statement), name, "statement")
        yield from _repeated((conflict.subject for conflict in product.conflict), name, "conflict")


def _application_problems(application: Application, where: str) -> Iterator[str]:
    yield from _number_problems(application.number, where)
    for position, entry in enumerate(application.entry, start=1):
        yield from _entry_problems(entry, f"{where}, entry {position} ({entry.kind or entry.field})")
    yield from _repeated((entry.key for entry in application.entry), where, "entry")


def _entry_problems(entry: Entry, where: str) -> Iterator[str]:
    checks: tuple[tuple[bool, str], ...] = (
        (bool(entry.kind) == bool(entry.field), "give either `kind` (a step) or `field` (a value)"),
        (bool(entry.kind) and entry.kind not in STEP_KINDS, f"unknown kind of step `{entry.kind}`"),
        (bool(entry.kind) and not entry.date, "a step needs a `date`"),
        (bool(entry.field) and entry.field not in FIELDS, f"unknown field `{entry.field}`"),
        (bool(entry.field) and not entry.value, "a `field` needs a `value`"),
        (entry.field == "status" and entry.value not in STATUSES, f"unknown status `{entry.value}`"),
        (bool(entry.quote) == bool(entry.wording), "give either `quote` (the source's words) or `wording` (our own)"),
        (len(entry.quote.split()) > LONGEST_QUOTE, f"`quote` has more than {LONGEST_QUOTE} words; use `wording`"),
    )
    yield from (f"{where}: {problem}" for is_wrong, problem in checks if is_wrong)
    yield from _date_problems(entry.date, f"{where}: `date`")


def _conflict_problems(conflict: Conflict, numbers: Collection[str], where: str) -> Iterator[str]:
    if len(conflict.claim) < 2:
        yield f"{where}: a conflict needs at least two claims"
    if conflict.application and conflict.application not in numbers:
        yield f"{where}: no product has an application {conflict.application}"
    yield from _repeated(((claim.claimed_by, claim.says) for claim in conflict.claim), where, "claim")


def _number_problems(number: str, where: str) -> Iterator[str]:
    try:
        found = identifier(number)
    except JunkNumber as error:
        yield f"{where}: {error}"
        return
    if not found.authority or found.number != number:
        yield f"{where}: write the application number in full, such as {found.number}"


def _date_problems(date: str, where: str) -> Iterator[str]:
    try:
        if date:
            from_iso(date)
    except ValueError as error:
        yield f"{where}: {error}"


def _address_problems(address: str, application: str, where: str) -> Iterator[str]:
    try:
        choose(address, b"")
    except NoReader as error:
        yield f"{where}: {error}"
    if application:
        yield from _number_problems(application, where)


def _repeated(keys: Iterable[object], where: str, what: str) -> Iterator[str]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{where}: {what} {key} is there {times} times"
