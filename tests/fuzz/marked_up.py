"""HTML and XML pages, changed so that they look the same, or have the rows of a table in another order or twice."""

import random
from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml import etree

from tests.fuzz import tables, texts

FEWEST_ROWS = 4
"""Tables with fewer rows lay out a page."""


def _of_html(change: Callable[[etree._Element, random.Random], None]) -> texts.Change:
    def changed(body: bytes, chance: random.Random) -> bytes:
        tree = etree.fromstring(texts.decoded(body).encode(), etree.HTMLParser(encoding="utf-8"))
        change(tree, chance)
        return etree.tostring(tree, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")

    return changed


def _of_xml(change: Callable[[etree._Element, random.Random], None]) -> texts.Change:
    def changed(body: bytes, chance: random.Random) -> bytes:
        tree = etree.fromstring(body)
        change(tree, chance)
        return etree.tostring(tree, xml_declaration=True, encoding=chance.choice(("utf-8", "utf-16", "us-ascii")))

    return changed


def _data_tables(tree: etree._Element) -> Iterator[list[etree._Element]]:
    """The rows of each table that holds data: no other table in it, and every row of as many cells."""
    for table in tree.iter("table"):
        rows = [row for row in table.iter("tr") if row.find("td") is not None and row.find("th") is None]
        if len(rows) >= FEWEST_ROWS and not list(table.iter("table"))[1:] and len({len(row) for row in rows}) == 1:
            yield rows


def _rows_reordered(tree: etree._Element, chance: random.Random) -> None:
    for rows in _data_tables(tree):
        _in_places(rows, chance.sample(rows, len(rows)))


def _in_places(old: list[etree._Element], new: list[etree._Element]) -> None:
    """Puts copies of elements into the places of others."""
    for place, element in zip(old, [deepcopy(each) for each in new], strict=True):
        place.getparent().replace(place, element)


def _rows_duplicated(tree: etree._Element, chance: random.Random) -> None:
    for rows in _data_tables(tree):
        row = chance.choice(rows)
        row.addnext(deepcopy(row))


def _blanks_added(tree: etree._Element, chance: random.Random) -> None:
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            element.text = tables.noisy(element.text, chance)


def _attributes_added(tree: etree._Element, chance: random.Random) -> None:
    """Class names and data attributes of another release of the site, beside those that are there."""
    for element in tree.iter("td", "tr", "div", "a", "p", "li"):
        element.set("data-v", str(chance.randrange(10**6)))
        if element.get("class"):
            element.set("class", f"{element.get('class')} x{chance.randrange(100)}")


def _items_reordered(tree: etree._Element, chance: random.Random) -> None:
    items = list(tree.iter("item"))
    _in_places(items, chance.sample(items, len(items)))


def _items_duplicated(tree: etree._Element, chance: random.Random) -> None:
    for item in chance.sample(items := list(tree.iter("item")), min(1, len(items))):
        item.addnext(deepcopy(item))


def _items_cut(tree: etree._Element, chance: random.Random) -> None:
    items = list(tree.iter("item"))
    for item in items[chance.randrange(len(items) + 1) :]:
        item.getparent().remove(item)


def _children_reordered(tree: etree._Element, chance: random.Random) -> None:
    for item in tree.iter("item"):
        item[:] = chance.sample(list(item), len(item))


def _child_added(tree: etree._Element, chance: random.Random) -> None:
    for item in tree.iter("item"):
        etree.SubElement(item, "somethingNew").text = "12/05/2024"


def _child_renamed(tree: etree._Element, chance: random.Random) -> None:
    name = chance.choice(sorted({str(child.tag) for item in tree.iter("item") for child in item}) or ["item"])
    for child in list(tree.iter(name)):
        child.tag = f"{name}New"


OF_HTML: dict[str, texts.Change] = {
    "rows reordered": _of_html(_rows_reordered),
    "rows duplicated": _of_html(_rows_duplicated),
    "blanks added": _of_html(_blanks_added),
    "attributes added": _of_html(_attributes_added),
}
OF_XML: dict[str, texts.Change] = {
    "rows cut": _of_xml(_items_cut),
    "rows reordered": _of_xml(_items_reordered),
    "rows duplicated": _of_xml(_items_duplicated),
    "elements reordered": _of_xml(_children_reordered),
    "an element added": _of_xml(_child_added),
    "an element renamed": _of_xml(_child_renamed),
    "blanks added": _of_xml(_blanks_added),
}
