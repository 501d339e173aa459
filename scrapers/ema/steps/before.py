"""Steps before authorisation: the stand-alone documents of 1995 to about 2007, and sections of assessment reports.

Both have a section "Steps taken for the assessment of the product", in prose or as a table, and before it one on the
submission of the dossier.
"""

import re

from scrapers import pdf_layout
from scrapers.ema.steps import numbers, paragraphs
from scrapers.ema.steps.steps import steps_of
from scrapers.ema.steps.wordings import letters
from scrapers.identifiers import ema_category, procedure_type
from scrapers.readers import Drifted
from scrapers.records import ApplicationRecord, Page, ProcedureRecord, Reading

PAGES_OF_A_SECTION = 7
"""Pages behind the heading on which a section on steps may go on."""

HEADING = re.compile(r"stepstaken|proceduralsteps|backgroundinformationontheprocedure|submissionofthedossier")
VETERINARY = re.compile(rf"{HEADING.pattern}|introduction")
TELLING = re.compile(r"theprocedurestartedon|theapplicationwasreceivedbytheeme?a")


def read_alone(body: bytes, texts: tuple[str, ...], page: Page) -> Reading:
    """A stand-alone document. Raises Drifted where it tells of no step, Unreadable where of no application."""
    about = numbers.subject(texts, page)
    reading = _reading(body, range(1, len(texts) + 1), numbers.required(about), "initial", "steps-before")
    if not reading.records[0].procedures[0].steps:
        raise Drifted("no dated step was found in the document on steps before authorisation")
    return reading


def read_report(body: bytes, texts: tuple[str, ...], page: Page) -> Reading:
    """The section of an assessment report; a report without one has no steps. Raises Drifted where it is not found.

    The procedure is the one on the first page: `initial`, or a variation, an extension, a renewal.
    """
    about = numbers.subject(texts, page)
    number = numbers.required(about)
    wanted = _pages_of_sections(texts, VETERINARY if ema_category(number) == "Veterinary" else HEADING)
    slug = about.procedure or "initial"
    reading = _reading(body, wanted, number, slug, f"assessment-report {slug}")
    if not reading.records[0].procedures[0].steps and any(TELLING.search(letters(text)) for text in texts):
        raise Drifted("no section on the steps taken was found, although the report tells of some")
    return reading


def _pages_of_sections(texts: tuple[str, ...], heading: re.Pattern[str]) -> set[int]:
    """The numbers of the pages that bear a heading, and of those behind them; not those of the table of contents."""
    starts = [
        number for number, text in enumerate(texts, start=1) if heading.search(letters(text)) and text.count("....") < 5
    ]
    return {number for start in starts for number in range(start, min(start + PAGES_OF_A_SECTION, len(texts)) + 1)}


def _reading(body: bytes, wanted: set[int] | range, number: str, slug: str, key: str) -> Reading:
    pages = pdf_layout.layouts(body, wanted)
    steps, warnings = steps_of(paragraphs.items(pages, ema_category(number) == "Veterinary"))
    procedure = ProcedureRecord(slug=slug, type=procedure_type(slug), steps=steps)
    record = ApplicationRecord(
        number=number,
        authority="EMA",
        key=f"{number} {key}",
        category=ema_category(number),
        procedures=(procedure,),
    )
    return Reading(records=(record,), warnings=warnings)
