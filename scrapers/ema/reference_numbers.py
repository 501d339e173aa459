"""Numbers that EMA gives to what is no marketing authorisation: referrals, designations, plans, safety assessments.

Each function gives the number as EMA writes it, without blanks and without the marks that trail behind it, or raises
JunkNumber. None of them takes the number of a product: that is another application.
"""

import re

from scrapers.identifiers import JunkNumber, ema_product_number, identifier

LONGEST = 40
"""Marks that a number may have."""

_REFERRAL = re.compile(
    r"EMA/REF/\d{4,}|EME?A/[HV]/(?:A-?\d+I?(?:\(\d+\))?/\d+|A/\d+|C/\d{3,6}/A-?\d+)[\w()./-]*", re.ASCII
)
_DESIGNATION = re.compile(r"EU/3/\d{2}/\d{1,5}|EME?A/OD/[\d/]+", re.ASCII)
_PLAN = re.compile(r"EMA/PE/\d{4,}|EMEA-(?:C-?\d*-)?\d{6}-PIP\d{2}-\d{2}[\w-]*", re.ASCII)
_DECISION = re.compile(r"EMA/PE/\d{4,}|(?:EMA/)?[A-Z]{1,3}/\d+/\d{4}|EMEA-[\w-]+|EMA/[\w/-]+", re.ASCII)
_ASSESSMENT = re.compile(r"PSUSA/\d{1,8}/\d{6}", re.ASCII)
_PRODUCT = re.compile(r"EME?A/([HV])/(?:A-?[^/]*/\d+/)?C/(\d{3,6})(?:/|$)", re.ASCII)


def referral(text: str) -> str:
    """`EMA/REF/0000271842`, older `EMEA/H/A-31/1443` and `EMEA/H/A-20/1538/C/004869/0014`. Raises JunkNumber.

    The letter of Article 107i stays small.
    """
    return _number(text, _REFERRAL, "a referral").replace("A-107I", "A-107i")


def orphan_designation(text: str) -> str:
    """`EU/3/08/596`, also from `EU/3/11/878)`; of a refusal `EMA/OD/0000012345`. Raises JunkNumber."""
    return _number(text, _DESIGNATION, "an orphan designation")


def paediatric_plan(text: str) -> str:
    """`EMEA-002883-PIP02-22`, with `-M01` for a modification, newer `EMA/PE/0000302950`. Raises JunkNumber."""
    return _number(text, _PLAN, "a paediatric investigation plan")


def paediatric_decision(text: str) -> str:
    """`P/0372/2023`, newer `EMA/PE/0000302950`. Raises JunkNumber."""
    return _number(text, _DECISION, "a decision on a paediatric investigation plan")


def safety_assessment(text: str) -> str:
    """`PSUSA/00002550/202601`: substance, and month of the data lock point. Raises JunkNumber."""
    return _number(text, _ASSESSMENT, "a periodic safety update assessment")


def product_in(number: str) -> tuple[str, ...]:
    """The product that a referral names in its number: `EMEA/H/C/004869` of `EMEA/H/A-20/1538/C/004869/0014`."""
    match = _PRODUCT.match(number)
    return (f"EMEA/{match[1]}/C/{match[2].zfill(6)}",) if match else ()


def applications_in(text: str) -> tuple[str, ...]:
    """Numbers of applications in a list of procedure numbers: referrals, and products of EMA; no other number."""
    found: set[str] = set()
    for part in re.split(r"[;,]|\s+and\s+", text):
        try:
            number = referral(part)
        except JunkNumber:
            found.update(_product_of_procedure(part))
        else:
            found.update((number, *product_in(number)))
    return tuple(sorted(found))


def _product_of_procedure(text: str) -> tuple[str, ...]:
    try:
        known = identifier(text)
    except JunkNumber:
        return ()
    return (known.number,) if known.authority == "EMA" else ()


def _number(text: str, form: re.Pattern[str], name: str) -> str:
    number = re.sub(r"\s+", "", text).upper().replace("–", "-").strip(".,;:")
    number = number.rstrip(")") if number.count(")") > number.count("(") else number
    if len(number) > LONGEST or not form.fullmatch(number) or _is_product(number):
        raise JunkNumber(f"{text!r} is not the number of {name}")
    return number


def _is_product(number: str) -> bool:
    try:
        ema_product_number(number)
    except JunkNumber:
        return False
    return True
