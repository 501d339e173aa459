"""openFDA's `transparency/crl` answers: FDA's letters with their texts, as far as they have been released.

The letter's type and date are columns; what its text tells besides (receipt, resubmissions, earlier letters) is read in
`letters`. Traps: application numbers have a blank (`NDA 209510`, `BL 125807`), and one letter may have several; FDA's
field list says `approval_name` where the records say `approver_name`; before 11 August 2008 there were no complete
response letters, so the text decides; texts are scanned. Names and addresses of people are not kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from scrapers.dates import PartialDate, from_american_slashes
from scrapers.fda import openfda
from scrapers.fda.drugsfda import Oddities
from scrapers.fda.letter_heads import UNSAID, application_number, slug_of_file
from scrapers.fda.letter_records import Claim, procedures_of
from scrapers.fda.letters import UNDECIDED, Letter, LetterStep, is_of_its_time, letters_in
from scrapers.fda.openfda import Value, text_of
from scrapers.identifiers import JunkNumber
from scrapers.readers import Drifted, Reader, ReadingFailed, host_and_path
from scrapers.records import ApplicationRecord, Page, Reading

API = r"api\.fda\.gov/transparency/crl\.json"
BULK = r"download\.open\.fda\.gov/transparency/crl/[^/]+\.json(\.zip)?"

KEYS = "api/"
"""With what the keys begin: letters that were read from PDF files are not missing from this list."""

TYPES = {
    "COMPLETE RESPONSE": "complete-response",
    "TENTATIVE APPROVAL": "tentatively-approved",
    "APPROVAL": "approved",
    "RESCIND COMPLETE RESPONSE": UNDECIDED,
    "PROVISIONAL DETERMINATION": UNDECIDED,
    "CORRECTED PROVISIONAL DETERMINATION": UNDECIDED,
}
"""Types of letters and what they decide. Seen on 15 July 2025."""

LOST_ROWS = frozenset({"junk-number", "unreadable-row"})
"""Warnings after which it cannot be said that a letter is not in the list."""

PROMISED = ("file_name", "application_number", "letter_type", "letter_date")
NOT_READ = frozenset(
    (
        *("approver_name", "approver_title", "approver_center", "approval_name", "approval_title", "approval_center"),
        *("company_rep", "company_address", "letter_year", "approval_status"),
    )
)
"""Keys of a result that are known and left aside."""


class _Row(msgspec.Struct, frozen=True, gc=False):
    file_name: Value = None
    application_number: Value = None
    letter_type: Value = None
    letter_date: Value = None
    company_name: Value = None
    text: Value = None


_ROW = msgspec.json.Decoder(_Row, strict=False)
_PLAIN = msgspec.json.Decoder(dict[str, Any])


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin are letters as openFDA gives them, plain or zipped."""
    return openfda.looks_like(body, ("results", "letter_type", "letter_date", "file_name"))


def read(body: bytes, page: Page) -> Reading:
    """The letters of one answer. Raises Drifted, Blocked or Unreadable (`scrapers.readers`)."""
    envelope = openfda.envelope(body)
    if envelope.error:
        return openfda.no_hit(envelope.error, page)
    if envelope.results is None:
        raise Drifted("there is no `results` in this answer: it is not what openFDA gives for transparency/crl")
    odd = Oddities()
    meta = envelope.meta or openfda.Meta()
    if not envelope.results:
        odd.note("not-found", page.address, "the search has no hit")
        return Reading(warnings=tuple(odd.warnings), published_at=text_of(meta.last_updated))
    rows = _rows(envelope.results, odd)
    letters = _letters(rows, odd)
    last = _last_of_each(letters)
    is_whole = _is_whole(meta.results, len(rows), page) and LOST_ROWS.isdisjoint(
        warning.what for warning in odd.warnings
    )
    return Reading(
        records=tuple(_record(*key, letters[key], last[key[1]], odd) for key in sorted(letters)),
        scope="whole" if is_whole else "part",
        within=KEYS if is_whole else "",
        warnings=tuple(odd.warnings),
        published_at=text_of(meta.last_updated),
    )


def _rows(results: Sequence[msgspec.Raw], odd: Oddities) -> list[_Row]:
    """The rows that can be read. Raises Drifted where a promised key is in none of them."""
    rows = []
    for position, result in enumerate(results):
        try:
            rows.append(_ROW.decode(result))
            keys = _PLAIN.decode(result)
        except openfda.BAD_JSON as error:
            odd.note("unreadable-row", f"results[{position}]", str(error))
            continue
        for key in sorted(keys.keys() - NOT_READ.union(_Row.__struct_fields__)):
            odd.unknown_column(key, f"results[{position}]")
    for name in PROMISED:
        if not any(text_of(getattr(row, name)) for row in rows):
            raise Drifted(f"not one of {len(results)} results has a {name}")
    return rows


def _letters(rows: Sequence[_Row], odd: Oddities) -> Mapping[tuple[str, str], list[_Row]]:
    """The rows by file name and application; a file may hold several letters, each a row of its own."""
    found: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        name = text_of(row.file_name)
        for number in _numbers(row, odd) if name else ():
            found[name, number].append(row)
        if not name:
            odd.note("junk-number", "results", f"a letter of {text_of(row.letter_date)} has no file_name")
    if not found:
        raise Drifted(f"none of {len(rows)} results names its file and an application such as NDA 209510")
    return found


def _numbers(row: _Row, odd: Oddities) -> Iterator[str]:
    values = row.application_number if isinstance(row.application_number, list) else [row.application_number]
    for text in sorted({text_of(value) for value in values}):
        try:
            yield application_number(text)
        except JunkNumber as error:
            odd.note("junk-number", text_of(row.file_name), str(error))


def _last_of_each(letters: Mapping[tuple[str, str], Sequence[_Row]]) -> Mapping[str, _Row]:
    """The last letter about each application."""
    last: dict[str, tuple[tuple[str, ...], _Row]] = {}
    for (name, number), rows in letters.items():
        for row in rows:
            rank = (str(_day(row) or ""), name, text_of(row.company_name))
            last[number] = max(last.get(number, (rank, row)), (rank, row), key=lambda one: one[0])
    return {number: row for number, (_, row) in last.items()}


def _record(name: str, number: str, rows: Sequence[_Row], last: _Row, odd: Oddities) -> ApplicationRecord:
    """What the letters of one file say about an application. Its holder is told by the last of all letters only."""
    return ApplicationRecord(
        number=number,
        authority="FDA",
        key=f"{KEYS}{name}/{number}",
        category="Human",
        applicant=text_of(last.company_name) if any(row is last for row in rows) else "",
        procedures=procedures_of(claim for row in rows for claim in _claims(name, number, row, odd)),
    )


def _claims(name: str, number: str, row: _Row, odd: Oddities) -> Iterator[Claim]:
    letters = _texts(name, number, row, odd)
    for letter in letters:
        for slug in letter.slugs or (UNSAID,):
            yield from (Claim(slug, step, f"{name}, text") for step in letter.steps)
    date = _day(row)
    if not date:
        text = text_of(row.letter_date)
        odd.note("junk-date" if text else "no-date", name, text or "letter_date is empty")
        return
    same = [letter for letter in letters if letter.date == date]
    slugs = {slug for letter in same for slug in letter.slugs} or {slug_of_file(name) or UNSAID}
    word = text_of(row.letter_type)
    kind = _kind(word, date, [letter.kind for letter in same])
    if word.upper() not in TYPES:
        odd.unknown_word("letter_type", word or "(empty)", name)
    step = LetterStep(
        kind=kind,
        date=date,
        quote=f"letter_type {word}, letter_date {text_of(row.letter_date)}",
        page=1,
        label=word if kind == UNDECIDED else "",
        decides=kind != UNDECIDED,
    )
    yield from (Claim(slug, step, name) for slug in sorted(slugs))


def _kind(word: str, date: PartialDate, told: Sequence[str]) -> str:
    """What a letter decides, by its type; before complete responses began, by what its text says."""
    kind = TYPES.get(word.upper(), UNDECIDED)
    if is_of_its_time(kind, date):
        return kind
    return next((other for other in told if other != UNDECIDED), UNDECIDED)


def _texts(name: str, number: str, row: _Row, odd: Oddities) -> list[Letter]:
    """The letters in the row's text that are about the application, or do not say about which."""
    text = text_of(row.text, clean=str)
    try:
        letters = letters_in([text], name)
    except ReadingFailed as error:
        odd.note("unreadable-text", name, str(error))
        return []
    return [letter for letter in letters if number in letter.numbers or not letter.numbers]


def _day(row: _Row) -> PartialDate | None:
    try:
        return from_american_slashes(text_of(row.letter_date))
    except ValueError:
        return None


def _is_whole(count: openfda.Count | None, rows: int, page: Page) -> bool:
    """Whether these are all letters that there are: all that openFDA counts, and it was not asked for some."""
    if count is None or parse_qs(urlsplit(page.address).query).get("search"):
        return False
    is_from_there = host_and_path(page.address).startswith(("api.fda.gov/", "download.open.fda.gov/"))
    return is_from_there and (text_of(count.skip), text_of(count.total)) == ("0", str(rows))


READER = Reader(
    name="fda.complete_response_letters",
    version=1,
    origin="fda.complete_response_letters",
    addresses=(API, BULK),
    recognises=recognises,
    read=read,
)
