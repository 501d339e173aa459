"""A medicine page as converters write it: Markdown into the same blocks as its HTML.

Converters keep the words and lose the structure: bold labels, links and headings are left, and the key facts come as
one paragraph of labels and values.
"""

import re
from collections.abc import Iterator

from scrapers.ema.medicine_page_blocks import Block, PageText
from scrapers.ema.medicine_page_marks import marked
from scrapers.readers import Drifted, Unreadable
from scrapers.text import clean

FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)
PATH_NAME = re.compile(r"^document_pathfilename:[ \t]*(\S+)", re.MULTILINE)
HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(.*)")
ONLY_LINK = re.compile(r"\[([^\[\]]*)\]\(<?([^<>\s\[\]]*)>?(?: \"[^\"]*\")?\)")
INLINE_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")
RULE = re.compile(r"[ \t:|-]+")
"""The line under the head of a table, or a line across the page."""
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~&])")


def looks_like_markdown(text: str) -> bool:
    """Front matter that names the converted file, or a first heading; everything else is HTML."""
    if text.startswith("---"):
        return "document_pathfilename" in text[:4096]
    return text.startswith("# ")


def read_markdown(text: str) -> PageText:
    """The blocks of a Markdown page. Raises Unreadable if its front matter never ends, Drifted if the page is cut."""
    address = ""
    if text.startswith("---"):
        front = FRONT_MATTER.match(text)
        if not front:
            raise Unreadable("the front matter of the Markdown never ends")
        name = PATH_NAME.search(front[1])
        address = name[1] if name else ""
        text = text[front.end() :]
    blocks = marked(list(_blocks(text)))
    if not any(block.kind == "updated" and block.text for block in blocks):
        raise Drifted("the page is cut: 'This page was last updated on' and its date are missing")
    return PageText(blocks, address)


def _blocks(text: str) -> Iterator[Block]:
    paragraph: list[str] = []
    for line in [*text.splitlines(), ""]:
        heading, item = HEADING.match(line), ITEM.match(line)
        if line.strip() and not heading and not item:
            paragraph.append("" if RULE.fullmatch(line) else line)
            continue
        if paragraph:
            yield from _paragraph(" ".join(paragraph))
            paragraph = []
        if heading:
            yield Block("heading", _plain(heading[2].rstrip("# ")), level=len(heading[1]))
        elif item:
            paragraph.append(item[1])


def _paragraph(text: str) -> Iterator[Block]:
    if link := ONLY_LINK.fullmatch(text.strip()):
        yield Block("link", _plain(link[1]), ESCAPE.sub(r"\1", link[2]))
    elif plain := _plain(text):
        yield Block("text", plain)


def _plain(text: str) -> str:
    return clean(ESCAPE.sub(r"\1", EMPHASIS.sub("", INLINE_LINK.sub(r"\1", text)).replace(" | ", " ").strip("| ")))
