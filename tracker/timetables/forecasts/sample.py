"""How long procedures took, kept by what they have in common."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from scrapers.vocabulary import PROCEDURE_TYPES
from tracker.timetables.forecasts.transitions import ERAS, Transition

_MANY = {
    "initial": "initial applications",
    "extension": "extensions",
    "variation": "variations",
    "worksharing": "worksharings",
    "renewal": "renewals",
    "transfer": "transfers",
    "psusa": "periodic safety update assessments",
    "referral": "referrals",
}
_PACES = {True: "accelerated", False: "not accelerated", None: "accelerated or not"}
_ERAS = {era.slug: era for era in ERAS}


class Group(NamedTuple):
    """What procedures have in common that are compared: `accelerated` is None for either pace.

    `category` is the authority's word (`Human`, `Veterinary`, empty where it says none), `era` a slug of `ERAS`.
    """

    category: str
    procedure_type: str
    accelerated: bool | None
    era: str

    @property
    def words(self) -> str:
        """`initial applications, human medicines, not accelerated, since 20 Nov 2005`."""
        kinds = _MANY.get(self.procedure_type, PROCEDURE_TYPES.get(self.procedure_type, self.procedure_type))
        medicines = f"{self.category.lower()} medicines" if self.category else ""
        pace = _PACES[self.accelerated] if self.procedure_type == "initial" else ""
        return ", ".join(part for part in (kinds, medicines, pace, _ERAS[self.era].words) if part)

    def wider(self, transition: Transition) -> Sequence["Group"]:
        """The group, and then those that may speak for it where it has too few cases."""
        if self.accelerated is None or not transition.either_pace:
            return (self,)
        return (self, self._replace(accelerated=None))


@dataclass(frozen=True, slots=True)
class Duration:
    """How long one procedure took from one step to another, and where that is written.

    `number` is the application's, empty where only a name is known; `notice` the id of the notice that tells it, None
    where steps do.
    """

    transition: str
    group: Group
    began: datetime.date
    ended: datetime.date
    name: str
    number: str = ""
    notice: int | None = None

    @property
    def days(self) -> int:
        """Calendar days from the one to the other."""
        return (self.ended - self.began).days


class Sample:
    """Durations, found by transition and group."""

    def __init__(self, durations: Iterable[Duration] = ()) -> None:
        self.durations = tuple(durations)

    @cached_property
    def _days(self) -> dict[tuple[str, Group], list[int]]:
        found: dict[tuple[str, Group], list[int]] = defaultdict(list)
        for one in self.durations:
            for group in {one.group, one.group._replace(accelerated=None)}:
                found[one.transition, group].append(one.days)
        for days in found.values():
            days.sort()
        return dict(found)

    @property
    def groups(self) -> list[tuple[str, Group]]:
        """Every transition and group that has a case, those of either pace among them."""
        return list(self._days)

    def cases(self, transition: str, group: Group) -> list[Duration]:
        """The cases of a group, the last to end first."""
        paces = {group.accelerated} if group.accelerated is not None else {True, False, None}
        groups = {group._replace(accelerated=pace) for pace in paces}
        found = [one for one in self.durations if one.transition == transition and one.group in groups]
        return sorted(found, key=lambda one: (-one.ended.toordinal(), one.name, one.number))

    def days(self, transition: str, group: Group) -> Sequence[int]:
        """How many days each case of a group took, in order."""
        return self._days.get((transition, group), ())
