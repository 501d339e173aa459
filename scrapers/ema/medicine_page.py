"""EMA's medicine page: what the tables cannot tell (the day that was reached, the reasons, the languages).

The page comes as HTML from the site or as Markdown from a converter; both give equal records. It must hold the
medicine's name, its product number and its status, and everything that it announces itself: the sections of its list
of contents, and the languages of its documents.
"""

import re
from collections.abc import Sequence

from scrapers import vocabulary
from scrapers.dates import PartialDate, from_slashes
from scrapers.ema.document_cards import read_cards
from scrapers.ema.key_facts import LIST_FIELDS, DatedFact, Facts, facts
from scrapers.ema.lists import by_semicolon
from scrapers.ema.medicine_page_blocks import (
    DOCUMENT_SECTIONS,
    STRUCTURE,
    Block,
    PageText,
    absolute,
    canonical,
    section_name,
)
from scrapers.ema.medicine_page_content import seen_in_html
from scrapers.ema.medicine_page_html import read_html
from scrapers.ema.medicine_page_markdown import looks_like_markdown, read_markdown
from scrapers.ema.procedure_prose import dated_claims, milestones, passages, reported_day
from scrapers.ema.web_pages import challenges_named, decoded
from scrapers.identifiers import JunkNumber, ema_product_number
from scrapers.readers import Drifted, Reader, Unreadable
from scrapers.records import (
    ApplicationRecord,
    EvidenceRecord,
    Page,
    PassageRecord,
    ProcedureRecord,
    Reading,
    ReadingWarning,
    StepRecord,
)

NAME = "ema.medicine_page"
MARKERS = (b"EMA product number", b"Agency product number", b"data-medicine-status")
"""One of these is on every medicine page, in either form."""

OTHER_PAGES = (b"ema-general--full", b"ema-news--full")
"""Articles of EMA's pages of other kinds, in whose prose the markers may well stand."""

STATUS_ATTRIBUTES = {"withdrawn-application": "application-withdrawn"}
"""Words of the page's status attribute that are not the slug of the printed word."""

OPINIONS = {"positive": "opinion-positive", "negative": "opinion-negative"}
RSS_PATH = re.compile(r"/individual-(?:human|veterinary)-medicine\.xml/\d+$")
LATEST_PROCEDURE = re.compile(r"Latest procedure affecting product information ?: ?(\S+)", re.IGNORECASE)
LONE_DOCUMENT_LINK = re.compile(r"/documents/[\w-]+/")

LONGEST_NUMBER = 60
ATTRIBUTES = ("name", "active_substance", "inn", "applicant")


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin look like a medicine page: HTML or Markdown with what only such a page holds."""
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith((b"<", b"---", b"# ")):
        return False
    return any(marker in body for marker in MARKERS) and not any(mark in body for mark in OTHER_PAGES)


def read(body: bytes, page: Page) -> Reading:
    """The one application that the page is about. Raises Drifted, Blocked or Unreadable."""
    text = decoded(body)
    with challenges_named(text, "the medicine page"):
        return _reading(_page_text(text, body), page)


def content(body: bytes) -> bytes:
    """What `read` looks at in the bytes: of a page of the site its content, of Markdown everything."""
    text = decoded(body)
    return seen_in_html(body) if text.startswith("<") else body


def _page_text(text: str, body: bytes) -> PageText:
    if looks_like_markdown(text):
        return read_markdown(text)
    if text.startswith("<"):
        return read_html(body)
    raise Unreadable("neither HTML nor Markdown")


def _reading(content: PageText, page: Page) -> Reading:
    cards = read_cards(content.blocks)
    blocks = cards.rest
    found = facts(blocks)
    number = _number(found)
    name = found.first("name") or _title(blocks)
    if not name:
        raise Drifted("the page does not name the medicine: no 'Name of medicine' and no main heading")
    status, status_text, odd = _status(blocks, found.first("opinion_status"))
    _require_sections(blocks, content.anchors, has_documents=bool(cards.documents))
    updated = _page_date(blocks)
    record = ApplicationRecord(
        number=number,
        authority="EMA",
        category="Veterinary" if _is_veterinary(number) else "Human",
        name=name,
        active_substance=_listed(found, "active_substance"),
        inn=_listed(found, "inn"),
        applicant=found.first("applicant").rstrip(" ,;"),
        status=status,
        status_text=status_text,
        address=canonical(content.address) or canonical(page.address),
        details=_details(blocks, found, number, updated),
        procedures=(_procedure(blocks, found, status),),
        documents=cards.documents,
    )
    warnings = (*found.warnings, *cards.warnings, *odd)
    return Reading(records=(record,), warnings=warnings, published_at=updated)


def _number(found: Facts) -> str:
    printed = [value for value in found.fields.get("number", ()) if value]
    if not printed:
        raise Drifted("the key facts are missing: no 'EMA product number' on the page")
    try:
        numbers = {ema_product_number(value[:LONGEST_NUMBER]) for value in printed}
    except JunkNumber as error:
        raise Drifted(f"the key facts hold no product number: {error}") from error
    if len(numbers) > 1:
        raise Drifted(f"the page holds more than one product number: {', '.join(sorted(numbers))}")
    return numbers.pop()


def _is_veterinary(number: str) -> bool:
    return number.startswith("EMEA/V/")


def _title(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")


def _status(blocks: Sequence[Block], opinion: str) -> tuple[str, str, tuple[ReadingWarning, ...]]:
    """Slug and the authority's word. `Opinion` is told apart by the opinion status where the page shows it."""
    words = [block.text for block in blocks if block.kind == "status" and block.text] or _status_lines(blocks)
    if not words:
        raise Drifted("the status of the medicine is missing")
    word = words[0]
    slug = STATUS_ATTRIBUTES.get(word, word.casefold().replace(" ", "-"))
    if slug not in vocabulary.STATUSES:
        return "unknown", word, (ReadingWarning(what="unknown-word", where="status", text=word),)
    if slug == "opinion":
        slug = OPINIONS.get(opinion.casefold(), slug)
    return slug, word, ()


def _status_lines(blocks: Sequence[Block]) -> list[str]:
    """Lines before the first section that are a status word: a converter may have lost the status's own markup."""
    sections = (index for index, block in enumerate(blocks) if block.kind == "heading" and block.level > 1)
    head = blocks[: next(sections, len(blocks))]
    return [block.text for block in head if block.text.casefold().replace(" ", "-") in vocabulary.STATUSES]


def _require_sections(blocks: Sequence[Block], anchors: frozenset[str], has_documents: bool) -> None:
    """What the page's own list of contents announces must be there, and a list of documents must list some."""
    headings = {section_name(block.text) for block in blocks if block.kind == "heading"}
    for block in blocks:
        name, target = section_name(block.text), block.target
        if block.kind != "link":
            continue
        is_announced = target.startswith("#") and name in STRUCTURE
        if is_announced and name not in headings and target[1:] not in anchors:
            raise Drifted(f"the list of contents announces {block.text!r}, and the page has no such section")
        if name in ("view", "download") and LONE_DOCUMENT_LINK.search(target):
            raise Drifted(f"a document stands outside of any card: {target}")
    for section in DOCUMENT_SECTIONS & headings:
        if not has_documents:
            raise Drifted(f"the section {section!r} lists no document")


def _page_date(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if block.kind == "updated"), "")


def _listed(found: Facts, field: str) -> str:
    return by_semicolon(found.first(field))


def _details(blocks: Sequence[Block], found: Facts, number: str, updated: str) -> dict[str, str]:
    """The fields that are no attribute of the record, those alone that the page shows."""
    shown = found.fields.keys() - {*ATTRIBUTES, "number"}
    details = {name: _listed(found, name) if name in LIST_FIELDS else found.first(name) for name in sorted(shown)}
    if _is_veterinary(number) and "pharmacotherapeutic_group" in details:
        details["pharmacotherapeutic_group_veterinary"] = details.pop("pharmacotherapeutic_group")
    for block in blocks:
        if block.kind == "link" and RSS_PATH.search(block.target) and absolute(block.target):
            details["rss_address"] = absolute(block.target)
        elif procedure := LATEST_PROCEDURE.match(block.text):
            details["latest_procedure"] = procedure[1]
    if page_date := _date(updated):
        details["page_last_updated"] = str(page_date)
    return details


def _date(printed: str) -> PartialDate | None:
    try:
        return from_slashes(printed)
    except ValueError:
        return None


def _procedure(blocks: Sequence[Block], found: Facts, status: str) -> ProcedureRecord:
    """The initial application: its steps from the key facts and the prose, and what the prose says about it."""
    prose = passages(blocks)
    kinds = [*found.steps, *([status] if status not in found.steps else [])]
    steps = [step for kind in kinds if (step := _step(kind, found, prose, status))]
    return ProcedureRecord(
        steps=tuple(sorted(steps, key=lambda step: (step.date is None, step.date, step.kind))),
        milestones=milestones(prose),
        passages=prose,
    )


def _step(kind: str, found: Facts, prose: tuple[PassageRecord, ...], status: str) -> StepRecord | None:
    """One step with all its mentions. The key facts' date is the step's; the prose keeps its own as evidence.

    The prose alone makes a step only of the kind that is the medicine's status: a page also tells of other procedures.
    """
    fact: DatedFact | None = found.steps.get(kind)
    mentions = dated_claims(prose, kind)
    evidence = [*mentions, *([fact.evidence] if fact else [])]
    day = None
    if kind == "application-withdrawn":
        day, stage = reported_day(prose)
        evidence += [stage] if stage else []
    if not fact and not mentions and day is None:
        return None
    step_kind = kind
    if kind == "opinion":
        step_kind, outcome = _opinion(found)
        evidence += outcome
    date = fact.date if fact else mentions[0].date if mentions else None
    unique = tuple(dict.fromkeys(evidence))
    return StepRecord(kind=step_kind, date=date, reported_day=day, evidence=unique)


def _opinion(found: Facts) -> tuple[str, list[EvidenceRecord]]:
    status = found.first("opinion_status")
    kind = OPINIONS.get(status.casefold())
    if kind is None:
        return "opinion", []
    locator = found.steps["opinion"].evidence.locator
    return kind, [EvidenceRecord(quote=f"Opinion status {status}", locator=locator, supports=("outcome",))]


READER = Reader(
    name=NAME,
    version=1,
    origin="ema.medicine_page",
    addresses=(r"(?i:ema\.europa\.eu/en/medicines/(?:human|veterinary)/epar/[^/]+)",),
    recognises=recognises,
    read=read,
    content=content,
)
