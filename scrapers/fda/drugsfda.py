"""Drugs@FDA data as records, in whichever form they arrive.

openFDA's API and the data files are the same data, so both readers fill the rows below and take their records from
`application_record`: equal content gives equal records, in whatever order the rows came. Words and traps: FDA's action
is AP or TA only; an application without any action is known through its products alone.
"""

import functools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from scrapers.dates import PartialDate
from scrapers.identifiers import fda_submission
from scrapers.records import (
    ApplicationRecord,
    DocumentRecord,
    EvidenceRecord,
    PresentationRecord,
    ProcedureRecord,
    ReadingWarning,
    StepRecord,
)

PAGE = "https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm?event=overview.process&ApplNo={}"

STATUSES = {"AP": "approved", "TA": "tentatively-approved"}
PROCEDURE_TYPES = {"ORIG": "initial", "SUPPL": "supplement"}
STEP_KINDS = {
    ("ORIG", "AP"): "approved",
    ("ORIG", "TA"): "tentatively-approved",
    ("SUPPL", "AP"): "supplement-approved",
    ("SUPPL", "TA"): "tentatively-approved",
}

SUPPORTS = ("outcome",)
"""What the words of an action say besides its date."""

DISCONTINUED = "Discontinued"
MARKETED = frozenset({"Prescription", "Over-the-counter"})
TENTATIVE = "None (Tentative Approval)"

WORDS: dict[str, frozenset[str]] = {
    "review_priority": frozenset({"STANDARD", "PRIORITY", "UNKNOWN", "N/A", "901 REQUIRED", "901 ORDER"}),
    "submission_class": frozenset(
        (
            *(
                "BIOEQUIV",
                "EFFICACY",
                "LABELING",
                "MANUF (CMC)",
                "MEDGAS",
                "N/A",
                "REMS",
                "S",
                "UNKNOWN",
                "Unspecified",
            ),
            *("TYPE 1", "TYPE 1/4", "TYPE 2", "TYPE 2/3", "TYPE 2/4", "TYPE 3", "TYPE 3/4", "TYPE 4", "TYPE 4/5"),
            *("TYPE 5", "TYPE 6", "TYPE 7", "TYPE 8", "TYPE 9", "TYPE 9- BLA", "TYPE 10", "TYPE 10- BLA"),
        )
    ),
    "property": frozenset({"Orphan"}),
    "marketing_status": MARKETED | {DISCONTINUED, TENTATIVE},
    "reference_drug": frozenset({"Yes", "No", "TBD"}),
    "reference_standard": frozenset({"Yes", "No", "TBD"}),
}
"""The words that Drugs@FDA's lookup tables hold, per field; an unknown one is kept as it came and reported."""

COVERS = (
    "active_substance",
    "address",
    "applicant",
    "approved",
    "category",
    "marketing_status",
    "name",
    "property",
    "public_notes",
    "review_priority",
    "status",
    "submission_class",
    "supplement-approved",
    "tentatively-approved",
)
"""The fields and step kinds that Drugs@FDA can tell."""

RESERVED = "/:?#[]@!$&'()*+,;=%~"
"""What stays as it is in an address that may be encoded already."""


Row = TypeVar("Row", bound=msgspec.Struct)


class Document(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A letter, label or review of a submission. `address` is whole and encoded; `title` may be empty."""

    address: str
    type: str
    title: str = ""
    date: PartialDate | None = None

    @property
    def sort_key(self) -> tuple[str, str, str, str]:
        return self.type, str(self.date or ""), self.title, self.address


class SubmissionNames(NamedTuple):
    """What a submission is called: its slug, the place where it stands, and what sorts it."""

    slug: str
    locator: str
    sort_key: tuple[str, int, str]


@functools.lru_cache(maxsize=2**14)
def submission_names(kind: str, number: str) -> SubmissionNames:
    """The names of a submission; the same few hundred recur in all applications."""
    slug = fda_submission(kind, number)
    order = int(re.sub(r"\D", "", number)[:9] or 0)
    return SubmissionNames(slug, f"submissions[{slug.replace('-', ' ', 1)}]", (kind, order, number))


class Submission(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An original application or a supplement, and FDA's action on it.

    `type` and `number` are plain letters and digits; all words are clean, and empty where not given.
    """

    type: str
    number: str
    status: str = ""
    status_date: PartialDate | None = None
    review_priority: str = ""
    submission_class: str = ""
    public_notes: str = ""
    properties: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def names(self) -> SubmissionNames:
        return submission_names(self.type, self.number)


class Application(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An application with its rows, in any order. `number` is canonical: `NDA022180`."""

    number: str
    sponsor: str = ""
    submissions: tuple[Submission, ...] = ()
    products: tuple[PresentationRecord, ...] = ()


class Oddities:
    """The warnings of one reading. An unknown word or column is reported once, with the first place where it stood."""

    def __init__(self) -> None:
        self.warnings: list[ReadingWarning] = []
        self._told: set[tuple[str, str]] = set()

    def note(self, what: str, where: str, text: str) -> None:
        """Adds a warning; `text` is cut, since it may be any text of the source."""
        self.warnings.append(ReadingWarning(what=what, where=where, text=text[:200]))

    def check_word(self, field: str, word: str, where: str) -> None:
        """Reports a word that the field's vocabulary does not hold."""
        if word and word not in WORDS[field]:
            self.unknown_word(field, word, where)

    def unknown_word(self, field: str, word: str, where: str) -> None:
        """Reports a word as unknown, the first time."""
        self._once("unknown-word", where, f"{field}: {word}")

    def unknown_column(self, column: str, where: str) -> None:
        """Reports a column that nothing is read from, the first time."""
        self._once("unknown-column", where, column)

    def _once(self, what: str, where: str, text: str) -> None:
        if (what, text) not in self._told:
            self._told.add((what, text))
            self.note(what, where, text)


def document_address(text: str) -> str:
    """A document's address, trimmed and with inner blanks encoded. Raises ValueError for what is no web address.

    The scheme stays as the source gives it: the same file is listed with http and with https. A no-break space is a
    blank, as one release has it and the next has not.
    """
    trimmed = text.replace("\u00a0", " ").strip()
    parts = urlsplit(trimmed)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not a web address: {trimmed!r}")
    _, _, rest = trimmed.partition("://")
    return f"{parts.scheme}://{quote(rest, safe=RESERVED)}"


def application_record(
    application: Application, odd: Oddities, absent: frozenset[str] = frozenset()
) -> ApplicationRecord:
    """The record of one application. `absent` names the fields that this reading's source does not carry at all."""
    products = _products(application, odd)
    submissions = _submissions(application, odd)
    marketing = sorted({product.marketing_status for product in products if product.marketing_status})
    actions = {submission.status for submission in submissions}
    return ApplicationRecord(
        number=application.number,
        authority="FDA",
        category="Human",
        name="; ".join(sorted({product.name for product in products if product.name})),
        active_substance="; ".join(_substances(products)),
        applicant=application.sponsor,
        status=application_status(products, actions),
        status_text="; ".join(marketing or sorted(actions - {""})),
        address=PAGE.format(re.sub(r"\D", "", application.number)),
        procedures=tuple(_procedure(submission, application.number, odd, absent) for submission in submissions),
        documents=document_records(submissions),
        presentations=products,
        covers=_covers(absent),
    )


def application_status(products: Sequence[PresentationRecord], actions: set[str]) -> str:
    """`discontinued` if every product is, else by the actions: any AP is `approved`, TA alone `tentatively-approved`.

    Applications from before the records of actions have none: there the products tell. Where no product says whether
    it is marketed, an approval alone does not say that it was not discontinued since: then there is no status.
    """
    marketing, actions = {product.marketing_status for product in products}, actions - {""}
    if marketing == {DISCONTINUED}:
        return "discontinued"
    if marketing <= {DISCONTINUED, ""} and (DISCONTINUED in marketing or not actions or "AP" in actions):
        return ""
    for action, status in STATUSES.items():
        if action in actions:
            return status
    if actions:
        return "unknown"
    if marketing & MARKETED:
        return "approved"
    return "tentatively-approved" if TENTATIVE in marketing else "unknown"


def _procedure(submission: Submission, number: str, odd: Oddities, absent: frozenset[str]) -> ProcedureRecord:
    slug, locator, _ = submission.names
    where = f"{number} {locator}"
    odd.check_word("review_priority", submission.review_priority, where)
    odd.check_word("submission_class", submission.submission_class, where)
    for word in submission.properties:
        odd.check_word("property", word, where)
    if submission.status not in STATUSES:
        odd.unknown_word("submission_status", submission.status or "(empty)", where)
    if submission.type not in PROCEDURE_TYPES:
        odd.unknown_word("submission_type", submission.type, where)
    return ProcedureRecord(
        slug=slug,
        type=PROCEDURE_TYPES.get(submission.type, "other"),
        status=STATUSES.get(submission.status, "unknown" if submission.status else ""),
        status_text=submission.status,
        details=_details(
            submission.review_priority,
            submission.submission_class,
            submission.public_notes,
            submission.properties,
            absent,
        ),
        steps=_steps(submission),
    )


@functools.lru_cache(maxsize=2**12)
def _details(
    review_priority: str, submission_class: str, public_notes: str, properties: tuple[str, ...], absent: frozenset[str]
) -> dict[str, str]:
    """The details of a procedure: one dictionary for all procedures of which the source says the same."""
    details = {
        "review_priority": review_priority,
        "submission_class": submission_class,
        "public_notes": public_notes,
        "property": "; ".join(properties),
    }
    return {name: value for name, value in details.items() if name not in absent}


@functools.lru_cache(maxsize=16)
def _covers(absent: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in COVERS if name not in absent)


def _steps(submission: Submission) -> tuple[StepRecord, ...]:
    kind = STEP_KINDS.get((submission.type, submission.status))
    date = submission.status_date
    if not kind or not date:
        return ()
    evidence = EvidenceRecord(
        quote=_quote(submission.status, date), locator=submission.names.locator, date=date, supports=SUPPORTS
    )
    return (StepRecord(kind=kind, date=date, evidence=(evidence,)),)


@functools.lru_cache(maxsize=2**15)
def _quote(status: str, date: PartialDate) -> str:
    return f"submission_status {status}, submission_status_date {date.first:%Y%m%d}"


def document_records(submissions: Iterable[Submission]) -> tuple[DocumentRecord, ...]:
    """One record per address: a letter often answers several supplements, and then its title names them."""
    claims: dict[str, list[tuple[str, Document]]] = {}
    for submission in submissions:
        for document in sorted(submission.documents, key=lambda document: document.sort_key):
            claims.setdefault(document.address, []).append((submission.names.slug, document))
    return tuple(_document(address, claims[address]) for address in sorted(claims))


def _document(address: str, claims: Sequence[tuple[str, Document]]) -> DocumentRecord:
    slugs = list(dict.fromkeys(slug for slug, _ in claims))
    title = ", ".join(filter(None, dict.fromkeys(document.title or document.type for _, document in claims)))
    return DocumentRecord(
        title=f"{title} ({', '.join(slugs)})" if len(slugs) > 1 else title,
        address=address,
        type=claims[0][1].type,
        procedure=slugs[0],
        first_published=min((document.date for _, document in claims if document.date), default=None),
    )


def _submissions(application: Application, odd: Oddities) -> list[Submission]:
    """The submissions in order: originals first, each by number."""
    rows = [(submission.names.slug, submission) for submission in application.submissions]
    return sorted(_unique(rows, application.number, odd), key=lambda submission: submission.names.sort_key)


def _products(application: Application, odd: Oddities) -> tuple[PresentationRecord, ...]:
    """The products by number."""
    rows = [(f"product {product.number}", product) for product in application.products]
    products = sorted(_unique(rows, application.number, odd), key=lambda product: product.number)
    for product in products:
        where = f"{application.number} products[{product.number}]"
        for field in ("marketing_status", "reference_drug", "reference_standard"):
            odd.check_word(field, getattr(product, field), where)
    return tuple(products)


def _unique(rows: Iterable[tuple[str, Row]], where: str, odd: Oddities) -> Iterable[Row]:
    """One row per name. Where two differ, the choice depends on what they hold, never on which came first."""
    kept: dict[str, Row] = {}
    for name, row in rows:
        other = kept.setdefault(name, row)
        if other != row:
            odd.note("duplicate", where, f"{name} stands there twice; one of the two rows counts")
            kept[name] = min(row, other, key=msgspec.json.encode)
    return kept.values()


def _substances(products: Iterable[PresentationRecord]) -> list[str]:
    return list(dict.fromkeys(name for product in products for name, _ in product.ingredients if name))
