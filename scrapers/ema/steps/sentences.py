"""From sentences with dates to what happened when: which date is the step's, which only stands beside it."""

import datetime
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from scrapers.dates import PartialDate
from scrapers.ema.steps.dates import Mention, mentions
from scrapers.ema.steps.wordings import (
    BACKGROUND,
    BACKGROUND_LABELS,
    ELSEWHERE,
    INTRODUCTION,
    NOT_HERE,
    OF_ANOTHER,
    Wording,
    letters,
    wording,
)

SENT_WITHIN = datetime.timedelta(days=31)
"""What a committee agreed at a meeting is sent some days later; what is dated further away happened by itself."""

OTHER = Wording("other", "")


class Item(NamedTuple):
    """A paragraph, a bullet or the row of a table, and the page on which it begins.

    `is_background`: it stands before the section on steps, where other procedures and countries are told of too.
    `is_introduction`: it stands in a report that has no such section, as those on veterinary medicines.
    """

    text: str
    page: int
    is_background: bool = False
    is_introduction: bool = False


class Happening(NamedTuple):
    """One thing that happened: its wording, its day, the meeting's days, and the sentence that says so."""

    wording: Wording
    date: PartialDate
    range: tuple[datetime.date, datetime.date] | None
    sentence: str
    page: int
    part: str
    """The part of the sentence that tells of it."""


class Oddity(NamedTuple):
    """Words that look like a date and are none."""

    text: str
    page: int


_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bDr)(?<!\bNo)(?<!\bProf)(?<!\bMs)(?<!\bMr)(?<!\bArt)(?<!\bInc)(?<!\bLtd)(?<=[.;])\s+(?=[A-Z“\"(])"
    r"|(?<=\d\d\d\d)\s+(?=(?:The|This|During|Following|At|An?|In|On|After|Experts|Furthermore|Submission|Request|Start"
    r"|Updated|Opinion|Accelerated|Additional)\s+[A-Za-z\d])"
)
_LEGISLATION = re.compile(
    r"\b(?:Regulations?|Directives?|Decisions?|Guidelines?|Annex|Article)\b[^.;]{0,90}\bof\s*(?:the\s*)?$"
    r"|\bN[o°]\.?\s*\(?[A-Z]{0,3}\)?\s*\d+/\d+[^.;]{0,30}\bof\s*$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:opinions?|decisions?|reports?|authorisations?|advice|guidelines?|versions?)\s+(?:adopted\s+|issued\s+)?of\s*$"
    r"|\b(?:until|since|before|prior to|as of|no later than|by)\s*(?:the\s*)?$|\((?:from|since)\s*$",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"(?:meetings?|plenary|session)(?:was|were)?(?:held|takingplace|whichtookplace)?"
    r"(?:on|of|from|between|in|during)?(?:the)?$"
)
_VERB_BEFORE = re.compile(
    r"(?:submitted|filed|lodged|adopted|issued|sent|circulated|provided|gave|made|received)(?:on)?(?:the)?$"
)
_REFERENCE_OF_MANY = re.compile(
    r"\b(?:questions?|issues|letters?|requests?)\s+of\s*(?:the\s*)?$|\bdated\s*$", re.IGNORECASE
)
"""What stands beside another date that is the step's own; alone it is the step's."""
_REFERENCE_TO_WHAT_WAS_DONE = re.compile(
    r"\b(?:to|of|from|with|by|after|following|in)\s+(?:the|its|these|all)\s+(?:[\w/-]+\s+){0,6}"
    r"(?:questions?|issues|opinion|reports?|letter)\s+"
    r"(?:raised|adopted|agreed|issued|sent|identified|posed|given)\b[^,;.]{0,40}\bon\s*(?:the\s*)?$",
    re.IGNORECASE,
)
"""`the answers to the questions raised by the committee on …`: a day beside the one on which they were given."""
_DUE = re.compile(r"\bto\s+be\s+(?:[\w/-]+\s+){1,12}(?:on|at|in)\s*(?:the\s*)?$", re.IGNORECASE)
_BARE = re.compile(r"(?:on|in|at|the|chmp|cpmp|cvmp|cat|prac|emea|ema|committee|applicant|company|then|subsequently)*")
"""What may stand before a day with which a sentence begins."""
_CLAUSE = re.compile(r"[,;]\s|\s+(?=(?:and|which)\b)")
_GOES_ON = re.compile(
    r"\W*(?:(?:and|which|that|then|it)\s+)*(?:(?:was|were|has been|subsequently|later|again)\s+)*"
    r"(?:amended|revised|confirmed|corrected|updated)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\W*(?:(?:and|which)\s+)*(?:was|were|has been|have been)\b", re.IGNORECASE)
_BOTH_REPORTS = re.compile(
    r"rapporteurs?and(?:the)?corapporteurs?(?:first|initial|preliminary)?(?:ass?ess?e?ment)?reports(?:was|were)"
)


def sentences(text: str) -> list[str]:
    """The sentences of an item. A date at the front of one (`On 5 May 2003 The ...`) is not cut off."""
    found: list[str] = []
    for part in _parts(text):
        if found and len(_without_dates(found[-1]).split()) < 2:
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return [part.strip() for part in found if part.strip()]


def _parts(text: str) -> Iterator[str]:
    """A text cut where sentences end, but not within a date: `1st. June 2004`."""
    dates, at = mentions(text), 0
    for end in _SENTENCE_END.finditer(text):
        if not any(date.start < end.start() < date.end for date in dates):
            yield text[at : end.start()]
            at = end.end()
    yield text[at:]


def happenings(item: Item) -> Iterator[Happening | Oddity]:
    """What an item tells to have happened, in the order of its words."""
    for sentence in sentences(item.text):
        dates = mentions(sentence)
        if not item.is_background:
            yield from (Oddity(sentence[date.start : date.end].rstrip("."), item.page) for date in dates if date.error)
        if not (standing := _standing(sentence, dates)):
            continue
        for known, date, part in _dated(sentence, standing, item):
            if date.mention.last is None:
                continue
            happening = Happening(known, date.mention.last, date.range, sentence, item.page, part)
            yield happening
            if known.kind == "assessment-report" and len(standing) == 1 and _BOTH_REPORTS.search(letters(sentence)):
                yield happening


class _Standing(NamedTuple):
    """A date that is a step's own, and the days of the meeting that goes with it."""

    mention: Mention
    range: tuple[datetime.date, datetime.date] | None


def _standing(sentence: str, dates: list[Mention]) -> list[_Standing]:
    """The dates on which something happened. A meeting and the day on which it did or sent something are one."""
    found: list[_Standing] = []
    meeting: Mention | None = None
    at = 0
    for date in dates:
        before, at = sentence[at : date.start], date.end
        if date.last is None or _stands_beside(before, sentence[: date.start], date, dates, meeting):
            continue
        if meeting and before.strip(" ,/&").lower() in ("", "and") and not date.first:
            meeting = date._replace(start=meeting.start, first=meeting.first or meeting.last)
            continue
        if _MEETING.search(letters(before)):
            if meeting:
                found.append(_Standing(meeting, meeting.range))
            if found and not meeting and _holds(date, found[-1].mention):
                found[-1] = _Standing(found[-1].mention, date.range)
            else:
                meeting = date
            continue
        if meeting and _is_within(date, meeting):
            found.append(_Standing(date, date.range or meeting.range))
        else:
            if meeting:
                found.append(_Standing(meeting, meeting.range))
            found.append(_Standing(date, date.range))
        meeting = None
    if meeting:
        found.append(_Standing(meeting, meeting.range))
    return found


def _stands_beside(before: str, all_before: str, date: Mention, dates: list[Mention], meeting: Mention | None) -> bool:
    """Whether a date is that of a law, of another document, or of something that is still to be done."""
    if _LEGISLATION.search(all_before[-140:]):
        return True
    if _REFERENCE.search(before):
        return True
    is_reference = _REFERENCE_OF_MANY.search(before) or _REFERENCE_TO_WHAT_WAS_DONE.search(before)
    if len(dates) > 1 and (is_reference or _is_month_of_another(date, dates)):
        return True
    return bool(meeting and _DUE.search(before) and not _holds(meeting, date))


def _is_month_of_another(date: Mention, dates: list[Mention]) -> bool:
    """`During the March 2005 meeting …, on 17 March 2005`: the month says no more than the day."""
    if date.last is None or date.last.precision != "month":
        return False
    days = [other.last.first for other in dates if other.last and other.last.precision == "day"]
    return any(date.last.first <= day <= date.last.last for day in days)


def _holds(meeting: Mention, date: Mention) -> bool:
    if meeting.last is None or date.last is None:
        return False
    return (meeting.first or meeting.last) <= date.last <= meeting.last


def _is_within(date: Mention, meeting: Mention) -> bool:
    """Whether a date may be the day of a meeting, or the day on which its outcome was sent."""
    assert date.last is not None and meeting.last is not None
    begins = (meeting.first or meeting.last).first
    return begins <= date.last.first <= meeting.last.first + SENT_WITHIN


def _dated(sentence: str, standing: list[_Standing], item: Item) -> Iterator[tuple[Wording, _Standing, str]]:
    """Each date with the wording of its own part of the sentence, else that of the part before it, and the part.

    Of several parts only what a date interrupts looks further: `submitted on 5 June 2003 an application`.
    """
    known: Wording | None = None
    if len(standing) > 1 and _BARE.fullmatch(letters(sentence[: standing[0].mention.start])):
        parts = _behind_dates(sentence, standing)
    else:
        parts = _before_dates(sentence, standing)
    for number, (date, part) in enumerate(zip(standing, parts, strict=True)):
        begin = standing[number - 1].mention.end if number else 0
        end = standing[number + 1].mention.start if number + 1 < len(standing) else len(sentence)
        own = _of_subject(sentence, date.mention, part) or _of_part(part, known)
        own = own or _interrupted(sentence, begin, date.mention, end)
        if known and not own and _is_of_another(part, item):
            continue
        known = own or known
        known = known or (wording(_without_dates(sentence)) if len(standing) == 1 else None) or OTHER
        if not item.is_background or _is_told_early(known, sentence[:begin], part, item):
            yield known, date, part


def _is_of_another(part: str, item: Item) -> bool:
    """Whether words behind a step date something else: another product, or before the section on steps anything."""
    is_aside = item.is_background and not re.match(r"\W*and\b", part)
    return is_aside or OF_ANOTHER.search(letters(part)) is not None


def _before_dates(sentence: str, standing: list[_Standing]) -> list[str]:
    """The parts of a sentence in which what was done stands before its day; the last one to its end."""
    begins = [0, *(date.mention.end for date in standing)]
    ends = [*(date.mention.start for date in standing[:-1]), len(sentence)]
    return [sentence[begin:end] for begin, end in zip(begins, ends, strict=False)]


def _behind_dates(sentence: str, standing: list[_Standing]) -> list[str]:
    """The parts of a sentence that begins with a day: `On 5 May the applicant responded and on 8 May the clock …`."""
    rest = ""
    parts = []
    for date, after in pairwise(standing):
        between = sentence[date.mention.end : after.mention.start]
        cuts = [cut for cut in _CLAUSE.finditer(between) if wording(_without_dates(between[: cut.start()]))]
        cut = cuts[0].start() if cuts else len(between)
        parts.append(f"{rest} {between[:cut]}")
        rest = between[cut:]
    return [*parts, f"{rest} {sentence[standing[-1].mention.end :]}"]


def _of_part(part: str, known: Wording | None) -> Wording | None:
    """The wording of a part of a sentence; that of the part before it where it only goes on with it."""
    return known if known and _GOES_ON.match(part) else wording(_without_dates(part))


def _of_subject(sentence: str, date: Mention, part: str) -> Wording | None:
    """`The responses to the list of questions, adopted on 22 April 1999, were submitted on …`: who or what was."""
    return wording(_without_dates(sentence[: date.start])) if _PASSIVE.match(part) and not wording(part) else None


def _interrupted(sentence: str, begin: int, date: Mention, end: int) -> Wording | None:
    """The wording of a part together with what stands behind its date, if its verb has its object there."""
    if not _VERB_BEFORE.search(letters(sentence[begin : date.start])):
        return None
    return wording(_without_dates(sentence[begin:end]))


def _is_told_early(known: Wording, before: str, part: str, item: Item) -> bool:
    kinds = BACKGROUND | INTRODUCTION if item.is_introduction else BACKGROUND
    is_a_step = known.kind in kinds or known.label in BACKGROUND_LABELS
    return is_a_step and not NOT_HERE.search(letters(part)) and not ELSEWHERE.search(before + part)


def _without_dates(text: str) -> str:
    kept, at = [], 0
    for date in mentions(text):
        kept.append(text[at : date.start])
        at = date.end
    return " ".join([*kept, text[at:]])
