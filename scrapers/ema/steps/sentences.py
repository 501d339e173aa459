"""From sentences with dates to what happened when: which date is the step's, which only stands beside it."""

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from scrapers.dates import PartialDate
from scrapers.ema.steps.dates import Mention, mentions
from scrapers.ema.steps.wordings import BACKGROUND, BACKGROUND_LABELS, NOT_HERE, Wording, letters, wording

SENT_WITHIN = datetime.timedelta(days=31)
"""What a committee agreed at a meeting is sent some days later; what is dated further away happened by itself."""

OTHER = Wording("other", "")


class Item(NamedTuple):
    """A paragraph, a bullet or the row of a table, and the page on which it begins.

    `is_background`: it stands before the section on steps, where other procedures and countries are told of too.
    """

    text: str
    page: int
    is_background: bool = False


class Happening(NamedTuple):
    """One thing that happened: its wording, its day, the meeting's days, and the sentence that says so."""

    wording: Wording
    date: PartialDate
    range: tuple[datetime.date, datetime.date] | None
    sentence: str
    page: int


class Oddity(NamedTuple):
    """Words that look like a date and are none."""

    text: str
    page: int


_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bDr)(?<!\bNo)(?<!\bProf)(?<!\bMs)(?<!\bMr)(?<!\bArt)(?<!\bInc)(?<!\bLtd)(?<=[.;])\s+(?=[A-Z“\"(])"
    r"|(?<=\d\d\d\d)\s+(?=(?:The|During|Following|At)\s+[A-Za-z])"
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
_DATED = re.compile(r"\bdated\s*$", re.IGNORECASE)
_MEETING = re.compile(
    r"(?:meetings?|plenary|session)(?:was|were)?(?:held|takingplace|whichtookplace)?"
    r"(?:on|of|from|between|in|during)?(?:the)?$"
)
_VERB_BEFORE = re.compile(
    r"(?:submitted|filed|lodged|adopted|issued|sent|circulated|provided|gave|made|received)(?:on)?(?:the)?$"
)
_DUE = re.compile(r"\bto\s+be\s+(?:[\w/-]+\s+){1,12}(?:on|at|in)\s*(?:the\s*)?$", re.IGNORECASE)
_BOTH_REPORTS = re.compile(
    r"rapporteurs?and(?:the)?corapporteurs?(?:first|initial|preliminary)?(?:ass?ess?e?ment)?reports(?:was|were)"
)


def sentences(text: str) -> list[str]:
    """The sentences of an item. A date at the front of one (`On 5 May 2003 The ...`) is not cut off."""
    found: list[str] = []
    for part in _SENTENCE_END.split(text):
        if found and len(_without_dates(found[-1]).split()) < 2:
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return [part.strip() for part in found if part.strip()]


def happenings(item: Item) -> Iterator[Happening | Oddity]:
    """What an item tells to have happened, in the order of its words."""
    for sentence in sentences(item.text):
        dates = mentions(sentence)
        if not item.is_background:
            yield from (Oddity(sentence[date.start : date.end].rstrip("."), item.page) for date in dates if date.error)
        standing = _standing(sentence, dates)
        for known, date in _dated(sentence, standing, item.is_background):
            if date.mention.last is None:
                continue
            happening = Happening(known, date.mention.last, date.range, sentence, item.page)
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
    if _DATED.search(before) and len(dates) > 1:
        return True
    return bool(meeting and _DUE.search(before) and not _holds(meeting, date))


def _holds(meeting: Mention, date: Mention) -> bool:
    if meeting.last is None or date.last is None:
        return False
    return (meeting.first or meeting.last) <= date.last <= meeting.last


def _is_within(date: Mention, meeting: Mention) -> bool:
    """Whether a date may be the day of a meeting, or the day on which its outcome was sent."""
    assert date.last is not None and meeting.last is not None
    begins = (meeting.first or meeting.last).first
    return begins <= date.last.first <= meeting.last.first + SENT_WITHIN


def _dated(sentence: str, standing: list[_Standing], is_background: bool) -> Iterator[tuple[Wording, _Standing]]:
    """Each date with the wording of its own part of the sentence, else that of the part before it.

    Of several parts only what a date interrupts looks further: `submitted on 5 June 2003 an application`.
    """
    known: Wording | None = None
    for number, date in enumerate(standing):
        begin = standing[number - 1].mention.end if number else 0
        end = standing[number + 1].mention.start if number + 1 < len(standing) else len(sentence)
        is_only, is_last = len(standing) == 1, number == len(standing) - 1
        part = sentence[begin : end if is_last else date.mention.start]
        known = wording(_without_dates(part)) or (_interrupted(sentence, begin, date.mention, end)) or known
        known = known or (wording(_without_dates(sentence)) if is_only else None) or OTHER
        if not is_background or _is_told_early(known, part):
            yield known, date


def _interrupted(sentence: str, begin: int, date: Mention, end: int) -> Wording | None:
    """The wording of a part together with what stands behind its date, if its verb has its object there."""
    if not _VERB_BEFORE.search(letters(sentence[begin : date.start])):
        return None
    return wording(_without_dates(sentence[begin:end]))


def _is_told_early(known: Wording, part: str) -> bool:
    is_a_step = known.kind in BACKGROUND or known.label in BACKGROUND_LABELS
    return is_a_step and not NOT_HERE.search(letters(part))


def _without_dates(text: str) -> str:
    kept, at = [], 0
    for date in mentions(text):
        kept.append(text[at : date.start])
        at = date.end
    return " ".join([*kept, text[at:]])
