"""Lines of a medicine page that show what they are by their words or their place, when no markup says so.

A converter leaves of the status a heading, of the key facts one paragraph of labels and values, of the page's date a
line of text; a redesign may do the like.
"""

import re
from collections.abc import Iterator

from scrapers.ema.key_facts import split_glued
from scrapers.ema.medicine_page_blocks import FACT_SECTIONS, STRUCTURE, Block, section_name

PAGE_DATE = re.compile(r"This page was last updated on ?:? ?(\d{1,2}/\d{1,2}/\d{4})?", re.IGNORECASE)
BARE_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


def marked(blocks: list[Block]) -> list[Block]:
    """The blocks with the page's date, the status and the key facts as blocks of their own kinds."""
    return _with_facts(_with_status(_with_page_date(blocks)))


def _with_page_date(blocks: list[Block]) -> list[Block]:
    """The line `This page was last updated on` as a block of its own kind; its date may stand in the next line."""
    for position, block in enumerate(blocks):
        if block.kind == "text" and (match := PAGE_DATE.search(block.text)):
            following = blocks[position + 1].text if position + 1 < len(blocks) else ""
            is_split = not match[1] and bool(BARE_DATE.fullmatch(following))
            dated = Block("updated", following if is_split else match[1] or "")
            return [*blocks[:position], dated, *blocks[position + 1 + is_split :]]
    return blocks


def _with_status(blocks: list[Block]) -> list[Block]:
    """A lower heading between the name and the first section is the status."""
    if any(block.kind == "status" for block in blocks):
        return blocks
    has_name = False
    for position, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        if block.level == 2 or section_name(block.text) in STRUCTURE:
            break
        if has_name and block.level > 2:
            return [*blocks[:position], Block("status", block.text), *blocks[position + 1 :]]
        has_name = has_name or block.level == 1
    return blocks


def _with_facts(blocks: list[Block]) -> list[Block]:
    """The paragraphs of the sections of facts, cut into labels and values where they hold any."""
    found: list[Block] = []
    glued: list[Block] = []
    in_facts = False
    for block in [*blocks, Block("heading", "")]:
        if in_facts and block.kind == "text":
            glued.append(block)
            continue
        found.extend(_facts(glued))
        glued = []
        found.append(block)
        if block.kind == "heading":
            in_facts = section_name(block.text) in FACT_SECTIONS
    return found[:-1]


def _facts(glued: list[Block]) -> Iterator[Block]:
    pairs = split_glued(" ".join(block.text for block in glued))
    if not pairs:
        yield from glued
    for label, value in pairs:
        yield Block("label", label)
        yield Block("value", value)
