"""How names are compared: substances and organisations meet through the keys of their aliases, medicines by name."""

import re
import unicodedata

_SEPARATORS = re.compile(r"\s*(?:;|/|,(?!\d)|\band\b)\s*", re.IGNORECASE)

_FORMER_NAME = re.compile(r"\(\s*previously\b[^()]*\)", re.IGNORECASE)


def key(name: str) -> str:
    """The name without case, accents, blanks and punctuation."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())[:500]


def name_key(name: str) -> str:
    """The key of a medicine's name, without the former name that EMA adds: "Abasaglar (previously Abasria)"."""
    return key(_FORMER_NAME.sub("", name))


def former_name_keys(name: str) -> list[str]:
    """The keys of the former names that EMA adds to a name: `abasria` of "Abasaglar (previously Abasria)"."""
    return [key(found.strip("() ")[len("previously") :]) for found in _FORMER_NAME.findall(name)]


def substances(inn: str, active_substance: str) -> list[str]:
    """The names of the single substances, from the common name, else from the list of active substances."""
    parts = [part.strip() for part in _SEPARATORS.split(inn or active_substance)]
    return list({key(part): part[:500] for part in parts if key(part)}.values())
