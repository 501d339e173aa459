"""Which of EMA's documents a PDF file is, by the words of its first pages."""

import re
from typing import Literal

from scrapers import pdf_layout
from scrapers.ema.steps.wordings import letters
from scrapers.pdf import looks_like
from scrapers.readers import ReadingFailed

Kind = Literal["before", "after", "assessment", "document", ""]

FIRST_PAGES = 12
"""The section on steps of an assessment report begins on one of the first pages."""

AFTER = re.compile(r"stepstaken(?:andscientificinformation)?after|stepstakenaftergranting")
BEFORE = re.compile(r"^.{0,120}backgroundinformationontheprocedure|^.{0,200}stepstaken(?:forthe|beforethe|priorto)")
STEPS = re.compile(r"stepstakenforthe(?:assessment|re?examination|evaluation)")
ASSESSMENT = re.compile(r"assessmentreport")
EMA = re.compile(
    r"europeanmedicinesagency|europeanagencyfortheevaluationofmedicinalproducts|emeahc\d{3}|emeavc\d{3}"
    r"|committeeformedicinalproductsforhumanuse|committeeforproprietarymedicinalproducts"
    r"|committeeformedicinalproductsforveterinaryuse|committeefororphanmedicinalproducts"
)
FDA = re.compile(r"foodanddrugadministration|departmentofhealthandhumanservices|departmentofhealthhumanservices")


def kind_of(texts: tuple[str, ...]) -> Kind:
    """The kind of a document by the text of its pages; empty if it is not recognisably EMA's."""
    pages = [letters(text) for text in texts[:FIRST_PAGES]]
    first = next((page for page in pages if page), "")
    if FDA.search(first):
        return ""
    if AFTER.search(first[:1_500]):
        return "after"
    title = ASSESSMENT.search(first[:600])
    opening = BEFORE.search(first)
    is_report = title is not None and (opening is None or title.end() < opening.end())
    if not is_report and (opening or (len(texts) <= 3 and any(STEPS.search(page) for page in pages))):
        return "before"
    if not EMA.search("".join(pages[:2])):
        return ""
    return "assessment" if is_report or ASSESSMENT.search(first[:1_500]) else "document"


def kind_of_bytes(body: bytes) -> Kind:
    """The kind of bytes of unknown origin; empty for what is no PDF file of EMA's, or cannot be read."""
    if not looks_like(body):
        return ""
    try:
        return kind_of(pdf_layout.texts(body, FIRST_PAGES))
    except ReadingFailed:
        return ""
