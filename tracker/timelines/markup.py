"""SVG elements as text. Whatever comes from a source is escaped here, and nowhere else is markup put together."""

import html
import re
from collections.abc import Iterable

from django.utils.safestring import SafeString

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold, even escaped."""


def tag(name: str, *content: str, **attributes: object) -> SafeString:
    """An element. `class_` is the class, other underscores are hyphens; empty attributes are left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    inside = joined(content)
    # Drawings hold thousands of elements, and format_html takes three times as long: all that goes in is escaped above.
    return SafeString(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")  # nosec B703


def joined(pieces: Iterable[str]) -> SafeString:
    """Elements and texts one after the other; texts are escaped."""
    return SafeString("".join(piece if isinstance(piece, SafeString) else _escaped(piece) for piece in pieces))  # nosec B703


def _value(value: object) -> str:
    """An attribute is escaped even if it calls itself safe: what is safe between tags is not safe between quotes."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else _escaped(str(value))


def _escaped(text: str) -> str:
    return html.escape(_NOT_IN_XML.sub("", text))
