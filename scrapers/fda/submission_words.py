"""What FDA's pages and reports call an action and the class of a submission, in the codes of Drugs@FDA's data.

The pages say in words what the data say in codes. Codes and descriptions: `SubmissionClass_Lookup` of the release of
July 2019. Approval types of the pages of 2016: those of NDA 020699, whose submissions the release classes so without
exception; "Supplement" stands there for several classes and stays as it is.
"""

import re

from scrapers.text import clean

ACTIONS = {"approval": "AP", "approved": "AP", "ap": "AP", "tentative approval": "TA", "ta": "TA"}
"""Words for FDA's action. Accelerated approvals are approvals."""

CLASSES = {
    "bioequivalence": "BIOEQUIV",
    "efficacy": "EFFICACY",
    "labeling": "LABELING",
    "manufacturing (cmc)": "MANUF (CMC)",
    "medical gas": "MEDGAS",
    "not applicable": "N/A",
    "rems": "REMS",
    "supplement": "S",
    "type 1 - new molecular entity": "TYPE 1",
    "type 1 - new molecular entity and type 4 - new combination": "TYPE 1/4",
    "type 2 - new active ingredient": "TYPE 2",
    "type 2 - new active ingredient and type 3 - new dosage form": "TYPE 2/3",
    "type 2 new active ingredient and type 4 new combination": "TYPE 2/4",
    "type 3 - new dosage form": "TYPE 3",
    "type 3 - new dosage form and type 4 - new combination": "TYPE 3/4",
    "type 4 - new combination": "TYPE 4",
    "type 5 - new formulation or new manufacturer": "TYPE 5",
    "type 6 - new indication (no longer used)": "TYPE 6",
    "type 7 - drug already marketed without approved nda": "TYPE 7",
    "type 8 - partial rx to otc switch": "TYPE 8",
    "type 9 - new indication submitted as distinct nda, consolidated with original nda after approval": "TYPE 9",
    "type 9 - new indication submitted as distinct bla, consolidated": "TYPE 9- BLA",
    "type 10 - new indication submitted as distinct nda - not consolidated": "TYPE 10",
}
"""Descriptions of classes, in small letters, and their codes."""

APPROVAL_TYPES = {
    "labeling revision": "LABELING",
    "manufacturing change or addition": "MANUF (CMC)",
    "package change": "MANUF (CMC)",
    "control supplement": "MANUF (CMC)",
    "new or modified indication": "EFFICACY",
    "patient population altered": "EFFICACY",
    "efficacy supplement with clinical data to support": "EFFICACY",
}
"""Approval types of the pages of 2016 that belong to one class."""

CLASSLESS = frozenset({"approval", "tentative approval", "accelerated approval", "supplement", ""})
"""Approval types that say nothing of the class."""


def action_of(words: str) -> str:
    """`AP` or `TA` from the words for an action; empty for words that are not known."""
    return ACTIONS.get(words.casefold(), "")


def class_of(words: str) -> str:
    """The code of a class from its description; empty for words that are not known."""
    return CLASSES.get(words.casefold(), "")


def class_of_approval_type(words: str) -> str:
    """The code for an approval type; empty where it says nothing of the class, or is not known."""
    return APPROVAL_TYPES.get(words.casefold(), "")


def class_of_categories(words: str) -> str:
    """The code for categories such as `Labeling-Package Insert`; empty where they are of several classes or unknown."""
    parts = [clean(part) for part in re.split(r"[;,](?=\s*[A-Z])", words)]
    codes = {class_of(part) or class_of(part.partition("-")[0].strip()) for part in parts if part}
    return codes.pop() if len(codes) == 1 else ""
