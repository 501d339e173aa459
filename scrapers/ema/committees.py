"""EMA's committees and the national authorities' two groups, and how a title shows whose meeting it is."""

import re
from typing import Literal, NamedTuple

from scrapers.dates import MONTHS, SHORT_MONTHS


class Committee(NamedTuple):
    """`names` are spellings in titles, the official one first."""

    acronym: str
    names: tuple[str, ...]

    @property
    def title(self) -> str:
        """The name in full with the acronym in brackets."""
        return f"{self.names[0]} ({self.acronym})"


COMMITTEES = (
    Committee("CHMP", ("Committee for Medicinal Products for Human Use",)),
    Committee(
        "CVMP", ("Committee for Veterinary Medicinal Products", "Committee for Medicinal Products for Veterinary Use")
    ),
    Committee("PRAC", ("Pharmacovigilance Risk Assessment Committee",)),
    Committee("COMP", ("Committee for Orphan Medicinal Products",)),
    Committee("PDCO", ("Paediatric Committee",)),
    Committee("CAT", ("Committee for Advanced Therapies",)),
    Committee("HMPC", ("Committee on Herbal Medicinal Products", "Committee for Herbal Medicinal Products")),
    Committee("CMDh", ("Coordination Group for Mutual Recognition and Decentralised Procedures - Human",)),
    Committee("CMDv", ("Coordination Group for Mutual Recognition and Decentralised Procedures - Veterinary",)),
)
"""Source: EMA, "Committees, working parties and other groups"; Directive 2001/83/EC, Article 27, for the CMDh."""

_OPENING = re.compile(
    r"(?:(?:cancelled|canceled|postponed|extraordinary|virtual|written|procedure|plenary|meetings?|highlights"
    r"|minutes|agenda|of|from|the)\b[\s:–-]*)*",
    re.IGNORECASE,
)
"""Words that may stand before the committee's name in the title of its meeting."""


Sitting = Literal["plenary", "extraordinary"]

_OF_A_MEETING = frozenset(
    re.findall(
        r"\w+",
        "cancelled canceled postponed rescheduled extraordinary virtual remote online hybrid plenary meeting meetings"
        " of the from to and",
    )
)
"""Words that change nothing about its being the committee's meeting."""


def committee(title: str) -> Committee | None:
    """The committee whose meeting a title announces; none for a workshop or a working party that only names one."""
    rest = title[_opening_end(title) :]
    for each in COMMITTEES:
        if re.match(rf"{each.acronym}\b(?! ?/)", rest):
            return each
        if any(_same(rest, name) for name in each.names):
            return each
    return None


def sitting(title: str) -> Sitting | None:
    """How the committee of `committee(title)` sits; None where the title announces anything but its meeting.

    Beside the committee's name and days only words may stand that say that and how it meets. So an organisational
    meeting in the week before (ORGAM, since 2021 PROM), a working party, a workshop, a written procedure and whatever
    is not known yet are no meetings of the committee.
    """
    body = committee(title)
    if body is None:
        return None
    plain = _plain(title).replace(f"({body.acronym})", " ")
    for name in (*body.names, body.acronym):
        plain = re.sub(rf"\b{re.escape(name)}\b", " ", plain, count=1, flags=re.IGNORECASE)
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", plain)}
    if words - _OF_A_MEETING - MONTHS.keys() - SHORT_MONTHS.keys():
        return None
    return "extraordinary" if "extraordinary" in words else "plenary"


def _opening_end(title: str) -> int:
    match = _OPENING.match(title)
    return match.end() if match else 0


def _same(rest: str, name: str) -> bool:
    return _plain(rest)[: len(name)].casefold() == name.casefold()


def _plain(title: str) -> str:
    return title.replace("–", "-").replace("Co-ordination", "Coordination")
