"""What is forecast, and from what: pairs of steps, as data, with the rules by which a duration between them counts."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scrapers.vocabulary import label

OPINIONS = ("opinion-positive", "opinion-negative", "opinion")
DECISIONS = ("ec-decision", "authorised")
"""The medicines table calls the day of the Commission's decision that of the authorisation."""

ASSESSED_ANEW = ("initial", "extension")
"""Procedures that run through a list of questions: an extension is assessed as an initial application is."""

OF_AN_AUTHORISED_MEDICINE = ("variation", "worksharing", "renewal", "transfer", "psusa", "referral")


class Dated(NamedTuple):
    """A step that happened, and its day."""

    kind: str
    day: datetime.date


class Span(NamedTuple):
    """From when to when something lasted; None where that is not known."""

    began: datetime.date | None
    ended: datetime.date | None


class Era(NamedTuple):
    """A time within which procedures ran under the same law: since when, and what says so."""

    slug: str
    since: datetime.date
    words: str
    source: str


ERAS = (
    Era(
        "regulation-726-2004",
        datetime.date(2005, 11, 20),
        "since 20 Nov 2005",
        "Regulation (EC) No 726/2004 applies (its Article 90)",
    ),
    Era("regulation-2309-93", datetime.date(1995, 1, 1), "before 20 Nov 2005", "Regulation (EEC) No 2309/93 applied"),
)
"""The newest first. Under the old regulation half of the decisions came more than 90 days after the opinion."""


def era_of(day: datetime.date) -> Era:
    """The era in which a duration begins."""
    return next((era for era in ERAS if era.since <= day), ERAS[-1])


@dataclass(frozen=True)
class Transition:
    """From a step of a kind in `after` to the next in `ends`, which is forecast as `until`.

    It begins with the first step of its kinds, or, `from_the_last`, with the last before its end: a re-examined opinion
    counts, not the one before. Durations under a day or over `longest` are taken for errors of a source.
    `either_pace`: where too few cases have the pace of the application, those of either pace may speak.
    `told_late`: the authority tells the step only after the opinion, so nobody knows that it has not come yet.
    `overtaken_by`: kinds after which it is no longer to be expected.
    """

    slug: str
    after: tuple[str, ...]
    until: str
    ends: tuple[str, ...]
    procedure_types: tuple[str, ...]
    longest: int = 1826
    from_the_last: bool = False
    either_pace: bool = False
    told_late: bool = False
    overtaken_by: tuple[str, ...] = (*OPINIONS, *DECISIONS)

    @property
    def words(self) -> str:
        """`Positive opinion to European Commission decision`."""
        return f"{label(self.after[0])} to {within_a_sentence(label(self.until))}"

    def span(self, steps: Sequence[Dated]) -> Span:
        """From when to when it lasted in a procedure, as far as that is known."""
        starts = sorted(step.day for step in steps if step.kind in self.after)
        if not starts:
            return Span(None, None)
        ended = min((step.day for step in steps if step.kind in self.ends and step.day >= starts[0]), default=None)
        if not self.from_the_last:
            return Span(starts[0], ended)
        return Span(max(day for day in starts if ended is None or day <= ended), ended)

    def counts(self, days: int) -> bool:
        """Whether a duration can be true."""
        return 1 <= days <= self.longest


def within_a_sentence(words: str) -> str:
    """With a small first letter, unless a name begins it."""
    return words if words.startswith(("European", "CMDh")) else words[:1].lower() + words[1:]


TRANSITIONS = (
    Transition(
        slug="submission-to-start",
        after=("submitted",),
        until="procedure-started",
        ends=("procedure-started",),
        procedure_types=ASSESSED_ANEW,
        told_late=True,
        overtaken_by=("list-of-questions", "list-of-outstanding-issues", *OPINIONS, *DECISIONS),
    ),
    Transition(
        slug="start-to-questions",
        after=("procedure-started",),
        until="list-of-questions",
        ends=("list-of-questions",),
        procedure_types=ASSESSED_ANEW,
        told_late=True,
        overtaken_by=("responses-submitted", "list-of-outstanding-issues", *OPINIONS, *DECISIONS),
    ),
    Transition(
        slug="questions-to-responses",
        after=("list-of-questions",),
        until="responses-submitted",
        ends=("responses-submitted",),
        procedure_types=ASSESSED_ANEW,
        told_late=True,
        overtaken_by=("clock-restarted", "list-of-outstanding-issues", *OPINIONS, *DECISIONS),
    ),
    Transition(
        slug="questions-to-restart",
        after=("list-of-questions", "clock-stopped"),
        until="clock-restarted",
        ends=("clock-restarted",),
        procedure_types=ASSESSED_ANEW,
        told_late=True,
        overtaken_by=("list-of-outstanding-issues", *OPINIONS, *DECISIONS),
    ),
    Transition(
        slug="questions-to-outstanding-issues",
        after=("list-of-questions",),
        until="list-of-outstanding-issues",
        ends=("list-of-outstanding-issues",),
        procedure_types=ASSESSED_ANEW,
        told_late=True,
    ),
    Transition(
        slug="outstanding-issues-to-responses",
        after=("list-of-outstanding-issues",),
        until="responses-submitted",
        ends=("responses-submitted",),
        procedure_types=ASSESSED_ANEW,
        told_late=True,
    ),
    Transition(
        slug="outstanding-issues-to-opinion",
        after=("list-of-outstanding-issues",),
        until="opinion",
        ends=OPINIONS,
        procedure_types=ASSESSED_ANEW,
        overtaken_by=DECISIONS,
    ),
    Transition(
        slug="questions-to-opinion",
        after=("list-of-questions",),
        until="opinion",
        ends=OPINIONS,
        procedure_types=ASSESSED_ANEW,
        overtaken_by=DECISIONS,
    ),
    Transition(
        slug="start-to-opinion",
        after=("procedure-started",),
        until="opinion",
        ends=OPINIONS,
        procedure_types=(*ASSESSED_ANEW, *OF_AN_AUTHORISED_MEDICINE),
        overtaken_by=DECISIONS,
    ),
    Transition(
        slug="opinion-to-decision",
        after=("opinion-positive",),
        until="ec-decision",
        ends=DECISIONS,
        procedure_types=ASSESSED_ANEW,
        longest=730,
        from_the_last=True,
        either_pace=True,
        overtaken_by=(),
    ),
    Transition(
        slug="any-opinion-to-decision",
        after=("opinion", "opinion-positive"),
        until="ec-decision",
        ends=("ec-decision",),
        procedure_types=OF_AN_AUTHORISED_MEDICINE,
        longest=730,
        from_the_last=True,
        overtaken_by=(),
    ),
)
"""In order of the procedure; of several that lead to one step, the one from the latest step is asked first.

The longest that is known to be true: 1,604 days from the start to the opinion, 392 from the opinion to the decision
(Annex 10 of EMA's annual reports for 2015 to 2017). Longer ones between opinion and decision come from mistyped years,
and from opinions of later procedures that stand in the place of the first.
"""

KINDS = tuple(sorted({kind for one in TRANSITIONS for kind in (*one.after, *one.ends)}))
"""Every kind of step that a duration can begin or end with."""


Wanted = Mapping[str, Collection[Transition]]
"""Transitions by type of procedure."""


def of_type(procedure_type: str) -> Iterable[Transition]:
    """The transitions of procedures of a type."""
    return (one for one in TRANSITIONS if procedure_type in one.procedure_types)
