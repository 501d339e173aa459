"""Which application a document is about, and which procedure of it: what its first page says.

A number that stands somewhere in the text may be another product's (the reference product of a generic, the partner of
a worksharing). It counts only where the document says nothing on its first page, and nobody else does.
"""

import re
from typing import NamedTuple

from scrapers.identifiers import JunkNumber, ema_procedure, ema_product_number
from scrapers.readers import Unreadable
from scrapers.records import Page

NUMBER = re.compile(
    r"\bEM(?:E)?A\s?/\s?([HV])\s?/\s?C\s?/\s?(\d{3,6})(?!\d)((?:\s?/{1,2}\s?(?:[A-Z]{1,5}\d*|\d{1,10}))*)",
    re.IGNORECASE,
)
GROUPS = re.compile(r"\bEM(?:E)?A\s?/\s?[HV]\s?/\s?C\s?/\s?((?:WS|IG)\s?/?\s?\d{3,5}(?:\s?/\s?G)?)\b", re.IGNORECASE)
NAMED = re.compile(r"\b([A-Za-z][\w ]{2,40}?)-([HV])-C-(\d{3,6})(?!\d)")
"""`Exemplin-H-C-619-II-10`: the name of a file, with the medicine's own name before it."""

FOREIGN = re.compile(r"reference (?:medicinal )?product|referen[ct]e|originator|other product", re.IGNORECASE)
NEAR = 120
"""Characters before a number in which it may be said whose it is."""

HOW_TO = "name it: ingest … --application EMEA/H/C/000000"


class Subject(NamedTuple):
    """The application's number and the procedure's slug; either is empty if the document does not say."""

    number: str
    procedure: str


def subject(texts: tuple[str, ...], page: Page, title: str = "") -> Subject:
    """What a document is about: the number on its first page, else what the caller says, else the only number in it.

    `title` is the part of the first page that counts, where what stands below it may name other products.
    Raises Unreadable where several numbers stand on the first page and the caller does not say which is meant.
    """
    title = title or texts[0]
    stated = _stated(title)
    numbers = list(dict.fromkeys(one.number for one in stated))
    procedure = next((one.procedure for one in stated if one.procedure), "")
    if page.application in numbers:
        return Subject(page.application, procedure)
    if len(numbers) > 1:
        raise Unreadable(f"it is about {', '.join(numbers[:5])}: {HOW_TO} of the one that is meant")
    if numbers:
        return Subject(numbers[0], procedure)
    group = GROUPS.search(title)
    procedure = procedure or (ema_procedure(group[1]) if group else "")
    return Subject(page.application or _mentioned(texts), procedure)


def required(about: Subject) -> str:
    """The number of the application. Raises Unreadable where neither the document nor anybody else says."""
    if not about.number:
        raise Unreadable(f"the document does not say which application it is about; {HOW_TO}")
    return about.number


def _stated(text: str) -> list[Subject]:
    found = []
    for match in NUMBER.finditer(text):
        if FOREIGN.search(text[max(0, match.start() - NEAR) : match.start()]):
            continue
        try:
            number = ema_product_number(f"EMEA/{match[1]}/C/{match[2]}")
        except JunkNumber:
            continue
        rest = re.sub(r"\s", "", match[3]).strip("/")
        found.append(Subject(number, ema_procedure(rest) if rest else ""))
    return found


def _mentioned(texts: tuple[str, ...]) -> str:
    """The only number that the whole text gives; empty if there is none, or more than one."""
    text = "\n".join(texts)
    numbers = {one.number for one in _stated(text)}
    title = texts[0][:2_000].casefold()
    for match in NAMED.finditer(text):
        name = match[1].split("\n")[-1].strip().split(" ")[-1]
        if name.casefold() in title:
            numbers.add(ema_product_number(f"EMEA/{match[2]}/C/{match[3]}"))
    return numbers.pop() if len(numbers) == 1 else ""
