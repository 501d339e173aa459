"""The applications, with the products, holders and substances that they name."""

import datetime
from collections.abc import Mapping, Sequence

from tracker.catalogue import concerns, spelling
from tracker.catalogue.known import MAIN_FIELDS, ResolvedApplication
from tracker.catalogue.rows import Stored
from tracker.catalogue.writing.names import organisations, write_substances
from tracker.catalogue.writing.tables import APPLICATIONS, PRODUCTS

PRODUCT = APPLICATIONS.columns.index("product_id")


def write_applications(
    known: Sequence[ResolvedApplication], present: Mapping[str, Stored], moment: datetime.datetime
) -> dict[str, int]:
    """The rows of the applications themselves, with their products and names; their ids by number."""
    holders = organisations({one.value("applicant") for one in known} - {""})
    products = _products(known, present)
    wanted = {
        one.number: {
            "number": one.number,
            "authority": one.authority,
            "type": one.type,
            "product_id": products[one.number],
            "name": one.value("name")[:500],
            "name_key": spelling.name_key(one.value("name")),
            "category": one.value("category")[:40],
            "status": one.value("status") or "unknown",
            "status_text": one.value("status_text")[:200],
            "applicant_id": holders.get(one.value("applicant")),
            "active_substance": one.value("active_substance"),
            "inn": one.value("inn"),
            "address": one.value("address")[:500],
            "details": {name: field.value for name, field in one.fields.items() if name not in MAIN_FIELDS},
            "is_reconstructed": one.is_reconstructed,
        }
        for one in known
    }
    applications = APPLICATIONS.synchronise(present, wanted, {"first_seen": moment})
    old = [row.pk for row in present.values()]
    write_substances(known, applications, old)
    concerns.write(known, applications, old)
    return applications


def _products(known: Sequence[ResolvedApplication], present: Mapping[str, Stored]) -> dict[str, int]:
    """The product of each application; one that nobody linked to another is called as the application is."""
    products = {number: row.values[PRODUCT] for number, row in present.items()}
    rows = PRODUCTS.load("pk", products.values())
    keys = {row.pk: key for key, row in rows.items()}
    linked = {number: product for number, product in products.items() if keys[product] != number}
    rows |= PRODUCTS.load("key", [one.number for one in known if one.number not in present])
    own = [one for one in known if one.number not in linked]
    wanted = {one.number: {"key": one.number, "name": one.value("name")[:500] or one.number} for one in own}
    return linked | PRODUCTS.synchronise(rows, wanted, {"also_known_as": "", "note": ""})
