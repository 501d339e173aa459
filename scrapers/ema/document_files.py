"""What the address of an EMA document tells of its file, and the files of one row of a list of documents.

Addresses end in language and format: `…/withdrawal-report/sinerem-withdrawal-report_en.pdf`.
"""

import re

from scrapers.ema import cells
from scrapers.ema.feeds import Row
from scrapers.records import FileRecord

_LANGUAGE = re.compile(r"_([a-z]{2})\.\w+$")
_FORMAT = re.compile(r"\.(\w{2,5})$")


def language_of(address: str) -> str:
    """The language that an address ends in; English if it says none."""
    match = _LANGUAGE.search(address)
    return match[1] if match else "en"


def files_of(row: Row) -> tuple[FileRecord, ...]:
    """The file of a document and of its translations (`{"de": "https://…"}`), by language; none without an address."""
    main = row.value("document_url", cells.address)
    if not main:
        return ()
    addresses = {main: language_of(main)}
    for language, address in row.mapping("translations").items():
        if not re.fullmatch(r"[a-z]{2}", language.lower()):
            row.note("junk-language", language)
        elif not address.startswith(("https://", "http://")):
            row.note("junk-address", address)
        else:
            addresses.setdefault(address, language.lower())
    files = [_file(address, language) for address, language in addresses.items()]
    return (files[0], *sorted(files[1:], key=lambda file: (file.language, file.address)))


def _file(address: str, language: str) -> FileRecord:
    match = _FORMAT.search(address)
    return FileRecord(language=language, address=address, format=match[1].upper() if match else "")
