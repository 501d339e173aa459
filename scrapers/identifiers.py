"""Numbers of applications and procedures, however they are spelled.

EMA: `EMEA/H/C/000801`, the product number, is the key; addresses are renamed and reused. FDA: type and six digits,
`NDA022180`; a submission is (`NDA022180`, `SUPPL`, `9`).
"""

import re
from typing import NamedTuple

from scrapers.reference_numbers import number_of_an_application


class JunkNumber(ValueError):
    """A text that stands where a number should and is none; the message says what it looks like."""


class Identifier(NamedTuple):
    """What somebody typed: authority (empty: either), application number, procedure slug (empty: all of it)."""

    authority: str
    number: str
    procedure: str = ""


_EMA = re.compile(r"(?:EMEA|EMA)?/?([HVWD])/?C?/?(\d{3,6})(?:/(.*))?", re.IGNORECASE)
_FDA = re.compile(r"(NDA|ANDA|BLA|BN)\s*[-#]?\s*(\d{2})-?(\d{3,4})(?:\s*/?\s*(.*))?", re.IGNORECASE)
_SUBMISSION = re.compile(r"(S|SUPPL|ORIG)\s*-?\s*0*(\d+)", re.IGNORECASE)
_TYPES = {
    "initial": "initial",
    "ORIG": "initial",
    "SUPPL": "supplement",
    "I": "variation",
    "II": "variation",
    "IA": "variation",
    "IB": "variation",
    "IG": "variation",
    "VR": "variation",
    "R": "renewal",
    "RN": "renewal",
    "N": "notification",
    "T": "transfer",
    "X": "extension",
    "WS": "worksharing",
    "PSUSA": "psusa",
    "PSUV": "psusa",
    "PSUR": "psusa",
    "A": "referral",
    "REF": "referral",
}
_NOT_PRODUCTS = re.compile(r"/(WS|PSUSA|IG|A\d+)", re.IGNORECASE)


def ema_product_number(text: str) -> str:
    """`EMEA/H/C/000801` from any of its repairable spellings: `H004061`, `EMA/H/C/2709`, `001120`, `EMEA/H/C005201`.

    Raises JunkNumber for a procedure number that leaked into the place (`R/0023`, `H/C/WS2451`, `H/C/002840/N/0049`).
    """
    trimmed = re.sub(r"\s+", "", text)
    if re.fullmatch(r"\d{4,6}", trimmed):
        return f"EMEA/H/C/{trimmed.zfill(6)}"
    match = _EMA.fullmatch(trimmed)
    if not match or match[3] or _NOT_PRODUCTS.search(trimmed):
        raise JunkNumber(f"{text!r} is not an EMA product number")
    return f"EMEA/{match[1].upper()}/C/{match[2].zfill(6)}"


def ema_category(number: str) -> str:
    """`Human` or `Veterinary`, as the letter of a canonical product number says.

    W are opinions on medicines for use outside the Union: human ones.
    """
    return {"H": "Human", "V": "Veterinary", "W": "Human"}.get(number.split("/")[1], "")


def fda_application_number(text: str) -> str:
    """`NDA022180` from `NDA 022180`, `NDA 22-180`, `nda22180`. Raises JunkNumber."""
    match = _FDA.fullmatch(text.strip())
    if not match or (match[4] or "").strip():
        raise JunkNumber(f"{text!r} is not an FDA application number")
    return f"{match[1].upper()}{(match[2] + match[3]).zfill(6)}"


def fda_submission(submission_type: str, submission_number: str) -> str:
    """The slug of a submission without zeros: `ORIG-1`, `SUPPL-9`. On old pages 000 is the original."""
    kind = submission_type.strip().upper()
    number = submission_number.strip().lstrip("0")
    return "ORIG-1" if kind == "ORIG" and not number else f"{kind}-{number or '0'}"


def ema_procedure(text: str) -> str:
    """The slug of an EMA procedure, its last part padded to four: `II/06` as `II/0006`, `ii/0032/g` as `II/0032/G`.

    `0000` is the initial application. The number of a periodic assessment has eight figures: `PSUSA/10834/202111` is
    `PSUSA/00010834/202111`. New-style numbers (`VR/0000246587`) and others stay as they are, in capitals.
    """
    parts = [part for part in re.sub(r"\s+", "", text).upper().split("/") if part]
    if not parts or (len(parts) == 1 and set(parts[0]) == {"0"}):
        return "initial"
    if parts[0] == "PSUSA" and len(parts) > 1 and parts[1].isdigit():
        parts[1] = parts[1].zfill(8)
    return "/".join(part.zfill(4) if part.isdigit() and len(part) < 4 else part for part in parts)


def procedure_type(slug: str) -> str:
    """The type of a procedure that its designation shows: `SUPPL-9` is a supplement, `II/0029` a variation."""
    head = slug.replace("-", "/").split("/")[0].rstrip("0123456789")
    return next((_TYPES[name] for name in (head, head.removesuffix("IN")) if name in _TYPES), "other")


def identifier(text: str) -> Identifier:
    """What staff would type: `EMEA/H/C/000801/II/0029`, `NDA 022180/S-009`, bare six digits. Raises JunkNumber.

    Also EMA's numbers of what is no marketing authorisation: `EU/3/08/596`, `EMA/REF/0000271842`.

    Bare digits are `authority=""` with the digits as number: the caller asks FDA first, then EMA.
    """
    typed = text.strip()
    if re.fullmatch(r"\d{4,6}", typed):
        return Identifier("", typed.zfill(6))
    if match := _FDA.fullmatch(typed):
        number = f"{match[1].upper()}{(match[2] + match[3]).zfill(6)}"
        rest = (match[4] or "").strip()
        if not rest:
            return Identifier("FDA", number)
        if submission := _SUBMISSION.fullmatch(rest):
            kind = "SUPPL" if submission[1].upper().startswith("S") else "ORIG"
            return Identifier("FDA", number, fda_submission(kind, submission[2]))
        raise JunkNumber(f"{text!r}: {rest!r} is not a submission; write it as SUPPL-9, S-009 or ORIG-1")
    if match := _EMA.fullmatch(re.sub(r"\s+", "", typed)):
        return Identifier(
            "EMA",
            f"EMEA/{match[1].upper()}/C/{match[2].zfill(6)}",
            ema_procedure(match[3]) if match[3] is not None else "",
        )
    if number := number_of_an_application(typed):
        return Identifier("EMA", number)
    raise JunkNumber(f"{text!r} is not a number that is known here; write EMEA/H/C/000801, NDA022180 or six digits")
