"""Which reader understands which source.

A new source is one module with a `READER`, one line in `READERS`, one golden pair in `tests/scrapers/golden/`.
"""

from scrapers.ema import (
    annex_10,
    chmp_highlights,
    epar_documents,
    events,
    general_page,
    general_pages,
    medicine_page,
    medicines_table,
    news,
    orphan_designations,
    other_documents,
    paediatric_plans,
    post_authorisation,
    psusa,
    referrals,
    safety_communications,
    shortages,
    under_evaluation,
    union_register,
)
from scrapers.ema.steps import readers as procedure_documents
from scrapers.fda import (
    advisory_committees,
    approval_package,
    approvals_csv,
    complete_response_letter_pdf,
    complete_response_letters,
    drugsatfda_release,
    drugsfda_api,
    federal_register,
    orange_book,
    pages,
    pages_2016,
    rss,
)
from scrapers.readers import Reader

READERS: tuple[Reader, ...] = (
    medicines_table.XLSX_READER,
    medicines_table.JSON_READER,
    medicine_page.READER,
    news.READER,
    chmp_highlights.READER,
    events.READER,
    general_pages.READER,
    general_page.READER,
    referrals.READER,
    safety_communications.READER,
    psusa.READER,
    shortages.READER,
    orphan_designations.READER,
    paediatric_plans.READER,
    epar_documents.READER,
    other_documents.READER,
    post_authorisation.READER,
    union_register.READER,
    under_evaluation.READER,
    annex_10.READER,
    procedure_documents.BEFORE_READER,
    procedure_documents.AFTER_READER,
    procedure_documents.ASSESSMENT_READER,
    procedure_documents.DOCUMENT_READER,
    drugsfda_api.READER,
    drugsatfda_release.READER,
    orange_book.READER,
    pages.READER,
    approvals_csv.READER,
    pages_2016.READER,
    approval_package.READER,
    complete_response_letters.READER,
    complete_response_letter_pdf.READER,
    advisory_committees.READER,
    federal_register.READER,
    rss.READER,
)

BY_NAME = {reader.name: reader for reader in READERS}


class NoReader(LookupError):
    """No reader, or more than one, understands the bytes; the message names the choices."""


def choose(address: str, body: bytes) -> Reader:
    """The reader for bytes from an address: by host and path, then by what the bytes look like. Raises NoReader.

    An empty address (a local file of unknown source) is chosen by the bytes alone. Where an address gives a page and a
    table, and the bytes are neither, the first of its readers says so: a block there must not pass for an unknown file.
    """
    at_address = [reader for reader in READERS if address and reader.matches(address)]
    if len(at_address) == 1:
        return at_address[0]
    candidates = [reader for reader in (at_address or READERS) if reader.recognises(body)]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise NoReader(f"more than one reader recognises this: {', '.join(reader.name for reader in candidates)}")
    if at_address:
        return at_address[0]
    raise NoReader(f"no reader recognises this; there are: {', '.join(BY_NAME)}")
