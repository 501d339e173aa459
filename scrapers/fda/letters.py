"""FDA's action letters as text: what each decides and when, and what it says of the application's way to it.

A file may hold several letters of several eras. Traps: a letter gives the day an application is *dated* and the day it
was *received*, and the clock runs from the latter; before 11 August 2008 "complete response" meant the applicant's
reply, and FDA's letters were approvable or not approvable (73 FR 39588); "in writing that this application is approved"
stands in letters that refuse. Names of people are not kept.
"""

import bisect
import datetime
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scrapers.dates import MONTHS, PartialDate, day, from_american_words
from scrapers.fda.letter_heads import numbers_in, slugs_in
from scrapers.fda.squeezed import Found, Squeezed
from scrapers.readers import Unreadable

COMPLETE_RESPONSES_SINCE = datetime.date(2008, 8, 11)
"""From this day on FDA's letter is a complete response; there are no approvable and not approvable letters any more."""

BEFORE_THEN = frozenset({"approvable-letter", "not-approvable-letter"})

UNDECIDED = "other"
"""The kind of a letter of which it cannot be said what it decides."""

_DATE = rf"(?:{'|'.join(MONTHS)})[0-9]{{1,2}}[,.][12][0-9]{{3}}"
_GIVEN = (
    rf"dated(?:and(?:received|submitted)(?P<both>{_DATE})"
    rf"|(?P<dated>{_DATE})(?:[,;]?(?:and)?(?:was)?received(?:on)?(?P<received>{_DATE}))?)"
)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_SALUTATION = re.compile(r"\bDear [^:]{2,80}:")
_IS_LETTER = _pattern(r"your.{0,60}?(?:application|supplement|NDA|BLA|submission)")
_OPENING = _pattern(rf"(?:referto|reviewof|regardto)your(?P<what>[^.]{{0,160}}?){_GIVEN}")
_CLASS = _pattern(r"class([12])")
_SUBJECT = r"(?:(?:application|supplement|NDA|BLA)s?)?"
_VERDICTS = (
    ("not-approvable-letter", _pattern(rf"{_SUBJECT}(?:is|are)notapprovable")),
    ("approvable-letter", _pattern(rf"{_SUBJECT}(?:is|are)approvable")),
    ("complete-response", _pattern(r"(?:cannot|unableto)approve(?:this|the|your)[a-z]{0,30}|cannotbeapprovedinits")),
    ("tentatively-approved", _pattern(rf"{_SUBJECT}(?:is|are)tentativelyapproved")),
    ("approved", _pattern(rf"{_SUBJECT}(?:is|are)approved,?effectiveonthedateofthisletter")),
)
_ANSWER = rf"acomplete(?:,?class[12])?response(?:to(?:our|the)(?:{_DATE},?)?[a-z]{{0,20}}letter)?"
_TOLD = (
    ("resubmitted", _pattern(rf"the(?P<dated>{_DATE}),?(?:re)?submissionconstitute[sd]?{_ANSWER}")),
    ("resubmitted", _pattern(rf"(?:class[12])?resubmission(?:of[^.,]{{0,50}}?)?,?{_GIVEN}")),
    ("resubmitted", _pattern(rf"(?:submission|amendment),?{_GIVEN},?(?:which|that)?constitute[sd]?{_ANSWER}")),
    ("refuse-to-file", _pattern(rf"letterdated(?P<dated>{_DATE}),?refusingtofile")),
    ("refuse-to-file", _pattern(rf"our(?P<dated>{_DATE}),?refus(?:e|al)-?to-?fileletter")),
    ("not-approvable-letter", _pattern(rf"our(?P<dated>{_DATE}),?no[nt]-?approvable(?:action)?letter")),
    ("approvable-letter", _pattern(rf"our(?P<dated>{_DATE}),?approvable(?:action)?letter")),
    ("complete-response", _pattern(rf"our(?P<dated>{_DATE}),?completeresponse(?:action)?letter")),
    ("complete-response", _pattern(rf"completeresponse(?:action)?letter(?:dated|of)(?P<dated>{_DATE})")),
)
"""What a letter tells of earlier events."""

_ANNOUNCED = _pattern(r"representationofanelectronicrecord|/s/")
_SIGNED = re.compile(
    r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\d/])(?: \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?)?", re.ASCII
)
CENTURY = 70
"""Two-digit years before it are of this century."""

OUTCOMES = frozenset(kind for kind, _ in _VERDICTS) | {"refuse-to-file"}
MAX_LETTERS = 300


class LetterStep(NamedTuple):
    """A dated event in a letter's own words. `page` counts from 1.

    `date_in_words`: the words give the date themselves. `is_receipt`: it is the day of arrival. `decides`: the words
    say what was decided.
    """

    kind: str
    date: PartialDate
    quote: str
    page: int
    label: str = ""
    date_in_words: bool = True
    is_receipt: bool = False
    decides: bool = False


class Letter(NamedTuple):
    """One letter: the applications it is about (canonical), the slugs of the procedures, its steps in order of words.

    `numbers` and `slugs` are empty where the letter does not say. `date` is the day it was signed.
    """

    numbers: tuple[str, ...]
    slugs: tuple[str, ...]
    kind: str
    date: PartialDate | None
    steps: tuple[LetterStep, ...]


class Signature(NamedTuple):
    """The day of a signature, and the place behind its words."""

    date: PartialDate
    quote: str
    page: int
    end: int


def letters_in(pages: Sequence[str], name: str = "") -> list[Letter]:
    """The letters on some pages, in order. `name` is the file's: it may say which submission they are about.

    What is before the first letter (a cover page) is about all of them. Raises Unreadable.
    """
    text = Squeezed(pages)
    bodies = [
        place
        for place, _ in text.plain_matches(_SALUTATION)
        if next(text.find(_IS_LETTER, place, place + 600), None) is not None
    ]
    if len(bodies) > MAX_LETTERS:
        raise Unreadable(f"there are {len(bodies):,} letters in one text, more than {MAX_LETTERS}")
    signatures = _signatures(text)
    heads: list[int] = []
    for body in bodies:
        # On one long page, a letter begins where the signatures of the one before end.
        earlier = [signature.end for signature in signatures if signature.end <= body]
        heads.append(max(text.page_start(body), max(earlier, default=0), bodies[len(heads) - 1] if heads else 0))
    cover = text.between(0, heads[0]) if heads else ""
    places = zip(heads, bodies, [*heads, len(text.text)][1:], strict=True)
    return [_letter(text, f"{cover} {name}", place, signatures) for place in places]


def _letter(text: Squeezed, names: str, place: tuple[int, int, int], signatures: Sequence[Signature]) -> Letter:
    """The letter whose head, body and end are at these places."""
    head, body, end = place
    heading = text.between(head, body)
    opening = next(text.find(_OPENING, body, min(body + 900, end)), None)
    own = [signature for signature in signatures if body <= signature.end <= end]
    last = max(own, key=lambda signature: signature.date.first, default=None)
    verdict = _verdict(text, body, end, last.date) if last else None
    kind = verdict.kind if verdict else UNDECIDED
    steps = [*(_dated("submitted", opening) if opening else ()), *_told(text, body, end)]
    if last:
        steps.append(LetterStep(kind, last.date, last.quote, last.page))
    return Letter(
        numbers=numbers_in(heading) or numbers_in(text.between(body, end)),
        slugs=slugs_in(heading, names, opening.match["what"] if opening else ""),
        kind=kind,
        date=last.date if last else None,
        steps=(*steps, verdict) if verdict else tuple(steps),
    )


def _told(text: Squeezed, start: int, end: int) -> Iterator[LetterStep]:
    for kind, pattern in _TOLD:
        for found in text.find(pattern, start, end):
            yield from (step for step in _dated(kind, found) if is_of_its_time(kind, step.date))


def _dated(kind: str, found: Found) -> Iterator[LetterStep]:
    """The step that words give, by the day of receipt where they give it; none if there is no such day."""
    groups = found.match.groupdict()
    received = groups.get("received") or groups.get("both")
    try:
        date = _spelled_out(received or groups["dated"])
    except ValueError:
        return
    review = _CLASS.search(found.match[0]) if kind == "resubmitted" else None
    label = f"Class {review[1]} resubmission" if review else ""
    decides = kind in OUTCOMES
    yield LetterStep(kind, date, found.quote, found.page, label, is_receipt=bool(received), decides=decides)


def _verdict(text: Squeezed, start: int, end: int, date: PartialDate) -> LetterStep | None:
    """What the letter of that day decides: the first words that say so, if letters of its time said it so."""
    found = [(words, kind) for kind, pattern in _VERDICTS for words in text.find(pattern, start, end)]
    if not found:
        return None
    words, kind = min(found, key=lambda one: one[0].match.start())
    if not is_of_its_time(kind, date):
        return None
    return LetterStep(kind, date, words.quote, words.page, date_in_words=False, decides=True)


def is_of_its_time(kind: str, date: PartialDate) -> bool:
    """Whether FDA wrote such letters then."""
    if kind == "complete-response":
        return date.first >= COMPLETE_RESPONSES_SINCE
    return kind not in BEFORE_THEN or date.first < COMPLETE_RESPONSES_SINCE


def _signatures(text: Squeezed) -> list[Signature]:
    """The dates behind words that announce a signature, up to the next salutation."""
    announced = sorted(found.match.end() for found in text.find(_ANNOUNCED))
    salutations = sorted(place for place, _ in text.plain_matches(_SALUTATION))
    signatures = []
    for place, match in text.plain_matches(_SIGNED):
        before = bisect.bisect(announced, place)
        if not before or bisect.bisect(salutations, place) != bisect.bisect(salutations, announced[before - 1]):
            continue
        try:
            date = _american(match[1], match[2], match[3])
        except ValueError:
            continue
        signatures.append(Signature(date, match[0], text.page_at(place), place + len(match[0].replace(" ", ""))))
    return signatures


def _spelled_out(text: str) -> PartialDate:
    """`October5,2017`, without blanks. Raises ValueError."""
    month, rest = re.match(r"([A-Za-z]+)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    return from_american_words(f"{month} {rest[:-5]}, {rest[-4:]}")


def _american(month: str, day_of_month: str, year: str) -> PartialDate:
    """`12/18/2023` or `3/15/02`. Raises ValueError."""
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < CENTURY else 1900)
    return day(full, int(month), int(day_of_month))
