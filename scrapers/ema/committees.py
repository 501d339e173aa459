"""EMA's committees and the national authorities' two groups, and how a title shows whose meeting it is."""

import re
from typing import NamedTuple


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


def committee(title: str) -> Committee | None:
    """The committee whose meeting a title announces; none for a workshop or a working party that only names one."""
    rest = title[_opening_end(title) :]
    for each in COMMITTEES:
        if re.match(rf"{each.acronym}\b(?! ?/)", rest):
            return each
        if any(_same(rest, name) for name in each.names):
            return each
    return None


def _opening_end(title: str) -> int:
    match = _OPENING.match(title)
    return match.end() if match else 0


def _same(rest: str, name: str) -> bool:
    plain = rest.replace("–", "-").replace("Co-ordination", "Coordination")
    return plain[: len(name)].casefold() == name.casefold()
