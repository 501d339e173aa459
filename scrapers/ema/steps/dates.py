"""Dates as EMA's documents write them: days, ranges of meeting days, lists of days, over broken lines and with gaps.

`20-22 April 1999`, `29 May -1 June 2006`, `11 and 14 June 2004`, `24 to 27 April 2006`, `Septem ber 2003`, `27.06.02`.
A day without its year is no date: `14 - 17 November` is told, never completed from what stands near it.
"""

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from scrapers.dates import MONTHS, SHORT_MONTHS, PartialDate, day


class Mention(NamedTuple):
    """A date in a text, from `start` to `end`: `last` is the day (or month) meant, `first` where a range begins.

    `error` says why it is none: no such day, no year.
    """

    start: int
    end: int
    last: PartialDate | None
    first: PartialDate | None = None
    error: str = ""

    @property
    def range(self) -> tuple[datetime.date, datetime.date] | None:
        """Both ends of a range of days."""
        return (self.first.first, self.last.first) if self.first and self.last else None


def _gapped(word: str) -> str:
    """A pattern for a word within which the file may have put blanks, or a hyphen where a line ends."""
    return r"[\s-]{0,2}".join(word)


_MISSPELT = {
    **dict.fromkeys(("januray", "janury", "jannuary"), 1),
    **dict.fromkeys(("febuary", "feburary", "februrary", "februray", "februar"), 2),
    **dict.fromkeys(("apirl", "arpil"), 4),
    **dict.fromkeys(("juin", "juni"), 6),
    **dict.fromkeys(("juli", "juillet"), 7),
    **dict.fromkeys(("augsut", "augus", "agust"), 8),
    **dict.fromkeys(("sept", "septembre", "septmber", "setpember", "septemeber"), 9),
    **dict.fromkeys(("octobre", "ocotber", "octber"), 10),
    **dict.fromkeys(("novembre", "novemeber", "novmber"), 11),
    **dict.fromkeys(("decembre", "decemeber", "decmber", "dezember"), 12),
}
"""Months as documents misspell them, or leave them in another language."""
_MONTHS = {**_MISSPELT, **SHORT_MONTHS, **MONTHS}

_NAMES = sorted(_MONTHS, key=len, reverse=True)
_MONTH = "(?:" + "|".join(_gapped(name) for name in _NAMES) + r")(?![A-Za-z])\.?"
_BEHIND_A_WORD = r"(?:^|(?<=\bon\s)|(?<=\bthe\s)|(?<=[-–]\s)|(?<=[-–]))"
_DAY = (
    rf"(?<![\d.,])(?:(?<!/)|(?<=\d{{4}}/))(?:{_BEHIND_A_WORD}[0-3]\s\d(?!\d)|[0-3]?\d)(?!\d)(?:\s?(?:st|nd|rd|th)\b)?"
)
"""A gap within the number of the day is one only behind a word: `Annex 1 7 August` is the 7th."""
_SECOND_DAY = r"[0-3]?\d(?:\s?(?:st|nd|rd|th)\b)?"
_YEAR = r"(?:1\s?9|2\s?0)\s?\d\s?\d(?!\d\d)(?=\d?(?!\d))"
"""A single figure right behind it is the mark of a footnote: `17 August 20051`."""
_DASH = r"\s*(?:[-‐‑‒–—−]+|\bto\b|\buntil\b|\bthrough\b)\s*(?:the\s+)?"
_AND = r"\s*(?:,|;|\band\b|&|,\s*and\b)\s*(?:on\s+)?(?:the\s+)?"

_RANGE = re.compile(
    rf"(?P<d1>{_DAY})(?:\s*(?P<m1>{_MONTH}))?(?:,?\s*(?P<y1>{_YEAR}))?{_DASH}"
    rf"(?P<d2>{_SECOND_DAY})\s*(?:of\s+)?(?P<m2>{_MONTH})(?:,?\s*(?P<y2>{_YEAR}))?",
    re.IGNORECASE,
)
_STROKE = re.compile(rf"(?P<d1>{_DAY})/(?P<d2>{_SECOND_DAY})\s*(?P<m2>{_MONTH}),?\s*(?P<y2>{_YEAR})", re.IGNORECASE)
_PAIR = re.compile(
    rf"(?P<d1>{_DAY})\s*(?P<m1>{_MONTH}){_AND}(?P<d2>{_SECOND_DAY})\s*(?P<m2>{_MONTH}),?\s*(?P<y2>{_YEAR})",
    re.IGNORECASE,
)


def _digit_range(joint: str, before: str = "") -> re.Pattern[str]:
    """Two days in figures, the first perhaps without its month or year: `18-21/10/2010`, `10.06.2019 - 14.06.2019`."""
    part = r"\s?[./]\s?"
    first = rf"(?P<d1>\d{{1,2}})(?:{part}(?P<m1>\d{{1,2}})(?:{part}(?P<y1>\d{{4}}|\d\d))?)?"
    last = rf"(?P<d2>\d{{1,2}}){part}(?P<m2>\d{{1,2}}){part}(?P<y2>\d{{4}}|\d\d)(?![\w/])"
    return re.compile(rf"{before}(?<![\w/.-]){first}{joint}{last}", re.IGNORECASE)


_DIGIT_RANGE = _digit_range(_DASH)
_DIGITS_BETWEEN = _digit_range(r"\s+and\s+", r"(?<=\bbetween\s)")
_BETWEEN = re.compile(
    rf"(?<=\bbetween\s)(?:the\s)?(?P<d1>{_DAY})(?:\s*(?P<m1>{_MONTH}))?(?:,?\s*(?P<y1>{_YEAR}))?\s*\band\s+(?:the\s+)?"
    rf"(?P<d2>{_SECOND_DAY})\s*(?:of\s+)?(?P<m2>{_MONTH})(?:,?\s*(?P<y2>{_YEAR}))?",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"(?P<days>{_DAY}(?:{_AND}{_SECOND_DAY})+)\s*(?:of\s+)?(?P<m>{_MONTH}),?\s*(?P<y>{_YEAR})", re.IGNORECASE
)
_SINGLE = re.compile(rf"(?P<d>{_DAY})\.?[\s-]*(?:of\s+)?(?P<m>{_MONTH}),?[\s-]*(?P<y>{_YEAR})", re.IGNORECASE)
_AMERICAN = re.compile(rf"\b(?P<m>{_MONTH})\s*(?P<d>{_SECOND_DAY}),\s*(?P<y>{_YEAR})", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w/.-])(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?[./-]\s?(?P<y>\d{4}|\d\d)(?![\w/])")
_SHORT_YEAR = re.compile(rf"\b(?P<d>\d{{1,2}})(?P<s>[-/.])(?P<m>{_MONTH})(?P=s)(?P<y>\d\d)(?!\w)", re.IGNORECASE)
_ISO = re.compile(r"(?<![\w/.-])(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?![\w/-])")
_MONTH_ALONE = re.compile(rf"(?<!\d)(?<!\d[ /.-])\b(?P<m>{_MONTH}),?\s*(?P<y>{_YEAR})", re.IGNORECASE)
_NO_YEAR = re.compile(rf"(?P<d>{_DAY})\s*(?:of\s+)?(?P<m>{_MONTH})(?!\s*\d)", re.IGNORECASE)

_RANGES = (_RANGE, _BETWEEN, _STROKE, _DIGIT_RANGE, _DIGITS_BETWEEN)
_FORMS = (*_RANGES, _PAIR, _LIST, _SINGLE, _SHORT_YEAR, _AMERICAN, _DIGITS, _ISO, _MONTH_ALONE, _NO_YEAR)
_EARLIEST, _LATEST = 1960, 2100


def mentions(text: str) -> list[Mention]:
    """The dates in a text, in order. Of forms that begin at one place the longest counts."""
    if not re.search(r"\d", text):
        return []
    found: list[Mention] = []
    at = 0
    while match := min(filter(None, (form.search(text, at) for form in _FORMS)), key=_place, default=None):
        found += _read(match)
        at = match.end()
    return found


def only(text: str) -> Mention | None:
    """The date that a text is, with nothing before or behind it."""
    found = mentions(text)
    is_all = len(found) == 1 and not (text[: found[0].start] + text[found[0].end :]).strip(" .,;:")
    return found[0] if is_all else None


def _place(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


def _read(match: re.Match[str]) -> Iterator[Mention]:
    if match.re is _LIST:
        yield from _list(match)
    elif match.re in _RANGES:
        yield _range(match)
    elif match.re is _PAIR:
        yield from _pair(match)
    elif match.re is _NO_YEAR:
        yield Mention(match.start(), match.end(), None, error="a day without its year")
    else:
        yield _mention(match.start(), match.end(), match.groupdict())


def _list(match: re.Match[str]) -> Iterator[Mention]:
    """`11 and 14 June 2004`: a mention for each day, the last one up to the year; `16, 17 and 18 June` is a range."""
    days = list(re.finditer(r"\d{1,2}", match["days"]))
    numbers = [int(found[0]) for found in days]
    if len(days) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        first, last = (_mention(*match.span(), {"d": days[at][0], "m": match["m"], "y": match["y"]}) for at in (0, -1))
        yield last._replace(first=first.last)
        return
    for number, found in enumerate(days, start=1):
        start = match.start("days") + found.start()
        end = match.end() if number == len(days) else match.start("days") + found.end()
        yield _mention(start, end, {"d": found[0], "m": match["m"], "y": match["y"]})


def _pair(match: re.Match[str]) -> Iterator[Mention]:
    """`8 March and 4 March 1999`: the year of both; `20 December and 9 January 2004` passes over its end."""
    year = int(_digits(match["y2"]))
    if _month(match["m1"]) - _month(match["m2"]) > MONTHS["june"]:
        year -= 1
    yield _mention(match.start(), match.end("m1"), {"d": match["d1"], "m": match["m1"], "y": str(year)})
    yield _mention(match.start("d2"), match.end(), {"d": match["d2"], "m": match["m2"], "y": match["y2"]})


def _range(match: re.Match[str]) -> Mention:
    start, end = match.span()
    parts = match.groupdict()
    if not parts["y2"]:
        return Mention(start, end, None, error="days without their year")
    last = _mention(start, end, {"d": parts["d2"], "m": parts["m2"], "y": parts["y2"]})
    month, year = parts.get("m1") or parts["m2"], parts.get("y1") or parts["y2"]
    first = _mention(start, end, {"d": parts["d1"], "m": month, "y": year})
    if first.last and last.last and first.last > last.last and parts.get("m1") and not parts.get("y1"):
        first = _mention(start, end, {"d": parts["d1"], "m": month, "y": str(last.last.first.year - 1)})
    if last.error or first.error or first.last is None or last.last is None:
        return Mention(start, end, None, error=last.error or first.error)
    if first.last > last.last:
        return Mention(start, end, None, error="a range that ends before it begins")
    return Mention(start, end, last.last, first.last if first.last < last.last else None)


def _mention(start: int, end: int, parts: dict[str, str | None]) -> Mention:
    year = int(_digits(parts["y"]))
    month = _month(parts["m"] or "")
    if year < 100:
        year += 1900 if year >= 90 else 2000
    if not _EARLIEST <= year <= _LATEST:
        return Mention(start, end, None, error="no such year")
    try:
        if not parts.get("d"):
            return Mention(start, end, PartialDate(datetime.date(year, month, 1), "month"))
        return Mention(start, end, day(year, month, int(_digits(parts["d"]))))
    except ValueError:
        return Mention(start, end, None, error="no such day")


def _digits(text: str | None) -> str:
    return re.sub(r"\D", "", text or "")


def _month(text: str) -> int:
    name = re.sub(r"[^a-z0-9]", "", text.lower())
    if name.isdigit():
        return int(name)
    return _MONTHS[name]
