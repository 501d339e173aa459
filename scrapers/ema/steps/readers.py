"""The readers of EMA's documents about procedures, as PDF files.

Promise of `ema.steps_before`: at least one dated step. Of `ema.steps_after`: a table with columns for the number and
the opinion or notification, and at least one row. Of `ema.assessment_report`: the section on steps, where there is one.
`ema.document` reads what has no steps: it says which application, and which procedure, the document is about.

What a document is, its own words say; a document that was put under another kind's address is read as what it is.
"""

from collections.abc import Callable

from scrapers import pdf_layout
from scrapers.ema.steps import after, before, numbers
from scrapers.ema.steps.kinds import Kind, kind_of, kind_of_bytes
from scrapers.identifiers import ema_category, procedure_type
from scrapers.readers import Drifted, Reader, Unreadable
from scrapers.records import ApplicationRecord, Page, ProcedureRecord, Reading

ORIGIN = "ema.procedural_steps"
PLACE = r"ema\.europa\.eu/(?:[a-z]{2}/)?documents/"
BEFORE_FOLDERS = r"(?:procedural-steps|procedural-steps-before)"
AFTER_FOLDERS = r"(?:procedural-steps-after|steps-after-cutoff|steps-after)"
REPORT_FOLDERS = r"(?:assessment-report|variation-report|withdrawal-report|extension-report)"
OTHER_FOLDERS = (
    r"(?:scientific-conclusion|scientific-discussion|scientific-discussion-variation|conditions-member-states"
    r"|overview|all-authorised-presentations|orphan-maintenance-report|smop|smop-initial|medicine-qa|rmp-summary"
    r"|withdrawal-letter|press-release|product-information|rmp)"
)
FILE = r"/[^/]+\.pdf"


def read_document(body: bytes, texts: tuple[str, ...], page: Page) -> Reading:
    """A document without steps: its application and procedure, or nothing where it names none."""
    about = numbers.subject(texts, page)
    if not about.number:
        return Reading()
    procedure = ProcedureRecord(slug=about.procedure, type=procedure_type(about.procedure))
    record = ApplicationRecord(
        number=about.number,
        authority="EMA",
        key=f"{about.number} document {about.procedure}".strip(),
        category=ema_category(about.number),
        procedures=(procedure,) if about.procedure else (),
    )
    return Reading(records=(record,))


READ: dict[Kind, Callable[[bytes, tuple[str, ...], Page], Reading]] = {
    "before": before.read_alone,
    "after": after.read_table,
    "assessment": before.read_report,
    "document": read_document,
}


def _reader(name: str, kind: Kind, folders: str) -> Reader:
    def recognises(body: bytes) -> bool:
        return kind_of_bytes(body) == kind

    def read(body: bytes, page: Page) -> Reading:
        """Raises Drifted, Blocked or Unreadable."""
        texts = pdf_layout.texts(body)
        found = kind_of(texts)
        if not found:
            raise Unreadable("the PDF file is not recognisably a document of EMA's")
        if kind in ("before", "after") and found == "document":
            raise Drifted("the document tells of no steps, where those of a procedure were due")
        return READ[found](body, texts, page)

    addresses = (PLACE + folders + FILE,)
    return Reader(name=name, version=2, origin=ORIGIN, addresses=addresses, recognises=recognises, read=read)


BEFORE_READER = _reader("ema.steps_before", "before", BEFORE_FOLDERS)
AFTER_READER = _reader("ema.steps_after", "after", AFTER_FOLDERS)
ASSESSMENT_READER = _reader("ema.assessment_report", "assessment", REPORT_FOLDERS)
DOCUMENT_READER = _reader("ema.document", "document", OTHER_FOLDERS)
