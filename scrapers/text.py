"""Text as it should be compared: NFC, entities decoded, every blank one space, and so NUL, which no database takes."""

import html
import re
import unicodedata


def clean(text: str | None) -> str:
    """One line of text without the noise of its medium: `None` and blanks become the empty string."""
    if not text:
        return ""
    return " ".join(unicodedata.normalize("NFC", html.unescape(text)).replace("\0", " ").split())


def as_list(text: str, separator: str = ";") -> list[str]:
    """The parts of a list in one cell, in order, without blanks, empty parts and repetitions."""
    return list(dict.fromkeys(part for part in (clean(part).strip(" ,") for part in text.split(separator)) if part))


_BETWEEN_WORDS = re.compile(r"(?<!\d)[^\w<>≥≤%+]+|[^\w<>≥≤%+]+(?!\d)|_|\s+")


def spelling(text: str) -> str:
    """What is left of a text when case, blanks and punctuation do not count: equal for two spellings of the same.

    Marks between digits and signs of comparison stay: 1.5 mg is not 15 mg, and < 10 is not > 10.
    """
    return _BETWEEN_WORDS.sub("", text.casefold())
