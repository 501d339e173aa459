"""The shapes of what a portfolio's files say, table by table; `portfolio_file` reads them, `portfolio` loads them."""

import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from scrapers.dates import PartialDate, from_iso
from scrapers.identifiers import identifier
from scrapers.registry import choose

Text = Annotated[str, Meta(min_length=1)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Reference = Annotated[str, Meta(min_length=1, max_length=300)]
"""An address, or a reference in words."""

Certainty = Literal["authority", "data", "press", "inferred", "unsourced"]

CERTAINTIES: dict[Certainty, str] = {
    "authority": "a document of the authority",
    "data": "rows that the authority published",
    "press": "a company release, a filing or the press",
    "inferred": "inferred from other dates",
    "unsourced": "general knowledge, no source at hand",
}


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all tables of the files: immutable, compared by content."""


class Dated(Table, frozen=True, kw_only=True):
    """Base of facts with a date: ISO, as exact as the source (`2000-06` for June 2000), empty where there is none."""

    date: str = ""

    @property
    def when(self) -> PartialDate | None:
        """The date with its precision."""
        return from_iso(self.date) if self.date else None


class Heading(Table, frozen=True, kw_only=True):
    """`[portfolio]`. `reviewed` is the day (ISO) on which the facts were last reviewed: they count as entered then."""

    slug: Name
    name: Name
    description: Text
    entered_by: Annotated[str, Meta(min_length=1, max_length=150)]
    reviewed: Text

    @property
    def entered_at(self) -> datetime.datetime:
        """The start of the day of the review, UTC."""
        return datetime.datetime.combine(from_iso(self.reviewed).first, datetime.time.min, tzinfo=datetime.UTC)


class Page(Table, frozen=True, kw_only=True):
    """`[[page]]`: bytes in `file`, relative to the folder, read as if fetched from `address` at `retrieved_at`."""

    file: Text
    address: Text
    retrieved_at: datetime.datetime
    application: str = ""
    reconstructed: bool = False


class WatchedSource(Table, frozen=True, kw_only=True):
    """`[[source]]`: an address to read again and again."""

    address: Annotated[str, Meta(min_length=1, max_length=500)]
    title: Name
    interval_hours: Annotated[int, Meta(ge=1)]
    application: str = ""

    @property
    def reader(self) -> str:
        """The name of the reader that understands the address."""
        return choose(self.address, b"").name


class Product(Table, frozen=True, kw_only=True):
    """`[product]`."""

    key: Annotated[str, Meta(min_length=1, max_length=80)]
    name: Name
    also_known_as: tuple[Text, ...] = ()
    note: str = ""


class Substance(Table, frozen=True, kw_only=True):
    """`[substance]`: the name it goes by here, and the names that sources use for it."""

    name: Name
    aliases: tuple[Text, ...] = ()


class Entry(Dated, frozen=True, kw_only=True):
    """`[[application.entry]]`: a step (`kind`) or the value of a field (`field`).

    `quote` holds the source's own words, `wording` ours; one of them is given.
    """

    claimed_by: Name
    source: Reference
    reason: Text
    certainty: Certainty
    procedure: Annotated[str, Meta(min_length=1, max_length=60)] = "initial"
    kind: str = ""
    field: str = ""
    value: str = ""
    label: Annotated[str, Meta(max_length=300)] = ""
    state: Literal["actual", "planned"] = "actual"
    quote: str = ""
    wording: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from other entries about its application."""
        return (self.procedure, self.field, self.value, self.kind, self.label, self.date, self.claimed_by)


class Application(Table, frozen=True, kw_only=True):
    """`[[application]]`: an application of the product. `reason` says why it belongs there."""

    number: Text
    reason: Text
    entry: tuple[Entry, ...] = ()

    @property
    def authority(self) -> str:
        """EMA or FDA."""
        return identifier(self.number).authority


class Statement(Dated, frozen=True, kw_only=True):
    """`[[statement]]`: a fact about the product that belongs to no application."""

    region: Annotated[str, Meta(min_length=1, max_length=80)]
    text: Text
    claimed_by: Name
    source: Reference
    certainty: Certainty


class Claim(Table, frozen=True, kw_only=True):
    """`[[conflict.claim]]`: one side of a conflict."""

    claimed_by: Name
    says: Text
    source: Reference


class Conflict(Table, frozen=True, kw_only=True):
    """`[[conflict]]`: a disagreement between documents, about the product or one of its applications."""

    subject: Name
    explanation: Text
    claim: tuple[Claim, ...]
    application: str = ""


class ProductFile(Table, frozen=True, kw_only=True):
    """All that one product's file says."""

    product: Product
    substance: Substance | None = None
    application: tuple[Application, ...] = ()
    statement: tuple[Statement, ...] = ()
    conflict: tuple[Conflict, ...] = ()


class HeadingFile(Table, frozen=True, kw_only=True):
    """All that `portfolio.toml` says."""

    portfolio: Heading
    page: tuple[Page, ...] = ()
    source: tuple[WatchedSource, ...] = ()


class PortfolioFiles(Table, frozen=True, kw_only=True):
    """A whole portfolio. The paths of its pages start from `folder`; `products` are by the name of their file."""

    folder: Path
    heading: HeadingFile
    products: dict[str, ProductFile]
