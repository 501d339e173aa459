"""What letters say about an application, put together: mentions of one event in several letters are one step.

The status of an application or submission is not told: a letter says what was decided on its day, and what has been
decided since is in other letters, or in none.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scrapers.dates import PartialDate
from scrapers.fda.letter_heads import UNSAID
from scrapers.fda.letters import LetterStep
from scrapers.records import EvidenceRecord, ProcedureRecord, StepRecord

TYPES = {"ORIG": "initial", "SUPPL": "supplement"}
RECEIVED = frozenset({"submitted", "resubmitted"})
"""What is dated on one day and received on another, from which the clock runs."""

ON_THE_WAY = datetime.timedelta(days=31)
"""What was received later than this after its date is taken to be something else: four weeks have been seen."""


class Claim(NamedTuple):
    """A step that a letter tells, of the procedure with this slug, and where the letter says so."""

    slug: str
    step: LetterStep
    locator: str


def procedures_of(claims: Iterable[Claim]) -> tuple[ProcedureRecord, ...]:
    """The procedures with their steps; the same for the same claims in any order."""
    by_slug: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_slug[claim.slug or UNSAID].append(claim)
    return tuple(
        ProcedureRecord(slug=slug, type=TYPES.get(slug.partition("-")[0], "other"), steps=_steps(slug, by_slug[slug]))
        for slug in sorted(by_slug, key=_in_order)
    )


def _in_order(slug: str) -> tuple[str, int, str]:
    kind, _, number = slug.partition("-")
    return kind, int(number) if number.isdigit() else 0, slug


def _steps(slug: str, claims: Sequence[Claim]) -> tuple[StepRecord, ...]:
    """One step for each kind and day, in order of dates."""
    groups: dict[tuple[str, PartialDate], list[Claim]] = defaultdict(list)
    receipts = [claim.step for claim in claims if claim.step.is_receipt]
    for claim in claims:
        groups[_kind(slug, claim.step.kind), _received(claim.step, receipts)].append(claim)
    occurrences: dict[str, int] = defaultdict(int)
    steps = []
    for kind, date in sorted(groups, key=lambda group: (group[1].first, group[0])):
        occurrences[kind] += 1
        found = groups[kind, date]
        steps.append(
            StepRecord(
                kind=kind,
                date=date,
                occurrence=occurrences[kind],
                label=max(claim.step.label for claim in found),
                evidence=_evidence(found),
            )
        )
    return tuple(steps)


def _received(step: LetterStep, receipts: Sequence[LetterStep]) -> PartialDate:
    """The day on which was received what is dated a little earlier, if another letter gives it: that is one step."""
    if step.kind not in RECEIVED or step.is_receipt:
        return step.date
    dates = [receipt.date for receipt in receipts if receipt.kind == step.kind]
    return min((date for date in dates if _is_on_the_way(step.date, date)), default=step.date)


def _is_on_the_way(dated: PartialDate, received: PartialDate) -> bool:
    return datetime.timedelta() <= received.first - dated.first <= ON_THE_WAY


def _kind(slug: str, kind: str) -> str:
    return "supplement-approved" if kind == "approved" and slug.startswith("SUPPL-") else kind


def _evidence(claims: Iterable[Claim]) -> tuple[EvidenceRecord, ...]:
    found = {
        EvidenceRecord(
            quote=claim.step.quote,
            locator=claim.locator,
            date=claim.step.date if claim.step.date_in_words else None,
            supports=("outcome",) if claim.step.decides else (),
        )
        for claim in claims
    }
    return tuple(sorted(found, key=lambda one: (len(one.locator), one.locator, one.quote, one.supports)))
