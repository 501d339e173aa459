"""Texts in which blanks mean nothing: scanned and converted letters break words ("Septem ber") and lines anywhere.

Patterns are matched against the text without any blank, and what they find is quoted as it stands in the text.
"""

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Found(NamedTuple):
    """A match, the words of the text that it covers, and the number of the page on which they begin."""

    match: re.Match[str]
    quote: str
    page: int


class Squeezed:
    """Pages of text without blanks. All places (`start`, `end`) count characters of that."""

    def __init__(self, pages: Sequence[str]) -> None:
        lines = [" ".join(page.split()) for page in pages]
        self._plain = "\n".join(lines)
        self.text = "".join(self._plain.split())
        self._places = [place for place, letter in enumerate(self._plain) if letter not in " \n"]
        squeezed = [len(line) - line.count(" ") for line in lines]
        self._page_starts = [0, *itertools.accumulate(squeezed[:-1])]

    def find(self, pattern: re.Pattern[str], start: int = 0, end: int | None = None) -> Iterator[Found]:
        """All matches of a pattern that names no blanks."""
        for match in pattern.finditer(self.text, start, len(self.text) if end is None else end):
            yield Found(match, self.between(match.start(), match.end()), self.page_at(match.start()))

    def between(self, start: int, end: int) -> str:
        """The words between two places, on one line."""
        if start >= end:
            return ""
        return " ".join(self._plain[self._places[start] : self._places[end - 1] + 1].split())

    def page_at(self, place: int) -> int:
        """The number of the page on which a place is, from 1."""
        return bisect.bisect_right(self._page_starts, place)

    def page_start(self, place: int) -> int:
        """Where the page begins on which a place is."""
        return self._page_starts[self.page_at(place) - 1]

    def plain_matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        """Matches of a pattern that needs blanks, and the place of each."""
        for match in pattern.finditer(self._plain):
            yield bisect.bisect_left(self._places, match.start()), match
