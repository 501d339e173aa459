"""Which application and which submission a letter is about, from its head, its cover page, its file's name."""

import re

from scrapers.identifiers import JunkNumber, fda_application_number, fda_submission

ORIGINAL = "ORIG-1"
UNSAID = "letter"
"""The slug of the procedure where a letter's steps are kept if nothing says which submission it is about."""

_NUMBER = re.compile(r"\b(NDA|ANDA|BLA|BL|BN)\s*#?\s*(\d{2}\s?-?\s?\d{3,4})(?!\d)", re.ASCII)
_SUPPLEMENT = re.compile(r"/\s?(?:S[A-Z0-9]{0,2}|SUPPL)\s?-\s?(\d{1,4})\b", re.ASCII)
_MORE_SUPPLEMENTS = re.compile(r"(?:,|;|&|and)\s*S-(\d{1,4})\b", re.ASCII)
_ORIGINALS = re.compile(r"/\s?Orig(?:inal)?[\s-]*(\d{1,2})\b", re.IGNORECASE | re.ASCII)
_FILE = re.compile(r"Orig(\d{1,2})s(\d{3})", re.IGNORECASE | re.ASCII)
_FILE_OF_SUPPLEMENT = re.compile(r"\d{6}[-_]?s(\d{3})(?!\d)", re.IGNORECASE | re.ASCII)
_ORIGINAL = re.compile(r"newdrugapplication|biologicslicenseapplication|NDA|BLA", re.IGNORECASE)
_SUPPLEMENTAL = re.compile(r"supplement|sNDA|sBLA|efficacy", re.IGNORECASE)


def application_number(text: str) -> str:
    """`NDA209510` from `NDA 209510` or `BL 125807`. Raises JunkNumber."""
    plain = text.strip()
    return fda_application_number(re.sub(r"^BL(?=[\s\d])", "BLA", plain) if plain.isascii() else "")


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of applications in a text, in order, each once."""
    found = []
    for kind, digits in _NUMBER.findall(text):
        try:
            found.append(application_number(f"{kind} {re.sub(r'[^0-9]', '', digits)}"))
        except JunkNumber:
            continue
    return tuple(dict.fromkeys(found))


def slugs_in(heading: str, name: str, opening: str) -> tuple[str, ...]:
    """The slugs of the submissions that a letter is about.

    `heading` is what stands above the salutation, `name` the cover page or the file's name, `opening` the words for the
    application in the first sentence, without blanks. A supplement of which no number is given has no slug.
    """
    supplements = _SUPPLEMENT.findall(heading)
    if supplements:
        supplements += _MORE_SUPPLEMENTS.findall(heading)
        return tuple(dict.fromkeys(fda_submission("SUPPL", number) for number in sorted(supplements, key=int)))
    if originals := _ORIGINALS.findall(heading):
        return tuple(dict.fromkeys(fda_submission("ORIG", number) for number in sorted(originals, key=int)))
    if slug := slug_of_file(name):
        return (slug,)
    if _SUPPLEMENTAL.search(opening) or not _ORIGINAL.search(opening):
        return ()
    return (ORIGINAL,)


def slug_of_file(name: str) -> str:
    """`ORIG-1` from `022075Orig1s000OtherActionLtrs.pdf`, `SUPPL-74` from `018680-s074_...`; else empty."""
    if match := _FILE.search(name):
        is_supplement = int(match[2]) > 0
        return fda_submission("SUPPL", match[2]) if is_supplement else fda_submission("ORIG", match[1])
    match = _FILE_OF_SUPPLEMENT.search(name)
    return fda_submission("SUPPL", match[1]) if match and int(match[1]) else ""
