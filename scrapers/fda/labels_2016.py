"""The head of a page of 2016: labels and values in the cells of class `details_table`, and the number among them."""

from lxml import etree

from scrapers.fda.page_numbers import typed_number
from scrapers.fda.web_page import elements, text_of
from scrapers.identifiers import JunkNumber
from scrapers.readers import Drifted

NUMBER = "FDA Application No."


def labels(root: etree._Element) -> dict[str, str]:
    """The values by their labels; of a label that comes twice the first."""
    found: dict[str, str] = {}
    for row in elements(root, "//tr[td[contains(@class, 'details_table')]]"):
        cells = elements(row, "./td[contains(@class, 'details_table')]")
        if len(cells) == 2 and text_of(cells[0]):
            found.setdefault(text_of(cells[0]), text_of(cells[1]))
    return found


def number_among(values: dict[str, str]) -> str:
    """The application that the page is about. Raises Drifted, saying what to do."""
    try:
        return typed_number(values.get(NUMBER, ""))
    except JunkNumber as error:
        raise Drifted(f"under {NUMBER!r} stands no number: {error}") from error
