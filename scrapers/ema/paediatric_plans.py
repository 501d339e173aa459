"""EMA's list of decisions on paediatric investigation plans.

A plan is an application of its own under its number, and each of its decisions a procedure under the decision's number:
one plan may have several rows, and the newest decision says how it stands. Promised: both numbers and the type of the
decision. The contact details in the list are those of persons: they are not kept.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from scrapers.compare import numbered
from scrapers.ema.feed_records import PUBLICATION, REPORTS, Column, fields, layout, number, targets, told_by
from scrapers.ema.feeds import Feed, Row, read_feed, recogniser, refuse_mostly_junk
from scrapers.ema.reference_numbers import paediatric_decision, paediatric_plan
from scrapers.readers import Reader
from scrapers.records import ApplicationRecord, Page, ProcedureRecord, Reading, StepRecord

COLUMNS = (
    Column("invented_name", "name", "list"),
    Column("active_substance", "active_substance", "words"),
    Column("pip_url", "address", "address"),
    Column("therapeutic_area", "therapeutic_area", "list"),
    Column("condition_indication", "therapeutic_indication"),
    Column("pharmaceutical_forms", "pharmaceutical_form", "list"),
    Column("routes_of_administration", "route", "list"),
    *PUBLICATION,
)

DECISION_COLUMNS = (
    Column("decision_type", "decision_type"),
    Column("compliance_outcome", "compliance_outcome"),
    Column("compliance_procedure_number", "compliance_procedure_number"),
)
"""What is told of one decision and not of the whole plan."""

CATEGORY = "Human"
"""Regulation (EC) 1901/2006 is about medicines for human use only; the list has no column for it."""

STATUSES = {
    "p": "plan-agreed",
    "pm": "plan-agreed",
    "w": "waiver-granted",
    "rp": "plan-refused",
    "rpm": "plan-refused",
    "rw": "waiver-refused",
}
"""What stands before the colon of a type (`P: decision agreeing on …`); `PM` is a change of an agreed plan."""

STEPS = {"decision_date": ("other", "EMA decision"), "compliance_opinion_date": ("opinion", "Compliance opinion")}
"""Keys of dates: kind of step and its label. The decision is the Agency's own, not the Commission's."""

PRIVATE = "contact_for_public_enquiries"

LAYOUT = layout(
    "list of paediatric investigation plans",
    ("pip_number", "decision_number", "decision_type"),
    (*COLUMNS, *DECISION_COLUMNS),
    (*STEPS, PRIVATE),
)


class _Decision(NamedTuple):
    """One row: what it says of the plan, and its decision."""

    plan: ApplicationRecord
    procedure: ProcedureRecord

    @property
    def newness(self) -> tuple[str, str, str, bytes]:
        """The day of the decision, then its number; of one decision, the row last updated. Never the place in the file.

        Compliance opinions do not count: they follow the decision they are about.
        """
        decided = next((str(step.date) for step in self.procedure.steps if step.kind == "other"), "")
        updated = self.plan.details.get("last_updated", "") or self.plan.details.get("first_published", "")
        return decided, self.procedure.slug, updated, _ENCODER.encode((self.plan, self.procedure))


_ENCODER = msgspec.json.Encoder(order="deterministic")


def read(body: bytes, page: Page) -> Reading:
    """One record for each plan. Raises Drifted, Blocked or Unreadable."""
    feed = read_feed(body, LAYOUT)
    plans: dict[str, dict[str, _Decision]] = {}
    kept = 0
    for row in feed.rows:
        decision = _decision(row, feed.keys)
        if decision is not None:
            kept += 1
            _add(plans.setdefault(decision.plan.number, {}), decision, row)
    refuse_mostly_junk(kept, feed, LAYOUT.title)
    return told_by(feed, (_plan(plans[key].values(), feed) for key in sorted(plans)))


def _add(known: dict[str, _Decision], decision: _Decision, row: Row) -> None:
    """Puts a decision beside the others of its plan. Of two rows under one number the one last updated counts."""
    slug = decision.procedure.slug
    earlier = known.get(slug)
    if earlier is not None:
        row.note("repeated-row" if earlier == decision else "duplicate-key", f"{decision.plan.number} {slug}")
    known[slug] = decision if earlier is None else max(earlier, decision, key=lambda each: each.newness)


def _plan(decisions: Iterable[_Decision], feed: Feed) -> ApplicationRecord:
    """The plan as its newest decision has it, with all its decisions in order of their days."""
    ordered = sorted(decisions, key=lambda each: each.newness)
    newest = ordered[-1]
    return msgspec.structs.replace(
        newest.plan,
        procedures=tuple(decision.procedure for decision in ordered),
        covers=(
            "status",
            "category",
            *targets((*COLUMNS, *DECISION_COLUMNS), feed.keys),
            *(kind for key, (kind, _) in STEPS.items() if key in feed.keys),
        ),
    )


def _decision(row: Row, keys: frozenset[str]) -> _Decision | None:
    """The decision of a row; none, and a warning, unless the row has both numbers."""
    key, slug = number(row, "pip_number", paediatric_plan), number(row, "decision_number", paediatric_decision)
    if not key or not slug:
        return None
    said = fields(row, COLUMNS, keys)
    status, status_text = _status(row), row.text("decision_type")
    plan = ApplicationRecord(
        number=key,
        authority="EMA",
        type="paediatric-investigation-plan",
        category=CATEGORY,
        name=said.pop("name", ""),
        active_substance=said.pop("active_substance", ""),
        address=said.pop("address", ""),
        status=status,
        status_text=status_text,
        details=said,
    )
    procedure = ProcedureRecord(
        slug=slug,
        type="paediatric-investigation-plan",
        status=status if status_text else "",
        status_text=status_text,
        details=fields(row, DECISION_COLUMNS, keys),
        steps=_steps(row),
    )
    return _Decision(plan, procedure)


def _status(row: Row) -> str:
    """The slug of what stands before the colon of the decision's type; `unknown` for a type never seen, or for none."""
    text = row.text("decision_type")
    status = STATUSES.get(text.partition(":")[0].strip().lower(), "unknown")
    if text and status == "unknown":
        row.note("unknown-word", f"decision_type: {text}")
    return status


def _steps(row: Row) -> tuple[StepRecord, ...]:
    steps = []
    for key, (kind, label) in STEPS.items():
        outcome = "compliance_outcome" if kind == "opinion" and row.text("compliance_outcome") else ""
        step = row.step(kind, key, outcome=outcome)
        if step:
            steps.append(msgspec.structs.replace(step, label=label))
    return numbered(steps)


READER = Reader(
    name="ema.paediatric_plans",
    version=1,
    origin="ema.paediatric_plans",
    addresses=(rf"{REPORTS}/medicines-output-paediatric_investigation_plans-output-json-report_en\.json",),
    recognises=recogniser("pip_number", "pip_url"),
    read=read,
)
