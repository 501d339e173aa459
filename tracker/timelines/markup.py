"""SVG elements as text. Whatever comes from a source is escaped here, and nowhere else is markup put together."""

import re
from collections.abc import Iterable

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold, even escaped."""


def tag(name: str, *content: str, **attributes: object) -> SafeString:
    """An element. `class_` is the class, other underscores are hyphens; empty attributes are left out."""
    pairs = [
        (key.rstrip("_").replace("_", "-"), _value(value))
        for key, value in attributes.items()
        if value is not None and value != ""
    ]
    written = format_html_join("", ' {}="{}"', pairs)
    inside = joined(content)
    if not inside:
        return format_html("<{}{}/>", name, written)
    return format_html("<{}{}>{}</{}>", name, written, inside, name)


def joined(pieces: Iterable[str]) -> SafeString:
    """Elements and texts one after the other; texts are escaped."""
    return format_html_join("", "{}", ((piece if isinstance(piece, SafeString) else _text(piece),) for piece in pieces))


def _value(value: object) -> SafeString:
    """An attribute is escaped even if it calls itself safe: what is safe between tags is not safe between quotes."""
    return _text(f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value))


def _text(text: str) -> SafeString:
    return escape(_NOT_IN_XML.sub("", text))
