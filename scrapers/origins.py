"""Who says it: the origins of data, in the order in which they are believed.

Readings of one origin are compared with each other and count in order of retrieval. Where origins disagree, the first
in this list gives the current value and the others show as conflicts. The order is that of the sources reference:
the machine-made table first, the narrative page after it.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Origin:
    """`name` as readers give it, `authority` who publishes it, `title` for people."""

    name: str
    authority: Literal["EMA", "FDA"]
    title: str


ORIGINS = (
    Origin("ema.medicines", "EMA", "EMA medicines table"),
    Origin("ema.medicine_page", "EMA", "EMA medicine page"),
    Origin("fda.drugsfda", "FDA", "Drugs@FDA data"),
)

RANKS = {origin.name: rank for rank, origin in enumerate(ORIGINS)}
BY_NAME = {origin.name: origin for origin in ORIGINS}

ACKNOWLEDGEMENTS = {
    "EMA": "Source: European Medicines Agency",
    "FDA": (
        "Source: U.S. Food and Drug Administration, openFDA. Do not rely on openFDA to make decisions regarding medical"
        " care: all results should be assumed to be unvalidated."
    ),
}
