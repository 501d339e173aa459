"""Numbers of procedures as the table of steps gives them."""

import re

from scrapers.identifiers import JunkNumber, ema_procedure

NOTIFIED = frozenset({"IA", "IAIN", "IB", "I", "N", "IG"})
"""Type I variations and Article 61(3) changes are notified, all others have opinions: footnotes of the table."""

_KIND = r"II|IB|IA\s?IN|IA|I|N|RN|R|T|X|S|PSUSA|PSUV|PSUR|VR|REC|LEG|ANX|SOB|SDA|MEA|FUM|P\d\d|A\d\d"
_NUMBER = re.compile(
    rf"(?:^|[\s/])(?P<kind>{_KIND})\s?[/-]\s?(?P<number>\d{{1,10}})(?P<month>\s?/\s?\d{{6}})?(?P<group>\s?/\s?G\b)?"
)
_GROUP = re.compile(r"(?:^|[\s/])(?P<kind>WS|IG)\s?/?\s?(?P<number>\d{3,5})(?P<group>\s?/\s?G\b)?")
_TYPE_IN_WORDS = re.compile(r"type\s+(IA\s?IN|IA|IB|II)\b", re.IGNORECASE)


def slug_of(text: str) -> str:
    """The slug of the procedure in a cell: `II/0006/G`, `PSUSA/00010834/202111`, `WS2451`. Raises JunkNumber."""
    upper = re.sub(r"\s*\n\s*", "", text).upper()
    if match := _NUMBER.search(upper):
        kind = re.sub(r"\s", "", match["kind"])
        return ema_procedure(f"{kind}/{match['number']}{match['month'] or ''}{match['group'] or ''}")
    if match := _GROUP.search(upper):
        mark = "" if match["kind"] == "WS" else "/"
        return ema_procedure(f"{match['kind']}{mark}{match['number']}{match['group'] or ''}")
    raise JunkNumber(f"{text!r} is no number of a procedure")


def letters_of(slug: str, text: str = "") -> str:
    """The letters that say what a procedure is; new-style numbers (`VR/…`) leave it to the words beside them."""
    kind = re.split(r"[/\d]", slug)[0]
    in_words = _TYPE_IN_WORDS.search(text)
    return re.sub(r"\s", "", in_words[1]).upper() if kind == "VR" and in_words else kind
