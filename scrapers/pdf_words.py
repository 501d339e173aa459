"""Letters with their boxes gathered to words, on a page as people see it."""

from collections.abc import Iterator
from typing import NamedTuple

RAISED = 0.8
"""A figure lower than this part of a word's height that stands above its foot marks a footnote: a word of its own."""

JOINT = 0.08
"""Letters nearer to each other than this part of their height belong to one word, though a blank may be between."""


Box = tuple[float, float, float, float]
"""Left, right, top, bottom in points, as people see the page."""


class Word(NamedTuple):
    """A word and the box around it, in points from the top left corner of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """How far down the page it stands."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Of its letters, with what hangs below the line."""
        return self.bottom - self.top


class Character(NamedTuple):
    """A sign of a page, its box, and how it is turned, in degrees."""

    text: str
    box: Box
    """Left, bottom, right, top in the page's own axes."""
    angle: int


class Turn(NamedTuple):
    """How places in the page's own axes become places on the page as it is read."""

    angle: int
    left: float
    bottom: float
    right: float
    top: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Left, right, top, bottom as people see them."""
        if self.angle == 270:
            return bottom - self.bottom, top - self.bottom, left - self.left, right - self.left
        if self.angle == 90:
            return self.top - top, self.top - bottom, self.right - right, self.right - left
        if self.angle == 180:
            return self.right - right, self.right - left, bottom - self.bottom, top - self.bottom
        return left - self.left, right - self.left, self.top - top, self.top - bottom


def words(letters: list[Character], upright: int, turn: Turn) -> Iterator[Word]:
    """Words in the order of the content. What is not upright belongs to a watermark and ends no word."""
    text: list[str] = []
    box = (0.0, 0.0, 0.0, 0.0)
    for letter in letters:
        if letter.angle != upright:
            continue
        left, right, top, bottom = turn.box(*letter.box)
        if text and not _continues(box, (left, right, top, bottom), letter.text in "0123456789*"):
            yield Word("".join(text), *box)
            text = []
        text.append(letter.text)
        box = (box[0], right, min(box[2], top), max(box[3], bottom)) if len(text) > 1 else (left, right, top, bottom)
    if text:
        yield Word("".join(text), *box)


def _continues(word: Box, letter: Box, is_figure: bool) -> bool:
    """Whether a letter stands right behind a word, by their boxes; a raised figure stands alone."""
    own, tall = letter[3] - letter[2], word[3] - word[2]
    if is_figure and own < RAISED * tall and letter[3] < word[3] - 0.15 * tall:
        return False
    height, gap = max(tall, own), letter[0] - word[1]
    is_level = min(word[3], letter[3]) - max(word[2], letter[2]) > 0.3 * min(tall, own)
    return is_level and -0.5 * height < gap < JOINT * height
