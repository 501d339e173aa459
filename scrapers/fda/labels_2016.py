"""The head of a page of 2016: labels and values in the cells of class `details_table`."""

from lxml import etree

from scrapers.fda.web_page import elements, text_of

NUMBER = "FDA Application No."
"""The label of the application's number."""


def labels(root: etree._Element) -> dict[str, str]:
    """The values by their labels; of a label that comes twice the first."""
    found: dict[str, str] = {}
    for row in elements(root, "//tr[td[contains(@class, 'details_table')]]"):
        cells = elements(row, "./td[contains(@class, 'details_table')]")
        if len(cells) == 2 and text_of(cells[0]):
            found.setdefault(text_of(cells[0]), text_of(cells[1]))
    return found
