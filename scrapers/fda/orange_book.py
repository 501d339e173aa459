"""FDA's Orange Book: the patents and exclusivities of approved products, each until its last day.

It comes as one ZIP archive with patent.txt, exclusivity.txt and products.txt, or as one of the first two files alone;
`Reading.within` says which of the two a file is, so that the other one's rows are not missing from it. The tables
are in `orange_book_tables`, what their rows mean in `orange_book_entries`. What an entry is about is told by the
application's number; names of products come from products.txt alone.
"""

import datetime
from collections.abc import Iterable, Mapping
from itertools import chain

import msgspec

from scrapers.ema.refusals import refuse_foreign
from scrapers.fda.archives import names_in, opened, text_in, text_of_table
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.orange_book_entries import COVERS, NAMED, Entries, Names, names_of_products
from scrapers.fda.orange_book_tables import LISTED, PATENT, kind_of, rows
from scrapers.identifiers import JunkNumber
from scrapers.readers import Drifted, Reader
from scrapers.records import NoticeRecord, Page, Reading

PEEK = 4_000
"""Bytes that hold the header of a table."""

OWN_FIELDS = {
    "patent": ("patent_number", "patent_use", *chain(*PATENT.optional.values())),
    "exclusivity": ("exclusivity_code",),
}

LOST_ROWS = frozenset({"junk-number", "unreadable-row"})
"""Warnings after which it cannot be said that an entry is not in the file."""


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin are a table of patents or exclusivities, or an archive that holds both."""
    if body.startswith(b"PK"):
        return {name.lower() for name in names_in(body)}.issuperset(LISTED)
    return kind_of(text_of_table(body[:PEEK])) in LISTED


def read(body: bytes, page: Page) -> Reading:
    """All entries of the archive, or of one table. Raises Drifted, Blocked or Unreadable (`scrapers.readers`)."""
    odd = Oddities()
    tables = _tables(body)
    names: Mapping[tuple[str, ...], Names] | None = None
    if "products" in tables:
        names = names_of_products(tables.pop("products"), odd)
    elif len(tables) > 1:
        odd.note("missing-file", "products.txt", "names of products keep their old values")
    entries = Entries(page.retrieved_at.astimezone(datetime.UTC).date(), names, odd)
    notices = [notice for kind, text in tables.items() for notice in _notices(kind, text, entries, names, odd)]
    is_part = any(warning.what in LOST_ROWS and warning.where != "products.txt" for warning in odd.warnings)
    return Reading(
        notices=tuple(notices),
        scope="part" if is_part else "whole",
        within=f"{next(iter(tables))}/" if len(tables) == 1 and not is_part else "",
        warnings=tuple(odd.warnings),
    )


def _tables(body: bytes) -> dict[str, str]:
    """The texts of the tables by kind: one of `LISTED` alone, or both and perhaps `products`."""
    if not body.startswith(b"PK"):
        text = text_of_table(body)
        kind = kind_of(text)
        if kind not in LISTED:
            refuse_foreign(body, b"Appl_Type", "the Orange Book")
            raise Drifted("the first lines name no Patent_No and no Exclusivity_Code, with Appl_No")
        return {kind: text}
    archive, files = opened(body)
    parts = {name.lower(): part for name, part in files.items()}
    if missing := [f"{name}.txt" for name in LISTED if name not in parts]:
        raise Drifted(f"the archive is incomplete: there is no {' and no '.join(missing)}")
    return {name: text_in(archive, parts[name]) for name in (*LISTED, "products") if name in parts}


def _notices(
    kind: str, text: str, entries: Entries, names: Mapping[tuple[str, ...], Names] | None, odd: Oddities
) -> Iterable[NoticeRecord]:
    """The notices of a table, one for each key, in order of their keys. Raises Drifted."""
    make = entries.patent if kind == "patent" else entries.exclusivity
    table, lacks = rows(kind, text, odd)
    own = set(OWN_FIELDS[kind]) - set(chain(*(PATENT.optional[column] for column in lacks)))
    covers = tuple(sorted({*COVERS, *own, *(NAMED if names is not None else ())}))
    found: dict[str, NoticeRecord] = {}
    repeated: list[str] = []
    for row in table:
        try:
            notice = make(row, covers)
        except JunkNumber as error:
            odd.note("junk-number", f"{kind}.txt", str(error))
            continue
        if other := found.get(notice.key):
            repeated.append(notice.key)
            notice = max(notice, other, key=_rank)
        found[notice.key] = notice
    if not found:
        raise Drifted(f"{kind}.txt: no row says which application and entry it is about")
    if repeated:
        first = f"{len(repeated):,} rows are about the same as another, such as {min(repeated)}"
        odd.note("duplicate", f"{kind}.txt", f"{first}; the one that ends last counts")
    return [found[key] for key in sorted(found)]


def _rank(notice: NoticeRecord) -> tuple[str, bytes]:
    """Of two rows about the same the one counts that ends last; else their content decides, not their order."""
    return str(notice.ends_on or ""), msgspec.json.encode(notice)


READER = Reader(
    name="fda.orange_book",
    version=1,
    origin="fda.orange_book",
    addresses=(r"fda\.gov/media/76860/download",),
    recognises=recognises,
    read=read,
)
