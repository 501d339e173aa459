"""The key facts of a medicine page: labels and values, as fields and as dated steps."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scrapers.dates import PartialDate, from_slashes, from_words
from scrapers.ema.medicine_page_blocks import FACT_SECTIONS, STRUCTURE, Block, section_name
from scrapers.records import EvidenceRecord, ReadingWarning
from scrapers.text import clean

FIELD_LABELS = {
    "Name of medicine": "name",
    "Active substance": "active_substance",
    "International non-proprietary name (INN) or common name": "inn",
    "INN or common name": "inn",
    "Therapeutic area (MeSH)": "therapeutic_area",
    "Anatomical therapeutic chemical (ATC) code": "atc_code",
    "ATC code": "atc_code",
    "Anatomical therapeutic chemical veterinary (ATCvet) code": "atcvet_code",
    "Anatomical therapeutic chemical veterinary (ATCvet) codes": "atcvet_code",
    "ATCvet code": "atcvet_code",
    "Species": "species",
    "Pharmacotherapeutic group": "pharmacotherapeutic_group",
    "Therapeutic indication": "therapeutic_indication",
    "EMA product number": "number",
    "Agency product number": "number",
    "Marketing authorisation applicant": "applicant",
    "Marketing authorisation holder": "applicant",
    "Marketing authorisation developer / applicant / holder": "applicant",
    "Opinion status": "opinion_status",
    "Revision": "revision_number",
}
"""Labels as printed, and the field that they fill: an attribute of ApplicationRecord or a name of vocabulary.FIELDS."""

DATE_FIELD_LABELS = {
    "European Commission decision": "ec_decision_date",
    "First published": "first_published",
}
"""Labels of dates that are no step: the Commission's decision is the latest one of any kind."""

STEP_LABELS = {
    "Start of evaluation": "procedure-started",
    "Opinion adopted": "opinion",
    "Marketing authorisation issued": "authorised",
    "Date of issue of marketing authorisation valid throughout the European Union": "authorised",
    "Withdrawal of application": "application-withdrawn",
    "Refusal of marketing authorisation": "refused",
    "Date of refusal of marketing authorisation": "refused",
    "Withdrawal of marketing authorisation": "withdrawn",
    "Lapse of marketing authorisation": "lapsed",
    "Expiry of marketing authorisation": "expired",
    "Revocation of marketing authorisation": "revoked",
    "Suspension of marketing authorisation": "suspended",
}
"""Labels of dates that are steps of the initial application, by kind. An opinion's kind depends on its status."""

LIST_FIELDS = frozenset(("active_substance", "inn", "therapeutic_area", "species", "atc_code", "atcvet_code"))

DATE = r"\d{1,2}/\d{1,2}/\d{4}"
LEADING_DATE = re.compile(rf"({DATE}|\d{{1,2}} [A-Z][a-z]+ \d{{4}})\b(.*)")


class Fact(NamedTuple):
    """One label with its value, as printed, and the heading that it stands under."""

    label: str
    value: str
    locator: str


class DatedFact(NamedTuple):
    """A step that the key facts name: its date, and the row that says so."""

    date: PartialDate
    evidence: EvidenceRecord


class Facts(NamedTuple):
    """Everything in the key facts: fields by name, steps by kind, and what was odd."""

    fields: dict[str, tuple[str, ...]]
    steps: dict[str, DatedFact]
    warnings: tuple[ReadingWarning, ...]

    def first(self, field: str) -> str:
        """The value of a field, empty if the page does not show it or shows it empty."""
        return next(filter(None, self.fields.get(field, ())), "")


def label_key(label: str) -> str:
    """`Marketing-authorisation holder:` and `Marketing authorisation holder` are one label."""
    return clean(label.replace("-", " ")).strip(" :").casefold()


FIELDS = {label_key(label): field for label, field in FIELD_LABELS.items()}
DATE_FIELDS = {label_key(label): field for label, field in DATE_FIELD_LABELS.items()}
STEPS = {label_key(label): kind for label, kind in STEP_LABELS.items()}
KNOWN = FIELDS.keys() | DATE_FIELDS.keys() | STEPS.keys()


def _glue_pattern() -> re.Pattern[str]:
    """All labels, the longest first; a label of a date or a number counts only where one follows it."""
    follows = dict.fromkeys((*STEP_LABELS, *DATE_FIELD_LABELS), rf"[:\s]+(?={DATE})")
    follows["Revision"] = r"[:\s]+(?=\d)"
    labels = sorted((*FIELD_LABELS, *DATE_FIELD_LABELS, *STEP_LABELS), key=len, reverse=True)
    spelled = [
        re.escape(label).replace(r"Marketing\ authorisation", r"Marketing[ -]authorisation")
        + follows.get(label, r"(?:[:\s]+|$)")
        for label in labels
    ]
    return re.compile(rf"(?<!\S)({'|'.join(spelled)})")


GLUED = _glue_pattern()


def split_glued(text: str) -> list[tuple[str, str]]:
    """`Name of medicine Sinerem Active substance iron oxide` as pairs of label and value.

    Each label counts once, where it stands first: its words may come again inside a value. Nothing without any label.
    """
    found: dict[str, re.Match[str]] = {}
    for match in GLUED.finditer(text):
        found.setdefault(label_key(match[0]), match)
    matches = list(found.values())
    bounds = [*(match.start() for match in matches), len(text)]
    return [
        (match[0].strip(" :"), text[match.end() : end].strip()) for match, end in zip(matches, bounds[1:], strict=True)
    ]


def pairs(blocks: Iterable[Block]) -> Iterator[Fact]:
    """Each label with the next value in document order, whatever stands around the two.

    In the sections of facts a heading can be a label too: the texts under it are its value.
    """
    section = heading = label = ""
    texts: list[str] = []
    for block in [*blocks, Block("heading", "")]:
        if block.kind == "text" and heading:
            texts.append(block.text)
            continue
        if heading and texts:
            yield Fact(heading, " ".join(texts), section)
        texts, heading = [], ""
        if block.kind == "label":
            label = _known_wording(block)
        elif block.kind == "value" and label:
            yield Fact(label, block.text, section)
            label = ""
        elif block.kind == "heading" and section_name(section) in FACT_SECTIONS and label_key(block.text) in FIELDS:
            heading = block.text
        elif block.kind == "heading" and section_name(block.text) in STRUCTURE:
            section = block.text


def _known_wording(block: Block) -> str:
    """The wording of a label that is known: the visible one, else the one in its tooltip."""
    known = [wording for wording in (block.text, block.target) if label_key(wording) in KNOWN]
    return known[0] if known else block.text or block.target


def facts(blocks: Iterable[Block]) -> Facts:
    """The fields and steps that the page's labels name. Unknown labels and unreadable dates become warnings."""
    fields: dict[str, tuple[str, ...]] = {}
    steps: dict[str, DatedFact] = {}
    warnings: list[ReadingWarning] = []
    for fact in pairs(blocks):
        key = label_key(fact.label)
        if key in STEPS or key in DATE_FIELDS:
            date, odd = _leading_date(fact)
            warnings.extend(odd)
            if date and key in STEPS:
                steps.setdefault(STEPS[key], DatedFact(date, _row(fact, date)))
            elif date:
                fields.setdefault(DATE_FIELDS[key], (str(date),))
        elif key in FIELDS:
            field = FIELDS[key]
            fields[field] = tuple(dict.fromkeys((*fields.get(field, ()), fact.value)))
        else:
            warnings.append(ReadingWarning(what="unknown-column", where=fact.locator, text=fact.label))
    return Facts(fields, steps, tuple(warnings))


def _leading_date(fact: Fact) -> tuple[PartialDate | None, list[ReadingWarning]]:
    """The date that a value begins with. What follows it is a label unknown here, or anything: a warning."""
    if fact.value in ("", "-"):
        return None, []
    match = LEADING_DATE.match(fact.value)
    try:
        date = (from_slashes if "/" in match[1] else from_words)(match[1]) if match else None
    except ValueError:
        date = None
    rest = clean(match[2]) if match and date else fact.value
    if date is None:
        return None, [ReadingWarning(what="junk-date", where=fact.label, text=fact.value)]
    return date, [ReadingWarning(what="unknown-column", where=fact.label, text=rest)] if rest else []


def _row(fact: Fact, date: PartialDate) -> EvidenceRecord:
    match = LEADING_DATE.match(fact.value)
    printed = match[1] if match else fact.value
    return EvidenceRecord(quote=f"{fact.label} {printed}", locator=fact.locator, date=date)
