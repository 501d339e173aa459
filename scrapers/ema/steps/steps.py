"""From what happened to steps: mentions of one thing joined, occurrences numbered in order of date."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from scrapers.ema.steps.sentences import SENT_WITHIN, Happening, Item, Oddity, happenings
from scrapers.ema.steps.wordings import letters
from scrapers.records import EvidenceRecord, ReadingWarning, StepRecord

LISTS = ("list-of-questions", "list-of-outstanding-issues")
OPINIONS = ({"opinion", "opinion-positive"}, {"opinion", "opinion-negative"})
"""An opinion whose outcome is not said here is the one of that day whose outcome is said there."""
REPEATED = frozenset({"assessment-report", "joint-assessment-report", "other"})
"""Kinds of which two may fall on one day: the reports of two rapporteurs, two things without a kind of their own."""

LONGEST_QUOTE = 1_000
"""Characters of a sentence that are kept as evidence."""


@dataclass
class _Step:
    """A step in the making: the happenings that tell of it, the first of them as its own."""

    happening: Happening
    told: list[Happening] = field(default_factory=list)
    is_sent: bool = False

    @property
    def record(self) -> StepRecord:
        own = self.happening
        return StepRecord(
            kind=own.wording.kind,
            date=own.date,
            range=own.range,
            label=own.wording.label,
            evidence=tuple(dict.fromkeys(_evidence(one) for one in [own, *self.told])),
        )


def steps_of(items: Iterable[Item]) -> tuple[tuple[StepRecord, ...], tuple[ReadingWarning, ...]]:
    """The steps that a document tells of, in order of kind and date, and what looked like a date and is none."""
    found: list[_Step] = []
    oddities: dict[Oddity, None] = {}
    for item in items:
        for one in happenings(item):
            if isinstance(one, Oddity):
                oddities[one] = None
            elif not _joined(found, one):
                found.append(_Step(one))
    warnings = tuple(
        ReadingWarning(what="junk-date", where=f"page {oddity.page}", text=oddity.text) for oddity in oddities
    )
    return _numbered([step.record for step in found]), warnings


def _joined(found: list[_Step], one: Happening) -> bool:
    """Whether it was told before: the same step, or a list that was agreed at a meeting and is now sent."""
    for step in reversed(found):
        own = step.happening
        if own.date == one.date and {own.wording.kind, one.wording.kind} in OPINIONS:
            outcome = max(own, one, key=lambda told: len(told.wording.kind))
            step.told.append(own if outcome is one else one)
            step.happening = outcome._replace(range=own.range or one.range)
            return True
        if own.wording.kind != one.wording.kind:
            continue
        if _is_sending(one, step):
            step.told.append(own)
            step.happening = one._replace(range=one.range or own.range)
            step.is_sent = True
            return True
        if own.date == one.date and _is_the_same(own, one):
            step.told.append(one)
            step.happening = own._replace(range=own.range or one.range)
            return True
    return False


def _is_sending(one: Happening, step: _Step) -> bool:
    """Whether it says when the list of a step, agreed on before, was sent."""
    if one.wording.kind not in LISTS or step.is_sent or one.page - step.happening.page > 1:
        return False
    is_sent = re.search(r"(?:was|were|and)sent", letters(one.part)) is not None
    days = one.date.first - step.happening.date.first
    return is_sent and one.part != step.happening.part and -days <= SENT_WITHIN >= days


def _is_the_same(own: Happening, one: Happening) -> bool:
    if one.wording.kind not in REPEATED:
        return True
    return own is not one and letters(own.sentence) == letters(one.sentence)


def _evidence(one: Happening) -> EvidenceRecord:
    quote = one.sentence if len(one.sentence) <= LONGEST_QUOTE else f"{one.sentence[:LONGEST_QUOTE]} …"
    return EvidenceRecord(quote=quote, locator=f"page {one.page}", date=one.date)


def _numbered(steps: list[StepRecord]) -> tuple[StepRecord, ...]:
    """In order of date; each kind counted."""
    counts: dict[str, int] = {}
    numbered = []
    for step in sorted(steps, key=_date_and_kind):
        counts[step.kind] = counts.get(step.kind, 0) + 1
        numbered.append(msgspec.structs.replace(step, occurrence=counts[step.kind]))
    return tuple(numbered)


def _date_and_kind(step: StepRecord) -> tuple[str, str]:
    assert step.date is not None
    return step.date.first.isoformat(), step.kind
