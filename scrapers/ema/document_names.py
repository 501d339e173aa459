"""Procedures in the names of EMA's documents: `Fosavance-H-C-619-II-0010 : EPAR - Assessment Report - Variation`.

The number in a name need not be that of the medicine under which the document is listed: an assessment report can be
named after the medicine that was assessed together with it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scrapers.identifiers import ema_procedure

_DASH = "[-/‐‑–]"
_DESIGNATION = re.compile(
    rf"(?<![^\W_])(?P<kind>[HV]){_DASH}C?{_DASH}?0*(?P<number>\d{{1,6}})"
    rf"{_DASH}(?P<procedure>[A-Z]{{1,5}}\d{{0,3}}{_DASH}\d{{1,8}}(?:{_DASH}\d{{6}})?(?:{_DASH}G)?)(?![^\W_])",
    re.IGNORECASE,
)


class Named(NamedTuple):
    """What a name says: slugs of procedures of the medicine itself, and numbers of other medicines."""

    procedures: tuple[str, ...]
    others: tuple[str, ...]


def named(name: str, number: str) -> Named:
    """What a name says of the procedures of the medicine with this canonical number."""
    found = list(_designations(name))
    own = sorted({slug for other, slug in found if other == number})
    return Named(tuple(own), tuple(sorted({other for other, _ in found if other != number})))


def _designations(name: str) -> Iterator[tuple[str, str]]:
    for match in _DESIGNATION.finditer(name):
        parts = re.split(_DASH, match["procedure"])
        yield f"EMEA/{match['kind'].upper()}/C/{match['number'].zfill(6)}", ema_procedure("/".join(parts))
