"""Numbers in EMA's lists that are of no marketing authorisation: referrals, designations, plans, safety assessments.

Each function gives the number as EMA writes it, or raises JunkNumber. None of them takes the number of a product: that
is another application.
"""

import re

from scrapers.identifiers import JunkNumber, identifier
from scrapers.reference_numbers import (
    ORPHAN_DESIGNATION,
    PAEDIATRIC_DECISION,
    PAEDIATRIC_PLAN,
    REFERRAL,
    SAFETY_ASSESSMENT,
    Shape,
    as_written,
)

_PRODUCT = re.compile(r"EME?A/([HV])/(?:A-?[^/]*/\d+/)?C/(\d{3,6})(?:/|$)", re.ASCII)


def referral(text: str) -> str:
    """`EMA/REF/0000271842`, older `EMEA/H/A-31/1443` and `EMEA/H/A-20/1538/C/004869/0014`. Raises JunkNumber."""
    return _number(text, REFERRAL)


def orphan_designation(text: str) -> str:
    """`EU/3/08/596`, of a refusal `EMA/OD/0000012345`. Raises JunkNumber."""
    return _number(text, ORPHAN_DESIGNATION)


def paediatric_plan(text: str) -> str:
    """`EMEA-002883-PIP02-22`, with `-M01` for a modification, newer `EMA/PE/0000302950`. Raises JunkNumber."""
    return _number(text, PAEDIATRIC_PLAN)


def paediatric_decision(text: str) -> str:
    """`P/0372/2023`, newer `EMA/PE/0000302950`. Raises JunkNumber."""
    return _number(text, PAEDIATRIC_DECISION)


def safety_assessment(text: str) -> str:
    """`PSUSA/00002550/202601`: substance, and month of the data lock point. Raises JunkNumber."""
    return _number(text, SAFETY_ASSESSMENT)


def product_in(number: str) -> tuple[str, ...]:
    """The product that a referral names in its number: `EMEA/H/C/004869` of `EMEA/H/A-20/1538/C/004869/0014`."""
    match = _PRODUCT.match(number)
    return (f"EMEA/{match[1]}/C/{match[2].zfill(6)}",) if match else ()


def applications_in(text: str) -> tuple[str, ...]:
    """Numbers of EMA's applications in a list of procedure numbers, and those that they name; no other number."""
    found: set[str] = set()
    for part in re.split(r"[;,]|\s+and\s+", text):
        if number := as_written(part, REFERRAL):
            found.update((number, *product_in(number)))
            continue
        try:
            known = identifier(part)
        except JunkNumber:
            continue
        found.update([known.number] if known.authority == "EMA" else [])
    return tuple(sorted(found))


def _number(text: str, shape: Shape) -> str:
    number = as_written(text, shape)
    if not number:
        raise JunkNumber(f"{text!r} is not the number of {shape.name}")
    return number
