"""The documents on a medicine page: title, reference, status, and one row per language with size, dates and link.

A row begins with its language (`English (EN) (39.17 KB - PDF)`) and ends with its link. A card promises how many
languages follow (`Other languages (21)`): fewer rows than that, or a row without its link, is a page that lost
something.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scrapers.dates import PartialDate, from_slashes
from scrapers.documents import told_apart
from scrapers.ema.document_files import language_of
from scrapers.ema.medicine_page_blocks import Block, absolute
from scrapers.readers import Drifted
from scrapers.records import DocumentRecord, FileRecord, ReadingWarning

LANGUAGE = re.compile(
    r"[^()]{1,40} ?\((?P<code>[A-Z]{2})\)(?: ?\((?P<size>[\d.,]+ ?[kKMG]?B) ?[-–] ?(?P<format>\w+)\))?"
)
SIZE = re.compile(r"\(?(?P<size>[\d.,]+ ?[kKMG]?B) ?[-–] ?(?P<format>\w+)\)?")
OTHER_LANGUAGES = re.compile(r"Other languages \((\d+)\)", re.IGNORECASE)
REFERENCE = re.compile(r"Reference Number ?: ?(.*)", re.IGNORECASE)
DATES = re.compile(r"(First published|Last updated) ?: ?(\d{1,2}/\d{1,2}/\d{4})?", re.IGNORECASE)
BARE_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
STATUS = re.compile(r"(?:adopted|draft|final|superseded|archived|current|withdrawn)\b[^.]{0,40}", re.IGNORECASE)
"""What the status line of a card says: `Adopted`, `Draft: consultation closed`."""
DOCUMENT_PATH = re.compile(r"/[a-z]{2}/documents/([\w-]+)/[^/]+")


@dataclass
class _Row:
    language: str
    size: str = ""
    format: str = ""
    address: str | None = None
    dates: dict[str, PartialDate] = field(default_factory=dict)


@dataclass
class _Card:
    """A card while it is being read. `awaiting` is the label whose value has not come yet: a date's, or `reference`."""

    title: str
    reference: str = ""
    status: str = ""
    rows: list[_Row] = field(default_factory=list)
    announced: int | None = None
    awaiting: str = ""
    dates: dict[str, PartialDate] = field(default_factory=dict)

    @property
    def is_between_rows(self) -> bool:
        return bool(self.rows) and self.rows[-1].address is not None


@dataclass
class Documents:
    """What `read_cards` found: the documents, the blocks that belong to none of them, and what was odd."""

    documents: tuple[DocumentRecord, ...]
    rest: list[Block]
    warnings: tuple[ReadingWarning, ...]


def read_cards(blocks: Iterable[Block]) -> Documents:
    """All documents of a page. Raises Drifted where a card does not hold what it promises."""
    cards: list[_Card] = []
    rest: list[Block] = []
    is_open = False
    for block in blocks:
        if is_open and block.kind != "title" and _take(cards[-1], block):
            continue
        card = _Card(block.text) if block.kind == "title" else _begun(block, rest)
        is_open = card is not None
        if card is None:
            rest.append(block)
        else:
            cards.append(card)
            rest.append(Block("card", card.title))
    return _documents(cards, rest)


def _begun(block: Block, rest: list[Block]) -> _Card | None:
    """A card that shows by its first language row only: its title stands before it, its status and its reference."""
    language = LANGUAGE.fullmatch(block.text) if block.kind in ("text", "link") else None
    if not language or not language["size"]:
        return None
    card = _Card("", reference=_popped_reference(rest))
    if rest and rest[-1].kind == "text" and STATUS.fullmatch(rest[-1].text):
        card.status = rest.pop().text
    if not rest or rest[-1].kind != "text":
        raise Drifted(f"a document without a title: {block.text}")
    card.title = rest.pop().text
    _take(card, block)
    return card


def _popped_reference(rest: list[Block]) -> str:
    """The reference at the end of `rest`, in one line with its label or in the line after it."""
    if rest and (reference := REFERENCE.fullmatch(rest[-1].text)):
        rest.pop()
        return reference[1]
    if len(rest) > 1 and (label := REFERENCE.fullmatch(rest[-2].text)) and not label[1]:
        reference_line = rest.pop()
        rest.pop()
        return reference_line.text
    return ""


def _take(card: _Card, block: Block) -> bool:
    """Whether the block belongs to the card; if so, the card holds now what it says."""
    if block.kind not in ("text", "link"):
        return False
    if language := LANGUAGE.fullmatch(block.text):
        _take_language(card, language, block.target)
    elif others := OTHER_LANGUAGES.fullmatch(block.text):
        card.announced = int(others[1])
    elif block.kind == "link":
        return _take_link(card, block)
    elif card.awaiting == "reference":
        card.reference, card.awaiting = block.text, ""
    elif BARE_DATE.fullmatch(block.text) and card.awaiting:
        _take_date(card, card.awaiting, block.text)
    elif DATES.match(block.text):
        for dated in DATES.finditer(block.text):
            _take_date(card, dated[1].casefold(), dated[2] or "")
    else:
        return _take_line(card, block.text)
    return True


def _take_line(card: _Card, text: str) -> bool:
    """A line without a label of its own. After a row's link an unknown line ends the card."""
    if card.is_between_rows:
        return False
    if card.rows and (size := SIZE.fullmatch(text)):
        card.rows[-1].size, card.rows[-1].format = size["size"], size["format"].upper()
    elif not card.rows and (reference := REFERENCE.fullmatch(text)):
        card.reference, card.awaiting = reference[1], "" if reference[1] else "reference"
    elif not card.rows and not card.status and STATUS.fullmatch(text):
        card.status = text
    return True


def _take_link(card: _Card, block: Block) -> bool:
    if card.is_between_rows or (not card.rows and not DOCUMENT_PATH.search(block.target)):
        return False
    if block.target.startswith("#"):
        return True
    if not card.rows:
        card.rows.append(_Row(language=language_of(block.target)))
    card.rows[-1].address = block.target
    card.awaiting = ""
    return True


def _take_language(card: _Card, language: re.Match[str], target: str) -> None:
    """Begins a row; where the language itself is the link, the row has its address at once."""
    if card.rows and not card.is_between_rows:
        raise Drifted(f"document {card.title!r}: no link for {card.rows[-1].language.upper()}")
    code = language["code"].lower()
    if any(row.language == code for row in card.rows):
        raise Drifted(f"document {card.title!r}: {language['code']} comes twice, a title is missing before the second")
    card.rows.append(_Row(code, language["size"] or "", (language["format"] or "").upper(), target or None))


def _take_date(card: _Card, label: str, printed: str) -> None:
    """A date of the row, or of the card while it has no row yet; a label without a date waits for it."""
    card.awaiting = "" if printed else label
    if not printed:
        return
    try:
        date = from_slashes(printed)
    except ValueError as error:
        raise Drifted(f"document {card.title!r}: {label} {printed} is no date") from error
    (card.rows[-1].dates if card.rows else card.dates).setdefault(label, date)


def _documents(cards: list[_Card], rest: list[Block]) -> Documents:
    documents: dict[str, DocumentRecord] = {}
    warnings: list[ReadingWarning] = []
    for card in cards:
        _require_all_languages(card)
        files, odd = _files(card)
        warnings.extend(odd)
        if files:
            document = _document(card, files)
            documents.setdefault(document.address, document)
        elif not odd:
            warnings.append(ReadingWarning(what="document-without-file", text=card.title))
    return Documents(told_apart(documents.values()), rest, tuple(warnings))


def _require_all_languages(card: _Card) -> None:
    if card.rows and not card.is_between_rows:
        raise Drifted(f"document {card.title!r}: no link for {card.rows[-1].language.upper()}")
    if card.announced is not None and len(card.rows) != card.announced + 1:
        found = max(len(card.rows) - 1, 0)
        raise Drifted(f"document {card.title!r} announces {card.announced} other languages, {found} are there")


def _files(card: _Card) -> tuple[list[FileRecord], list[ReadingWarning]]:
    files, odd = [], []
    for row in card.rows:
        address = absolute(row.address or "")
        dates = row.dates or card.dates
        if not address:
            odd.append(ReadingWarning(what="foreign-link", where=card.title, text=row.address or ""))
            continue
        files.append(
            FileRecord(
                language=row.language,
                address=address,
                size=row.size,
                format=row.format,
                first_published=dates.get("first published"),
                last_updated=dates.get("last updated"),
            )
        )
    return files, odd


def _document(card: _Card, files: list[FileRecord]) -> DocumentRecord:
    """The document takes address and dates from its first row, which is the version that EMA adopted."""
    main = files[0]
    folder = DOCUMENT_PATH.search(urlsplit(main.address).path)
    return DocumentRecord(
        title=card.title,
        address=main.address,
        type=folder[1] if folder else "",
        reference=card.reference,
        status=card.status,
        first_published=main.first_published,
        last_updated=main.last_updated,
        files=tuple(files),
    )
