"""What every reader returns. Records are frozen, typed and encode to the same bytes for the same content.

A record says what one source claims about one thing at one moment. An empty string means "the source shows the field
and it is empty"; a name missing from `details` or from `covers` means "this source cannot tell".
"""

import datetime
from typing import Literal

import msgspec

from scrapers.dates import PartialDate


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of all records: immutable, compared by content, defaults left out of the encoding.

    Records hold no cycles, so the garbage collector need not walk through the hundreds of thousands of a table.
    """


class EvidenceRecord(Record, frozen=True):
    """The words of a source that say something about a step.

    `supports` names what they speak for besides the date (`procedural_day`, `outcome`, ...); `date` is the date that
    these words give, if they give one. `locator` is where to find them: a heading, a page, a row.
    """

    quote: str
    locator: str = ""
    date: PartialDate | None = None
    supports: tuple[str, ...] = ()


class StepRecord(Record, frozen=True):
    """One procedural step. Several mentions in one source are one step with several pieces of evidence.

    `kind` is a word of `scrapers.vocabulary.STEP_KINDS`. `occurrence` counts steps of one kind in order of date.
    `range` keeps both ends of a meeting. `reported_day` is the procedural day as the authority states it.
    `inferred` marks a date taken from a neighbouring event. `cleared` marks what the source once said and now no
    longer shows: the step stays.
    """

    kind: str
    date: PartialDate | None = None
    occurrence: int = 1
    range: tuple[datetime.date, datetime.date] | None = None
    state: Literal["actual", "planned"] = "actual"
    label: str = ""
    reported_day: int | None = None
    inferred: bool = False
    cleared: bool = False
    evidence: tuple[EvidenceRecord, ...] = ()


class MilestoneRecord(Record, frozen=True):
    """A nominal day as the source describes it ("list of questions at day 120"): never a dated event."""

    kind: str
    day: int
    quote: str
    locator: str = ""


class PassageRecord(Record, frozen=True):
    """A passage of prose about a procedure, under a topic such as `provisional-opinion`, `main-concerns`, `stage`."""

    topic: str
    text: str
    locator: str = ""


class ProcedureRecord(Record, frozen=True):
    """A procedure of an application: `initial`, or the authority's own designation (`II/0029`, `SUPPL-9`).

    `type` is a word of `scrapers.vocabulary.PROCEDURE_TYPES`, `status` one of `STATUSES` or empty; `details` holds what
    else the source tells (`review_priority`, `submission_class`, ...), by the names in `scrapers.vocabulary.FIELDS`.
    """

    slug: str = "initial"
    type: str = "initial"
    status: str = ""
    status_text: str = ""
    details: dict[str, str] = {}
    steps: tuple[StepRecord, ...] = ()
    milestones: tuple[MilestoneRecord, ...] = ()
    passages: tuple[PassageRecord, ...] = ()
    cleared: bool = False


class FileRecord(Record, frozen=True):
    """One language version: two-letter language, absolute address, size as printed (`39.17 KB`), format."""

    language: str
    address: str
    size: str = ""
    format: str = ""
    first_published: PartialDate | None = None
    last_updated: PartialDate | None = None


class DocumentRecord(Record, frozen=True):
    """A document: one reference with its language versions. Identity is the reference, else the address.

    `shares_reference`: another document of the application has the reference too and goes by it, so that this one goes
    by its address; `scrapers.documents.told_apart` says which.

    `type` is the authority's folder word (`withdrawal-report`, `medicine-qa`); `status` as printed (`Adopted`).
    `procedure` is the slug of the procedure it belongs to, empty if it belongs to the application.
    """

    title: str
    address: str
    type: str = ""
    reference: str = ""
    status: str = ""
    procedure: str = ""
    first_published: PartialDate | None = None
    last_updated: PartialDate | None = None
    files: tuple[FileRecord, ...] = ()
    cleared: bool = False
    shares_reference: bool = False

    @property
    def key(self) -> str:
        """What tells this document from others of its application."""
        return self.address if self.shares_reference else self.reference or self.address


class PresentationRecord(Record, frozen=True):
    """One marketed form under an application, as FDA numbers its products (`001`)."""

    number: str
    name: str = ""
    ingredients: tuple[tuple[str, str], ...] = ()
    """Pairs of ingredient and strength."""
    form: str = ""
    route: str = ""
    marketing_status: str = ""
    reference_drug: str = ""
    reference_standard: str = ""
    equivalence_code: str = ""


class ApplicationRecord(Record, frozen=True, tag_field="record", tag="application"):
    """What one source says about one application.

    `number` is canonical: `EMEA/H/C/000801`, `NDA022180`. `status` is a slug of `scrapers.vocabulary.STATUSES` (or
    `unknown`), `status_text` the authority's own word. `details` holds the source's further fields under the names of
    `scrapers.vocabulary.FIELDS`; a name that the source has no column for is absent.

    `covers` names the fields and step kinds that this source's columns can tell, and is empty when the source is not a
    table: what neither reading covers is not compared, and a newly covered field is filled in silently.
    `cleared` names the fields whose value the source once gave and no longer shows.
    `key` tells apart several records of one origin about one application (two reports); empty means the number.

    `type` is a word of `scrapers.vocabulary.APPLICATION_TYPES`. An orphan designation, a paediatric investigation plan,
    a referral and a PSUSA have a number of their own and are about other applications: `concerns` holds the numbers of
    those that the source names.
    """

    number: str
    authority: Literal["EMA", "FDA"]
    key: str = ""
    type: str = "marketing-authorisation"
    concerns: tuple[str, ...] = ()
    category: str = ""
    name: str = ""
    active_substance: str = ""
    inn: str = ""
    applicant: str = ""
    status: str = ""
    status_text: str = ""
    address: str = ""
    details: dict[str, str] = {}
    procedures: tuple[ProcedureRecord, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()
    presentations: tuple[PresentationRecord, ...] = ()
    covers: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """What tells this record from others of its origin."""
        return self.key or self.number

    @property
    def claimed_status(self) -> str:
        """The status, empty where the source gives no word for it; a word that is not known here claims `unknown`."""
        return "" if self.status == "unknown" and not self.status_text else self.status


class NoticeRecord(Record, frozen=True, tag_field="record", tag="notice"):
    """What one source says about something that is no procedure: a shortage, a safety communication, a patent, news.

    `kind` is a word of `scrapers.vocabulary.NOTICE_KINDS`, `key` the source's own identifier of it, unique within the
    origin (a number, else an address). `status` is a slug of `NOTICE_STATUSES` (or `unknown`, or empty where the source
    has no word for it), `status_text` the authority's own word. `starts_on` and `ends_on` say from when to when it
    holds: the first and last day of a meeting, the end of a patent.

    What it is about, as far as the source says: `numbers` of applications (canonical), `names` of medicines,
    `substances`. `details` holds further fields under the names of `scrapers.vocabulary.FIELDS`. `covers` and `cleared`
    are as in `ApplicationRecord`; the attributes go there by their own names (`title`, `starts_on`, `numbers`).
    """

    kind: str
    authority: Literal["EMA", "FDA"]
    key: str
    title: str
    category: str = ""
    status: str = ""
    status_text: str = ""
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    address: str = ""
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    details: dict[str, str] = {}
    covers: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """What tells this record from others of its origin."""
        return self.key

    @property
    def claimed_status(self) -> str:
        """The status, empty where the source gives no word for it; a word that is not known here claims `unknown`."""
        return "" if self.status == "unknown" and not self.status_text else self.status


AnyRecord = ApplicationRecord | NoticeRecord


class ReadingWarning(Record, frozen=True):
    """Something odd that stopped nothing: `what` is a slug (`junk-number`, `unknown-word`, `unknown-column`)."""

    what: str
    where: str = ""
    text: str = ""


class Page(Record, frozen=True):
    """What a reader is told besides the bytes: where they are from, and when they were retrieved (UTC)."""

    address: str
    retrieved_at: datetime.datetime
    application: str = ""
    """The application that the caller says a document is about; empty if the document has to say."""


class Reading(Record, frozen=True):
    """All that a reader found.

    `scope` is `whole` when the source lists everything it knows, so that a missing row means a removal, and `part` when
    it speaks of single applications. `within` limits a `whole` reading to keys that begin so: it holds one table of an
    origin that has several, and says nothing of the others. `published_at` is the source's own stamp, in the form of
    `scrapers.dates.stamp`, so that stamps of one source sort; empty if it has none.
    """

    records: tuple[ApplicationRecord, ...] = ()
    notices: tuple[NoticeRecord, ...] = ()
    scope: Literal["whole", "part"] = "part"
    within: str = ""
    warnings: tuple[ReadingWarning, ...] = ()
    published_at: str = ""

    @property
    def everything(self) -> tuple[AnyRecord, ...]:
        """Records of both kinds; keys are unique within the origin, whatever the kind."""
        return (*self.records, *self.notices)
