"""What of an origin's new claims is news, how much it matters, and whether it may leave. Pure functions.

What another source said already is not news; a change of a known value is, whichever source says it first. A date of
the past that moves is a correction by the authority. An unknown word is kept and shown, never a transition.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from scrapers.compare import Difference, differences
from scrapers.dates import from_iso
from scrapers.origins import RANKS
from scrapers.records import ApplicationRecord
from scrapers.text import spelling
from scrapers.vocabulary import FIELDS
from tracker.catalogue.known import ResolvedApplication

ASSESSMENT_DOCUMENTS = frozenset(
    [
        "assessment-report",
        "withdrawal-report",
        "variation-report",
        "scientific-discussion",
        "scientific-discussion-variation",
        "scientific-conclusion",
        "procedural-steps-before",
        "procedural-steps-after",
        "smop",
        "smop-initial",
    ]
)
"""EMA's document types that say how an assessment went."""

Place = tuple[str, str, str, str]
"""Where a change is: subject, procedure, field, item."""


@dataclass(frozen=True)
class News:
    """A change to be recorded. See `catalogue.models.Change` for the meaning of each field."""

    subject: str
    field: str
    before: str | None
    after: str | None
    procedure: str = ""
    item: str = ""
    significance: str = "minor"
    alerting: bool = True
    is_correction: bool = False

    @property
    def place(self) -> Place:
        """Where the change is."""
        return (self.subject, self.procedure, self.field, self.item)


@dataclass(frozen=True)
class Context:
    """The circumstances of a reading of one application.

    `is_silent`: nothing of this may leave (a first reading, a wider scope, a reader's upgrade, a released hold).
    `are_rows_silent`: the list is read for the first time, or is wider than before, so that a row in it is no event.
    `told` is, by place, the value that people were last told of; `left` are statuses that the application once had;
    `status_before_unknown` is the status that it had until a source used a word that is not known;
    `procedures_before_unknown` is the same of its procedures, by slug.
    """

    origin: str
    seen_at: datetime.datetime
    is_silent: bool = False
    are_rows_silent: bool = False
    told: Mapping[Place, str | None] = field(default_factory=dict)
    left: Collection[str] = ()
    status_before_unknown: str | None = None
    procedures_before_unknown: Mapping[str, str | None] = field(default_factory=dict)


def news_of_a_new_application(record: ApplicationRecord, context: Context) -> list[News]:
    """An application that the catalogue did not hold: its status, or nothing where it comes in silently."""
    if context.is_silent:
        return []
    return [News("application", "status", None, record.status or "unknown", significance="critical")]


def news_of_a_first_claim(known: ResolvedApplication, record: ApplicationRecord, context: Context) -> list[News]:
    """An origin speaks for the first time about an application that others told of: only contradictions are news.

    A status is news whatever the rank of the origin, unless it is one that the application has left behind: then the
    origin only lags. Of the other fields those count in which the origin is believed more than the present one.

    A record with a key of its own is about one procedure or letter: a new one in a list that was read before is itself
    an event, and its status and its steps are news.
    """
    found = []
    is_event = bool(record.key) and not context.are_rows_silent
    for difference in differences(ApplicationRecord(number=record.number, authority=record.authority), record):
        if is_event and difference.subject in ("procedure", "step"):
            found += _news(difference, known, context)
        if difference.subject != "application" or difference.item or difference.field not in known.fields:
            continue
        standing = known.fields[difference.field].claims[0].claim
        outranks = RANKS.get(context.origin, len(RANKS)) < standing.rank
        is_new_status = difference.field == "status" and difference.after not in context.left
        if outranks or is_new_status:
            found += _news(difference, known, context)
    return found


def news_of_a_change(
    known: ResolvedApplication, previous: ApplicationRecord, accepted: ApplicationRecord, context: Context
) -> list[News]:
    """An origin says something else than before about an application."""
    return [news for difference in differences(previous, accepted) for news in _news(difference, known, context)]


def _news(difference: Difference, known: ResolvedApplication, context: Context) -> list[News]:
    maker = {
        "application": _application_news,
        "procedure": _procedure_news,
        "step": _step_news,
        "document": _document_news,
    }[difference.subject]
    news = maker(difference, known, context)
    if news is None:
        return []
    leaves = (
        news.alerting
        and not context.is_silent
        and news.significance != "noise"
        and not (news.place in context.told and context.told[news.place] == news.after)
    )
    return [replace(news, alerting=leaves)]


def _as_news(difference: Difference, significance: str, **changes: object) -> News:
    news = News(
        subject=difference.subject,
        field=difference.field,
        before=difference.before,
        after=difference.after,
        procedure=difference.procedure,
        item=difference.item,
        significance=significance,
    )
    return replace(news, **changes)  # type: ignore[arg-type]


def _significance(name: str) -> str:
    return FIELDS[name].significance if name in FIELDS else "minor"


def _application_news(difference: Difference, known: ResolvedApplication, context: Context) -> News | None:
    if difference.item:
        return _as_news(difference, _significance(difference.field))
    standing = known.value(difference.field)
    if standing and spelling(standing) == spelling(difference.after or ""):
        return None
    if difference.field == "status" and _is_no_transition(difference, standing, context):
        return _as_news(difference, "minor", before=standing or None, alerting=False)
    return _as_news(difference, _significance(difference.field), before=standing or None)


def _is_no_transition(difference: Difference, standing: str, context: Context) -> bool:
    """An unknown word, and the way back from it, say nothing of the medicine."""
    is_back = standing == "unknown" and difference.after == context.status_before_unknown
    return difference.after == "unknown" or is_back


def _procedure_news(difference: Difference, known: ResolvedApplication, context: Context) -> News | None:
    procedure = next((procedure for procedure in known.procedures if procedure.slug == difference.procedure), None)
    is_back = difference.before == "unknown" and difference.after == context.procedures_before_unknown.get(
        difference.procedure
    )
    if difference.field == "status" and (difference.after == "unknown" or is_back):
        return _as_news(difference, "minor", alerting=False)
    if procedure and difference.field == "status" and procedure.status == difference.after:
        return None
    if procedure and difference.field != "status" and procedure.details.get(difference.field) == difference.after:
        return None
    return _as_news(difference, _significance(difference.field))


def _step_news(difference: Difference, known: ResolvedApplication, context: Context) -> News | None:
    if difference.field == "procedural_day":
        return _as_news(difference, "major")
    steps = [
        step for procedure in known.procedures if procedure.slug == difference.procedure for step in procedure.steps
    ]
    known_as = ("actual",) if difference.state == "actual" else ("actual", "planned")
    told = (step for step in steps if step.state in known_as and not step.is_plan)
    if any(step.kind == difference.field and str(step.date) == difference.after for step in told):
        return None
    is_correction = difference.before is not None and _is_past(difference, context.seen_at.date())
    return _as_news(difference, "major", is_correction=is_correction, alerting=not is_correction)


def _is_past(difference: Difference, today: datetime.date) -> bool:
    return all(from_iso(date).first <= today for date in (difference.before, difference.after) if date)


def _document_news(difference: Difference, known: ResolvedApplication, context: Context) -> News | None:
    if difference.before is None and any(
        difference.item in (document.key, document.address) for document in known.documents if not document.cleared
    ):
        return None
    significance = "major" if difference.document_type in ASSESSMENT_DOCUMENTS else "minor"
    if difference.after is None:
        return _as_news(difference, "minor", alerting=False)
    return _as_news(difference, significance)
