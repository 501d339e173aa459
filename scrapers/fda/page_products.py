"""The products of an application as FDA's pages list them.

The pages do not give the numbers that FDA's data give to products. A short mark is made of what a product is, so that
one product keeps it whatever the order of the rows is.
"""

import hashlib
from collections.abc import Iterable

import msgspec

from scrapers.fda.drugsfda import Oddities
from scrapers.fda.page_tables import Cells, Columns
from scrapers.fda.release_cells import form_and_route, ingredients
from scrapers.fda.web_page import text_of
from scrapers.records import PresentationRecord

COLUMNS_2016 = Columns(
    promised={"Drug Name": "drug name", "Marketing Status": "marketing status"},
    optional={
        "Active Ingredients": "active ingredients?",
        "Strength": "strength",
        "Dosage Form/Route": "dosage form ?/ ?route",
        "TE Code": "te code",
        "RLD": "rld",
    },
)
COLUMNS = Columns(COLUMNS_2016.promised, {**COLUMNS_2016.optional, "RS": "rs"})
NONE = ("None", "N/A")
"""What stands where a product has no code."""

STATUSES = {"OTC": "Over-the-counter", "Rx": "Prescription"}
"""Short words for a marketing status."""


def products_of(rows: Iterable[Cells], number: str, odd: Oddities) -> tuple[PresentationRecord, ...]:
    """The products in order of their marks."""
    products = {product.number: product for product in (_product(cells) for cells in rows)}
    for mark in sorted(products):
        odd.check_word("marketing_status", products[mark].marketing_status, f"{number} {products[mark].name}")
    return tuple(products[mark] for mark in sorted(products))


def _product(cells: Cells) -> PresentationRecord:
    words = {name: text_of(cells[name]) for name in cells}
    form, route = form_and_route(words.get("Dosage Form/Route", ""))
    status = words["Marketing Status"]
    code = words.get("TE Code", "")
    product = PresentationRecord(
        number="",
        name=words["Drug Name"],
        ingredients=ingredients(words.get("Active Ingredients", ""), words.get("Strength", "")),
        form=form,
        route=route,
    )
    return msgspec.structs.replace(
        product,
        number=_mark(product),
        marketing_status=STATUSES.get(status, status),
        reference_drug=words.get("RLD", ""),
        reference_standard=words.get("RS", ""),
        equivalence_code="" if code in NONE else code,
    )


def _mark(product: PresentationRecord) -> str:
    return hashlib.sha256(msgspec.json.encode(product)).hexdigest()[:8]
