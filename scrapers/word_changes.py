"""What changed in a text, word by word, for people to read. Pure."""

import re
from itertools import groupby
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

MOST_WORDS = 5_000
"""Longer texts are shown as rewritten: aligning them would take longer than reading them."""


class Piece(NamedTuple):
    """A stretch of text: kept, removed or added."""

    kind: Literal["kept", "removed", "added"]
    text: str


def word_changes(before: str, after: str) -> list[Piece]:
    """The stretches of both texts in reading order; at a change, what was removed stands before what was added."""
    old, new = _words(before), _words(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return [Piece("removed", before), Piece("added", after)]
    pieces: list[Piece] = []
    for is_kept, steps in groupby(Indel.opcodes(old, new), key=lambda step: step.tag == "equal"):
        run = list(steps)
        removed = "".join(old[run[0].src_start : run[-1].src_end])
        if is_kept:
            pieces.append(Piece("kept", removed))
            continue
        added = "".join(new[run[0].dest_start : run[-1].dest_end])
        pieces += [piece for piece in (Piece("removed", removed), Piece("added", added)) if piece.text]
    return pieces


def is_prose(*texts: str | None) -> bool:
    """Whether a value is long enough to be compared word by word."""
    return all(text and len(text.split()) >= 4 for text in texts)


def _words(text: str) -> list[str]:
    """Words, each with the blanks behind it; nothing is lost."""
    return re.findall(r"\S+\s*", text)
