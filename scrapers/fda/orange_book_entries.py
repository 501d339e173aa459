"""The rows of the Orange Book's tables as notices: what each is about, and whether it still holds.

An entry leaves its file some time after its last day (patents that ran to 8 March 2020 stood there in May): whether it
has expired is told by that day and the day of retrieval, never by its absence.
"""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from scrapers.dates import PartialDate, from_american_words
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.orange_book_tables import EXCLUSIVITY, PATENT, PRODUCTS, Row, rows
from scrapers.fda.release_cells import DateCell, Memo
from scrapers.identifiers import JunkNumber, fda_application_number
from scrapers.records import NoticeRecord
from scrapers.text import as_list, clean

APPLICATION_TYPES = {"N": "NDA", "A": "ANDA"}

COVERS = ("ends_on", "numbers", "product_number", "status", "title")
NAMED = ("names", "substances")
"""What only products.txt can tell."""


class Names(NamedTuple):
    """What a product is called, and what is in it."""

    names: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()


class Entry(NamedTuple):
    """What a row says besides its product. `key` is unique among the entries of one kind about one product."""

    key: str
    title: str
    ends_on: PartialDate | None
    details: Mapping[str, str]
    is_to_be_delisted: bool = False


class Entries:
    """Makes notices of rows. `names` are those of products, by the first three cells of a row; None: not told.

    `today` is the day of retrieval (UTC). What is odd about rows goes to `odd`.
    """

    def __init__(self, today: datetime.date, names: Mapping[Row, Names] | None, odd: Oddities) -> None:
        self._today = today
        self._names = names
        self._odd = odd
        self._dates = Memo(_date_cell)
        self._numbers = Memo(_number)

    def patent(self, row: Row, covers: tuple[str, ...]) -> NoticeRecord:
        """A patent, with or without a use. `*PED`, the paediatric extension, is a part of its number."""
        cells = dict(zip(PATENT.read, row, strict=True))
        number, use = cells["Patent_No"], cells["Patent_Use_Code"]
        if not number:
            raise JunkNumber(f"{'~'.join(row)} has no patent number")
        details = {field: cells[column] for column, (field,) in PATENT.optional.items() if field in covers}
        if "submitted_on" in details:
            details["submitted_on"] = str(self._date(cells["Submission_Date"], row) or "")
        entry = Entry(
            key=f"{number}/{use}" if use else number,
            title=f"Patent {number}, use {use}" if use else f"Patent {number}",
            ends_on=self._date(cells["Patent_Expire_Date_Text"], row),
            details={"patent_number": number, "patent_use": use} | details,
            is_to_be_delisted=cells["Delist_Flag"] == "Y",
        )
        return self._notice("patent", row, entry, covers)

    def exclusivity(self, row: Row, covers: tuple[str, ...]) -> NoticeRecord:
        """An exclusivity. One code may stand with several dates, so the date belongs to the key."""
        code, ends_on = row[EXCLUSIVITY.read.index("Exclusivity_Code")], self._dates[row[-1]]
        if not code or not ends_on.date:
            raise JunkNumber(f"{'~'.join(row)} has no code or no date: {ends_on.fault}")
        entry = Entry(
            key=f"{code}/{ends_on.date}",
            title=f"Exclusivity {code}",
            ends_on=ends_on.date,
            details={"exclusivity_code": code},
        )
        return self._notice("exclusivity", row, entry, covers)

    def _notice(self, kind: str, row: Row, entry: Entry, covers: tuple[str, ...]) -> NoticeRecord:
        number, product = self._numbers[SPLIT.join(row[:2])], row[2]
        if not product:
            raise JunkNumber(f"{'~'.join(row)} has no product number")
        named = self._names.get(row[:3], Names()) if self._names is not None else Names()
        return NoticeRecord(
            kind=kind,
            authority="FDA",
            key=f"{kind}/{number}/{product}/{entry.key}",
            title=f"{entry.title}: {number}, product {product}",
            category="Human",
            status=self._status(entry),
            ends_on=entry.ends_on,
            numbers=(number,),
            names=named.names,
            substances=named.substances,
            details={"product_number": product, **entry.details},
            covers=covers,
        )

    def _status(self, entry: Entry) -> str:
        if entry.ends_on is None:
            return "unknown"
        if entry.ends_on.first < self._today:
            return "expired"
        return "delisting-requested" if entry.is_to_be_delisted else "in-force"

    def _date(self, text: str, row: Row) -> PartialDate | None:
        cell = self._dates[text]
        if cell.fault:
            self._odd.note("junk-date", "~".join(row), cell.fault)
        return cell.date


SPLIT = " "
"""What stands between the type and the number of an application while they are looked up."""


def names_of_products(text: str, odd: Oddities) -> Mapping[Row, Names]:
    """The names of products in products.txt, by type and number of the application and number of the product.

    Of a product that comes twice the names that are last in order count. Raises Drifted.
    """
    found: dict[Row, Names] = {}
    table, _ = rows("products", text, odd)
    for row in table:
        cells = dict(zip(PRODUCTS.read, row, strict=True))
        names = Names(tuple(filter(None, [clean(cells["Trade_Name"])])), tuple(as_list(cells["Ingredient"])))
        found[row[:3]] = max(names, found.get(row[:3], names))
    return found


def _number(type_and_digits: str) -> str:
    """`NDA022180` from `N 022180`. Raises JunkNumber."""
    kind, _, digits = type_and_digits.partition(SPLIT)
    if kind not in APPLICATION_TYPES or not digits or not digits.isascii():
        raise JunkNumber(f"{type_and_digits!r} is not the type and number of an application")
    return fda_application_number(APPLICATION_TYPES[kind] + digits.zfill(6))


def _date_cell(text: str) -> DateCell:
    """`Feb 2, 2021`, or nothing."""
    if not text:
        return DateCell()
    try:
        return DateCell(from_american_words(text))
    except ValueError as error:
        return DateCell(fault=str(error))
