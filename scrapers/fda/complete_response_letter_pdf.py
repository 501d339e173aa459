"""A PDF file of FDA's action letters (`...OtherActionLtrs.pdf`): one or several letters, of one or several eras.

What letters say is read in `letters`. Of people nothing is kept. A file of scanned pages has no text and is refused.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from scrapers import pdf
from scrapers.fda.letter_heads import UNSAID
from scrapers.fda.letter_records import Claim, procedures_of
from scrapers.fda.letters import Letter, letters_in
from scrapers.readers import Drifted, Reader, ReadingFailed
from scrapers.records import ApplicationRecord, DocumentRecord, Page, Reading, ReadingWarning

KEYS = "pdf/"
"""With what the keys begin: the list of the API, which has others, is no list of these."""

FIRST_PAGES = 3
"""Pages of which one has to look like a letter: before the first letter there is a cover."""

_MARKS = re.compile(
    r"Dear [^:]{2,80}:.{0,600}?(?:Federal Food, Drug,? and Cosmetic Act|Public Health Service Act)", re.S
)


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin are a PDF file that begins with a letter of FDA."""
    if not pdf.looks_like(body):
        return False
    try:
        first = pdf.pages(body, FIRST_PAGES)
    except ReadingFailed:
        return False
    return any(_MARKS.search(" ".join(page.split())) for page in first)


def read(body: bytes, page: Page) -> Reading:
    """The steps that the letters of a file tell, by application. Raises Drifted, Blocked or Unreadable."""
    name = _name(page.address)
    letters = letters_in(pdf.pages(body), name)
    if not letters:
        raise Drifted("there is no letter in it: nobody is addressed about an application")
    warnings = []
    if not any(letter.date for letter in letters):
        raise Drifted(f"none of {len(letters)} letters has the date of a signature")
    numbers = _numbers(letters, page)
    for place, letter in enumerate(letters, start=1):
        if not letter.date:
            warnings.append(ReadingWarning(what="no-date", where=f"letter {place}", text="no date of a signature"))
    records = [_record(number, letters, name, page) for number in sorted(set(numbers))]
    return Reading(records=tuple(records), warnings=tuple(warnings))


def _numbers(letters: Sequence[Letter], page: Page) -> list[str]:
    """The applications that the letters are about, else the one that the caller names."""
    numbers = [number for letter in letters for number in letter.numbers]
    if not numbers and not page.application:
        raise Drifted("no letter says which application it is about: give its number")
    return numbers or [page.application]


def _record(number: str, letters: Sequence[Letter], name: str, page: Page) -> ApplicationRecord:
    """What the letters say about one application; a letter without a number is about all that the others name."""
    claims = [
        Claim(slug, step, f"page {step.page}")
        for letter in letters
        if number in letter.numbers or not letter.numbers
        for slug in letter.slugs or (UNSAID,)
        for step in letter.steps
    ]
    procedures = procedures_of(claims)
    return ApplicationRecord(
        number=number,
        authority="FDA",
        key=f"{KEYS}{name}/{number}" if name else "",
        category="Human",
        procedures=procedures,
        documents=_documents(name, page, procedures[0].slug),
    )


def _documents(name: str, page: Page, slug: str) -> tuple[DocumentRecord, ...]:
    if not page.address.startswith(("http://", "https://")):
        return ()
    return (DocumentRecord(title=name, address=page.address, type="Letter", procedure=slug),)


def _name(address: str) -> str:
    """The name of the file: what stands last in its address."""
    return unquote(urlsplit(address).path).rpartition("/")[2]


READER = Reader(
    name="fda.complete_response_letter_pdf",
    version=1,
    origin="fda.complete_response_letters",
    addresses=(
        r"accessdata\.fda\.gov/drugsatfda_docs/.*OtherActionLtrs?\.pdf",
        r"download\.open\.fda\.gov/.*crl.*\.pdf",
    ),
    recognises=recognises,
    read=read,
)
