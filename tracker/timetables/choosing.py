"""Which timetable a procedure has: one that somebody names, or the one that what is known of it decides. Pure.

Where what is known does not decide, none is chosen, and the reason is said: a wrong timetable gives wrong days.
"""

import datetime
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tracker.catalogue.known import MARKETING_AUTHORISATION, Procedure, ResolvedApplication
from tracker.timetables.timetables import Timetable, in_force, of_procedure, timetables

PROGRAM_SINCE = datetime.date(2012, 10, 1)
"""The first day of receipt in the Program for new molecular entities and original biologics (PDUFA V)."""

GDUFA_II_SINCE = datetime.date(2017, 10, 1)
"""The first day of receipt under the goals of GDUFA II (82 FR 46066); those of GDUFA III are the same 10 months."""

NEW_MOLECULAR_ENTITY = "TYPE 1|TYPE 1/4"
OUTSIDE_THE_PROGRAM = r"TYPE [2-57-8]|TYPE 2/[34]|TYPE 3/4|TYPE 4/5"


class NoTimetable(ValueError):
    """There is no such procedure; the message names those whose names are near, or all."""


@dataclass(frozen=True)
class Choice:
    """The timetable of a procedure, or why none is chosen."""

    timetable: Timetable | None = None
    reason: str = ""


@dataclass(frozen=True)
class Rule:
    """A timetable, and the procedures that have it: the first rule that fits decides.

    Each pattern must match the whole: the application's number and its type, the procedure's slug, and, by name, the
    fields of procedure or application (a field without a value is the empty string). `from_receipt`, `to_receipt`: the
    first and the last day on which it may have been received; then the day must be known. Without a timetable, `reason`
    says why there is none.
    """

    timetable: str = ""
    reason: str = ""
    number: str = "EMEA/H/C/.*"
    type: str = MARKETING_AUTHORISATION
    slug: str = ".*"
    where: Mapping[str, str] = field(default_factory=dict)
    from_receipt: datetime.date | None = None
    to_receipt: datetime.date | None = None

    def fits(self, application: ResolvedApplication, procedure: Procedure, receipt: datetime.date | None) -> bool:
        """Whether the procedure has this timetable."""
        patterns = ((self.number, application.number), (self.type, application.type), (self.slug, procedure.slug))
        fields = ((pattern, _field(application, procedure, name)) for name, pattern in self.where.items())
        if not all(re.fullmatch(pattern, text, re.IGNORECASE) for pattern, text in (*patterns, *fields)):
            return False
        if self.from_receipt is None and self.to_receipt is None:
            return True
        first, last = self.from_receipt or datetime.date.min, self.to_receipt or datetime.date.max
        return receipt is not None and first <= receipt <= last


def _speeds(timetable: str, **conditions: object) -> Iterable[Rule]:
    """The two timetables of a kind of submission: FDA's review is standard or priority."""
    where: Mapping[str, str] = conditions.pop("where", {})  # type: ignore[assignment]
    for speed in ("standard", "priority"):
        yield Rule(f"{timetable}-{speed}", where={**where, "review_priority": speed}, **conditions)  # type: ignore[arg-type]


YES, NO = "yes|true", "no|false"
RULES: tuple[Rule, ...] = (
    Rule(reason="No timetable of a veterinary procedure is at hand.", number="EME?A/V/.*", type=".*"),
    Rule(
        reason="No timetable of a veterinary procedure is at hand.", number=".*", type=".*",
        where={"category": "veterinary"},
    ),
    # EMA: the initial application. Accelerated assessment is the exception, and sources that know of it say so.
    Rule("ema-centralised-accelerated", slug="initial", where={"accelerated_assessment": YES}),
    Rule("ema-centralised", slug="initial", where={"accelerated_assessment": f"|{NO}"}),
    # EMA: after the authorisation. What the designation means: scrapers/identifiers.py.
    Rule("ema-type-iain", slug="IAIN/.*"),
    Rule("ema-type-ia", slug="IA/.*"),
    Rule("ema-type-ib", slug="IB/.*"),
    Rule(reason="A type II variation takes 30, 60 or 90 days; its number does not tell which.", slug="II/.*"),
    Rule(reason="Its number does not tell whether it is of type IA, IAIN, IB or II.", slug="(IG|WS|VR)/.*"),
    Rule("ema-extension", slug="X/.*"),
    Rule("ema-renewal", slug="RN?/.*"),
    Rule("ema-psusa", slug="PSUSA/.*"),
    Rule("ema-referral", slug=r"(A-?\d+.*|REF/.*)"),
    # EMA: what has a number of its own.
    Rule("ema-orphan-designation", number=".*", type="orphan-designation"),
    Rule(
        reason="How long a change of an agreed plan takes is not at hand.", number=r".*-M\d+", slug=".*",
        type="paediatric-investigation-plan",
    ),
    Rule("ema-pip", number=r"EMEA-\d+-PIP\d+-\d+", type="paediatric-investigation-plan"),
    Rule("ema-referral", number=".*", type="referral"),
    Rule("ema-psusa", number=".*", type="psusa"),
    # FDA. Drugs@FDA classes biosimilars like other biologics (BLA125553 is TYPE 1), so their class decides nothing.
    *_speeds(
        "fda-nda-program", number="NDA.*", slug="ORIG-.*", where={"submission_class": NEW_MOLECULAR_ENTITY},
        from_receipt=PROGRAM_SINCE,
    ),
    *_speeds(
        "fda-nda", number="NDA.*", slug="ORIG-.*", where={"submission_class": NEW_MOLECULAR_ENTITY},
        to_receipt=PROGRAM_SINCE - datetime.timedelta(days=1),
    ),
    *_speeds(
        "fda-nda", number="NDA.*", slug="ORIG-.*", where={"submission_class": OUTSIDE_THE_PROGRAM},
        from_receipt=datetime.date.min,
    ),
    Rule("fda-biosimilar", number="BLA.*", slug="ORIG-.*", where={"biosimilar": YES}, from_receipt=datetime.date.min),
    *_speeds(
        "fda-nda-program", number="BLA.*", slug="ORIG-.*", where={"biosimilar": NO}, from_receipt=PROGRAM_SINCE
    ),
    Rule(
        reason="No source says whether it is a biosimilar, and FDA's class of submission does not tell.",
        number="BLA.*", slug="ORIG-.*", where={"biosimilar": ""},
    ),
    *_speeds(
        "fda-efficacy-supplement", number="(NDA|BLA).*", slug="SUPPL-.*", where={"submission_class": "EFFICACY"},
        from_receipt=datetime.date.min,
    ),
    Rule(
        "fda-labelling-supplement", number="NDA.*", slug="SUPPL-.*", where={"submission_class": "LABELING"},
        from_receipt=datetime.date.min,
    ),
    Rule(
        reason="No source says whether the change needed prior approval: 4 months, or 6.",
        number="(NDA|BLA).*", slug="SUPPL-.*", where={"submission_class": r"MANUF \(CMC\)"},
    ),
    Rule(
        "fda-anda-standard", number="ANDA.*", slug="ORIG-.*", where={"review_priority": "standard"},
        from_receipt=GDUFA_II_SINCE,
    ),
    Rule(
        reason="The goal of a priority ANDA is 8 or 10 months; no source says whether facilities were named ahead.",
        number="ANDA.*", slug="ORIG-.*", where={"review_priority": "priority"},
    ),
)  # fmt: skip


def timetable_of(application: ResolvedApplication, procedure: Procedure) -> Choice:
    """The timetable of a procedure, as far as what is known of it decides."""
    receipt = _first(procedure, "submitted")
    rule = next((rule for rule in RULES if rule.fits(application, procedure, receipt)), None)
    if rule is None:
        return Choice(reason=_why_none(application, receipt))
    if not rule.timetable:
        return Choice(reason=rule.reason)
    timetable = in_force(rule.timetable, start_of(application, procedure))
    why = "" if timetable else f"No rules of {rule.timetable} are at hand for the time in which it started."
    return Choice(timetable, why)


def start_of(application: ResolvedApplication, procedure: Procedure) -> datetime.date | None:
    """The day that decides which rules hold: the receipt at FDA, at EMA the start, else the first day that is known."""
    if application.authority == "FDA":
        return _first(procedure, "submitted")
    dates = (step.date.first for step in procedure.steps if step.date and step.state == "actual")
    return _first(procedure, "procedure-started") or min(dates, default=None)


def _first(procedure: Procedure, kind: str) -> datetime.date | None:
    dates = (step.date.first for step in procedure.steps if step.kind == kind and step.date and step.state == "actual")
    return min(dates, default=None)


def _field(application: ResolvedApplication, procedure: Procedure, name: str) -> str:
    return procedure.details.get(name) or application.value(name)


def _why_none(application: ResolvedApplication, receipt: datetime.date | None) -> str:
    if application.authority == "FDA" and receipt is None:
        return "The day of receipt is not known, and it decides which goals hold. FDA does not publish it."
    return "What is known of the procedure does not decide which timetable it has."


def timetable_named(procedure: str, start: datetime.date | None) -> Timetable:
    """The timetable of a procedure for a start on a day; where none holds on that day, the nearest. Raises NoTimetable.

    What does not hold says so in the warnings of whatever is computed with it.
    """
    found = of_procedure(procedure)
    if not found:
        raise NoTimetable(_no_such(procedure))
    if start is None:
        return found[0]
    return min(found, key=lambda one: (_days_off(one, start), one.provisional))


def _days_off(timetable: Timetable, start: datetime.date) -> int:
    if timetable.valid_from and start < timetable.valid_from:
        return (timetable.valid_from - start).days
    if timetable.valid_to and start > timetable.valid_to:
        return (start - timetable.valid_to).days
    return 0


def _no_such(procedure: str) -> str:
    known = sorted({timetable.procedure for timetable in timetables()})
    near = difflib.get_close_matches(procedure, known, n=3) or known
    return f"there is no timetable {procedure!r}; there are: {', '.join(near)}"
