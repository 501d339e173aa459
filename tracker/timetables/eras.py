"""The periods of FDA's user fee act (PDUFA), as data: which commitments hold for what was received on a day.

`data/eras/pdufa.toml` has them with a source each. A broken file stops the start, like a broken timetable.
"""

import datetime
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Annotated

import msgspec
from django.core.exceptions import ImproperlyConfigured

from tracker.timetables.timetables import DATA, Certainty, Words

FILE = DATA / "eras" / "pdufa.toml"

FiscalYear = Annotated[int, msgspec.Meta(ge=1993)]
"""A fiscal year of the United States: from 1 October of the year before to 30 September."""


class Era(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A period of PDUFA, by fiscal years. `has_program`: new molecular entities are reviewed in the Program."""

    name: Words
    first_fiscal_year: FiscalYear
    last_fiscal_year: FiscalYear
    has_program: bool
    source: Words
    certainty: Certainty

    @property
    def first(self) -> datetime.date:
        """The first day of receipt that falls under it."""
        return datetime.date(self.first_fiscal_year - 1, 10, 1)

    @property
    def last(self) -> datetime.date:
        """The last day of receipt that falls under it."""
        return datetime.date(self.last_fiscal_year, 9, 30)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    eras: Annotated[tuple[Era, ...], msgspec.Meta(min_length=1)]


def parse(text: str, name: str) -> tuple[Era, ...]:
    """Eras from TOML, in order of time. Raises ImproperlyConfigured with `name` and the first thing that is wrong."""
    try:
        eras = msgspec.convert(tomllib.loads(text), _File).eras
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ImproperlyConfigured(f"eras {name}: {error}") from error
    for wrong in _mistakes(eras):
        raise ImproperlyConfigured(f"eras {name}: {wrong}")
    return eras


def _mistakes(eras: tuple[Era, ...]) -> Iterator[str]:
    names = [era.name for era in eras]
    yield from (f"two eras are called {name!r}" for name in names if names.count(name) > 1)
    yield from (f"{era.name} ends before it begins" for era in eras if era.last < era.first)
    yield from (
        f"{later.name} must begin after {earlier.name} has ended"
        for earlier, later in pairwise(eras)
        if later.first <= earlier.last
    )


@cache
def eras() -> tuple[Era, ...]:
    """Every era, in order of time. Raises ImproperlyConfigured."""
    return parse(FILE.read_text(encoding="utf-8"), FILE.name)


def era_of(receipt: datetime.date) -> Era | None:
    """The era in which FDA received something on a day; None before the first and after the last that is known."""
    return next((era for era in eras() if era.first <= receipt <= era.last), None)
