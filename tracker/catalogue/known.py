"""What is claimed of an application and what is known of it: the values that `resolve` takes and gives."""

import datetime
from typing import NamedTuple

import msgspec

from scrapers.dates import PartialDate
from scrapers.origins import RANKS
from scrapers.records import (
    ApplicationRecord,
    DocumentRecord,
    EvidenceRecord,
    MilestoneRecord,
    PassageRecord,
    PresentationRecord,
)
from scrapers.text import spelling

PERSON = "person"
"""The origin of what people enter."""

MAIN_FIELDS = ("name", "category", "status", "status_text", "applicant", "active_substance", "inn", "address")
MARKETING_AUTHORISATION = "marketing-authorisation"


class Claim(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one origin, or one person, says about an application, and since when.

    `snapshot` and `entry` are the ids of what it rests on; one of them is None. `is_override`: a person's correction
    that beats every source until it is released. `is_plan`: a person's plan, which claims nothing about what happened.
    `is_gone`: the origin's whole list no longer has it.
    """

    origin: str
    claimed_by: str
    retrieved_at: datetime.datetime
    record: ApplicationRecord
    snapshot: int | None = None
    entry: int | None = None
    is_override: bool = False
    is_plan: bool = False
    is_gone: bool = False
    is_reconstructed: bool = False

    @property
    def rank(self) -> int:
        """Lower is believed more: an override, then the origins in their order, then what people add."""
        if self.origin == PERSON:
            return -1 if self.is_override else len(RANKS)
        return RANKS.get(self.origin, len(RANKS))


class FieldClaim(NamedTuple):
    """One claim about one field."""

    value: str
    claim: Claim


class Field(NamedTuple):
    """What stands for a field, and all who say something about it, the believed one first."""

    value: str
    claims: tuple[FieldClaim, ...]

    @property
    def conflict(self) -> bool:
        """Whether the claims differ in more than spelling."""
        return len({spelling(claim.value) for claim in self.claims}) > 1


class StepEvidence(msgspec.Struct, frozen=True, gc=False):
    """A piece of evidence and who brings it."""

    record: EvidenceRecord
    claim: Claim
    fingerprint: str
    cleared: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known of one step. `conflict`: its sources give different dates."""

    kind: str
    occurrence: int
    date: PartialDate | None
    range: tuple[datetime.date, datetime.date] | None
    state: str
    label: str
    reported_day: int | None
    inferred: bool
    cleared: bool
    conflict: bool
    evidence: tuple[StepEvidence, ...]

    @property
    def is_plan(self) -> bool:
        """Whether it stands in somebody's plan only: neither an authority nor an applicant announced it."""
        return bool(self.evidence) and all(piece.claim.is_plan for piece in self.evidence)


class Procedure(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known of one procedure."""

    slug: str
    type: str
    status: str
    status_text: str
    details: dict[str, str]
    steps: tuple[Step, ...]
    milestones: tuple[MilestoneRecord, ...]
    passages: tuple[PassageRecord, ...]
    cleared: bool


class Extent(NamedTuple):
    """What of an application is looked at: procedures by slug (None: all), documents, presentations.

    Of an application with hundreds of supplements mostly one changes; the others are not resolved and written again.
    """

    procedures: frozenset[str] | None = None
    documents: bool = True
    presentations: bool = True

    def has(self, slug: str) -> bool:
        """Whether a procedure is looked at."""
        return self.procedures is None or slug in self.procedures


WHOLE = Extent()


class ResolvedApplication(msgspec.Struct, frozen=True, gc=False):
    """What is known of an application, as far as `extent`. Fields without any claim are absent from `fields`."""

    number: str
    authority: str
    fields: dict[str, Field]
    procedures: tuple[Procedure, ...]
    documents: tuple[DocumentRecord, ...]
    presentations: tuple[PresentationRecord, ...]
    type: str = MARKETING_AUTHORISATION
    concerns: tuple[str, ...] = ()
    is_reconstructed: bool = False
    claims: tuple[Claim, ...] = ()
    extent: Extent = WHOLE

    def value(self, name: str) -> str:
        """The field's value, or the empty string."""
        return self.fields[name].value if name in self.fields else ""
