"""SVG elements as text. Whatever comes from a source is escaped here, and nowhere else is markup put together."""

import re

from django.utils.html import conditional_escape
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
    inside = "".join(_clean(piece) for piece in content)
    return mark_safe(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return _clean(str(value))


def _clean(text: str) -> str:
    if isinstance(text, SafeString):
        return text
    return conditional_escape(_NOT_IN_XML.sub("", text))


def joined(pieces: list[SafeString]) -> SafeString:
    """Elements one after the other."""
    return mark_safe("".join(pieces))
