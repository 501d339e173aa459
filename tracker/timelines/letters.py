"""How wide a text is when it is drawn: near enough to keep labels apart, and never too narrow for the fonts we name."""

_WIDTHS = {
    **dict.fromkeys("ijlI.,:;'!| /", 0.28),
    **dict.fromkeys("ft()[]·-", 0.34),
    **dict.fromkeys("r", 0.39),
    **dict.fromkeys("acekvsxyzJ0123456789", 0.56),
    **dict.fromkeys("bdghnopqu", 0.612),
    **dict.fromkeys("FLTZEPSVXY", 0.67),
    **dict.fromkeys("ABCDHKNRUw", 0.78),
    **dict.fromkeys("mMGOQ", 0.89),
}
"""Widths of bold letters in Arial, as parts of the size, rounded up; Helvetica and Liberation Sans have the same."""

_OTHER_LATIN = 0.8
_OTHER = 1.05


def width_of(text: str, size: float) -> float:
    """An upper estimate of the width at a size."""
    return size * sum(_WIDTHS.get(letter, _OTHER_LATIN if ord(letter) < 0x250 else _OTHER) for letter in text)


def shortened(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"
