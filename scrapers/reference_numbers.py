"""How EMA writes the numbers of what is no marketing authorisation: referrals, designations, plans, assessments."""

import re
from typing import NamedTuple

LONGEST = 40
"""Marks that a number may have."""


class Shape(NamedTuple):
    """What the numbers of one sort look like; `name` is what such a number is of."""

    name: str
    form: re.Pattern[str]


REFERRAL = Shape(
    "a referral",
    re.compile(r"EMA/REF/\d{4,}|EME?A/[HV]/(?:A-?\d+I?(?:\(\d+\))?/\d+|A/\d+|C/\d{3,6}/A-?\d+)[\w()./-]*", re.ASCII),
)
ORPHAN_DESIGNATION = Shape("an orphan designation", re.compile(r"EU/3/\d{2}/\d{1,5}|EME?A/OD/\d[\d/]*", re.ASCII))
PAEDIATRIC_PLAN = Shape(
    "a paediatric investigation plan", re.compile(r"EMA/PE/\d{4,}|EMEA-\d{6}-PIP\d{2}-\d{2}[\w-]*", re.ASCII)
)
PAEDIATRIC_DECISION = Shape(
    "a decision on a paediatric investigation plan",
    re.compile(r"EMA/PE/\d{4,}|(?:EMA/)?(?:[A-Z]{1,3}/)?\d+/\d{4}", re.ASCII),
)
SAFETY_ASSESSMENT = Shape("a periodic safety update assessment", re.compile(r"PSUSA/\d{1,8}/\d{6}", re.ASCII))

OF_APPLICATIONS = (REFERRAL, ORPHAN_DESIGNATION, PAEDIATRIC_PLAN, SAFETY_ASSESSMENT)
"""Those under which something is kept as an application; a decision is a procedure of its plan."""


def as_written(text: str, shape: Shape) -> str:
    """The number as EMA writes it, without blanks and the marks that trail behind it; empty if it is none of the sort.

    `EU/3/11/878)` is `EU/3/11/878`. The letter of Article 107i stays small.
    """
    number = re.sub(r"\s+", "", text).upper().replace("–", "-").strip(".,;:")
    number = number.rstrip(")") if number.count(")") > number.count("(") else number
    if len(number) > LONGEST or not shape.form.fullmatch(number):
        return ""
    return number.replace("A-107I", "A-107i")


def number_of_an_application(text: str) -> str:
    """A number of any of the sorts that are applications; empty if it is none."""
    return next(filter(None, (as_written(text, shape) for shape in OF_APPLICATIONS)), "")
