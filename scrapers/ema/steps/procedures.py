"""Numbers of procedures as the table of steps gives them."""

import re

from scrapers.identifiers import JunkNumber, ema_procedure

NOTIFIED = frozenset({"IA", "IAIN", "IB", "I", "N", "IG"})
"""Type I variations and Article 61(3) changes are notified, all others have opinions: footnotes of the table."""

_KIND = r"II|IB|IA\s?_?IN|IA|I|N|RN|R|T|X|S|PSUSA|PSUV|PSUR|VR|REC|LEG|ANX|SOB|SDA|MEA|FUM|P\d\d|A\d\d"
_JOINT = r"(?:\s?[/-]\s?|\s(?=\d{3}))"
_GROUPED = r"(?P<group>\s?/\s?G\b)?"
_NUMBER = re.compile(
    rf"(?:^|[\s/])(?P<kind>{_KIND}){_JOINT}(?P<number>\d{{1,10}})(?P<month>{_JOINT}\d{{6}})?{_GROUPED}"
)
_OTHER = re.compile(rf"(?:^|[\s/])(?P<kind>[A-Z]{{2,4}}\d{{0,2}})/(?P<number>\d{{3,10}})(?P<month>)?{_GROUPED}")
"""A kind that is not known yet: a row that is not told from the one before it would give that one its days."""
_PRODUCT = re.compile(r"EME?A\s?/\s?[HV]\s?/\s?C\s?/\s?(?:\d{3,6}\s?(?=/))?")
_GROUP = re.compile(rf"(?:^|[\s/])(?P<kind>WS|IG)\s?/?\s?(?P<number>\d{{3,5}}){_GROUPED}")
_TYPE_IN_WORDS = re.compile(r"type\s+(IA[\s_]?IN|IA|IB|II)\b", re.IGNORECASE)


def slug_of(text: str) -> str:
    """The slug of the procedure in a cell: `II/0006/G`, `PSUSA/00010834/202111`, `WS2451`. Raises JunkNumber."""
    upper = _PRODUCT.sub("/", re.sub(r"\s*\n\s*", "", text).upper())
    if match := _NUMBER.search(upper):
        return _slug(match)
    if match := _GROUP.search(upper):
        mark = "" if match["kind"] == "WS" else "/"
        return ema_procedure(f"{match['kind']}{mark}{match['number']}{match['group'] or ''}")
    if match := _OTHER.search(upper):
        return _slug(match)
    raise JunkNumber(f"{text!r} is no number of a procedure")


def _slug(match: re.Match[str]) -> str:
    kind = re.sub(r"[\s_]", "", match["kind"])
    month = re.sub(r"\D", "", match["month"] or "")
    return ema_procedure(f"{kind}/{match['number']}{'/' if month else ''}{month}{match['group'] or ''}")


def letters_of(slug: str, text: str = "") -> str:
    """The letters that say what a procedure is; new-style numbers (`VR/…`) leave it to the words beside them."""
    kind = re.split(r"[/\d]", slug)[0]
    in_words = _TYPE_IN_WORDS.search(text)
    return re.sub(r"[\s_]", "", in_words[1]).upper() if kind == "VR" and in_words else kind
